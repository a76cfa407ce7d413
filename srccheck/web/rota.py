"""Who is asked next: many hosts at once, none of them keeping the others waiting."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from attrs import define, field

from srccheck.model.web import Surroundings
from srccheck.settings import Settings
from srccheck.web.manners import registrable

__all__ = ["Rota"]

_Job = Callable[[str], Awaitable[None]]


@define
class _Line:
    """The pages of one host that wait, and those that are being asked for."""

    pages: deque[str] = field(factory=deque)
    under_way: int = 0
    ready_at: float = 0.0
    is_queued: bool = False


class Rota:
    """Hands out pages by host, so that workers never wait for one host while others are free.

    It keeps the same pace as `srccheck.web.manners.Polite` does for single requests, but decides before a
    worker is bound: a host with a thousand links takes a few of the workers, however early they are cited.

    Args:
        settings: `jobs`, `jobs_per_host`, `pause_per_host_s`; a replay has no pace.
        surroundings: clock and sleep.
    """

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self._jobs = settings.jobs
        self._per_host = settings.jobs_per_host
        self._pause_s = 0.0 if settings.replay else settings.pause_per_host_s
        self._surroundings = surroundings
        self._lines: dict[str, _Line] = {}
        self._queue: list[tuple[float, int, _Line]] = []
        self._turns = 0
        self._under_way = 0
        self._freed = asyncio.Event()

    async def each(self, pages: Iterable[str], job: _Job) -> None:
        """Run a job for every page, once.

        Args:
            pages: absolute URLs; those of one host are taken in order.
            job: what to do; an exception of it ends all others.

        Raises:
            ExceptionGroup: what jobs raised.
        """
        left = 0
        for page in pages:
            self._lines.setdefault(registrable(page), _Line()).pages.append(page)
            left += 1
        for line in self._lines.values():
            self._queue_up(line)
        self._lines.clear()
        async with asyncio.TaskGroup() as group:
            while left:
                line = await self._next_line()
                group.create_task(self._run(line, line.pages.popleft(), job))
                left -= 1
                self._queue_up(line)

    async def _next_line(self) -> _Line:
        """Wait for a host whose turn it is, and take the turn."""
        while True:
            now = self._surroundings.monotonic()
            if self._under_way < self._jobs and self._queue and self._queue[0][0] <= now:
                _, _, line = heapq.heappop(self._queue)
                line.is_queued = False
                line.ready_at = now + self._pause_s
                line.under_way += 1
                self._under_way += 1
                return line
            self._freed.clear()
            if self._under_way < self._jobs and self._queue:
                await self._freed_within(self._queue[0][0] - now)
            else:
                await self._freed.wait()

    async def _freed_within(self, seconds: float) -> None:
        waits = [
            asyncio.ensure_future(self._freed.wait()),
            asyncio.ensure_future(self._surroundings.sleep(seconds)),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _queue_up(self, line: _Line) -> None:
        if line.pages and not line.is_queued and line.under_way < self._per_host:
            self._turns += 1
            line.is_queued = True
            heapq.heappush(self._queue, (line.ready_at, self._turns, line))

    async def _run(self, line: _Line, page: str, job: _Job) -> None:
        try:
            await job(page)
        finally:
            line.under_way -= 1
            self._under_way -= 1
            self._queue_up(line)
            self._freed.set()
