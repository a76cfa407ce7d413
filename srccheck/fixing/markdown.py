"""Markdown: captures as links of one word, `([archived](…))`."""

from __future__ import annotations

import re

from srccheck.fixing.facts import Snapshot
from srccheck.fixing.hands import Hand
from srccheck.fixing.html import HtmlHand
from srccheck.fixing.records import Edit, Region
from srccheck.model import Link

__all__ = ["MarkdownHand"]

_FARTHEST = 5000  # characters of a link's text
_TITLE_AND_END = re.compile(
    r">?(?:[ \t\r\n]{1,20}(?:\"[^\"]{0,1000}\"|'[^']{0,1000}'|\([^()]{0,1000}\)))?[ \t\r\n]{0,20}\)"
)
_BLANKS = re.compile(r"[ \t\r\n]{0,20}<?")
_PARENTHESES = str.maketrans({"(": "%28", ")": "%29"})
_DEFINITION = re.compile(r"^ {0,3}\[[^\[\]\n]{1,300}\]:[ \t]{0,20}<?(?=https?://)", re.MULTILINE)


class MarkdownHand(Hand):
    """CommonMark with footnotes."""

    escapes = True
    references = True
    brackets = (("\\<", "\\>"), ("&lt;", "&gt;"), *Hand.brackets)

    def around(self, start: int, end: int, link: Link) -> Region | None:
        """An address that is shown; where it is a link's text, too, the link's target goes with it."""
        if self.text[start - 1 : start] == "[" and self.text[end : end + 2] == "](":
            target = self._target(end, link.url)
            if target is None:
                return None  # it shows one address and leads to another
            return Region(start=start, end=end, twins=((target.start, target.end),), after=target.after)
        return super().around(start, end, link)

    def elsewhere(self, start: int, link: Link) -> Region | None:
        """A link's target: in brackets behind its text, in angle brackets, in a tag, or in a definition."""
        character = self.text[start : start + 1]
        if character == "<":
            end = self.match(start + 1, link.raw)
            if end is not None:
                return Region(start=start + 1, end=end, after=end + 1)
            return HtmlHand(self.source).in_tag(start, link.url)
        if character not in ("[", "!"):
            return None
        at = self.text.find("](", start, start + _FARTHEST)
        while at >= 0:
            region = self._target(at, link.url)
            if region is not None:
                return region
            at = self.text.find("](", at + 2, start + _FARTHEST)
        return self._defined(link)

    def _target(self, at: int, url: str) -> Region | None:
        """The target that begins with `](` at an offset, if it is this address."""
        blanks = _BLANKS.match(self.text, at + 2)
        start = blanks.end() if blanks else at + 2
        end = self.match(start, url)
        closing = _TITLE_AND_END.match(self.text, end) if end is not None else None
        if end is None or closing is None:
            return None
        return Region(start=start, end=end, after=closing.end(), is_target=True)

    def _defined(self, link: Link) -> Region | None:
        """`[label]: address`, where just one definition has this address; it may serve several links."""
        found = [
            Region(start=match.end(), end=end, is_target=True)
            for match in _DEFINITION.finditer(self.text)
            if (end := self.match(match.end(), link.url)) is not None
            and self.text[end : end + 1] in " \t\r\n>"
        ]
        return found[0] if len(found) == 1 else None

    def spelled(self, region: Region, url: str) -> str:
        """Brackets of a target are encoded: they could end it."""
        return url.translate(_PARENTHESES) if region.is_target else url

    def beside(self, snapshot: Snapshot) -> str:
        """A link of one word."""
        return f" ([archived]({snapshot.url.translate(_PARENTHESES)}))"

    def archived(self, region: Region, link: Link, snapshot: Snapshot) -> tuple[Edit, ...] | str | None:
        """As everywhere; for a link written as HTML, in HTML's way."""
        if region.open_at is not None:
            return HtmlHand(self.source).archived(region, link, snapshot)
        return super().archived(region, link, snapshot)

    def shown(self, snapshot: Snapshot) -> str | None:
        """An autolink."""
        return f" (<{snapshot.url}>)"
