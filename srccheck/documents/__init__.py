"""Bytes in, Manuscript out: one file a format, one registry."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

from attrs import evolve

from srccheck.documents.binary import binary_kind, promised_kind
from srccheck.documents.formats import REGISTRY
from srccheck.documents.plaintext import read_text
from srccheck.documents.registry import Format
from srccheck.errors import UnreadableInputError
from srccheck.model import Finding, Location, Manuscript
from srccheck.text.encoding import Decoded, decode

__all__ = ["REGISTRY", "SUFFIXES", "is_document", "read"]

SUFFIXES = REGISTRY.suffixes
is_document = REGISTRY.is_document

_GIVE_OTHER = "give a text, Markdown, HTML, Word or PDF file, or another format that the README names"


def read(
    source: str | os.PathLike[str] | bytes | IO[Any], *, name: str | None = None, as_text: bool = False
) -> Manuscript:
    """Read a document.

    Args:
        source: a path (a str is always one), the bytes themselves, or an open file, binary or text.
        name: a file name that gives the format of bytes and files, and stands for the path in reports.
        as_text: take it for plain text, whatever it looks like and is called.

    Returns:
        the manuscript; an empty document has an empty body.

    Raises:
        UnreadableInputError: missing, a folder, not permitted, binary, not what its name says, or in no
            encoding that could be made out.
    """
    path = name or _path(source)
    if isinstance(source, bytes):
        data: Any = source
    elif isinstance(source, (str, os.PathLike)):
        data = _load(os.fspath(source))
    else:
        data = source.read()
    if isinstance(data, bytes):
        return _read_plain(path, data) if as_text else _read_bytes(path, data)
    encoding = getattr(source, "encoding", None) or "utf-8"
    decoded = Decoded(text=data.removeprefix("\ufeff"), encoding=encoding, basis="declared")
    return read_text(path, decoded) if as_text else _read_text(path, decoded)


def _path(source: object) -> str:
    if isinstance(source, (str, os.PathLike)):
        return os.fspath(source)
    name = getattr(source, "name", None)
    return name if isinstance(name, str) and not name.startswith("<") else "-"


def _load(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise UnreadableInputError(path, "there is no such file", "check the spelling of the path") from None
    except IsADirectoryError:
        raise UnreadableInputError(path, "this is a folder", "name a file in it") from None
    except PermissionError:
        raise UnreadableInputError(path, "reading it is not permitted", "change its permissions") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UnreadableInputError(path, f"it cannot be read ({why})", "check the path") from error


def _read_bytes(path: str, data: bytes) -> Manuscript:
    shown, promised = REGISTRY.for_data(data), REGISTRY.for_name(path)
    if shown and shown.load:
        return shown.load(path, data)
    kind, other = binary_kind(data), promised_kind(path)
    if kind is not None:
        if promised.load and promised.is_data is None:
            return promised.load(path, data)
        told = f", not {promised.label} as its name says" if is_document(path) else ""
        raise UnreadableInputError(path, f"this is {kind}{told}", _GIVE_OTHER)
    decoded = decode(data, declared=_declared(path, data))
    if decoded is None or _is_binary(decoded.text):
        raise UnreadableInputError(path, "this is no text (binary, or in an unknown encoding)", _GIVE_OTHER)
    if data and (other is not None or promised.is_data):
        remedy = "rename it, or give the file that the name promises"
        raise UnreadableInputError(
            path, f"its name says {other or promised.label}, but it holds text", remedy
        )
    if promised.load:
        return promised.load(path, data)
    manuscript = _read_text(path, decoded)
    if not decoded.invalid:
        return manuscript
    return evolve(manuscript, findings=(*manuscript.findings, _spoilt(path, decoded)))


def _read_plain(path: str, data: bytes) -> Manuscript:
    kind, decoded = binary_kind(data), decode(data)
    if kind is not None or decoded is None or _is_binary(decoded.text):
        raise UnreadableInputError(path, f"this is {kind or 'binary'}, not text", "give a text file")
    manuscript = read_text(path, decoded)
    return evolve(manuscript, findings=(_spoilt(path, decoded),)) if decoded.invalid else manuscript


def _read_text(path: str, decoded: Decoded) -> Manuscript:
    form: Format = REGISTRY.for_text(path, decoded.text)
    if form.read is None:
        return cast("Callable[[str, bytes], Manuscript]", form.load)(path, decoded.text.encode())
    return form.read(path, decoded)


def _declared(path: str, data: bytes) -> str | None:
    """The encoding that a page of HTML names."""
    if REGISTRY.for_name(path).name != "html" and not data[:1024].lstrip().startswith(b"<"):
        return None
    from srccheck.documents.html import declared_charset  # late: only pages pay for it  # noqa: PLC0415

    return declared_charset(data)


def _is_binary(text: str) -> bool:
    head = text[:65_536]
    controls = sum(character < "\t" or "\x0e" <= character < "\x1b" for character in head)
    return "\0" in text or controls * 50 > len(head) or head.count("\ufffd") * 5 > len(head)


def _spoilt(path: str, decoded: Decoded) -> Finding:
    """Unreadable bytes lose a letter each; the document as a whole can still be audited."""
    before = decoded.text.partition("\ufffd")[0]
    line = before.count("\n") + before.count("\r") - before.count("\r\n") + 1
    number = decoded.invalid
    what = f"{number} byte sequence is" if number == 1 else f"{number} byte sequences are"
    return Finding(
        code="X901",
        name="input-unreadable",
        severity="warning",
        message=f"{what} not valid {decoded.encoding} and read as U+FFFD; save the document as UTF-8",
        document=path,
        location=Location(line=line, column=len(before) - max(before.rfind("\n"), before.rfind("\r"))),
        evidence={"encoding": decoded.encoding, "invalid": number},
    )
