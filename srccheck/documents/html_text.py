"""The text of HTML as a reader sees it, each piece with its place in the source."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from srccheck.documents.html_scan import BLOCKS, Tree
from srccheck.model import Fragment, Location, PlacedText

__all__ = ["Piece", "body_fragments", "location", "placed", "segments"]

Piece = tuple[bool, str, int]
"""Whether white space stands before it; the characters, in one form; the offset of the first."""

_SPACES = " \t\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029"
# what cannot be taken over as it stands: line ends, runs of spaces, character references, soft hyphens
_SPECIAL = re.compile(
    rf"[{_SPACES}]{{2,}}+|[{_SPACES[1:]}]|\u00ad"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?"
)
_BREAK = re.compile(rf"<(?:/?(?:{'|'.join(sorted(BLOCKS))})(?=[\s/>])|br(?=[\s/>]))", re.IGNORECASE)


def location(tree: Tree, start: int, end: int | None = None) -> Location:
    """The place of `text[start:end]`; a range over several lines has an `end_line`."""
    line, column = tree.place(start)
    last = tree.place(max(start, end - 1))[0] if end is not None else line
    return Location(line=line, column=column, end_line=last if last != line else None)


def segments(text: str, start: int, end: int) -> Iterator[Piece]:
    """A run of text in pieces: white space collapsed, references resolved, columns true.

    A new piece begins after every line end, every run of spaces and every reference to something that is no
    letter or digit; in a word written with references to letters only the first character's place is exact.
    """
    if start < end and not _SPECIAL.search(text, start, end):
        yield from _trimmed(text[start:end], start, spaced=False)
        return
    parts: list[str] = []
    begin = at = start
    spaced = drifted = False
    for match in _SPECIAL.finditer(text, start, end):
        plain = text[at : match.start()]
        if drifted and " " in plain:
            head, _, plain = plain.partition(" ")
            yield from _trimmed("".join((*parts, head)), begin, spaced=spaced)
            parts, begin, spaced, drifted = [], at + len(head) + 1, True, False
        parts.append(plain)
        at = match.end()
        meant = html.unescape(match[0]) if match[0][0] == "&" else ""
        if meant and meant != "\u00ad" and (meant.isalnum() or meant == match[0]):
            parts.append(meant)
            drifted = drifted or meant != match[0]
            continue
        joined = "".join(parts)
        yield from _trimmed(joined, begin, spaced=spaced)
        blank = not meant and match[0] != "\u00ad"
        spaced = blank or (bool(joined) and joined[-1] == " ") or (spaced and not joined.strip(_SPACES))
        if meant and meant != "\u00ad":
            yield spaced, meant, match.start()
            spaced = False
        parts, begin, drifted = [], at, False
    tail = text[at:end]
    if drifted and " " in tail:
        head, _, tail = tail.partition(" ")
        yield from _trimmed("".join((*parts, head)), begin, spaced=spaced)
        parts, begin, spaced = [], at + len(head) + 1, True
    yield from _trimmed("".join((*parts, tail)), begin, spaced=spaced)


def _trimmed(text: str, offset: int, *, spaced: bool) -> Iterator[Piece]:
    """The piece without blanks at its ends; a blank at its very end comes as an empty piece."""
    body = text.lstrip(_SPACES)
    if not body:
        if text or spaced:
            yield True, "", offset
        return
    skipped = len(text) - len(body)
    body = body.rstrip(_SPACES)
    yield spaced or skipped > 0, body, offset + skipped
    if len(text) > skipped + len(body):
        yield True, "", offset + len(text)


def placed(
    tree: Tree,
    start: int,
    end: int,
    *,
    without: Sequence[tuple[int, int]] = (),
    instead: Mapping[int, str] | None = None,
) -> PlacedText:
    """What stands between two offsets, as one line of text.

    Args:
        tree: the document.
        start: offset in the source.
        end: offset of the end.
        without: stretches to leave out.
        instead: for some runs, by their offset, the words to put in their place.
    """
    pieces: list[tuple[str, Fragment]] = []
    space = False
    before = start
    for run in tree.runs(start, end):
        begin, stop = tree.run_starts[run], min(tree.run_ends[run], end)
        space = space or _BREAK.search(tree.text, before, begin) is not None
        before = stop
        if any(low <= begin < high for low, high in without):
            space = space or not tree.text[begin:stop].strip()
            continue
        own: Iterable[Piece] = segments(tree.text, begin, stop)
        if instead and begin in instead:
            own = [(False, instead[begin], begin)]
        for spaced, text, offset in own:
            space = space or spaced
            if text:
                line, column = tree.place(offset)
                pieces.append(
                    (" " if space and pieces else "", Fragment(text=text, line=line, column=column))
                )
                space = False
    if pieces:
        return PlacedText.join(pieces)
    line, column = tree.place(start)
    return PlacedText.of("", line=line, column=column)


def body_fragments(tree: Tree, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Fragment]]:
    """The running text, with the run that each fragment comes from.

    Args:
        tree: the document.
        taken: stretches that are notes or markers, in order and without overlap.
    """
    bounds = iter((*taken, (len(tree.text) + 1, len(tree.text) + 1)))
    low, high = next(bounds)
    for run, begin in enumerate(tree.run_starts):
        while begin >= high:
            low, high = next(bounds)
        if low <= begin:
            continue
        for _, text, offset in segments(tree.text, begin, min(tree.run_ends[run], low)):
            if text:
                line, column = tree.place(offset)
                yield run, Fragment(text=text, line=line, column=column)
