"""An audit for a spreadsheet: a row for every link of every citation, and for what has none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from srccheck.model import Audit, Finding, LinkReport, Use, iso
from srccheck.reports.csv import table
from srccheck.reports.entries import Entry, entries
from srccheck.reports.grouping import by_document, unplaced
from srccheck.reports.view import View
from srccheck.reports.words import citation_words, outcome, review_words

__all__ = ["audit_report"]

_PLACE = ("document", "page", "line", "column", "note", "citation")
_SAID = ("severity", "codes", "what_is_wrong", "put_instead")
_SOURCE = ("source", "title", "issued", "accessed", "URL")
_ANSWER = ("outcome", "status", "reason", "http_status", "final_url", "checked_at")
_ARCHIVE = ("archive", "archived_copy", "archived_at", "days_from_wanted_date")
_PAGE = ("page_title", "title_match", "title_score", "language", "reviewed")
_COLUMNS = (*_PLACE, *_SAID, *_SOURCE, *_ANSWER, *_ARCHIVE, *_PAGE, "note_text")
_SEVERITIES = ("error", "warning", "info")


def audit_report(audit: Audit, view: View) -> str:
    """An audit as a table (RFC 4180) to sort and filter; a cell is never a formula."""
    rows = []
    for shown in by_document(audit):
        for entry in entries(shown):
            source = citation_words(entry.citation, shown.notes_by_citation) if entry.citation else None
            rows.append(_row(entry, source))
    rows += [_missing(finding) for finding in unplaced(audit)]
    return table(_COLUMNS, rows)


def _row(entry: Entry, source: str | None) -> dict[str, Any]:
    place, citation, note = entry.location, entry.citation, entry.note
    csl = citation.csl if citation else None
    accessed = citation.accessed.date if citation and citation.accessed else None
    return {
        **dict.fromkeys(_COLUMNS),
        "document": entry.document.path,
        "page": place.page,
        "line": place.line,
        "column": place.column,
        "note": note.marker if note else None,
        "citation": citation.id if citation else None,
        **_said(entry.findings),
        "source": source,
        "title": csl.title if csl else None,
        "issued": csl.issued.isoformat() if csl and csl.issued else None,
        "accessed": accessed.isoformat() if accessed else None,
        "URL": entry.url,
        **(_answers(entry.report, entry.use) if entry.report and entry.use else {}),
        "note_text": note.text if note else None,
    }


def _said(findings: Iterable[Finding]) -> dict[str, Any]:
    told = sorted(findings, key=lambda finding: _SEVERITIES.index(finding.severity))
    return {
        "severity": told[0].severity if told else None,
        "codes": " ".join(dict.fromkeys(finding.code for finding in told)),
        "what_is_wrong": " | ".join(finding.message for finding in told),
        "put_instead": next((finding.fix for finding in told if finding.fix), None),
    }


def _answers(report: LinkReport, use: Use) -> dict[str, Any]:
    live, match, snapshot = report.live, use.match, use.snapshot
    return {
        "outcome": "".join(outcome(report, use)),
        "status": live.status,
        "reason": live.reason,
        "http_status": live.http_status,
        "final_url": live.final_url,
        "checked_at": iso(live.checked_at),
        "archive": report.archive.status,
        "archived_copy": snapshot.url if snapshot else None,
        "archived_at": iso(snapshot.timestamp) if snapshot else None,
        "days_from_wanted_date": use.distance_days,
        "page_title": live.page.title if live.page else None,
        "title_match": match.verdict if match else None,
        "title_score": f"{match.score:.2f}" if match else None,
        "language": use.language.tag if use.language else None,
        "reviewed": review_words(use) or None,
    }


def _missing(finding: Finding) -> dict[str, Any]:
    place = {"document": finding.document, "line": finding.location.line, "column": finding.location.column}
    return {**dict.fromkeys(_COLUMNS), **place, **_said((finding,))}
