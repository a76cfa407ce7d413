"""The long tail of formats, as pandoc reads them: ODT, EPUB, RST, LaTeX, Org, RTF, JATS, AsciiDoc and more.

pandoc's tree has notes and links, but no places. In formats that are text, the notes are looked for in the
source, so that line and column are true there; in the others `line` is the number of the paragraph (1-based,
paragraphs without text not counted) that refers to the note, as it is for DOCX.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from srccheck.documents.archive import Package, package_kind
from srccheck.documents.bibliography_csl import stated_source
from srccheck.documents.docx_citations import Citations
from srccheck.documents.docx_records import Paragraph
from srccheck.documents.pandoc_citations import joined, paragraph_of
from srccheck.documents.pandoc_places import Source
from srccheck.documents.pandoc_run import Node, syntax_tree
from srccheck.documents.pandoc_text import Block, NoteMark, blocks_of, plain
from srccheck.errors import UnreadableInputError
from srccheck.model import Fragment, Location, Manuscript, PlacedText, RawNote
from srccheck.text.encoding import Decoded, decode

__all__ = ["is_epub", "is_odt", "is_rtf", "read_pandoc"]


@frozen
class _Form:
    """What we know of one of pandoc's readers.

    Attributes:
        label: what people call the format.
        package: it is a ZIP archive.
        openers: what begins a note in its source.
        marks: what refers to a note in its text, where that is not the note itself.
        body: what its running text begins with.
    """

    label: str
    package: bool = False
    openers: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    body: str = ""
    placed: bool = True


_FORMS: Mapping[str, _Form] = {
    "odt": _Form("OpenDocument text", package=True, placed=False),
    "epub": _Form("EPUB", package=True, placed=False),
    "rtf": _Form("RTF", placed=False),
    "rst": _Form("reStructuredText", openers=(".. [",), marks=("[",)),
    "latex": _Form("LaTeX", openers=("\\footnote", "\\endnote", "\\thanks"), body="\\begin{document}"),
    "org": _Form("Org", openers=("[fn:",), marks=("[fn:",)),
    "asciidoc": _Form("AsciiDoc", openers=("footnote:", "footnoteref:")),
    "jats": _Form("JATS", openers=("<fn",), marks=("<xref",), body="<body"),
    "docbook": _Form("DocBook", openers=("<footnote",)),
    "textile": _Form("Textile", openers=("\nfn",), marks=("[",)),
    "typst": _Form("Typst", openers=("#footnote",)),
    "djot": _Form("Djot", openers=("[^",), marks=("[^",)),
}


def is_odt(data: bytes) -> bool:
    """Whether bytes are an OpenDocument text."""
    return package_kind(data) == "odt"


def is_epub(data: bytes) -> bool:
    """Whether bytes are an EPUB."""
    return package_kind(data) == "epub"


def is_rtf(data: bytes) -> bool:
    """Whether bytes are Rich Text Format."""
    return data.startswith(b"{\\rtf")


def read_pandoc(path: str, data: bytes, *, form: str) -> Manuscript:
    """Read a document with pandoc: its notes in the order of the text, its links, its bibliography.

    Args:
        path: the document as the caller named it.
        data: the file.
        form: name of pandoc's reader (`pandoc --list-input-formats`); also the manuscript's format.

    Raises:
        MissingLibraryError: there is no pandoc.
        UnreadableInputError: pandoc cannot read the document, or it is larger than the limits allow.
    """
    known = _FORMS.get(form, _Form(form))
    decoded = None
    if known.package:
        Package.open(path, data, label=known.label).check()
    else:
        decoded = _decoded(path, data)
        data = decoded.text.encode("utf-8", "replace")
    tree = syntax_tree(path, data, form=form, label=known.label)
    source = Source(decoded.text, body=known.body) if decoded and known.placed else None
    try:
        meta = _values(tree.get("meta"))
        reader = _Reader(form=known, source=source)
        for block in blocks_of(tree["blocks"]):
            reader.take(block)
    except RecursionError:
        raise UnreadableInputError(path, "it is nested too deeply", "simplify the document") from None
    title = meta.get("title")
    return Manuscript(
        path=path,
        format=form,
        encoding=decoded.encoding if decoded else None,
        encoding_basis=decoded.basis if decoded else None,
        title=(title if isinstance(title, str) else None) or reader.heading,
        body=tuple(reader.body),
        notes=(*reader.notes, *_bibliography(meta.get("references"), source)),
        known_urls=tuple(reader.citations.known_urls),
    )


def _decoded(path: str, data: bytes) -> Decoded:
    decoded = decode(data)
    head = decoded.text[:65_536] if decoded else ""
    controls = sum(character < "\t" or "\x0e" <= character < "\x1b" for character in head)
    if decoded is None or "\0" in decoded.text or controls * 50 > len(head):
        raise UnreadableInputError(
            path, "this is no text (binary, or in an unknown encoding)", "save it as UTF-8"
        )
    return decoded


class _Reader:
    def __init__(self, *, form: _Form, source: Source | None) -> None:
        self.body: list[Fragment] = []
        self.notes: list[RawNote] = []
        self.citations = Citations()
        self.heading: str | None = None
        self._form = form
        self._source = source
        self._count = 0
        self._number = 0

    def take(self, block: Block) -> None:
        """One paragraph of running text: its notes and links in their order."""
        text = block.text
        self._count += 1
        if block.is_heading and self.heading is None:
            self.heading = " ".join(text.split()) or None
        if self._source is None:
            placed = PlacedText.of(text, line=self._count)
            found = [self._note(mark, placed.locate(mark.offset)) for mark in block.marks]
        else:
            placed, found = self._aligned(self._source, block, text)
        links = list(self._inline(paragraph_of(block), placed))
        self.notes += [note for _, note in sorted([*found, *links], key=lambda pair: pair[0])]
        if text.strip():
            self.body += _by_line(placed)

    def _aligned(
        self, source: Source, block: Block, text: str
    ) -> tuple[PlacedText, list[tuple[int, RawNote]]]:
        """Text up to a note, the note, text behind it: in the source they often stand in this order."""
        pieces: list[tuple[str, Fragment]] = []
        found = []
        done = 0
        for mark in [*block.marks, None]:
            end = mark.offset if mark else len(text)
            if end > done or not pieces:
                placed = source.body(text[done:end], begins=done == 0)
                pieces += _pieces(placed)
            if mark is not None:
                last = pieces[-1][1]
                after = Location(line=last.line, column=last.column + max(len(last.text.rstrip()) - 1, 0))
                found.append(self._note(mark, source.mark(after, self._form.marks or self._form.openers)))
            done = end
        return PlacedText.join(pieces), found

    def _note(self, mark: NoteMark, reference: Location) -> tuple[int, RawNote]:
        whole = joined(mark.blocks)
        self._number += 1
        form, found = self._form, None
        if self._source:
            found = self._source.note(whole.text, form.openers, inside=not form.marks)
        if found is None:
            place = Location(line=reference.line)
            placed = PlacedText.of(whole.text, line=reference.line)
        else:
            placed, place = found
        paragraph = paragraph_of(whole)
        note = RawNote(
            marker=str(self._number),
            number=self._number,
            kind="footnote",
            text=placed,
            location=place,
            references=(reference,),
            linked=self.citations.linked(paragraph, placed),
            stated=self.citations.stated(paragraph, placed),
        )
        return mark.offset, note

    def _inline(self, paragraph: Paragraph, placed: PlacedText) -> Iterator[tuple[int, RawNote]]:
        for piece in self.citations.pieces(paragraph, placed):
            place = placed.locate(piece.start, piece.end)
            shown = placed.cut(piece.start, piece.end)
            if not shown.text.strip():
                told = [link.url for link in piece.linked] + [source.text for source in piece.stated]
                shown = PlacedText.of(told[0], line=place.line, column=place.column)
            yield (
                piece.start,
                RawNote(
                    marker="",
                    kind="inline",
                    text=shown,
                    location=place,
                    linked=piece.linked,
                    stated=piece.stated,
                ),
            )


def _pieces(placed: PlacedText) -> Iterator[tuple[str, Fragment]]:
    """What a placed text was joined from."""
    done = 0
    for start, fragment in zip(placed.starts, placed.origins, strict=True):
        yield placed.text[done:start], fragment
        done = start + len(fragment.text)


def _by_line(placed: PlacedText) -> list[Fragment]:
    """Running text, a fragment a line of the source."""
    out: list[Fragment] = []
    for glue, fragment in _pieces(placed):
        last = out[-1] if out else None
        if last and last.line == fragment.line:
            out[-1] = Fragment(text=last.text + glue + fragment.text, line=last.line, column=last.column)
        else:
            out.append(fragment)
    return out


def _values(meta: Any) -> dict[str, Any]:
    """Metadata as plain values."""
    return {key: _value(value) for key, value in meta.items()} if isinstance(meta, dict) else {}


def _value(value: Any) -> Any:
    if not isinstance(value, Node):
        return None
    if value.type == "MetaMap":
        return _values(value.content)
    if value.type == "MetaList":
        return [_value(each) for each in value.content]
    if value.type == "MetaInlines":
        return plain(value.content)
    if value.type == "MetaBlocks":
        return " ".join(block.text for block in blocks_of(value.content))
    return value.content


def _bibliography(references: Any, source: Source | None) -> Iterator[RawNote]:
    """The reference list that pandoc finds in a document (JATS): CSL-JSON items among its metadata."""
    if source:
        source.rewind_notes()
    for number, item in enumerate(references if isinstance(references, list) else (), 1):
        if isinstance(item, dict):
            found = source.note(str(item.get("title") or ""), ("<ref ",), inside=False) if source else None
            place = found[1] if found else Location(line=1)
            stated = stated_source(item, place)
            yield RawNote(
                marker=str(item.get("id") or number),
                kind="reference",
                text=PlacedText.of(stated.text, line=place.line, column=place.column),
                location=place,
                stated=(stated,),
            )
