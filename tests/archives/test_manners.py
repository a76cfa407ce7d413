"""Limits, turns, and leaving an archive alone: all in time that only waiting moves."""

from __future__ import annotations

import asyncio
import datetime as dt
import selectors
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from attrs import define, field

from srccheck.archives import ArchiveClient
from srccheck.archives.breaker import Breaker, Trouble
from srccheck.archives.budget import Budget
from srccheck.archives.turns import Turns
from srccheck.model.store import NoStore
from srccheck.model.web import Exchange, Request, Surroundings
from srccheck.settings import Settings
from tests.archives.conftest import SETTINGS, Canned, exchange
from tests.web.localweb import START, FakeTime
from tests.web.wayback import Wayback

DAY = dt.date(2024, 3, 5)


class _NoWait(selectors.DefaultSelector):  # type: ignore[misc,valid-type]
    """Waits for nobody: what it was asked to wait is added to the clock."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready and timeout:
            self.passed += timeout
        return ready


def in_fake_time(job: Callable[[Surroundings], Coroutine[Any, Any, None]]) -> float:
    """Run a job in an event loop whose clock jumps over every wait; its length in seconds."""
    selector = _NoWait()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.passed  # type: ignore[method-assign]
    surroundings = Surroundings(
        now=lambda: START + dt.timedelta(seconds=selector.passed),
        monotonic=lambda: selector.passed,
        random=lambda: 0.5,
    )
    try:
        loop.run_until_complete(job(surroundings))
        return selector.passed
    finally:
        loop.close()


@define
class Limited:
    """The stand-in with the real one's limits: past them, 429; a second for every answer."""

    wayback: Wayback
    surroundings: Surroundings
    sent: dict[str, list[float]] = field(factory=lambda: defaultdict(list))
    refused: Counter[str] = field(factory=Counter)

    async def fetch(self, request: Request) -> Exchange:
        now = self.surroundings.monotonic()
        kind = "cdx" if "/cdx/" in request.url else "playback"
        self.sent[kind].append(now)
        limit = {"cdx": 30, "playback": 600}[kind]
        await asyncio.sleep(1)
        if sum(now - one < 60 for one in self.sent[kind][-limit - 1 :]) > limit:
            self.refused[kind] += 1
            return exchange(429, "<h1>Too Many Requests</h1>")
        reply = self.wayback.reply(request.url.removeprefix(self.wayback.origin))
        headers = tuple((name.lower(), value) for name, value in reply.headers)
        return Exchange(url=request.url, http_status=reply.status, headers=headers, body=reply.body)


def test_a_thousand_links():
    """1,000 links, a third dead: within 10 % of the time that the limits alone allow, and never refused."""
    wayback = Wayback()
    for n in range(1000):
        wayback.hold(
            f"https://coast.example/{n}",
            ("20240304090000", 200),
            ("20240601000000", 404),
            ("20240701000000", 404),
        )
    servers: list[Limited] = []

    async def job(surroundings: Surroundings) -> None:
        server = Limited(wayback, surroundings)
        servers.append(server)
        settings = Settings(archives=(wayback.timegate,))
        client = ArchiveClient(fetcher=server, settings=settings, surroundings=surroundings)
        said: set[str] = set()

        async def look(n: int) -> None:
            facts, _ = await client.look(f"https://coast.example/{n}", [DAY], dead=n >= 667)
            assert (facts.status, facts.captures) == ("archived", 3 if n >= 667 else None)
            said.add(client.waiting() or "")

        async with asyncio.TaskGroup() as group:
            for n in range(1000):
                group.create_task(look(n))
        assert client.waiting() is None
        assert any("24 a minute are allowed" in words for words in said)

    seconds = in_fake_time(job)
    (server,) = servers
    assert not server.refused
    playback, cdx = len(server.sent["playback"]), len(server.sent["cdx"])
    assert (playback, cdx) == (2000, 333)
    assert seconds < 1.1 * max(playback / 480, cdx / 24) * 60


def test_many_workers_one_budget():
    """However many ask at once, and whatever they ask: no minute sees more than the limit."""
    moments: list[float] = []

    async def job(surroundings: Surroundings) -> None:
        budget = Budget("x", 24, surroundings, NoStore())

        async def one(n: int) -> None:
            await asyncio.sleep((n * 37 % 100) * 3.1)
            await budget.wait()
            moments.append(surroundings.monotonic())

        await asyncio.gather(*(one(n) for n in range(100)))

    in_fake_time(job)
    moments.sort()
    for n, start in enumerate(moments):
        assert sum(start <= moment < start + 59.999 for moment in moments[n:]) <= 24


def test_a_few_at_once_after_quiet():
    """A small document does not wait for a limit that it does not touch."""

    async def job(surroundings: Surroundings) -> None:
        budget = Budget("x", 24, surroundings, NoStore())
        for _ in range(4):
            await budget.wait()

    assert in_fake_time(job) == 0


def test_other_processes_count():
    """Where the store says that others took turns, the longer wait holds; every request takes one there."""
    asked: list[tuple[str, float]] = []

    class Shared(NoStore):
        def allow(self, kind: str, per_minute: float, now: dt.datetime, *, burst: int = 4) -> float:
            asked.append((kind, per_minute))
            return 7.5

    async def job(surroundings: Surroundings) -> None:
        await Budget("x cdx", 24, surroundings, Shared()).wait()
        await Budget("x cdx", None, surroundings, Shared()).wait()

    assert in_fake_time(job) == 7.5
    assert asked == [("x cdx", 24)]


PAUSES: dict[Trouble, tuple[int, float]] = {
    # trouble: (bad answers until it is left alone, first pause in seconds)
    "busy": (2, 60),
    "refused": (4, 300),
    "nameless": (4, 60),
    "slow": (4, 60),
    "down": (9, 30),
}


@pytest.mark.parametrize("trouble", PAUSES)
def test_breaker(trouble, time: FakeTime):
    """Closed, open, one trial after the pause; a failed trial doubles the pause, a good one ends it."""
    number, pause = PAUSES[trouble]
    breaker = Breaker(time.surroundings)
    for _ in range(number):
        assert breaker.admits("playback")
        breaker.note("playback", trouble)
    assert not breaker.admits("playback")
    breaker.note("playback", trouble)  # a question that was under way makes it no worse
    time.seconds += pause - 1
    assert not breaker.admits("playback")
    time.seconds += 1
    assert breaker.admits("playback")
    assert not breaker.admits("playback")  # one trial, not a crowd
    breaker.note("playback", trouble)
    time.seconds += 2 * pause - 1
    assert not breaker.admits("playback")
    time.seconds += 1
    assert breaker.admits("playback")
    breaker.note("playback", None)
    assert all(breaker.admits("playback") for _ in range(5))


def test_breaker_waits_as_long_as_it_is_told(time: FakeTime):
    """A Retry-After longer than our own pause counts; pauses end at an hour."""
    breaker = Breaker(time.surroundings)
    for _ in range(2):
        breaker.note("cdx", "busy", at_least_s=500)
    time.seconds += 499
    assert not breaker.admits("cdx")
    for _ in range(20):
        time.seconds += 3600
        assert breaker.admits("cdx")
        breaker.note("cdx", "busy")
    time.seconds += 3600
    assert breaker.admits("cdx")


def test_a_lost_trial_is_followed_by_another(time: FakeTime):
    """A trial whose answer never comes (its task was cancelled) does not close the door for good."""
    breaker = Breaker(time.surroundings)
    for _ in range(2):
        breaker.note("cdx", "busy")
    time.seconds += 60
    assert breaker.admits("cdx")
    time.seconds += 60
    assert breaker.admits("cdx")


async def test_recovery(time: FakeTime):
    """429, 429, silence for a minute, then answers again; in between nothing is asked."""
    canned = Canned([*[exchange(429, "<h1>Too Many Requests</h1>")] * 2, exchange(404, "No Captures Found")])
    client = ArchiveClient(fetcher=canned, settings=SETTINGS, surroundings=time.surroundings)

    async def status() -> str:
        return (await client.look("https://coast.example/a", [DAY], dead=False))[0].status

    assert [await status() for _ in range(4)] == ["unknown"] * 4
    assert len(canned.asked) == 2
    time.seconds += 60
    assert await status() == "not-archived"


async def test_turns():
    """Urgent ones first, the others in their order; who leaves the queue gives nobody's place away."""
    turns, order = Turns(1), []
    gate = asyncio.Event()

    async def one(name: str, *, urgent: bool = False) -> None:
        async with turns.turn(urgent=urgent):
            order.append(name)
            await gate.wait()

    tasks = [asyncio.create_task(one(name, urgent=name.isupper())) for name in ("a", "b", "c", "D", "E")]
    await asyncio.sleep(0)
    tasks[2].cancel()  # while it waits
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == ["a", "D", "E", "b"]


async def test_a_turn_that_nobody_takes():
    """Cancelled in the moment in which it was called: the next one gets the place."""
    turns = Turns(1)
    order: list[str] = []

    async def one(name: str) -> None:
        async with turns.turn():
            order.append(name)

    first = turns.turn()
    await first.__aenter__()
    tasks = [asyncio.create_task(one(name)) for name in ("a", "b")]
    await asyncio.sleep(0)
    await first.__aexit__(None, None, None)
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await one("c")
    assert order == ["b", "c"]
