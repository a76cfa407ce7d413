"""Not too much at once, and not too often."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from srccheck.model.web import Surroundings

__all__ = ["Pace", "RateLimiter"]


class Pace:
    """Limits how many requests are under way, in all and for one host.

    Args:
        jobs: requests at once, all hosts together.
        jobs_per_host: requests at once for one host.
    """

    def __init__(self, jobs: int, jobs_per_host: int) -> None:
        self._all = asyncio.Semaphore(jobs)
        self._per_host = jobs_per_host
        self._hosts: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Hold one slot for a host; the host's own queue comes first, so that it holds up nobody else."""
        gate, waiting = self._hosts.get(host) or (asyncio.Semaphore(self._per_host), 0)
        self._hosts[host] = gate, waiting + 1
        try:
            async with gate, self._all:
                yield
        finally:
            gate, waiting = self._hosts.pop(host)
            if waiting > 1:  # a run may meet 100,000 hosts; only the busy ones are remembered
                self._hosts[host] = gate, waiting - 1


class RateLimiter:
    """Keeps requests under a rate; what comes too early waits its turn (GCRA).

    Use `await limiter.wait()` before a request, or `async with limiter:` around it.

    Args:
        per_minute: requests a minute in the long run; None for no limit (a replay has nobody to spare).
        surroundings: clock and sleep.
        burst: requests that may come at once after a quiet time.
    """

    def __init__(self, per_minute: float | None, surroundings: Surroundings, *, burst: int = 4) -> None:
        self._interval_s = 60.0 / per_minute if per_minute else 0.0
        self._tolerance_s = (burst - 1) * self._interval_s
        self._surroundings = surroundings
        self._next = surroundings.monotonic()

    async def wait(self) -> None:
        """Return when the next request may go out; callers are served in the order they came."""
        now = self._surroundings.monotonic()
        due = max(self._next, now)
        self._next = due + self._interval_s
        pause = due - self._tolerance_s - now
        if pause > 0:
            await self._surroundings.sleep(pause)

    async def __aenter__(self) -> None:
        await self.wait()

    async def __aexit__(self, *_: object) -> None:
        return None
