"""The whole question to one archive: is there a good capture, which is the nearest, when did the page die."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from srccheck.archives.archive import Archive
from srccheck.archives.asking import Asker, Kind, Limiter
from srccheck.archives.budget import Budget
from srccheck.archives.cdx import Index
from srccheck.archives.facts import candidates, facts_of, good_captures, settled
from srccheck.archives.history import History
from srccheck.archives.memory import Memory
from srccheck.archives.moments import digits_of, nearest, noon
from srccheck.archives.playback import Playback
from srccheck.archives.sighting import Sighting
from srccheck.model import ArchiveFacts, Capture
from srccheck.model.store import AnswerStore
from srccheck.model.web import Fetcher, Surroundings
from srccheck.settings import Settings

__all__ = ["Captures", "Looker"]

Captures = dict[dt.date | None, Capture | None]
"""For each day wanted (None: the newest) the good capture nearest to it."""

_STEPS = 2  # neighbours looked at before the index is asked, which is twenty times dearer
_LOOKS = 3  # captures of the index looked at for one day


class Looker:
    """Asks one archive; everything of one run goes through one of these, so that it shares one budget.

    Args:
        archive: which one.
        fetcher: who answers requests.
        settings: retries and pauses, and whether texts are to be compared. With `replay` nothing is waited
            for.
        surroundings: clock, sleep and chance.
        store: what is known from earlier runs.
    """

    def __init__(
        self,
        archive: Archive,
        *,
        fetcher: Fetcher,
        settings: Settings,
        surroundings: Surroundings,
        store: AnswerStore,
    ) -> None:
        paced = settings.replay is None
        rates: dict[Kind, float] = {
            "playback": archive.playback_per_minute,
            "cdx": archive.cdx_per_minute,
        }
        limits: dict[Kind, Limiter] = {
            kind: Budget(f"{archive.name} {kind}", rate if paced else None, surroundings, store)
            for kind, rate in rates.items()
        }
        self.archive = archive
        self.asker = Asker(
            fetcher=fetcher,
            settings=settings,
            surroundings=surroundings,
            limits=limits,
            connections=archive.connections,
        )
        self.memory = Memory(store, archive, surroundings)
        self.playback = Playback(archive, self.asker, self.memory, texts=settings.drift)
        self._index = Index(archive, self.asker)

    async def nearest(self, page: str, day: dt.date | None) -> tuple[ArchiveFacts, Capture | None]:
        """The good capture nearest to a day, by playback alone.

        Two requests where the nearest capture is good and no redirect; two more at most past bad ones.

        Args:
            page: the URI-R, without fragment.
            day: None for the newest capture.
        """
        sightings = await self._look_near(page, day)
        facts = facts_of(sightings, None, name=self.archive.name)
        return facts, nearest(good_captures(sightings, None), day)

    async def history(self, page: str, days: Sequence[dt.date | None]) -> History:
        """All captures of a page, by one request to the index, or from an earlier run.

        Args:
            page: the URI-R, without fragment.
            days: what it is wanted for; the past does not change.
        """
        history = self.memory.history(page, days)
        if history is None:
            history = await self._index.history(page)
            self.memory.keep_history(page, history)
        return history

    async def look(
        self, page: str, days: Sequence[dt.date | None], *, dead: bool
    ) -> tuple[ArchiveFacts, Captures]:
        """Everything about one page, however many citations with however many access dates it has.

        At most two playback requests a day wanted, and one to the index where the page is dead or only
        bad captures were met; past bad captures and along redirects inside the archive a few more.

        Args:
            page: the URI-R, without fragment.
            days: the days wanted, at least one; None for the newest.
            dead: the page is gone, so that its history is wanted.
        """
        sightings: list[Sighting] = []
        look = self._look_at_the_dead if dead else self._look_at_the_living
        history = await look(page, days, sightings)
        if history is not None:
            history = history.without(s.capture.timestamp for s in sightings if s.capture and s.is_bad)
        good = good_captures(sightings, history)
        facts = facts_of(sightings, history, name=self.archive.name)
        return facts, {day: nearest(good, day) for day in days}

    async def _look_at_the_living(
        self, page: str, days: Sequence[dt.date | None], sightings: list[Sighting]
    ) -> History | None:
        """By playback; the index only where bad captures alone were met. What is seen joins `sightings`."""
        open_days: dict[dt.date | None, Sighting] = {}
        for day in days:
            if any(s.verdict == "good" and s.is_nearest_to(day) for s in sightings):
                continue
            seen = await self._look_near(page, day)
            sightings += seen
            if settled(sightings):
                return None
            if seen[-1].verdict != "good":
                open_days[day] = seen[0]
        return await self._by_index(page, sightings, open_days)

    async def _by_index(
        self, page: str, sightings: list[Sighting], open_days: Mapping[dt.date | None, Sighting]
    ) -> History | None:
        if not any(sighting.is_bad for sighting in open_days.values()):
            return None
        history = await self.history(page, tuple(open_days))
        if history.verdict == "found":
            for day in open_days:
                await self._choose(page, day, history, sightings)
        return history

    async def _look_at_the_dead(
        self, page: str, days: Sequence[dt.date | None], sightings: list[Sighting]
    ) -> History | None:
        """By the index, which knows when it died; the TimeGate before it, which knows what is not there."""
        history = self.memory.history(page, days)
        first = None
        if history is None:
            first = await self.playback.pointed(page, _digits(days[0]))
            if first.verdict != "unknown":
                sightings.append(first)
            if settled(sightings):
                return None
            history = await self.history(page, days)
        for day in days:
            if history.verdict == "found":
                await self._choose(page, day, history, sightings)
            elif first in sightings and day == days[0]:
                sightings += await self._step_on(page, day, sightings[0])
            elif history.verdict == "unknown" or (first and first.capture):
                sightings += await self._look_near(page, day)
        return history

    async def _look_near(self, page: str, day: dt.date | None) -> tuple[Sighting, ...]:
        start = await self.playback.sight(page, _digits(day))
        return (start, *await self._step_on(page, day, start))

    async def _step_on(self, page: str, day: dt.date | None, start: Sighting) -> tuple[Sighting, ...]:
        return await self.playback.walk(page, start, day, _STEPS) if start.is_bad else ()

    async def _choose(
        self, page: str, day: dt.date | None, history: History, sightings: list[Sighting]
    ) -> None:
        """Look at the captures of the index nearest to a day until one is good; the last try is the oldest.

        A page that was replaced by a polite "not found" has many such captures, all later than the real ones.
        """
        tried: set[dt.datetime] = set()
        for turn in range(1, _LOOKS + 1):
            seen_good = [s.capture for s in sightings if s.verdict == "good" and s.capture]
            left = [c for c in candidates(sightings, history) if c.timestamp not in tried]
            best = nearest((*left, *seen_good), day)
            if best is None or best in seen_good:
                return
            if turn == _LOOKS:
                best = min(left, key=lambda capture: capture.timestamp)
            tried.add(best.timestamp)
            place = self.archive.split(best.url)
            digits = place.digits if place else digits_of(best.timestamp)
            sightings.append(await self.playback.sight(page, digits, urgent=True))
            if sightings[-1].verdict == "unknown":
                return


def _digits(day: dt.date | None) -> str:
    return digits_of(noon(day)) if day else ""
