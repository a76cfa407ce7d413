"""What is remembered from run to run, and for how long."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from attrs import define, field

from srccheck.archives import Archive, ArchiveClient, remember_saved
from srccheck.archives.archive import archive_of
from srccheck.archives.memory import Memory
from srccheck.archives.sighting import Sighting
from srccheck.model import Capture, Language, PageFacts
from srccheck.model.store import NoStore, StoredAnswer
from srccheck.web.client import HttpClient
from tests.archives.conftest import GATE, SETTINGS, Canned, exchange
from tests.archives.world import NOT_FOUND, REAL, TITLE
from tests.web.localweb import FakeTime, LocalWeb
from tests.web.wayback import Held, Wayback

PAGE = "https://coast.example/dues"
MARCH = dt.date(2024, 3, 5)
WEEK = 7 * 86_400


@define
class Kept(NoStore):
    """A store in memory."""

    rows: dict[tuple[str, str], StoredAnswer] = field(factory=dict)

    def get(self, kind: str, key: str) -> StoredAnswer | None:
        return self.rows.get((kind, key))

    def put(self, kind: str, key: str, value: Any, *, checked_at: Any, expires_at: Any) -> None:
        self.rows[kind, key] = StoredAnswer(
            kind=kind, key=key, value=value, checked_at=checked_at, expires_at=expires_at
        )


@pytest.fixture
def store() -> Kept:
    return Kept()


@pytest.fixture
async def again(web: LocalWeb, wayback: Wayback, time: FakeTime, store: Kept):
    """One more run: a new client over the same store; and what it asked."""
    async with HttpClient(SETTINGS, resolver=web.resolver) as http:

        async def run(*days: dt.date | None, dead: bool = False, page: str = PAGE) -> tuple[Any, int]:
            client = ArchiveClient(
                fetcher=http, settings=SETTINGS, surroundings=time.surroundings, store=store
            )
            before = len(wayback.asked)
            answer = await client.look(page, days, dead=dead)
            return answer, len(wayback.asked) - before

        yield run


CAPTURES = {
    # name: (captures, days, dead, requests after a minute, after eight days)
    "good": ([("20240304090000", 200)], [MARCH], False, 0, 0),
    "good, of several days": ([("20240304090000", 200), ("20250101000000", 200)], [MARCH, None], False, 0, 2),
    "bad": ([("20240304090000", 404)], [MARCH], False, 0, 0),
    "dead": ([("20240304090000", 200), ("20240601000000", 404)], [MARCH], True, 0, 0),
    "dead, the newest": ([("20240304090000", 200)], [None], True, 0, 2),
    "absent": ([], [MARCH], False, 0, 1),
    "absent and dead": ([], [None], True, 0, 1),
    "the newest": ([("20240304090000", 200)], [None], False, 0, 2),
    "seen last week": ([("20261120090000", 200)], [dt.date(2026, 11, 21)], False, 0, 2),
}


@pytest.mark.parametrize("name", CAPTURES)
async def test_life(name, again, wayback, time):
    """The past for good, "nothing there" and the present for a week; the answer is the same."""
    captures, days, dead, soon, later = CAPTURES[name]
    wayback.hold(PAGE, *captures)
    first, asked = await again(*days, dead=dead)
    assert asked > 0
    time.seconds += 60
    assert await again(*days, dead=dead) == (first, soon)
    time.seconds += WEEK + 86_400
    assert await again(*days, dead=dead) == (first, later)


async def test_excluded_for_a_week(again, wayback, time):
    """What is held back may be released."""
    wayback.excluded.add("coast.example")
    assert (await again(MARCH))[1] == 1
    assert (await again(MARCH, dead=True))[1] == 0
    time.seconds += WEEK
    wayback.excluded.clear()
    (facts, _), asked = await again(MARCH)
    assert (facts.status, asked) == ("not-archived", 1)


async def test_silence_is_not_remembered(again, wayback):
    """Unknown: asked anew in the next run."""
    wayback.hold(PAGE, ("20240304090000", 200))
    wayback.mode = "outage"
    assert (await again(MARCH, dead=True))[0][0].status == "unknown"
    wayback.mode = "normal"
    assert (await again(MARCH, dead=True))[0][0].status == "archived"


async def test_a_new_day_is_a_new_question(again, wayback, time):
    """An old history serves the days before it, not the days after."""
    wayback.hold(PAGE, ("20240304090000", 200), ("20240601000000", 404))
    await again(MARCH, dead=True)
    time.seconds += 400 * 86_400
    assert (await again(dt.date(2024, 1, 1), dead=True))[1] <= 1  # another capture may be looked at
    assert (await again(dt.date(2027, 1, 1), dead=True))[1] > 1
    assert wayback.count["cdx"] == 2


@pytest.mark.parametrize("captures", [[], [("20240304090000", 404), ("20240305090000", 404)]])
async def test_saved_pages_are_known_at_once(captures, again, wayback, time, store):
    """After a save "nothing there" does not stand for a week, nor does the old history."""
    wayback.hold(PAGE, *captures)
    assert (await again(MARCH, None, dead=True))[0][0].status in ("not-archived", "only-bad-captures")
    time.seconds += 3600
    now = time.surroundings.now()
    digits = f"{now:%Y%m%d%H%M%S}"
    wayback.hold(PAGE, (digits, 200))
    archive = Archive.at(GATE)
    capture = Capture(url=archive.address(PAGE, digits), timestamp=now, archive=archive.name)
    remember_saved(store, archive, PAGE, capture, now=now)
    (facts, found), _ = await again(MARCH, None, dead=True)
    assert facts.status == "archived"
    assert {seen and seen.url for seen in found.values()} == {capture.url}
    (_, found), _ = await again(None)
    assert found[None].url == capture.url


async def test_cited_copies(web, wayback, time, store):
    """A copy is looked at once a week; its page's facts are remembered with it."""
    wayback.keep(Held(digits="20240304090000", original=PAGE, body=REAL))
    wayback.keep(Held(digits="20250304090000", original=PAGE, body=NOT_FOUND))
    async with HttpClient(SETTINGS, resolver=web.resolver) as http:
        for asked in (1, 0):
            client = ArchiveClient(
                fetcher=http, settings=SETTINGS, surroundings=time.surroundings, store=store
            )
            before = len(wayback.asked)
            good = await client.check_copy(f"{GATE}20240304090000/{PAGE}", [MARCH])
            assert good
            assert good.live.page
            assert (good.verdict, good.live.page.title, good.live.from_cache) == ("good", TITLE, not asked)
            assert len(wayback.asked) - before == asked
            bad = await client.check_copy(f"{GATE}20250304090000/{PAGE}", [MARCH])
            assert bad
            assert (bad.verdict, bad.live.reason) == ("bad", "soft-404")
            if not asked:
                assert len(wayback.asked) == before


async def test_a_history_of_nowhere_is_not_kept(time, store):
    """Rows of an archive whose addresses tell no time are asked for again."""
    page = "https://coast.example/a"
    memento = exchange(404, memento_datetime="Mon, 04 Mar 2024 09:00:00 GMT")
    gate = "https://x.example/timegate/"
    listing = '<https://x.example/AbCd>; rel="memento"; datetime="Mon, 04 Mar 2024 09:00:00 GMT"'
    canned = Canned([lambda r: exchange(200, listing) if "timemap" in r.url else memento])
    for _ in range(2):
        client = ArchiveClient(
            fetcher=canned,
            settings=SETTINGS.with_changes(archives=(gate,)),
            surroundings=time.surroundings,
            store=store,
        )
        await client.look(page, [MARCH], dead=True)
    assert sum("timemap" in url for url in canned.asked) == 2


def test_rows_that_tell_no_time_are_left_out(time, store):
    """A store that was written to by hand does no harm."""
    key = ("archive-history", f"{GATE} {PAGE}")
    rows = [["20249904091122", PAGE, 200], ["20240304091122", PAGE, 200]]
    now = time.surroundings.now()
    value = {"verdict": "found", "complete": True, "rows": rows}
    store.put(*key, value, checked_at=now, expires_at=None)

    history = Memory(store, Archive.at(GATE), time.surroundings).history(PAGE, [None])
    assert history
    assert len(history.entries) == 1


def test_what_the_captured_page_says_is_kept_with_it(store: Kept, time: FakeTime) -> None:
    """All of it, without loss; a record of another version is none."""
    archive = archive_of("wayback")
    memory = Memory(store, archive, time.surroundings)
    page = PageFacts(
        title=TITLE,
        language=Language(tag="az", basis="text", confidence=0.99),
        declared=Language(tag="en", basis="html-lang", confidence=0.93),
        text_sample="Sample",
        main_text="Text",
    )
    moment = dt.datetime(2024, 3, 4, 9, tzinfo=dt.UTC)
    capture = Capture(url="https://web.archive.org/web/20240304090000/" + PAGE, timestamp=moment, page=page)
    memory.keep_sighting(PAGE, "20240305120000", Sighting(verdict="good", capture=capture))
    seen = memory.sighting(PAGE, "20240305120000")
    assert seen is not None
    assert seen.capture == capture
    assert seen.capture.page == page
    for answer in store.rows.values():
        answer.value["capture"].pop()
    assert memory.sighting(PAGE, "20240305120000") is None
