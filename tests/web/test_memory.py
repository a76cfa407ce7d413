"""How long verdicts stand, and since when a page is dead."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve

from srccheck.model.history import Check, Run
from srccheck.model.links import FragmentCheck, Live
from srccheck.store import open_store
from srccheck.web.memory import VerdictMemory
from tests.web.localweb import START, FakeTime

PAGE = "https://a.example/"
MINUTES, HOURS, DAYS = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def time():
    return FakeTime()


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "s"), []) as opened:
        yield opened


def verdict(status, reason="x", **more):
    return Live(status=status, reason=reason, checked_at=START, http_status=200, **more)


@pytest.mark.parametrize(
    ("status", "reason", "stands", "gone"),
    [
        ("alive", "ok", 3 * DAYS - MINUTES, 3 * DAYS),
        ("moved", "moved-permanently", 3 * DAYS - MINUTES, 3 * DAYS),
        ("dead", "http-404", 20 * HOURS - MINUTES, 20 * HOURS),
        ("blocked", "http-403", 6 * HOURS - MINUTES, 6 * HOURS),
        ("blocked", "http-429", HOURS - MINUTES, HOURS),
        ("unreachable", "timeout", 9 * MINUTES, 10 * MINUTES),
    ],
)
def test_lives(store, time, status, reason, stands, gone):
    """To the minute; what is stale is still known."""
    memory = VerdictMemory(store, time.surroundings)
    memory.keep(PAGE, verdict(status, reason), dead_since=None)
    time.seconds = stands.total_seconds()
    found = memory.recall(PAGE)
    assert (found.is_fresh, found.is_confirmed, found.live.from_cache) == (True, True, True)
    time.seconds = gone.total_seconds()
    found = memory.recall(PAGE)
    assert (found.is_fresh, found.live.from_cache, found.live.status) == (False, False, status)


@pytest.mark.parametrize(
    ("status", "reason"), [("skipped", "private"), ("unchecked", "offline"), ("blocked", "robots")]
)
def test_what_is_no_verdict_is_not_kept(store, time, status, reason):
    """Neither what was not asked, nor what only this run's wishes forbade."""
    memory = VerdictMemory(store, time.surroundings)
    memory.keep(PAGE, verdict(status, reason), dead_since=None)
    assert memory.recall(PAGE) is None


def test_other_places_in_the_page(store, time):
    """A verdict that does not tell of a cited fragment is not enough; of a dead page it is."""
    memory = VerdictMemory(store, time.surroundings)
    memory.keep(PAGE, verdict("alive", fragments=(FragmentCheck(name="a", present=True),)), dead_since=None)
    assert memory.recall(PAGE, ("a",)).is_fresh
    assert not memory.recall(PAGE, ("a", "b")).is_fresh
    memory.keep(PAGE, verdict("dead"), dead_since=START)
    assert memory.recall(PAGE, ("a", "b")).is_fresh


def test_a_death_that_was_not_confirmed(store, time):
    """Kept for an hour, and said to be what it is."""
    memory = VerdictMemory(store, time.surroundings)
    memory.keep(PAGE, verdict("dead"), dead_since=START, confirmed=False)
    assert not memory.recall(PAGE).is_confirmed
    time.seconds = 3600
    assert not memory.recall(PAGE).is_fresh


def test_since_when(store, time):
    """The first of the looks; silence and walls between change nothing, an answer does."""
    memory = VerdictMemory(store, time.surroundings)
    row = [("dead", 0, 0), ("dead", 5, 0), ("unreachable", 6, 0), ("blocked", 7, 0), ("dead", 8, 0)]
    row += [
        ("alive", 9, None),
        ("unreachable", 10, None),
        ("dead", 11, 11),
        ("moved", 12, None),
        ("dead", 13, 13),
    ]
    for status, day, since in row:
        look = START + day * DAYS
        found = memory.since(PAGE, verdict(status), look)
        assert found == (None if since is None else START + since * DAYS), (status, day)
        memory.keep(PAGE, verdict(status), dead_since=found)


DEAD_SINCE_DAY_1 = {"status": "dead", "reason": "http-404", "dead_since": START + DAYS}


@pytest.mark.parametrize(
    ("looks", "since"),
    [
        ([DEAD_SINCE_DAY_1], 1),
        ([DEAD_SINCE_DAY_1, {"status": "unreachable", "reason": "timeout"}], 1),
        ([DEAD_SINCE_DAY_1, {"status": "alive", "reason": "ok"}], 200),
        ([{"status": "alive", "reason": "ok"}], 200),
        ([], 200),
    ],
    ids=["dead", "then silent", "then alive", "alive", "never looked at"],
)
def test_since_when_by_history(store, time, looks, since):
    """Of an answer that was deleted, because the last audit is months ago, the runs know the day of death."""
    for number, look in enumerate(looks):
        run = Run(id=str(number), started=START, as_of=START.date(), version="1")
        store.begin(run)
        store.add(run.id, Check(url=PAGE, checked_at=START + number * DAYS, **look), ())
    found = VerdictMemory(store, time.surroundings).since(PAGE, verdict("dead"), START + 200 * DAYS)
    assert found == START + since * DAYS


@pytest.mark.parametrize("value", [{}, {"live": None}, {"live": {}}, {"live": {"status": 3}}, {"live": [1]}])
def test_records_of_other_versions(store, time, value):
    """What cannot be read is not known."""
    store.put("live", PAGE, value, checked_at=START, expires_at=None)
    assert VerdictMemory(store, time.surroundings).recall(PAGE) is None


@pytest.mark.parametrize(
    ("began", "checked", "now", "fresh"),
    [(-1, 0, 9, True), (0, 0, 9, True), (1, 0, 9, False), (None, 0, 9, False), (-1, 5, 4, False)],
    ids=["answered in the run", "at its beginning", "before it", "no run to go on with", "a clock set back"],
)
def test_a_run_that_is_gone_on_with(store, time, began, checked, now, fresh):
    """What was answered since it first began stands, whatever its life: here, ten minutes."""
    memory = VerdictMemory(store, time.surroundings)
    memory.since_run = None if began is None else START + began * DAYS
    live = Live(status="unreachable", reason="timeout", checked_at=START + checked * DAYS)
    memory.keep(PAGE, live, dead_since=None)
    time.seconds = (now * DAYS).total_seconds()
    assert memory.recall(PAGE).is_fresh is fresh


def test_when_a_page_is_due(store, time):
    """When its answer ceases to stand; where there is none, when it was asked for; None for a stranger."""
    memory = VerdictMemory(store, time.surroundings)
    assert memory.due(PAGE) is None
    memory.keep(PAGE, verdict("blocked", "robots"), dead_since=None)
    assert memory.due(PAGE) == START
    memory.note_asked(PAGE, 7 * DAYS)
    assert memory.due(PAGE) == START + 7 * DAYS
    memory.keep(PAGE, verdict("alive", "ok"), dead_since=None)
    assert memory.due(PAGE) == START + 7 * DAYS
    time.seconds = (5 * DAYS).total_seconds()
    memory.keep(PAGE, verdict("alive", "ok"), dead_since=None)
    assert memory.due(PAGE) == START + 8 * DAYS


def test_a_page_asked_by_a_clock_that_ran_ahead(store, time):
    """Is not due in ten years, but at once: like a stranger."""
    memory = VerdictMemory(store, time.surroundings)
    time.seconds = (3650 * DAYS).total_seconds()
    memory.keep(PAGE, evolve(verdict("alive", "ok"), checked_at=START + 3650 * DAYS), dead_since=None)
    memory.note_asked(PAGE)
    time.seconds = 0
    assert memory.due(PAGE) is None


def test_the_long_stable_is_asked_seldom(store, time):
    """Since when an answer is the same is kept; another word, or another end of the way, begins anew."""

    def life(week, status="alive", final_url=None):
        time.seconds = (week * 7 * DAYS).total_seconds()
        memory = VerdictMemory(store, time.surroundings)
        live = Live(status=status, reason="x", checked_at=START + week * 7 * DAYS, final_url=final_url)
        memory.keep(PAGE, live, dead_since=None)
        return memory.due(PAGE) - live.checked_at

    assert [life(0), life(1)] == [3 * DAYS, 3 * DAYS]
    assert 4 * DAYS <= life(2) <= 6.5 * DAYS
    assert 10 * DAYS <= life(12) <= 13.5 * DAYS
    assert 20 * DAYS <= life(40) <= 27.5 * DAYS
    assert life(41, "unreachable") == 10 * MINUTES
    assert life(42) == 3 * DAYS
    assert 4 * DAYS <= life(44) <= 6.5 * DAYS
    assert life(45, final_url="https://a.example/new") == 3 * DAYS


def test_records_without_a_beginning(store, time):
    """Those of 0.1 tell no more than when they were made."""
    old = {"live": verdict("alive").to_record(), "confirmed": True, "dead_since": None}
    store.put("live", PAGE, old, checked_at=START - 30 * DAYS, expires_at=START)
    memory = VerdictMemory(store, time.surroundings)
    memory.keep(PAGE, verdict("alive"), dead_since=None)
    assert memory.due(PAGE) - START > 3 * DAYS
