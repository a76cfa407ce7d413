"""Who is asked next, by a clock that only sleeping moves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from srccheck.settings import Settings
from srccheck.web.rota import Rota
from tests.web.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def walk(clock, pages, *, takes=0.1, **settings):
    """Run the pages; returns when each was begun, and the most that were under way at once."""
    begun, under_way, most = {}, 0, 0

    async def job(page):
        nonlocal under_way, most
        assert page not in begun
        begun[page] = round(clock.seconds, 6)
        under_way += 1
        most = max(most, under_way)
        await clock.sleep(takes)
        under_way -= 1

    await clock.run(Rota(Settings(**settings), clock.surroundings).each(pages, job))
    return begun, most


async def test_a_host_with_a_thousand_links_holds_nobody_up(clock):
    """Cited first of all, it keeps two workers and its own pace; all others are done meanwhile."""
    big = [f"https://big.example/{number}" for number in range(1000)]
    small = [f"https://h{number}.example/" for number in range(500)]
    begun, most = await walk(clock, big + small, jobs=10)
    assert len(begun) == 1500
    assert max(begun[page] for page in small) <= 6.5
    assert begun[big[-1]] == pytest.approx(499.5, abs=10)
    assert most <= 10


async def test_no_worker_waits_for_a_pause(clock):
    """Twenty hosts with quick answers: ten workers serve them all at the hosts' pace, not at their own."""
    pages = [f"https://h{host}.example/{n}" for host in range(20) for n in range(10)]
    begun, _ = await walk(clock, pages, jobs=10, takes=0.01)
    assert max(begun.values()) < 4.6


async def test_a_slow_host_keeps_two_workers(clock):
    """Answers of 30 s: two at once for that host, and nobody else notices."""
    slow = [f"https://slow.example/{number}" for number in range(6)]
    quick = [f"https://h{number}.example/" for number in range(50)]

    begun, done = [], []

    async def job(page):
        begun.append(page)
        await clock.sleep(30 if "slow" in page else 0.1)
        done.append(clock.seconds)

    await clock.run(Rota(Settings(jobs=4), clock.surroundings).each(slow + quick, job))
    assert done[49] < 4
    assert clock.seconds == pytest.approx(90.5, abs=3)


async def test_order_within_a_host(clock):
    """As cited."""
    pages = [f"https://a.example/{number}" for number in range(5)]
    begun, _ = await walk(clock, pages)
    assert list(begun) == pages
    assert list(begun.values()) == [0, 0.5, 1.0, 1.5, 2.0]


async def test_a_replay_has_no_pace(clock):
    """Recordings are never too busy."""
    pages = [f"https://a.example/{number}" for number in range(100)]
    begun, _ = await walk(clock, pages, takes=0, replay=Path("x.warc.gz"))
    assert max(begun.values()) == 0


async def test_nothing_to_do(clock):
    """No pages, no wait; and a rota can be used again."""
    rota = Rota(Settings(), clock.surroundings)
    done = []

    async def job(page):
        done.append(page)

    await clock.run(rota.each([], job))
    await clock.run(rota.each(["https://a.example/"], job))
    await clock.run(rota.each(["https://a.example/"], job))
    assert len(done) == 2


async def test_a_failing_job_ends_the_run(clock):
    """Its exception comes out, in a group, and nobody is left running."""
    running = set()

    async def job(page):
        if page.endswith("/3"):
            raise ValueError(page)
        running.add(page)
        try:
            await clock.sleep(1000)
        finally:
            running.discard(page)

    pages = [f"https://h{number}.example/{number}" for number in range(10)]
    with pytest.raises(ExceptionGroup) as caught:
        await clock.run(Rota(Settings(), clock.surroundings).each(pages, job))
    assert caught.group_contains(ValueError, match="/3")
    assert not running


async def test_called_off(clock):
    """Cancelled while it waits for a pause: nothing stays behind."""
    before = asyncio.all_tasks()

    async def job(page):
        await asyncio.sleep(0)

    rota = Rota(Settings(), clock.surroundings)
    task = asyncio.ensure_future(rota.each(["https://a.example/1", "https://a.example/2"], job))
    for _ in range(20):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
