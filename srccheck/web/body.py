"""Bodies as they come over the wire, decoded piece by piece within limits."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from typing import Any, Protocol

from attrs import frozen

__all__ = ["ACCEPT_ENCODING", "BodyLimits", "BodyReader"]

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
_RATIO_FROM_BYTES = 65_536
_STEP_BYTES = 65_536
_ZSTD_WINDOW_LOG = 23  # RFC 9659: 8 MB is all that a server may ask of us
_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_PLAIN = frozenset({"", "identity", "none", "utf-8", "utf8", "binary", "8bit"})
_UNTEXTUAL = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))


@frozen(kw_only=True)
class BodyLimits:
    """How much of a body is taken.

    Attributes:
        decoded_bytes: kept at most.
        wire_bytes: read from the wire at most.
        ratio: decoded bytes for each byte of the wire; a page stays below 100.
    """

    decoded_bytes: int
    wire_bytes: int
    ratio: float = 400.0


class _UndecodableError(Exception):
    """The bytes are not what their label says."""


class _Decoder(Protocol):
    @property
    def ended(self) -> bool: ...

    def take(self, piece: bytes, room: int) -> bytes:
        """At most about `room` decoded bytes of the piece; the rest on the next call, with `b""`.

        What comes after the end of the stream is padding.
        """
        ...

    @property
    def has_more(self) -> bool: ...


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits)
        self._is_full = False
        self.ended = False

    def take(self, piece: bytes, room: int) -> bytes:
        if self.ended:
            return b""
        try:
            data = self._stream.decompress(self._stream.unconsumed_tail + piece, room)
        except zlib.error as error:
            raise _UndecodableError from error
        self.ended = self._stream.eof
        self._is_full = len(data) >= room
        return data

    @property
    def has_more(self) -> bool:
        return self._is_full and not self.ended


class _Brotli:
    def __init__(self) -> None:
        import brotli  # late: few servers send it to us  # noqa: PLC0415

        self._error, self._stream = brotli.error, brotli.Decompressor()
        self.ended = False

    def take(self, piece: bytes, room: int) -> bytes:
        if self.ended:
            return b""
        try:
            data: bytes = self._stream.process(piece, output_buffer_limit=room)
        except self._error as error:
            raise _UndecodableError from error
        self.ended = self._stream.is_finished()
        return data

    @property
    def has_more(self) -> bool:
        return not self.ended and not self._stream.can_accept_more_data()


class _Zstandard:
    def __init__(self) -> None:
        if sys.version_info >= (3, 14):  # late, as above
            from compression import zstd  # noqa: PLC0415
        else:
            from backports import zstd  # noqa: PLC0415

        self._error = zstd.ZstdError
        self._new: Callable[[], Any] = lambda: zstd.ZstdDecompressor(
            options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
        )
        self._stream = self._new()
        self._left = b""

    def take(self, piece: bytes, room: int) -> bytes:
        try:
            if self._stream.eof:  # RFC 8878 §3.1: frames may follow one another
                piece = self._left + piece
                if not piece.startswith(_ZSTD):
                    self._left = piece[: len(_ZSTD)]
                    return b""
                self._stream = self._new()
            data: bytes = self._stream.decompress(piece, room)
        except self._error as error:
            raise _UndecodableError from error
        self._left = self._stream.unused_data if self._stream.eof else b""
        return data

    @property
    def ended(self) -> bool:
        return bool(self._stream.eof) and not self.has_more

    @property
    def has_more(self) -> bool:
        return self._left.startswith(_ZSTD) if self._stream.eof else not self._stream.needs_input


_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "x-gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "deflate": lambda: _Zlib(zlib.MAX_WBITS),
    "raw deflate": lambda: _Zlib(-zlib.MAX_WBITS),
    "br": _Brotli,
    "zstd": _Zstandard,
}


class BodyReader:
    """Takes raw pieces, keeps decoded bytes up to the limits.

    A label that the bytes belie is forgiven as long as nothing has been decoded: they are taken for
    what their first bytes say they are.

    Args:
        encoding: value of Content-Encoding, or None.
        limits: of the bytes taken.

    Attributes:
        body: what has been decoded so far.
        truncated: something was left out: a limit was reached, or the rest could not be decoded.
    """

    def __init__(self, encoding: str | None, limits: BodyLimits) -> None:
        self.body = bytearray()
        self.truncated = False
        self._limits = limits
        self._wire = 0
        self._first = b""  # what came while nothing had been decoded
        self._tried: set[str] = set()
        self._decoder: _Decoder | None = None
        name = (encoding or "").strip().lower()
        self._known = name in _PLAIN or name in _DECODERS
        self._use(name)

    def _use(self, name: str) -> None:
        self._name = name
        self._tried.add(name)
        self._decoder = _DECODERS[name]() if name in _DECODERS else None

    def feed(self, piece: bytes) -> bool:
        """Take the next piece; False when no more is wanted."""
        if not self._known:  # encoded in a way that was not asked for
            self.truncated = bool(piece) or self.truncated
            return not self.truncated
        self._wire += len(piece)
        if self._decoder is None:
            self._keep(piece)
        else:
            self._decode(piece)
        if self._wire > self._limits.wire_bytes:
            self.truncated = True
        return not self.truncated

    def end(self) -> None:
        """Nothing more comes."""
        if self._decoder is None or not self._wire or self._decoder.ended:
            return
        if self.body or not self._belied():
            self.truncated = True

    def _keep(self, data: bytes) -> None:
        room = self._limits.decoded_bytes - len(self.body)
        self.body += data[:room]
        self.truncated = self.truncated or len(data) > room

    def _decode(self, piece: bytes) -> None:
        decoder = self._decoder
        if decoder is None:
            return
        if not self.body and len(self._first) <= _STEP_BYTES:
            self._first += piece
            if self._name == "br" and _looks_like(self._first):
                # brotli has no mark of its own and makes something of almost everything
                self.truncated = not self._belied()
                return
        try:
            while True:
                room = min(_STEP_BYTES, self._limits.decoded_bytes - len(self.body) + 1)
                self._keep(decoder.take(piece, room))
                if len(self.body) > max(_RATIO_FROM_BYTES, self._limits.ratio * self._wire):
                    self.truncated = True
                if self.truncated or not decoder.has_more:
                    break
                piece = b""
        except _UndecodableError:
            self.truncated = bool(self.body) or not self._belied()
        if self.body:
            self._first = b""

    def _belied(self) -> bool:
        """Try what the first bytes look like; False where that is nothing that can be read."""
        first, self._first = self._first, b""
        name = _looks_like(first)
        if name == "" and "deflate" in self._tried and "raw deflate" not in self._tried:
            name = "" if _is_text(first) else "raw deflate"  # many send it without RFC 9110's zlib header
        if name in self._tried or not (name or _is_text(first)):
            return False
        self._use(name)
        if self._decoder is None:
            self._keep(first)
        else:
            self._decode(first)
        return bool(self.body) or not self.truncated


def _looks_like(first: bytes) -> str:
    return "gzip" if first.startswith(_GZIP) else "zstd" if first.startswith(_ZSTD) else ""


def _is_text(data: bytes) -> bool:
    """Whether the first bytes hold no control characters, as compressed ones soon do."""
    return len(data[:512]) == len(data[:512].translate(None, _UNTEXTUAL))
