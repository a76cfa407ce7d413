"""What stands in a DOCX paragraph, and which XML elements say so."""

from __future__ import annotations

from attrs import define, field, frozen

__all__ = ["RELATION_ID", "Anchor", "Code", "Draft", "Mark", "OpenField", "Paragraph", "local_name"]

_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    # ISO/IEC 29500 Strict
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
RELATION_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def local_name(tag: str) -> str | None:
    """The name of a WordprocessingML element, without its namespace; None for all others."""
    for space in _WORD:
        if tag.startswith(space):
            return tag[len(space) :]
    return {_MATH: "t", _FALLBACK: "Fallback"}.get(tag)


@frozen(kw_only=True)
class Anchor:
    """A hyperlink: the characters `text[start:end]` and where they lead."""

    start: int
    end: int
    url: str


@frozen(kw_only=True)
class Code:
    """What a reference manager left in the text: the characters that it wrote, and its own data."""

    start: int
    end: int
    data: str


@frozen(kw_only=True)
class Mark:
    """A reference to a note.

    Attributes:
        offset: where it stands in the paragraph's text.
        kind: `footnote` or `endnote`.
        id: of the note in its part.
        custom: the mark that the author typed; None where Word numbers the note.
        section: how many sections end before it.
        page: as in Paragraph.
    """

    offset: int
    kind: str
    id: str
    custom: str | None
    section: int
    page: int


@frozen(kw_only=True)
class Paragraph:
    """A paragraph of running text or of a note.

    Attributes:
        number: 1-based, over all paragraphs of the part, empty ones and those in tables and text boxes too.
        page: page that it begins on, counted from Word's own marks of its last layout.
        story: id of the note that it belongs to; None in running text.
        style: id of its style, or None.
        in_bibliography: a reference manager wrote it as part of the bibliography.
    """

    number: int
    page: int
    story: str | None
    style: str | None
    in_bibliography: bool
    text: str
    links: tuple[Anchor, ...]
    marks: tuple[Mark, ...]
    codes: tuple[Code, ...]


@define
class Draft:
    """A paragraph that is still open."""

    number: int
    page: int
    story: str | None
    style: str | None = None
    in_bibliography: bool = False
    parts: list[str] = field(factory=list)
    length: int = 0
    links: list[Anchor] = field(factory=list)
    marks: list[Mark] = field(factory=list)
    codes: list[Code] = field(factory=list)

    def add(self, text: str) -> None:
        """Write on."""
        self.parts.append(text)
        self.length += len(text)

    def done(self) -> Paragraph:
        """The paragraph, closed."""
        return Paragraph(
            number=self.number,
            page=self.page,
            story=self.story,
            style=self.style,
            in_bibliography=self.in_bibliography,
            text="".join(self.parts),
            links=tuple(self.links),
            marks=tuple(self.marks),
            codes=tuple(self.codes),
        )


@define
class OpenField:
    """An open field (ECMA-376 part 1 §17.16), or something that behaves like one.

    Attributes:
        paragraph, start: where it begins.
        code: its instruction, in pieces.
        data: what a program keeps with it (`w:fldData`).
        in_result: its instruction is over.
    """

    paragraph: int
    start: int
    code: list[str] = field(factory=list)
    data: str = ""
    in_result: bool = False
