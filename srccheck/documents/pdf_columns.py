"""Columns of a page: where a gutter runs, and the order in which its sides are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from srccheck.documents.pdf_pages import Run

__all__ = ["Segment", "in_columns"]

_FEWEST = 5
_NARROWEST = 0.24
_CANDIDATES = 4


class Segment(NamedTuple):
    """A part of a row without a wide gap.

    A tuple and no attrs class because a long document has millions.
    """

    runs: tuple[Run, ...]
    left: float
    right: float
    base: float
    size: float


class _Band(NamedTuple):
    """Rows `first` to `last` (excluded) that a gutter at `x` divides."""

    first: int
    last: int
    x: float


def in_columns(segments: Sequence[Segment]) -> Iterator[tuple[int, list[Segment]]]:
    """Segments in reading order, those of one line together, each with the number of its block.

    Args:
        segments: from the top down, those of one row from left to right.
    """
    rows = _by_row(segments)
    block = 0
    at = 0
    for band in _bands(rows):
        for row in rows[at : band.first]:
            yield block, row
        for side in (False, True):
            block += 1
            for row in rows[band.first : band.last]:
                part = [segment for segment in row if (segment.left >= band.x) == side]
                if part:
                    yield block, part
        block += 1
        at = band.last
    for row in rows[at:]:
        yield block, row


def _by_row(segments: Sequence[Segment]) -> list[list[Segment]]:
    rows: list[list[Segment]] = []
    for segment in segments:
        if rows and rows[-1][-1].base == segment.base and rows[-1][-1].right <= segment.left:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return rows


def _bands(rows: Sequence[list[Segment]]) -> list[_Band]:
    """Stretches of the page in which text stands in two columns."""
    if len(rows) < _FEWEST:
        return []
    left = min(row[0].left for row in rows)
    right = max(row[-1].right for row in rows)
    width = right - left
    # a right column begins many lines at one place in the middle of the page
    begins = Counter(
        round(segment.left)
        for row in rows
        for segment in row
        if left + 0.3 * width < segment.left < left + 0.72 * width
    )
    best: list[_Band] = []
    for x, count in begins.most_common(_CANDIDATES):
        if count >= _FEWEST:
            bands = list(_bands_at(rows, x - 2.0, width))
            if _height(bands) > _height(best):
                best = bands
    return best


def _height(bands: Sequence[_Band]) -> int:
    return sum(band.last - band.first for band in bands)


def _bands_at(rows: Sequence[list[Segment]], x: float, width: float) -> Iterator[_Band]:
    first = 0
    for at in range(len(rows) + 1):
        crossed = at == len(rows) or any(part.left < x < part.right for part in rows[at])
        if crossed:
            if at - first >= _FEWEST and _is_divided(rows[first:at], x, width):
                yield _Band(first, at, x)
            first = at + 1


def _is_divided(rows: Sequence[list[Segment]], x: float, width: float) -> bool:
    """Both sides hold enough lines, and lines wide enough to be text."""
    sides = [
        [(row[0].left, max(part.right for part in row if part.left < x)) for row in rows if row[0].left < x],
        [(min(part.left for part in row if part.left >= x), row[-1].right) for row in rows if row[-1].left >= x],
    ]
    for side in sides:
        wide = sum(end - begin >= _NARROWEST * width for begin, end in side)
        if wide < _FEWEST or wide * 2 < len(side):
            return False
    return True
