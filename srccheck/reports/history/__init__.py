"""What the runs say together, as text: one file a format."""

from __future__ import annotations

from importlib import import_module

from srccheck.errors import UsageError
from srccheck.history.records import Chronicle
from srccheck.reports.view import View

__all__ = ["HISTORY_FORMATS", "render_history"]

HISTORY_FORMATS = {
    "text": "srccheck.reports.history.terminal",
    "json": "srccheck.reports.history.json",
    "markdown": "srccheck.reports.history.markdown",
    "html": "srccheck.reports.history.html",
}
"""Formats of a history; their modules have `history_report(chronicle, view) -> str`."""


def render_history(name: str, chronicle: Chronicle, view: View | None = None) -> str:
    """A history in a format of `HISTORY_FORMATS`.

    Args:
        name: the format.
        chronicle: what the runs say.
        view: how it will be looked at (default: piped, no colours).

    Raises:
        UsageError: there is no such format.
    """
    if name not in HISTORY_FORMATS:
        raise UsageError(f"unknown format {name!r}; there are {', '.join(HISTORY_FORMATS)}")
    return str(import_module(HISTORY_FORMATS[name]).history_report(chronicle, view or View()))
