"""Servers that never end, never begin, explode or talk nonsense: a reason, in time, and memory flat."""

from __future__ import annotations

import asyncio
import sys
import tracemalloc
import zlib

import pytest

from srccheck.model.web import Request
from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from tests.web.localweb import answer, bomb, drips, endless, hang, html, reset, sends

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SETTINGS = Settings(
    connect_timeout_s=1,
    read_timeout_s=0.3,
    first_byte_timeout_s=0.4,
    total_timeout_s=0.6,
    max_body_bytes=100_000,
    max_wire_bytes=200_000,
    max_header_bytes=50_000,
    proxy="none",
)
PATIENT = SETTINGS.with_changes(read_timeout_s=8, first_byte_timeout_s=8, total_timeout_s=8)
"""For what must end by its size, on a busy machine, too."""
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 99
LONG = OK + b"Content-Length: 999999999\r\n\r\n"


def _empty_blocks():
    """A deflate stream whose blocks hold nothing, for ever."""
    packer = zlib.compressobj(wbits=31)
    head = packer.compress(b"") + packer.flush(zlib.Z_SYNC_FLUSH)
    return head, packer.flush(zlib.Z_SYNC_FLUSH) or b"\x00\x00\x00\xff\xff"


GZIP_HEAD, EMPTY_BLOCK = _empty_blocks()
WIDE = zstd.compress(
    bytes(range(256)) * 200_000,
    options={
        zstd.CompressionParameter.window_log: 25,
        zstd.CompressionParameter.enable_long_distance_matching: 1,
    },
)

CASES = {
    "endless page": (endless(LONG, b"x" * 16_384), 200, None),
    "endless page without a length": (endless(OK + b"\r\n", b"x" * 16_384), 200, None),
    "endless chunks": (endless(CHUNKED, b"5\r\nhello\r\n" * 999), 200, None),
    "endless chunk extension": (
        endless(CHUNKED + b"5;", b"x" * 16_384), None, "any",
    ),
    "endless trailers": (
        endless(CHUNKED + b"0\r\n", b"X-Trailer: y\r\n" * 999), None, "any",
    ),
    "endless gzip of nothing": (
        endless(OK + b"Content-Encoding: gzip\r\n\r\n" + GZIP_HEAD, EMPTY_BLOCK * 1000), 200, None,
    ),
    "endless page of a redirect": (
        endless(b"HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n", b"x" * 16_384), 302, None,
    ),
    "endless header line": (endless(OK + b"X-Long: ", b"y" * 16_384), None, "protocol"),
    "endless headers": (endless(OK, b"X-Many: y\r\n" * 99), None, "protocol"),
    "endless status line": (endless(b"HTTP/1.1 200 ", b"y" * 16_384), None, "protocol"),
    "endless early hints": (endless(b"", HINTS), None, "protocol"),
    "dripping page": (drips(LONG, b"x", 0.05, 99), None, "too-slow"),
    "dripping page of a 404": (
        drips(b"HTTP/1.1 404 Gone\r\nContent-Length: 99\r\n\r\n", b"x", 0.05, 99), 404, None,
    ),
    "dripping headers": (drips(OK, b"X-Drop: y\r\n", 0.05, 99), None, "timeout"),
    "dripping status line": (drips(b"HTTP/1.1 200 ", b"O", 0.05, 99), None, "timeout"),
    "silence": (hang(), None, "timeout"),
    "silence after the head": (drips(LONG, b"x", 9, 1), None, "timeout"),
    "late first byte": (answer(b"x", delay=0.5), None, "timeout"),
    "gzip bomb": (bomb("gzip"), 200, None),
    "deflate bomb": (bomb("deflate"), 200, None),
    "brotli bomb": (bomb("br"), 200, None),
    "zstd bomb": (bomb("zstd"), 200, None),
    "zstd window beyond the limit": (answer(WIDE, headers={"Content-Encoding": "zstd"}), 200, None),
    "reset": (reset(), None, "reset"),
    "nothing": (sends(b""), None, "reset"),
    "half a head": (sends(OK), None, "reset"),
    "garbage": (sends(bytes(range(256)) * 9), None, "protocol"),
    "not HTTP": (sends(b"SSH-2.0-OpenSSH_9.6\r\n"), None, "protocol"),
    "page without a head": (sends(html("Old").encode()), None, "protocol"),
    "status of six digits": (sends(b"HTTP/1.1 999999 X\r\n\r\n"), None, "protocol"),
    "length below zero": (sends(b"HTTP/1.1 200 X\r\nContent-Length: -5\r\n\r\nhello"), None, "protocol"),
    "two lengths": (sends(OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\nhellooo"), None, "protocol"),
    "chunk that is no number": (sends(CHUNKED + b"zz\r\nhello"), None, "any"),
    "null in a header": (sends(OK + b"X-Null: a\x00b\r\nContent-Length: 0\r\n\r\n"), None, "protocol"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
async def test_misbehaviour(web, case):
    """Every server that misbehaves gets its word, within the whole time, and in little memory."""
    behaviour, status, failure = CASES[case]
    web.host("bad.example", {"/": behaviour})
    by_size = case.startswith("endless") and failure != "any"
    settings = PATIENT if by_size or "bomb" in case or "window" in case else SETTINGS
    async with HttpClient(settings, resolver=web.resolver) as client:
        await client.fetch(Request(url="http://nowhere.example/"))  # loads what is loaded late
        tracemalloc.start()
        try:
            async with asyncio.timeout(10):
                exchange = await client.fetch(Request(url="http://bad.example/"))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    if failure == "any":  # what of it came together is chance
        assert exchange.truncated or exchange.failure in ("protocol", "reset", "too-slow")
    else:
        assert (exchange.http_status, exchange.failure) == (status, failure)
    assert exchange.truncated or exchange.detail
    assert len(exchange.body) <= SETTINGS.max_body_bytes
    assert peak < 8_000_000


@pytest.mark.parametrize(
    ("change", "body", "truncated"),
    [
        ({}, 90_000, False),
        ({"max_body_bytes": 50_000}, 50_000, True),
        ({"max_compression_ratio": 10}, 90_000, True),
        ({"max_wire_bytes": 1_000}, 90_000, True),
    ],
)
async def test_limits_of_bodies(web, change, body, truncated):
    """Each limit by its setting; an ordinary page that shrinks to a sixtieth is under all of them."""
    text = b"".join(
        b"<p>%d the same words again and again, as on a page made by a machine</p>" % n for n in range(1250)
    )
    web.host(
        "page.example", {"/": answer(zlib.compress(text[:90_000]), headers={"Content-Encoding": "deflate"})}
    )
    async with HttpClient(SETTINGS.with_changes(**change), resolver=web.resolver) as client:
        exchange = await client.fetch(Request(url="http://page.example/"))
    assert (exchange.http_status, len(exchange.body), exchange.truncated) == (200, body, truncated)


async def test_limit_of_headers(web):
    """Raised by its setting."""
    web.host("page.example", {"/": answer(b"x", headers={f"x-{n}": "y" * 9_000 for n in range(9)})})
    for limit, status in ((50_000, None), (100_000, 200)):
        async with HttpClient(SETTINGS.with_changes(max_header_bytes=limit), resolver=web.resolver) as client:
            exchange = await client.fetch(Request(url="http://page.example/"))
        assert exchange.http_status == status


async def test_limit_of_the_first_byte(web):
    """Raised by its setting, up to the whole time."""
    web.host("slow.example", {"/": answer(b"x", delay=0.2)})
    for limit, failure in ((0.05, "timeout"), (0.6, None)):
        async with HttpClient(
            SETTINGS.with_changes(first_byte_timeout_s=limit), resolver=web.resolver
        ) as client:
            exchange = await client.fetch(Request(url="http://slow.example/"))
        assert exchange.failure == failure
