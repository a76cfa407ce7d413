"""Asking an archive with manners: a limit, few connections, bounded patience, and knowing when to stop."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Protocol

from srccheck.archives.breaker import Breaker, Kind, Trouble
from srccheck.archives.marks import is_playback, own_words
from srccheck.archives.once import Once
from srccheck.archives.turns import Turns
from srccheck.model.web import Exchange, Failure, Fetcher, Request, Surroundings
from srccheck.settings import Settings
from srccheck.web.pacing import retry_after_s

__all__ = ["Asker", "Kind", "Limiter"]

_NAMELESS: frozenset[Failure] = frozenset({"dns", "dns-nxdomain"})
_REFUSED: frozenset[Failure] = frozenset({"connect"})
_SLOW: frozenset[Failure] = frozenset({"timeout", "too-slow"})
_DOWN: frozenset[Failure] = frozenset({"reset", "tls", "protocol"})

_RETRIES: dict[Trouble, int] = {"nameless": 0, "refused": 1, "busy": 1, "slow": 1, "down": 10}
"""At most so many, however many retries the settings allow."""

_BODY_BYTES: dict[Kind, int] = {"playback": 200_000, "cdx": 16_000_000}
"""The archive's own pages (94 kB seen) say what they mean near their end."""


_SILENT = "the archive is left alone for a while, after it did not answer several times"


class Limiter(Protocol):
    """Whoever says when the next request may go."""

    async def wait(self) -> None:
        """Return when it may."""
        ...


def _trouble(exchange: Exchange) -> Trouble | None:
    """What is wrong with an answer, where asking again may help."""
    if exchange.failure in _NAMELESS:
        return "nameless"
    if exchange.failure in _REFUSED:
        return "refused"
    if exchange.failure in _SLOW:
        return "slow"
    if exchange.failure in _DOWN:
        return "down"
    status = exchange.http_status
    if status is None or is_playback(exchange) or own_words(exchange):
        return None
    return "busy" if status == 429 else "down" if status >= 500 else None


class Asker:
    """Sends requests to one archive.

    Args:
        fetcher: who answers requests.
        settings: retries and pauses. With `replay` nothing is waited for and nothing given up: the
            evidence holds what was asked, and the same must come out of it.
        surroundings: clock, sleep and chance.
        limits: for each kind of question, when the next may go.
        connections: requests of a kind under way at once.
    """

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        settings: Settings,
        surroundings: Surroundings,
        limits: dict[Kind, Limiter],
        connections: int,
    ) -> None:
        self._fetcher = fetcher
        self._settings = settings
        self._surroundings = surroundings
        self._limits = limits
        self._slots: dict[Kind, Turns] = {kind: Turns(connections) for kind in limits}
        self._replays = settings.replay is not None
        self._once = Once() if settings.record or settings.replay else None
        self._breaker = Breaker(surroundings)
        self._waiting: Counter[Kind] = Counter()

    @property
    def waiting(self) -> Counter[Kind]:
        """Questions of each kind that were put and are not answered yet."""
        return self._waiting

    async def wait(self, kind: Kind) -> None:
        """Take a place in the queue for a request that somebody else sends."""
        await self._limits[kind].wait()

    async def ask(
        self,
        kind: Kind,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_body_bytes: int | None = None,
        urgent: bool = False,
    ) -> Exchange:
        """Ask once, and again where that may help.

        Args:
            kind: which limit it falls under.
            url: what is asked.
            headers: besides those that every request carries.
            max_body_bytes: how much of the answer is read; what the kind needs where None.
            urgent: goes before all questions that are not, because a dearer one hangs on it.

        Returns:
            The last answer; a failure with a detail where the archive is left alone for now.
        """
        request = Request(
            url=url,
            headers=headers or {},
            max_body_bytes=max_body_bytes or _BODY_BYTES[kind],
            lane="archive",
        )
        self._waiting[kind] += 1
        try:
            if self._once is None:
                return await self._until_answered(kind, request, urgent=urgent)
            return await self._once.ask(request, lambda: self._until_answered(kind, request, urgent=urgent))
        finally:
            self._waiting[kind] -= 1

    async def _until_answered(self, kind: Kind, request: Request, *, urgent: bool) -> Exchange:
        asked = 0
        while True:
            async with self._slots[kind].turn(urgent=urgent):
                if not self._replays and not self._breaker.admits(kind):
                    return Exchange(url=request.url, failure="budget", detail=_SILENT)
                await self._limits[kind].wait()
                exchange = await self._fetcher.fetch(request)
            asked += 1
            trouble = _trouble(exchange)
            if not self._replays:
                self._breaker.note(kind, trouble, at_least_s=self._too_long(exchange))
            pause = self._pause(exchange, trouble, asked)
            if pause is None:
                return exchange
            await self._rest(pause)

    async def _rest(self, seconds: float) -> None:
        if not self._replays:
            await self._surroundings.sleep(seconds)

    def _too_long(self, exchange: Exchange) -> float:
        """How long the archive wants to be left alone, where that is longer than we wait."""
        seconds = retry_after_s(exchange, self._surroundings.now())
        return seconds if seconds and seconds > self._settings.retry_after_max_s else 0.0

    def _pause(self, exchange: Exchange, trouble: Trouble | None, asked: int) -> float | None:
        """Seconds until the next attempt; None to let it be."""
        if trouble is None or asked > min(self._settings.retries, _RETRIES[trouble]):
            return None
        seconds = retry_after_s(exchange, self._surroundings.now())
        if seconds is not None:
            return seconds if seconds <= self._settings.retry_after_max_s else None
        if trouble == "busy":
            return None  # no word of when: asking on would make it worse
        return math.ldexp(self._settings.backoff_s, asked - 1) * (0.5 + self._surroundings.random())
