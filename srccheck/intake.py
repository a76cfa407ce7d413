"""From what the caller names to documents, one after another, and what could not be read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial

from srccheck.documents.discover import discover
from srccheck.errors import UnreadableInputError
from srccheck.extraction import extract, extract_lines, unreadable_finding
from srccheck.model import Document, Finding
from srccheck.settings import Settings

__all__ = ["Paths", "Progress", "take_in"]

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
Progress = Callable[[int, int, str], None]

_MUCH_BYTES = 1_000_000
"""What takes one process about three seconds to read; a second one is ready after a quarter of one."""

_MOST_READERS = 4
"""Processes unless more are asked for: beyond, memory goes before time is gained."""


def take_in(
    paths: Paths,
    *,
    settings: Settings,
    progress: Progress | None = None,
    stdin_name: str | None = None,
    as_notes: bool = False,
) -> Generator[Document | Finding, None, None]:
    """Read documents in their order; in the place of one that cannot be read comes an X901.

    Where there is much to read, `settings.readers` processes do it, a bounded number of documents ahead of
    the caller; they end when the caller does.

    Args:
        paths: files, folders, globs, or `-` for standard input; one or several.
        settings: the limits of reading.
        progress: called with (done, total, what) whenever a document is done.
        stdin_name: what standard input is called; its suffix tells the format.
        as_notes: take every document for a list of notes, one a line.
    """
    found = discover([paths] if isinstance(paths, (str, os.PathLike)) else list(paths))
    yield from map(unreadable_finding, found.unreadable)
    job = _Job(settings, stdin_name, as_notes=as_notes)
    for number, item in enumerate(job.read_all(found.paths), 1):
        yield item
        if progress:
            progress(number, len(found.paths), "documents")


class _Job:
    """How documents are read."""

    def __init__(self, settings: Settings, stdin_name: str | None, *, as_notes: bool) -> None:
        self._settings = settings
        self._stdin_name = stdin_name
        self._as_notes = as_notes

    def read_all(self, paths: Sequence[str]) -> Iterator[Document | Finding]:
        """Documents in the order of their paths, by as many processes as it is worth."""
        readers = self._settings.readers or min(_cores(), _MOST_READERS)
        if readers == 1 or not _is_much(paths):
            yield from map(self._read, paths)
        else:
            yield from self._read_apart(paths, readers)

    def _read_apart(self, paths: Sequence[str], readers: int) -> Iterator[Document | Finding]:
        # late: few documents are read here, and at once
        from srccheck.reading.batches import batches, read_batch  # noqa: PLC0415
        from srccheck.reading.pool import in_order  # noqa: PLC0415

        read = partial(read_batch, "lines" if self._as_notes else "document", settings=self._settings)
        with closing(in_order(batches(paths), read, readers=readers)) as read_batches:
            for batch, answers in read_batches:
                for answer in map(self._read, batch.paths) if answers is None else answers:
                    yield unreadable_finding(answer) if isinstance(answer, UnreadableInputError) else answer

    def _read(self, path: str) -> Document | Finding:
        read = extract_lines if self._as_notes else extract
        try:
            if path == "-":
                return read(sys.stdin.buffer, name=self._stdin_name or "-", settings=self._settings)
            return read(path, settings=self._settings)
        except UnreadableInputError as error:
            return unreadable_finding(error)


def _cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _is_much(paths: Sequence[str]) -> bool:
    """Whether there are documents, and bytes in them, for several processes."""
    documents, size = 0, 0
    for path in paths:
        with suppress(OSError, ValueError):
            size += os.stat(path).st_size
            documents += 1
        if size > _MUCH_BYTES and documents > 1:
            return True
    return False
