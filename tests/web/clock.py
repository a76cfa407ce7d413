"""A clock for many who sleep at once: it jumps to the next who wakes as soon as all sleep."""

from __future__ import annotations

import asyncio
import datetime as dt
import heapq
from collections.abc import Awaitable
from typing import TypeVar

from srccheck.model.web import Surroundings
from tests.web.localweb import START

T = TypeVar("T")
_ROUNDS = 30  # turns of the loop without anything to do before time moves


class Clock:
    """Seconds that pass only while everybody sleeps; only for tests without sockets."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.seconds + max(0.0, seconds), self._count, future))
        await future

    async def run(self, work: Awaitable[T]) -> T:
        """Await something while time passes."""
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(_ROUNDS):
                await asyncio.sleep(0)
            if task.done():
                break
            assert self._sleepers, "everybody waits for ever"
            moment, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                self.seconds = max(self.seconds, moment)
                future.set_result(None)
        return task.result()

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings(
            now=lambda: START + dt.timedelta(seconds=self.seconds),
            monotonic=lambda: self.seconds,
            sleep=self.sleep,
            random=lambda: 0.5,
        )
