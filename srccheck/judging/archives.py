"""A404 and A405: copies far from what the author saw, and copies that are cited but broken."""

from __future__ import annotations

from collections.abc import Iterator

from srccheck.judging.rules import Place, finding
from srccheck.model import CitedCopy, Finding, LinkReport, Use

__all__ = ["judge_archives"]

_FAR_DAYS = 30
"""Three of four pages change over three years (Jones 2016); in a month few do."""


def judge_archives(place: Place, link: LinkReport, use: Use) -> Iterator[Finding]:
    """What the archives' answers say about one use of a link, besides what they say of dead pages."""
    if link.copy is None:
        yield from _far(place, link, use)
    elif link.copy.verdict in ("bad", "absent", "excluded"):
        yield _broken(place, link, link.copy, use)


def _far(place: Place, link: LinkReport, use: Use) -> Iterator[Finding]:
    snapshot, days = use.snapshot, use.distance_days
    if snapshot is None or use.accessed is None or days is None or days <= _FAR_DAYS:
        return
    seen = snapshot.timestamp.date()
    when = "before" if seen < use.accessed else "after"
    yield finding(
        "A404",
        place,
        f"the nearest good capture ({seen.isoformat()}) was made {days} days {when} the access date "
        f"{use.accessed.isoformat()}; check that it shows what was cited: {snapshot.url}",
        url=link.url,
        evidence={
            "accessed": use.accessed.isoformat(),
            "snapshot": snapshot.url,
            "distance_days": days,
            "archive": snapshot.archive,
        },
    )


def _broken(place: Place, link: LinkReport, copy: CitedCopy, use: Use) -> Finding:
    original = copy.original_live
    if copy.verdict == "absent":
        seen = f"{copy.archive} says that it holds no such capture"
    elif copy.verdict == "excluded":
        seen = f"{copy.archive} holds this page back, so that no reader can see it"
    else:
        seen = f"this capture of {copy.archive} shows no page ({link.live.reason})"
    if use.snapshot:
        advice = f"cite the good capture of {use.snapshot.timestamp.date().isoformat()}: {use.snapshot.url}"
    elif original and original.status in ("alive", "moved"):
        advice = f"the original is still there: cite {copy.original}, or have it archived anew"
    else:
        advice = "look for another copy"
    return finding(
        "A405",
        place,
        f"the archived copy is broken: {seen}; {advice}",
        url=link.url,
        evidence={
            "archive": copy.archive,
            "verdict": copy.verdict,
            "reason": link.live.reason,
            "original": copy.original,
            "original_status": original.status if original else None,
            "snapshot": use.snapshot.url if use.snapshot else None,
        },
        fix=use.snapshot.url if use.snapshot else None,
    )
