"""What the captures of a page say together."""

from __future__ import annotations

import datetime as dt

import pytest

from srccheck.archives.history import History, entries_of
from srccheck.model import Capture


def capture(text: str, status: int | None) -> Capture:
    return Capture(
        url=text, timestamp=dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC), http_status=status
    )


def history(*rows: tuple[str, int | None], complete: bool = True) -> History:
    return History(verdict="found", entries=entries_of([capture(*row) for row in rows]), complete=complete)


@pytest.mark.parametrize(
    ("status", "worth"),
    [(200, "good"), (206, "good"), (301, "doubtful"), (304, "doubtful"), (None, "doubtful"), (404, "gone"),
     (410, "gone"), (403, "bad"), (429, "bad"), (503, "bad"), (199, "bad")],
)  # fmt: skip
def test_worth(status, worth):
    """A row's status → what it is worth."""
    assert [entry.worth for entry in entries_of([capture("2020-01-01", status)])] == [worth]


def test_a_hop_has_its_end_in_the_next_row():
    """http → https of one crawl: the redirect is no riddle, and no second death."""
    rows = history(
        ("2020-01-01T00:00:00", 301), ("2020-01-01T00:00:01", 301), ("2020-01-01T00:00:59", 200),
        ("2021-01-01T00:00:00", 301), ("2021-01-01T00:02:00", 404),
        ("2022-01-01T00:00:00", 302), ("2022-01-01T00:00:02", 404), ("2023-01-01", 301),
    )  # fmt: skip
    assert [entry.worth for entry in rows.entries] == [
        "hop", "hop", "good", "doubtful", "gone", "hop", "gone", "doubtful",
    ]  # fmt: skip


DEATHS = {
    "two 404 after": ([("2020-01-01", 200), ("2021-01-01", 404), ("2022-01-01", 404)], ("2020", "2021")),
    "404 and 410": ([("2020-01-01", 200), ("2021-01-01", 404), ("2022-01-01", 410)], ("2020", "2021")),
    "in any order": ([("2022-01-01", 404), ("2020-01-01", 200), ("2021-01-01", 404)], ("2020", "2021")),
    "one is not enough": ([("2020-01-01", 200), ("2021-01-01", 404)], None),
    "faults between": (
        [("2020-01-01", 200), ("2021-01-01", 503), ("2022-01-01", 404), ("2023-01-01", 404)],
        ("2020", "2022"),
    ),
    "403 is no death": ([("2020-01-01", 200), ("2021-01-01", 403), ("2022-01-01", 403)], None),
    "it came back": ([("2020-01-01", 404), ("2021-01-01", 404), ("2022-01-01", 200)], None),
    "died twice": (
        [
            ("2019-01-01", 404),
            ("2019-02-01", 404),
            ("2020-01-01", 200),
            ("2021-01-01", 404),
            ("2022-01-01", 404),
        ],
        ("2020", "2021"),
    ),
    "never good": ([("2020-01-01", 404), ("2021-01-01", 404)], None),
    "moved later, perhaps": (
        [("2020-01-01", 200), ("2021-01-01", 404), ("2022-01-01", 404), ("2023-01-01", 301)],
        None,
    ),
    "a redirect before death": (
        [("2020-01-01", 200), ("2020-06-01", 301), ("2021-01-01", 404), ("2022-01-01", 404)],
        ("2020", "2021"),
    ),
    "nothing": ([], None),
}


@pytest.mark.parametrize("name", DEATHS)
def test_died_between(name):
    """Last good capture, and the first of at least two later 404 or 410 captures."""
    rows, years = DEATHS[name]
    died = history(*rows).died_between
    assert (tuple(str(moment.year) for moment in died) if died else None) == years


def test_half_a_history_has_no_end():
    """Where rows are missing, neither the number nor the death is known."""
    rows = history(("2020-01-01", 200), ("2021-01-01", 404), ("2022-01-01", 404), complete=False)
    assert (rows.captures, rows.died_between) == (None, None)
    assert History(verdict="unknown").captures is None
    assert History(verdict="absent").captures == 0
