"""The journey's cookies: who gets which, and that nobody else ever sees them."""

from __future__ import annotations

import pytest

from srccheck.model.web import Request
from srccheck.web.cookies import cookie_header, journey_jar, keep_cookies
from srccheck.web.evidence import Recorder, Replayer
from tests.web.localweb import page, sets_cookies


def jar_after(url, *cookies):
    jar = journey_jar()
    keep_cookies(jar, url, [(b"Set-Cookie", cookie.encode("latin-1")) for cookie in cookies])
    return jar


@pytest.mark.parametrize(
    ("url", "cookie", "asked", "sent"),
    [
        ("http://a.example.org/x/y", "k=1", "http://a.example.org/x/z", "k=1"),
        ("http://a.example.org/x/y", "k=1", "http://a.example.org/z", None),
        ("http://a.example.org/x/y", "k=1; Path=/", "http://a.example.org/z", "k=1"),
        ("http://a.example.org/", "k=1", "http://b.example.org/", None),
        ("http://a.example.org/", "k=1", "http://sub.a.example.org/", None),
        ("http://a.example.org/", "k=1; Domain=example.org", "http://b.example.org/", "k=1"),
        ("http://a.example.org/", "k=1; Domain=.example.org", "https://example.org/", "k=1"),
        ("http://a.example.org/", "k=1; Domain=example.org", "http://notexample.org/", None),
        ("http://a.example.org/", "k=1; Domain=other.org", "http://other.org/", None),
        ("http://a.example.org/", "k=1; Domain=org", "http://b.org/", None),
        ("http://paper.co.uk/", "k=1; Domain=co.uk", "http://other.co.uk/", None),
        ("http://me.github.io/", "k=1; Domain=github.io", "http://you.github.io/", None),
        ("https://a.example.org/", "k=1; Secure", "http://a.example.org/", None),
        ("https://a.example.org/", "k=1; Secure", "https://a.example.org/", "k=1"),
        ("http://a.example.org/", "k=1; Max-Age=0", "http://a.example.org/", None),
        ("http://a.example.org:8080/", "k=1", "http://a.example.org/", "k=1"),
        ("http://a.example.org/", "k=\xe9", "http://a.example.org/", None),
        ("http://a.example.org/", "k=" + "v" * 9000, "http://a.example.org/", None),
        ("http://a.example.org/", "", "http://a.example.org/", None),
    ],
)
def test_who_gets_a_cookie(url, cookie, asked, sent):
    """By RFC 6265: the host that set it, or its own domain; never a public suffix, never another host."""
    assert cookie_header(jar_after(url, cookie), asked) == sent


async def test_a_gate_of_cookies(web, client, tmp_path):
    """Within a journey a cookie opens the gate; without a jar nothing is kept; evidence holds none."""
    gate = sets_cookies("seen=1; Path=/", "other=2; Path=/", status=302, to="/story")
    web.host("gate.example", {"/": gate, "/story": page("Story")})
    path = tmp_path / "evidence.warc"
    with Recorder(client, path) as recorder:
        for jar in (journey_jar(), None):
            exchange = await recorder.fetch(Request(url="http://gate.example/", cookies=jar))
            assert exchange.header("set-cookie") is None
            await recorder.fetch(Request(url="http://gate.example/story", cookies=jar))
    cookies = [asked.headers.get("cookie") for asked in web.asked]
    assert cookies == [None, "seen=1; other=2", None, None]
    assert b"seen=1" not in path.read_bytes()
    replayed = await Replayer(path).fetch(Request(url="http://gate.example/story", cookies=journey_jar()))
    assert replayed.http_status == 200
