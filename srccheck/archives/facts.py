"""What all looks into an archive come to: the contract's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from attrs import evolve

from srccheck.archives.history import History
from srccheck.archives.sighting import Sighting
from srccheck.model import ArchiveFacts, Capture

__all__ = ["all_said", "candidates", "facts_of", "good_captures", "settled"]


def settled(sightings: Sequence[Sighting]) -> bool:
    """Whether the archive itself said that it has nothing, or holds it back, and showed nothing else."""
    said = any(sighting.verdict in ("absent", "excluded") for sighting in sightings)
    return said and not any(sighting.capture for sighting in sightings)


def good_captures(sightings: Sequence[Sighting], history: History | None) -> tuple[Capture, ...]:
    """Every good capture known.

    The index knows statuses, and a page that says "not found" may have a good one: its word counts for
    other captures once one was seen to be good, and none to be such a page.
    """
    seen = tuple(s.capture for s in sightings if s.verdict == "good" and s.capture)
    if history is None or not seen or any(sighting.is_lie for sighting in sightings):
        return seen
    return seen + history.of_worth("good")


def candidates(sightings: Sequence[Sighting], history: History) -> tuple[Capture, ...]:
    """Captures of the history that may be good and were not looked at, oldest first."""
    tried = {s.capture.timestamp for s in sightings if s.capture and s.verdict in ("good", "bad")}
    rows = (*history.of_worth("good"), *history.of_worth("doubtful"))
    return tuple(sorted((c for c in rows if c.timestamp not in tried), key=lambda c: c.timestamp))


def facts_of(sightings: Sequence[Sighting], history: History | None, *, name: str) -> ArchiveFacts:
    """The contract's `archive` of a link, by the word of one archive.

    Args:
        sightings: all captures looked at.
        history: what the index said; None where it was not asked.
        name: what people call the archive.
    """
    good = [capture.timestamp for capture in good_captures(sightings, history)]
    known = _moments(sightings, history)
    bare = evolve(ArchiveFacts(status="archived") if good else _without_good(sightings, history), name=name)
    if bare.status in ("not-archived", "excluded") or not known:
        return bare
    whole = history is None or history.complete
    died = history.died_between if history else None
    return evolve(
        bare,
        first=min(known),
        last=max(known if whole else [s.last for s in sightings if s.last], default=None),
        last_good=max(good, default=None),
        died_between=died if died and good and max(good) == died[0] else None,
        captures=history.captures if history else None,
    )


def all_said(said: Sequence[ArchiveFacts]) -> ArchiveFacts:
    """What several archives come to, none of which has a good capture.

    One that could not say leaves it open; one bad capture is more than none.

    Args:
        said: what each said, at least one.
    """
    order = ("archived", "unknown", "only-bad-captures", "excluded", "not-archived")
    first = min(said, key=lambda facts: order.index(facts.status))
    if first.status == "unknown":
        return first
    return evolve(first, name=", ".join(facts.name for facts in said if facts.name))


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
    details = ["only the nearest capture was looked at"]
    if history and history.verdict == "found" and history.complete:
        if not candidates(sightings, history):
            return ArchiveFacts(status="only-bad-captures")
        details = ["not all captures of the archive were looked at"]
    details += [s.detail for s in sightings if s.detail and s.verdict == "unknown"]
    if history and history.detail:
        details.append(history.detail)
    return ArchiveFacts(status="unknown", detail=details[-1])
