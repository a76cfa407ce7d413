"""Notes that an asterisk or a dagger marks."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Container, Sequence

from attrs import frozen

from srccheck.model import Fragment
from srccheck.notes.extents import Extent, measure
from srccheck.notes.markers import ONE_SIGN, is_separator, symbols
from srccheck.notes.records import Candidate, Mark
from srccheck.notes.references import symbol_marks

__all__ = ["SymbolNote", "symbol_notes"]

_BLOCK = 60


@frozen(kw_only=True)
class SymbolNote:
    """A note marked by a sign, and the sign in the text that it answers to."""

    extent: Extent
    mark: Mark


def symbol_notes(lines: Sequence[Fragment], others: Sequence[Extent]) -> list[SymbolNote]:
    """Pair signs in the text with lines that begin with the same sign below them.

    A line is a note only where such a sign stands in the text before it and the line stands where notes
    do: under a rule, beside other notes, or at the end of a page or of the text. A bullet list is none.

    Args:
        lines: the document.
        others: the notes found so far.
    """
    found = list(symbols(lines))
    if not found:
        return []
    taken = {index for extent in others for index in extent.lines}
    begins = {each.index for each in found}
    open_marks: dict[str, deque[Mark]] = defaultdict(deque)
    free = [index for index in range(len(lines)) if index not in taken and index not in begins]
    marks = iter(sorted(symbol_marks(lines, free), key=lambda pair: pair[1].index))
    pending = next(marks, None)
    bounds = sorted({extent.lines[0] for extent in others} | begins)
    out = []
    for each in found:
        while pending is not None and pending[1].index < each.index:
            open_marks[pending[0].translate(ONE_SIGN)].append(pending[1])
            pending = next(marks, None)
        waiting = open_marks[each.marker.translate(ONE_SIGN)]
        if waiting and each.index not in taken and _is_in_zone(lines, each, taken):
            after = bisect_right(bounds, each.index)
            bound = bounds[after] if after < len(bounds) else len(lines)
            (extent,) = measure(lines, [each], at_bottom=True, passed_over=frozenset(), end=bound)
            out.append(SymbolNote(extent=extent, mark=waiting.popleft()))
            taken.update(extent.lines)
    return out


def _is_in_zone(lines: Sequence[Fragment], each: Candidate, taken: Container[int]) -> bool:
    if each.index + 1 in taken or each.index - 1 in taken:
        return True
    page = lines[each.index].page
    above = each.index - 1
    while above >= 0 and each.index - above < _BLOCK and lines[above].text.strip():
        if lines[above].page != page or is_separator(lines[above].text):
            break
        above -= 1
    if above >= 0 and is_separator(lines[above].text) and lines[above].page == page:
        return True
    # without a rule: a block of its own, beside another note or at the end of the page or of the text
    if above != each.index - 1:
        return False
    below = each.index
    while below < len(lines) and below - each.index < _BLOCK and lines[below].text.strip():
        below += 1
    rest = [line for line in lines[below : below + 4] if line.page == page]
    return not any(line.text.strip() for line in rest) or each.index + 2 in taken or each.index - 2 in taken
