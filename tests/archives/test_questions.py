"""The same questions, put to a stand-in that speaks the Wayback Machine's dialect and to a real pywb."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from srccheck.archives import ArchiveClient
from srccheck.model import Capture
from srccheck.web.client import HttpClient
from tests.archives.conftest import Server
from tests.archives.world import REAL, SITE, TITLE, WITHHELD
from tests.web.localweb import FakeTime
from tests.web.wayback import TOOLBAR

MARCH = dt.date(2024, 3, 5)


@pytest.fixture
async def archive(server: Server, time: FakeTime) -> AsyncIterator[ArchiveClient]:
    async with HttpClient(server.settings, resolver=server.web.resolver) as http:
        yield ArchiveClient(fetcher=http, settings=server.settings, surroundings=time.surroundings)


GOOD, ONLY_BAD = "archived", "only-bad-captures"
LOOKS = {
    # page: (day, dead, status, digits of the snapshot, requests at most: playback and index)
    "/near": (MARCH, False, GOOD, "20240304090000", (2, 0)),
    "/near ": (None, False, GOOD, "20250101000000", (2, 0)),
    "/near  ": (dt.date(2030, 1, 1), True, GOOD, "20250101000000", (2, 1)),
    "/never": (MARCH, False, "not-archived", None, (1, 0)),
    "/never ": (None, True, "not-archived", None, (1, 0)),
    "/past-a-fault": (MARCH, False, GOOD, "20240301090000", (3, 1)),
    "/past-a-429": (MARCH, False, GOOD, "20240301090000", (3, 1)),
    "/died": (dt.date(2023, 5, 6), True, GOOD, "20230505120000", (2, 1)),
    "/died ": (dt.date(2024, 6, 2), True, GOOD, "20230505120000", (2, 1)),
    "/died  ": (None, True, GOOD, "20230505120000", (2, 1)),
    "/bad": (MARCH, True, ONLY_BAD, None, (2, 1)),
    "/bad ": (MARCH, False, ONLY_BAD, None, (3, 1)),
    "/polite": (dt.date(2024, 5, 2), True, GOOD, "20230505120000", (4, 1)),
    "/polite ": (dt.date(2023, 5, 6), True, GOOD, "20230505120000", (2, 1)),
    "/lies": (MARCH, False, ONLY_BAD, None, (3, 1)),
    "/walled": (MARCH, False, GOOD, "20240101090000", (3, 1)),
    "/hop": (MARCH, False, GOOD, "20240304090000", (3, 0)),
    "/two-hops": (MARCH, False, GOOD, "20240304090000", (4, 0)),
    "/out": (MARCH, False, GOOD, "20240304090000", (4, 0)),
    "/sent-home": (MARCH, False, ONLY_BAD, None, (6, 1)),
    "/nowhere": (MARCH, False, ONLY_BAD, None, (6, 1)),
    "/circle": (MARCH, False, ONLY_BAD, None, (9, 1)),
    "/query?id=7&lang=az": (MARCH, False, GOOD, "20240304090000", (2, 0)),
    f"/{quote('названия')}": (MARCH, False, GOOD, "20240304090000", (2, 0)),
    "/near#part": (MARCH, False, GOOD, "20240304090000", (2, 0)),
}  # fmt: skip


@pytest.mark.parametrize("page", LOOKS)
async def test_look(page, server, archive):
    """Page and day → the archive's word, the nearest good capture, and no more requests than that takes."""
    wanted, dead, status, digits, most = LOOKS[page]
    url = f"{SITE}{page.strip()}"
    facts, found = await archive.look(url, [wanted], dead=dead)
    assert facts.status == status
    seen = found[wanted]
    assert (seen and f"{seen.timestamp:%Y%m%d%H%M%S}") == digits
    if seen:
        assert seen.url.startswith(f"{server.timegate}{digits}/")
        assert seen.archive == facts.name
    playback, cdx = server.requests()
    assert (playback <= most[0], cdx <= most[1]) == (True, True), (playback, cdx)


async def test_withheld(server, archive):
    """What the archive holds back is neither there nor absent, whatever its status says."""
    for dead in (False, True):
        facts, found = await archive.look(WITHHELD, [MARCH], dead=dead)
        assert (facts.status, found) == ("excluded", {MARCH: None})


async def test_history(server, archive):
    """Everything out of one reply of the index: when it died, first, last, last good, how many."""
    facts, _ = await archive.look(f"{SITE}/died", [MARCH], dead=True)
    moments = [facts.first, facts.last, facts.last_good, *(facts.died_between or ())]
    assert [m and m.date().isoformat() for m in moments] == [
        "2023-05-05", "2024-07-01", "2023-05-05", "2023-05-05", "2024-06-01",
    ]  # fmt: skip
    assert facts.captures == 3
    history = await archive.history(f"{SITE}/died#x")
    assert (history.captures, history.died_between) == (3, facts.died_between)
    assert (await archive.history(f"{SITE}/never")).verdict == "absent"


async def test_first_and_last_by_navigation(server, archive):
    """Where captures name their neighbours, the first and the last are known without the index."""
    facts, _ = await archive.look(f"{SITE}/near", [MARCH], dead=False)
    assert facts.first == dt.datetime(2024, 3, 4, 9, tzinfo=dt.UTC)
    expected = 2025 if server.name == "stand-in" else 2024  # pywb tells of the capture itself alone
    assert facts.last is not None
    assert facts.last.year == expected


async def test_days_share_captures(server, archive):
    """Several citations with several access dates: each gets the capture nearest to it."""
    days = [MARCH, dt.date(2025, 2, 1), None]
    _, found = await archive.look(f"{SITE}/near", days, dead=False)
    assert [seen.timestamp.year for seen in found.values() if seen] == [2024, 2025, 2025]


async def test_raw_capture(server, archive):
    """The page as it was captured, byte for byte, without a toolbar; by one request."""
    _, found = await archive.look(f"{SITE}/near", [MARCH], dead=False)
    before = sum(server.requests())
    capture = found[MARCH]
    assert capture
    page = await archive.raw_capture(capture)
    assert sum(server.requests()) == before + 1
    assert page.body.decode() == f"{REAL}<!-- 20240304090000 -->"
    assert TOOLBAR not in page.body.decode()


COPIES = {
    # place in the archive: (verdict, status and reason of the copy, digits of what to cite)
    "20240304090000/near": ("good", "alive", "ok", "20240304090000"),
    "2024/near": ("good", "alive", "ok", None),
    "20240304090000/hop": ("good", "alive", "ok", "20240304090000"),
    "20240304090000/past-a-fault": ("bad", "unreachable", "http-5xx", "20240301090000"),
    "20240601000000/died": ("bad", "dead", "http-404", "20230505120000"),
    "20240304090000/lies": ("bad", "dead", "soft-404", None),
    "20240304090000/walled": ("bad", "blocked", "challenge", "20240101090000"),
    "20240304090000/nowhere": ("bad", "dead", "http-404", None),
    "20240304090000/never": ("absent", "dead", "http-404", None),
}


@pytest.mark.parametrize("place", COPIES)
async def test_cited_copies(place, server, archive):
    """A copy that is cited: what it is worth, and which capture could take its place."""
    verdict, status, reason, digits = COPIES[place]
    stamp, _, path = place.partition("/")
    checked = await archive.check_copy(f"{server.timegate}{stamp}/{SITE}/{path}", [MARCH])
    assert checked
    assert (checked.verdict, checked.live.status, checked.live.reason) == (verdict, status, reason)
    assert checked.original == f"{SITE}/{path}"
    seen = checked.captures[MARCH]
    if digits:
        assert seen
        assert f"{seen.timestamp:%Y%m%d%H%M%S}" == digits
    assert (seen is None) == (verdict in ("bad", "absent") and digits is None)
    if verdict == "good":
        assert checked.live.page
        assert checked.live.page.title == TITLE


async def test_a_copy_that_is_held_back(server, archive):
    """Blocked, not dead."""
    checked = await archive.check_copy(f"{server.timegate}20240304090000/{WITHHELD}", [None])
    assert checked
    assert (checked.verdict, checked.live.status, checked.live.reason) == ("excluded", "blocked", "excluded")


async def test_newest_copy(server, archive):
    """A citation of "the newest", whichever that is today."""
    checked = await archive.check_copy(f"{server.timegate}{SITE}/near", [])
    assert checked
    assert (checked.verdict, checked.live.final_url) == (
        "good",
        f"{server.timegate}20250101000000/{SITE}/near",
    )


@pytest.mark.parametrize(
    "url", [f"{SITE}/near", "https://archive.ph/AbC12", "https://perma.cc/ABCD-1234", "http://[x/"]
)
async def test_no_copy_that_we_could_tell(url, server, archive):
    """Pages, and archives whose captures look like their own pages: somebody else asks."""
    assert await archive.check_copy(url, [MARCH]) is None
    assert server.requests() == (0, 0)


@pytest.mark.parametrize(
    "url", ["http://10.0.0.7/intranet", "http://user:secret@coast.example/", "mailto:a@b.c"]
)
async def test_the_archive_is_not_told(url, server, archive):
    """Addresses that are not public stay here."""
    facts, found = await archive.look(url, [MARCH], dead=True)
    assert (facts.status, facts.asked, found) == ("unknown", False, {})
    assert (await archive.nearest(url, MARCH)).snapshot is None
    assert (await archive.history(url)).verdict == "unknown"
    assert await archive.check_copy(f"{server.timegate}2024/{url}", []) is None
    assert server.requests() == (0, 0)


async def test_nearest(server, archive):
    """The small question, by playback alone."""
    answer = await archive.nearest(f"{SITE}/near", MARCH)
    assert isinstance(answer.snapshot, Capture)
    assert server.requests()[1] == 0
