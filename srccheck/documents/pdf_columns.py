"""Columns of a page: where a gutter runs, and the order in which its sides are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from srccheck.documents.pdf_records import Run

__all__ = ["blocks"]

_FEWEST = 5
_NARROWEST = 0.24
# … or this many sizes of its print: a line of some 25 letters, as in newspapers
_FEWEST_EMS = 11.0
_CANDIDATES = 4
_GUTTER = 6.0
_HIGHEST_RAISE = 0.7

_Row = list[Run]


class _Band(NamedTuple):
    """Rows `first` to `last` (excluded) that a gutter at `x` divides."""

    first: int
    last: int
    x: float


def blocks(rows: Sequence[_Row]) -> list[list[Run]]:
    """The characters of a page in blocks of one column each, in reading order.

    Args:
        rows: runs on one baseline each, from the top down, those of one row from left to right.
    """
    out: list[list[Run]] = []
    at = 0
    for band in _bands(rows):
        out.append([run for row in rows[at : band.first] for run in row])
        for side in (False, True):
            part = [
                [run for run in row if (run.left >= band.x) == side] for row in rows[band.first : band.last]
            ]
            # a side may be two columns again
            out += blocks([row for row in part if row])
        at = band.last
    out.append([run for row in rows[at:] for run in row])
    return [block for block in out if block]


def _parts(row: _Row) -> Iterator[tuple[float, float]]:
    """Ends of the parts of a row between which a gutter could run."""
    left, right = row[0].left, row[0].right
    for run in row:
        if run.left - right > _GUTTER:
            yield left, right
            left = run.left
        right = max(right, run.right)
    yield left, right


def _bands(rows: Sequence[_Row]) -> list[_Band]:
    """Stretches of the page that a gutter divides."""
    if len(rows) < _FEWEST:
        return []
    parts = [list(_parts(row)) for row in rows]
    left = min(row[0][0] for row in parts)
    width = max(row[-1][1] for row in parts) - left
    wide = min(_NARROWEST * width, _FEWEST_EMS * _usual_size(rows))
    # a right column begins many lines at one place in the middle of the page
    begins = Counter(
        round(begin) for row in parts for begin, _ in row if left + 0.3 * width < begin < left + 0.72 * width
    )
    best: list[_Band] = []
    for x, count in begins.most_common(_CANDIDATES):
        if count >= _FEWEST:
            bands = [_without_marks(rows, band) for band in _bands_at(parts, x - 2.0, wide)]
            if _height(bands) > _height(best):
                best = bands
    return best


def _usual_size(rows: Sequence[_Row]) -> float:
    letters: Counter[float] = Counter()
    for row in rows:
        for run in row:
            letters[run.size] += len(run.text)
    return max(letters, key=lambda size: letters[size])


def _height(bands: Sequence[_Band]) -> int:
    return sum(band.last - band.first for band in bands)


def _bands_at(parts: Sequence[list[tuple[float, float]]], x: float, wide: float) -> Iterator[_Band]:
    first = 0
    for at in range(len(parts) + 1):
        if at == len(parts) or any(begin < x < end for begin, end in parts[at]):
            if at - first >= _FEWEST and _is_divided(parts[first:at], x, wide):
                yield _Band(first, at, x)
            first = at + 1


def _is_divided(parts: Sequence[list[tuple[float, float]]], x: float, wide: float) -> bool:
    """Both sides hold enough lines, and lines wide enough to be text."""
    for side in (False, True):
        lines = [[part for part in row if (part[0] >= x) == side] for row in parts]
        extents = [line[-1][1] - line[0][0] for line in lines if line]
        enough = sum(extent >= wide for extent in extents)
        if enough < _FEWEST or enough * 3 < len(extents):
            return False
    return True


def _without_marks(rows: Sequence[_Row], band: _Band) -> _Band:
    """Raised marks of the line below a band stand above it, but belong to that line."""
    last = band.last
    while last < len(rows) and last > band.first:
        mark, line = rows[last - 1], rows[last]
        size = max(run.size for run in line)
        small = all(run.size < size and len(run.text) <= 4 for run in mark)
        if not small or mark[0].base - line[0].base > _HIGHEST_RAISE * size:
            break
        last -= 1
    return band._replace(last=last)
