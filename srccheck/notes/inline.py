"""Links that stand in running text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from srccheck.model import Fragment, PlacedText, RawNote
from srccheck.text.mending import KnownUrls, Vocabulary, mend
from srccheck.text.urls import find_urls

__all__ = ["find_inline"]

_HINT = re.compile(r"://|www\.|\b10\.\d{4,9}/", re.IGNORECASE)
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
    block: list[Fragment] = []
    hinted = False
    for index, line in enumerate(lines):
        text = line.text
        if index in passed_over or not text.strip():
            if hinted:
                yield from _in_block(block, known_urls)
            block, hinted = [], False
            continue
        block.append(line)
        hinted = hinted or _HINT.search(text) is not None
    if hinted:
        yield from _in_block(block, known_urls)


def _in_block(block: Sequence[Fragment], known_urls: KnownUrls) -> Iterator[RawNote]:
    """Only the lines around a link are put together; a line of many megabytes is looked at in windows."""
    at = 0
    while at < len(block):
        if not _HINT.search(block[at].text):
            at += 1
            continue
        end = at + 1
        while end < len(block) and (_HINT.search(block[end - 1].text) or end == at + 1):
            end += 1
        for text in _windows(block[at:end], known_urls):
            yield from _links(text)
        at = end
    return


def _windows(lines: Sequence[Fragment], known_urls: KnownUrls) -> Iterator[PlacedText]:
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
