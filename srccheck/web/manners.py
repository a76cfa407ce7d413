"""Keeps requests polite: so many at once, so often for one host, and as patient as a host asks for."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import define, field

from srccheck.model.web import Exchange, Fetcher, Request, Surroundings
from srccheck.settings import Settings
from srccheck.web.pacing import retry_after_s

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

__all__ = ["Polite", "registrable"]

_REFUSALS = 10  # 429 in a row without a word of when: then the host is left alone
_SLOWEST_S = 4.0  # what the pause grows to under such refusals
_FORBEARANCE = 10  # all waits of a run for one host, in units of `retry_after_max_s`
_LEFT_ALONE_S = 60.0
_SWEEP_AT = 2_000  # hosts remembered before the quiet ones are forgotten


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # late: 50 ms, only for runs that ask  # noqa: PLC0415

    # The section of the registries alone: *.github.io are many owners, but one server to be polite to.
    return PublicSuffixList(only_icann=True)


@lru_cache(maxsize=8192)
def _domain(host: str) -> str:
    if ":" in host or host.replace(".", "").isdigit():
        return host
    return _suffixes().privatesuffix(host) or host


def registrable(url: str) -> str:
    """Who is to be spared: the registrable domain of a URL's host, the host itself where it has none.

    By the public suffix list's section of registries: `a.bbc.co.uk` is `bbc.co.uk`, `me.github.io` is
    `github.io`.

    Args:
        url: absolute URL.
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return url
    return _domain(host.rstrip("."))


@define
class _Host:
    """What is remembered of a host; times are of the monotonic clock, in seconds."""

    gate: asyncio.Semaphore
    turn: asyncio.Lock = field(factory=asyncio.Lock)
    users: int = 0
    next_at: float = 0.0
    not_before: float = 0.0
    left_alone_until: float = 0.0
    asked_delay_s: float = 0.0
    in_a_row_s: float = 0.0
    in_all_s: float = 0.0
    refusals: int = 0

    def is_quiet(self, now: float) -> bool:
        """Nothing would be lost by forgetting it."""
        strained = self.in_all_s or self.refusals or self.asked_delay_s
        return not self.users and not strained and self.next_at <= now


class Polite:
    """Passes requests on at a pace that no host minds; implements `Fetcher`.

    At most `jobs` at once, `jobs_per_host` of them at one registrable domain, `pause_per_host_s` from
    the start of one to the start of the next. Whoever waits for a host holds nothing that others need.
    `Retry-After` holds for all requests to the host. One that asks for more than `retry_after_max_s`
    without answering in between, or that refuses (429) ten times in a row, is left alone until its time
    is up: requests come back as the failure `budget` meanwhile. Requests of the archive's lane go round
    all of this: the archive has limits of its own.

    Args:
        fetcher: who answers.
        settings: `jobs`, `jobs_per_host`, `pause_per_host_s`, `retry_after_max_s`, `backoff_s`.
        surroundings: clock and sleep.
    """

    def __init__(self, fetcher: Fetcher, settings: Settings, surroundings: Surroundings) -> None:
        self._fetcher = fetcher
        self._settings = settings
        self._surroundings = surroundings
        self._all = asyncio.Semaphore(settings.jobs)
        self._sweep_at = _SWEEP_AT
        self._hosts: defaultdict[str, _Host] = defaultdict(
            lambda: _Host(asyncio.Semaphore(settings.jobs_per_host))
        )

    async def fetch(self, request: Request) -> Exchange:
        """Answer one request, when it is its turn."""
        if request.lane == "archive":
            return await self._fetcher.fetch(request)
        name = registrable(request.url)
        host = self._hosts[name]
        host.users += 1
        try:
            async with host.gate:
                if not await self._turn(host):
                    return Exchange(
                        url=request.url, failure="budget", detail=f"{name} asks for more patience"
                    )
                try:
                    exchange = await self._fetcher.fetch(request)
                finally:
                    self._all.release()
                self._note(host, exchange)
                return exchange
        finally:
            host.users -= 1
            self._forget_the_quiet()

    def slow_down(self, url: str, pause_s: float) -> None:
        """Make the pause for a URL's host longer (its `Crawl-delay`), up to `retry_after_max_s`."""
        self._hosts[registrable(url)].asked_delay_s = min(pause_s, self._settings.retry_after_max_s)

    async def _turn(self, host: _Host) -> bool:
        """Wait for the host's next turn and take one of all slots; False where the host is left alone."""
        clock = self._surroundings.monotonic
        async with host.turn:
            while (wait := max(host.next_at, host.not_before) - clock()) > 0:
                if host.left_alone_until > clock():
                    return False
                await self._surroundings.sleep(wait)
            if host.left_alone_until > clock():
                return False
            await self._all.acquire()
            host.next_at = clock() + self._pause(host)
        return True

    def _pause(self, host: _Host) -> float:
        pause = max(self._settings.pause_per_host_s, host.asked_delay_s)
        if host.refusals:
            grown = max(pause, self._settings.backoff_s) * float(2**host.refusals)
            return max(pause, min(grown, _SLOWEST_S))
        return pause

    def _note(self, host: _Host, exchange: Exchange) -> None:
        """Remember what an answer says of the host's patience."""
        if exchange.http_status not in (429, 503):
            if exchange.http_status is not None:
                host.refusals, host.in_a_row_s = 0, 0.0
            return
        now = self._surroundings.monotonic()
        asked = retry_after_s(exchange, self._surroundings.now())
        if asked is not None:
            self._be_patient(host, now, asked)
        elif exchange.http_status == 429:
            host.refusals += 1
            host.next_at = max(host.next_at, now + self._pause(host))
            if host.refusals >= _REFUSALS:
                host.left_alone_until = now + _LEFT_ALONE_S

    def _be_patient(self, host: _Host, now: float, asked_s: float) -> None:
        until = now + asked_s
        # Two requests that were refused together ask for one wait.
        longer = max(0.0, until - max(host.not_before, now))
        host.in_a_row_s += longer
        host.in_all_s += longer
        most = self._settings.retry_after_max_s
        if host.in_a_row_s > most or host.in_all_s > _FORBEARANCE * most:
            host.left_alone_until = max(host.left_alone_until, until)
        else:
            host.not_before = max(host.not_before, until)

    def _forget_the_quiet(self) -> None:
        """A run may meet 100,000 hosts."""
        if len(self._hosts) < self._sweep_at:
            return
        now = self._surroundings.monotonic()
        for name in [name for name, host in self._hosts.items() if host.is_quiet(now)]:
            del self._hosts[name]
        self._sweep_at = max(_SWEEP_AT, 2 * len(self._hosts))
