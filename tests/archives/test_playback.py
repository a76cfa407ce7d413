"""Looks at captures that no well-behaved archive would show."""

from __future__ import annotations

import datetime as dt

import pytest

from srccheck.archives import WAYBACK, Archive
from srccheck.archives.cdx import Index
from srccheck.archives.playback import Playback
from srccheck.archives.sighting import Sighting
from srccheck.model.web import Exchange
from tests.archives.conftest import SETTINGS, Answer, Canned, asker_of, exchange, failed, playback_of
from tests.web.localweb import FakeTime

GATE = "https://web.archive.org/web/"
PAGE = "https://coast.example/dues"
DATE = "Mon, 04 Mar 2024 09:00:00 GMT"
ASKED = "20240305120000"


def playback(answers: list[Answer], time: FakeTime, archive: Archive = WAYBACK) -> tuple[Playback, Canned]:
    canned = Canned(answers)
    settings = SETTINGS.with_changes(retries=0)
    return playback_of(archive, asker_of(canned, time, settings), time), canned


def memento(status: int = 200, when: str = DATE, **headers: str) -> Exchange:
    return exchange(status, memento_datetime=when, **headers)


SIGHTS = {
    # name: (answers in turn, verdict, address of the capture, requests)
    "played back at once": ([memento()], "good", f"{GATE}20240304090000/{PAGE}", 1),
    "no date in Memento-Datetime": ([memento(when="today")], "good", f"{GATE}{ASKED}/{PAGE}", 1),
    "a way out of the archive": ([exchange(302, location="https://x.example/")], "unknown", None, 1),
    "a redirect to nowhere": ([exchange(302)], "unknown", None, 1),
    "a redirect to a page of the archive": ([exchange(302, location="/about/")], "unknown", None, 1),
    "TimeGates without end": (
        [lambda r: exchange(302, location=r.url.replace("20240", "20241"))], "unknown", None, 3,
    ),
    "an archived redirect without Location": ([memento(301)], "bad", f"{GATE}20240304090000/{PAGE}", 1),
    "an archived 304": ([memento(304)], "bad", f"{GATE}20240304090000/{PAGE}", 1),
    "an archived redirect to itself": (
        [memento(301, location=f"/web/{ASKED}id_/{PAGE}")], "bad", f"{GATE}20240304090000/{PAGE}", 1,
    ),
    "silence behind an archived redirect": (
        [memento(301, location="/new"), exchange(503)], "unknown", f"{GATE}20240304090000/{PAGE}", 2,
    ),
    "held back behind an archived redirect": (
        [memento(301, location="/new"), exchange(403, "AdministrativeAccessControlException")],
        "unknown", f"{GATE}20240304090000/{PAGE}", 2,
    ),
    "nothing behind an archived redirect": (
        [memento(301, location="/new"), exchange(404, "ResourceNotInArchiveException")],
        "bad", f"{GATE}20240304090000/{PAGE}", 2,
    ),
    "a page with a script for a redirect": ([exchange(200, "Got an HTTP 302")], "unknown", None, 1),
    "404 without the archive's words": ([exchange(404, "<h1>404</h1>")], "unknown", None, 1),
    "the capture is not answered": (
        [exchange(302, location=f"{GATE}20240304090000id_/{PAGE}"), failed("timeout")], "unknown", None, 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SIGHTS)
async def test_sight(name, time):
    """Answers → good, bad, absent, or an honest unknown with its reason."""
    answers, verdict, address, requests = SIGHTS[name]
    look, canned = playback(answers, time)
    seen = await look.sight(PAGE, ASKED)
    assert seen.verdict == verdict
    assert (seen.capture and seen.capture.url) == address
    assert len(canned.asked) == requests
    assert bool(seen.detail) == (verdict in ("unknown", "bad"))


async def test_newest_without_a_date_anywhere(time):
    """A capture of which nobody says when it was made is none that we could cite."""
    look, _ = playback([memento(when="today")], time)
    assert (await look.sight(PAGE)).verdict == "unknown"


async def test_newest_played_back_at_once(time):
    """An archive that plays the newest capture from the TimeGate's own address."""
    look, canned = playback([memento()], time)
    seen = await look.sight(PAGE)
    assert canned.asked == [f"{GATE}{PAGE}"]
    assert seen.capture
    assert seen.capture.url == f"{GATE}20240304090000/{PAGE}"


async def test_redirect_played_back_at_once(time):
    """A newest capture that is a redirect, from the TimeGate's own address."""
    look, canned = playback(
        [memento(301, location=f"{GATE}20240304090000/https://coast.example/new"), memento()], time
    )
    assert (await look.sight(PAGE)).verdict == "good"
    assert canned.asked[1] == f"{GATE}20240304090000id_/https://coast.example/new"


def bad_with(**neighbours: str) -> Exchange:
    """A bad capture whose Link header names these, relation = digits."""
    links = ", ".join(f'<{GATE}{digits}/{PAGE}>; rel="{rel} memento"' for rel, digits in neighbours.items())
    return memento(503, link=links)


async def test_walk_does_not_turn_round(time):
    """A header whose "previous" lies ahead leads nowhere, however many steps are allowed."""
    start = Sighting(verdict="bad", previous=dt.datetime(2024, 3, 1, tzinfo=dt.UTC))
    look, canned = playback([bad_with(prev="20240401000000")], time)
    seen = await look.walk(PAGE, start, None, 50)
    assert (len(seen), len(canned.asked)) == (1, 1)


async def test_walk_goes_on_one_side(time):
    """Neighbours on one side only, dates read from the addresses where the header gives none."""
    start = Sighting(verdict="bad", following=dt.datetime(2024, 3, 6, tzinfo=dt.UTC))
    look, canned = playback(
        [bad_with(next="20240401000000"), bad_with(next="20240501000000"), memento()], time
    )
    seen = await look.walk(PAGE, start, dt.date(2024, 3, 5), 50)
    assert [sighting.verdict for sighting in seen] == ["bad", "bad", "good"]
    assert [url[28:42] for url in canned.asked] == ["20240306000000", "20240401000000", "20240501000000"]


async def test_walk_ends_with_silence(time):
    """Where the archive falls silent, the walk is over."""
    start = Sighting(
        verdict="bad",
        previous=dt.datetime(2024, 3, 1, tzinfo=dt.UTC),
        following=dt.datetime(2024, 3, 6, tzinfo=dt.UTC),
    )
    look, canned = playback([exchange(503)], time)
    seen = await look.walk(PAGE, start, dt.date(2024, 3, 5), 50)
    assert ([sighting.verdict for sighting in seen], len(canned.asked)) == (["unknown"], 1)


def test_nothing_is_nearest_without_a_capture():
    """An unknown sighting serves no day."""
    assert not Sighting(verdict="unknown").is_nearest_to(dt.date(2024, 3, 5))
    assert not Sighting(verdict="unknown").is_nearest_to(None)


async def test_no_index(time):
    """An archive whose index nobody knows: the history is unknown, and nothing is asked."""
    _, canned = playback([memento()], time)
    another = Archive(name="Another", timegate="https://x.example/")
    history = await Index(another, asker_of(canned, time)).history(PAGE)
    assert (history.verdict, canned.asked) == ("unknown", [])
    assert "Another" in (history.detail or "")
