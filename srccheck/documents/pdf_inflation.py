"""Streams that blow up: told before PDFium, which has no limit of its own, unpacks them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from srccheck.documents.pdf_filters import blows_up

__all__ = ["inflates"]

_STREAM = re.compile(rb"stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s{0,8}/Image")
_LARGE = re.compile(rb"/Subtype\s{0,8}/Image|/FontFile|/EmbeddedFile|/Length1\b|/N\s{1,8}[134]\b")
_DICTIONARY = 1_024
_MOST_PAGE_BYTES = 32_000_000
_MOST_LARGE_BYTES = 200_000_000
_CHUNK = 65_536
_STEP = 1_048_576
_LAYERS = 3


def inflates(data: bytes) -> bool:
    """Whether some stream unpacks to more than a page can hold: 32 MB, for pictures and files 200 MB.

    Args:
        data: the file.
    """
    for match in _STREAM.finditer(data):
        if data[match.start() - 3 : match.start()] == b"end":
            continue
        head = data[max(match.start() - _DICTIONARY, 0) : match.start()]
        head = head[head.rfind(b"obj") + 1 :]
        limit = _MOST_LARGE_BYTES if _LARGE.search(head) else _MOST_PAGE_BYTES
        if not _PICTURE.search(head) and blows_up(head, data, match.end(), limit):
            return True
        size = 0
        for piece in _unpacked(data, match.end(), _LAYERS):
            size += piece
            if size > limit:
                return True
    return False


def _unpacked(data: bytes, start: int, layers: int) -> Iterator[int]:
    """Sizes of what a stream unpacks to, piece by piece; a packed stream in a packed one is unpacked too."""
    if not _is_packed(data[start : start + 2]):
        return
    inner = bytearray()
    is_inner = False
    for number, piece in enumerate(_inflated(data, start)):
        if number == 0:
            is_inner = layers > 1 and _is_packed(piece[:2])
        if is_inner:
            inner += piece
        yield len(piece)
    if inner:
        yield from _unpacked(bytes(inner), 0, layers - 1)


def _is_packed(head: bytes) -> bool:
    """A zlib header (RFC 1950, section 2.2)."""
    return len(head) == 2 and head[0] & 15 == 8 and (head[0] * 256 + head[1]) % 31 == 0


def _inflated(data: bytes, start: int) -> Iterator[bytes]:
    machine = zlib.decompressobj()
    view = memoryview(data)
    at = start
    try:
        while at < len(data) and not machine.eof:
            chunk: bytes | memoryview = view[at : at + _CHUNK]
            at += _CHUNK
            while chunk and not machine.eof:
                yield machine.decompress(chunk, _STEP)
                chunk = machine.unconsumed_tail
    except zlib.error:
        # damaged, or no Flate stream after all: what has been unpacked so far counts
        return
