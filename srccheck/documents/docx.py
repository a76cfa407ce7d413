"""DOCX: Office Open XML text documents (ECMA-376), as Word, LibreOffice and Google Docs write them.

What stands for a line here is the paragraph: `line` is the number of the paragraph (1-based, all counted,
empty ones and those in tables too) in which the mark of a note stands, because that is where an editor finds
the note; `column` counts characters of that paragraph for marks, and of the note's own text for what stands
in the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from srccheck.documents.archive import Package, package_kind, xml_events
from srccheck.documents.docx_citations import Citations, joined
from srccheck.documents.docx_numbers import NotesFormat, numbered
from srccheck.documents.docx_parts import Parts
from srccheck.documents.docx_records import Mark, Paragraph
from srccheck.documents.docx_story import Story
from srccheck.errors import UnreadableInputError
from srccheck.model import Finding, Fragment, Location, Manuscript, NoteKind, PlacedText, RawNote

__all__ = ["is_docx", "read_docx"]

_NUMBER = re.compile(r"\s?\[?\(?(\d{1,4})[\])]?\.?\s{1,4}")


def is_docx(data: bytes) -> bool:
    """Whether bytes are a ZIP archive with the parts of a Word document."""
    return package_kind(data) == "docx"


def read_docx(path: str, data: bytes) -> Manuscript:
    """Read a DOCX: its notes with their hyperlinks and reference managers' data, and its running text.

    Notes that only deleted text refers to, and notes that nothing refers to, are not printed by Word and
    are no notes. Links in running text are notes of kind `inline`; paragraphs of a bibliography that a
    reference manager wrote are notes of kind `reference`.

    Args:
        path: the document as the caller named it.
        data: the file.

    Raises:
        UnreadableInputError: no DOCX, damaged, encrypted, or a bomb.
    """
    package = Package.open(path, data, label="Word document")
    parts = Parts.of(package)
    main = _story(package, parts.main, parts)
    if main is None:
        raise UnreadableInputError(
            path, "this ZIP archive holds no Word document (it has no main part)", "give a .docx file"
        )
    body = [each for each in _in_order(main.paragraphs) if each.text.strip() or each.marks or each.links]
    reader = _Reader(path=path, paged=main.has_pages)
    notes: list[tuple[tuple[int, int], RawNote]] = []
    for index, kind in enumerate(("footnote", "endnote")):
        story = _story(package, parts.note_parts[kind], parts)
        formats = [section[index] for section in main.sections]
        notes += reader.notes(kind, story, body, formats, parts.formats[kind])
    notes += reader.inline(body)
    notes.sort(key=lambda pair: pair[0])
    references, rest = reader.references(body), tuple(note for _, note in notes)
    return Manuscript(
        path=path,
        format="docx",
        title=_title(body, parts),
        body=tuple(reader.fragment(each) for each in body if each.text.strip() and not each.in_bibliography),
        notes=(*rest, *references),
        known_urls=tuple(reader.citations.known_urls),
        findings=tuple(reader.findings),
    )


def _story(package: Package, name: str | None, parts: Parts) -> Story | None:
    data = package.read(name) if name else None
    if name is None or data is None:
        return None
    story = Story(Parts.relations_of(package, name), parts.bookmarks)
    xml_events(package.path, name, data, story.handle)
    return story


def _in_order(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """A text box stands in a paragraph, and ends before it."""
    return sorted(paragraphs, key=lambda paragraph: paragraph.number)


def _title(body: Sequence[Paragraph], parts: Parts) -> str | None:
    """What the author set as title; the property `title` is often the template's, and comes second."""
    for paragraph in body:
        if paragraph.style in parts.title_styles and paragraph.text.strip():
            return " ".join(paragraph.text.split())
    return parts.title


class _Reader:
    """Puts paragraphs and notes together; what is wrong in them becomes findings."""

    def __init__(self, *, path: str, paged: bool) -> None:
        self.path = path
        self.findings: list[Finding] = []
        self._paged = paged
        self.citations = Citations()

    def _page(self, page: int) -> int | None:
        return page if self._paged else None

    def fragment(self, paragraph: Paragraph) -> Fragment:
        return Fragment(text=paragraph.text, line=paragraph.number, page=self._page(paragraph.page))

    def _place(self, paragraph: Paragraph, offset: int, page: int | None = None) -> Location:
        return Location(line=paragraph.number, column=offset + 1, page=self._page(page or paragraph.page))

    def notes(
        self,
        kind: str,
        story: Story | None,
        body: Sequence[Paragraph],
        sections: Sequence[NotesFormat],
        default: NotesFormat,
    ) -> list[tuple[tuple[int, int], RawNote]]:
        """Notes of one kind, each with the place of its first mark to sort by."""
        texts = _by_note(story)
        marks = [(paragraph, mark) for paragraph in body for mark in paragraph.marks if mark.kind == kind]
        markers = numbered([mark for _, mark in marks], sections, default)
        places: dict[str, list[Location]] = {}
        firsts: list[tuple[Paragraph, Mark, str, int | None]] = []
        for (paragraph, mark), (marker, number) in zip(marks, markers, strict=True):
            place = self._place(paragraph, mark.offset, mark.page)
            if mark.id not in texts:
                self.findings.append(_missing(self.path, kind, marker, place))
                continue
            if mark.id not in places:
                firsts.append((paragraph, mark, marker, number))
            places.setdefault(mark.id, []).append(place)
        return [
            (
                (paragraph.number, mark.offset),
                self._note(kind, marker, number, texts[mark.id], places[mark.id], mark),
            )
            for paragraph, mark, marker, number in firsts
        ]

    def _note(
        self,
        kind: str,
        marker: str,
        number: int | None,
        paragraphs: list[Paragraph],
        places: Sequence[Location],
        mark: Mark,
    ) -> RawNote:
        where = places[0]
        text = joined(paragraphs, mark.custom)
        begin = Location(line=where.line, page=where.page)
        placed = PlacedText.of(text.text, line=where.line, page=where.page)
        note_kind: NoteKind = "footnote" if kind == "footnote" else "endnote"
        return RawNote(
            marker=marker,
            number=number,
            kind=note_kind,
            text=placed,
            location=begin,
            references=tuple(places),
            linked=self.citations.linked(text, placed),
            stated=self.citations.stated(text, placed),
        )

    def inline(self, body: Sequence[Paragraph]) -> list[tuple[tuple[int, int], RawNote]]:
        """Hyperlinks and reference managers' citations in running text; each cited source once."""
        found: list[tuple[tuple[int, int], RawNote]] = []
        for paragraph in body:
            if paragraph.in_bibliography:
                continue
            placed = PlacedText(text=paragraph.text, origins=(self.fragment(paragraph),))
            for piece in self.citations.pieces(paragraph, placed):
                shown = placed.cut(piece.start, piece.end)
                if not shown.text.strip() and piece.linked:
                    # a picture with a link: the address is all there is to read
                    at = shown.locate(0)
                    shown = PlacedText.of(piece.linked[0].url, line=at.line, column=at.column, page=at.page)
                note = RawNote(
                    marker="",
                    kind="inline",
                    text=shown,
                    location=placed.locate(piece.start, piece.end),
                    linked=piece.linked,
                    stated=piece.stated,
                )
                found.append(((paragraph.number, piece.start), note))
        return found

    def references(self, body: Sequence[Paragraph]) -> tuple[RawNote, ...]:
        """The entries of a bibliography that a reference manager wrote: a paragraph each."""
        entries: list[RawNote] = []
        for paragraph in body:
            if not paragraph.in_bibliography or not paragraph.text.strip():
                continue
            match = _NUMBER.match(paragraph.text)
            start = match.end() if match else len(paragraph.text) - len(paragraph.text.lstrip())
            whole = PlacedText(text=paragraph.text, origins=(self.fragment(paragraph),))
            text = whole.cut(start, len(paragraph.text.rstrip()))
            entries.append(
                RawNote(
                    marker=match[1] if match else "",
                    number=int(match[1]) if match else None,
                    kind="reference",
                    text=text,
                    location=whole.locate(0),
                    linked=self.citations.linked(paragraph, whole),
                )
            )
        return tuple(entries)


def _by_note(story: Story | None) -> Mapping[str, list[Paragraph]]:
    """Paragraphs of each note, by its id; the lines above notes are none."""
    texts: dict[str, list[Paragraph]] = {}
    for paragraph in _in_order(story.paragraphs) if story else ():
        if paragraph.story is not None and story and paragraph.story not in story.separators:
            texts.setdefault(paragraph.story, []).append(paragraph)
    return texts


def _missing(path: str, kind: str, marker: str, place: Location) -> Finding:
    return Finding(
        code="N101",
        name="reference-without-note",
        severity="warning",
        message=f"the text refers to {kind} {marker}, which the file lacks; add the note or remove the mark",
        document=path,
        location=place,
        evidence={"marker": marker},
    )
