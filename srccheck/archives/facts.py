"""What all looks into an archive come to: the contract's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from attrs import evolve

from srccheck.archives.history import History
from srccheck.archives.playback import Sighting
from srccheck.model import ArchiveFacts, Capture

__all__ = ["facts_of", "good_captures", "settled", "untried"]


def settled(sightings: Sequence[Sighting]) -> bool:
    """Whether the archive itself said that it has nothing, or holds it back, and showed nothing else."""
    said = any(sighting.verdict in ("absent", "excluded") for sighting in sightings)
    return said and not any(sighting.capture for sighting in sightings)


def good_captures(sightings: Sequence[Sighting], history: History | None) -> tuple[Capture, ...]:
    """Every good capture known."""
    seen = tuple(s.capture for s in sightings if s.verdict == "good" and s.capture)
    return seen + (history.of_worth("good") if history else ())


def untried(sightings: Sequence[Sighting], history: History) -> tuple[Capture, ...]:
    """Captures of the history that may be good and were not looked at, oldest first."""
    tried = {s.capture.timestamp for s in sightings if s.capture and s.verdict in ("good", "bad")}
    return tuple(c for c in history.of_worth("doubtful") if c.timestamp not in tried)


def facts_of(sightings: Sequence[Sighting], history: History | None) -> ArchiveFacts:
    """The contract's `archive` of a link.

    Args:
        sightings: all captures looked at.
        history: what the index said; None where it was not asked.
    """
    good = [capture.timestamp for capture in good_captures(sightings, history)]
    known = _moments(sightings, history)
    bare = ArchiveFacts(status="archived") if good else _without_good(sightings, history)
    if bare.status in ("not-archived", "excluded") or not known:
        return bare
    whole = history is None or history.complete
    died = history.died_between if history else None
    return evolve(
        bare,
        first=min(known),
        last=max(known if whole else [s.last for s in sightings if s.last], default=None),
        last_good=max(good, default=None),
        died_between=died if died and max(good) == died[0] else None,
        captures=history.captures if history else None,
    )


def _moments(sightings: Sequence[Sighting], history: History | None) -> list[dt.datetime]:
    """When anything was captured, good or bad."""
    seen = [(s.first, s.capture.timestamp if s.capture else None, s.last) for s in sightings]
    rows = [entry.capture.timestamp for entry in history.entries] if history else []
    return [moment for row in seen for moment in row if moment] + rows


def _without_good(sightings: Sequence[Sighting], history: History | None) -> ArchiveFacts:
    """What is left to say where no good capture is known; "none" only where the archive said so."""
    said = {sighting.verdict for sighting in sightings}
    if history:
        said.add("unknown" if history.verdict == "found" else history.verdict)
    captured = any(sighting.capture for sighting in sightings)
    if "excluded" in said:
        return ArchiveFacts(status="excluded")
    if "absent" in said and not captured and not (history and history.entries):
        return ArchiveFacts(status="not-archived", captures=0)
    if history and history.verdict == "found" and history.complete:
        if not untried(sightings, history):
            return ArchiveFacts(status="only-bad-captures")
        return ArchiveFacts(status="unknown", detail="redirects in the archive were not all followed")
    details = [sighting.detail for sighting in sightings if sighting.detail]
    if history and history.detail:
        details.append(history.detail)
    return ArchiveFacts(
        status="unknown", detail=details[-1] if details else "only the nearest capture was looked at"
    )
