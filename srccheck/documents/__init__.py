"""Bytes in, Manuscript out: one file a format, one registry."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from attrs import evolve

from srccheck.documents.binary import binary_kind, promised_kind
from srccheck.documents.comments import ignores, without_ignores
from srccheck.documents.formats import REGISTRY
from srccheck.documents.plaintext import read_text
from srccheck.documents.registry import Format
from srccheck.documents.shortfall import shortfall
from srccheck.documents.sources import Given, Source, load, take
from srccheck.errors import UnreadableInputError
from srccheck.model import Finding, Location, Manuscript
from srccheck.text.encoding import Decoded, decode

__all__ = [
    "REGISTRY",
    "SUFFIXES",
    "Given",
    "Source",
    "is_document",
    "is_text_format",
    "read",
    "read_given",
    "take",
]

SUFFIXES = REGISTRY.suffixes
is_document = REGISTRY.is_document

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a]")
_GIVE_OTHER = "give a text, Markdown, HTML, Word or PDF file, or another format that the README names"


def read(source: Source, *, name: str | None = None, as_text: bool = False) -> Manuscript:
    """Read a document.

    Args:
        source: a path (a str is always one), the bytes themselves, or an open file, binary or text.
        name: a file name that gives the format of bytes and files, and stands for the path in reports.
        as_text: take it for plain text, whatever it looks like and is called.

    Returns:
        the manuscript; an empty document has an empty body.

    Raises:
        UnreadableInputError: missing, a folder, not permitted, binary, not what its name says, in no
            encoding that could be made out, or nested too deeply.
    """
    return read_given(take(source, name=name), as_text=as_text)


def read_given(given: Given, *, as_text: bool = False) -> Manuscript:
    """Read a document that has been taken in; all else as `read`."""
    path, data = given.path, load(given).data
    try:
        if isinstance(data, bytes):
            return _read_plain(path, data) if as_text else _read_bytes(path, data)
        text = (data or "").removeprefix("\ufeff")
        decoded = Decoded(text=text, encoding=given.encoding, basis="declared")
        return read_text(path, decoded) if as_text else _read_text(path, decoded)
    except RecursionError:
        raise UnreadableInputError(path, "it is nested too deeply", "simplify the document") from None


def is_text_format(given: Given) -> bool:
    """Whether a document, by its first bytes and its name, is of a format that is read as characters."""
    data = given.data
    shown = REGISTRY.for_data(data) if isinstance(data, bytes) else None
    return shown is None and REGISTRY.for_name(given.path).load is None


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
        return _heeding(promised.load(path, data), decoded.text)
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
        manuscript = cast("Callable[[str, bytes], Manuscript]", form.load)(path, decoded.text.encode())
    else:
        manuscript = form.read(path, evolve(decoded, text=without_ignores(decoded.text, form.name)))
    return _heeding(manuscript, decoded.text)


def _heeding(manuscript: Manuscript, text: str) -> Manuscript:
    """With what comments in its source ask of us."""
    found = ignores(text, manuscript.format)
    return evolve(manuscript, ignores=found) if found else manuscript


def _declared(path: str, data: bytes) -> str | None:
    """The encoding that a page of HTML names."""
    if REGISTRY.for_name(path).name != "html" and not data[:1024].lstrip().startswith(b"<"):
        return None
    from srccheck.documents.html import declared_charset  # late: only pages pay for it  # noqa: PLC0415

    return declared_charset(data)


def _is_binary(text: str) -> bool:
    head = text[:65_536]
    controls = len(_CONTROLS.findall(head))
    return "\0" in text or controls * 50 > len(head) or head.count("\ufffd") * 5 > len(head)


def _spoilt(path: str, decoded: Decoded) -> Finding:
    """Unreadable bytes lose a letter each; the document as a whole can still be audited."""
    before = decoded.text.partition("\ufffd")[0]
    line = before.count("\n") + before.count("\r") - before.count("\r\n") + 1
    number = decoded.invalid
    what = f"{number} byte sequence is" if number == 1 else f"{number} byte sequences are"
    return shortfall(
        path,
        f"{what} not valid {decoded.encoding} and read as U+FFFD; save the document as UTF-8",
        Location(line=line, column=len(before) - max(before.rfind("\n"), before.rfind("\r"))),
        {"encoding": decoded.encoding, "invalid": number},
    )
