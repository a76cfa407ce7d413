"""One JSON object a document, as the report of that name has it, where documents cannot be held."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from srccheck.model import AUDIT_SCHEMA, Audit, Document, Finding, LinkReport
from srccheck.reports.json import dumped

__all__ = ["DocumentLines"]

_DOCUMENT, _LINK, _FINDING = range(3)
_IN_THE_END = ("O901", "O902")
"""What is said of overrides is known when all is read."""


class DocumentLines:
    """Keeps on disk what comes, by document, and writes a line for each in the end; to be used as a context.

    Args:
        file: where; in a folder of this run's own.
        write: takes a line.
    """

    def __init__(self, file: Path, write: Callable[[str], object]) -> None:
        self._write = write
        self._numbers: dict[str, int] = {}
        self._base = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute(
            "CREATE TABLE parts (document INTEGER, kind INTEGER, line INTEGER, place INTEGER, what BLOB)"
        )
        self._base.execute("BEGIN")

    def read(self, item: Document | Finding, findings: Sequence[Finding]) -> None:
        """Take a document, or what stands for one that cannot be read, and what is to be said of it."""
        if isinstance(item, Document):
            self._keep(item.path, _DOCUMENT, 0, 0, item.to_dict(with_findings=False))
        self._say(findings)

    def link(self, report: LinkReport, findings: Sequence[Finding]) -> None:
        """Take a link, and what is to be said of it."""
        link = {**report.to_dict(), "uses": ()}
        by_document: dict[str, list[Any]] = {}
        for use in report.uses:
            by_document.setdefault(use.document, []).append(use)
        for path, uses in by_document.items():
            first = uses[0].location
            whole = {**link, "uses": [use.to_dict() for use in uses]}
            self._keep(path, _LINK, first.line, first.column, whole)
        self._say(findings)

    def close(self, audit: Audit) -> None:
        """Write the lines, in the order in which the documents came; links in that of their places."""
        self._base.execute("CREATE INDEX by_document ON parts (document, kind, line, place)")
        self._say([each for each in audit.findings if each.code in _IN_THE_END])
        head = {"schema": AUDIT_SCHEMA}
        run = {**head, "as_of": audit.as_of.isoformat(), "interrupted": audit.interrupted}
        for path, number in self._numbers.items():
            documents, links, findings = (self._of(number, kind) for kind in (_DOCUMENT, _LINK, _FINDING))
            if documents:
                line = {**run, **documents[0], "links": links, "findings": findings}
            else:
                line = {**head, "path": path, "findings": findings}
            self._write(dumped(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()  # else Windows could not remove the file

    def _say(self, findings: Sequence[Finding]) -> None:
        for each in findings:
            place = each.location
            self._keep(each.document, _FINDING, place.line, place.column, each.to_dict())

    def _keep(self, path: str, kind: int, line: int, place: int, what: dict[str, Any]) -> None:
        number = self._numbers.setdefault(path, len(self._numbers))
        data = zlib.compress(json.dumps(what).encode("ascii"), 1)
        self._base.execute("INSERT INTO parts VALUES (?, ?, ?, ?, ?)", (number, kind, line, place, data))

    def _of(self, number: int, kind: int) -> list[dict[str, Any]]:
        rows = self._base.execute(
            "SELECT what FROM parts WHERE document = ? AND kind = ? ORDER BY line, place, rowid",
            (number, kind),
        )
        return [json.loads(zlib.decompress(what)) for (what,) in rows]
