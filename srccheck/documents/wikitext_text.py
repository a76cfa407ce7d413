"""The words of wikitext without its markup, each with its place in the source."""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator

from srccheck.documents.wikitext_templates import folded_name, role_of, words
from srccheck.model import Fragment, Link, Location, PlacedText

__all__ = ["EXTERNAL", "Source", "closings"]

EXTERNAL = re.compile(
    r"\[((?:https?:)?//[^\s\[\]<>\"]{2,4000})(?:[ \t]{1,8}([^\[\]\n]{0,600}))?\]", re.IGNORECASE
)
_TOKEN = re.compile(
    r"<!--|\{\{|\}\}|\[\[(?:[^\[\]|\n{}]{0,300}\|)?+|\]\]|'{2,5}|</?[A-Za-z][^<>]{0,400}>"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|\[(?=(?:https?:)?//)|\]|[ \t]*+[\r\n]\s*+|[ \t]{2,}+"
)
_TEMPLATE = re.compile(r"\{\{\s{0,40}([^|{}<>\[\]\r\n]{1,80})")
_BRACES = re.compile(r"\{\{|\}\}")
_HIDDEN = [
    "ref",
    "nowiki",
    "pre",
    "syntaxhighlight",
    "source",
    "math",
    "chem",
    "score",
    "timeline",
    "gallery",
    "style",
]
_ENDS = {name: re.compile(rf"</{name}\s{{0,8}}>", re.IGNORECASE) for name in _HIDDEN}
_TAG_NAME = re.compile(r"<([A-Za-z]{1,16})")
_BLANK = " \t\r\n"
_NEWLINE = re.compile(r"\r\n|\r|\n")


def closings(text: str) -> dict[int, int]:
    """Where each template is over, by where it begins; those that never are do not occur."""
    out: dict[int, int] = {}
    waiting: list[int] = []
    for match in _BRACES.finditer(text):
        if match[0] == "{{":
            waiting.append(match.start())
        elif waiting:
            out[waiting.pop()] = match.end()
    return out


class Source:
    """A page's source, which can tell the words and the place of each of its stretches.

    Args:
        text: the page.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.closings = closings(text)
        self._endless: set[str] = set()
        self._lines = array("q", [0])
        self._lines.extend(match.end() for match in _NEWLINE.finditer(text))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, 1-based, of a character."""
        line = bisect_left(self._lines, offset + 1)
        return line, offset - self._lines[line - 1] + 1

    def location(self, start: int, end: int | None = None) -> Location:
        """The place of `text[start:end]`."""
        line, column = self.place(start)
        last = self.place(max(start, end - 1))[0] if end is not None else line
        return Location(line=line, column=column, end_line=last if last != line else None)

    def words(self, start: int, end: int, *, bare: bool = False) -> PlacedText:
        """A stretch as one line of text, without templates, comments and other markup.

        Args:
            start: offset.
            end: offset of the end.
            bare: keep the URLs of external links that have a label as well.
        """
        pieces = list(self.fragments(start, end, bare=bare))
        if pieces:
            return PlacedText.join([("", pieces[0][1]), *pieces[1:]])
        line, column = self.place(start)
        return PlacedText.of("", line=line, column=column)

    def fragments(self, start: int, end: int, *, bare: bool = False) -> Iterator[tuple[str, Fragment]]:
        """The pieces of such a text, each with what stands before it: a blank, or nothing."""
        space = False
        for text, offset in self._pieces(start, end, bare=bare):
            body = text.strip(_BLANK)
            space = space or text[:1] in _BLANK
            if body:
                line, column = self.place(offset + len(text) - len(text.lstrip(_BLANK)))
                yield " " if space else "", Fragment(text=body, line=line, column=column)
                space = text[-1:] in _BLANK

    def _pieces(self, start: int, end: int, *, bare: bool) -> Iterator[tuple[str, int]]:
        """Words between markup; markup that stands for white space comes as a blank."""
        text, at = self.text, start
        while match := _TOKEN.search(text, at, end):
            if match.start() > at:
                yield text[at : match.start()], at
            mark, at = match[0], match.end()
            if mark[:2] in ("<!", "{{"):
                stop, inner = self._hidden(mark, match.start(), end)
                if inner:
                    yield from self._pieces(*inner, bare=bare)
                at = max(stop, at)
            elif mark[0] == "[" and mark[:2] != "[[":
                shown, at = self._link_words(match.start(), end, bare=bare)
                yield from shown
            elif mark[0] == "<" and mark[1:3].lower() != "br":
                at = self._after_tag(mark, at, end)
            else:
                yield from self._meant(mark, match.start(), start)
        if at < end:
            yield text[at:end], at

    def _hidden(self, mark: str, at: int, end: int) -> tuple[int, tuple[int, int] | None]:
        """Where a comment or template is over, and what of it is printed; 0 where it does not end here."""
        if mark == "<!--":
            stop = self.text.find("-->", at, end)
            return (end if stop < 0 else stop + 3), None
        stop = self.closings.get(at, 0)
        return (stop, self._wrapped(at, stop)) if stop <= end else (0, None)

    def _link_words(self, at: int, end: int, *, bare: bool) -> tuple[list[tuple[str, int]], int]:
        """What an external link prints before its label, and where to go on."""
        link = EXTERNAL.match(self.text, at, end)
        if link is None:
            return [], at + 1
        shown = [(link[1], link.start(1)), (" ", link.end(1))] if bare or not link[2] else []
        return shown, link.start(2) if link[2] else link.end()

    def _meant(self, mark: str, at: int, start: int) -> Iterator[tuple[str, int]]:
        """What a mark stands for: a character, a blank, a bracket that closes no link, or nothing."""
        if mark[0] == "&":
            yield html.unescape(mark), at
        elif mark[0] == "<" or not mark.strip():
            yield " ", at
        elif mark == "]" and not self._closes_link(at, start):
            yield mark, at

    def _after_tag(self, token: str, at: int, end: int) -> int:
        """Behind a tag; behind its content too where that is no running text."""
        name = _TAG_NAME.match(token)
        tag = name[1].lower() if name else ""
        if tag not in _ENDS or tag in self._endless or token.endswith("/>"):
            return at
        stop = _ENDS[tag].search(self.text, at)
        if stop is None:
            self._endless.add(tag)
        return stop.end() if stop and stop.end() <= end else at

    def _closes_link(self, at: int, start: int) -> bool:
        """Whether a bracket ends an external link rather than `[1]`."""
        opening = self.text.rfind("[", max(start, at - 4700), at)
        link = EXTERNAL.match(self.text, opening) if opening >= 0 else None
        return link is not None and link.end() == at + 1

    def _wrapped(self, start: int, end: int) -> tuple[int, int] | None:
        """The value that a template prints as it is, where it is of that kind and holds no other."""
        name = _TEMPLATE.match(self.text, start, end)
        if name is None or folded_name(name[1]) not in words().wrappers:
            return None
        begin = self.text.rfind("|", start, end - 2) + 1
        return (begin, end - 2) if 0 < begin < end - 2 and self.text.find("{{", start + 2, end) < 0 else None

    def links(self, start: int, end: int) -> Iterator[Link]:
        """External links with a label."""
        for match in EXTERNAL.finditer(self.text, start, end):
            if match[2] and match[2].strip():
                url = f"https:{match[1]}" if match[1].startswith("//") else match[1]
                yield Link(
                    url=html.unescape(url),
                    raw=match[1],
                    role=role_of(url),
                    location=self.location(match.start(1)),
                )
