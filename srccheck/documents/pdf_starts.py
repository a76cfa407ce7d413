"""Which lines of the note zones begin a note: the chain 1..N, held against print and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import evolve

from srccheck.documents.pdf_lines import Line
from srccheck.documents.pdf_zones import Zone, is_marked
from srccheck.model import Fragment
from srccheck.notes.markers import candidates, symbols
from srccheck.notes.numbering import chain
from srccheck.notes.records import Candidate

__all__ = ["note_starts", "sign_starts"]

_RAISED_NUMBER = re.compile(r"\s{0,4}(\d{1,4})[.)\]]?\s{0,4}")
_RAISED_BONUS = 1.5
_HANGING_BONUS = 0.4
_RESTART_COST = 2.0
_PAGE_RESTART_COST = 0.2


def note_starts(
    lines: Sequence[Line], fragments: Sequence[Fragment], zones: Sequence[Zone]
) -> list[Candidate]:
    """Where numbered notes begin; `index` counts the document's lines.

    Args:
        lines: the document.
        fragments: the same as text.
        zones: where notes may stand.
    """
    found = [each for zone in zones for each in _in_zone(lines, fragments, zone)]
    firsts = _firsts(found, zones)
    ones = sum(each.number == 1 for each in found if each.index in firsts)
    by_page = ones > 2 and ones * 2 >= len(firsts)

    def restart_cost(each: Candidate) -> float:
        return _PAGE_RESTART_COST if by_page and each.index in firsts else _RESTART_COST

    return chain(found, restart_cost)


def _firsts(found: Sequence[Candidate], zones: Sequence[Zone]) -> set[int]:
    """The first candidate of each zone."""
    begins = {each.index for each in found}
    firsts = (next((index for index in zone.lines if index in begins), None) for zone in zones)
    return {index for index in firsts if index is not None}


def _in_zone(lines: Sequence[Line], fragments: Sequence[Fragment], zone: Zone) -> Iterator[Candidate]:
    plain = {each.index: each for each in candidates([fragments[index] for index in zone.lines])}
    lefts = sorted(lines[index].left for index in zone.lines)
    usual = lefts[len(lefts) // 2]
    for at, index in enumerate(zone.lines):
        each = _raised(lines[index], index) if is_marked(lines[index]) else None
        if each is None and at in plain:
            hanging = abs(lines[index].left - usual) > 2.0
            weight = plain[at].weight + (_HANGING_BONUS if hanging else 0.0)
            each = evolve(plain[at], index=index, weight=weight)
        if each is not None and each.number > 0:
            yield each


def _raised(line: Line, index: int) -> Candidate | None:
    match = _RAISED_NUMBER.match(line.text)
    if match is None or match.end(1) > line.raised[0].end or match.end() == len(line.text):
        return None
    return Candidate(
        index=index,
        style="superscript",
        marker=match[1],
        number=int(match[1]),
        start=match.start(1),
        end=match.end(),
        weight=1.0 + _RAISED_BONUS,
    )


def sign_starts(fragments: Sequence[Fragment], zones: Sequence[Zone]) -> Iterator[Candidate]:
    """Lines of the zones that begin with an asterisk, a dagger or the like.

    Args:
        fragments: the document.
        zones: where notes may stand.
    """
    for zone in zones:
        for each in symbols([fragments[index] for index in zone.lines]):
            yield evolve(each, index=zone.lines[each.index])
