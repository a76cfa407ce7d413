"""One process that reads: started, asked, watched, and ended when it takes too long or too much."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

import srccheck
from srccheck.errors import UnreadableInputError
from srccheck.reading.messages import OUT_OF_MEMORY, PATIENCE, READY, Answer, Request, packed, receive
from srccheck.reading.usage import Usage, usage_of

__all__ = ["NoWorkerError", "Worker"]

_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from srccheck.reading.worker import main; main()"
)
_START_LIMIT_S = 60.0
_GLANCE_S = 0.05
"""How often it is looked at what a worker takes."""

_NOTHING = Usage(resident_bytes=0, cpu_s=0.0)
_TOO_FAT = 3
"""A worker that holds more than this part of its limit gives way to a fresh one."""


class NoWorkerError(Exception):
    """No process can be started here."""


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
        if not sys.executable or getattr(sys, "frozen", False):  # a frozen program would start itself
            raise NoWorkerError
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `end`
        try:
            self._process = _start(self._complaints)
        except OSError as error:
            self._complaints.close()
            raise NoWorkerError from error
        self._inbox: queue.SimpleQueue[Answer | str | None] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        try:
            self._write(pickle.dumps(_search_path()))
            if self._next(_START_LIMIT_S, None) != READY:
                raise NoWorkerError
            self.is_fit = True
        except (OSError, TimeoutError) as error:
            raise NoWorkerError from error
        finally:
            if not self.is_fit:
                self.end()

    def read(self, request: Request) -> Answer:
        """Have a document read: what it is, or why it cannot be told."""
        self.is_fit = False
        limits = request.settings
        path = request.given.path
        with contextlib.suppress(OSError):  # it has ended: that shows below
            self._write(packed(request))
        try:
            answer = self._next(limits.read_time_limit_s, limits.read_memory_limit_bytes)
        except TimeoutError:
            return _too_slow(path, limits.read_time_limit_s)
        except MemoryError:
            return _too_large(path, limits.read_memory_limit_bytes)
        if answer is None or isinstance(answer, str):
            code = self._process.wait()
            if code == OUT_OF_MEMORY or (
                code < 0 and self._taken.resident_bytes * 2 > limits.read_memory_limit_bytes
            ):
                return _too_large(path, limits.read_memory_limit_bytes)
            return _broken(path, _said(self._complaints) or _ended(code))
        self._look()
        self.is_fit = self._taken.resident_bytes * _TOO_FAT < limits.read_memory_limit_bytes
        return answer

    def is_alive(self) -> bool:
        """Whether it has not ended by itself: its pipe is closed a moment before the system says so."""
        return self._listener.is_alive() and self._process.poll() is None

    def end(self) -> None:
        """End it, with all that it has started."""
        if self._process.returncode is None:
            if os.name == "posix":
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()
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

    def _next(self, limit_s: float, most_bytes: int | None) -> Answer | str | None:
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


def _start(complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    # `-I`: neither the working directory nor the environment may put other modules before those that we
    # use; the search path comes by the pipe. Not multiprocessing: it would run the caller's script again.
    return subprocess.Popen(  # noqa: S603 - a fixed command
        [sys.executable, "-I", "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        bufsize=0,
        cwd=os.path.abspath(os.sep),  # no folder of the caller's is kept busy
        start_new_session=True,  # Ctrl-C is for us alone
        creationflags=_WINDOWS_FLAGS,
    )


_WINDOWS_FLAGS: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(
    subprocess, "CREATE_NO_WINDOW", 0
)


def _search_path() -> list[str]:
    """Where modules come from here, in the same order, so that they are the same there."""
    ours = str(Path(srccheck.__file__).absolute().parents[1])
    found = [os.path.abspath(entry) for entry in sys.path]
    return found if ours in found else [*found, ours]


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
