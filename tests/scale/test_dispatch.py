"""Whose turn it is, and how long it takes."""

from __future__ import annotations

import pytest

from srccheck.scale.dispatch import Dispatcher
from srccheck.scale.forecast import Forecast
from srccheck.scale.spool import Piece

CHAIN = (
    Piece(number=0, links=5, after=None, behind=12),
    Piece(number=1, links=5, after=0, behind=7),
    Piece(number=2, links=2, after=1, behind=2),
)
OTHERS = (Piece(number=3, links=8, after=None, behind=4), Piece(number=4, links=3, after=None, behind=1))


def numbers(dispatcher: Dispatcher) -> list[int]:
    return [piece.number for piece in iter(dispatcher.next, None)]


def test_the_longest_first_and_no_host_twice_at_once():
    """Of a chain one at a time, before what will be done sooner."""
    turn = Dispatcher((*CHAIN, *OTHERS))
    assert turn.links == 23
    assert turn.slowest() == 12
    assert numbers(turn) == [0, 3, 4]
    assert turn.links_under_way == 16
    turn.done(3)
    assert numbers(turn) == []
    turn.done(0)
    assert turn.slowest() == 7
    assert numbers(turn) == [1]
    turn.done(1)
    turn.done(4)
    assert numbers(turn) == [2]
    assert not turn.is_done
    turn.done(2)
    assert (turn.is_done, turn.links_under_way, turn.slowest()) == (True, 0, 0)


def test_what_was_given_back_is_begun_anew():
    """Before all others, where its host has most to do; what follows it goes on waiting."""
    turn = Dispatcher((*CHAIN, *OTHERS))
    assert numbers(turn) == [0, 3, 4]
    turn.give_back(0)
    assert turn.links_under_way == 11
    assert numbers(turn) == [0]


@pytest.mark.parametrize(
    ("seen", "done", "slowest", "left"),
    [
        ([], 0, 0, None),
        ([(0, 0)], 0, 100, 50.0),  # nothing answered yet: the host's own pace is all that is known
        ([(0, 0), (10, 100)], 100, 0, 90.0),
        ([(0, 0), (10, 100)], 100, 100, 90.0),  # 50 s for the host
        ([(0, 0), (10, 100)], 100, 400, 200.0),  # the host takes longer than all others
        ([(0, 0), (10, 900)], 1000, 0, 0.0),
        # the first 500 came out of the store; for five minutes it has gone at one a second
        ([(0, 0), (1, 500), (150, 650), (302, 802), (400, 900)], 900, 0, 100.0),
        ([(0, 0), (10, 0)], 0, 0, None),  # it stands still
    ],
)
def test_the_time_that_is_left(seen, done, slowest, left):
    """By the rate of late, but never less than the busiest host will take at its pace."""
    forecast = Forecast(1000, 0.5)
    for at, so_far in seen:
        forecast.note(so_far, float(at))
    found = forecast.left_s(done, slowest)
    assert found == (left if left is None else pytest.approx(left))
