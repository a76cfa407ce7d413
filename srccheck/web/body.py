"""Bodies as they come over the wire, decoded piece by piece within limits."""

from __future__ import annotations

import zlib
from typing import Any

__all__ = ["ACCEPT_ENCODING", "BodyReader"]

ACCEPT_ENCODING = "gzip, deflate"
_WINDOWS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
_GZIP = b"\x1f\x8b"
_MAX_RATIO = 400  # real pages stay below 100; deflate's own limit is 1032
_RATIO_FROM_BYTES = 65_536


class BodyReader:
    """Takes raw pieces, keeps decoded bytes up to a limit.

    Args:
        encoding: value of Content-Encoding, or None.
        limit: decoded bytes kept.

    Attributes:
        body: what has been decoded so far.
        truncated: something was left out: the limit was reached, or the rest could not be decoded.
    """

    def __init__(self, encoding: str | None, limit: int) -> None:
        self.body = bytearray()
        self.truncated = False
        self._limit = limit
        self._wire = 0
        self._name = (encoding or "identity").strip().lower()
        self._decoder: Any = zlib.decompressobj(_WINDOWS[self._name]) if self._name in _WINDOWS else None
        self._readable = self._decoder is not None or self._name in ("", "identity", "none", "utf-8")

    def feed(self, piece: bytes) -> bool:
        """Take the next piece; False when no more is wanted."""
        if not self._readable:  # encoded in a way that was not asked for
            self.truncated = bool(piece) or self.truncated
            return not self.truncated
        self._wire += len(piece)
        if self._decoder is None:
            self._keep(piece)
        else:
            self._inflate(piece)
        return not self.truncated

    def end(self) -> None:
        """Nothing more comes."""
        if self._decoder is not None and self._wire and not self._decoder.eof:
            self.truncated = True

    def _keep(self, data: bytes) -> None:
        room = self._limit - len(self.body)
        self.body += data[:room]
        self.truncated = self.truncated or len(data) > room

    def _inflate(self, piece: bytes) -> None:
        if self._decoder.eof:
            return  # padding after the end of the stream
        try:
            data = self._decoder.decompress(piece, self._limit - len(self.body) + 1)
        except zlib.error:
            if self._raw_deflate():
                self._inflate(piece)
            elif self._wire == len(piece) and not piece.startswith(_GZIP):  # labelled, but sent as it is
                self._decoder = None
                self._keep(piece)
            else:
                self.truncated = True
            return
        self._keep(data)
        if len(self.body) > max(_RATIO_FROM_BYTES, _MAX_RATIO * self._wire):
            self.truncated = True

    def _raw_deflate(self) -> bool:
        """Many servers send `deflate` without the zlib header that RFC 9110 §8.4.1.2 wants."""
        if self._name != "deflate" or self.body:
            return False
        self._name = "raw deflate"
        self._decoder = zlib.decompressobj(-zlib.MAX_WBITS)
        return True
