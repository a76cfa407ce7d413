"""Archived copies that a document cites itself."""

from __future__ import annotations

from typing import Any, Literal

from attrs import frozen

from srccheck.model.live import Live, NormalizedUrl

__all__ = ["CitedCopy", "CopyVerdict"]

CopyVerdict = Literal["good", "bad", "absent", "excluded", "unknown"]
"""A good capture; a bad one; none, by the archive's own word; held back; or the archive did not say."""


@frozen(kw_only=True)
class CitedCopy:
    """What is known of a cited address that leads into an archive.

    Attributes:
        archive: what people call it.
        original: the page that was archived; None where the address does not tell.
        verdict: what the copy is worth; `unknown` where the archive's ways are not known to us, too.
        original_live: the original's own answer; None where it was not asked.
    """

    archive: str
    original: NormalizedUrl | None = None
    verdict: CopyVerdict = "unknown"
    original_live: Live | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's `copy_of`."""
        live = self.original_live
        return {
            "archive": self.archive,
            "verdict": self.verdict,
            "url": self.original,
            "status": live.status if live else None,
            "reason": live.reason if live else None,
        }
