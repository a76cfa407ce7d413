"""Documents read by the workers of a cluster: they are sent there, as no shared disk is taken for granted."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from srccheck.documents.discover import discover
from srccheck.errors import ClusterError, UnreadableInputError
from srccheck.extraction import extract, unreadable_finding
from srccheck.intake import Paths, Progress, take_in
from srccheck.model import Document, Finding
from srccheck.scale.cluster_connection import opened
from srccheck.settings import Settings

__all__ = ["batches", "read_batch", "take_in_on_cluster", "taking_in"]

_BATCH_BYTES = 4_000_000
_BATCH_FILES = 200
_HERE_BYTES = 32_000_000  # what is larger is read here: it would be held whole by three processes
_AHEAD = 2  # batches that wait or are read, for each thread of a worker

Item = str | tuple[str, bytes]
"""A document: its path where it is to be read here, else its path and content."""


def take_in_on_cluster(
    paths: Paths,
    *,
    cluster: Any,
    settings: Settings,
    progress: Progress | None = None,
    stdin_name: str | None = None,
) -> Iterator[Document | Finding]:
    """The same as `srccheck.intake.take_in`, in the same order, read by workers.

    Args:
        paths: files, folders, globs, or `-` for standard input; one or several.
        cluster: address of the scheduler, or a client of it.
        settings: the limits of reading.
        progress: called with (done, total, what) whenever a document is done.
        stdin_name: what standard input is called; its suffix tells the format.

    Raises:
        ClusterError: the cluster cannot be used, or went away.
        UsageError: Dask is not installed, or the address means nothing.
    """
    found = discover([paths] if isinstance(paths, (str, os.PathLike)) else list(paths))
    yield from map(unreadable_finding, found.unreadable)
    done = 0
    with opened(cluster) as client:
        for item in _read(client, batches(found.paths), settings, stdin_name):
            done += 1
            yield item
            if progress:
                progress(done, len(found.paths), "documents")


def taking_in(cluster: Any) -> Callable[..., Iterator[Document | Finding]]:
    """Who reads: this machine where there is no cluster."""
    return take_in if cluster is None else partial(take_in_on_cluster, cluster=cluster)


def batches(paths: Iterable[str]) -> Iterator[tuple[Item, ...]]:
    """Documents in their order, cut into batches of about equal size.

    Args:
        paths: files, and `-`.
    """
    batch: list[Item] = []
    size = 0
    for path in paths:
        item = _loaded(path)
        batch.append(item)
        size += 0 if isinstance(item, str) else len(item[1])
        if size >= _BATCH_BYTES or len(batch) >= _BATCH_FILES:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


def _loaded(path: str) -> Item:
    with suppress(OSError):  # whoever reads it says what is wrong with it
        if path != "-" and Path(path).stat().st_size <= _HERE_BYTES:
            return path, Path(path).read_bytes()
    return path


def _read(
    client: Any, all_batches: Iterable[tuple[Item, ...]], settings: Settings, stdin_name: str | None
) -> Iterator[Document | Finding]:
    ahead: deque[tuple[tuple[Item, ...], Any]] = deque()
    try:
        for batch in all_batches:
            sent = tuple(item for item in batch if not isinstance(item, str))
            ahead.append((batch, client.submit(read_batch, sent, settings, pure=False)))
            if len(ahead) > _AHEAD * max(1, sum(client.nthreads().values())):
                yield from _gathered(*ahead.popleft(), settings, stdin_name)
        while ahead:
            yield from _gathered(*ahead.popleft(), settings, stdin_name)
    finally:
        client.cancel([future for _, future in ahead])


def _gathered(
    batch: tuple[Item, ...], future: Any, settings: Settings, stdin_name: str | None
) -> Iterator[Document | Finding]:
    from distributed import CancelledError, KilledWorker  # late: an extra  # noqa: PLC0415

    try:
        results = iter(future.result())
    except (OSError, CancelledError, KilledWorker) as error:
        raise ClusterError(f"documents could not be read on the cluster ({error})") from error
    for item in batch:
        yield next(results) if not isinstance(item, str) else _here(item, settings, stdin_name)


def _here(path: str, settings: Settings, stdin_name: str | None) -> Document | Finding:
    try:
        if path == "-":
            return extract(sys.stdin.buffer, name=stdin_name or "-", settings=settings)
        return extract(path, settings=settings)
    except UnreadableInputError as error:
        return unreadable_finding(error)


def read_batch(batch: tuple[tuple[str, bytes], ...], settings: Settings) -> list[Document | Finding]:
    """The task of a worker.

    Args:
        batch: path and content of each document.
        settings: the limits of reading.

    Returns:
        In the same order, the document, or the X901 that stands for it.
    """
    results: list[Document | Finding] = []
    for path, content in batch:
        try:
            results.append(extract(content, name=path, settings=settings))
        except UnreadableInputError as error:
            results.append(unreadable_finding(error))
    return results
