"""What links and reference managers' fields in DOCX text say about sources."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from srccheck.documents.bibliography_csl import stated_source
from srccheck.documents.bibliography_links import link_role, same_address
from srccheck.documents.docx_fields import citation_items
from srccheck.documents.docx_records import Anchor, Paragraph
from srccheck.model import CslItem, Link, PlacedText, StatedSource
from srccheck.text.urls import find_urls

__all__ = ["Citations", "Piece", "joined"]


@frozen(kw_only=True)
class Piece:
    """A stretch of running text that is tied to sources: `text[start:end]`."""

    start: int
    end: int
    linked: tuple[Link, ...] = ()
    stated: tuple[StatedSource, ...] = ()


def joined(paragraphs: list[Paragraph], custom: str | None) -> Paragraph:
    """The paragraphs of a note as one, without the mark that the author typed before the text."""
    text, links, codes = "", [], []
    for paragraph in paragraphs:
        piece = paragraph.text.rstrip()
        cut = len(piece) - len(piece.lstrip())
        if custom and not text and piece.startswith(custom, cut):
            rest = piece[cut + len(custom) :]
            cut = len(piece) - len(rest.lstrip())
        glue = " " if text and len(piece) > cut else ""
        shift = len(text) + len(glue) - cut
        low, high = len(text) + len(glue), len(text) + len(glue) + len(piece) - cut
        text += glue + piece[cut:]

        def moved(offset: int, shift: int = shift, low: int = low, high: int = high) -> int:
            return min(max(offset + shift, low), high)

        links += [evolve(link, start=moved(link.start), end=moved(link.end)) for link in paragraph.links]
        codes += [evolve(code, start=moved(code.start), end=moved(code.end)) for code in paragraph.codes]
    return evolve(paragraphs[0], text=text, links=tuple(links), codes=tuple(codes))


class Citations:
    """Links and stated sources of a document's paragraphs.

    Attributes:
        known_urls: where hyperlinks lead, in the order in which they were met.
    """

    def __init__(self) -> None:
        self.known_urls: dict[str, None] = {}
        self._cited: set[str] = set()

    def linked(self, paragraph: Paragraph, placed: PlacedText) -> tuple[Link, ...]:
        """Hyperlinks of a paragraph whose address is not just what they show."""
        return tuple(
            self._link(anchor, placed) for anchor in self._anchors(paragraph) if not _shows(paragraph, anchor)
        )

    def stated(self, paragraph: Paragraph, placed: PlacedText) -> tuple[StatedSource, ...]:
        """Sources that a reference manager keeps with a note; URLs typed beside them are sources too."""
        found = [
            stated_source(item, placed.locate(code.start))
            for code in paragraph.codes
            for item in citation_items(code.data)
        ]
        if not found:
            return ()
        told = {link.url for source in found for link in source.links}
        spans = _Spans(paragraph)
        for start, url in self._typed(paragraph, spans):
            if url not in told:
                told.add(url)
                place = placed.locate(start)
                link = Link(url=url, raw=url, role=link_role(url), location=place)
                csl = CslItem(type="webpage", URL=url)
                found.append(StatedSource(text=url, csl=csl, links=(link,), location=place))
        return tuple(found)

    def pieces(self, paragraph: Paragraph, placed: PlacedText) -> Iterator[Piece]:
        """Links and citations in running text; a source that was cited before does not count again."""
        for code in paragraph.codes:
            items = [item for item in citation_items(code.data) if self._is_new(item)]
            if items:
                stated = tuple(stated_source(item, placed.locate(code.start)) for item in items)
                yield Piece(start=code.start, end=code.end, stated=stated)
        spans = _Spans(paragraph)
        for anchor in self._anchors(paragraph):
            if anchor.start not in spans:
                linked = (self._link(anchor, placed),)
                yield Piece(start=anchor.start, end=anchor.end, linked=linked)

    def _anchors(self, paragraph: Paragraph) -> list[Anchor]:
        """Hyperlinks in order, those put together again that were split over formatting."""
        whole: list[Anchor] = []
        for anchor in sorted(paragraph.links, key=lambda anchor: anchor.start):
            self.known_urls[anchor.url] = None
            last = whole[-1] if whole else None
            if last and last.url == anchor.url and anchor.start - last.end <= 1:
                whole[-1] = evolve(last, end=max(last.end, anchor.end))
            else:
                whole.append(anchor)
        return whole

    def _link(self, anchor: Anchor, placed: PlacedText) -> Link:
        place = placed.locate(anchor.start, anchor.end)
        return Link(url=anchor.url, raw=anchor.url, role=link_role(anchor.url), location=place)

    def _typed(self, paragraph: Paragraph, spans: _Spans) -> Iterator[tuple[int, str]]:
        for url in find_urls(paragraph.text):
            if url.start not in spans and not url.bare:
                yield url.start, url.url
        for anchor in self._anchors(paragraph):
            if anchor.start not in spans and not _shows(paragraph, anchor):
                yield anchor.start, anchor.url

    def _is_new(self, item: Mapping[str, Any]) -> bool:
        key = "\0".join(str(item.get(name))[:500] for name in ("id", "title", "URL", "DOI"))
        if key in self._cited:
            return False
        self._cited.add(key)
        return True


class _Spans:
    """Which offsets of a paragraph a reference manager wrote."""

    def __init__(self, paragraph: Paragraph) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for code in sorted(paragraph.codes, key=lambda code: code.start):
            self._starts.append(code.start)
            self._ends.append(max(code.end, self._ends[-1] if self._ends else 0))

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ends[index]


def _shows(paragraph: Paragraph, anchor: Anchor) -> bool:
    return same_address(paragraph.text[anchor.start : anchor.end], anchor.url)
