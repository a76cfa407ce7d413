"""Whether a page still says what it said when it was cited."""

from __future__ import annotations

from typing import Any, Literal

from attrs import frozen

__all__ = ["Drift", "DriftVerdict"]

DriftVerdict = Literal["unchanged", "edited", "replaced", "unknown"]


@frozen(kw_only=True)
class Drift:
    """The contract's `drift`.

    Attributes:
        verdict: `unknown` where one of the two has no text to compare.
        similarity: share of the shorter text that stands in the other, 0 to 1; None where unknown.
        kept: share of the captured text that is left in the live page; None where unknown.
        then: the captured text from where the two differ, for people; at most 300 characters.
        now: the same of the text now.
    """

    verdict: DriftVerdict
    similarity: float | None = None
    kept: float | None = None
    then: str = ""
    now: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The contract's object."""
        differs = self.verdict in ("edited", "replaced")
        return {
            "verdict": self.verdict,
            "similarity": None if self.similarity is None else round(self.similarity, 2),
            "kept": None if self.kept is None else round(self.kept, 2),
            **({"then": self.then, "now": self.now} if differs else {}),
        }
