"""The words that a text quotes where it points to a note."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from srccheck.model import Fragment, Location
from srccheck.text.quotations import find_quotations, is_telling

__all__ = ["quoted_words"]

_LINES_BEFORE = 12
_LONGEST = 4_000  # characters of text before a reference that are looked at
_FARTHEST = 300  # characters from a quotation's end to the reference
_SENTENCE_END = re.compile(r"[.!?…][\"”»’“)\]]{0,3}\s{1,9}[^\W\d_]|[。！？]")


def quoted_words(
    body: Sequence[Fragment], references: Sequence[Sequence[Location]]
) -> tuple[tuple[str, ...], ...]:
    """For each note, the quotations that stand in the sentences which its references end.

    A quotation belongs to the first reference after it, within its sentence. Quotations too short to be
    found again are left out.

    Args:
        body: running text in reading order, without notes.
        references: for each note, where the text points to it.

    Returns:
        As long as `references`; quotations without their marks.
    """
    lines: dict[int, list[Fragment]] = {}
    for fragment in body:
        lines.setdefault(fragment.line, []).append(fragment)
    numbers = sorted(lines)
    marks = sorted((place.line, place.column) for places in references for place in places)
    out = []
    for places in references:
        found: dict[str, None] = {}
        for place in places:
            before = _before(lines, numbers, place, _mark_before(marks, place))
            found.update(dict.fromkeys(_quotations(before)))
        out.append(tuple(found))
    return tuple(out)


def _mark_before(marks: Sequence[tuple[int, int]], place: Location) -> tuple[int, int]:
    """The reference before this one: what stands before that is its."""
    at = bisect_left(marks, (place.line, place.column))
    return marks[at - 1] if at else (0, 0)


def _before(
    lines: dict[int, list[Fragment]], numbers: Sequence[int], place: Location, last: tuple[int, int]
) -> str:
    """The text of the paragraph before a reference, back to the reference before it."""
    if place.line not in lines:
        return ""
    pieces: list[str] = []
    at = bisect_left(numbers, place.line + 1) - 1
    for index in range(at, max(at - _LINES_BEFORE, -1), -1):
        line = "".join(_cut(fragment, place, last) for fragment in lines[numbers[index]])
        if not line.strip() and index != at:
            break
        pieces.append(line)
        if numbers[index] <= last[0] or (index and numbers[index] - numbers[index - 1] > 1):
            break
    return " ".join(reversed(pieces))[-_LONGEST:]


def _cut(fragment: Fragment, place: Location, last: tuple[int, int]) -> str:
    start, end = 0, len(fragment.text)
    if fragment.line == place.line:
        end = min(max(place.column - fragment.column, 0), end)
    if fragment.line == last[0]:
        start = max(last[1] - fragment.column, 0)
    return fragment.text[start:end]


def _quotations(before: str) -> list[str]:
    """Those of the last sentence."""
    found = list(find_quotations(before))
    out: list[str] = []
    tail = ""
    for index in range(len(found) - 1, -1, -1):
        quotation = found[index]
        stop = found[index + 1].start if index + 1 < len(found) else len(before)
        # The marks close a sentence only where something follows them.
        tail = before[quotation.end - 1 : stop] + tail
        ends = _SENTENCE_END.search(tail) or _ends_inside(before, quotation.end, stop)
        if len(tail) > _FARTHEST or ends:
            break
        if is_telling(quotation.words):
            out.append(quotation.words)
    return out[::-1]


def _ends_inside(before: str, end: int, stop: int) -> bool:
    """A quotation that closes its own sentence, with another one begun behind it: `“… gone.” The …`."""
    follows = before[end:stop].lstrip()
    return before[end - 2 : end - 1] in ".!?。" and follows[:1].isupper() and before[end : end + 1].isspace()
