"""An audit for a spreadsheet: a row for every link of every citation, and for what has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import field, frozen

from srccheck.model import Audit, Citation, Document, Finding, LinkReport, Location, Note, Use
from srccheck.reports.csv import table
from srccheck.reports.grouping import DocumentView, by_document, unplaced
from srccheck.reports.view import View
from srccheck.reports.words import citation_words, outcome

__all__ = ["audit_report"]

_PLACE = ("document", "page", "line", "column", "note")
_SOURCE = ("source", "title", "published", "accessed", "URL")
_ANSWER = ("outcome", "status", "reason", "http_status", "final_url", "checked")
_ARCHIVE = ("archive", "archived_copy", "archived_on", "days_from_access_date")
_PAGE = ("page_title", "title_match", "title_score", "language")
_SAID = ("severity", "codes", "what_is_wrong", "put_instead")
_COLUMNS = (*_PLACE, *_SOURCE, *_SAID, *_ANSWER, *_ARCHIVE, *_PAGE, "note_text")
_ORDER = ("error", "warning", "info")


@frozen(kw_only=True)
class _Row:
    """What a row is about; whatever it lacks stays empty."""

    document: str
    location: Location
    note: Note | None = None
    citation: Citation | None = None
    source: str = ""
    url: str | None = None
    report: LinkReport | None = None
    use: Use | None = None
    findings: Sequence[Finding] = field(factory=tuple)


def audit_report(audit: Audit, view: View) -> str:
    """An audit as a table (RFC 4180), to be sorted and filtered; a cell is never a formula."""
    rows = [row for shown in by_document(audit) for row in _rows(shown)]
    rows += [_Row(document=f.document, location=f.location, findings=(f,)) for f in unplaced(audit)]
    return table(_COLUMNS, map(_cells, rows))


def _rows(shown: DocumentView) -> Iterator[_Row]:
    for note in shown.document.notes:
        left = list(shown.findings[note.id])
        for citation in note.citations:
            for row in _of_citation(shown, note, citation):
                told = [found for found in left if _belongs(found, row)]
                left = [found for found in left if found not in told]
                yield _with(row, told)
        if left or not note.citations:
            yield _Row(document=shown.document.path, location=note.location, note=note, findings=left)
    if shown.findings[None]:
        yield from (_of_document(shown.document, found) for found in shown.findings[None])


def _of_document(document: Document, found: Finding) -> _Row:
    return _Row(document=document.path, location=found.location, findings=(found,))


def _with(row: _Row, findings: Sequence[Finding]) -> _Row:
    from attrs import evolve  # noqa: PLC0415

    return evolve(row, findings=findings)


def _of_citation(shown: DocumentView, note: Note, citation: Citation) -> Iterator[_Row]:
    base = _Row(
        document=shown.document.path,
        location=citation.location,
        note=note,
        citation=citation,
        source=citation_words(citation, shown.notes_by_citation),
    )
    return iter((base,))


def _belongs(found: Finding, row: _Row) -> bool:
    return True


def _cells(row: _Row) -> dict[str, object]:
    return {}
