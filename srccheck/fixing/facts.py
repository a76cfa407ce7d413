"""What an audit found out about links, as far as repairs rest on it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from srccheck.errors import UsageError
from srccheck.model import Audit
from srccheck.model.audit import AUDIT_SCHEMA

__all__ = ["Facts", "LinkFacts", "Snapshot", "facts_of", "read_facts"]

_BROKEN = frozenset({"bad", "absent", "excluded"})
_EVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_A_DAY = dt.timedelta(days=1)


@frozen(kw_only=True)
class Snapshot:
    """A good capture."""

    url: str
    timestamp: dt.datetime


@frozen(kw_only=True)
class LinkFacts:
    """What is known of a link.

    Attributes:
        url: its normalised form, fragment kept.
        status: the contract's word.
        final_url: where its redirects ended; None where nothing answered.
        checked_at: when the page was last asked, aware UTC.
        dead_since: the first of the looks that found it dead; else None.
        has_died: the archive's history shows its end (`died_between`).
        fragment_present: whether the page has the place that the fragment names; None where not known.
        snapshots: the good captures that its uses were given.
        is_broken_copy: it is an archived copy that its archive does not show.
        is_reviewed: a person has looked at it, and overrides what is found.
    """

    url: str
    status: str
    final_url: str | None = None
    checked_at: dt.datetime
    dead_since: dt.datetime | None = None
    has_died: bool = False
    fragment_present: bool | None = None
    snapshots: tuple[Snapshot, ...] = ()
    is_broken_copy: bool = False
    is_reviewed: bool = False

    @property
    def is_confirmed_dead(self) -> bool:
        """Found dead at least a day apart, or by the capture history."""
        if self.status != "dead":
            return False
        lasting = self.dead_since is not None and self.checked_at - self.dead_since >= _A_DAY
        return self.has_died or lasting

    def snapshot_for(self, wanted: dt.date | None) -> Snapshot | None:
        """The capture nearest to a day; the newest where there is none to go by."""
        if wanted is None:
            return max(self.snapshots, key=lambda each: each.timestamp, default=None)
        return min(
            self.snapshots,
            key=lambda each: (abs((each.timestamp.date() - wanted).days), each.url),
            default=None,
        )


Facts = Mapping[str, LinkFacts]
"""By the normalised URL of the link."""


def facts_of(audit: Audit) -> dict[str, LinkFacts]:
    """The facts of an audit."""
    return _read(link.to_dict() for link in audit.links)


def read_facts(text: str) -> tuple[dict[str, LinkFacts], dt.datetime]:
    """The facts of an audit's JSON report, and when the audit was finished.

    Args:
        text: what `srccheck audit --format json` printed, schema `srccheck.audit/1`.

    Raises:
        UsageError: it is something else.
    """
    try:
        data = json.loads(text)
        schema = data["schema"]
        read = _read(data["links"]) if schema == AUDIT_SCHEMA else {}
        finished = _moment(data["finished"]) if schema == AUDIT_SCHEMA else _EVER
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            f"this is no report of srccheck audit --format json ({type(error).__name__}: {str(error)[:80]})"
        ) from error
    if schema != AUDIT_SCHEMA:
        raise UsageError(f"the schema is {schema!r}, not {AUDIT_SCHEMA!r}")
    return read, finished


def _read(links: Iterable[Mapping[str, Any]]) -> dict[str, LinkFacts]:
    return {link["url"]: _facts(link) for link in links}


def _facts(link: Mapping[str, Any]) -> LinkFacts:
    since = link.get("dead_since")
    return LinkFacts(
        url=link["url"],
        status=link["status"],
        final_url=link["final_url"],
        checked_at=_moment(link["checked_at"]),
        dead_since=_moment(since) if since else None,
        has_died=bool(link["archive"]["died_between"]),
        fragment_present=link.get("fragment_present"),
        snapshots=tuple(_snapshots(link["uses"])),
        is_broken_copy=(link.get("copy_of") or {}).get("verdict") in _BROKEN,
        is_reviewed=any(each.get("override") is not None for each in (link, *link["uses"])),
    )


def _snapshots(uses: Iterable[Mapping[str, Any]]) -> Iterable[Snapshot]:
    found = (use["snapshot"] for use in uses)
    return dict.fromkeys(
        Snapshot(url=each["url"], timestamp=_moment(each["timestamp"])) for each in found if each
    )


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} does not name its time zone")
    return moment
