"""Bibliographies without numbers in a PDF: where each entry begins, by its indent or the gap above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from srccheck.documents.pdf_lines import Line
from srccheck.model import Fragment
from srccheck.notes.extents import starts_lower, unfinished
from srccheck.notes.headings import ListKind
from srccheck.notes.markers import candidates

__all__ = ["entries"]

_SAME_LEFT = 3.0
_WIDEST_INDENT = 60.0
_LARGER = 1.04
_HEADING = 1.08
_GAP = 1.3
_RARE = 6
_FEWEST = 3
_LONGEST = 5
_SHORT = 60
_TELLING = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|https?:|\bdoi\b", re.IGNORECASE)

_Entry = tuple[int, ...]


def entries(
    lines: Sequence[Line],
    fragments: Sequence[Fragment],
    headings: Mapping[int, ListKind],
    notes: Collection[int],
) -> Iterator[_Entry]:
    """Positions of the lines of each entry, in order.

    Lists whose entries are numbered are left to `srccheck.notes`, and so is what does not look like sources:
    most entries of a list are short, and tell a year or an address.

    Args:
        lines: the document, without furniture.
        fragments: the same as text.
        headings: positions of headings over lists.
        notes: positions of lines that belong to notes.
    """
    for heading, kind in headings.items():
        if kind == "bibliography":
            for part in _parts(lines, heading, headings, notes):
                found = [entry for entry in _divided(lines, part) if not _is_heading(fragments, entry)]
                if _are_sources(fragments, found):
                    yield from found


def _parts(
    lines: Sequence[Line], heading: int, headings: Mapping[int, ListKind], notes: Collection[int]
) -> Iterator[list[int]]:
    """The lines under a heading, up to the next larger one; headings within them part them."""
    own = []
    for index in range(heading + 1, len(lines)):
        if index in headings or lines[index].size >= _HEADING * lines[heading].size > 0:
            break
        if index not in notes:
            own.append(index)
    sizes: Counter[float] = Counter()
    for index in own:
        sizes[round(lines[index].size, 1)] += len(lines[index].text)
    size = max(sizes, key=lambda each: sizes[each], default=0.0)
    lefts = _lefts(lines, own, size)
    part: list[int] = []
    for index in own:
        line = lines[index]
        if line.size > _LARGER * size or line.left - lefts[line.page, line.column] > _WIDEST_INDENT:
            yield part
            part = []
        elif line.size * _LARGER >= size:
            part.append(index)
    yield part


def _lefts(lines: Sequence[Line], own: Sequence[int], size: float) -> dict[tuple[int, int], float]:
    """The left margin of each column, by its page and number."""
    lefts: dict[tuple[int, int], float] = {}
    for index in own:
        line = lines[index]
        key = line.page, line.column
        if line.size * _LARGER >= size or key not in lefts:
            lefts[key] = min(line.left, lefts.get(key, line.left))
    return lefts


def _divided(lines: Sequence[Line], part: Sequence[int]) -> list[_Entry]:
    """The entries of a list; none where nothing sets them apart."""
    starts = _by_indent(lines, part) or _by_gap(lines, part)
    begins = [at for at, index in enumerate(part) if index in starts]
    return [tuple(part[a:b]) for a, b in pairwise([*begins, len(part)])]


def _by_indent(lines: Sequence[Line], part: Sequence[int]) -> set[int]:
    """Entries whose first line hangs, or is indented: in the way that leaves fewer sentences broken off."""
    lefts = _lefts(lines, part, 0.0)
    flush = {i for i in part if lines[i].left - lefts[lines[i].page, lines[i].column] <= _SAME_LEFT}
    deeper = set(part) - flush
    if not deeper or min(len(flush), len(deeper)) * _RARE < len(part):
        return set()
    broken = {index for before, index in pairwise(part) if unfinished(lines[before].text)}
    hanging, indented = (len(starts & broken) / len(starts) for starts in (flush, deeper))
    starts = flush if hanging <= indented else deeper
    # the rest of an entry may be all that stands in a column
    return {index for index in starts if index not in broken or not starts_lower(lines[index].text)}


def _by_gap(lines: Sequence[Line], part: Sequence[int]) -> set[int]:
    """Entries with a gap above them; at the top of a column the text has to tell."""
    steps = [
        (index, lines[before].base - lines[index].base)
        for before, index in pairwise(part)
        if (lines[before].page, lines[before].column) == (lines[index].page, lines[index].column)
    ]
    inner = sorted(step for _, step in steps if step > 0)
    if not inner:
        return set()
    # within the entries, of which most have two lines or more
    usual = inner[(len(inner) - 1) // 4]
    wide = {index for index, step in steps if step > _GAP * usual}
    if not wide:
        return set()
    inside = {index for index, _ in steps}
    tops = {
        index
        for before, index in pairwise(part)
        if index not in inside and not unfinished(lines[before].text) and not starts_lower(lines[index].text)
    }
    return wide | tops | set(part[:1])


def _is_heading(fragments: Sequence[Fragment], entry: _Entry) -> bool:
    """A short line in the print of the list, like `Primary sources`."""
    text = fragments[entry[0]].text
    return len(entry) == 1 and len(text) < _SHORT and unfinished(text) and not _TELLING.search(text)


def _are_sources(fragments: Sequence[Fragment], found: Sequence[_Entry]) -> bool:
    if len(found) < _FEWEST or sorted(map(len, found))[len(found) // 2] > _LONGEST:
        return False
    telling = sum(any(_TELLING.search(fragments[i].text) for i in entry) for entry in found)
    numbered = sum(1 for _ in candidates([fragments[entry[0]] for entry in found]))
    return telling * 3 >= len(found) * 2 and numbered * 2 < len(found)
