"""Keeps reading in bounds: processes apart do it, and are ended when they take too long or too much."""

from __future__ import annotations

import atexit
import os
import threading

from srccheck.errors import UnreadableInputError
from srccheck.model import Document
from srccheck.reading.messages import Request
from srccheck.reading.process import NoWorkerError, Worker

__all__ = ["NoWorkerError", "Workers", "read_apart"]


class Workers:
    """Processes that read, a document at a time each; they are kept for the next document.

    Args:
        count: how many may run at once; further callers wait.
    """

    def __init__(self, count: int = 1) -> None:
        self._count = count
        self._free = threading.BoundedSemaphore(count)
        self._idle: list[Worker] = []
        self._is_hopeless = False

    def read(self, request: Request) -> Document:
        """Read a document.

        Raises:
            UnreadableInputError: it cannot be read, or not within the limits.
            NoWorkerError: there is no process that could do it.
        """
        with self._free:
            worker = self._take()
            try:
                answer = worker.read(request)
            finally:  # an interrupt, too, leaves a worker that is not fit
                if worker.is_fit:
                    self._idle.append(worker)
                else:
                    worker.end()
        if isinstance(answer, UnreadableInputError):
            raise answer
        return answer

    def _take(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
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

    def close(self) -> None:
        """End the processes that wait; the next document would start a new one."""
        while self._idle:
            self._idle.pop().end()

    def forget(self) -> None:
        """Begin anew: after a fork the processes are the other's."""
        for worker in self._idle:
            worker.disown()
        self._idle = []
        self._free = threading.BoundedSemaphore(self._count)


_WORKERS = Workers()
atexit.register(_WORKERS.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_WORKERS.forget)


def read_apart(request: Request) -> Document:
    """Read a document in a process apart; the processes are shared by all callers.

    Raises:
        UnreadableInputError: it cannot be read, or not within the limits.
        NoWorkerError: there is no process that could do it.
    """
    return _WORKERS.read(request)
