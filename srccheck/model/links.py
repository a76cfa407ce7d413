"""What the world answered about a link: the live page and the archive."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, NewType

from attrs import frozen

from srccheck.model.citation import Language
from srccheck.model.places import Location

__all__ = [
    "ArchiveFacts",
    "ArchiveStatus",
    "Capture",
    "Hop",
    "LinkReport",
    "LinkStatus",
    "Live",
    "MatchVerdict",
    "NormalizedUrl",
    "PageFacts",
    "TitleMatch",
    "Use",
    "iso",
]

NormalizedUrl = NewType("NormalizedUrl", str)
"""A URL that has been through `srccheck.text.urls.normalize`."""

LinkStatus = Literal["alive", "moved", "dead", "blocked", "unreachable", "skipped", "unchecked"]
MatchVerdict = Literal["same", "similar", "different", "unknown"]
ArchiveStatus = Literal["archived", "only-bad-captures", "not-archived", "excluded", "unknown"]


def iso(moment: dt.datetime | None) -> str | None:
    """RFC 3339 in UTC, to the second: `2026-11-22T08:00:00Z`."""
    if moment is None:
        return None
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@frozen(kw_only=True)
class Hop:
    """One answer on the way: the URL asked and its HTTP status."""

    url: str
    http_status: int

    def to_dict(self) -> dict[str, Any]:
        """The contract's hop."""
        return {"url": self.url, "http_status": self.http_status}


@frozen(kw_only=True)
class PageFacts:
    """What a page says of itself.

    Attributes:
        title: `<title>`, white space folded, control characters removed; None where it has none.
        language: its language; None where nothing tells.
        published: the day it says it was published.
        content_type: media type without parameters, lower case.
    """

    title: str | None = None
    language: Language | None = None
    published: dt.date | None = None
    content_type: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's page."""
        return {
            "title": self.title,
            "language": self.language.to_dict() if self.language else None,
            "published": self.published.isoformat() if self.published else None,
            "content_type": self.content_type,
        }


@frozen(kw_only=True)
class Live:
    """What asking the live web about one URL came to.

    Attributes:
        status, reason: the contract's words.
        http_status: status code of the last answer; None where there was none.
        final_url: where the redirects ended; None where nothing answered.
        hops: the answers before the last, in order.
        checked_at: when the last attempt ended, aware UTC.
        elapsed_s: seconds that all attempts took together, waits not counted.
        attempts: how many times it was asked.
        page: what the page says of itself; None where there is no page.
        detail: the error in a few words, for people.
    """

    status: LinkStatus
    reason: str
    http_status: int | None = None
    final_url: str | None = None
    hops: tuple[Hop, ...] = ()
    checked_at: dt.datetime
    elapsed_s: float = 0.0
    attempts: int = 1
    page: PageFacts | None = None
    detail: str | None = None

    @property
    def answered(self) -> bool:
        """A server answered, or the name service said that there is none."""
        return self.http_status is not None or bool(self.hops) or self.status == "dead"


@frozen(kw_only=True)
class Capture:
    """A Memento: a page as an archive holds it (RFC 7089).

    Attributes:
        url: the URI-M.
        timestamp: its Memento-Datetime, aware UTC.
        http_status: the status that was archived; None where unknown.
    """

    url: str
    timestamp: dt.datetime
    http_status: int | None = None

    def distance_days(self, wanted: dt.date) -> int:
        """Whole days between the capture's day (UTC) and the wanted day; never negative."""
        return abs((self.timestamp.astimezone(dt.UTC).date() - wanted).days)


@frozen(kw_only=True)
class ArchiveFacts:
    """What the archive knows of one URL.

    Attributes:
        status: the contract's word; `unknown` never reads as `not-archived`.
        first, last: oldest and newest capture known, aware UTC.
        last_good: newest good capture known.
        died_between: last good capture, and the first of at least two later 404 or 410 captures.
        captures: number of captures, where the history was asked.
        detail: why it is unknown, for people.
        asked: the archive was to be asked at all.
    """

    status: ArchiveStatus
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    last_good: dt.datetime | None = None
    died_between: tuple[dt.datetime, dt.datetime] | None = None
    captures: int | None = None
    detail: str | None = None
    asked: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The contract's `archive`."""
        died = self.died_between
        return {
            "status": self.status,
            "first": iso(self.first),
            "last": iso(self.last),
            "last_good": iso(self.last_good),
            "died_between": [iso(moment) for moment in died] if died else None,
            "captures": self.captures,
        }


@frozen(kw_only=True)
class TitleMatch:
    """The contract's `match`.

    Attributes:
        verdict: `unknown` where there is no evidence: no title, a generic one, another language.
        score: 0 to 1, of the likeliest pair; 0 where nothing could be compared.
        cited: the cited title.
        found: the title it was compared with; None where there is none.
        via: where that stood: `title`, `h1`, `snapshot-title`, …; `romanised-title` for a page's `title`
            that was compared across scripts.
    """

    verdict: MatchVerdict
    score: float
    cited: str
    found: str | None = None
    via: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's object."""
        return {
            "verdict": self.verdict,
            "score": round(self.score, 2),
            "cited": self.cited,
            "found": self.found,
            "via": self.via,
        }


@frozen(kw_only=True)
class Use:
    """One citation's use of a link: all that hangs on the citation.

    Attributes:
        document, note, citation, location: where the link is cited.
        cited_title: the title that the citation gives.
        accessed: the day the author looked, where one is known.
        wanted: the day whose capture is looked for: the access date, else the publication date,
            else None for the newest capture.
        snapshot: the good capture nearest to `wanted`.
        distance_days: days between the two; None where one is missing.
        match: the cited title held against the page's; None where no page could be looked at.
        language: language of the source, by the best evidence there is.
    """

    document: str
    note: str
    citation: str
    location: Location
    cited_title: str | None = None
    accessed: dt.date | None = None
    wanted: dt.date | None = None
    snapshot: Capture | None = None
    distance_days: int | None = None
    match: TitleMatch | None = None
    language: Language | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's use."""
        snapshot = None
        if self.snapshot:
            snapshot = {
                "url": self.snapshot.url,
                "timestamp": iso(self.snapshot.timestamp),
                "http_status": self.snapshot.http_status,
                "distance_days": self.distance_days,
            }
        return {
            "document": self.document,
            "note": self.note,
            "citation": self.citation,
            "location": self.location.to_dict(),
            "snapshot": snapshot,
            "match": self.match.to_dict() if self.match else None,
            "drift": None,
            "language": self.language.to_dict() if self.language else None,
        }


@frozen(kw_only=True)
class LinkReport:
    """A link with all that was learnt about it; `url` is its normalised form, fragment kept."""

    url: NormalizedUrl
    live: Live
    archive: ArchiveFacts
    uses: tuple[Use, ...] = ()

    @property
    def answered(self) -> bool:
        """Somebody said something about it: the page, the name service, or the archive."""
        return self.live.answered or self.archive.status != "unknown"

    def to_dict(self) -> dict[str, Any]:
        """The contract's link of an audit."""
        live = self.live
        return {
            "url": self.url,
            "status": live.status,
            "reason": live.reason,
            "http_status": live.http_status,
            "final_url": live.final_url,
            "hops": [hop.to_dict() for hop in live.hops],
            "checked_at": iso(live.checked_at),
            "elapsed_s": round(live.elapsed_s, 3),
            "from_cache": False,
            "attempts": live.attempts,
            "detail": live.detail,
            "page": live.page.to_dict() if live.page else None,
            "archive": self.archive.to_dict(),
            "uses": [use.to_dict() for use in self.uses],
        }
