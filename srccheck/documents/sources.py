"""What a caller hands over as a document: a path, bytes, an open file."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO, Any

from attrs import evolve, frozen

from srccheck.errors import UnreadableInputError

__all__ = ["Given", "Source", "load", "take"]

Source = str | os.PathLike[str] | bytes | IO[bytes] | IO[str]

_STEP = 1 << 20


@frozen(kw_only=True)
class Given:
    """A document that has not been read yet.

    Attributes:
        path: what it is called: the path as the caller wrote it, or the name given; `-` without any.
        data: its bytes, or its characters where a text file was handed over; None for a file that is left
            on the disk.
        file: that file's absolute path.
        encoding: what the characters were decoded from.
    """

    path: str
    data: bytes | str | None = None
    file: str | None = None
    encoding: str = "utf-8"


def take(
    source: Source, *, name: str | None = None, leave_above: int | None = None, at_most: int | None = None
) -> Given:
    """Take a document in.

    Args:
        source: a path (a str is always one), the bytes themselves, or an open file, binary or text.
        name: stands for the path.
        leave_above: a regular file of more bytes is left on the disk; None leaves none.
        at_most: the most bytes, or characters, of a document; None for no limit.

    Raises:
        UnreadableInputError: missing, a folder, not permitted, or too large.
    """
    path = name or _path(source)
    if isinstance(source, (str, os.PathLike)):
        file = os.fspath(source)
        size = _size(file)
        if leave_above is not None and size is not None and size > leave_above:
            _check_size(path, size, at_most)
            return Given(path=path, file=os.path.abspath(file))
        return Given(path=path, data=_load(path, file, at_most))
    if isinstance(source, bytes):
        _check_size(path, len(source), at_most)
        return Given(path=path, data=source)
    encoding = getattr(source, "encoding", None) or "utf-8"
    return Given(path=path, data=_rest(path, source, at_most), encoding=encoding)


def load(given: Given) -> Given:
    """The same document with its bytes, which may still be on the disk.

    Raises:
        UnreadableInputError: it is there no longer, or may not be read.
    """
    return given if given.file is None else evolve(given, data=_load(given.path, given.file), file=None)


def _path(source: object) -> str:
    if isinstance(source, (str, os.PathLike)):
        return os.fspath(source)
    name = getattr(source, "name", None)
    return name if isinstance(name, str) and not name.startswith("<") else "-"


def _size(file: str) -> int | None:
    """The size of a regular file; None for all else, missing files too."""
    try:
        status = os.stat(file)
    except (OSError, ValueError):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _load(path: str, file: str, at_most: int | None = None) -> bytes:
    try:
        with Path(file).open("rb") as stream:
            data: bytes = _rest(path, stream, at_most)
    except FileNotFoundError:
        raise UnreadableInputError(path, "there is no such file", "check the spelling of the path") from None
    except IsADirectoryError:
        raise UnreadableInputError(path, "this is a folder", "name a file in it") from None
    except PermissionError:
        raise UnreadableInputError(path, "reading it is not permitted", "change its permissions") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UnreadableInputError(path, f"it cannot be read ({why})", "check the path") from error
    return data


def _rest(path: str, stream: Any, at_most: int | None) -> Any:
    """What a stream still holds: it may have no end (`/dev/zero`, `yes |`)."""
    if at_most is None:
        return stream.read()
    pieces = [stream.read(_STEP)]
    size = len(pieces[0])
    while pieces[-1]:
        _check_size(path, size, at_most)
        pieces.append(stream.read(_STEP))
        size += len(pieces[-1])
    return pieces[0][:0].join(pieces)


def _check_size(path: str, size: int, at_most: int | None) -> None:
    if at_most is not None and size > at_most:
        raise UnreadableInputError(
            path,
            f"it is larger than the {at_most / 1e6:.0f} MB that can be read in read-memory-limit-bytes",
            "divide the document, or raise that setting",
        )
