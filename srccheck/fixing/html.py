"""HTML: captures as attributes of the link, after the specification of Robust Links."""

from __future__ import annotations

import html
import re

from srccheck.fixing.facts import Snapshot
from srccheck.fixing.hands import Hand
from srccheck.fixing.records import Edit, Region
from srccheck.fixing.source import written_at
from srccheck.model import Link
from srccheck.text.urls import normalize

__all__ = ["HtmlHand"]

_REACH = 6000
_TAG = re.compile(r"<a(?=[\s/])(?:[^<>\"']|\"[^\"]{0,8000}\"|'[^']{0,8000}'){0,200}+>", re.IGNORECASE)
_HREF = re.compile(r"[\s\"'/]href\s{0,9}=\s{0,9}[\"']?", re.IGNORECASE)
_VALUE = re.compile(r"[^\"'<>]{1,8000}")
_CLOSE = re.compile(r"</a\s{0,9}>", re.IGNORECASE)
_DONE = re.compile(r"\sdata-versionurl\s{0,9}=", re.IGNORECASE)
_OPENING = re.compile(r"<a(?=[\s/>])|</a(?=[\s>])", re.IGNORECASE)


class HtmlHand(Hand):
    """HTML and XHTML."""

    references = True
    brackets = (("&lt;", "&gt;"), *Hand.brackets)

    def around(self, start: int, end: int, link: Link) -> Region | None:
        """An address in a link's tag, in a link's text, or by itself."""
        tags = list(_OPENING.finditer(self.text, max(0, start - _REACH), start))
        if not tags or tags[-1][0][1] == "/":
            return super().around(start, end, link)
        return self._in_link(tags[-1].start(), start, end, link.url)

    def in_tag(self, at: int, url: str) -> Region | None:
        """The region of a link whose tag begins at an offset, if it leads to this address."""
        href = self._href(at, url)
        return self._region(at, href[0], href[1], twins=()) if href else None

    def _in_link(self, at: int, start: int, end: int, url: str) -> Region | None:
        tag = _TAG.match(self.text, at)
        if tag is None:
            return None
        if start < tag.end():
            return self._region(at, start, end, twins=())
        href = self._href(at, url)
        # where the tag leads elsewhere (a redirector, say), only a person can tell which of the two is meant
        return self._region(at, start, end, twins=(href,)) if href else None

    def _href(self, at: int, url: str) -> tuple[int, int] | None:
        """Where the tag's target stands, if it is this address."""
        tag = _TAG.match(self.text, at)
        name = _HREF.search(self.text, at, tag.end()) if tag else None
        value = _VALUE.match(self.text, name.end()) if name else None
        if value is None:
            return None
        end = written_at(self.text, value.start(), url, references=True)
        if end is not None:
            return value.start(), end
        meant = html.unescape(value[0]).strip()
        return value.span() if normalize(meant) == normalize(url) else None

    def _region(self, at: int, start: int, end: int, *, twins: tuple[tuple[int, int], ...]) -> Region | None:
        tag = _TAG.match(self.text, at)
        if tag is None:
            return None
        close = _CLOSE.search(self.text, tag.end(), tag.end() + _REACH)
        open_at = tag.end() - (2 if tag[0].endswith("/>") and tag[0][-3] in "\"' " else 1)
        return Region(
            start=start,
            end=end,
            twins=twins,
            after=close.end() if close else None,
            open_at=open_at,
            is_target=start < tag.end(),
        )

    def spelled(self, region: Region, url: str) -> str:
        """`&` and quotation marks as references."""
        return html.escape(url)

    def as_text(self, words: str) -> str:
        """The same for words."""
        return html.escape(words, quote=False)

    def archived(self, region: Region, link: Link, snapshot: Snapshot) -> tuple[Edit, ...] | str | None:
        """Attributes of the link's tag; a link of one word behind an address that is no link."""
        if region.open_at is None:
            return super().archived(region, link, snapshot)
        opening = self.text.rfind("<", 0, region.open_at)
        if _DONE.search(self.text, opening, region.open_at):
            return None
        if region.after is not None and self.has_copy(region.after, link.url):
            return None
        attributes = (
            f' data-originalurl="{html.escape(link.url)}" data-versionurl="{html.escape(snapshot.url)}"'
            f' data-versiondate="{snapshot.timestamp.date().isoformat()}"'
        )
        return (Edit(start=region.open_at, end=region.open_at, text=attributes),)

    def beside(self, snapshot: Snapshot) -> str:
        """A link of one word, for addresses that are no links."""
        return f' (<a href="{html.escape(snapshot.url)}">archived</a>)'

    def shown(self, snapshot: Snapshot) -> str | None:
        """A link that shows its address."""
        url = html.escape(snapshot.url)
        return f' (<a href="{url}">{url}</a>)'
