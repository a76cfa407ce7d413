"""Archived copies that a document cites: what is asked of them, and what their answers mean."""

from __future__ import annotations

import datetime as dt

from attrs import field, frozen

from srccheck.archives.looking import Captures
from srccheck.archives.sighting import Sighting
from srccheck.model import ArchiveFacts, CopyVerdict, LinkStatus, Live, NormalizedUrl
from srccheck.web.page import page_facts

__all__ = ["CheckedCopy", "facts_of_copy", "live_of"]


@frozen(kw_only=True)
class CheckedCopy:
    """What an archive answered about a copy that is cited.

    Attributes:
        archive: what people call it.
        original: the page that was archived.
        verdict: what the copy is worth.
        live: the copy's own answer, in the words for live pages.
        facts: the contract's `archive`: of the copy where it is good, else of the original.
        captures: for each day wanted a good capture to cite: the copy itself, or the one to put in its place.
    """

    archive: str
    original: NormalizedUrl
    verdict: CopyVerdict
    live: Live
    facts: ArchiveFacts
    captures: Captures = field(factory=dict)


def facts_of_copy(seen: Sighting, *, name: str) -> ArchiveFacts:
    """The contract's `archive` of a copy by itself; nothing, where it is not good."""
    if seen.verdict != "good" or seen.capture is None:
        return ArchiveFacts(status="unknown", asked=False, name=name)
    here = seen.capture.timestamp
    return ArchiveFacts(
        status="archived", name=name, first=seen.first or here, last=seen.last or here, last_good=here
    )


def live_of(seen: Sighting, address: str, now: dt.datetime) -> Live:
    """A sighting in the words for live pages: what a reader finds who follows the cited address.

    Args:
        seen: what the archive showed.
        address: as cited.
        now: when that was.
    """
    status, reason = _words(seen)
    capture, page = seen.capture, seen.page
    played = page.http_status if page else None
    return Live(
        status=status,
        reason=reason,
        http_status=played or (404 if seen.verdict == "absent" else None),
        final_url=capture.url if capture else address if seen.verdict in ("absent", "excluded") else None,
        checked_at=now,
        page=page_facts(page) if page and status == "alive" else None,
        detail=seen.detail,
    )


def _words(seen: Sighting) -> tuple[LinkStatus, str]:
    if seen.verdict == "good":
        return "alive", "ok"
    if seen.verdict == "absent":
        return "dead", "http-404"
    if seen.verdict == "excluded":
        return "blocked", "excluded"
    if seen.judged is not None:
        return seen.judged.status, seen.judged.reason
    # a redirect that leads nowhere inside the archive, or silence
    return ("dead", "http-404") if seen.verdict == "bad" else ("unreachable", "connect")
