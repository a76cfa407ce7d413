"""Markdown as its reader sees it: without markup, each character still in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from srccheck.model.places import Fragment, PlacedText
from srccheck.text.markup import Span

__all__ = ["plain"]


def plain(
    text: PlacedText, spans: Sequence[Span], start: int = 0, end: int | None = None
) -> list[tuple[str, Fragment]]:
    """What a reader sees of `text[start:end]`, as pieces for `PlacedText.join`; line ends become spaces.

    Args:
        text: the paragraph.
        spans: its markup, as `scan` gives it.
        start: where the part begins.
        end: where it ends; None for the end of the text.
    """
    end = len(text.text) if end is None else end
    hidden: list[tuple[int, int, str]] = []
    for span in spans:
        if span.end <= start or span.start >= end or span.kind == "url":
            continue
        if span.kind in ("reference", "note", "image"):
            hidden.append((span.start, span.end, ""))
            continue
        hidden.append((span.start, span.inner[0], span.shown or ""))
        hidden.append((span.inner[1], span.end, ""))
    pieces: list[tuple[str, Fragment]] = []
    at = start
    for begin, stop, shown in sorted(hidden):
        if begin > at:
            pieces += _pieces(text, at, min(begin, end))
        if shown and begin >= at:
            place = text.locate(begin)
            pieces.append(("", Fragment(text=shown, line=place.line, column=place.column, page=place.page)))
        at = max(at, stop)
    if at < end:
        pieces += _pieces(text, at, end)
    return pieces


def _pieces(text: PlacedText, start: int, end: int) -> Iterator[tuple[str, Fragment]]:
    part = text.cut(start, end)
    at = 0
    for begin, origin in zip(part.starts, part.origins, strict=True):
        yield " " if begin > at or (begin == 0 and text.text[start] == "\n") else "", origin
        at = begin + len(origin.text)
    if at < len(part.text):
        last = part.origins[-1]
        yield " ", last.cut(len(last.text))
