"""The process that reads: takes requests from standard input, answers on standard output.

It is started by `srccheck.reading.guard`, and ends when its standard input does.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import pickle
import queue
import signal
import sys
import threading
from types import TracebackType
from typing import IO

from srccheck.errors import UnreadableInputError
from srccheck.extraction import extract_here
from srccheck.reading.messages import OUT_OF_MEMORY, PATIENCE, READY, Answer, Request, send

__all__ = ["main", "serve"]

_GRACE_S = 10.0
_FILES_BYTES = 48 * 2**20
"""Room for what the limit does not count: programs and libraries, which are mapped from files."""

_CONTAINER_BYTES = 200
_LITTER = 32
"""When what was made and is not yet let go may take this part of the limit, it is seen what can go."""


def main() -> None:
    """Serve the process that has started this one."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library in C prints is no answer
    sys.excepthook = _break_down
    serve(sys.stdin.buffer, answers)


def _break_down(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    # A plain end would wait for the thread that listens, which waits for us.
    sys.__excepthook__(kind, error, trace)
    sys.stderr.flush()
    os._exit(1)


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more.

    Args:
        requests: pickled tuples of `Request`s; when they end, what is under way ends as well, and so does
            the process.
        answers: where a pickled tuple of as many `Answer`s goes for each.
    """
    inbox: queue.SimpleQueue[tuple[Request, ...] | None] = queue.SimpleQueue()
    is_busy = threading.Event()
    threading.Thread(target=_listen, args=(requests, inbox, is_busy), daemon=True).start()
    gc.disable()  # a document is read in one go, and most of what is made lives until the end
    send(READY, answers)
    while (batch := inbox.get()) is not None:
        limits = batch[0].settings
        # Should nobody end us: a thread in C that needs no lock of Python's.
        faulthandler.dump_traceback_later(PATIENCE * limits.read_time_limit_s + _GRACE_S, exit=True)
        _limit_memory(limits.read_memory_limit_bytes - _FILES_BYTES)
        try:
            answer = tuple(map(_answer, batch))
            is_busy.clear()  # before our parent can send the next
            send(answer, answers)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        faulthandler.cancel_dump_traceback_later()
        # A round through all that is loaded takes as long as a small document does.
        if gc.get_count()[0] * _CONTAINER_BYTES > limits.read_memory_limit_bytes // _LITTER:
            gc.collect()


def _answer(request: Request) -> Answer:
    try:
        return extract_here(request.task, request.given)
    except UnreadableInputError as error:
        return error


def _listen(
    stream: IO[bytes], inbox: queue.SimpleQueue[tuple[Request, ...] | None], is_busy: threading.Event
) -> None:
    """Take requests in, in a thread of its own: so the end of our parent ends also what is under way."""
    try:
        while True:
            batch = pickle.load(stream)  # noqa: S301 - it comes from our parent
            is_busy.set()
            inbox.put(batch)
    except (EOFError, pickle.UnpicklingError):
        if is_busy.is_set():
            _leave()
        inbox.put(None)


def _leave() -> None:
    if os.name == "posix":
        # The programs that we have started (pandoc) are in our process group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


if sys.platform == "linux":
    import resource

    def _limit_memory(most: int) -> None:
        """Memory of our own, and room reserved for it, is refused beyond the limit (setrlimit(2))."""
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))

else:

    def _limit_memory(most: int) -> None:
        """Elsewhere only the watch of our parent limits it."""
