"""How far each note of a PDF goes: to the next one, to the end of its zone, or overleaf."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from srccheck.documents.pdf_lines import Line
from srccheck.documents.pdf_zones import Zone
from srccheck.notes.extents import starts_lower, unfinished
from srccheck.notes.records import Candidate

__all__ = ["note_extents"]

_SAME_SIZE = 0.07
_WIDE = 1.55
_VERY_WIDE = 2.3
_FOOT = 8
_WIDEST_STEP = 1.6


def note_extents(
    lines: Sequence[Line], zones: Sequence[Zone], starts: Sequence[Candidate]
) -> dict[int, list[int]]:
    """The lines of each note, by the line that it begins on.

    Args:
        lines: the document.
        zones: where notes stand.
        starts: where each begins, in document order.
    """
    return _Extents(lines, {each.index: each for each in starts}).of(zones)


class _Extents:
    def __init__(self, lines: Sequence[Line], starts: Mapping[int, Candidate]) -> None:
        self._lines = lines
        self._starts = starts
        sizes = Counter(round(lines[index].size * 2) / 2 for index in starts)
        self._size = sizes.most_common(1)[0][0] if sizes else 0.0

    def of(self, zones: Sequence[Zone]) -> dict[int, list[int]]:
        owned: dict[int, list[int]] = {}
        open_note: int | None = None
        last_page = 0
        for zone in zones:
            step = self._step(zone)
            lead = self._before_first(zone)
            page = self._lines[zone.lines[0]].page
            if lead and open_note is not None and page - last_page <= 1:
                owned[open_note] += self._carried(zone, lead, step, owned[open_note])
            for start, rest in self._groups(zone):
                owned[start] = self._cut([start, *rest], step)
                open_note = start
            if open_note is not None and zone.lines[-1] - owned[open_note][-1] <= _FOOT:
                last_page = page
        return owned

    def _step(self, zone: Zone) -> float:
        steps = sorted(self._lines[a].base - self._lines[b].base for a, b in pairwise(zone.lines))
        inner = [step for step in steps if step > 0]
        size = self._lines[zone.lines[0]].size
        # the smallest third: steps between notes are often wider than those within
        return min(inner[(len(inner) - 1) // 3], _WIDEST_STEP * size) if inner else 1.25 * size

    def _before_first(self, zone: Zone) -> list[int]:
        lead = []
        for index in zone.lines:
            if index in self._starts:
                break
            lead.append(index)
        return lead

    def _groups(self, zone: Zone) -> Iterator[tuple[int, list[int]]]:
        start: int | None = None
        rest: list[int] = []
        for index in zone.lines:
            if index in self._starts:
                if start is not None:
                    yield start, rest
                start, rest = index, []
            elif start is not None:
                rest.append(index)
        if start is not None:
            yield start, rest

    def _carried(self, zone: Zone, lead: list[int], step: float, before: Sequence[int]) -> list[int]:
        """The lines at the top of a zone that go on with the note of the page before."""
        bound = zone.lines[len(lead)] if len(lead) < len(zone.lines) else None
        chunk = self._tail(lead)
        if zone.basis == "rule":
            return self._cut(chunk, step)
        if chunk and bound is not None:
            # a quotation in small print stands apart from the notes below it
            chunk = self._after_last_gap([*chunk, bound], step)[:-1]
        if not chunk:
            return []
        goes_on = unfinished(self._lines[before[-1]].text) or starts_lower(self._lines[chunk[0]].text)
        return self._cut(chunk, step) if goes_on else []

    def _is_small(self, index: int) -> bool:
        return abs(self._lines[index].size - self._size) <= _SAME_SIZE * self._size + 0.25

    def _tail(self, lead: list[int]) -> list[int]:
        """The last of the lines, as far as they are in the print of notes."""
        keep: list[int] = []
        for index in reversed(lead):
            if not self._is_small(index):
                break
            keep.append(index)
        return keep[::-1]

    def _after_last_gap(self, run: list[int], step: float) -> list[int]:
        begin = 0
        for at, (a, b) in enumerate(pairwise(run)):
            if self._lines[a].base - self._lines[b].base > _WIDE * step:
                begin = at + 1
        return run[begin:]

    def _cut(self, run: list[int], step: float) -> list[int]:
        """A note's lines up to where other print begins."""
        for at, (a, b) in enumerate(pairwise(run), 1):
            gap = self._lines[a].base - self._lines[b].base
            other = abs(self._lines[b].size - self._lines[run[0]].size) > 0.025 * self._lines[b].size
            if (gap > _WIDE * step and other) or gap > _VERY_WIDE * step:
                return run[:at]
        return run
