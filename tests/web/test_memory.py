"""How long verdicts stand, and since when a page is dead."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from srccheck.model.links import FragmentCheck, LinkStatus, Live
from srccheck.store import open_store
from srccheck.web.memory import LIVES, LIVES_BY_REASON, VerdictMemory
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


def test_every_status_has_a_life_or_none():
    """Alive for days, dead for a day, blocked for hours, unreachable for minutes; others are no verdicts."""
    assert set(LIVES) == set(get_args(LinkStatus)) - {"skipped", "unchecked"}
    assert LIVES["alive"] > LIVES["dead"] > LIVES["blocked"] > LIVES["unreachable"]
    assert all(LIVES_BY_REASON.values()) is False


@pytest.mark.parametrize(
    ("status", "reason", "stands", "gone"),
    [
        ("alive", "ok", 3 * DAYS - MINUTES, 3 * DAYS),
        ("moved", "moved-permanently", 3 * DAYS - MINUTES, 3 * DAYS),
        ("dead", "http-404", DAYS - MINUTES, DAYS),
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


@pytest.mark.parametrize("value", [{}, {"live": None}, {"live": {}}, {"live": {"status": 3}}, {"live": [1]}])
def test_records_of_other_versions(store, time, value):
    """What cannot be read is not known."""
    store.put("live", PAGE, value, checked_at=START, expires_at=None)
    assert VerdictMemory(store, time.surroundings).recall(PAGE) is None
