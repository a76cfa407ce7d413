"""Markers alone on a line, as some extractors of PDF text put them: before the note, or after it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from itertools import pairwise
from operator import itemgetter

from srccheck.model import Fragment
from srccheck.notes.extents import Extent, unfinished
from srccheck.notes.markers import is_separator
from srccheck.notes.records import Candidate

__all__ = ["measure_lonely", "paragraphs"]

_MARKED_END = re.compile(r"[.!?…。！？”»\"’)] ?\d{1,4}\s*\Z")


def measure_lonely(
    lines: Sequence[Fragment],
    starts: Sequence[Candidate],
    referring: Collection[int],
    blocks: Sequence[list[int]],
) -> list[Extent]:
    """The lines of each note whose marker stands alone.

    Args:
        lines: the document.
        starts: the markers, in document order.
        referring: positions of lines of running text that refer to these notes.
        blocks: all paragraphs of the document.
    """
    # from the paragraph before the first marker to the one after the last
    begin = bisect_left(blocks, starts[0].index, key=itemgetter(-1))
    end = bisect_left(blocks, starts[-1].index, key=itemgetter(-1))
    near = blocks[max(begin - 1, 0) : end + 2]
    owners = _owners(lines, near, frozenset(each.index for each in starts))
    extents = []
    for each in starts:
        own = owners.get(each.index, [])
        before = [index for index in own if index < each.index]
        if before and _is_after_text(lines, before, each.index):
            own = _without_body(lines, before, referring) + [index for index in own if index > each.index]
        extents.append(Extent(start=each, lines=tuple(sorted({*own, each.index}))))
    return extents


def _is_after_text(lines: Sequence[Fragment], before: Sequence[int], marker: int) -> bool:
    return before[-1] == marker - 1 and lines[marker].page == lines[before[-1]].page


def paragraphs(lines: Sequence[Fragment]) -> list[list[int]]:
    """Positions of the lines of each paragraph; none goes on overleaf, rules are left out."""
    blocks: list[list[int]] = [[]]
    for index in range(len(lines)):
        text = lines[index].text
        turned = index > 0 and lines[index].page != lines[index - 1].page
        if not text.strip() or turned or is_separator(text):
            blocks.append([])
        if text.strip() and not is_separator(text):
            blocks[-1].append(index)
    return [block for block in blocks if block]


def _owners(
    lines: Sequence[Fragment], blocks: Sequence[list[int]], markers: frozenset[int]
) -> dict[int, list[int]]:
    """Which lines belong to which marker."""
    owners: dict[int, list[int]] = {}
    after = _markers_follow(blocks, markers)
    free: list[int] = []
    waiting: int | None = None
    for block, following in zip(blocks, [*blocks[1:], []], strict=True):
        page = lines[block[0]].page
        inside = [index for index in block if index in markers]
        if not inside:
            if waiting is not None:
                owners[waiting] = [*owners.get(waiting, ()), *block]
                free = []
            else:
                free = block
            waiting = None
            continue
        _divide(block, inside, owners, after=after)
        last = inside[-1]
        lone_next = bool(following) and lines[following[0]].page == page and markers.isdisjoint(following)
        if len(block) == 1 and not lone_next and free and lines[free[0]].page == page:
            owners[last] = free
        # a marker that closes its block in a layout of markers first: its note goes on below
        waiting = last if lone_next and (len(block) == 1 or (not after and block[-1] == last)) else None
        free = []
    return owners


def _markers_follow(blocks: Sequence[list[int]], markers: frozenset[int]) -> bool:
    """In most blocks that hold text and marker, the marker comes last."""
    last = sum(block[-1] in markers for block in blocks if len(block) > 1)
    first = sum(block[0] in markers for block in blocks if len(block) > 1)
    return last > first


def _divide(block: list[int], inside: list[int], owners: dict[int, list[int]], *, after: bool) -> None:
    """Share out a block's lines among its markers."""
    if after:
        begin = block[0]
        for marker in inside:
            owners[marker] = [index for index in block if begin <= index < marker]
            begin = marker + 1
        return
    for marker, bound in zip(inside, [*inside[1:], block[-1] + 1], strict=True):
        owners[marker] = [index for index in block if marker < index < bound]
    if inside[0] == block[-1]:
        owners[inside[0]] = [index for index in block if index < inside[0]]


def _without_body(lines: Sequence[Fragment], own: list[int], referring: Collection[int]) -> list[int]:
    """Cut off running text that stands right above the page's first note, with nothing between.

    The text ends with a paragraph: a line that closes a sentence and had room for the next line's first
    word. Lines that refer to notes are text for certain.
    """
    # a line with a URL may be longer than the page is wide: it cannot be broken, or was put together
    plain = [len(lines[index].text) for index in own if "://" not in lines[index].text]
    width = max(plain, default=0)
    text_until = max((at for at, index in enumerate(own) if index in referring), default=-1)
    ends = [
        at
        for at, (index, after) in enumerate(pairwise(own))
        if at >= text_until and _ends_paragraph(lines[index].text, lines[after].text, width)
    ]
    if text_until >= 0:
        return own[(ends[-1] if ends else text_until) + 1 :] or own[-1:]
    return own


def _ends_paragraph(text: str, after: str, width: int) -> bool:
    closed = not unfinished(text) or bool(_MARKED_END.search(text))
    first = after.split(maxsplit=1)[0]
    return closed and len(text.rstrip()) + 1 + len(first) <= width
