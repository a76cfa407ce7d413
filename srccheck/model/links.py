"""What the world answered about a link: the live page (its records stand in `live`) and the archive."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from attrs import evolve, field, frozen

from srccheck.model.citation import CslItem, Language
from srccheck.model.copies import CitedCopy
from srccheck.model.drift import Drift
from srccheck.model.live import (
    FragmentCheck,
    Hop,
    LinkStatus,
    Live,
    NormalizedUrl,
    PageFacts,
    Validators,
    iso,
)
from srccheck.model.overrides import Override
from srccheck.model.places import Location
from srccheck.model.sources import QuoteCheck, Registered

__all__ = [
    "ArchiveFacts",
    "ArchiveStatus",
    "Capture",
    "FragmentCheck",
    "Hop",
    "LinkReport",
    "LinkStatus",
    "Live",
    "MatchVerdict",
    "NormalizedUrl",
    "PageFacts",
    "TitleMatch",
    "Use",
    "Validators",
    "iso",
]

MatchVerdict = Literal["same", "similar", "different", "unknown"]
ArchiveStatus = Literal["archived", "only-bad-captures", "not-archived", "excluded", "unknown"]


@frozen(kw_only=True)
class Capture:
    """A Memento: a page as an archive holds it (RFC 7089).

    Attributes:
        url: the URI-M.
        timestamp: its Memento-Datetime, aware UTC.
        http_status: the status that was archived; None where unknown.
        archive: what people call the archive that holds it.
        page: what the captured page says of itself; None where nobody looked at it.
    """

    url: str
    timestamp: dt.datetime
    http_status: int | None = None
    archive: str | None = None
    page: PageFacts | None = field(default=None, eq=False, repr=False)

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
        name: whose word this is; several names where several archives were asked in vain.
    """

    status: ArchiveStatus
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    last_good: dt.datetime | None = None
    died_between: tuple[dt.datetime, dt.datetime] | None = None
    captures: int | None = None
    detail: str | None = None
    asked: bool = True
    name: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's `archive`."""
        died = self.died_between
        return {
            "name": self.name,
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
        via: where that stood: `title`, `og-title`, `h1`, `headline`; `romanised-title` for a page's `title`
            that was compared across scripts; `pdf-title`, `first-page` of a PDF; `snapshot-title` of a
            capture; `registered` for what the DOI's registry says.
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
        cited: what the citation says of its source.
        cited_title: the title that the citation gives.
        sure_title: that title was read without doubt, so that a mismatch may be held against it.
        quotes: words that the text quotes where it points to the note, without their marks.
        sole: the note has no other source that they could be from.
        doi: the DOI that this use stands for.
        accessed: the day the author looked, where one is known.
        wanted: the day whose capture is looked for: the access date, else the publication date,
            else None for the newest capture.
        snapshot: the good capture nearest to `wanted`.
        distance_days: days between the two; None where one is missing.
        match: the cited title held against the page's; None where no page could be looked at.
        language: language of the source, by the best evidence there is.
        registered: what the registries say of the DOI; None where they were not asked or do not know it.
        registered_match: the cited title held against the registered one.
        quoted: the quotes, looked for in the page or its capture.
        drift: the text of the capture held against that of the page now; None where not asked for.
        override: what a person said of this use, or of the link.
    """

    document: str
    note: str
    citation: str
    location: Location
    cited: CslItem | None = None
    cited_title: str | None = None
    sure_title: bool = True
    quotes: tuple[str, ...] = ()
    sole: bool = True
    doi: str | None = None
    accessed: dt.date | None = None
    wanted: dt.date | None = None
    snapshot: Capture | None = None
    distance_days: int | None = None
    match: TitleMatch | None = None
    language: Language | None = None
    registered: Registered | None = None
    registered_match: TitleMatch | None = None
    quoted: tuple[QuoteCheck, ...] = ()
    drift: Drift | None = None
    override: Override | None = None

    def without_text(self) -> Use:
        """The same without the text of its capture, which nobody needs once it is completed."""
        if self.snapshot is None or self.snapshot.page is None:
            return self
        return evolve(self, snapshot=evolve(self.snapshot, page=self.snapshot.page.without_text()))

    def to_dict(self) -> dict[str, Any]:
        """The contract's use."""
        snapshot = None
        if self.snapshot:
            snapshot = {
                "url": self.snapshot.url,
                "archive": self.snapshot.archive,
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
            "registered": self._registered(),
            "quotes": [check.to_dict() for check in self.quoted],
            "drift": self.drift.to_dict() if self.drift else None,
            "language": self.language.to_dict() if self.language else None,
            "override": self.override.to_dict() if self.override else None,
        }

    def _registered(self) -> dict[str, Any] | None:
        if self.registered is None:
            return None
        match = self.registered_match
        return {**self.registered.to_dict(), "match": match.to_dict() if match else None}


@frozen(kw_only=True)
class LinkReport:
    """A link with all that was learnt about it.

    Attributes:
        url: its normalised form, fragment kept.
        live: the page's own answer; for an archived copy, the copy's.
        archive: what the archives know of the page.
        uses: the citations that give it.
        copy: the archived copy that it is; None for all other pages.
        override: what a person said of it, whoever cites it.
    """

    url: NormalizedUrl
    live: Live
    archive: ArchiveFacts
    uses: tuple[Use, ...] = ()
    copy: CitedCopy | None = None
    override: Override | None = None

    @property
    def fragment_present(self) -> bool | None:
        """Whether the page has the place that the fragment names; None where that is not known."""
        fragment = self.url.partition("#")[2]
        return self.live.fragment_present(fragment) if fragment else None

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
            "from_cache": live.from_cache,
            "dead_since": iso(live.dead_since),
            "fragment_present": self.fragment_present,
            "attempts": live.attempts,
            "detail": live.detail,
            "page": live.page.to_dict() if live.page else None,
            "archive": self.archive.to_dict(),
            "copy_of": self.copy.to_dict() if self.copy else None,
            "override": self.override.to_dict() if self.override else None,
            "uses": [use.to_dict() for use in self.uses],
        }
