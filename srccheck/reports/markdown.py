"""The report as a comment on an issue or a pull request: what is wrong on top, the rest folded away."""

from __future__ import annotations

from collections.abc import Iterator

from srccheck.model import Audit, Citation, Finding, Note
from srccheck.reports.cleaning import markdown, markdown_link
from srccheck.reports.grouping import DocumentView, apart, by_document
from srccheck.reports.terminal import INTERRUPTED, OFFLINE
from srccheck.reports.view import View
from srccheck.reports.words import (
    access_words,
    citation_words,
    count,
    evidence_words,
    has_news,
    note_words,
    outcome,
    summary_rows,
    verdict,
)

__all__ = ["audit_report"]

_SIGNS = {"error": "❌ error", "warning": "⚠️ warning", "info": "ℹ️ remark"}
_PLURALS = {"info": "remarks", "warning": "warnings"}
_OMITTED = ("the list of all notes", *_PLURALS.values())
"""What a report can do without, in the order in which it goes."""
_LONGEST = 65_000  # characters; GitHub takes 65,536, and a comment may begin with a mark of its own
_CUT = "\n*Cut here: the report is too long for a comment.*\n"


def audit_report(audit: Audit, view: View) -> str:
    """An audit in GitHub's Markdown (also readable elsewhere); what pages and documents say is escaped.

    It stays below the 65,536 characters that GitHub takes: where it would not, the list of all citations
    is left out, then the remarks, then the warnings, and the report says so.

    Args:
        audit: what was found out.
        view: whether to leave out the list of all citations (`brief`).
    """
    text = ""
    for number in range(len(_OMITTED) + 1):
        text = "\n".join(_lines(audit, _OMITTED[:number], brief=view.brief)) + "\n"
        if len(text) <= _LONGEST:
            return text
    return _cut(text)


def _cut(text: str) -> str:
    """Whole lines, as many as there is room for."""
    kept, room = [], _LONGEST - len(_CUT)
    for line in text.splitlines(keepends=True):
        room -= len(line)
        if room < 0:
            break
        kept.append(line)
    return "".join((*kept, _CUT))


def _lines(audit: Audit, omitted: tuple[str, ...], *, brief: bool) -> Iterator[str]:
    yield f"# Sources checked, as of {audit.as_of.isoformat()}"
    yield ""
    yield f"**{markdown(verdict(audit))}**"
    for notice, holds in ((INTERRUPTED, audit.interrupted), (OFFLINE, audit.offline)):
        if holds:
            yield from ("", f"> {notice}")
    if omitted:
        yield from (
            "",
            f"> Too long for a comment, so left out: {', '.join(omitted)}. `--format html` has all.",
        )
    yield from ("", "| | |", "| --- | --- |")
    for name, words in summary_rows(audit):
        yield f"| {name} | {markdown(words)} |"
    for shown in by_document(audit):
        yield from _document(shown, omitted, brief=brief)
    for heading, findings in apart(audit):
        yield from ("", f"## {heading}", "")
        for finding in findings:
            yield f"- {markdown(finding.document)}: {markdown(finding.message)}"


def _document(shown: DocumentView, omitted: tuple[str, ...], *, brief: bool) -> Iterator[str]:
    document = shown.document
    yield from ("", f"## {markdown(document.path)}", "")
    if document.title:
        yield from (markdown(document.title), "")
    notes = {note.id: note for note in document.notes}
    findings = [f for f in shown.all_findings() if _PLURALS.get(f.severity) not in omitted]
    if findings:
        yield "| note | line | finding | what is wrong, what was seen, what to do |"
        yield "| --- | --- | --- | --- |"
        yield from (_row(finding, notes) for finding in findings)
    elif not shown.all_findings():
        yield "Nothing to object to."
    if document.notes and not brief and not omitted:
        citations = sum(len(note.citations) for note in document.notes)
        heading = f"{count(len(document.notes), 'note')}, {count(citations, 'citation')}"
        yield from ("", f"<details><summary>All {heading}</summary>", "")
        for note in document.notes:
            yield from _note(shown, note)
        yield from ("", "</details>")


def _row(finding: Finding, notes: dict[str, Note]) -> str:
    note = notes.get(finding.note or "")
    marker = markdown(note.marker) or "link" if note else ""
    message = markdown(finding.message)
    url = f"<br>{markdown_link(finding.url)}" if finding.url else ""
    fix = f"<br>put instead: {markdown_link(finding.fix)}" if finding.fix and has_news(finding) else ""
    sign = f"{_SIGNS[finding.severity]} {finding.code} {finding.name}"
    return f"| {marker} | {finding.location.line} | {sign} | {message}{url}{fix} |"


def _note(shown: DocumentView, note: Note) -> Iterator[str]:
    heading = f"- **{markdown(note_words(note))}**"
    if not note.citations:
        yield f"{heading}: no source"
    elif len(note.citations) == 1:
        yield from _citation(shown, note.citations[0], f"{heading}: ", "  ")
    else:
        yield f"{heading}: {count(len(note.citations), 'source')}"
        for citation in note.citations:
            yield from _citation(shown, citation, "  - ", "    ")


def _citation(shown: DocumentView, citation: Citation, lead: str, indent: str) -> Iterator[str]:
    accessed = access_words(citation)
    what = markdown(citation_words(citation, shown.notes_by_citation))
    yield f"{lead}{what}" + (f" ({markdown(accessed)})" if accessed else "")
    for report, use in shown.links.get(citation.id, []):
        yield f"{indent}- {markdown(''.join(outcome(report, use)))}: {markdown_link(report.url)}"
        evidence = evidence_words(report, use)
        if evidence:
            yield f"{indent}  - {markdown(evidence)}"
    for url in shown.unchecked_urls(citation):
        yield f"{indent}- not checked: {markdown_link(url)}"
