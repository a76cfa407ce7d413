"""The running text's marks, held against the numbers of a list of notes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial

from srccheck.model import Fragment
from srccheck.notes.linewise import lines_with
from srccheck.notes.numbering import rising
from srccheck.notes.records import Candidate, Mark
from srccheck.notes.references import bracket_marks, glued_marks, raised_marks, round_marks

__all__ = ["Marks"]

_Finder = Callable[[int, str], Iterator[Mark]]
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]")
_ROUND = re.compile(r"\(\d{1,3}\)")
_DIGIT = re.compile(r"\d")
# forms of marks, with a sign that their lines hold; those that are unmistakable come first, digits glued
# to a word are the last resort
_FORMS: tuple[tuple[str, _Finder, str | re.Pattern[str]], ...] = (
    ("bracket", bracket_marks, "["),
    ("superscript", raised_marks, _RAISED),
    ("round", round_marks, _ROUND),
    ("glued", glued_marks, _DIGIT),
)
_BEYOND = 3
_MOST_LOOKS = 2_000_000


class Marks:
    """All marks of a document; a line is searched once for each form, when a list first asks for it.

    Args:
        lines: the document.
        starts: all lines that may begin a note: their markers point to nothing.
    """

    def __init__(self, lines: Sequence[Fragment], starts: Sequence[Candidate]) -> None:
        self._lines = lines
        self._highest = max(start.number for start in starts) + _BEYOND
        self._own = {(start.index, start.start) for start in starts}
        texts = [line.text for line in lines]
        self._where = {form: lines_with(texts, sign) for form, _, sign in _FORMS}
        self._found: dict[str, dict[int, tuple[Mark, ...]]] = {form: {} for form, *_ in _FORMS}
        self._free: dict[str, list[Mark]] = {}
        self._taken: set[tuple[int, int]] = set()
        self._closed: set[int] = set()
        self._looks = 0

    def take(self, marks: Iterable[Mark]) -> None:
        """These marks belong to a list; no other gets them."""
        self._taken.update((mark.index, mark.offset) for mark in marks)
        self._free.clear()

    def close(self, covered: Iterable[int]) -> None:
        """These lines are notes: what stands on them is no running text."""
        self._closed.update(covered)
        self._free.clear()

    def pointing_to(
        self,
        starts: Sequence[Candidate],
        covered: Collection[int],
        floor: int = -1,
        ceiling: int | None = None,
    ) -> tuple[dict[int, tuple[Mark, ...]], tuple[Mark, ...]]:
        """Marks for each number, and strong marks of numbers in the count that have no note.

        Args:
            starts: where the notes begin.
            covered: positions of the notes' lines: what stands on them is no running text.
            floor: marks stand after this line.
            ceiling: marks stand before this line, or on it.
        """
        within = partial(self._within, covered=covered, floor=floor)
        return self._best(starts, within, len(self._lines) if ceiling is None else ceiling)

    def anywhere(
        self, starts: Sequence[Candidate], covered: Collection[int]
    ) -> tuple[dict[int, tuple[Mark, ...]], tuple[Mark, ...]]:
        """The same without bounds, for a list that has few marks where they should be.

        A document needs few such searches; when there have been too many, they give nothing.

        Args:
            starts: where the notes begin.
            covered: positions of the notes' lines.
        """
        if self._looks > max(_MOST_LOOKS, 10 * len(self._lines)):
            return {}, ()

        def within(form: str, finder: _Finder, end: int) -> list[Mark]:
            if form not in self._free:
                self._free[form] = self._within(form, finder, len(self._lines))
            free = self._free[form]
            self._looks += len(free)
            return [mark for mark in free[: bisect_right(free, end, key=_line)] if mark.index not in covered]

        return self._best(starts, within, len(self._lines))

    def _best(
        self, starts: Sequence[Candidate], within: Callable[[str, _Finder, int], list[Mark]], ceiling: int
    ) -> tuple[dict[int, tuple[Mark, ...]], tuple[Mark, ...]]:
        """The marks of the form that speaks most for a list."""
        best: tuple[float, list[Mark]] = (0.0, [])
        own = "bracket" if starts[0].style == "bracket" else ""
        last = starts[-1].index
        bounds = {start.number: start.index for start in starts}
        for form, finder, _ in _FORMS:
            # raised and glued digits mostly mean something else: they point only to what comes after
            marks = within(form, finder, ceiling if form == "bracket" else last)
            if form != "bracket":
                marks = [mark for mark in marks if mark.index < bounds.get(mark.number, last)]
            if form == "glued":
                marks = rising(marks, self._highest)
            weight = sum({mark.number: mark.weight for mark in marks}.values()) + (
                0.5 if form == own else 0.0
            )
            if marks and weight > best[0]:
                best = (weight, marks)
        return _sorted(best[1], {start.number for start in starts})

    def _within(
        self, form: str, finder: _Finder, end: int, *, covered: Collection[int] = (), floor: int = -1
    ) -> list[Mark]:
        """Marks on the lines after `floor` up to `end` that no list has taken."""
        where, found = self._where[form], self._found[form]
        marks: list[Mark] = []
        for at in range(bisect_right(where, floor), bisect_right(where, end)):
            index = where[at]
            if index in covered or index in self._closed:
                continue
            if index not in found:
                found[index] = tuple(
                    mark
                    for mark in finder(index, self._lines[index].text)
                    if 0 < mark.number <= self._highest and (index, mark.offset) not in self._own
                )
            marks += [mark for mark in found[index] if (index, mark.offset) not in self._taken]
        return marks


def _line(mark: Mark) -> int:
    return mark.index


def _sorted(marks: Iterable[Mark], numbers: set[int]) -> tuple[dict[int, tuple[Mark, ...]], tuple[Mark, ...]]:
    pointing: dict[int, list[Mark]] = {}
    missing: list[Mark] = []
    for mark in marks:
        if mark.number in numbers:
            pointing.setdefault(mark.number, []).append(mark)
        elif mark.weight >= 0.9 and min(numbers) <= mark.number <= max(numbers) + _BEYOND:
            missing.append(mark)
    return {number: tuple(group) for number, group in pointing.items()}, tuple(missing)
