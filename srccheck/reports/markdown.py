"""The report as an issue or a comment: what is new on top, then what is wrong, the rest folded away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from srccheck.model import Audit, Citation, Finding, Note
from srccheck.model.history import PastFinding
from srccheck.news import News, Over
from srccheck.reports.cleaning import markdown, markdown_link
from srccheck.reports.grouping import DocumentView, apart, by_document
from srccheck.reports.news_words import news_rows, news_words, over_words
from srccheck.reports.terminal import INTERRUPTED, OFFLINE
from srccheck.reports.view import Source, View
from srccheck.reports.words import (
    access_words,
    citation_words,
    count,
    evidence_words,
    has_news,
    note_words,
    outcome,
    severities,
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
_FOLD, _UNFOLD = "<details>", "</details>"
_OPEN_ROWS = 25
"""Longer lists of what is new, or over, are folded from here on."""
_HEAD = (
    "",
    "| note | line | finding | what is wrong, what was seen, what to do |",
    "| --- | --- | --- | --- |",
)
_NEW_HEAD = (_HEAD[0], _HEAD[1].replace("line", "document, line"), _HEAD[2])


def audit_report(audit: Audit, view: View) -> str:
    """An audit in GitHub's Markdown (also readable elsewhere); what pages and documents say is escaped.

    It begins with what is new and what is over since the last run, where that is known. It stays below the
    65,536 characters that GitHub takes: where it would not, the list of all citations is left out, then
    the remarks, then the warnings, and the report says so.

    Where the news are known its first line is a comment that programs can read and nobody sees:
    `<!-- srccheck audit: new=2 open=7 -->`, new errors and warnings, and all that there are.

    Args:
        audit: what was found out.
        view: whether to leave out the list of all citations (`brief`); the news; where lines can be seen.
    """
    text = ""
    for number in range(len(_OMITTED) + 1):
        text = "\n".join(_lines(audit, _OMITTED[:number], view)) + "\n"
        if len(text) <= _LONGEST:
            return text
    return _cut(text)


def _cut(text: str) -> str:
    """Whole lines, as many as there is room for."""
    kept, room, open_folds = [], _LONGEST - len(_CUT) - len(_UNFOLD) - 2, 0
    for line in text.splitlines(keepends=True):
        room -= len(line)
        if room < 0:
            break
        kept.append(line)
        open_folds += line.startswith(_FOLD) - line.startswith(_UNFOLD)
    return "".join((*kept, f"\n{_UNFOLD}\n" * open_folds, _CUT))


def _lines(audit: Audit, omitted: tuple[str, ...], view: View) -> Iterator[str]:
    news = view.news
    if news is not None:
        yield f"<!-- srccheck audit: new={len(news.alarming)} open={news.open} -->"
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
    views = by_document(audit)
    if news is not None and not news.is_first:
        yield from _news(news, views, view.source)
    yield from ("", "| | |", "| --- | --- |")
    for name, words in (*summary_rows(audit), *news_rows(news)):
        yield f"| {name} | {markdown(words)} |"
    for shown in views:
        yield from _document(shown, omitted, view)
    for heading, findings in apart(audit):
        yield from ("", f"## {heading}", "")
        for finding in findings:
            yield f"- {markdown(finding.document)}: {markdown(finding.message)}"


# ---------------------------------------------------------------- what has changed
def _news(news: News, views: Sequence[DocumentView], source: Source | None) -> Iterator[str]:
    yield from ("", markdown(news_words(news)))
    notes = {(shown.document.path, note.id): note for shown in views for note in shown.document.notes}
    remarks = [finding for finding in news.new if finding.severity == "info"]
    for heading, findings, is_folded in (("New", news.alarming, False), ("New remarks", remarks, True)):
        rows = [_new_row(each, notes.get((each.document, each.note or "")), source) for each in findings]
        if rows:
            yield from ("", f"## {heading}: {severities(Counter(each.severity for each in findings))}")
            yield from _folded(_NEW_HEAD, rows, from_row=0 if is_folded else _OPEN_ROWS)
    if news.over:
        yield from ("", f"## Over: {count(len(news.over), 'finding')}")
        yield from _folded(("",), [_over_row(each, source) for each in news.over], from_row=_OPEN_ROWS)


def _folded(head: tuple[str, ...], rows: Sequence[str], *, from_row: int) -> Iterator[str]:
    """A list under its head, folded from a row on."""
    shown, hidden = rows[:from_row], rows[from_row:]
    if shown:
        yield from (*head, *shown)
    if hidden:
        words = f"{len(hidden)} more" if shown else f"all {len(hidden)}"
        yield from ("", f"{_FOLD}<summary>{words}</summary>", *head, *hidden, "", _UNFOLD)


def _new_row(finding: Finding, note: Note | None, source: Source | None) -> str:
    return _row(finding, note, f"{markdown(finding.document)} {_place(finding, source)}")


def _over_row(each: Over[PastFinding], source: Source | None) -> str:
    past = each.finding
    url = f": {markdown_link(past.url)}" if past.url else f": {markdown(past.message)}"
    note = f", note {markdown(past.note.removeprefix('n'))}" if past.note else ""
    return f"- {markdown(past.document)}{note}: {past.code}, {over_words(each.why)}{url}"


# ---------------------------------------------------------------- all that there is
def _document(shown: DocumentView, omitted: tuple[str, ...], view: View) -> Iterator[str]:
    document = shown.document
    yield from ("", f"## {markdown(document.path)}", "")
    if document.title:
        yield from (markdown(document.title), "")
    notes = {note.id: note for note in document.notes}
    findings = [f for f in shown.all_findings() if _PLURALS.get(f.severity) not in omitted]
    if findings:
        yield from _table(findings, notes, view)
    elif not shown.all_findings():
        yield "Nothing to object to."
    if document.notes and not view.brief and not omitted:
        citations = sum(len(note.citations) for note in document.notes)
        heading = f"{count(len(document.notes), 'note')}, {count(citations, 'citation')}"
        yield from ("", f"{_FOLD}<summary>All {heading}</summary>", "")
        for note in document.notes:
            yield from _note(shown, note)
        yield from ("", _UNFOLD)


def _table(findings: Sequence[Finding], notes: dict[str, Note], view: View) -> Iterator[str]:
    rows = (_row(each, notes.get(each.note or ""), _place(each, view.source)) for each in findings)
    if view.news is None or view.news.is_first:
        yield from (*_HEAD[1:], *rows)
        return
    # What is new stands on top already; the rest was told before.
    words = severities(Counter(finding.severity for finding in findings))
    yield from (f"{_FOLD}<summary>{words}</summary>", *_HEAD, *rows, "", _UNFOLD)


def _place(finding: Finding, source: Source | None) -> str:
    line = finding.location.line
    address = source.line(finding.document, line) if source else None
    return f"[{line}]({address})" if address else str(line)


def _row(finding: Finding, note: Note | None, place: str) -> str:
    marker = markdown(note.marker) or "link" if note else ""
    message = markdown(finding.message)
    url = f"<br>{markdown_link(finding.url)}" if finding.url else ""
    fix = f"<br>put instead: {markdown_link(finding.fix)}" if finding.fix and has_news(finding) else ""
    sign = f"{_SIGNS[finding.severity]} {finding.code} {finding.name}"
    return f"| {marker} | {place} | {sign} | {message}{url}{fix} |"


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
