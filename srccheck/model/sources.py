"""What is known of a source besides its page: its registered description, and the words quoted from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from attrs import frozen

__all__ = ["Notice", "NoticeEffect", "QuoteCheck", "QuoteVerdict", "Registered"]

NoticeEffect = Literal["retracted", "doubted", "corrected"]
"""What a notice does to a work: it no longer stands, it stands in doubt, a part of it was put right."""

QuoteVerdict = Literal["found", "not-found", "not-applicable"]


@frozen(kw_only=True)
class Notice:
    """A published change to a work, as its registry gives it.

    Attributes:
        kind: the registry's word, with hyphens: `retraction`, `expression-of-concern`, `erratum`, …
        effect: what that does to the work.
        doi: of the notice; None where the registry names none.
        date: when it was published.
        source: who told the registry: `publisher`, `retraction-watch`; `title` where the registered title
            itself says so.
    """

    kind: str
    effect: NoticeEffect
    doi: str | None = None
    date: dt.date | None = None
    source: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """For reports and the store."""
        return {
            "kind": self.kind,
            "effect": self.effect,
            "doi": self.doi,
            "date": self.date.isoformat() if self.date else None,
            "source": self.source,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Notice:
        """What `to_dict` wrote."""
        day = dt.date.fromisoformat(record["date"]) if record["date"] else None
        return cls(**{**record, "date": day})


@frozen(kw_only=True)
class Registered:
    """What the registries say of a DOI.

    Attributes:
        doi: lower case.
        registry: whose description it is, by its host name; None where only notices are known.
        titles: the registered title first, then its other forms (with subtitle, original, short).
        authors: family names, or the names of organisations.
        years: of publication, online and in print.
        container: the journal or book that it is a part of.
        notices: published changes.
    """

    doi: str
    registry: str | None = None
    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    container: str | None = None
    notices: tuple[Notice, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For reports and the store; `from_record` reads it back without loss."""
        return {
            "doi": self.doi,
            "registry": self.registry,
            "titles": list(self.titles),
            "authors": list(self.authors),
            "years": list(self.years),
            "container": self.container,
            "notices": [notice.to_dict() for notice in self.notices],
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Registered:
        """What `to_dict` wrote.

        Raises:
            KeyError, TypeError, ValueError: it is no such record.
        """
        return cls(
            doi=record["doi"],
            registry=record["registry"],
            titles=tuple(record["titles"]),
            authors=tuple(record["authors"]),
            years=tuple(record["years"]),
            container=record["container"],
            notices=tuple(Notice.from_record(notice) for notice in record["notices"]),
        )


@frozen(kw_only=True)
class QuoteCheck:
    """Whether the source has words that are quoted from it.

    Attributes:
        words: as quoted, without the quotation marks.
        verdict: `not-applicable` where it cannot be told: another language, no text, not all of the text.
        then, now: whether the text of the capture, and of the live page, has them; None where not known.
    """

    words: str
    verdict: QuoteVerdict
    then: bool | None = None
    now: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        """For the report."""
        return {"words": self.words, "verdict": self.verdict}
