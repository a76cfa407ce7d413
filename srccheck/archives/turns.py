"""Whose turn it is where few may go at once: urgent questions first, then in the order they came."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

__all__ = ["Turns"]


class Turns:
    """A semaphore with two queues.

    Args:
        places: how many may be inside at once.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._queue: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @asynccontextmanager
    async def turn(self, *, urgent: bool = False) -> AsyncIterator[None]:
        """Wait for a place, and hold it.

        Args:
            urgent: go before all that are not.
        """
        if self._free and not self._queue:
            self._free -= 1
        else:
            await self._called(urgent=urgent)
        try:
            yield
        finally:
            self._free += 1
            self._call()

    async def _called(self, *, urgent: bool) -> None:
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (not urgent, next(self._numbers), called))
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._free += 1  # the place was given to somebody who has gone
                self._call()
            raise

    def _call(self) -> None:
        while self._free and self._queue:
            _, _, called = heapq.heappop(self._queue)
            if not called.done():
                self._free -= 1
                called.set_result(None)
