"""A document: first as its reader gives it (Manuscript), then as it is known (Document)."""

from __future__ import annotations

from typing import Any, Literal

from attrs import frozen

from srccheck.model.citation import Citation, CslItem, Language, Link
from srccheck.model.dates import AccessDate
from srccheck.model.findings import Finding
from srccheck.model.overrides import InlineIgnore
from srccheck.model.places import Fragment, Location, PlacedText

__all__ = ["Attribution", "Document", "Manuscript", "Note", "NoteKind", "RawNote", "StatedSource"]

NoteKind = Literal["footnote", "endnote", "reference", "inline"]


@frozen(kw_only=True)
class StatedSource:
    """A source whose fields the format itself tells apart (a template, a field code, a BibTeX entry).

    Attributes:
        text: the source as one line for people.
        csl: its fields.
        accessed: the access date, read from its own field.
        links: its URLs, archived copies and DOI among them.
        location: where it begins.
    """

    text: str
    csl: CslItem
    accessed: AccessDate | None = None
    links: tuple[Link, ...] = ()
    location: Location


@frozen(kw_only=True)
class RawNote:
    """A note whose text has been found but not yet read.

    Attributes:
        marker: as printed, without brackets or dots: `4`, `iv`, `*`, `fn-name`; empty for `inline` and for
            what is not marked, like the entries of most bibliographies.
        number: its number where the marker is one, Roman numerals included; else None.
        kind: where such notes stand.
        text: the note as one line, line breaks mended, without its marker.
        location: from the marker to the last line of the text.
        references: where the running text points to it, in order.
        linked: URLs that the format itself ties to this note (hyperlinks), besides those written out.
        stated: sources that the format tells apart by itself; where there are any, `text` is not parsed.
    """

    marker: str
    number: int | None = None
    kind: NoteKind
    text: PlacedText
    location: Location
    references: tuple[Location, ...] = ()
    linked: tuple[Link, ...] = ()
    stated: tuple[StatedSource, ...] = ()


@frozen(kw_only=True)
class Manuscript:
    """What a reader in `srccheck.documents` makes of bytes.

    Attributes:
        path: the document as the caller named it; `-` for standard input.
        format: name of the format in the registry (`text`, `markdown`, …).
        encoding: the character encoding that the bytes were read in; None for binary formats.
        encoding_basis: `bom`, `utf-8`, `detected`, or `declared`; None for binary formats.
        title: the document's own title, where the format names one.
        body: the running text in reading order, a fragment a line; for formats without notes of
            their own (plain text) it holds the notes as well.
        notes: notes that the format marks as such; None where they must be found in `body`.
        orphans: markers of the format's own notes that no note answers to, and where they stand.
        known_urls: URLs that a converter wrote out whole (a PDF's link annotations): an oracle for
            broken URLs, never citations.
        findings: what the reader noticed (defective markup).
        ignores: what comments in the source ask of us.
    """

    path: str
    format: str
    encoding: str | None = None
    encoding_basis: str | None = None
    title: str | None = None
    body: tuple[Fragment, ...]
    notes: tuple[RawNote, ...] | None = None
    orphans: tuple[tuple[str, Location], ...] = ()
    known_urls: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    ignores: tuple[InlineIgnore, ...] = ()


@frozen(kw_only=True)
class Note:
    """A footnote, endnote, bibliography entry, or link in running text.

    Attributes:
        quotes: words that the text quotes where it points here, without their quotation marks.
    """

    id: str
    marker: str
    number: int | None = None
    kind: NoteKind
    text: str
    location: Location
    references: tuple[Location, ...] = ()
    quotes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's note."""
        location = self.location.to_dict()
        location.setdefault("end_line", self.location.line)
        return {
            "id": self.id,
            "marker": self.marker,
            "number": self.number,
            "kind": self.kind,
            "text": self.text,
            "location": location,
            "references": [place.to_dict() for place in self.references],
            "citations": [citation.to_dict() for citation in self.citations],
        }


@frozen(kw_only=True)
class Attribution:
    """A source named outside notes: a photo credit, a republication line, a byline."""

    kind: Literal["photo credit", "republication", "byline"]
    text: str
    links: tuple[Link, ...] = ()
    location: Location

    def to_dict(self) -> dict[str, Any]:
        """The contract's attribution."""
        return {
            "kind": self.kind,
            "text": self.text,
            "links": [link.to_dict() for link in self.links],
            "location": self.location.to_dict(),
        }


@frozen(kw_only=True)
class Document:
    """A document with its notes, citations and links."""

    path: str
    format: str
    encoding: str | None = None
    title: str | None = None
    language: Language | None = None
    notes: tuple[Note, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    findings: tuple[Finding, ...] = ()
    ignores: tuple[InlineIgnore, ...] = ()

    def to_dict(self, *, with_findings: bool = True) -> dict[str, Any]:
        """The contract's document; in an audit the findings stand elsewhere."""
        out: dict[str, Any] = {
            "path": self.path,
            "format": self.format,
            "encoding": self.encoding,
            "title": self.title,
            "language": self.language.to_dict() if self.language else None,
            "notes": [note.to_dict() for note in self.notes],
            "attributions": [item.to_dict() for item in self.attributions],
        }
        if with_findings:
            out["findings"] = [finding.to_dict() for finding in self.findings]
        return out
