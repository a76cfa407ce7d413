"""Manners: when to ask again, when to wait, when to stop."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from srccheck.archives.asking import Asker
from srccheck.model.web import Exchange, Request
from tests.archives.conftest import Answer, Canned, asker_of, exchange, failed
from tests.web.localweb import FakeTime

OK = exchange(200, memento_datetime="Mon, 04 Mar 2024 09:00:00 GMT")
BUSY = exchange(429, "slow down")
DOWN = exchange(503, "later")


def asker(answers: list[Answer], time: FakeTime, connections: int = 4) -> tuple[Asker, Canned]:
    canned = Canned(answers)
    return asker_of(canned, time, connections=connections), canned


ONCE = {
    # name: (answers, requests sent, seconds waited)
    "an answer": ([OK], 1, 0),
    "absent": ([exchange(404, "ResourceNotInArchiveException")], 1, 0),
    "an archived 503": ([exchange(503, memento_datetime="Mon, 04 Mar 2024 09:00:00 GMT")], 1, 0),
    "an archived 429": ([exchange(429, memento_datetime="Mon, 04 Mar 2024 09:00:00 GMT")], 1, 0),
    "a 404 of somebody": ([exchange(404)], 1, 0),
    "a fault that passes": ([DOWN, OK], 2, 0.5),
    "two faults that pass": ([DOWN, exchange(502), OK], 3, 1.5),
    "a fault that stays": ([DOWN], 3, 1.5),
    "resets": ([failed("reset"), failed("protocol"), failed("tls")], 3, 1.5),
    "too slow": ([failed("timeout")], 2, 0.5),
    "refused": ([failed("connect")], 2, 0.5),
    "no name": ([failed("dns")], 1, 0),
    "not in the evidence": ([failed("not-in-replay")], 1, 0),
    "slow down, no word of when": ([BUSY], 1, 0),
    "slow down, for three seconds": ([exchange(429, retry_after="3"), OK], 2, 3),
    "slow down, and again": ([exchange(429, retry_after="3")], 2, 3),
    "slow down, for an hour": ([exchange(429, retry_after="3600")], 1, 0),
    "slow down, until a date": ([exchange(429, retry_after="Mon, 04 Mar 2030 09:00:00 GMT")], 1, 0),
    "a fault, for two seconds": ([exchange(503, retry_after="2"), OK], 2, 2),
    "a fault, for a year": ([exchange(503, retry_after="31536000")], 1, 0),
    "a fault, for nonsense": ([exchange(503, retry_after="²"), OK], 2, 0.5),
}  # fmt: skip


@pytest.mark.parametrize("name", ONCE)
async def test_one_question(name, time):
    """Answers → how often it is asked and how long is waited."""
    answers, sent, waited = ONCE[name]
    ask, canned = asker(answers, time)
    last = await ask.ask("playback", "http://x.example/")
    assert len(canned.asked) == sent
    assert sum(time.slept) == pytest.approx(waited)
    assert last is answers[min(sent, len(answers)) - 1]


STOPS = {
    # name: (answer for ever, questions of ten that are asked, whether the other kind still is)
    "slow down": (BUSY, 2, True),
    "refused": (failed("connect"), 2, False),
    "no name": (failed("dns-nxdomain"), 4, False),
    "timeouts": (failed("timeout"), 2, True),
    "faults": (DOWN, 3, True),
    "answers": (OK, 10, True),
    "404 of somebody": (exchange(404), 10, True),
}


@pytest.mark.parametrize("name", STOPS)
async def test_stops(name, time):
    """So many bad ends in a row, and the rest of the run goes without the archive."""
    answer, questions, other = STOPS[name]
    ask, canned = asker([answer], time)
    for n in range(10):
        last = await ask.ask("cdx", f"http://x.example/{n}")
    assert len(set(canned.asked)) == questions
    if questions < 10:
        assert last.failure == "budget"
        assert "left alone" in (last.detail or "")
    await ask.ask("playback", "http://x.example/other")
    assert ("http://x.example/other" in canned.asked) == other


async def test_the_index_gets_less_patience(time):
    """Once playback has been given up, two faults are enough for the index."""
    ask, canned = asker([DOWN], time)
    for kind in ("playback", "cdx"):
        for n in range(10):
            await ask.ask(kind, f"http://x.example/{kind}/{n}")
    assert Counter(url.split("/")[3] for url in canned.asked) == {"playback": 9, "cdx": 2}


async def test_many_at_once_stop_soon(time):
    """A hundred questions under way do not each go through all their attempts."""
    ask, canned = asker([DOWN], time)
    await asyncio.gather(*(ask.ask("playback", f"http://x.example/{n}") for n in range(100)))
    assert len(canned.asked) < 15


async def test_a_good_answer_forgives(time):
    """Only an unbroken row counts."""
    ask, canned = asker([*[BUSY, OK] * 10], time)
    for n in range(20):
        await ask.ask("cdx", f"http://x.example/{n}")
    assert len(canned.asked) == 20


async def test_few_connections(time):
    """Never more under way than the archive's record allows, and the kinds do not hold each other up."""
    going: list[str] = []
    most = 0
    gate = asyncio.Event()

    class Slow:
        async def fetch(self, request: Request) -> Exchange:
            nonlocal most
            going.append(request.url)
            most = max(most, len(going))
            await gate.wait()
            going.remove(request.url)
            return OK

    ask = asker_of(Slow(), time, connections=2)
    async with asyncio.TaskGroup() as group:
        for n in range(10):
            group.create_task(ask.ask("playback", f"http://x.example/{n}"))
        group.create_task(ask.ask("cdx", "http://x.example/cdx"))
        for _ in range(5):
            await asyncio.sleep(0)
        assert len(going) == 3
        gate.set()
    assert most == 3
