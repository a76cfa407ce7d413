"""What was read from documents, for people: notes, citations, fields, links, findings."""

from __future__ import annotations

from collections.abc import Iterator

from srccheck.model import Citation, CslName, Document, Finding, Note
from srccheck.reports.grouping import DocumentView, of_document
from srccheck.reports.sheet import Sheet
from srccheck.reports.terminal import document_heading, finding_lines, not_read
from srccheck.reports.view import View
from srccheck.reports.words import access_words, count, note_words, place_words, severities

__all__ = ["extract_report"]


def extract_report(documents: tuple[Document, ...], unreadable: tuple[Finding, ...], view: View) -> str:
    """Documents for a terminal, a pipe or a file.

    Args:
        documents: in the order to print them.
        unreadable: an X901 for each input that could not be read.
        view: colours and width, and whether to leave out notes that nothing is to be said about.
    """
    sheet = Sheet(view)
    for document in documents:
        _document(sheet, of_document(document), brief=view.brief)
    not_read(sheet, unreadable)
    _summary(sheet, documents, unreadable)
    return sheet.text()


def _document(sheet: Sheet, shown: DocumentView, *, brief: bool) -> None:
    document = shown.document
    document_heading(sheet, document)
    for note in document.notes:
        findings = shown.findings[note.id]
        if findings or not brief:
            _note(sheet, shown, note)
            finding_lines(sheet, findings, indent=2)
    if not brief:
        for item in document.attributions:
            sheet.line(f"{item.kind.capitalize()}, line {item.location.line}: {item.text}")
    finding_lines(sheet, shown.findings[None], indent=0)


def _note(sheet: Sheet, shown: DocumentView, note: Note) -> None:
    places = [f"{place_words(place)}, column {place.column}" for place in note.references]
    cited = f"; cited in {'; '.join(places)}" if places else ""
    sheet.line((f"{note_words(note)}", "bold"), (cited, "dim"))
    if not note.citations:
        sheet.line(note.text, indent=2)
    for citation in note.citations:
        sheet.line(citation.text, indent=2)
        for name, value in _fields(citation, shown):
            sheet.line((f"{name}: ", "dim"), value, indent=4)


def _fields(citation: Citation, shown: DocumentView) -> Iterator[tuple[str, str]]:
    csl = citation.csl
    if citation.refers_to:
        note = shown.notes_by_citation.get(citation.refers_to)
        yield "same source as", f"{citation.refers_to}" + (f" ({note_words(note)})" if note else "")
    language = f" ({citation.title_language.tag})" if citation.title_language else ""
    named = {
        "author": "; ".join(map(_name, csl.author)),
        "editor": "; ".join(map(_name, csl.editor)),
        "title": f"{csl.title}{language}" if csl.title else None,
        "translated": csl.title_translated,
        "in": csl.container_title,
        "publisher": ", ".join(part for part in (csl.publisher_place, csl.publisher) if part),
        "volume": csl.volume,
        "issue": csl.issue,
        "pages": csl.page,
        "issued": csl.issued.isoformat() if csl.issued else None,
        "DOI": csl.DOI,
        "ISBN": csl.ISBN,
        "access": access_words(citation),
    }
    for name, value in named.items():
        if value:
            yield name, value
    for link in citation.links:
        mended = " (joined over a line break)" if link.repaired else ""
        yield link.role, f"{link.url} ({place_words(link.location)}){mended}"


def _name(name: CslName) -> str:
    return name.literal or ", ".join(part for part in (name.family, name.given) if part)


def _summary(sheet: Sheet, documents: tuple[Document, ...], unreadable: tuple[Finding, ...]) -> None:
    notes = [note for document in documents for note in document.notes]
    citations = [citation for note in notes for citation in note.citations]
    links = sum(len(citation.links) for citation in citations)
    findings = [*unreadable, *(finding for document in documents for finding in document.findings)]
    counts = {level: sum(f.severity == level for f in findings) for level in ("error", "warning", "info")}
    sizes = (
        (len(documents), "document"),
        (len(notes), "note"),
        (len(citations), "citation"),
        (links, "link"),
    )
    sheet.blank()
    sheet.line(("; ".join(count(number, noun) for number, noun in sizes), "bold"))
    total = severities(counts)
    sheet.line((f"{total}." if total else "Nothing to object to.", "bold"))
