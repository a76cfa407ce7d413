"""Streams of a PDF whose filters hide how much they hold: LZW, and letters for bytes (ISO 32000-1 §7.4)."""

from __future__ import annotations

import base64
import re
import zlib

__all__ = ["blows_up"]

_FILTERS = re.compile(rb"/F(?:ilter)?\s{0,8}(?:\[([^\]]{0,200})\]|(/\w{1,20}))")
_NAME = re.compile(rb"/\w{1,20}")
_LATE = re.compile(rb"/EarlyChange\s{1,8}0")
_HIDING = frozenset({b"/LZWDecode", b"/LZW", b"/ASCII85Decode", b"/A85", b"/ASCIIHexDecode", b"/AHx"})
_NO_LETTER = re.compile(rb"[^!-uz\s]")
_NO_DIGIT = re.compile(rb"[^0-9A-Fa-f]")
_END = b"endstream"
# One code of 12 bits stands for at most as many bytes as the table has codes.
_HIGHEST_RATIO = 2_560
_CLEAR, _STOP, _CODES = 256, 257, 4_096


def blows_up(head: bytes, data: bytes, start: int, limit: int) -> bool:
    """Whether a stream behind LZW, ASCII85 or ASCIIHex unpacks to more than a limit.

    What PDFium bounds by itself (run lengths, 20 MB) is not looked at, nor what stands behind LZW.

    Args:
        head: the stream's dictionary.
        data: the file.
        start: where the stream begins in it.
        limit: bytes.
    """
    filters = _filters(head)
    if _HIDING.isdisjoint(filters):
        return False
    end = data.find(_END, start)
    part = data[start : end if end >= 0 else len(data)]
    for name in filters:
        if name in (b"/LZWDecode", b"/LZW"):
            is_small = len(part) * _HIGHEST_RATIO <= limit
            return not is_small and _lzw_exceeds(part, limit, early=not _LATE.search(head))
        part = _decoded(name, part, limit)
        if len(part) > limit:
            return True
    return False


def _filters(head: bytes) -> list[bytes]:
    match = _FILTERS.search(head)
    return _NAME.findall(match[1] or match[2]) if match else []


def _decoded(name: bytes, part: bytes, limit: int) -> bytes:
    """What one filter makes of a stream, as far as it can be read; empty behind an unknown filter."""
    try:
        if name in (b"/ASCII85Decode", b"/A85"):
            stop = _NO_LETTER.search(part)
            return base64.a85decode(part[: stop.start()] if stop else part)
        if name in (b"/ASCIIHexDecode", b"/AHx"):
            digits = _NO_DIGIT.sub(b"", part.partition(b">")[0])
            return bytes.fromhex(digits[: len(digits) & ~1].decode("ascii"))
        if name in (b"/FlateDecode", b"/Fl"):
            return zlib.decompressobj().decompress(part, limit + 1)
    except (ValueError, zlib.error):
        return b""
    return b""


def _lzw_exceeds(data: bytes, limit: int, *, early: bool) -> bool:
    """Whether LZW data (§7.4.4) stand for more bytes than a limit: lengths are added up."""
    lengths = [1] * (_STOP + 1)
    size = pending = bits = before = 0
    width = 9
    for byte in data:
        pending = pending << 8 | byte
        bits += 8
        if bits < width:
            continue
        bits -= width
        code = pending >> bits
        pending &= (1 << bits) - 1
        if code == _CLEAR:
            del lengths[_STOP + 1 :]
            width, before = 9, 0
            continue
        if code == _STOP or (code >= len(lengths) and not before):
            break
        length = lengths[code] if code < len(lengths) else before + 1
        size += length
        if size > limit:
            return True
        if before and len(lengths) < _CODES:
            lengths.append(before + 1)
            width += width < 12 and len(lengths) + early >= 1 << width
        before = length
    return False
