"""How each format is written: where a link stands in its source, and how a capture is put beside it."""

from __future__ import annotations

import re

from srccheck.fixing.facts import Snapshot
from srccheck.fixing.records import Edit, Region
from srccheck.fixing.source import Source, written_at
from srccheck.model import Link, Location, Note
from srccheck.text.urls import archived_original, find_urls, normalize, without_fragment

__all__ = ["BibliographyHand", "Hand", "PlainHand", "harmless"]

_NEAR = 40
"""Characters between a link and the copy of it that is already there: `> ([archived](`, `, archived at `."""
_REACH = 4000
_BRACKETS = (("<", ">"), ("〈", "〉"), ("＜", "＞"))
_TO_ENCODE = re.compile(r"[\s<>\"{}|\\^`\x00-\x1f\x7f]")


class Hand:
    """What all formats have in common; each overrides what it does in its own way.

    Args:
        source: the document's text.
    """

    escapes = False
    references = False
    brackets: tuple[tuple[str, str], ...] = _BRACKETS

    def __init__(self, source: Source) -> None:
        self.source = source

    @property
    def text(self) -> str:
        """The source, to which offsets refer."""
        return self.source.text

    def offset(self, place: Location, note: Note) -> int | None:
        """The offset of a place in a note."""
        return self.source.offset(place)

    def extent(self, note: Note) -> tuple[int, int]:
        """Where a note stands."""
        return self.source.extent(note)

    def region(self, link: Link, note: Note) -> Region | None:
        """Where the address of a link stands, to the character; None where the source says something else."""
        start = self.offset(link.location, note)
        if start is None:
            return None
        end = self.match(start, link.raw)
        return self.around(start, end, link) if end is not None else self.elsewhere(start, link)

    def match(self, start: int, raw: str) -> int | None:
        """The end of an address that is written at an offset."""
        return written_at(self.text, start, raw, escapes=self.escapes, references=self.references)

    def around(self, start: int, end: int, link: Link) -> Region | None:
        """The region of an address that stands written out."""
        for opening, closing in self.brackets:
            if self.text.endswith(opening, 0, start) and self.text.startswith(closing, end):
                return Region(start=start, end=end, after=end + len(closing))
        return Region(start=start, end=end, after=end)

    def elsewhere(self, start: int, link: Link) -> Region | None:
        """The region of an address that its link does not show."""
        return None

    def replaced(self, region: Region, url: str) -> tuple[Edit, ...] | str:
        """The edits that put another address in the place of a link's; a sentence where that cannot be."""
        new = self.spelled(region, harmless(url))
        return tuple(
            Edit(start=start, end=end, text=new) for start, end in ((region.start, region.end), *region.twins)
        )

    def spelled(self, region: Region, url: str) -> str:
        """An address as the format writes it at this place."""
        return url

    def archived(self, region: Region, link: Link, snapshot: Snapshot) -> tuple[Edit, ...] | str | None:
        """The edits that put a capture beside a link; None where one is, a sentence where it cannot be."""
        if region.after is None:
            return "it is not plain where its link ends"
        if self.has_copy(region.after, link.url):
            return None
        return (Edit(start=region.after, end=region.after, text=self.beside(snapshot)),)

    def archived_otherwise(self, region: Region, snapshot: Snapshot) -> tuple[Edit, ...]:
        """The same with the address shown in the place of a word, which a reader may take for a name."""
        way = self.shown(snapshot)
        if region.after is None or region.open_at is not None or way is None:
            return ()
        return (Edit(start=region.after, end=region.after, text=way),)

    def shown(self, snapshot: Snapshot) -> str | None:
        """A capture behind a link, its address shown; None where that is the way in any case."""
        return None

    def has_copy(self, after: int, url: str) -> bool:
        """Whether an archived copy of a page stands right behind an offset."""
        ahead = self.text[after : after + _REACH]
        first = next((span for span in find_urls(ahead) if not span.bare), None)
        if first is None or first.start > _NEAR:
            return False
        copy = archived_original(first.url)
        if copy is None:
            return False
        return copy.original is None or _page(copy.original) == _page(url)

    def beside(self, snapshot: Snapshot) -> str:
        """How a capture is put behind a link."""
        return f" [{snapshot.url}]"

    def dated(self, region: Region, words: str) -> tuple[Edit, ...] | str:
        """The edits that put an access date behind a link."""
        if region.after is None:
            return "it is not plain where its link ends"
        return (Edit(start=region.after, end=region.after, text=self.as_text(words)),)

    def redated(self, region: Region, note: Note, raw: str, new: str) -> tuple[Edit, ...] | str:
        """The edits that renew an access date.

        Args:
            region: the link whose date it is.
            note: the note in which they stand.
            raw: the date with its words, as read.
            new: the same with another date.
        """
        low, high = self.extent(note)
        found = [
            (at, end)
            for at in _occurrences(self.text, raw, low, high)
            if (end := self.match(at, raw)) is not None
        ]
        if not found:
            return "its words do not stand in one piece in the document"
        start, end = min(found, key=lambda each: abs(each[0] - region.end))
        return (Edit(start=start, end=end, text=self.as_text(new)),)

    def as_text(self, words: str) -> str:
        """Words as the format writes them."""
        return words


class PlainHand(Hand):
    """Plain text: the capture's address in square brackets behind the link."""


class BibliographyHand(Hand):
    """BibTeX, RIS and CSL-JSON: an address can be put right; nothing has a field for a second one.

    BibLaTeX knows `url`, `urldate`, `eprint`; a style prints no other field, and `note` is the author's own.
    """

    def around(self, start: int, end: int, link: Link) -> Region | None:
        """Nothing can be put behind a field's value."""
        return Region(start=start, end=end)

    def archived(self, region: Region, link: Link, snapshot: Snapshot) -> tuple[Edit, ...] | str | None:
        """Told, not done."""
        return "this format has no field for an archived copy; put it where your style prints it"

    def dated(self, region: Region, words: str) -> tuple[Edit, ...] | str:
        """Told, not done."""
        return "the field of the access date is left to you"

    def redated(self, region: Region, note: Note, raw: str, new: str) -> tuple[Edit, ...] | str:
        """Told, not done."""
        return "the field of the access date is left to you"


def harmless(url: str) -> str:
    """An address from outside without characters that no URL holds, and that could be markup."""
    return _TO_ENCODE.sub(_encoded, url)


def _occurrences(text: str, raw: str, low: int, high: int) -> list[int]:
    """Where a text begins that may be broken over lines; its first characters stand together."""
    head = raw[:3]
    out: list[int] = []
    at = text.find(head, low, high)
    while at >= 0:
        out.append(at)
        at = text.find(head, at + 1, high)
    return out


def _page(url: str) -> str:
    """An address without what archives may write otherwise: scheme, `www.`, final slash, fragment."""
    return without_fragment(normalize(url)).partition("://")[2].removeprefix("www.").rstrip("/")


def _encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
