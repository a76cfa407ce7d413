"""The running text's marks, held against the numbers of a list of notes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from srccheck.model import Fragment
from srccheck.notes.numbering import rising
from srccheck.notes.records import Candidate, Mark
from srccheck.notes.references import bracket_marks, glued_marks, raised_marks, round_marks

__all__ = ["Marks"]

_Finder = Callable[[int, str], Iterator[Mark]]
# forms of marks that are unmistakable come first; digits glued to a word are the last resort
_FORMS: tuple[tuple[str, _Finder], ...] = (
    ("bracket", bracket_marks),
    ("superscript", raised_marks),
    ("round", round_marks),
    ("glued", glued_marks),
)
_BEYOND = 3


class Marks:
    """All marks of a document, found once for each form.

    Args:
        lines: the document.
        starts: all lines that may begin a note: their markers point to nothing.
    """

    def __init__(self, lines: Sequence[Fragment], starts: Sequence[Candidate]) -> None:
        self._lines = lines
        self._highest = max(start.number for start in starts) + _BEYOND
        self._own = {(start.index, start.start) for start in starts}
        self._found: dict[str, list[Mark]] = {}
        self._taken: set[tuple[int, int]] = set()
        self._closed: set[int] = set()

    def take(self, marks: Iterable[Mark]) -> None:
        """These marks belong to a list; no other gets them."""
        self._taken.update((mark.index, mark.offset) for mark in marks)

    def close(self, covered: Iterable[int]) -> None:
        """These lines are notes: what stands on them is no running text."""
        self._closed.update(covered)

    def pointing_to(
        self, starts: Sequence[Candidate], covered: Collection[int], floor: int = -1
    ) -> tuple[dict[int, tuple[Mark, ...]], tuple[Mark, ...]]:
        """Marks for each number, and strong marks of numbers in the count that have no note.

        Args:
            starts: where the notes begin.
            covered: positions of the notes' lines: what stands on them is no running text.
            floor: marks stand after this line.
        """
        best: tuple[float, list[Mark]] = (0.0, [])
        own = "bracket" if starts[0].style == "bracket" else ""
        for form, finder in _FORMS:
            marks = self._free(form, finder, starts, covered, floor)
            if form == "glued":
                marks = rising(marks, self._highest)
            weight = sum({mark.number: mark.weight for mark in marks}.values()) + (
                0.5 if form == own else 0.0
            )
            if marks and weight > best[0]:
                best = (weight, marks)
        return _sorted(best[1], {start.number for start in starts})

    def _free(
        self,
        form: str,
        finder: _Finder,
        starts: Sequence[Candidate],
        covered: Collection[int],
        floor: int,
    ) -> list[Mark]:
        if form not in self._found:
            self._found[form] = [
                mark
                for index, line in enumerate(self._lines)
                for mark in finder(index, line.text)
                if 0 < mark.number <= self._highest and (mark.index, mark.offset) not in self._own
            ]
        bounds = {start.number: start.index for start in starts}
        last = starts[-1].index
        found = self._found[form]
        # marks stand in the order of their lines: those of other pages need not be looked at
        begin = bisect_right(found, floor, key=_line)
        end = len(found) if form == "bracket" else bisect_right(found, last, key=_line)
        return [
            mark
            for mark in found[begin:end]
            if (mark.index, mark.offset) not in self._taken
            and mark.index not in covered
            and mark.index not in self._closed
            and (form == "bracket" or mark.index < bounds.get(mark.number, last))
        ]


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
