"""The report that an editor reads: by document, by note, what is wrong, what was seen, what to do."""

from __future__ import annotations

from collections.abc import Iterable

from srccheck.model import Audit, Citation, Document, Finding, LinkReport, Note, Use
from srccheck.reports.grouping import DocumentView, apart, by_document
from srccheck.reports.news_words import news_rows
from srccheck.reports.sheet import Sheet
from srccheck.reports.view import View
from srccheck.reports.words import (
    access_words,
    citation_words,
    count,
    evidence_words,
    finding_line,
    has_news,
    note_words,
    outcome,
    summary_rows,
    verdict,
)

__all__ = ["audit_report", "document_heading", "finding_lines", "not_read"]

_SEVERITY_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_STATUS_STYLES = {"alive": "green", "moved": "yellow", "dead": "red"}
OFFLINE = (
    "No network: no link got an answer. Nothing is said of any source; the citations are listed as read."
)
INTERRUPTED = "Interrupted: this is what was done until then."


def audit_report(audit: Audit, view: View) -> str:
    """An audit for a terminal, a pipe or a file.

    Args:
        audit: what was found out.
        view: colours and width, and whether to leave out notes that nothing is to be said about.
    """
    sheet = Sheet(view)
    if audit.interrupted:
        sheet.line((INTERRUPTED, "bold yellow"))
    if audit.offline:
        sheet.line((OFFLINE, "bold yellow"))
    for shown in by_document(audit):
        _document(sheet, shown, brief=view.brief)
    for heading, findings in apart(audit):
        _apart(sheet, heading, findings)
    _summary(sheet, audit, view)
    return sheet.text()


def document_heading(sheet: Sheet, document: Document) -> None:
    """Write a document's name, title, and what was found in it."""
    numbered = sum(note.kind != "inline" for note in document.notes)
    citations = sum(len(note.citations) for note in document.notes)
    language = [document.language.tag] if document.language else []
    facts = [document.format, *([document.encoding] if document.encoding else []), *language]
    sheet.blank()
    sheet.line((document.path, "bold underline"))
    size = f"{count(numbered, 'note')}, {count(citations, 'citation')}"
    sheet.line(*([document.title, " · "] if document.title else []), (f"{size} · {', '.join(facts)}", "dim"))


def finding_lines(sheet: Sheet, findings: Iterable[Finding], *, indent: int) -> None:
    """Write findings, each with the text to put in place where that is known."""
    for finding in findings:
        whole = finding_line(finding)
        head, code, message = whole.partition(f" {finding.code} ")
        sheet.line((head, "dim"), (code, _SEVERITY_STYLES[finding.severity]), message, indent=indent)
        if finding.fix and has_news(finding):
            sheet.line(("put instead: ", "bold"), finding.fix, indent=indent + 2)


def not_read(sheet: Sheet, findings: tuple[Finding, ...]) -> None:
    """Write which inputs could not be read, if any."""
    if findings:
        _apart(sheet, "Not read", findings)


def _apart(sheet: Sheet, heading: str, findings: tuple[Finding, ...]) -> None:
    sheet.blank()
    sheet.line((heading, "bold underline"))
    finding_lines(sheet, findings, indent=0)


def _document(sheet: Sheet, shown: DocumentView, *, brief: bool) -> None:
    document = shown.document
    document_heading(sheet, document)
    for note in document.notes:
        findings = shown.findings[note.id]
        if findings or not brief:
            _note(sheet, shown, note, findings)
    if not brief:
        for item in document.attributions:
            sheet.line(f"{item.kind.capitalize()}, line {item.location.line}: {item.text}")
    finding_lines(sheet, shown.findings[None], indent=0)


def _note(sheet: Sheet, shown: DocumentView, note: Note, findings: list[Finding]) -> None:
    heading = (f"{note_words(note)}: ", "bold")
    if not note.citations:
        sheet.line(heading, ("no source", "dim"))
    elif len(note.citations) == 1:
        _citation(sheet, shown, note.citations[0], heading)
    else:
        sheet.line(heading, (count(len(note.citations), "source"), "dim"))
        for citation in note.citations:
            _citation(sheet, shown, citation, ("- ", ""))
    finding_lines(sheet, findings, indent=2)


def _citation(sheet: Sheet, shown: DocumentView, citation: Citation, lead: tuple[str, str]) -> None:
    accessed = access_words(citation)
    alone = lead[0] != "- "
    what = citation_words(citation, shown.notes_by_citation)
    sheet.line(lead, what, (f" ({accessed})" if accessed else "", "dim"), indent=0 if alone else 2)
    for report, use in shown.links.get(citation.id, []):
        _link(sheet, report, use, indent=2 if alone else 4)
    for url in shown.unchecked_urls(citation):
        sheet.line(("not checked: ", "dim"), url, indent=2 if alone else 4)


def _link(sheet: Sheet, report: LinkReport, use: Use, *, indent: int) -> None:
    style = _STATUS_STYLES.get(report.live.status, "dim")
    page, rest = outcome(report, use)
    sheet.line((page, style), f"{rest}: ", report.url, indent=indent)
    evidence = evidence_words(report, use)
    if evidence:
        sheet.line((evidence, "dim"), indent=indent + 2)


def _summary(sheet: Sheet, audit: Audit, view: View) -> None:
    rows = (*summary_rows(audit), *news_rows(view.news))
    width = max(len(name) for name, _ in rows) + 2
    sheet.blank()
    sheet.line((f"Summary, as of {audit.as_of.isoformat()}", "bold underline"))
    for name, words in rows:
        sheet.line((name.ljust(width), "dim"), words, indent=2)
    sheet.line((verdict(audit), "bold"))
