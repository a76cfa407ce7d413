"""The whole question to an archive: is there a good capture, which is the nearest, when did the page die."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from attrs import frozen

from srccheck.archives.archive import Archive
from srccheck.archives.asking import Asker, Kind, Limiter
from srccheck.archives.cdx import Index
from srccheck.archives.facts import facts_of, good_captures, settled, untried
from srccheck.archives.history import History
from srccheck.archives.moments import digits_of, nearest, noon
from srccheck.archives.playback import Playback, Sighting
from srccheck.model import ArchiveFacts, Capture
from srccheck.model.web import Fetcher, Surroundings
from srccheck.settings import Settings
from srccheck.text.urls import without_fragment
from srccheck.web.pacing import RateLimiter

__all__ = ["ArchiveClient", "NearestAnswer"]

_STEPS = 2  # neighbours looked at before the index is asked, which is twenty times dearer
_DOUBTFUL = 3  # redirects of the index followed for one link


@frozen(kw_only=True)
class NearestAnswer:
    """What the archive knows, and its good capture nearest to a day.

    Attributes:
        facts: the contract's `archive`.
        snapshot: the capture; None where no good one was found.
    """

    facts: ArchiveFacts
    snapshot: Capture | None


class ArchiveClient:
    """Asks one archive; make one for an audit, so that all of its work shares one budget.

    Args:
        fetcher: who answers requests.
        archive: which one.
        settings: retries and pauses.
        surroundings: clock, sleep and chance.
    """

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        archive: Archive,
        settings: Settings,
        surroundings: Surroundings,
    ) -> None:
        paced = settings.replay is None
        limits: dict[Kind, Limiter] = {
            "playback": RateLimiter(archive.playback_per_minute if paced else None, surroundings),
            "cdx": RateLimiter(archive.cdx_per_minute if paced else None, surroundings),
        }
        asker = Asker(
            fetcher=fetcher,
            settings=settings,
            surroundings=surroundings,
            limits=limits,
            connections=archive.connections,
        )
        self._limits = limits
        self._playback = Playback(archive, asker)
        self._index = Index(archive, asker)

    async def wait_for_playback(self) -> None:
        """Wait as our own questions do; for capture addresses that somebody else is about to ask."""
        await self._limits["playback"].wait()

    async def nearest(self, url: str, when: dt.date | None) -> NearestAnswer:
        """The good capture nearest to a day, by playback alone.

        Two requests where the nearest capture is good and no redirect; two more at most past bad ones.

        Args:
            url: the page; a fragment is left out.
            when: the day; None for the newest capture.
        """
        sightings = await self._look_near(without_fragment(url), when, steps=_STEPS)
        snapshot = nearest(good_captures(sightings, None), when)
        return NearestAnswer(facts=facts_of(sightings, None), snapshot=snapshot)

    async def history(self, url: str) -> History:
        """All captures of a page, by one request to the index.

        Args:
            url: the page; a fragment is left out.
        """
        return await self._index.history(without_fragment(url))

    async def look(
        self, url: str, when: Sequence[dt.date | None], *, dead: bool
    ) -> tuple[ArchiveFacts, dict[dt.date | None, Capture | None]]:
        """Everything about one link, however many citations with however many access dates it has.

        At most two playback requests a day wanted, and one to the index where the page is dead or only
        bad captures were met; past bad captures and along redirects inside the archive a few more.

        Args:
            url: the page; a fragment is left out.
            when: the days wanted; None, or nothing at all, for the newest capture.
            dead: the page is gone, so that its history is wanted.

        Returns:
            The contract's `archive`, and for each day the good capture nearest to it, or None.
        """
        page = without_fragment(url)
        days = tuple(dict.fromkeys(when)) or (None,)
        sightings: list[Sighting] = []
        open_days: dict[dt.date | None, Sighting] = {}
        for day in days:
            if any(s.verdict == "good" and s.is_nearest_to(day) for s in sightings):
                continue
            seen = await self._look_near(page, day, steps=0 if dead else _STEPS)
            sightings += seen
            if settled(sightings):
                break
            if seen[-1].verdict != "good":
                open_days[day] = seen[0]
        history = await self._further(page, sightings, open_days, dead=dead)
        good = good_captures(sightings, history)
        return facts_of(sightings, history), {day: nearest(good, day) for day in days}

    async def _look_near(self, page: str, day: dt.date | None, *, steps: int) -> tuple[Sighting, ...]:
        start = await self._playback.sight(page, digits_of(noon(day)) if day else "")
        if start.verdict != "bad":
            return (start,)
        return (start, *await self._playback.walk(page, start, day, steps))

    async def _further(
        self,
        page: str,
        sightings: list[Sighting],
        open_days: Mapping[dt.date | None, Sighting],
        *,
        dead: bool,
    ) -> History | None:
        """The history where it is wanted; what is looked at for the open days' sake joins `sightings`.

        Args:
            page: the URI-R.
            sightings: what was seen so far.
            open_days: days without a good capture, and the sighting for each.
            dead: the page is gone.
        """
        bad = any(sighting.verdict == "bad" for sighting in open_days.values())
        if settled(sightings) or not (dead or bad):
            return None
        history = await self._index.history(page)
        if history.verdict == "found":
            await self._follow_doubtful(page, sightings, history, tuple(open_days))
        elif history.verdict == "unknown" and dead:
            for day, start in open_days.items():
                sightings += await self._playback.walk(page, start, day, _STEPS)
        return history

    async def _follow_doubtful(
        self, page: str, sightings: list[Sighting], history: History, days: Sequence[dt.date | None]
    ) -> None:
        """Look at redirects of the history that may be nearer to one of the days than any good capture."""
        left = list(untried(sightings, history))
        for _ in range(_DOUBTFUL):
            good = good_captures(sightings, history)
            best = (nearest((*good, *left), day) for day in days)
            goal = next((capture for capture in best if capture in left), None)
            if goal is None:
                return
            left.remove(goal)
            sightings.append(await self._playback.sight(page, digits_of(goal.timestamp)))
