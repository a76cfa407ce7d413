"""The contract's JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from srccheck.model import EXTRACT_SCHEMA, Audit, Document, Finding
from srccheck.reports.cleaning import json_safe
from srccheck.reports.news_words import news_record
from srccheck.reports.view import View

__all__ = ["audit_report", "dumped", "extract_report"]


def audit_report(audit: Audit, view: View) -> str:
    """An audit under `srccheck.audit/1`, and what has changed, where earlier runs or a baseline are known."""
    news = {} if view.news is None else {"news": news_record(view.news)}
    return dumped({**audit.to_dict(), **news}, indent=1)


def extract_report(documents: tuple[Document, ...], unreadable: tuple[Finding, ...], view: View) -> str:
    """Documents under `srccheck.extract/1`; inputs that could not be read stand in the outer `findings`."""
    return dumped(
        {
            "schema": EXTRACT_SCHEMA,
            "documents": [document.to_dict() for document in documents],
            "findings": [finding.to_dict() for finding in unreadable],
        },
        indent=1,
    )


def dumped(value: Mapping[str, Any] | Sequence[Any], *, indent: int | None = None) -> str:
    """JSON text with a line break at its end; all scripts as they are, no control characters."""
    return json_safe(json.dumps(value, ensure_ascii=False, indent=indent)) + "\n"
