"""Runs of characters into lines: rows by baseline, raised marks on their row, columns, reading order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from attrs import frozen

from srccheck.documents.pdf_columns import blocks
from srccheck.documents.pdf_records import PageContent, Run

__all__ = ["Line", "Raised", "Span", "page_lines"]

_SAME_BASE = 0.12
_HIGHEST_RAISE = 0.7
_DEEPEST_DROP = 0.35
_SMALLER = 0.86
_RAISED = 0.15
_GAP_OF_A_BLANK = 0.22
_LONGEST_MARK = 24
_WIDEST_GAP = 1.2
_IN_FRONT = 0.2
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


class Span(NamedTuple):
    """Where a part of a line stands on the page: `text[start:end]` from `left` to `right`."""

    start: int
    end: int
    left: float
    right: float


class Raised(NamedTuple):
    """Smaller characters above the baseline: `text[start:end]`."""

    start: int
    end: int


@frozen(kw_only=True)
class Line:
    """A line of text on a page.

    Attributes:
        page: 1-based.
        column: which block of the page it stands in; lines of one block stand one under the other.
        text: its characters.
        left, right, base, size: its ends, baseline and font size, in points.
        spans: its parts from left to right.
        raised: its raised parts.
    """

    page: int
    column: int
    text: str
    left: float
    right: float
    base: float
    size: float
    spans: tuple[Span, ...]
    raised: tuple[Raised, ...]


class _Row:
    """Runs on one baseline."""

    def __init__(self, run: Run) -> None:
        self.runs = [run]
        self.base = run.base
        self.size = run.size
        self.letters = len(run.text)

    def add(self, run: Run) -> None:
        self.runs.append(run)
        self.letters += len(run.text)
        self.size = max(self.size, run.size) if len(run.text) > 1 else self.size

    def gap(self, other: _Row) -> float:
        """How far from a run of this row the other stands, in sizes of its print.

        A mark stands close behind the word that it belongs to; in front of a hanging note it may stand well
        apart.
        """
        size = max(self.size, other.size) or 1.0
        left, right = min(run.left for run in other.runs), max(run.right for run in other.runs)
        return min(max(_IN_FRONT * (run.left - right), left - run.right, 0.0) for run in self.runs) / size


def page_lines(content: PageContent) -> list[Line]:
    """The lines of a page in reading order.

    Args:
        content: the page.
    """
    rows = _rows(content.runs)
    lines = []
    for column, block in enumerate(blocks([row.runs for row in rows])):
        own = rows if len(block) == len(content.runs) else _rows(block)
        for row in _with_marks(own):
            line = _line(content.number, column, row.runs)
            if line.text:
                lines.append(line)
    return lines


def _rows(runs: Iterable[Run]) -> list[_Row]:
    rows: list[_Row] = []
    for run in sorted(runs, key=lambda each: (-each.base, each.left)):
        if rows and rows[-1].base - run.base <= max(0.6, _SAME_BASE * min(rows[-1].size, run.size)):
            rows[-1].add(run)
        else:
            rows.append(_Row(run))
    for row in rows:
        row.runs.sort(key=_left)
    return rows


def _left(run: Run) -> float:
    return run.left


def _with_marks(rows: list[_Row]) -> list[_Row]:
    """Rows of raised or lowered marks become part of the row that they belong to."""
    owners: list[_Row | None] = [None] * len(rows)
    for at, row in enumerate(rows):
        if row.letters <= _LONGEST_MARK or row.size <= 7:
            owners[at] = _owner(rows, at)
    kept = []
    for row, owner in zip(rows, owners, strict=True):
        if owner is None:
            kept.append(row)
        else:
            owner.runs += row.runs
            owner.runs.sort(key=_left)
    return kept


def _owner(rows: Sequence[_Row], at: int) -> _Row | None:
    row = rows[at]
    best: tuple[float, _Row | None] = (2.2, None)
    for other in (*rows[max(at - 3, 0) : at], *rows[at + 1 : at + 4]):
        rise = row.base - other.base
        bound = _HIGHEST_RAISE if rise > 0 else _DEEPEST_DROP
        distance = abs(rise) / (bound * other.size) if other.size else 1.0
        is_smaller = row.size < other.size * 0.95 or (row.letters <= 4 and row.letters * 4 < other.letters)
        if distance < 1.0 and is_smaller:
            gap = other.gap(row)
            if gap < _WIDEST_GAP and distance + gap < best[0]:
                best = (distance + gap, other)
    return best[1]


def _line(page: int, column: int, runs: Sequence[Run]) -> Line:
    size = _main_size(runs)
    base = _main_base(runs, size)
    parts: list[str] = []
    spans: list[Span] = []
    raised: list[Raised] = []
    length, end = 0, runs[0].left
    for run in runs:
        if parts and _is_apart(parts[-1], run, run.left - end, size):
            parts.append(" ")
            length += 1
        text = _embedded(run.text)
        parts.append(text)
        spans.append(Span(length, length + len(text), run.left, run.right))
        if run.base - base > _RAISED * size and run.size < _SMALLER * size:
            if raised and raised[-1].end == length:
                raised[-1] = Raised(raised[-1].start, length + len(text))
            else:
                raised.append(Raised(length, length + len(text)))
        length += len(text)
        end = max(end, run.right)
    return Line(
        page=page,
        column=column,
        text="".join(parts),
        left=runs[0].left,
        right=end,
        base=base,
        size=size,
        spans=tuple(spans),
        raised=tuple(raised),
    )


def _main_size(runs: Sequence[Run]) -> float:
    """The size of most characters."""
    if len(runs) == 1:
        return runs[0].size
    letters: dict[float, int] = {}
    for run in runs:
        size = round(run.size, 1)
        letters[size] = letters.get(size, 0) + len(run.text)
    return max(letters, key=lambda size: (letters[size], size))


def _main_base(runs: Sequence[Run], size: float) -> float:
    longest = max(runs, key=lambda run: (abs(run.size - size) < 0.2, len(run.text)))
    return longest.base


def _is_apart(before: str, run: Run, gap: float, size: float) -> bool:
    """A blank belongs between two runs: PDFium saw one, or the gap is as wide as one."""
    if gap < -0.5 * size:
        return True
    return (run.spaced and gap > 0.05 * size) or gap > _GAP_OF_A_BLANK * size or (run.spaced and gap > -1.0)


def _embedded(text: str) -> str:
    """Right-to-left runs are marked as such; `srccheck.text.bidi` puts them in the order of reading."""
    if text.isascii() or not any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text
    ):
        return text
    return f"\u202b{text}\u202c"
