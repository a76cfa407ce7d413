"""Who is asked without a word, and for whom a turn is had first."""

from __future__ import annotations

import asyncio

import pytest

from srccheck.model.web import Exchange, Request
from srccheck.scale.rationing import Ration, Rationed
from srccheck.settings import Settings
from tests.web.localweb import FakeTime

HOST = Ration(name="host a.example", at_once=1, interval_s=0.5)


class Turns:
    """Notes who asks for turns; the first try of each is in vain."""

    def __init__(self, *, waits: tuple[float, ...] = ()) -> None:
        self.asked: list[tuple[Ration, str]] = []
        self.released: list[tuple[int, float, float]] = []
        self._waits = list(waits)

    async def lease(self, ration: Ration, owner: str) -> tuple[int, float]:
        self.asked.append((ration, owner))
        return (0, self._waits.pop(0)) if self._waits else (7, 0.25)

    async def release(self, lease: int, ago_s: float, rest_s: float) -> None:
        self.released.append((lease, ago_s, rest_s))


class Web:
    """Answers with a status, after a second."""

    def __init__(self, time: FakeTime, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self._time, self._status, self._headers = time, status, headers
        self.asked: list[str] = []
        self.free = asyncio.Event()
        self.free.set()

    async def fetch(self, request: Request) -> Exchange:
        self.asked.append(request.url)
        await self.free.wait()
        self._time.seconds += 1
        return Exchange(url=request.url, http_status=self._status, headers=self._headers)


def rationed(web: Web, turns: Turns, time: FakeTime) -> Rationed:
    settings = Settings(archives=("wayback", "https://own.example/web/"))
    return Rationed(web, turns, settings, time.surroundings)


@pytest.mark.parametrize(
    ("url", "lane", "name", "rate"),
    [
        ("http://a.example/x", "page", "host a.example", None),
        ("http://www.a.example/x", "page", "host a.example", None),
        ("https://web.archive.org/web/2020/http://a.example/", "archive", "Wayback Machine playback", 480),
        ("https://web.archive.org/cdx/search/cdx?url=a", "archive", "Wayback Machine cdx", 24),
        ("https://web.archive.org/about", "page", "host archive.org", None),
        ("https://archive.ph/AbCd", "archive", "archive.today playback", 12),
        ("https://archive.today/timemap/http://a.example/", "archive", "archive.today cdx", 12),
        ("https://own.example/web/2020/http://a.example/", "archive", "own.example playback", 480),
        ("https://elsewhere.example/web/2020/http://a.example/", "archive", "host elsewhere.example", None),
    ],
)
async def test_strangers_and_archives_need_a_turn(url: str, lane: str, name: str, rate: int | None) -> None:
    """By the host's registrable domain, or by the archive's own limits."""
    time, turns = FakeTime(), Turns()
    await rationed(Web(time), turns, time).fetch(Request(url=url, lane=lane))
    ((ration, owner),) = turns.asked
    assert (ration.name, ration.per_minute, owner) == (name, rate, "")


async def test_a_turn_is_waited_for_and_given_back() -> None:
    """Asked for until there is one; given back with how long ago the request went out."""
    time, turns = FakeTime(), Turns(waits=(3.0, 2.0))
    await rationed(Web(time), turns, time).fetch(Request(url="http://a.example/"))
    assert time.slept == [3.0, 2.0, 0.25]
    assert turns.released == [(7, 1.0, 0.0)]


async def test_own_hosts_are_asked_at_once_until_others_come() -> None:
    """The owner says when nothing is under way without a turn, and takes turns from then on."""
    time, turns = FakeTime(), Turns()
    web = Web(time)
    one = rationed(web, turns, time)
    one.own("run/1", ["a.example", "b.example"], ["b.example"])
    web.free.clear()
    under_way = asyncio.create_task(one.fetch(Request(url="http://a.example/")))
    await asyncio.sleep(0)
    one.share(["a.example", "not-ours.example"])
    assert not one.is_settled("a.example")
    web.free.set()
    await under_way
    assert one.is_settled("a.example")
    assert turns.asked == []
    await one.fetch(Request(url="http://a.example/2"))
    await one.fetch(Request(url="http://b.example/"))
    assert [owner for _, owner in turns.asked] == ["run/1", "run/1"]
    assert turns.asked[0][0] == HOST
    one.disown(["a.example", "b.example"])
    await one.fetch(Request(url="http://a.example/3"))
    assert turns.asked[-1] == (HOST, "")


@pytest.mark.parametrize(
    ("status", "headers", "rest_s"),
    [
        (200, (("retry-after", "9"),), 0.0),
        (429, (), 20.0),
        (429, (("retry-after", "9"),), 9.0),
        (503, (("retry-after", "3600"),), 20.0),
        (503, (), 0.0),
    ],
)
async def test_patience_is_told(status: int, headers: tuple[tuple[str, str], ...], rest_s: float) -> None:
    """What a host asks for holds for everybody, up to what is waited for anyway."""
    time, turns = FakeTime(), Turns()
    await rationed(Web(time, status, headers), turns, time).fetch(Request(url="http://a.example/"))
    assert turns.released == [(7, 1.0, rest_s)]


async def test_a_turn_is_given_back_by_whoever_is_called_off() -> None:
    """Nobody waits for a turn that nobody uses."""
    time, turns = FakeTime(), Turns()
    web = Web(time)
    web.free.clear()
    under_way = asyncio.create_task(rationed(web, turns, time).fetch(Request(url="http://a.example/")))
    await asyncio.wait([under_way], timeout=0.01)
    assert web.asked
    under_way.cancel()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    assert [lease for lease, _, _ in turns.released] == [7]
