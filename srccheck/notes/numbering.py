"""Numbers of notes: Roman ones, raised ones, and the chain 1..N that settles which lines are notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

__all__ = ["chain", "rising", "roman", "superscript"]

_ROMAN = re.compile(r"(?=[ivxlcdm])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\Z")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LONGEST_GAP = 4
_GAP_COST = 0.9
_REPEAT_COST = 0.5
_LATE_START_COST = 1.5


def roman(numeral: str) -> int | None:
    """The value of a Roman numeral in small letters; None for anything else."""
    if not _ROMAN.match(numeral):
        return None
    values = [_VALUES[letter] for letter in numeral]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def superscript(digits: str) -> int:
    """The value of raised digits (`¹²`)."""
    return int(digits.translate(_SUPERSCRIPT))


class _Numbered(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def weight(self) -> float: ...


N = TypeVar("N", bound=_Numbered)


def chain(candidates: Sequence[N], restart_cost: Callable[[N], float]) -> list[N]:
    """The heaviest run of candidates that counts up 1, 2, 3 …, in linear time.

    A number may be missing or stand twice, and the count may begin again at 1 (notes counted by page
    or chapter), each at a price.

    Args:
        candidates: in document order.
        restart_cost: the price of beginning again at this candidate.
    """
    best: dict[int, tuple[float, int]] = {}
    score: list[float] = []
    before: list[int] = []
    top: tuple[float, int] = (0.0, -1)
    for index, each in enumerate(candidates):
        number = each.number
        options = [(-_LATE_START_COST if number > 1 else 0.0, -1)]
        for step in range(_LONGEST_GAP + 1):
            cost = _REPEAT_COST if step == 0 else _GAP_COST * (step - 1)
            if number - step in best:
                value, at = best[number - step]
                options.append((value - cost, at))
        if number == 1 and top[1] >= 0:
            options.append((top[0] - restart_cost(each), top[1]))
        value, at = max(options)
        score.append(value + each.weight)
        before.append(at)
        if number not in best or score[-1] >= best[number][0]:
            best[number] = (score[-1], index)
        if score[-1] > top[0]:
            top = (score[-1], index)
    found: list[N] = []
    at = top[1]
    while at >= 0:
        found.append(candidates[at])
        at = before[at]
    return found[::-1]


def rising(marks: Sequence[N], highest: int) -> list[N]:
    """The heaviest strictly rising selection of marks, in n log n.

    Args:
        marks: in document order, numbers 1 to `highest`.
        highest: the greatest number.
    """
    # A Fenwick tree over numbers: the best (score, index) among all lower ones
    tree: list[tuple[float, int]] = [(0.0, -1)] * (highest + 1)
    score: list[float] = []
    before: list[int] = []
    for index, mark in enumerate(marks):
        below, at = (0.0, -1), mark.number - 1
        while at > 0:
            below = max(below, tree[at])
            at -= at & -at
        score.append(below[0] + mark.weight)
        before.append(below[1])
        at = mark.number
        while at <= highest:
            # of equal selections the earlier is kept: a first mention is the likelier one
            if score[-1] > tree[at][0]:
                tree[at] = (score[-1], index)
            at += at & -at
    last = max(range(len(marks)), key=score.__getitem__, default=-1)
    found: list[N] = []
    while last >= 0:
        found.append(marks[last])
        last = before[last]
    return found[::-1]
