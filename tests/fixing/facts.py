"""Facts about pages, made up."""

from __future__ import annotations

import datetime as dt

from srccheck.fixing import LinkFacts, Snapshot

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
WHEN = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def copy_of(url: str, when: dt.datetime = WHEN) -> Snapshot:
    return Snapshot(url=f"https://web.archive.org/web/{when:%Y%m%d%H%M%S}/{url}", timestamp=when)


def dead(url: str, *, days: int = 3, **more) -> dict[str, LinkFacts]:
    more = {"snapshots": (copy_of(url),), "dead_since": NOW - days * DAY} | more
    return {url: LinkFacts(url=url, status="dead", checked_at=NOW, **more)}


def moved(url: str, to: str) -> dict[str, LinkFacts]:
    return {url: LinkFacts(url=url, status="moved", final_url=to, checked_at=NOW)}


def alive(url: str, final: str | None = None, **more) -> dict[str, LinkFacts]:
    more = {"checked_at": NOW} | more
    return {url: LinkFacts(url=url, status="alive", final_url=final or url, **more)}
