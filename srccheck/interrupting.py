"""Runs that Ctrl-C ends: the first is heeded, and what was found out by then is told; no other does harm."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncGenerator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import FrameType, TracebackType
from typing import Any, Self, TypeVar

__all__ = ["Interruptible", "in_a_loop", "one_by_one"]

_Item = TypeVar("_Item")


def in_a_loop(work: Coroutine[Any, Any, None]) -> None:
    """Do asynchronous work from plain code, in a thread of its own where this one has a running loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(work)
    else:
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(asyncio.run, work).result()


def one_by_one(results: AsyncGenerator[_Item, None]) -> Iterator[_Item]:
    """Take asynchronous results from plain code; whoever stops early leaves nothing running."""
    # One thread of its own, so that a loop that runs in the caller's thread is not in the way.
    with ThreadPoolExecutor(max_workers=1) as pool:
        runner = pool.submit(asyncio.Runner).result()
        try:
            while (items := pool.submit(runner.run, _next(results)).result()) is not None:
                yield items[0]
        finally:
            pool.submit(runner.run, _close(results)).result()
            pool.submit(runner.close).result()


async def _next(results: AsyncGenerator[_Item, None]) -> tuple[_Item] | None:
    async for item in results:
        return (item,)
    return None


async def _close(results: AsyncGenerator[_Item, None]) -> None:
    await results.aclose()


class Interruptible:
    """While it is entered, Ctrl-C ends what it is running, once.

    Python's own handling raises `KeyboardInterrupt` wherever the second Ctrl-C strikes, be it in the middle
    of closing connections, and somebody else's tasks then die with a traceback. A handler of the caller's
    own is left alone, and so is everything outside the main thread.

    Attributes:
        struck: Ctrl-C was pressed.
    """

    def __init__(self) -> None:
        self.struck = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_ours = False

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._is_ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self._is_ours:
            signal.signal(signal.SIGINT, self._strike)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    async def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do the work, or as much of it as can be done before Ctrl-C.

        Args:
            work: what to do; it is cancelled.
        """
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(work)
        if self.struck:
            self._task.cancel()
        try:
            await self._task
        except asyncio.CancelledError:
            if not self.struck:
                raise
        finally:
            self._task = None

    def _strike(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self.struck:
            return
        self.struck = True
        loop, task = self._loop, self._task
        if loop is None or task is None:
            raise KeyboardInterrupt
        loop.call_soon_threadsafe(task.cancel)  # which also wakes a loop that waits for the network
