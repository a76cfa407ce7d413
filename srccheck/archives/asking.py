"""Asking an archive with manners: a limit, few connections, bounded patience, and knowing when to stop."""

from __future__ import annotations

import asyncio
import math
from typing import Literal, Protocol

from srccheck.archives.marks import is_playback, own_words
from srccheck.model.web import Exchange, Failure, Fetcher, Request, Surroundings
from srccheck.settings import Settings

__all__ = ["Asker", "Kind", "Limiter"]

Kind = Literal["playback", "cdx"]
_Trouble = Literal["nameless", "refused", "busy", "down", "slow"]

_NAMELESS: frozenset[Failure] = frozenset({"dns", "dns-nxdomain"})
_REFUSED: frozenset[Failure] = frozenset({"connect"})
_SLOW: frozenset[Failure] = frozenset({"timeout", "too-slow"})
_DOWN: frozenset[Failure] = frozenset({"reset", "tls", "protocol"})

_AWAY: frozenset[_Trouble] = frozenset({"nameless", "refused"})

_RETRIES: dict[_Trouble, int] = {"nameless": 0, "refused": 1, "busy": 1, "slow": 1, "down": 10}
"""At most so many, however many retries the settings allow."""

_PATIENCE: dict[_Trouble, int] = {"nameless": 4, "refused": 4, "busy": 2, "slow": 4, "down": 9}
"""So many answers in a row that end this way, and the rest of the run goes without the archive.

Going on after 429 or a refused connection brings a longer block (an hour, doubling). Nine faults in a
row are one chance in 20,000 where every third request fails."""

_PATIENCE_LEFT = 2
"""For the index, once playback has been given up."""

_BODY_BYTES: dict[Kind, int] = {"playback": 200_000, "cdx": 16_000_000}
"""The archive's own pages (94 kB seen) say what they mean near their end."""


_SILENT = "the archive is not asked any more, after it did not answer several times"


class Limiter(Protocol):
    """Whoever says when the next request may go."""

    async def wait(self) -> None:
        """Return when it may."""
        ...


def _trouble(exchange: Exchange) -> _Trouble | None:
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


class _Breaker:
    """Counts bad answers in a row, and says when it is enough."""

    def __init__(self) -> None:
        self._row: dict[Kind, int] = {}
        self._stopped: set[Kind] = set()

    def note(self, kind: Kind, trouble: _Trouble | None) -> None:
        """Count an answer."""
        self._row[kind] = self._row.get(kind, 0) + 1 if trouble else 0
        if trouble and self._row[kind] >= self._patience(kind, trouble):
            # both kinds are asked at one address: who refuses one connection refuses the other
            self._stopped |= {"playback", "cdx"} if trouble in _AWAY else {kind}

    def _patience(self, kind: Kind, trouble: _Trouble) -> int:
        given_up = kind == "cdx" and "playback" in self._stopped
        return _PATIENCE_LEFT if given_up else _PATIENCE[trouble]

    def is_open(self, kind: Kind) -> bool:
        """Whether a kind of question is not asked any more."""
        return kind in self._stopped


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
        self._slots = {kind: asyncio.Semaphore(connections) for kind in limits}
        self._replays = settings.replay is not None
        self._breaker = _Breaker()

    async def ask(self, kind: Kind, url: str) -> Exchange:
        """Ask once, and again where that may help.

        Returns:
            The last answer; a failure with a detail where the archive is no longer asked.
        """
        request = Request(url=url, max_body_bytes=_BODY_BYTES[kind])
        asked = 0
        while True:
            async with self._slots[kind]:
                if self._breaker.is_open(kind):
                    return Exchange(url=url, failure="connect", detail=_SILENT)
                await self._limits[kind].wait()
                exchange = await self._fetcher.fetch(request)
            asked += 1
            trouble = _trouble(exchange)
            if not self._replays:
                self._breaker.note(kind, trouble)
            pause = self._pause(exchange, trouble, asked)
            if pause is None:
                return exchange
            await self._rest(pause)

    async def _rest(self, seconds: float) -> None:
        if not self._replays:
            await self._surroundings.sleep(seconds)

    def _pause(self, exchange: Exchange, trouble: _Trouble | None, asked: int) -> float | None:
        """Seconds until the next attempt; None to let it be."""
        if trouble is None or asked > min(self._settings.retries, _RETRIES[trouble]):
            return None
        stated = exchange.header("retry-after") or ""
        if stated.isascii() and stated.isdigit():
            seconds = float(stated[:9])
            return seconds if seconds <= self._settings.retry_after_max_s else None
        if trouble == "busy":
            return None  # no word of when: asking on would make it worse
        return math.ldexp(self._settings.backoff_s, asked - 1) * (0.5 + self._surroundings.random())
