"""How long answers stand: by what they say, for how long they have said so, and a little chance."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import get_args

import pytest

from srccheck.model.links import LinkStatus
from srccheck.web.rechecks import LIVES, LIVES_BY_REASON, life
from tests.web.localweb import START

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
WEEK = 7 * DAY


def stands(status, reason="x", *, same=0 * DAY, page="https://a.example/", at=START):
    return life(status, reason, page, checked_at=at, same_since=at - same)


@pytest.mark.parametrize(
    ("status", "same", "least", "most"),
    [
        ("alive", 0 * DAY, 3 * DAY, 3 * DAY),
        ("alive", 2 * WEEK - MINUTE, 3 * DAY, 3 * DAY),
        ("alive", 2 * WEEK, 4 * DAY, 6.5 * DAY),
        ("alive", 12 * WEEK, 10 * DAY, 13.5 * DAY),
        ("alive", 26 * WEEK, 20 * DAY, 27.5 * DAY),
        ("alive", 520 * WEEK, 20 * DAY, 27.5 * DAY),
        ("alive", -5 * DAY, 3 * DAY, 3 * DAY),
        ("moved", 12 * WEEK, 10 * DAY, 13.5 * DAY),
        ("dead", 0 * DAY, 20 * HOUR, 20 * HOUR),
        ("dead", 4 * WEEK, 4 * DAY, 6.5 * DAY),
        ("dead", 520 * WEEK, 4 * DAY, 6.5 * DAY),
        ("blocked", 52 * WEEK, 6 * HOUR, 6 * HOUR),
        ("unreachable", 52 * WEEK, 10 * MINUTE, 10 * MINUTE),
        ("unchecked", 0 * DAY, 0 * DAY, 0 * DAY),
        ("skipped", 0 * DAY, 0 * DAY, 0 * DAY),
    ],
)
def test_lives(status, same, least, most):
    """Alive for days, and longer the longer it has been; unreachable for minutes, however long."""
    lives = [stands(status, same=same, page=f"https://a.example/{n}") for n in range(200)]
    assert least <= min(lives) <= max(lives) <= most
    assert (len(set(lives)) > 150) == (least < most)


@pytest.mark.parametrize(
    ("reason", "expected"), [("robots", 0 * DAY), ("http-429", HOUR), ("http-403", 6 * HOUR)]
)
def test_reasons_that_pass_sooner(reason, expected):
    """A host that is busy is asked again in an hour; what this run's wishes forbade is no answer."""
    assert stands("blocked", reason) == expected


def test_every_status_is_in_the_table():
    """All but those that are no answers; trouble is looked at sooner than what is well."""
    assert set(LIVES) == set(get_args(LinkStatus)) - {"skipped", "unchecked"}
    assert stands("alive") > stands("dead") > stands("blocked") > stands("unreachable")
    assert set(LIVES_BY_REASON) == {"robots", "http-429"}


def test_the_same_everywhere():
    """The page and the day decide, on every machine."""
    assert stands("alive", same=3 * WEEK) == stands("alive", same=5 * WEEK)
    assert stands("alive", same=3 * WEEK) != stands("alive", same=3 * WEEK, at=START + DAY)


def test_a_weekly_run_asks_every_week():
    """Pages asked a week ago, an hour later in the run or not, are due again; the long stable are not."""
    for same, due in ((0 * DAY, 200), (2 * WEEK, 200), (12 * WEEK, 0)):
        lives = [stands("alive", same=same, page=f"https://a.example/{n}") for n in range(200)]
        assert sum(each <= WEEK - HOUR for each in lives) == due


def test_a_fleet_parts():
    """A thousand pages that were asked on one day, by a run of every day: no day has most of them."""
    due = {f"https://a.example/{n}": START + 3 * WEEK for n in range(1000)}
    first = START
    asked: list[Counter[int]] = []
    for day in range(21, 60):
        now = START + day * DAY
        today = [page for page, moment in due.items() if moment <= now]
        for page in today:
            due[page] = now + life("alive", "ok", page, checked_at=now, same_since=first)
        asked.append(Counter({day: len(today)}))
    shares = [sum(each.values()) for each in asked]
    assert shares[0] == 1000
    assert max(shares[14:]) < 350
