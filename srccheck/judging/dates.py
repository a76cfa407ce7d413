"""D3xx: access dates, held against the calendar, the publication, and the life of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from srccheck.judging.rules import Place, finding
from srccheck.model import AccessDate, Citation, Document, Finding, Link, LinkReport, Note
from srccheck.settings import Settings
from srccheck.text.urls import doi_of

__all__ = ["judge_access_date", "judge_reading", "judge_web_dates"]

_TIME_ZONES = dt.timedelta(days=1)
"""The other side of the world is a day ahead (contract, D303)."""

_SLACK = dt.timedelta(days=2)
"""What a page says of its publication may be off by time zones and updates (contract, D304)."""


def judge_reading(document: Document, note: Note, citation: Citation) -> Iterator[Finding]:
    """D302 and D306: dates that cannot be read one way, or at all."""
    accessed = citation.accessed
    if accessed is None or note.kind == "inline":
        return
    place = Place.of(document, note, citation)
    if accessed.date is None:
        yield finding(
            "D306",
            place,
            f"“{accessed.raw}” names a day that does not exist; correct the access date",
            evidence={"raw": accessed.raw},
        )
    elif accessed.ambiguous:
        readings = " or ".join(d.isoformat() for d in (accessed.date, *accessed.alternatives))
        yield finding(
            "D302",
            place,
            f"“{accessed.raw}” can mean {readings}; write the month as a word or the date as YYYY-MM-DD",
            evidence={"raw": accessed.raw},
        )


def judge_access_date(
    document: Document, note: Note, citation: Citation, *, as_of: dt.date, settings: Settings
) -> Iterator[Finding]:
    """D301, D303, D304 and D307 as far as the citation itself tells."""
    if note.kind == "inline":
        return
    place = Place.of(document, note, citation)
    accessed = citation.accessed
    if accessed is None:
        # DOIs and archived copies do not change, so nobody need say when they were looked at.
        web = next((link for link in citation.links if not _is_lasting(link)), None)
        if web and not any(map(_is_lasting, citation.links)):
            yield finding(
                "D301",
                place,
                "a web source without an access date; say when it was looked at",
                severity="warning" if settings.require_access_dates else None,
                url=web.url,
            )
        return
    if accessed.date is None:
        return
    yield from _future(place, accessed, as_of)
    yield from _stale(place, accessed, as_of, settings.access_date_stale_days)
    issued = citation.csl.issued
    readings = (accessed.date, *accessed.alternatives)
    if issued is None or issued.earliest() > as_of + _TIME_ZONES:
        return  # `Agenda 2030`: what has not come yet is no date of publication
    if all(reading.latest() < issued.earliest() for reading in readings):
        yield finding(
            "D304",
            place,
            f"looked at on {accessed.date.isoformat()}, but published on {issued.isoformat()} by the "
            "citation's own word; correct one of the dates",
            evidence={"accessed": accessed.date.isoformat(), "issued": issued.isoformat()},
        )


def _is_lasting(link: Link) -> bool:
    return link.role != "source" or doi_of(link.url) is not None


def _future(place: Place, accessed: AccessDate, as_of: dt.date) -> Iterator[Finding]:
    if accessed.date is None:
        return
    readings = (accessed.date, *accessed.alternatives)
    if all(reading.earliest() > as_of + _TIME_ZONES for reading in readings):
        yield finding(
            "D303",
            place,
            f"the access date {accessed.date.isoformat()} lies after today, {as_of.isoformat()}; correct it",
            evidence={"accessed": accessed.date.isoformat(), "as_of": as_of.isoformat()},
        )


def _stale(place: Place, accessed: AccessDate, as_of: dt.date, days: int) -> Iterator[Finding]:
    if accessed.date is None:
        return
    newest = max(reading.latest() for reading in (accessed.date, *accessed.alternatives))
    if newest < as_of - dt.timedelta(days=days):
        yield finding(
            "D307",
            place,
            f"nobody has looked at the source since {accessed.date.isoformat()}; look again, and renew the "
            "access date",
            evidence={"accessed": accessed.date.isoformat(), "as_of": as_of.isoformat()},
        )


def judge_web_dates(place: Place, accessed: AccessDate, link: LinkReport) -> Iterator[Finding]:
    """D304 by the page's own date, and D305 by the archive's history."""
    if accessed.date is None or accessed.ambiguous:
        return
    looked = accessed.date.latest()
    published = link.live.page.published if link.live.page else None
    if published and link.live.status in ("alive", "moved") and looked + _SLACK < published:
        yield finding(
            "D304",
            place,
            f"looked at on {accessed.date.isoformat()}, but the page says that it was published on "
            f"{published.isoformat()}; check whether this is the page that was meant",
            severity="warning",
            url=link.url,
            evidence={"accessed": accessed.date.isoformat(), "published": published.isoformat()},
        )
    died = link.archive.died_between
    if died and accessed.date.earliest() > died[1].date():
        yield finding(
            "D305",
            place,
            f"by the archive the page was gone on {died[1].date().isoformat()}, before the access date "
            f"{accessed.date.isoformat()}; check the date",
            url=link.url,
            evidence={"last_good": died[0].date().isoformat(), "first_gone": died[1].date().isoformat()},
        )
