"""One process that reads: started, asked, watched, and ended when it takes too long or too much."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import tempfile
import threading
import time
from io import BufferedReader
from typing import IO, cast

from srccheck.apart import CannotStartError, start_apart
from srccheck.errors import UnreadableInputError
from srccheck.reading.messages import (
    OUT_OF_MEMORY,
    PATIENCE,
    READY,
    Answer,
    NoWorkerError,
    Request,
    packed,
    receive,
)
from srccheck.reading.usage import Usage, usage_of

__all__ = ["Worker"]

_START_LIMIT_S = 60.0
_GLANCE_S = 0.05
"""How often it is looked at what a worker takes."""

_NOTHING = Usage(resident_bytes=0, cpu_s=0.0)
_TOO_FAT = 3
"""A worker that holds more than this part of its limit gives way to a fresh one."""


class Worker:
    """One process that reads.

    Attributes:
        is_fit: it waits for the next document.

    Raises:
        NoWorkerError: it does not start.
    """

    def __init__(self) -> None:
        self.is_fit = False
        self._taken = _NOTHING
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `end`
        try:
            self._process = start_apart("srccheck.reading.worker", stderr=self._complaints)
        except CannotStartError as error:
            self._complaints.close()
            raise NoWorkerError from error
        self._inbox: queue.SimpleQueue[tuple[Answer, ...] | str | None] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        try:
            if self._next(_START_LIMIT_S, None) != READY:
                raise NoWorkerError
            self.is_fit = True
        except TimeoutError as error:
            raise NoWorkerError from error
        finally:
            if not self.is_fit:
                self.end()

    def read(self, request: Request) -> Answer:
        """Have a document read: what it is, or why it cannot be told."""
        limits = request.settings
        path = request.given.path
        try:
            answers = self._ask((request,))
        except TimeoutError:
            return _too_slow(path, limits.read_time_limit_s)
        except MemoryError:
            return _too_large(path, limits.read_memory_limit_bytes)
        if answers is not None:
            return answers[0]
        code = self._process.wait()
        if code == OUT_OF_MEMORY or (
            code < 0 and self._taken.resident_bytes * 2 > limits.read_memory_limit_bytes
        ):
            return _too_large(path, limits.read_memory_limit_bytes)
        return _broken(path, _said(self._complaints) or _ended(code))

    def read_batch(self, requests: tuple[Request, ...]) -> tuple[Answer, ...] | None:
        """Have documents read in one go, within the limits of one.

        Args:
            requests: at least one; all have the same settings.

        Returns:
            None where one of them cannot be read so; which one shows when they are read one by one.
        """
        with contextlib.suppress(TimeoutError, MemoryError):
            return self._ask(requests)
        return None

    def _ask(self, requests: tuple[Request, ...]) -> tuple[Answer, ...] | None:
        self.is_fit = False
        limits = requests[0].settings
        with contextlib.suppress(OSError):  # it has ended: that shows below
            self._write(packed(requests))
        answers = self._next(limits.read_time_limit_s, limits.read_memory_limit_bytes)
        if not isinstance(answers, tuple) or len(answers) != len(requests):
            return None
        self._look()
        self.is_fit = self._taken.resident_bytes * _TOO_FAT < limits.read_memory_limit_bytes
        return answers

    def is_alive(self) -> bool:
        """Whether it has not ended by itself: its pipe is closed a moment before the system says so."""
        return self._listener.is_alive() and self._process.poll() is None

    def kill(self) -> None:
        """End the process, with all that it has started; a read that is under way comes to nothing."""
        if self._process.returncode is None:
            if os.name == "posix":
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()

    def end(self) -> None:
        """The same, and let go of all that belongs to it."""
        self.kill()
        self._process.wait()
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout, self._complaints):
            cast("IO[bytes]", stream).close()

    def disown(self) -> None:
        """Let go of a process that is another's."""
        self._process.returncode = 0
        for stream in (self._process.stdin, self._process.stdout, self._complaints):
            cast("IO[bytes]", stream).close()

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[cast("IO[bytes]", self._process.stdin).write(left) :]

    def _next(self, limit_s: float, most_bytes: int | None) -> tuple[Answer, ...] | str | None:
        """The next message; None when it has ended."""
        self._look()
        begun, before = time.monotonic(), self._taken.cpu_s
        while True:
            try:
                return self._inbox.get(timeout=_GLANCE_S)
            except queue.Empty:
                self._look()
            if self._taken.cpu_s - before > limit_s or time.monotonic() - begun > PATIENCE * limit_s:
                raise TimeoutError
            if most_bytes is not None and self._taken.resident_bytes > most_bytes:
                raise MemoryError

    def _look(self) -> None:
        self._taken = usage_of(self._process.pid) or self._taken

    def _listen(self) -> None:
        stream = BufferedReader(cast("IO[bytes]", self._process.stdout))  # type: ignore[type-var]
        try:
            while True:
                self._inbox.put(receive(stream))
        except (EOFError, pickle.UnpicklingError):
            pass
        finally:
            self._inbox.put(None)
            stream.detach()


def _said(complaints: IO[bytes]) -> str:
    """The last line of a traceback: a defect of ours, worth reporting."""
    complaints.seek(0)
    text = complaints.read().decode("utf-8", "replace")
    if "Traceback (most recent call last)" not in text:
        return ""
    last = text.rstrip().splitlines()[-1]
    return "".join(character for character in last if character.isprintable())[:200]


def _ended(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _too_slow(path: str, limit_s: float) -> UnreadableInputError:
    return UnreadableInputError(
        path,
        f"reading it takes more than {limit_s:g} seconds",
        "make sure that it can be trusted, divide it, or raise read-time-limit-s",
    )


def _too_large(path: str, limit: int) -> UnreadableInputError:
    return UnreadableInputError(
        path,
        f"reading it takes more than {limit / 2**20:.0f} MiB of memory",
        "make sure that it can be trusted, divide it, or raise read-memory-limit-bytes",
    )


def _broken(path: str, how: str) -> UnreadableInputError:
    return UnreadableInputError(
        path,
        f"its reader broke down over it ({how})",
        "it may be damaged: save it anew, or in another format, and report this",
    )
