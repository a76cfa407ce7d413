"""The client: safety, limits and manners, on real sockets."""

from __future__ import annotations

import gzip
import random
import sys
import zlib

import brotli
import pytest

from srccheck.model.web import Request
from srccheck.text.urls import normalize
from srccheck.web.client import HttpClient
from tests.web.conftest import SETTINGS
from tests.web.localweb import answer, gzipped, html, page, sends

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


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
        assert asked.headers["accept-encoding"] == "gzip, deflate, br, zstd"
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
BR, ZSTD = {"Content-Encoding": "br"}, {"Content-Encoding": "zstd"}
NOISE = random.Random(1).randbytes(70_000)


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
        (answer(TEXT, headers=BR), TEXT, False),
        (answer(TEXT, headers=ZSTD), TEXT, False),
        (answer(TEXT, headers={"Content-Encoding": "deflate"}), TEXT, False),
        (answer(b"", headers=BR), b"", False),
        (answer(TEXT, headers={"Content-Encoding": "compress"}), b"", True),  # nobody asked for that
        (answer(brotli.compress(TEXT), headers=BR), TEXT, False),
        (answer(zstd.compress(TEXT), headers=ZSTD), TEXT, False),
        (answer(zstd.compress(TEXT) + zstd.compress(TEXT), headers=ZSTD), TEXT * 2, False),
        (answer(zstd.compress(NOISE) + zstd.compress(TEXT), headers=ZSTD), NOISE + TEXT, False),
        (answer(zstd.compress(TEXT) + b"padding", headers=ZSTD), TEXT, False),
        (answer(brotli.compress(NOISE), headers=BR), NOISE, False),
        (answer(gzip.compress(TEXT), headers=BR), TEXT, False),
        (answer(gzip.compress(TEXT), headers=ZSTD), TEXT, False),
        (answer(zstd.compress(TEXT), headers={"Content-Encoding": "gzip"}), TEXT, False),
        (answer(zstd.compress(TEXT), headers=BR), TEXT, False),
        (answer(brotli.compress(TEXT), headers={"Content-Encoding": "gzip"}), b"", True),  # br has no mark
        (answer(brotli.compress(TEXT)[:-20], headers=BR), b"", True),
        (answer(zstd.compress(TEXT)[:-20], headers=ZSTD), b"", True),
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
    """Beyond a quarter of a megabyte there is no answer, as in browsers; below there is."""
    web.host("one.example", {"/3": _with_headers(3), "/6": _with_headers(6)})
    exchange = await client.fetch(Request(url="http://one.example/3"))
    assert (exchange.http_status, exchange.body, len(exchange.headers)) == (200, TEXT, 4)
    exchange = await client.fetch(Request(url="http://one.example/6"))
    assert (exchange.failure, exchange.http_status) == ("protocol", None)


def _with_headers(count):
    return answer(TEXT, headers={f"x-{n}": "y" * 60_000 for n in range(count)})


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


async def test_forms_and_keys(web, client):
    """A form is sent as browsers do; keys go out on the archive's lane alone, cookies by the jar alone."""
    web.host("one.example", {"/": answer("x")})
    secret = {"Authorization": "LOW a:b", "Cookie": "a=b", "Proxy-Authorization": "c", "X-Own": "1"}
    form = (("url", "http://a.example/?b=ü&c"), ("capture_all", "1"))
    for lane in ("page", "archive"):
        await client.fetch(
            Request(url="http://one.example/", method="POST", form=form, headers=secret, lane=lane)
        )
    page, archive = web.asked
    assert page.body == b"url=http%3A%2F%2Fa.example%2F%3Fb%3D%C3%BC%26c&capture_all=1"
    assert page.headers["content-type"] == "application/x-www-form-urlencoded"
    assert page.method == "POST"
    assert "authorization" not in page.headers
    assert archive.headers["authorization"] == "LOW a:b"
    assert not {"cookie", "proxy-authorization"} & {*page.headers, *archive.headers}


async def test_who_asks(web):
    """The contact stands in the User-Agent, and in From where it is an address for mail."""
    web.host("one.example", {"/": answer("x")})
    for contact in ("desk@paper.example", "https://paper.example/bot"):
        async with HttpClient(SETTINGS.with_changes(contact=contact), resolver=web.resolver) as client:
            await client.fetch(Request(url="http://one.example/"))
    assert [asked.headers["user-agent"].endswith(")") for asked in web.asked] == [True, True]
    assert [asked.headers.get("from") for asked in web.asked] == ["desk@paper.example", None]


@pytest.mark.parametrize(
    "target",
    ["/a%2Fb", "/a%2fb%3F%23", "/%7Euser", "/a+b%20c%2B", "/!$&'()*+,;=:@", "/%E2%82%AC?q=%3D%26&r=a%2Bb",
     "/x?u=http%3A%2F%2Fb.example%2F%3Fc", "/x?a=[1]&b={2}|3", "/%", "/%zz", "/%00", "/a//b/", "/x?=&&"],
)  # fmt: skip
async def test_what_the_server_sees(web, client, target):
    """The path and query as normalised, triplet by triplet: servers tell %2F from /."""
    web.host("one.example", {"*": answer("x")})
    await client.fetch(Request(url="http://one.example" + target))
    assert [asked.url for asked in web.asked] == [normalize("http://one.example" + target)]


async def test_an_intranet(web):
    """With `allow_private`, names and addresses of an intranet are asked; a cloud's metadata is not."""
    settings = SETTINGS.with_changes(allow_private=True)
    web.host("wiki.internal", {"/": page("Minutes")})
    web.host("wiki", {"/": page("Minutes")})
    web.host("127.0.0.1", {"/": page("Minutes")})
    port = web._ports[80]
    async with HttpClient(settings, resolver=web.resolver) as client:
        for url in (
            "http://wiki.internal/",
            "http://wiki/",
            f"http://127.0.0.1:{port}/",
        ):
            exchange = await client.fetch(Request(url=url))
            assert exchange.http_status == 200, url
        for host in ("169.254.169.254", "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "100.100.100.200"):
            exchange = await client.fetch(Request(url=f"http://{host}/latest"))
            assert exchange.failure == "private", host
