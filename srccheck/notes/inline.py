"""Links that stand in running text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from srccheck.model import Fragment, PlacedText, RawNote
from srccheck.notes.linewise import lines_with
from srccheck.text.mending import KnownUrls, Vocabulary, mend
from srccheck.text.urls import find_urls

__all__ = ["find_inline"]

_HINT = re.compile(r"://|www\.|\b10\.\d{4,9}/", re.IGNORECASE)
# the same, each so that it is found quickly
_SIGNS = ("://", re.compile(r"[wW][wW][wW]\."), re.compile(r"10\.\d{4,9}/"))
_WINDOW = 4_096
_TOKEN_EDGE = re.compile(r"\s")


def find_inline(
    lines: Sequence[Fragment], passed_over: Collection[int], known_urls: KnownUrls
) -> Iterator[RawNote]:
    """Every link written out in running text, as a note of kind `inline` of its own.

    A domain without scheme or `www.` is none: in running text it is mostly a name.

    Args:
        lines: the document.
        passed_over: positions of lines that are notes, annotations or attributions.
        known_urls: what tells how broken URLs read whole.
    """
    hinted = [
        index
        for index in lines_with([line.text for line in lines], *_SIGNS)
        if index not in passed_over and _HINT.search(lines[index].text)
    ]
    holding = frozenset(hinted)
    done = 0
    for index in hinted:
        if index < done:
            continue
        # only the lines around a link are put together: those that hold one, and the next of the paragraph
        done = index + 1
        while (
            done < len(lines) and done - 1 in holding and done not in passed_over and lines[done].text.strip()
        ):
            done += 1
        for text in _windows(lines[index:done], known_urls):
            yield from _links(text)


def _windows(lines: Sequence[Fragment], known_urls: KnownUrls) -> Iterator[PlacedText]:
    """A line of many megabytes is looked at in windows."""
    if all(len(line.text) <= _WINDOW for line in lines):
        yield mend(lines, known_urls, Vocabulary())
        return
    for line in lines:
        start = 0
        while (hint := _HINT.search(line.text, start)) is not None:
            begin = max(start, hint.start() - 64)
            edge = _TOKEN_EDGE.search(line.text, hint.start() + _WINDOW)
            stop = (
                edge.start()
                if edge and edge.start() - hint.start() < 4 * _WINDOW
                else hint.start() + 4 * _WINDOW
            )
            piece = line.cut(begin, stop)
            yield PlacedText(text=piece.text, origins=(piece,))
            start = stop


def _links(text: PlacedText) -> Iterator[RawNote]:
    for url in find_urls(text.text):
        written = text.text[url.start : url.end]
        if url.bare and not _HINT.search(written):
            continue
        yield RawNote(
            marker="",
            kind="inline",
            text=text.cut(url.start, url.end),
            location=text.locate(url.start, url.end),
        )
