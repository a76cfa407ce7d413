"""What archives answered before: the past for good, "nothing there" for a week, silence not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from srccheck.archives.archive import Archive
from srccheck.archives.history import History, entries_of
from srccheck.archives.moments import moment_of, noon
from srccheck.archives.sighting import Sighting
from srccheck.model import Capture, Live
from srccheck.model.store import AnswerStore, StoredAnswer
from srccheck.model.web import Surroundings

__all__ = ["Memory", "remember_saved"]

_CAPTURE = "archive-capture"
_NOTHING = "archive-nothing"
_POINTER = "archive-pointer"
_HISTORY = "archive-history"
_COPY = "archive-copy"

_WEEK = dt.timedelta(days=7)
_LATE = dt.timedelta(days=30)
"""Captures may come into an archive so long after they were made."""


class Memory:
    """Remembers the answers of one archive.

    Args:
        store: where.
        archive: whose answers.
        surroundings: the clock.
    """

    def __init__(self, store: AnswerStore, archive: Archive, surroundings: Surroundings) -> None:
        self._store = store
        self._archive = archive
        self._surroundings = surroundings

    def sighting(self, url: str, digits: str) -> Sighting | None:
        """What was seen nearest to a moment, where that still holds."""
        nothing = self._fresh(_NOTHING, _key(self._archive, url))
        if nothing and nothing.value["verdict"] in ("absent", "excluded"):
            return Sighting(verdict=nothing.value["verdict"])
        seen = self._fresh(_CAPTURE, _key(self._archive, url, digits))
        return _sighting(seen.value) if seen else None

    def keep_sighting(self, url: str, digits: str, seen: Sighting) -> None:
        """Remember what was seen nearest to a moment."""
        now = self._surroundings.now()
        if seen.verdict in ("absent", "excluded"):
            self._put(_NOTHING, _key(self._archive, url), {"verdict": seen.verdict}, now + _WEEK)
        elif seen.verdict in ("good", "bad") and seen.capture:
            wanted = moment_of(digits)
            for_good = wanted is not None and _is_settled(wanted, seen.capture.timestamp, now)
            expires = None if for_good else now + _WEEK
            self._put(_CAPTURE, _key(self._archive, url, digits), seen.to_record(), expires)

    def pointer(self, url: str, digits: str) -> Sighting | None:
        """Which capture the TimeGate named, where that was all that was asked within the last week."""
        named = self._fresh(_POINTER, _key(self._archive, url, digits))
        return _sighting(named.value) if named else None

    def keep_pointer(self, url: str, digits: str, named: Sighting) -> None:
        """Remember which capture the TimeGate named; the index, which is asked next, may take minutes."""
        expires = self._surroundings.now() + _WEEK
        self._put(_POINTER, _key(self._archive, url, digits), named.to_record(), expires)

    def history(self, url: str, days: Iterable[dt.date | None]) -> History | None:
        """The history, where it still holds.

        Args:
            url: the URI-R.
            days: what it is wanted for. A history that is older than a week tells of days before it was
                asked for; the present is asked anew.
        """
        answer = self._store.get(_HISTORY, _key(self._archive, url))
        if answer is None or answer.value == _STALE:
            return None
        if not self._is_recent(answer):
            until = answer.checked_at - _LATE
            if not all(day and noon(day) < until for day in days):
                return None
        rows = answer.value["rows"]
        captures = [self._capture(*row) for row in rows]
        return History(
            verdict=answer.value["verdict"],
            entries=entries_of([capture for capture in captures if capture]),
            complete=answer.value["complete"],
        )

    def keep_history(self, url: str, history: History) -> None:
        """Remember a history."""
        if history.verdict == "unknown":
            return
        now = self._surroundings.now()
        places = [(self._archive.split(entry.capture.url), entry.capture) for entry in history.entries]
        if any(place is None for place, _ in places):
            return  # an archive whose addresses tell no time; nothing of it is judged by its history
        rows = [[place.digits, place.original, seen.http_status] for place, seen in places if place]
        record = {"verdict": history.verdict, "complete": history.complete, "rows": rows}
        expires = None if history.verdict == "found" else now + _WEEK
        self._put(_HISTORY, _key(self._archive, url), record, expires)

    def copy(self, address: str) -> tuple[Sighting, Live] | None:
        """What a cited copy showed within the last week."""
        answer = self._fresh(_COPY, address)
        if answer is None:
            return None
        seen = _sighting(answer.value["seen"])
        try:
            live = Live.from_record(answer.value["live"])
        except (KeyError, TypeError, ValueError):
            return None  # written by another version
        return (seen, evolve(live, from_cache=True)) if seen else None

    def keep_copy(self, address: str, seen: Sighting, live: Live) -> None:
        """Remember what a cited copy showed."""
        if seen.verdict != "unknown":
            value = {"seen": seen.to_record(), "live": live.to_record()}
            self._put(_COPY, address, value, self._surroundings.now() + _WEEK)

    def _is_recent(self, answer: StoredAnswer) -> bool:
        now = self._surroundings.now()
        return answer.is_fresh(now) and now < answer.checked_at + _WEEK

    def _fresh(self, kind: str, key: str) -> StoredAnswer | None:
        answer = self._store.get(kind, key)
        return answer if answer and answer.is_fresh(self._surroundings.now()) else None

    def _put(self, kind: str, key: str, value: Mapping[str, object], expires: dt.datetime | None) -> None:
        self._store.put(kind, key, value, checked_at=self._surroundings.now(), expires_at=expires)

    def _capture(self, digits: str, original: str, status: int | None) -> Capture | None:
        moment = moment_of(digits)
        if moment is None:
            return None
        address = self._archive.address(original, digits)
        return Capture(url=address, timestamp=moment, http_status=status, archive=self._archive.name)


def remember_saved(
    store: AnswerStore, archive: Archive, page: str, capture: Capture, *, now: dt.datetime
) -> None:
    """Put right what is remembered of a page, now that the archive has captured it.

    Args:
        store: where the archive's answers are remembered.
        archive: who captured it.
        page: the URI-R, without fragment.
        capture: the new capture.
        now: the time, aware UTC.
    """
    memory = Memory(store, archive, Surroundings(now=lambda: now))
    store.put(_NOTHING, _key(archive, page), {"verdict": "archived"}, checked_at=now, expires_at=now)
    store.put(_HISTORY, _key(archive, page), _STALE, checked_at=now, expires_at=now)
    memory.keep_sighting(page, "", Sighting(verdict="good", capture=capture, last=capture.timestamp))


def _sighting(record: Mapping[str, Any]) -> Sighting | None:
    try:
        return Sighting.from_record(record)
    except (KeyError, TypeError, ValueError):
        return None  # written by another version


_STALE: Mapping[str, object] = {"verdict": "stale"}


def _key(archive: Archive, url: str, digits: str | None = None) -> str:
    return f"{archive.timegate} {url}" if digits is None else f"{archive.timegate} {digits or 'newest'} {url}"


def _is_settled(wanted: dt.datetime, found: dt.datetime, now: dt.datetime) -> bool:
    """Whether no capture that is made from now on can be nearer to the wanted moment."""
    return wanted + abs(wanted - found) + _LATE < now
