"""Whose turn it is: the most overdue first, hosts and documents by turns, and everybody in the end."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from srccheck.web.turns import Waiting, in_turn
from tests.web.localweb import START

DAY = dt.timedelta(days=1)


def waits(page: str, host: str = "h", documents: str = "d", days: float | None = None) -> Waiting:
    due = None if days is None else START - days * DAY
    return Waiting(page=page, host=host, documents=frozenset(documents), due=due)


@pytest.mark.parametrize(
    ("waiting", "expected"),
    [
        ([], ""),
        ([waits("a"), waits("b")], "ab"),
        ([waits("a", days=9), waits("b")], "ba"),
        ([waits("a", days=1), waits("b", days=9)], "ba"),
        ([waits("a", "x", "d"), waits("b", "x", "e"), waits("c", "y", "f")], "abc"),
        ([waits("a", "x", "d"), waits("b", "y", "d"), waits("c", "z", "e")], "acb"),
        ([waits("a", "x", "d"), waits("b", "y", "de"), waits("c", "z", "e")], "abc"),
        ([waits(p, "x", "d", 0.1) for p in "abc"] + [waits("d", "y", "e", 0)], "adbc"),
        ([waits("a", "x", days=9), waits("b", "x", days=9), waits("c", "y", days=2)], "abc"),
        ([waits("a", documents=""), waits("b", "y", "")], "ab"),
    ],
    ids=[
        "nobody", "in their order", "never asked", "longest due", "hosts by turns", "documents by turns",
        "cited by both", "due on one day", "days before hosts", "cited by nobody",
    ],
)  # fmt: skip
def test_order(waiting, expected):
    """Never asked, then the most overdue by days; among equals hosts and documents take turns."""
    assert "".join(in_turn(waiting)) == expected


@pytest.mark.parametrize("seed", range(20))
def test_nobody_waits_for_ever(seed):
    """Weeks of runs that may ask for a few pages each: all come to their turn, and again and again.

    Among them are a host with most of the pages, one document with a single link, and pages that are due
    again at once because nobody ever answers.
    """
    chance = random.Random(seed)
    pages, few = chance.randint(20, 120), chance.randint(1, 9)
    hosts = {f"p{n}": "big" if chance.random() < 0.7 else f"h{chance.randint(1, 9)}" for n in range(pages)}
    cited = {page: frozenset({"long" if number else "short"}) for number, page in enumerate(hosts)}
    hopeless = {page for page in hosts if chance.random() < 0.1}
    due: dict[str, dt.datetime] = {}
    last = dict.fromkeys(hosts, -1)
    sweep = -(-pages // few)  # runs that it takes at least
    for week in range(6 * sweep):
        now = START + 7 * week * DAY
        stale = [page for page in hosts if page not in due or due[page] <= now]
        order = in_turn(Waiting(page=p, host=hosts[p], documents=cited[p], due=due.get(p)) for p in stale)
        assert sorted(order) == sorted(stale)
        for page in order[:few]:
            life = 0.01 if page in hopeless else chance.choice((3, 5, 12, 24))
            due[page], last[page] = now + life * DAY, week
        if week == sweep - 1:
            assert len(due) == pages, "all have been asked once before any is asked twice"
        assert max(week - each for each in last.values()) <= 2 * sweep + 5
