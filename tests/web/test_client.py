"""The client: safety, limits and manners, on real sockets."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest

from srccheck.model.web import Request
from srccheck.web.client import HttpClient
from tests.web.conftest import SETTINGS
from tests.web.localweb import Asked, Wire, answer, gzipped, html, page, sends


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("http://127.0.0.1:{port}/", "private"), ("http://127.1:{port}/", "private"),
        ("http://2130706433:{port}/", "private"), ("http://0x7f.1:{port}/", "private"),
        ("http://0177.0.0.1:{port}/", "private"), ("http://127.0.0.1.:{port}/", "private"),
        ("http://①②⑦.0.0.1:{port}/", "private"), ("http://%31%32%37.0.0.1:{port}/", "private"),
        ("http://[::1]:{port}/", "private"), ("http://[::ffff:127.0.0.1]:{port}/", "private"),
        ("http://[64:ff9b::7f00:1]:{port}/", "private"), ("http://[fe80::1%25lo]:{port}/", "private"),
        ("http://192.0.0.192/", "private"), ("http://168.63.129.16/", "private"),
        ("http://localhost:{port}/", "private"), ("http://169.254.169.254/latest", "private"),
        ("http://me:secret@one.example/", "credentials"), ("ftp://one.example/", "scheme"),
        ("file:///etc/passwd", "scheme"), ("http://one.example:99999/", "malformed"),
        ("http:///x", "malformed"), ("http://one.example/a b", "malformed"), ("/a", "malformed"),
    ],
)  # fmt: skip
async def test_what_is_never_sent(web, client, url, failure):
    """Private literals in every spelling, credentials, other schemes: refused before a socket is opened."""
    web.host("one.example", {"/": page("x")})
    exchange = await client.fetch(Request(url=url.format(port=web._ports[80])))
    assert (exchange.failure, exchange.http_status) == (failure, None)
    assert exchange.detail
    assert "secret" not in exchange.detail
    assert web.asked == []


async def test_what_is_sent(web, client):
    """An honest User-Agent, a browser's Accept, encodings that can be read; no cookies, no fragment."""
    cookie = {"Set-Cookie": "id=1; Path=/", "X-Note": "kept\x1b[31m"}
    web.host("one.example", {"/": answer("x", headers=cookie)})
    for _ in range(2):
        exchange = await client.fetch(Request(url="http://one.example/#part", headers={"X-Own": "1"}))
    assert exchange.header("x-note") == "kept[31m"
    for asked in web.asked:
        assert asked.target == "/"
        assert asked.headers["user-agent"] == SETTINGS.user_agent
        assert asked.headers["accept"].startswith("text/html,")
        assert asked.headers["accept-encoding"] == "gzip, deflate"
        assert asked.headers["x-own"] == "1"
        assert not {"cookie", "authorization"} & set(asked.headers)


async def test_redirects_are_left_alone(web, client):
    """Whoever judges the web follows them, hop by hop."""
    web.host("one.example", {"/": answer("", 301, {"Location": "/münchen"})})
    exchange = await client.fetch(Request(url="http://one.example/"))
    assert (exchange.http_status, exchange.header("location")) == (301, "/m%C3%BCnchen")
    assert web.urls_asked() == ["http://one.example/"]


def _deflated(data: bytes, wbits: int) -> bytes:
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(data) + packer.flush()


TEXT = html("Harbour").encode()


@pytest.mark.parametrize(
    ("behaviour", "body", "truncated"),
    [
        (answer(TEXT), TEXT, False),
        (gzipped(TEXT), TEXT, False),
        (gzipped(TEXT, label="GZIP"), TEXT, False),
        (answer(_deflated(TEXT, 15), headers={"Content-Encoding": "deflate"}), TEXT, False),
        (answer(_deflated(TEXT, -15), headers={"Content-Encoding": "deflate"}), TEXT, False),
        (answer(TEXT, headers={"Content-Encoding": "gzip"}), TEXT, False),
        (answer(TEXT, headers={"Content-Encoding": "identity"}), TEXT, False),
        (answer(TEXT, headers={"Content-Encoding": "br"}), b"", True),
        (answer(b"", headers={"Content-Encoding": "br"}), b"", False),
        (answer(b"x" * 100_000), b"x" * 100_000, False),
        (answer(b"x" * 100_001), b"x" * 100_000, True),
        (gzipped(b"x" * 100_000), b"x" * 100_000, True),  # beyond any page's ratio
        (gzipped(b"x" * 1_000_000), b"x" * 100_000, True),
        (gzipped(TEXT + b"!" * 9), TEXT + b"!" * 9, False),
        (sends(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nhalf"), b"half", True),
        (answer(gzip.compress(TEXT) + b"padding", headers={"Content-Encoding": "gzip"}), TEXT, False),
        (answer(gzip.compress(TEXT)[:-20], headers={"Content-Encoding": "gzip"}), b"", True),
    ],
)  # fmt: skip
async def test_bodies(web, client, behaviour, body, truncated):
    """Decoded, within the limit, and said to be cut where they are."""
    web.host("one.example", {"/": behaviour})
    exchange = await client.fetch(Request(url="http://one.example/"))
    assert exchange.http_status == 200
    assert (exchange.body[: len(body)], exchange.truncated) == (body, truncated)
    assert len(exchange.body) <= SETTINGS.max_body_bytes
    assert not {"content-encoding", "content-length"} & {name for name, _ in exchange.headers}


async def test_spoilt_gzip(web, client):
    """A page that cannot be decoded is still an answer."""
    data = bytearray(gzip.compress(bytes(range(256)) * 400, 1))
    data[len(data) // 2 :] = b"\xff" * (len(data) // 2)
    web.host("one.example", {"/": answer(bytes(data), headers={"Content-Encoding": "gzip"})})
    exchange = await client.fetch(Request(url="http://one.example/"))
    assert (exchange.http_status, exchange.truncated) == (200, True)


async def test_own_limit(web, client):
    """A request may ask for less than the settings allow."""
    web.host("one.example", {"/": answer(TEXT)})
    exchange = await client.fetch(Request(url="http://one.example/", max_body_bytes=10))
    assert (exchange.body, exchange.truncated) == (TEXT[:10], True)


async def test_headers_have_a_limit(web, client):
    """Beyond a quarter of a megabyte they are dropped, and that is said."""
    fields = {f"x-{n}": "y" * 60_000 for n in range(6)}
    web.host("one.example", {"/": answer(TEXT, headers=fields)})
    exchange = await client.fetch(Request(url="http://one.example/"))
    assert (exchange.http_status, exchange.truncated, exchange.body) == (200, True, TEXT)
    assert len(exchange.headers) == 5


async def test_latin_1_headers(web, client):
    """What is not ASCII is read as UTF-8 or else as Latin-1, and written as a URL would write it."""
    web.host(
        "one.example", {"/": sends(b"HTTP/1.1 302 X\r\nLocation: /caf\xe9\r\nContent-Length: 0\r\n\r\n")}
    )
    exchange = await client.fetch(Request(url="http://one.example/"))
    assert exchange.header("location") == "/caf%C3%A9"


@pytest.mark.parametrize(
    ("failure", "host"), [("dns", "a.example"), ("dns-nxdomain", "b.example"), ("private", "c.example")]
)
async def test_resolution_failures(web, client, failure, host):
    """What the resolver said comes through aiohttp and httpx in one piece."""
    web.name(host, failure)
    exchange = await client.fetch(Request(url=f"http://{host}/"))
    assert (exchange.failure, exchange.detail) == (failure, f"{host}: {failure}")


async def test_refused_connection(web, client):
    """A port where nobody listens."""
    web.host("one.example", {})
    web._ports[81] = 1
    exchange = await client.fetch(Request(url="http://one.example:81/"))
    assert (exchange.failure, exchange.detail) == ("connect", "no connection: Connection refused")


async def test_limits_at_once(web):
    """Never more for one host than allowed, and all hosts together within the whole limit."""
    busy = asyncio.Event()
    inside = most = 0

    async def behave(asked: Asked, wire: Wire) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        if inside == 3:
            busy.set()
        await busy.wait()
        await asyncio.sleep(0)
        inside -= 1
        await wire.reply(200, b"x")

    for name in ("one.example", "two.example", "three.example"):
        web.host(name, {"*": behave})
    settings = SETTINGS.with_changes(jobs=3, jobs_per_host=2, total_timeout_s=5, read_timeout_s=5)
    async with HttpClient(settings, resolver=web.resolver) as client:
        urls = [f"http://{host}/{n}" for host in web.hosts for n in range(8)]
        answers = await asyncio.gather(*[client.fetch(Request(url=url)) for url in urls])
    assert [one.http_status for one in answers] == [200] * 24
    assert most == 3
    assert max(web.most_at_once.values()) == 2
