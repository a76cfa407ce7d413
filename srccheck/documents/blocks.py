"""The blocks of a Markdown document, as markdown-it sees them, tied to the lines of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from attrs import field, frozen

from srccheck.documents.markdown_rules import use_quick_paragraphs
from srccheck.model import Fragment, PlacedText
from srccheck.text.markup import reference_label

__all__ = ["Blocks", "Definition", "parse_blocks"]

_FRONT_TITLE = re.compile(r"title\s{0,9}[:=]\s{0,9}(.{0,500})\Z", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"\[(?P<label>\d{1,4})\](?<!\]\[\d\])(?<!\]\[\d\d\])(?<!\]\[\d\d\d\])(?![\[(:])")
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}


@frozen(kw_only=True)
class Definition:
    """A note that the document defines.

    Attributes:
        label: as between `[^` and `]:`.
        first, last: its lines, counted from 0, the last one included.
        column: 1-based column of its marker.
    """

    label: str
    first: int
    last: int
    column: int


@frozen(kw_only=True)
class Blocks:
    """What a Markdown document is made of.

    Attributes:
        lines: all lines of the source.
        title: of its front matter, else None.
        heading: position in `leaves` of the first heading; None without one.
        leaves: paragraphs and headings with their text, line by line.
        owners: for each leaf, the definition it belongs to; None for running text.
        definitions: in document order, unused and repeated ones among them.
        targets: URL of each link reference, by its label.
        hidden: lines, counted from 0, that are neither text nor notes: code, HTML, front matter.
        html: blocks of HTML that are no comments, line by line.
    """

    lines: tuple[Fragment, ...] = ()
    title: str | None = None
    heading: int | None = None
    leaves: tuple[PlacedText, ...] = ()
    owners: tuple[int | None, ...] = ()
    definitions: tuple[Definition, ...] = ()
    targets: Mapping[str, str] = field(factory=dict)
    hidden: frozenset[int] = frozenset()
    html: tuple[PlacedText, ...] = ()


def parse_blocks(lines: Sequence[str]) -> Blocks:
    """Divide a Markdown document into blocks.

    Args:
        lines: its lines, without line ends.
    """
    # imported late for start-up time
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

    front, title = _front_matter(lines)
    parser = MarkdownIt("commonmark").use(footnote_plugin)
    # blocks only: what stands inside them is scanned with its places by srccheck.text.markup
    parser.core.ruler.enableOnly(["normalize", "block"])
    use_quick_paragraphs(parser)
    environment: dict[str, dict[str, dict[str, Any]]] = {}
    tokens = parser.parse(
        "\n".join(["", *[""] * (front - 1), *lines[front:]] if front else lines), environment
    )
    whole = [Fragment(text=line, line=number) for number, line in enumerate(lines, 1)]
    builder = _Builder(lines, whole)
    for token in tokens:
        builder.take(token.type, token.map, token.content, token.meta)
    targets = {
        reference_label(label): reference["href"]
        for label, reference in environment.get("references", {}).items()
    }
    unshown = (range(*place["map"]) for place in _link_definitions(environment, builder.leaves))
    return Blocks(
        lines=tuple(whole),
        title=title,
        heading=builder.heading,
        leaves=tuple(builder.leaves),
        owners=tuple(builder.owners),
        definitions=tuple(builder.definitions),
        targets=targets,
        hidden=frozenset({*builder.hidden, *range(front), *chain.from_iterable(unshown)}),
        html=tuple(builder.html),
    )


def _link_definitions(
    environment: Mapping[str, Mapping[str, Any]], leaves: Sequence[PlacedText]
) -> Iterator[Mapping[str, Any]]:
    """The definitions of links (`[1]: https://…`), which no reader of the page sees.

    A number that stands in the text by itself (`so it was [1].`) may be meant as a note, and stays.
    """
    alone = {match["label"] for leaf in leaves for match in _NUMBER_ALONE.finditer(leaf.text)}
    for label, place in environment.get("references", {}).items():
        if label not in alone:
            yield place


def _front_matter(lines: Sequence[str]) -> tuple[int, str | None]:
    """How many lines the front matter (Jekyll, pandoc, Hugo) takes, and the title in it."""
    fence = lines[0].rstrip() if lines else ""
    if fence not in _FENCES:
        return 0, None
    for end in range(1, len(lines)):
        if lines[end].rstrip() in _FENCES[fence]:
            break
    else:
        return 0, None
    for at in range(1, end):
        match = _FRONT_TITLE.match(lines[at])
        if match:
            value = match[1].strip()
            if value in ("|", ">", "|-", ">-", ""):
                value = lines[at + 1].strip()
            return end + 1, value.strip("\"'").strip() or None
    return end + 1, None


class _Builder:
    """Takes tokens in, keeps what has a place."""

    def __init__(self, lines: Sequence[str], whole: Sequence[Fragment]) -> None:
        self._lines = lines
        self._whole = whole
        self._inside: list[int] = []
        self._heading_next = False
        self.heading: int | None = None
        self.leaves: list[PlacedText] = []
        self.owners: list[int | None] = []
        self.definitions: list[Definition] = []
        self.hidden: list[int] = []
        self.html: list[PlacedText] = []

    def take(self, kind: str, span: Sequence[int] | None, content: str, meta: Mapping[str, str]) -> None:
        """Take the next token."""
        if kind == "footnote_reference_close":
            self._inside.pop()
        elif span is None:
            return
        elif kind == "footnote_reference_open":
            self._inside.append(len(self.definitions))
            self._define(meta["label"], span)
        elif kind == "heading_open":
            self._heading_next = self.heading is None
        elif kind == "inline":
            self._leaf(span, content)
        elif kind in ("fence", "code_block", "html_block"):
            self.hidden += range(*span)
            if kind == "html_block" and not content.lstrip().startswith("<!--"):
                self.html.append(self._placed(span[0], content))

    def _define(self, label: str, span: Sequence[int]) -> None:
        last = span[1] - 1
        while last > span[0] and not self._lines[last].strip():
            last -= 1
        column = max(self._lines[span[0]].find(f"[^{label}]:"), 0) + 1
        self.definitions.append(Definition(label=label, first=span[0], last=last, column=column))

    def _leaf(self, span: Sequence[int], content: str) -> None:
        if self._heading_next:
            self.heading, self._heading_next = len(self.leaves), False
        self.leaves.append(self._placed(span[0], content))
        self.owners.append(self._inside[-1] if self._inside else None)

    def _placed(self, first: int, content: str) -> PlacedText:
        """A block's text, each line where it stands: behind quotation marks, bullets and indentation."""
        pieces = []
        for at, text in enumerate(content.rstrip("\n").split("\n")):
            number = first + at
            source = self._lines[number] if number < len(self._lines) else ""
            if source == text and source:
                fragment = self._whole[number]
            else:
                fragment = Fragment(text=text, line=number + 1, column=max(source.find(text), 0) + 1)
            pieces.append(("\n" if at else "", fragment))
        return PlacedText.join(pieces)
