"""A row for every source, for spreadsheets (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from srccheck.model import CslName, Document, Finding
from srccheck.reports.cleaning import clean
from srccheck.reports.sources import Source, sources
from srccheck.reports.view import View

__all__ = ["extract_report", "table"]

_PLACE = ("document", "line", "column", "page", "note", "citation")
_FIELDS = ("title", "title_translated", "container_title", "publisher", "publisher_place")
_COLUMNS = (
    *_PLACE, "type", "author", "editor", *_FIELDS, "volume", "issue", "pages", "issued", "accessed", "URL",
    "archive", "DOI", "ISBN", "language", "text",
)  # fmt: skip
# What makes a spreadsheet take a cell for a formula (OWASP, CSV Injection).
_FORMULA = frozenset("=+-@＝＋－＠")


def extract_report(documents: tuple[Document, ...], unreadable: tuple[Finding, ...], view: View) -> str:
    """The sources of documents as a table with a header; a cell is never a formula."""
    return table(_COLUMNS, map(_cells, sources(documents)))


def table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """A table with a header, of one line a row; a cell is never a formula.

    Args:
        columns: names of the columns, in order.
        rows: values by column; None for an empty cell.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_safe(row[name]) for name in columns] for row in rows)
    return out.getvalue()


def _cells(source: Source) -> dict[str, object]:
    citation, csl, place = source.citation, source.citation.csl, source.citation.location
    return {
        "document": source.document.path,
        "line": place.line,
        "column": place.column,
        "page": place.page,
        "note": source.note.marker,
        "citation": citation.id,
        "type": csl.type,
        "author": _names(csl.author),
        "editor": _names(csl.editor),
        **{
            name: getattr(csl, name)
            for name in (*_FIELDS, "volume", "issue", "URL", "DOI", "ISBN", "language")
        },
        "pages": csl.page,
        "issued": csl.issued.isoformat() if csl.issued else None,
        "accessed": csl.accessed.isoformat() if csl.accessed else None,
        "archive": next((link.url for link in citation.links if link.role == "archive"), None),
        "text": citation.text,
    }


def _names(names: Iterable[CslName]) -> str:
    return "; ".join(
        name.literal or ", ".join(part for part in (name.family, name.given) if part) for name in names
    )


def _safe(value: object) -> str:
    text = "" if value is None else clean(str(value))
    return f"'{text}" if text.lstrip()[:1] in _FORMULA else text
