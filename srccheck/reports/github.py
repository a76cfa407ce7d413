"""Annotations on the lines of a pull request, as GitHub's runners read them from the log."""

from __future__ import annotations

from srccheck.model import Audit, Finding
from srccheck.reports.cleaning import clean
from srccheck.reports.view import View
from srccheck.reports.words import verdict

__all__ = ["audit_report"]

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
# The order is part of the rule: `%` first, or the others would be escaped twice.
_DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_PROPERTY = (*_DATA, (":", "%3A"), (",", "%2C"))
_LONGEST = 4000  # characters; GitHub cuts a message at 64 kB, and a page may have sent all of them


def audit_report(audit: Audit, view: View) -> str:
    """A workflow command a finding, and the verdict in a last line of the log.

    The form is that of GitHub's workflow commands (`::error file=…,line=…::message`); a runner shows at
    most 10 annotations of each kind a step.
    """
    lines = [_command(finding) for finding in audit.findings]
    return "".join(f"{line}\n" for line in (*lines, clean(verdict(audit))))


def _command(finding: Finding) -> str:
    place = finding.location
    properties = {
        # Standard input is no file that a line could be shown in.
        "file": None if finding.document == "-" else finding.document,
        "line": place.line,
        "endLine": place.end_line,
        "col": place.column,
        "title": f"{finding.code} {finding.name}",
    }
    given = ",".join(
        f"{key}={_escaped(str(value), _PROPERTY)}" for key, value in properties.items() if value is not None
    )
    return f"::{_COMMANDS[finding.severity]} {given}::{_escaped(_message(finding), _DATA)}"


def _message(finding: Finding) -> str:
    url = f" [{finding.url}]" if finding.url else ""
    return clean(f"{finding.message}{url}"[:_LONGEST])


def _escaped(text: str, marks: tuple[tuple[str, str], ...]) -> str:
    for mark, code in marks:
        text = text.replace(mark, code)
    return text
