"""pandoc's tree as running text: paragraphs, with the notes and links that stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field

from srccheck.documents.docx_fields import is_citation
from srccheck.documents.pandoc_run import Node

__all__ = ["Block", "Cited", "NoteMark", "Span", "blocks_of", "plain"]

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@define
class Span:
    """A link: the characters `text[start:end]` and where they lead."""

    start: int
    end: int
    url: str


@define
class Cited:
    """Where the citation of a reference manager begins, and its data."""

    offset: int
    data: str


@define
class NoteMark:
    """Where a note is referred to, and the paragraphs of the note."""

    offset: int
    blocks: list[Block]
    marker: str | None = None


@define
class Block:
    """A paragraph (heading, table cell, line of verse) under construction."""

    parts: list[str] = field(factory=list)
    length: int = 0
    links: list[Span] = field(factory=list)
    marks: list[NoteMark] = field(factory=list)
    cited: list[Cited] = field(factory=list)
    is_heading: bool = False

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(self.parts)

    def add(self, text: str) -> None:
        """Write on."""
        self.parts.append(text)
        self.length += len(text)


def plain(inlines: Any) -> str:
    """Inline elements as text."""
    block = Block()
    _Walk().inlines(inlines, block)
    return " ".join(block.text.split())


def blocks_of(elements: Any) -> list[Block]:
    """Block elements as paragraphs, in reading order; raw TeX and HTML is left out.

    Raises:
        RecursionError: nested more deeply than the interpreter allows.
    """
    walk = _Walk()
    walk.blocks(elements)
    return [block for block in walk.found if block.length or block.marks or block.links]


class _Walk:
    def __init__(self) -> None:
        self.found: list[Block] = []

    # -- inline elements

    def inlines(self, elements: Any, block: Block) -> None:
        for element in elements or ():
            if element.type == "Str":
                block.add(element.content)
            elif element.type in _BLANKS:
                block.add(" ")
            else:
                action = _INLINES.get(element.type)
                if action is not None:
                    action(self, element, block)

    def _inside(self, element: Node, block: Block) -> None:
        self.inlines(element.content, block)

    def _second(self, element: Node, block: Block) -> None:
        self.inlines(element.content[1], block)

    def _span(self, element: Node, block: Block) -> None:
        """An empty one names a place: the data of Zotero are such a name in ODT (a reference mark)."""
        name = str(element.content[0][0])
        if is_citation(name):
            block.cited.append(Cited(block.length, name))
        self.inlines(element.content[1], block)

    def _verbatim(self, element: Node, block: Block) -> None:
        block.add(" ".join(str(element.content[1]).split("\n")))

    def _quoted(self, element: Node, block: Block) -> None:
        opening, closing = "‘’" if element.content[0].type == "SingleQuote" else "“”"
        block.add(opening)
        self.inlines(element.content[1], block)
        block.add(closing)

    def _link(self, element: Node, block: Block) -> None:
        start, first, url = block.length, len(block.parts), str(element.content[2][0])
        self.inlines(element.content[1], block)
        if "\\" in url:
            # pandoc leaves RST's escapes in a bare URL, in its text too (docutils drops them)
            whole = _ESCAPE.sub(r"\1", url)
            if "".join(block.parts[first:]) == url:
                del block.parts[first:]
                block.length = start
                block.add(whole)
            url = whole
        block.links.append(Span(start, block.length, url))

    def _note(self, element: Node, block: Block) -> None:
        block.marks.append(NoteMark(block.length, blocks_of(element.content)))

    # -- block elements

    def blocks(self, elements: Any) -> None:
        for element in elements or ():
            action = _BLOCKS.get(element.type)
            if action is not None:
                action(self, element)

    def _paragraph(self, inlines: Any, *, is_heading: bool = False) -> None:
        block = Block(is_heading=is_heading)
        self.inlines(inlines, block)
        self.found.append(block)

    def _para(self, element: Node) -> None:
        self._paragraph(element.content)

    def _header(self, element: Node) -> None:
        self._paragraph(element.content[2], is_heading=True)

    def _lines(self, element: Node) -> None:
        for line in element.content:
            self._paragraph(line)

    def _code(self, element: Node) -> None:
        for line in str(element.content[1]).split("\n"):
            self.found.append(Block(parts=[line], length=len(line)))

    def _quote(self, element: Node) -> None:
        self.blocks(element.content)

    def _second_blocks(self, element: Node) -> None:
        self.blocks(element.content[1])

    def _ordered(self, element: Node) -> None:
        for item in element.content[1]:
            self.blocks(item)

    def _bullets(self, element: Node) -> None:
        for item in element.content:
            self.blocks(item)

    def _definitions(self, element: Node) -> None:
        for term, definitions in element.content:
            self._paragraph(term)
            for definition in definitions:
                self.blocks(definition)

    def _figure(self, element: Node) -> None:
        self._caption(element.content[1])
        self.blocks(element.content[2])

    def _caption(self, caption: Any) -> None:
        self.blocks(caption[1])

    def _table(self, element: Node) -> None:
        if len(element.content) != 6:
            return
        _, caption, _, head, bodies, foot = element.content
        self._caption(caption)
        rows = [*head[1], *(row for body in bodies for part in body[2:4] for row in part), *foot[1]]
        for row in rows:
            for cell in row[1]:
                self.blocks(cell[4])


_BLANKS = frozenset({"Space", "SoftBreak", "LineBreak"})
_INLINES: Mapping[str, Callable[[_Walk, Node, Block], None]] = {
    "Emph": _Walk._inside,
    "Strong": _Walk._inside,
    "Underline": _Walk._inside,
    "Strikeout": _Walk._inside,
    "Superscript": _Walk._inside,
    "Subscript": _Walk._inside,
    "SmallCaps": _Walk._inside,
    "Span": _Walk._span,
    "Cite": _Walk._second,
    "Image": _Walk._second,
    "Quoted": _Walk._quoted,
    "Code": _Walk._verbatim,
    "Math": _Walk._verbatim,
    "Link": _Walk._link,
    "Note": _Walk._note,
}
_BLOCKS: Mapping[str, Callable[[_Walk, Node], None]] = {
    "Para": _Walk._para,
    "Plain": _Walk._para,
    "Header": _Walk._header,
    "LineBlock": _Walk._lines,
    "CodeBlock": _Walk._code,
    "BlockQuote": _Walk._quote,
    "OrderedList": _Walk._ordered,
    "BulletList": _Walk._bullets,
    "DefinitionList": _Walk._definitions,
    "Figure": _Walk._figure,
    "Div": _Walk._second_blocks,
    "Table": _Walk._table,
}
