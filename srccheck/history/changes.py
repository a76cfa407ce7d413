"""What has changed: new rot, recovered, moved, newly archived, drifted; and what only flaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from srccheck.history.memory import Memory, Reading
from srccheck.history.records import CHANGES, Change, ChangeKind, Comparison, Flapping, Place
from srccheck.history.tracks import FLAPPING, Track
from srccheck.model.history import Citing

__all__ = ["changed", "comparison"]

_DRIFTS = ("unchanged", "edited", "replaced")
"""Verdicts that tell, the worst last."""


def comparison(memory: Memory, since: dt.date | None) -> Comparison | None:
    """What is compared with what; None where no finished run read any of the chosen documents.

    Args:
        memory: the runs.
        since: the day to compare with; None for the last run against the one before.
    """
    if not memory.readings:
        return None
    last = max(reading.runs[-1] for reading in memory.readings)
    pairs = _pairs(memory, since, last)
    befores = {before for _, before in pairs}
    alike = len(befores) == 1 and since is None
    first_time = tuple(reading.document for reading in _read(memory, since, last) if len(reading.runs) == 1)
    return Comparison(
        since=since,
        last=memory.runs[last],
        before=memory.runs[befores.pop()] if alike else None,
        first_time=first_time,
    )


def changed(memory: Memory, since: dt.date | None) -> tuple[tuple[Change, ...], tuple[Flapping, ...]]:
    """What has changed, and what flaps.

    The present state is the last look that could tell; it is compared with the last look that could tell up
    to the run before: an answer such as `blocked` is neither rot nor recovery. Without a day, the documents
    of the last run are compared, each with the run that read it before. A document's first run is where
    comparing begins.

    Args:
        memory: the runs; one at least read any of the chosen documents.
        since: the day to compare with; None for the last run against the one before.
    """
    found: dict[tuple[ChangeKind, str], Change] = {}
    flapping: dict[str, Flapping] = {}
    last = max(reading.runs[-1] for reading in memory.readings)
    tracks = memory.tracks
    places = _places(memory.readings)
    for reading, before in _pairs(memory, since, last):
        drifts = _Drifts(memory, reading, before)
        for url in reading.urls:
            track = tracks[url]
            for change in (
                *_of_track(url, track, before, places[url]),
                *drifts.of(url, track, places[url]),
            ):
                found.setdefault((change.kind, url), change)
            if track.state() == FLAPPING and url not in flapping:
                flapping[url] = _flapping(url, track, before, places[url])
    changes = sorted(found.values(), key=lambda change: CHANGES.index(change.kind))
    return tuple(changes), tuple(flapping.values())


def _read(memory: Memory, since: dt.date | None, last: int) -> tuple[Reading, ...]:
    """The documents that are looked at: those of the last run, or read since the day."""
    if since is None:
        return tuple(reading for reading in memory.readings if reading.runs[-1] == last)
    bound = memory.before(since)
    return tuple(reading for reading in memory.readings if reading.runs[-1] > bound)


def _pairs(memory: Memory, since: dt.date | None, last: int) -> tuple[tuple[Reading, int], ...]:
    """Each of them with the number of the run up to which looks are compared with."""
    out = []
    for reading in _read(memory, since, last):
        if len(reading.runs) > 1:
            before = reading.runs[-2] if since is None else max(memory.before(since), reading.runs[0])
            out.append((reading, before))
    return tuple(out)


def _places(readings: tuple[Reading, ...]) -> dict[str, tuple[Place, ...]]:
    """Where the documents cite each link."""
    out: dict[str, tuple[Place, ...]] = {}
    for citing in (citing for reading in readings for citing in reading.citings):
        place = Place(document=citing.document, note=citing.note, citation=citing.citation, line=citing.line)
        out[citing.url] = (*out.get(citing.url, ()), place)
    return out


def _of_track(url: str, track: Track, before: int, places: tuple[Place, ...]) -> Iterator[Change]:
    was, now = track.state(before), track.state()
    kind = _kind(track, before, was, now)
    if kind is not None and track.told is not None:
        yield Change(kind=kind, url=url, check=track.told, before=was, places=places)
    had, has = track.archive(before), track.archive()
    if had not in (None, "archived") and has == "archived" and track.kept is not None:
        yield Change(kind="archived", url=url, check=track.kept, before=had, places=places)


def _kind(track: Track, before: int, was: str | None, now: str | None) -> ChangeKind | None:
    if now == "dead":
        return "rotted" if was != "dead" else None
    if now not in ("alive", "moved"):
        return None
    if was in ("dead", FLAPPING):
        return "recovered"
    is_elsewhere = now == "moved" and (was != "moved" or track.final_url() != track.final_url(before))
    return "moved" if is_elsewhere else None


def _flapping(url: str, track: Track, before: int, places: tuple[Place, ...]) -> Flapping:
    turns, looks = track.turns()
    assert track.told is not None  # noqa: S101  it has turned, so a look could tell
    return Flapping(
        url=url,
        turns=turns,
        looks=looks,
        check=track.told,
        is_new=track.state(before) != FLAPPING,
        places=places,
    )


class _Drifts:
    """The verdicts on the texts that a document cites: now, and the last ones before."""

    def __init__(self, memory: Memory, reading: Reading, before: int) -> None:
        self._memory = memory
        self._reading = reading
        self._before = before
        self._now = _worst(reading.citings)
        self._was: dict[str, str] | None = None

    def of(self, url: str, track: Track, places: tuple[Place, ...]) -> Iterator[Change]:
        """The change of a link's text, if there is one: it must have been compared before, too."""
        now = self._now.get(url)
        if now is None or now == "unchanged" or track.last is None:
            return
        was = self._earlier().get(url)
        if was is not None and _DRIFTS.index(now) > _DRIFTS.index(was):
            yield Change(kind="drifted", url=url, check=track.last, before=was, drift=now, places=places)

    def _earlier(self) -> dict[str, str]:
        if self._was is None:
            self._was = {}
            wanted = {url for url, verdict in self._now.items() if verdict != "unchanged"}
            for number in reversed([run for run in self._reading.runs if run <= self._before]):
                if not wanted:
                    break
                then = self._memory.citings_of(self._reading.document, number)
                told = {url: verdict for url, verdict in _worst(then).items() if url in wanted}
                self._was |= told
                wanted -= told.keys()
        return self._was


def _worst(citings: tuple[Citing, ...]) -> dict[str, str]:
    """The worst verdict on each link's text; those without one are left out."""
    out: dict[str, str] = {}
    for citing in citings:
        if citing.drift in _DRIFTS:
            known = out.get(citing.url, _DRIFTS[0])
            out[citing.url] = max(known, citing.drift, key=_DRIFTS.index)
    return out
