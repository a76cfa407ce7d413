"""Files that a process apart reads in one go: enough for a message, and not too much to do again."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import cast

from attrs import evolve, frozen

from srccheck.documents import is_text_format, take
from srccheck.errors import UnreadableInputError
from srccheck.extraction import SMALL, extract_here, largest
from srccheck.reading.guard import Workers
from srccheck.reading.messages import Answer, NoWorkerError, Request, Task
from srccheck.settings import Settings

__all__ = ["Batch", "batches", "read_batch"]

_MOST_FILES = 8
_MOST_BYTES = 100_000


@frozen(kw_only=True)
class Batch:
    """Some of the paths, side by side.

    Attributes:
        paths: at least one.
        is_file: they are regular files; else it is one that may keep its reader waiting (a pipe, standard
            input), or that is not there.
    """

    paths: tuple[str, ...]
    is_file: bool = True


def batches(paths: Sequence[str]) -> Iterator[Batch]:
    """All paths, in their order; small files together."""
    taken: list[str] = []
    room = _MOST_BYTES
    for path in paths:
        size = _size(path)
        if taken and (size is None or size > room or len(taken) == _MOST_FILES):
            yield Batch(paths=tuple(taken))
            taken, room = [], _MOST_BYTES
        if size is None:
            yield Batch(paths=(path,), is_file=False)
        else:
            taken.append(path)
            room -= size
    if taken:
        yield Batch(paths=tuple(taken))


def read_batch(task: Task, paths: Sequence[str], *, settings: Settings, workers: Workers) -> list[Answer]:
    """Do what `extract` or `extract_lines` does, but for small texts, too, in a process apart.

    Args:
        task: take them for documents, or for lists of notes.
        paths: regular files.
        settings: the limits of time and memory for each.
        workers: the processes.

    Returns:
        for each path the document, or why it cannot be read.
    """
    ample, answers = _ample(settings), list[Answer]()
    asked = [_request(task, path, settings, ample) for path in paths]
    for limits, alike in groupby(asked, key=_limits):
        if limits is None:
            answers += cast("Iterator[UnreadableInputError]", alike)
        else:
            answers += _answers(tuple(cast("Iterator[Request]", alike)), workers)
    return answers


def _limits(asked: Request | UnreadableInputError) -> tuple[float, int] | None:
    if isinstance(asked, UnreadableInputError):
        return None
    return asked.settings.read_time_limit_s, asked.settings.read_memory_limit_bytes


def _answers(requests: tuple[Request, ...], workers: Workers) -> Sequence[Answer]:
    try:
        return workers.read_batch(requests)
    except NoWorkerError:
        return tuple(map(_here, requests))


def _here(request: Request) -> Answer:
    try:
        return extract_here(request.task, request.given)
    except UnreadableInputError as error:
        return error


def _request(task: Task, path: str, settings: Settings, ample: Settings) -> Request | UnreadableInputError:
    try:
        given = take(path, leave_above=-1, at_most=largest(settings))
    except UnreadableInputError as error:
        return error
    is_small = (_size(path) or 0) <= SMALL and (task == "lines" or is_text_format(given))
    return Request(task=task, given=given, settings=ample if is_small else settings)


def _size(path: str) -> int | None:
    """The size of a regular file; None for all else."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _ample(settings: Settings) -> Settings:
    """With limits that no small text needs, as far as we know: whatever is set, it is read to its end."""
    usual = Settings()
    return evolve(
        settings,
        read_time_limit_s=max(settings.read_time_limit_s, usual.read_time_limit_s),
        read_memory_limit_bytes=max(settings.read_memory_limit_bytes, usual.read_memory_limit_bytes),
    )
