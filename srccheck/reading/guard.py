"""Keeps reading in bounds: processes apart do it, and are ended when they take too long or too much."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
import weakref
from collections.abc import Iterator, Sequence

from srccheck.errors import UnreadableInputError
from srccheck.model import Document
from srccheck.reading.messages import Answer, NoWorkerError, Request
from srccheck.reading.process import Worker

__all__ = ["NoWorkerError", "StoppedError", "Workers", "read_apart"]


class StoppedError(Exception):
    """Nothing is read any more."""


class Workers:
    """Processes that read, a document at a time each; they are kept for the next document.

    Args:
        count: how many may run at once; further callers wait.
    """

    def __init__(self, count: int = 1) -> None:
        self._count = count
        self._free = threading.BoundedSemaphore(count)
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._is_hopeless = False
        self._is_stopped = False
        _ALL.add(self)

    def read(self, request: Request) -> Document:
        """Read a document.

        Raises:
            UnreadableInputError: it cannot be read, or not within the limits.
            NoWorkerError: there is no process that could do it.
            StoppedError: `stop` was called.
        """
        answer = self._answer(request)
        if isinstance(answer, UnreadableInputError):
            raise answer
        return answer

    def read_batch(self, requests: tuple[Request, ...]) -> Sequence[Answer]:
        """Read several documents, which costs less than one by one.

        Args:
            requests: at least one; all have the same settings.

        Returns:
            for each the document, or why it cannot be read.

        Raises:
            NoWorkerError: there is no process that could do it.
            StoppedError: `stop` was called.
        """
        if len(requests) > 1:
            with self._worker() as worker:
                answers = worker.read_batch(requests)
            if answers is not None:
                return answers
        return tuple(map(self._answer, requests))

    def _answer(self, request: Request) -> Answer:
        with self._worker() as worker:
            return worker.read(request)

    @contextlib.contextmanager
    def _worker(self) -> Iterator[Worker]:
        with self._free:
            worker = self._take()
            self._busy.add(worker)
            try:
                if self._is_stopped:
                    raise StoppedError
                yield worker
            finally:  # an interrupt, too, leaves a worker that is not fit
                self._busy.discard(worker)
                if worker.is_fit and not self._is_stopped:
                    self._idle.append(worker)
                else:
                    worker.end()

    def _take(self) -> Worker:
        while (worker := self._waiting()) is not None:
            if worker.is_alive():
                return worker
            worker.end()
        if self._is_hopeless:
            raise NoWorkerError
        try:
            return Worker()
        except NoWorkerError:
            self._is_hopeless = True
            raise

    def _waiting(self) -> Worker | None:
        with contextlib.suppress(IndexError):  # asking first would leave time for another thread
            return self._idle.pop()
        return None

    def close(self) -> None:
        """End the processes that wait; the next document would start a new one."""
        while (worker := self._waiting()) is not None:
            worker.end()

    def stop(self) -> None:
        """End all processes, for good; what is under way comes to nothing."""
        self._is_stopped = True
        for worker in tuple(self._busy):
            worker.kill()
        self.close()

    def forget(self) -> None:
        """Begin anew: after a fork the processes are the other's."""
        for worker in (*self._idle, *self._busy):
            worker.disown()
        self._idle, self._busy = [], set()
        self._free = threading.BoundedSemaphore(self._count)


def _forget_all() -> None:
    for workers in tuple(_ALL):
        workers.forget()


_ALL: weakref.WeakSet[Workers] = weakref.WeakSet()
_WORKERS = Workers()
atexit.register(_WORKERS.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


def read_apart(request: Request) -> Document:
    """Read a document in a process apart; the processes are shared by all callers.

    Raises:
        UnreadableInputError: it cannot be read, or not within the limits.
        NoWorkerError: there is no process that could do it.
    """
    return _WORKERS.read(request)
