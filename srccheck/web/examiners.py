"""Who examines pages: this process, and others where it does hardly anything else.

A run at the pace of politeness waits most of the time. One over thousands of hosts, or over an intranet
without pauses, examines pages all the time, and meanwhile keeps the network waiting: then processes apart
take some of the work. What they say does not hang on which of them says it.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import itertools
import os
import queue
import threading
from collections.abc import Callable
from typing import IO, cast

from srccheck.apart import CannotStartError, start_apart
from srccheck.web.examiner import answers_in, packed_question
from srccheck.web.examining import Examined, Question, examine

__all__ = ["SHARED", "Examiner", "Examiners"]

_MANY_PAGES = 64
_IN_SHORT_S = 0.5
"""So many pages in so short a time are more than a run of a few links, and than politeness lets through."""
_MOST_PROCESSES = 3
_MOST_WAITING = 48
"""Questions that one process may have before it: enough to keep it busy while we are."""
_SMALLEST = 4_096
"""Bytes: what is shorter is examined sooner than sent."""
_LARGEST = 2_000_000
_PATIENCE_S = 60.0
_PIECE = 1 << 20

_Answer = asyncio.Future[Examined | None]
_Waiting = tuple[asyncio.AbstractEventLoop, _Answer]


class _Process:
    """One process that examines pages, and the two threads that speak with it."""

    def __init__(self) -> None:
        self._process = start_apart("srccheck.web.examiner")
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._waiting: dict[int, _Waiting] = {}
        self._numbers = itertools.count()
        self.is_fit = True
        self._threads = [threading.Thread(target=job, daemon=True) for job in (self._send, self._listen)]
        for thread in self._threads:
            thread.start()

    @property
    def load(self) -> int:
        """How many questions it has before it."""
        return len(self._waiting)

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid

    async def ask(self, question: Question) -> Examined | None:
        """Have it answer a question; None where it does not."""
        loop = asyncio.get_running_loop()
        future: _Answer = loop.create_future()
        number = next(self._numbers)
        self._waiting[number] = (loop, future)
        try:
            if not self.is_fit:  # it has ended since it was chosen
                return None
            self._outbox.put(packed_question(number, question))
            async with asyncio.timeout(_PATIENCE_S):
                return await future
        except TimeoutError:
            self.end()
            return None
        finally:
            self._waiting.pop(number, None)

    def _send(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # it has ended: whoever listens will know
            while (data := self._outbox.get()) is not None:
                left = memoryview(data)
                while left:
                    left = left[cast("IO[bytes]", self._process.stdin).write(left) :]

    def _listen(self) -> None:
        came = bytearray()
        try:
            while piece := cast("IO[bytes]", self._process.stdout).read(_PIECE):
                came += piece
                self._hand_out(list(answers_in(came)))
        except (OSError, ValueError, KeyError, TypeError):  # it speaks nonsense
            pass
        finally:
            self.is_fit = False
            self._outbox.put(None)
            self._hand_out([(number, None) for number in tuple(self._waiting)])

    def _hand_out(self, answers: list[tuple[int, Examined]] | list[tuple[int, None]]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Answer, Examined | None]]] = {}
        for number, answer in answers:
            if (waiting := self._waiting.pop(number, None)) is not None:
                by_loop.setdefault(waiting[0], []).append((waiting[1], answer))
        for loop, pairs in by_loop.items():
            with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody waits
                loop.call_soon_threadsafe(_settle, pairs)

    def end(self) -> None:
        """End it; whoever waits for an answer gets None."""
        self.is_fit = False
        self._process.kill()

    def clear_up(self) -> None:
        """Wait until it has ended, and let go of what it had."""
        self._process.wait()
        for thread in self._threads:
            thread.join()
        self._close()

    def disown(self) -> None:
        """Let go of a process that is another's."""
        self._process.returncode = 0
        self._close()

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            cast("IO[bytes]", stream).close()


def _settle(pairs: list[tuple[_Answer, Examined | None]]) -> None:
    for future, answer in pairs:
        if not future.done():
            future.set_result(answer)


class Examiners:
    """Processes that examine pages; started one by one when they are called for, kept until the end.

    Args:
        limit: how many there may be; by default one less than there are processors, and at most 3.
    """

    def __init__(self, limit: int | None = None) -> None:
        self._limit = min(_MOST_PROCESSES, _processors() - 1) if limit is None else limit
        self._processes: list[_Process] = []

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that are there, by their numbers in the system."""
        return tuple(process.pid for process in self._processes if process.is_fit)

    def limit_to(self, count: int) -> None:
        """Say how many processes there may be: none where the caller has filled the processors already."""
        self._limit = count

    def add(self) -> None:
        """Start one more, if there may be one; it is not waited for."""
        for process in [process for process in self._processes if not process.is_fit]:
            self._processes.remove(process)
            process.end()
            process.clear_up()
        if len(self._processes) < self._limit:
            try:
                self._processes.append(_Process())
            except CannotStartError:
                self._limit = 0

    async def ask(self, question: Question) -> Examined | None:
        """Have one of them answer a question; None where none is free, or it ends over the question."""
        free = [each for each in self._processes if each.is_fit and each.load < _MOST_WAITING]
        if not free or not _SMALLEST <= len(question.exchange.body) <= _LARGEST:
            return None
        return await min(free, key=_load).ask(question)

    def close(self) -> None:
        """End all of them."""
        for process in self._processes:
            process.end()
        while self._processes:
            self._processes.pop().clear_up()

    def forget(self) -> None:
        """Begin anew: after a fork the processes are the other's."""
        for process in self._processes:
            process.disown()
        self._processes = []


def _load(process: _Process) -> int:
    return process.load


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):  # not on Windows and macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


SHARED = Examiners()
"""Those of this process, for all of its runs."""
atexit.register(SHARED.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=SHARED.forget)


class Examiner:
    """Examines the pages of one run, and calls for help when there are many.

    Args:
        clock: seconds of a clock that never goes back.
        examiners: who may be called.
    """

    def __init__(self, *, clock: Callable[[], float], examiners: Examiners = SHARED) -> None:
        self._clock = clock
        self._examiners = examiners
        self._pages = 0
        self._since = clock()

    async def examine(self, question: Question) -> Examined:
        """Read an answer and judge it.

        Args:
            question: its exchange has an `http_status`.
        """
        answer = await self._examiners.ask(question)
        if answer is not None:
            return answer
        self._pages += 1
        if self._pages == _MANY_PAGES:
            now = self._clock()
            if now - self._since < _IN_SHORT_S:
                self._examiners.add()
            self._pages, self._since = 0, now
        return examine(question)
