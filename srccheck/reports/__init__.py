"""An audit, or documents, as text: one file a format, one registry, nothing but records in and a str out."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

from srccheck.errors import UsageError
from srccheck.model import Audit, Document, Finding
from srccheck.reports.view import View

__all__ = [
    "AUDIT_FOLDERS",
    "AUDIT_FORMATS",
    "EXTRACT_FORMATS",
    "View",
    "render_audit",
    "render_extract",
    "save_audit",
]

# Format -> module. A module is loaded when its format is asked for: not every run draws for a terminal.
AUDIT_FORMATS = {
    "text": "srccheck.reports.terminal",
    "json": "srccheck.reports.json",
    "jsonl": "srccheck.reports.jsonl",
    "markdown": "srccheck.reports.markdown",
    "html": "srccheck.reports.html",
    "github": "srccheck.reports.github",
    "sarif": "srccheck.reports.sarif",
    "junit": "srccheck.reports.junit",
    "csv": "srccheck.reports.csv_audit",
}
"""Formats of an audit; their modules have `audit_report(audit, view) -> str`."""

AUDIT_FOLDERS = {"parquet": "srccheck.reports.parquet"}
"""Formats that are a folder of files; their modules have `check()` and `write_audit(audit, folder)`."""

EXTRACT_FORMATS = {
    "text": "srccheck.reports.extracted",
    "json": "srccheck.reports.json",
    "jsonl": "srccheck.reports.jsonl",
    "csl-json": "srccheck.reports.csl_json",
    "bibtex": "srccheck.reports.bibtex",
    "ris": "srccheck.reports.ris",
    "csv": "srccheck.reports.csv",
}
"""Formats of an extraction; their modules have `extract_report(documents, unreadable, view) -> str`."""


def render_audit(name: str, audit: Audit, view: View | None = None) -> str:
    """An audit in a format of `AUDIT_FORMATS`.

    Args:
        name: the format.
        audit: what was found out.
        view: how it will be looked at (default: piped, no colours).

    Raises:
        UsageError: there is no such format.
    """
    return str(_module(name, AUDIT_FORMATS).audit_report(audit, view or View()))


def save_audit(name: str, audit: Audit, folder: Path) -> None:
    """Write an audit in a format of `AUDIT_FOLDERS`.

    Args:
        name: the format.
        audit: what was found out.
        folder: made where it is missing.

    Raises:
        UsageError: there is no such format, or what it needs is not installed.
        OSError: a file cannot be written.
    """
    _module(name, AUDIT_FOLDERS).write_audit(audit, folder)


def render_extract(
    name: str,
    documents: tuple[Document, ...],
    unreadable: tuple[Finding, ...] = (),
    view: View | None = None,
) -> str:
    """Documents in a format of `EXTRACT_FORMATS`.

    Args:
        name: the format.
        documents: in the order to print them.
        unreadable: an X901 for each input that could not be read.
        view: how it will be looked at (default: piped, no colours).

    Raises:
        UsageError: there is no such format.
    """
    return str(_module(name, EXTRACT_FORMATS).extract_report(documents, unreadable, view or View()))


def _module(name: str, formats: dict[str, str]) -> ModuleType:
    if name not in formats:
        raise UsageError(f"unknown format {name!r}; there are {', '.join(formats)}")
    return import_module(formats[name])
