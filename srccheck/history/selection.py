"""Which documents of the history are meant by paths, which may long be gone from the disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

__all__ = ["chosen", "unknown"]


def chosen(wanted: Sequence[str], documents: Sequence[str]) -> tuple[str, ...]:
    """The documents that any of the paths means, in their order; all of them without a path.

    Args:
        wanted: documents, folders, and patterns such as `texts/*.md`, as they are named now.
        documents: paths as runs' callers named them.
    """
    if not wanted:
        return tuple(documents)
    asked = {_whole(path) for path in wanted}
    return tuple(
        document
        for document in documents
        if (named := _whole(document)) in asked or any(_means(path, named) for path in asked)
    )


def unknown(wanted: Sequence[str], documents: Sequence[str]) -> tuple[str, ...]:
    """The paths that mean none of the documents.

    Args:
        wanted: as above.
        documents: as above.
    """
    named = {_whole(document) for document in documents}
    asked = {path: _whole(path) for path in wanted}
    return tuple(
        path
        for path, whole in asked.items()
        if whole not in named and not any(_means(whole, document) for document in named)
    )


def _means(asked: str, document: str) -> bool:
    return document.startswith(asked.rstrip("/") + "/") or fnmatchcase(document, asked)


def _whole(path: str) -> str:
    """The path from the root, by its name alone: nothing need be there any more."""
    return Path(os.path.normcase(os.path.abspath(path))).as_posix()
