"""Where the notes of a page stand: below a rule, in smaller print, or after a gap, at the end of a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from attrs import frozen

from srccheck.documents.pdf_lines import Line
from srccheck.documents.pdf_records import PageContent, Rule

__all__ = ["Zone", "body_size", "zones"]

_SMALLER = 0.94
_GAP = 1.3
_APART = 1.5
_FOOT = 3


@frozen(kw_only=True)
class Zone:
    """Lines at the end of a column that may be notes.

    Attributes:
        lines: positions of the lines in the document, in reading order.
        basis: what sets them apart.
    """

    lines: tuple[int, ...]
    basis: str


def body_size(lines: Sequence[Line]) -> float:
    """The font size of running text: the most frequent one, or a larger one that is nearly as frequent.

    In articles of lawyers and historians the notes may well be longer than the text.

    Args:
        lines: the document.
    """
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size * 4) / 4] += len(line.text)
    if not letters:
        return 0.0
    _, most = letters.most_common(1)[0]
    return max(size for size, count in letters.items() if count * 3 >= most)


def zones(
    lines: Sequence[Line], contents: Mapping[int, PageContent], size: float, closed: frozenset[int]
) -> Iterator[Zone]:
    """The note zone of each column of each page, where there is one.

    Args:
        lines: the document, without furniture.
        contents: the pages, by number.
        size: of running text.
        closed: positions of lines that belong to lists under a heading; only a rule opens a zone there.
    """
    for (page, _), group in groupby(range(len(lines)), key=lambda at: (lines[at].page, lines[at].column)):
        column = list(group)
        # a heading or formula may be read out of turn; what counts is where lines stand
        rules = contents[page].rules
        zone = _ruled(lines, column, rules, size) or _unruled(lines, column, size, closed)
        if zone:
            yield zone


def _ruled(lines: Sequence[Line], column: list[int], rules: Sequence[Rule], size: float) -> Zone | None:
    """What stands below the rule above the notes."""
    left = min(lines[at].left for at in column)
    right = max(lines[at].right for at in column)
    for rule in sorted(rules, key=lambda each: -each.base):
        if not left - 12 <= rule.left <= left + 12 or rule.right > right + 12:
            continue
        first = next((i for i, at in enumerate(column) if lines[at].base < rule.base), None)
        if first is None or any(lines[at].base > rule.base for at in column[first:]):
            continue
        below = column[first:]
        if _is_note_like(lines, below, size):
            return Zone(lines=tuple(below), basis="rule")
    return None


def _is_note_like(lines: Sequence[Line], below: Sequence[int], size: float) -> bool:
    """No larger print, and the first line is small or begins with a mark."""
    if any(lines[at].size > 1.04 * size for at in below):
        return False
    small = sum(lines[at].size <= _SMALLER * size for at in below)
    if small * 5 >= len(below) * 4:
        return True
    return any(is_marked(lines[at]) for at in below)


def is_marked(line: Line) -> bool:
    """The line begins with a raised mark."""
    return bool(line.raised) and line.raised[0].start == 0 and line.raised[0].end < len(line.text)


def _unruled(lines: Sequence[Line], column: list[int], size: float, closed: frozenset[int]) -> Zone | None:
    if column[-1] in closed:
        return None
    steps = [lines[a].base - lines[b].base for a, b in pairwise(column)]
    usual = sorted(steps)[len(steps) // 2] if steps else size
    last = _without_foot(lines, column, steps, usual, size)
    first = last
    while first and lines[column[first - 1]].size <= _SMALLER * size:
        first -= 1
    if first < last:
        return Zone(lines=tuple(column[first:last]), basis="size")
    return _after_gap(lines, column, usual)


def _without_foot(
    lines: Sequence[Line], column: list[int], steps: Sequence[float], usual: float, size: float
) -> int:
    """Where a column ends, if a few lines as large as the text stand apart below it (imprint, DOI)."""
    for last in range(len(column) - 1, max(len(column) - 1 - _FOOT, 0), -1):
        apart = steps[last - 1] > _APART * usual
        if apart and lines[column[last - 1]].size <= _SMALLER * size < lines[column[last]].size:
            return last
    return len(column)


def _after_gap(lines: Sequence[Line], column: list[int], usual: float) -> Zone | None:
    """In print of one size: from the first line with a raised mark that stands apart."""
    for i in range(2, len(column)):
        here = lines[column[i]]
        if is_marked(here) and lines[column[i - 1]].base - here.base > _GAP * usual:
            return Zone(lines=tuple(column[i:]), basis="gap")
    return None
