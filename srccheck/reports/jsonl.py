"""One JSON object a line, a line a document."""

from __future__ import annotations

from srccheck.model import AUDIT_SCHEMA, EXTRACT_SCHEMA, Audit, Document, Finding
from srccheck.reports.json import dumped
from srccheck.reports.view import View

__all__ = ["audit_report", "extract_report"]


def audit_report(audit: Audit, view: View) -> str:
    """A document a line with its findings and its links; of a link only the uses in that document.

    Inputs that could not be read have a line too, with `path` and `findings` alone.
    """
    lines = []
    for document in audit.documents:
        links = []
        for link in audit.links:
            uses = [use.to_dict() for use in link.uses if use.document == document.path]
            if uses:
                links.append({**link.to_dict(), "uses": uses})
        lines.append(
            {
                "schema": AUDIT_SCHEMA,
                "as_of": audit.as_of.isoformat(),
                "interrupted": audit.interrupted,
                **document.to_dict(with_findings=False),
                "links": links,
                "findings": [f.to_dict() for f in audit.findings if f.document == document.path],
            }
        )
    known = {document.path for document in audit.documents}
    for path in dict.fromkeys(f.document for f in audit.findings if f.document not in known):
        findings = [f.to_dict() for f in audit.findings if f.document == path]
        lines.append({"schema": AUDIT_SCHEMA, "path": path, "findings": findings})
    return "".join(map(dumped, lines))


def extract_report(documents: tuple[Document, ...], unreadable: tuple[Finding, ...], view: View) -> str:
    """A document a line; inputs that could not be read have a line with `path` and `findings` alone."""
    lines = [{"schema": EXTRACT_SCHEMA, **document.to_dict()} for document in documents]
    lines += [{"schema": EXTRACT_SCHEMA, "path": f.document, "findings": [f.to_dict()]} for f in unreadable]
    return "".join(map(dumped, lines))
