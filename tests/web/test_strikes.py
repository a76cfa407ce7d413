"""The rule of three failed checks: what counts, what ends the row, and what a clock may do."""

from __future__ import annotations

import datetime as dt

import pytest

from srccheck.model.history import Check
from srccheck.model.live import Live
from srccheck.model.store import NoStore
from srccheck.web.strikes import Silence, Strikes, silence
from tests.web.localweb import START

PAGE = "https://a.example/"
DAY = dt.timedelta(days=1)


def check(days_ago: float, what: str = "unreachable timeout") -> Check:
    status, reason, *cached = what.split()
    return Check(
        url=PAGE,
        checked_at=START - days_ago * DAY,
        status=status,  # type: ignore[arg-type]
        reason=reason,
        from_cache=bool(cached),
    )


DEAD = "dead unreachable-for-days"
ROWS = {
    # name: (earlier checks, newest first: days ago, or days ago and what; since days ago, days) or None
    "two, three days apart": ([3, 6], (6, 3)),
    "two, weeks apart": ([7, 14], (14, 3)),
    "one": ([7], None),
    "none": ([], None),
    "2.9 days before this one": ([2.9, 6], None),
    "2.9 days between the two": ([3, 5.9], None),
    "one a day: every third counts": ([1, 2, 3, 4, 5, 6], (6, 7)),
    "one a day for five days": ([1, 2, 3, 4, 5], None),
    "several on one day are one day": ([3, 3.01, 3.02, 6], (6, 3)),
    "a success between": ([3, (4, "alive ok"), 6, 9], None),
    "a success before": ([3, 6, (9, "alive ok"), 12], (6, 3)),
    "somebody refused between": ([3, (4, "blocked http-403"), 6, 9], None),
    "a page that was gone between": ([3, (4, "dead http-404"), 6, 9], None),
    "a page that moved between": ([3, (4, "moved moved-permanently"), 6, 9], None),
    "not asked between": ([3, (4, "unchecked offline"), 6], (6, 3)),
    "not asked is no failure": ([(3, "unchecked offline"), 6], None),
    "not to be asked between": ([3, (4, "skipped excluded"), 6], (6, 3)),
    "out of memory is no failure": ([(3, "unreachable timeout cached"), 6], None),
    "out of memory is no success": ([3, (4, "alive ok cached"), 6], (6, 3)),
    "dead by this rule already": ([(1, DEAD), (7, DEAD), 14], (14, 4)),
    "a clock that was ahead": ([-3, 6], None),
    "a clock that was ahead, and two": ([-3, 3, 6], (6, 3)),
    "a clock that was set back between": ([6, 3], (6, 3)),
    "a success by a clock that was ahead": ([(-3, "alive ok"), 3, 6], None),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_three_in_a_row(name):
    """Three failures in a row, this one included, each at least three days after the one before."""
    earlier, expected = ROWS[name]
    looks = [check(*row) if isinstance(row, tuple) else check(row) for row in earlier]
    found = silence(looks, START)
    assert found == (Silence(since=START - expected[0] * DAY, days=expected[1]) if expected else None)


class History(NoStore):
    """Two failures, a week apart."""

    def looks(self, url, *, limit=50):
        return [check(7), check(14)] if url == PAGE else []


UNREACHED = Live(status="unreachable", reason="timeout", checked_at=START, detail="no answer in 15 s")


@pytest.mark.parametrize(
    ("second", "asked", "answers", "dead"),
    [
        (UNREACHED, True, 2, True),
        (UNREACHED, False, 2, False),
        (UNREACHED, True, 1, False),
        (Live(status="alive", reason="ok", checked_at=START), True, 2, False),
        (Live(status="unchecked", reason="budget", checked_at=START), True, 2, False),
    ],
    ids=["gone", "not asked twice", "nobody else answered since", "back again", "not asked the second time"],
)
def test_dead_by_the_second_look_alone(second, asked, answers, dead):
    """And only if others answered meanwhile: else it is the network that is away."""
    strikes = Strikes(History())
    strikes.note_first(PAGE, UNREACHED, answers=1)
    assert PAGE in strikes
    if asked:
        strikes.note_second(PAGE)
    verdict = strikes.verdict(PAGE, second, answers=answers)
    assert (verdict is not None) == dead
    if verdict:
        assert (verdict.status, verdict.reason) == ("dead", "unreachable-for-days")
        assert verdict.dead_since == START - 14 * DAY
        assert verdict.detail == "could not be reached on 3 days since 2026-11-08, last: no answer in 15 s"


def test_pages_that_may_still_come_back():
    """No verdict about a page that failed for the first time, nor about one that was let go of."""
    strikes = Strikes(History())
    strikes.note_first("https://other.example/", UNREACHED, answers=0)
    assert "https://other.example/" not in strikes
    strikes.note_first(PAGE, UNREACHED, answers=0)
    strikes.forget(PAGE)
    assert strikes.verdict(PAGE, UNREACHED, answers=9) is None
