"""Dates as documents give them: with the precision that they have, and no more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from attrs import frozen

__all__ = ["AccessDate", "PartialDate"]


@frozen(kw_only=True, order=True)
class PartialDate:
    """A date of which the day, or the day and the month, may be unknown.

    Attributes:
        year: four digits.
        month: 1-12, or 0 where unknown.
        day: 1-31, or 0 where unknown.
    """

    year: int
    month: int = 0
    day: int = 0

    def earliest(self) -> dt.date:
        """The first day that the date can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> dt.date:
        """The last day that the date can mean."""
        if self.day:
            return dt.date(self.year, self.month, self.day)
        month = self.month or 12
        after = dt.date(self.year + month // 12, month % 12 + 1, 1)
        return after - dt.timedelta(days=1)

    def isoformat(self) -> str:
        """`2025`, `2025-07` or `2025-07-20` (ISO 8601 reduced precision)."""
        out = f"{self.year:04d}"
        if self.month:
            out += f"-{self.month:02d}"
        if self.day:
            out += f"-{self.day:02d}"
        return out

    def to_csl(self) -> dict[str, Any]:
        """A CSL-JSON date: `{"date-parts": [[2025, 7, 20]]}`."""
        return {"date-parts": [[part for part in (self.year, self.month, self.day) if part]]}


@frozen(kw_only=True)
class AccessDate:
    """When the author says to have looked at the source.

    Attributes:
        raw: the words, as written.
        date: the date meant; None where it is impossible (D306).
        ambiguous: day and month could be exchanged, and nothing in the document settles it.
        alternatives: the other dates it can mean.
    """

    raw: str
    date: PartialDate | None
    ambiguous: bool = False
    alternatives: tuple[PartialDate, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's `accessed`."""
        return {
            "raw": self.raw,
            "date": self.date.isoformat() if self.date else None,
            "ambiguous": self.ambiguous,
            "alternatives": [d.isoformat() for d in self.alternatives],
        }
