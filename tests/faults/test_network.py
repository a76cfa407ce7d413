"""Outages in the middle of an audit, and a clock that jumps: no false verdict, and a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from attrs import evolve

from srccheck.auditing import aaudit
from srccheck.cli.outcome import exit_code, failing
from srccheck.model import Audit
from srccheck.model.store import Store
from srccheck.model.web import Exchange, Failure, Fetcher, Request, Surroundings
from srccheck.reports import render_audit
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.web.client import HttpClient
from tests.faults.world import ARCHIVE, World, article, build
from tests.web.localweb import FakeTime

LINKS = 80
SETTINGS = Settings(archives=(f"http://{ARCHIVE}/web/",), registry=False, pause_per_host_s=0)
DAY = 86_400.0
SILENCES: tuple[Failure, ...] = ("connect", "dns", "timeout", "reset", "tls", "protocol")
"""What a network that is away looks like; a resolver that denies all names is the matter of `web.absence`."""


class Unplugged:
    """A network that is there for some requests and away for others.

    Args:
        network: the one that is there.
        away: whether it is gone, by the number of the request and its URL.
        failure: what asking comes to then.
    """

    def __init__(self, network: Fetcher, away: Callable[[int, str], bool], failure: Failure) -> None:
        self._network, self._away, self._failure = network, away, failure
        self._count = 0

    async def fetch(self, request: Request) -> Exchange:
        """See `Fetcher`."""
        self._count += 1
        if self._away(self._count, request.url):
            return Exchange(url=request.url, failure=self._failure, detail="the network is away")
        return await self._network.fetch(request)


@pytest.fixture
async def world():
    world = build(LINKS, delay_s=0)
    async with world.web:
        yield world


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "store"), troubles := []) as store:
        yield store
    assert troubles == []


@pytest.fixture
def look(world, store, tmp_path):
    path = article(world, tmp_path / "article.md")

    async def run(
        away=lambda number, url: False,
        failure: Failure = "connect",
        surroundings: Surroundings | None = None,
        memory: Store | None = None,
    ) -> Audit:
        surroundings = surroundings or FakeTime().surroundings
        async with HttpClient(SETTINGS, surroundings=surroundings, resolver=world.web.resolver) as http:
            return await aaudit(
                path,
                settings=SETTINGS,
                fetcher=Unplugged(http, away, failure),
                surroundings=surroundings,
                store=memory or store,
            )

    return run


def code_of(audit: Audit) -> int:
    return exit_code(
        interrupted=audit.interrupted,
        unusable=bool(audit.unreadable),
        offline=audit.offline,
        failing=failing(audit.findings, "error"),
    )


def accused(audit: Audit) -> set[str]:
    return {item.url or "" for item in audit.findings if item.severity == "error"}


def untrue(audit: Audit, world: World, *, silence: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Links with a verdict that is neither the truth nor silence."""
    out = []
    for link in audit.links:
        status, reason, archive = world.truth[link.url]
        told = link.live.status in silence or (link.live.status, link.live.reason) == (status, reason)
        if not told or link.archive.status not in ("unknown", archive):
            out.append((link.url, link.live.status, link.archive.status))
    return out


def is_archive(number: int, url: str) -> bool:
    return ARCHIVE in url


async def test_archive_down(world, look):
    """All live verdicts stand; nothing is said of captures; the dead are dead, and no absence is claimed."""
    audit = await look(is_archive)
    assert untrue(audit, world) == []
    assert {link.archive.status for link in audit.links} == {"unknown"}
    dead = {url for url, truth in world.truth.items() if truth[0] == "dead"}
    assert accused(audit) == dead
    assert {item.code for item in audit.findings if item.severity == "error"} == {"L201"}
    assert code_of(audit) == 1


@pytest.mark.parametrize("failure", SILENCES)
async def test_gone_and_back(world, look, failure):
    """The network goes away in the middle and comes back: what was asked then is unreachable, never dead."""
    audit = await look(lambda number, url: 40 <= number < 120, failure)
    assert untrue(audit, world, silence=("unreachable",)) == []
    assert code_of(audit) == (1 if accused(audit) else 0)
    assert sum(link.live.status == "alive" for link in audit.links) > LINKS / 5


@pytest.mark.parametrize("failure", SILENCES)
async def test_gone_for_good(world, look, failure):
    """The network goes away and stays away: nothing that was not answered before is dead."""
    audit = await look(lambda number, url: number >= 60, failure)
    assert untrue(audit, world, silence=("unreachable", "unchecked")) == []
    assert code_of(audit) == (1 if accused(audit) else 0)
    assert "unreachable" in render_audit("json", audit)


async def test_never_there(world, look):
    """No network at all: nothing is said of any source, and the exit code is 3."""
    audit = await look(lambda number, url: True)
    assert {link.live.status for link in audit.links} == {"unchecked"}
    assert {link.archive.status for link in audit.links} == {"unknown"}
    assert (accused(audit), code_of(audit)) == (set(), 3)


async def test_healed_the_next_day(world, look):
    """What an outage hid is told by the next run, and nothing of the outage stays."""
    await look(lambda number, url: number >= 60)
    time = FakeTime()
    time.seconds = DAY
    audit = await look(surroundings=time.surroundings)
    assert untrue(audit, world) == []


@pytest.mark.parametrize("jump", [-400 * DAY, -2 * DAY, -3600.0, 3600.0, 400 * DAY])
async def test_clock_that_jumps(world, look, jump):
    """The clock is set in the middle of a run, and is right again in the next: all verdicts are true."""
    time, asked = FakeTime(), 0

    def count(number: int, url: str) -> bool:
        nonlocal asked
        asked = number
        return False

    def now() -> dt.datetime:
        moment = time.surroundings.now()
        return moment + dt.timedelta(seconds=jump) if asked > 60 else moment

    audit = await look(count, surroundings=evolve(time.surroundings, now=now))
    assert untrue(audit, world) == []
    assert code_of(audit) == 1
    time.seconds += 30 * DAY
    again = await look(surroundings=time.surroundings)
    assert untrue(again, world) == []
    looks = [link.live for link in again.links if link.live.dead_since]
    assert looks
    assert all(live.dead_since <= live.checked_at for live in looks)
