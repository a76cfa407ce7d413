"""What is told of an audit while it is under way: JSON a line, a link each; and a short text in the end."""

from __future__ import annotations

from collections.abc import Sequence

from srccheck.model import AUDIT_SCHEMA, Audit, Finding, LinkReport
from srccheck.model.links import iso
from srccheck.reports.json import dumped
from srccheck.reports.sheet import Sheet
from srccheck.reports.terminal import INTERRUPTED, OFFLINE, finding_lines
from srccheck.reports.view import View
from srccheck.reports.words import count, summary_rows, verdict

__all__ = ["closing_line", "finding_line", "link_line", "summary_text"]

_SHOWN = 100


def link_line(report: LinkReport, findings: Sequence[Finding]) -> str:
    """A link with what is to be said of it, as one line of JSON: the contract's link, and `findings`."""
    return dumped(
        {"schema": AUDIT_SCHEMA, **report.to_dict(), "findings": [each.to_dict() for each in findings]}
    )


def finding_line(document: str, findings: Sequence[Finding]) -> str:
    """What is to be said of a document apart from its links, as one line of JSON."""
    return dumped(
        {"schema": AUDIT_SCHEMA, "path": document, "findings": [each.to_dict() for each in findings]}
    )


def closing_line(audit: Audit) -> str:
    """The last line of JSON: when, and the contract's `summary`."""
    return dumped(
        {
            "schema": AUDIT_SCHEMA,
            "as_of": audit.as_of.isoformat(),
            "started": iso(audit.started),
            "finished": iso(audit.finished),
            "interrupted": audit.interrupted,
            "notices": list(audit.notices),
            "summary": audit.summary(),
        }
    )


def summary_text(audit: Audit, view: View) -> str:
    """The counts, and the first hundred findings, for people.

    Args:
        audit: what came of it; its links are not needed.
        view: colours and width; nothing but the counts where it is brief.
    """
    sheet = Sheet(view)
    for holds, words in ((audit.interrupted, INTERRUPTED), (audit.offline, OFFLINE)):
        if holds:
            sheet.line((words, "bold yellow"))
    shown = () if view.brief else audit.findings[:_SHOWN]
    finding_lines(sheet, shown, indent=0)
    left = len(audit.findings) - len(shown)
    if shown and left:
        more = f"… and {count(left, 'finding')} more; --output jsonl:FILE writes all."
        sheet.line((more, "dim"))
    rows = summary_rows(audit)
    width = max(len(name) for name, _ in rows) + 2
    sheet.blank()
    sheet.line((f"Summary, as of {audit.as_of.isoformat()}", "bold underline"))
    for name, words in rows:
        sheet.line((name.ljust(width), "dim"), words, indent=2)
    sheet.line((verdict(audit), "bold"))
    return sheet.text()
