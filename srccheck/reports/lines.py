"""A finding a line, `path:line:column: CODE message`, as compilers print them and editors read them."""

from __future__ import annotations

from collections.abc import Iterator

from srccheck.model import Audit, Finding
from srccheck.reports.view import View
from srccheck.reports.words import count, finding_line, severities

__all__ = ["audit_report", "coloured"]

_COLOURS = {"error": "1;31", "warning": "33", "info": "36"}


def audit_report(audit: Audit, view: View) -> str:
    """All findings, and their number in a last line, which a brief report leaves out.

    Args:
        audit: what was found out.
        view: colours, and whether to be brief.
    """
    return "".join(f"{line}\n" for line in _lines(audit, view))


def _lines(audit: Audit, view: View) -> Iterator[str]:
    for finding in audit.findings:
        yield coloured(finding, view)
    if not view.brief:
        levels = [finding.severity for finding in audit.findings]
        found = severities({level: levels.count(level) for level in levels})
        yield f"{count(len(audit.documents), 'document')} read: {found or 'nothing to object to'}."


def coloured(finding: Finding, view: View) -> str:
    """The contract's line of a finding, in colours where the view has them."""
    line = finding_line(finding)
    if not view.colour:
        return line
    place, _, message = line.partition(f" {finding.code} ")
    # Two sequences: not worth the time that rich takes to load.
    return f"\x1b[2m{place}\x1b[0m \x1b[{_COLOURS[finding.severity]}m{finding.code}\x1b[0m {message}"
