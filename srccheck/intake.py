"""From what the caller names to documents, one after another, and what could not be read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence

from srccheck.documents.discover import discover
from srccheck.errors import UnreadableInputError
from srccheck.extraction import extract, unreadable_finding
from srccheck.model import Document, Finding
from srccheck.settings import Settings

__all__ = ["Paths", "Progress", "take_in"]

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
Progress = Callable[[int, int, str], None]


def take_in(
    paths: Paths, *, settings: Settings, progress: Progress | None = None, stdin_name: str | None = None
) -> Iterator[Document | Finding]:
    """Read documents; in the place of one that cannot be read comes an X901.

    Args:
        paths: files, folders, globs, or `-` for standard input; one or several.
        settings: the limits of reading.
        progress: called with (done, total, what) whenever a document is done.
        stdin_name: what standard input is called; its suffix tells the format.
    """
    found = discover([paths] if isinstance(paths, (str, os.PathLike)) else list(paths))
    yield from map(unreadable_finding, found.unreadable)
    for number, path in enumerate(found.paths, 1):
        try:
            yield _read(path, settings, stdin_name)
        except UnreadableInputError as error:
            yield unreadable_finding(error)
        if progress:
            progress(number, len(found.paths), "documents")


def _read(path: str, settings: Settings, stdin_name: str | None) -> Document:
    if path == "-":
        return extract(sys.stdin.buffer, name=stdin_name or "-", settings=settings)
    return extract(path, settings=settings)
