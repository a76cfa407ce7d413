"""Raised marks in running text, and the notes that they point to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from srccheck.documents.pdf_lines import Line
from srccheck.model import Fragment, Location
from srccheck.notes.markers import ONE_SIGN
from srccheck.notes.marking import Marks
from srccheck.notes.records import Candidate
from srccheck.notes.references import raised_marks

__all__ = ["Marker", "missing_notes", "pointing", "raised_markers"]

_NUMBER = re.compile(r"\d{1,4}")
_SIGN = re.compile(r"[*∗⁎＊]{1,3}|[†‡§¶]{1,3}")
_ENOUGH = 0.3


class Marker(NamedTuple):
    """A mark in running text: position of its line, offset in it, and what it says."""

    line: int
    offset: int
    marker: str


def raised_markers(lines: Sequence[Line], notes: Collection[int]) -> Iterator[Marker]:
    """All raised numbers and signs of the running text, in reading order.

    Args:
        lines: the document.
        notes: positions of lines that are notes.
    """
    for index, line in enumerate(lines):
        if index not in notes:
            for part in line.raised:
                for pattern in (_NUMBER, _SIGN):
                    for match in pattern.finditer(line.text, part.start, part.end):
                        yield Marker(index, match.start(), match[0].translate(ONE_SIGN))
            if not line.text.isascii():
                yield from _written_raised(index, line.text)


def _written_raised(index: int, text: str) -> Iterator[Marker]:
    """Characters that are raised by themselves: `²`, or a dagger behind a word."""
    for mark in raised_marks(index, text):
        if mark.weight >= 1.0:
            yield Marker(index, mark.offset, str(mark.number))
    for match in _SIGN.finditer(text):
        if match.start() and text[match.start() - 1].isalpha():
            yield Marker(index, match.start(), match[0].translate(ONE_SIGN))


def pointing(
    lines: Sequence[Line],
    fragments: Sequence[Fragment],
    starts: Sequence[Candidate],
    notes: frozenset[int],
    markers: Sequence[Marker],
) -> dict[int, tuple[Location, ...]]:
    """Where the running text points to each note, by the line that the note begins on.

    Args:
        lines: the document.
        fragments: the same as text.
        starts: where notes begin, in document order.
        notes: positions of the notes' lines.
        markers: raised marks of the running text.
    """
    by_marker: dict[str, list[Marker]] = defaultdict(list)
    for mark in markers:
        by_marker[mark.marker].append(mark)
    found: dict[int, tuple[Location, ...]] = {}
    for start in starts:
        nearest = _nearest(lines, start, by_marker[start.marker.translate(ONE_SIGN)])
        if nearest is not None:
            found[start.index] = (place(fragments, nearest.line, nearest.offset),)
    numbered = [start for start in starts if start.number]
    if len(numbered) * _ENOUGH > sum(start.index in found for start in numbered):
        # the marks are not raised: brackets, or digits on the line
        found |= _by_text(fragments, numbered, notes)
    return found


def _nearest(lines: Sequence[Line], start: Candidate, same: Sequence[Marker]) -> Marker | None:
    """The first such mark on the note's own page; for a number, else the last one before the note."""
    page = lines[start.index].page
    at = bisect_left(same, page, key=lambda mark: lines[mark.line].page)
    if at < len(same) and lines[same[at].line].page == page:
        return same[at]
    return same[at - 1] if start.number and at else None


def _by_text(
    fragments: Sequence[Fragment], starts: Sequence[Candidate], notes: frozenset[int]
) -> dict[int, tuple[Location, ...]]:
    if not starts:
        return {}
    marks = Marks(fragments, starts)
    by_number, _ = marks.pointing_to(starts, notes)
    return {
        start.index: tuple(place(fragments, mark.index, mark.offset) for mark in by_number[start.number])
        for start in starts
        if start.number in by_number
    }


def place(fragments: Sequence[Fragment], index: int, offset: int) -> Location:
    """The location of a character."""
    line = fragments[index]
    return Location(line=line.line, column=line.column + offset, page=line.page)


def missing_notes(
    fragments: Sequence[Fragment], starts: Sequence[Candidate], markers: Sequence[Marker]
) -> tuple[tuple[str, Location], ...]:
    """Marks of numbers that the count of notes leaves out, each between those of its neighbours.

    Args:
        fragments: the document.
        starts: where numbered notes begin.
        markers: raised marks of the running text.
    """
    numbers = {start.number for start in starts}
    if not numbers or len(numbers) != len(starts):
        return ()
    out = []
    marked = [mark for mark in markers if mark.marker.isdecimal()]
    for at, mark in enumerate(marked):
        number = int(mark.marker)
        if number in numbers or not min(numbers) < number < max(numbers):
            continue
        before = marked[at - 1].marker if at else ""
        after = marked[at + 1].marker if at + 1 < len(marked) else ""
        if str(number - 1) == before and str(number + 1) == after:
            out.append((mark.marker, place(fragments, mark.line, mark.offset)))
    return tuple(out)
