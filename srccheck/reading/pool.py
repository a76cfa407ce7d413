"""Many documents read by several processes at once, and handed out in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Protocol

from srccheck.reading.batches import Batch
from srccheck.reading.guard import Workers
from srccheck.reading.messages import Answer

__all__ = ["in_order"]

_AHEAD = 4
"""Batches for each process that may be under way, or read and not yet handed out."""

_HEARING_S = 0.5
"""How long Windows may take to hear Ctrl-C, which ends no wait there."""


class _Read(Protocol):
    def __call__(self, paths: Sequence[str], *, workers: Workers) -> Sequence[Answer]: ...


def in_order(
    batches: Iterable[Batch], read: _Read, *, readers: int
) -> Generator[tuple[Batch, Sequence[Answer] | None], None, None]:
    """Read batches, some of them ahead of the caller.

    Whoever stops early, by Ctrl-C for one, leaves no process behind.

    Args:
        batches: what to read.
        read: reads a batch of files with the help of processes; called in threads.
        readers: how many processes.

    Yields:
        each batch with what `read` made of it; None for what is no file: its caller reads it now.
    """
    workers = Workers(readers)
    threads = ThreadPoolExecutor(readers, thread_name_prefix="srccheck-reader")
    waiting: deque[tuple[Batch, Future[Sequence[Answer]] | None]] = deque()
    try:
        for batch in batches:
            job = threads.submit(read, batch.paths, workers=workers) if batch.is_file else None
            waiting.append((batch, job))
            if len(waiting) > readers * _AHEAD:
                yield _done(*waiting.popleft())
        while waiting:
            yield _done(*waiting.popleft())
    finally:
        workers.stop()
        threads.shutdown(cancel_futures=True)
        workers.close()  # one may have come free in the moment between


def _done(batch: Batch, job: Future[Sequence[Answer]] | None) -> tuple[Batch, Sequence[Answer] | None]:
    while job and not job.done():
        wait((job,), timeout=_HEARING_S)
    return batch, job.result() if job else None
