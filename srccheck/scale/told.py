"""Findings on disk, in the order of the documents."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

from srccheck.model import Finding
from srccheck.scale.packing import pack, unpack

__all__ = ["Told"]


class Told(Sequence[Finding]):
    """All findings of a run, ordered by document (as first told of), line, column and code.

    Attributes:
        severities: how many there are of each severity.

    Args:
        file: where they are kept; in a folder that nobody else may write to, since they are pickled.
    """

    def __init__(self, file: Path) -> None:
        self.severities: Counter[str] = Counter()
        self._documents: dict[str, int] = {}
        self._base = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute(
            "CREATE TABLE told (document INTEGER, line INTEGER, place INTEGER, code TEXT, said BLOB)"
        )
        self._base.execute("BEGIN")

    def add(self, findings: Sequence[Finding]) -> None:
        """Keep some more."""
        for each in findings:
            self.severities[each.severity] += 1
            number = self._documents.setdefault(each.document, len(self._documents))
            place = each.location
            row = (number, place.line, place.column, each.code, pack(each))
            self._base.execute("INSERT INTO told VALUES (?, ?, ?, ?, ?)", row)

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def __len__(self) -> int:
        return self.severities.total()

    def __iter__(self) -> Iterator[Finding]:
        yield from self._some(-1, 0)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        wanted = range(len(self))[index]
        if isinstance(wanted, int):
            return next(self._some(1, wanted))
        if wanted.step != 1:
            return tuple(self[number] for number in wanted)
        return tuple(self._some(len(wanted), wanted.start))

    def _some(self, count: int, first: int) -> Iterator[Finding]:
        rows = self._base.cursor().execute(
            "SELECT said FROM told ORDER BY document, line, place, code, rowid LIMIT ? OFFSET ?",
            (count, first),
        )
        for (said,) in rows:
            yield unpack(said)
