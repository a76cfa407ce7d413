"""An audit as a flat list: every link of every citation, and what has none, each with its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from srccheck.model import Citation, Document, Finding, LinkReport, Location, Note, Use
from srccheck.reports.grouping import DocumentView
from srccheck.text.urls import normalize

__all__ = ["Entry", "entries"]


@frozen(kw_only=True)
class Entry:
    """One line of the list.

    Attributes:
        document: the document.
        location: where it stands.
        note, citation: what it belongs to; None for the document as a whole, and for a note as a whole.
        url: the link; None where there is none.
        report, use: what was learnt about the link; None where it was not asked.
        findings: what is to be said about it; each finding stands with one entry only.
    """

    document: Document
    location: Location
    note: Note | None = None
    citation: Citation | None = None
    url: str | None = None
    report: LinkReport | None = None
    use: Use | None = None
    findings: tuple[Finding, ...] = ()


def entries(shown: DocumentView) -> Iterator[Entry]:
    """The entries of a document, in its order; at the end one for the document's own findings, if any.

    Args:
        shown: the document with what belongs to it.
    """
    document = shown.document
    for note in document.notes:
        targets = [target for citation in note.citations for target in _targets(shown, citation)]
        told: list[list[Finding]] = [[] for _ in targets]
        whole: list[Finding] = []
        for finding in shown.findings[note.id]:
            number = _owner(finding, targets)
            (whole if number is None else told[number]).append(finding)
        if whole or not targets:
            yield Entry(document=document, location=note.location, note=note, findings=tuple(whole))
        for (citation, url, report, use), findings in zip(targets, told, strict=True):
            yield Entry(
                document=document,
                location=use.location if use else citation.location,
                note=note,
                citation=citation,
                url=url,
                report=report,
                use=use,
                findings=tuple(findings),
            )
    if own := shown.findings[None]:
        yield Entry(document=document, location=Location(line=1), findings=tuple(own))


_Target = tuple[Citation, str | None, LinkReport | None, Use | None]


def _targets(shown: DocumentView, citation: Citation) -> list[_Target]:
    """A citation's links; the citation itself where it has none."""
    asked = [(citation, str(report.url), report, use) for report, use in shown.links.get(citation.id, [])]
    left = [(citation, url, None, None) for url in shown.unchecked_urls(citation)]
    return [*asked, *left] or [(citation, None, None, None)]


def _owner(finding: Finding, targets: Sequence[_Target]) -> int | None:
    """The target a finding is about: by its URL, else the first of its citation; None for the note."""
    urls = {finding.url, normalize(finding.url)} if finding.url else set()
    of_citation = None
    for number, (citation, url, _, _) in enumerate(targets):
        if citation.id == finding.citation:
            if url in urls:
                return number
            of_citation = number if of_citation is None else of_citation
    return of_citation
