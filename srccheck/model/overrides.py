"""What a person found out about a link or a note, which stands before what a program does."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from attrs import frozen

__all__ = ["InlineIgnore", "Override", "OverrideVerdict"]

OverrideVerdict = Literal["alive", "moved", "dead", "blocked", "archived", "accepted"]


@frozen(kw_only=True)
class Override:
    """One reviewed entry; its aim is a URL, a host, or a note of a document.

    Attributes:
        url: normalised, with its fragment; it also covers every fragment of the page where it has none.
        host: with all hosts below it.
        document: a pattern of paths, as in a `.gitignore`, that begins in the folder of `file`.
        note: id or marker of a note in it; None for the whole document.
        verdict: the status that the person found, or `accepted`: it may stand, whatever it is.
        by: who looked.
        why: what they saw.
        until: last day on which this counts; None for good.
        codes: beginnings of the codes of the findings that it takes away.
        file, line: where it is written.
    """

    url: str | None = None
    host: str | None = None
    document: str | None = None
    note: str | None = None
    verdict: OverrideVerdict
    by: str
    why: str
    until: dt.date | None = None
    codes: tuple[str, ...] = ("L2", "A4")
    file: str
    line: int = 1

    @property
    def aim(self) -> str:
        """What it is about, in words."""
        note = f"note {self.note} of " if self.note else ""
        return self.url or self.host or f"{note}{self.document}"

    @property
    def words(self) -> str:
        """`reviewed by M. Editor: alive (opened in a browser)`."""
        return f"reviewed by {self.by}: {self.verdict} ({self.why})"

    def holds(self, day: dt.date) -> bool:
        """Whether it still counts on a day."""
        return self.until is None or day <= self.until

    def to_dict(self) -> dict[str, Any]:
        """The object `override` of reports."""
        return {
            "verdict": self.verdict,
            "by": self.by,
            "why": self.why,
            "until": self.until.isoformat() if self.until else None,
            "codes": list(self.codes),
            "place": f"{self.file}:{self.line}",
        }


@frozen(kw_only=True)
class InlineIgnore:
    """A comment in a document that silences the note it stands in, or the next one.

    Attributes:
        line, column: where it begins, 1-based.
        codes: codes or beginnings of codes; empty where it names none that could be one.
        alone: nothing else stands on its line: it means the note that begins next.
    """

    line: int
    column: int = 1
    codes: tuple[str, ...]
    alone: bool
