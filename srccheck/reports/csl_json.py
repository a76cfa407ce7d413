"""CSL-JSON (CSL 1.0.2), for Zotero, pandoc and citation processors."""

from __future__ import annotations

from typing import Any

from srccheck.model import Document, Finding
from srccheck.reports.json import dumped
from srccheck.reports.sources import Source, sources
from srccheck.reports.view import View

__all__ = ["extract_report"]


def extract_report(documents: tuple[Document, ...], unreadable: tuple[Finding, ...], view: View) -> str:
    """The sources of documents as a list of CSL-JSON items."""
    return dumped([_item(source) for source in sources(documents)], indent=1)


def _item(source: Source) -> dict[str, Any]:
    csl = source.citation.csl.to_dict()
    translated = csl.pop("title-translated", None)
    # CSL knows no such variable; `custom` is where its schema lets others be.
    return {"id": source.id, **csl, **({"custom": {"title-translated": translated}} if translated else {})}
