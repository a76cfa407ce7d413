"""An audit sorted the way people read it: by document, by note, by citation."""

from __future__ import annotations

from attrs import field, frozen

from srccheck.model import Audit, Citation, Document, Finding, LinkReport, Note, Use

__all__ = ["UNREADABLE", "DocumentView", "apart", "by_document", "of_document", "unplaced"]


UNREADABLE = "X901"
"""The code of an input that could not be read."""


@frozen(kw_only=True)
class DocumentView:
    """One document with what belongs to it.

    Attributes:
        document: the document.
        findings: findings by the id of their note, for every note; None for the document as a whole.
        links: links by the id of their citation, in order.
        notes_by_citation: the note of every citation, by the citation's id.
    """

    document: Document
    findings: dict[str | None, list[Finding]] = field(factory=dict)
    links: dict[str, list[tuple[LinkReport, Use]]] = field(factory=dict)
    notes_by_citation: dict[str, Note] = field(factory=dict)

    def all_findings(self) -> tuple[Finding, ...]:
        """Its findings, those of the whole document last."""
        return tuple(finding for found in self.findings.values() for finding in found)

    def unchecked_urls(self, citation: Citation) -> tuple[str, ...]:
        """URLs of a citation of which the audit holds no report."""
        return () if citation.id in self.links else tuple(link.url for link in citation.links)


def by_document(audit: Audit) -> tuple[DocumentView, ...]:
    """The documents of an audit, each with its findings and links."""
    views = {document.path: _view(document) for document in audit.documents}
    for finding in audit.findings:
        if view := views.get(finding.document):
            _file(view, finding)
    for link in audit.links:
        for use in link.uses:
            if view := views.get(use.document):
                view.links.setdefault(use.citation, []).append((link, use))
    return tuple(views.values())


def _view(document: Document) -> DocumentView:
    findings: dict[str | None, list[Finding]] = {note.id: [] for note in document.notes}
    owners = {citation.id: note for note in document.notes for citation in note.citations}
    return DocumentView(document=document, findings={**findings, None: []}, notes_by_citation=owners)


def of_document(document: Document) -> DocumentView:
    """A document that was read and not audited, with its own findings."""
    view = _view(document)
    for finding in document.findings:
        _file(view, finding)
    return view


def _file(view: DocumentView, finding: Finding) -> None:
    view.findings[finding.note if finding.note in view.findings else None].append(finding)


def apart(audit: Audit) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    """The findings of `unplaced` under headings; those of an empty heading are left out."""
    found = unplaced(audit)
    unread = tuple(finding for finding in found if finding.code == UNREADABLE)
    rest = tuple(finding for finding in found if finding.code != UNREADABLE)
    return tuple(pair for pair in (("Not read", unread), ("Overrides", rest)) if pair[1])


def unplaced(audit: Audit) -> tuple[Finding, ...]:
    """Findings on what is no document of the audit: unread inputs, the overrides' own file."""
    paths = {document.path for document in audit.documents}
    return tuple(finding for finding in audit.findings if finding.document not in paths)
