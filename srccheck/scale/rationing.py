"""Who is asked without a word, and for whom a turn is to be had first, where many share a web."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from attrs import frozen

from srccheck.archives.archive import Archive, archive_of, known_archives
from srccheck.archives.budget import BURST
from srccheck.model.store import AnswerStore
from srccheck.model.web import Exchange, Fetcher, Request, Surroundings
from srccheck.settings import Settings
from srccheck.web.manners import registrable
from srccheck.web.pacing import retry_after_s

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["Ration", "Rationed", "Turns"]

_REFUSED_S = 60.0  # what a host that has had enough (429) is left alone for where it does not say


@frozen(kw_only=True)
class Ration:
    """A limit that all machines keep together; see `srccheck.scale.desk.Desk.lease`."""

    name: str
    at_once: int
    interval_s: float
    burst: int = 1
    per_minute: int | None = None


class Turns(Protocol):
    """Whoever hands out turns for all machines."""

    async def lease(self, ration: Ration, owner: str) -> tuple[int, float]:
        """See `srccheck.scale.desk.Desk.lease`."""
        ...

    async def release(self, lease: int, ago_s: float, rest_s: float) -> None:
        """See `srccheck.scale.desk.Desk.release`."""
        ...


class StoreTurns:
    """Turns of the processes of one machine at hosts that are no partition's, kept in the store they share.

    Archives have their turns there by themselves. Whoever has a host in a partition of its own takes no
    turns: another process that is led there by a redirect comes in addition.

    Args:
        store: the same file, or database, for all of them.
        surroundings: the clock.
    """

    def __init__(self, store: AnswerStore, surroundings: Surroundings) -> None:
        self._store = store
        self._surroundings = surroundings

    async def lease(self, ration: Ration, owner: str) -> tuple[int, float]:
        """A turn, and seconds to wait for it."""
        del owner
        if ration.per_minute is not None or not ration.interval_s:
            return 1, 0.0
        now = self._surroundings.now()
        return 1, self._store.allow(ration.name, 60 / ration.interval_s, now, burst=ration.burst)

    async def release(self, lease: int, ago_s: float, rest_s: float) -> None:
        """Nothing is held."""


class Rationed:
    """Passes requests on; implements `Fetcher`.

    A host of a partition that is under way here is nobody else's, and asked at once (politely: that is for
    whoever uses this). For all other hosts, those that others want to go to as well, and archives, a turn is
    had first, so that their limits hold for all machines together.

    Args:
        fetcher: who answers.
        turns: who hands out turns.
        settings: `pause_per_host_s`, `archives`.
        surroundings: clock and sleep.
    """

    def __init__(
        self, fetcher: Fetcher, turns: Turns, settings: Settings, surroundings: Surroundings
    ) -> None:
        self._fetcher = fetcher
        self._turns = turns
        self._settings = settings
        self._surroundings = surroundings
        self._owners: dict[str, str] = {}
        self._shared: set[str] = set()
        self._under_way: Counter[str] = Counter()
        self._archives = (*map(archive_of, settings.archives), *known_archives().values())

    def own(self, owner: str, domains: Iterable[str], shared: Iterable[str]) -> None:
        """Take domains for a partition.

        Args:
            owner: what it is called.
            domains: all of its registrable domains.
            shared: those that need a turn all the same.
        """
        self._owners |= dict.fromkeys(domains, owner)
        self._shared.update(shared)

    def disown(self, domains: Iterable[str]) -> None:
        """Let go of the domains of a partition."""
        for domain in domains:
            self._owners.pop(domain, None)
            self._shared.discard(domain)

    def share(self, domains: Iterable[str]) -> None:
        """From now on these need a turn, as others want to go there."""
        self._shared.update(domain for domain in domains if domain in self._owners)

    def is_settled(self, domain: str) -> bool:
        """Whether no request is under way that had no turn."""
        return not self._under_way[domain]

    async def fetch(self, request: Request) -> Exchange:
        """Answer one request, when it is its turn."""
        domain = registrable(request.url)
        ration = self._ration(request, domain)
        if ration is None:
            self._under_way[domain] += 1
            try:
                return await self._fetcher.fetch(request)
            finally:
                self._under_way[domain] -= 1
                if not self._under_way[domain]:
                    del self._under_way[domain]
        rests: list[float] = []
        async with self._turn(ration, self._owners.get(domain, ""), rests):
            exchange = await self._fetcher.fetch(request)
            rests.append(self._rest_s(exchange))
        return exchange

    @asynccontextmanager
    async def _turn(self, ration: Ration, owner: str, rests: list[float]) -> AsyncIterator[None]:
        lease, wait_s = await self._turns.lease(ration, owner)
        while not lease:
            await self._surroundings.sleep(wait_s)
            lease, wait_s = await self._turns.lease(ration, owner)
        clock = self._surroundings.monotonic
        started = math.inf
        try:
            if wait_s > 0:
                await self._surroundings.sleep(wait_s)
            started = clock()
            yield
        finally:
            await asyncio.shield(self._turns.release(lease, max(0.0, clock() - started), sum(rests)))

    def _ration(self, request: Request, domain: str) -> Ration | None:
        if request.lane == "archive" and (found := self._archive_ration(request.url)) is not None:
            return found
        if domain in self._owners and domain not in self._shared:
            return None
        # one at a time: so the pause is kept to the letter, however busy the machines are
        return Ration(name=f"host {domain}", at_once=1, interval_s=self._settings.pause_per_host_s)

    def _archive_ration(self, url: str) -> Ration | None:
        host = urlsplit(url).hostname or ""
        archive = next((each for each in self._archives if _is_at(each, host)), None)
        if archive is None:
            return None
        indexes = tuple(address for address in (archive.cdx, archive.timemap) if address)
        kind = "cdx" if url.startswith(indexes) else "playback"
        rate = archive.cdx_per_minute if kind == "cdx" else archive.playback_per_minute
        return Ration(
            name=f"{archive.name} {kind}",
            at_once=archive.connections,
            interval_s=60 / rate,
            burst=BURST,
            per_minute=int(rate),
        )

    def _rest_s(self, exchange: Exchange) -> float:
        """How long everybody is to keep away, by an answer."""
        if exchange.http_status not in (429, 503):
            return 0.0
        asked = retry_after_s(exchange, self._surroundings.now())
        if asked is None:
            asked = _REFUSED_S if exchange.http_status == 429 else 0.0
        return min(asked, self._settings.retry_after_max_s)


def _is_at(archive: Archive, host: str) -> bool:
    return host in archive.hosts or host == urlsplit(archive.timegate).hostname
