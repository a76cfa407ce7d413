"""Answers with faults at random: one of the contract's words, no exception, no false death."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from srccheck.text.urls import normalize
from srccheck.web.client import HttpClient
from srccheck.web.live import Prober
from tests.web.conftest import SETTINGS
from tests.web.localweb import FakeTime, LocalWeb, Proxy, hang, html, page, reset, sends

PAIRS = {
    "alive": {"ok"},
    "moved": {"moved-permanently"},
    "dead": {"http-404", "http-410", "dns-nxdomain", "soft-404", "redirected-to-home", "parked"},
    "blocked": {
        "http-401", "http-402", "http-403", "http-429", "http-451", "http-999", "http-4xx",
        "challenge", "login", "consent", "robots",
    },
    "unreachable": {
        "timeout", "connect", "reset", "dns", "tls", "http-5xx", "redirect-loop", "too-many-redirects",
        "protocol", "too-slow",
    },
    "skipped": {"excluded", "private", "scheme", "malformed", "credentials"},
    "unchecked": {"offline", "not-in-replay", "interrupted", "budget"},
}  # fmt: skip
CAUSES_OF_DEATH = {
    "http-404": {404},
    "http-410": {410},
    "soft-404": {200, 206},
    "redirected-to-home": {200, 206},
    "parked": {200, 206},
}

PAGE = html(
    "Fewer ships in the harbour", text="The harbour was quiet that morning, said the pilot. " * 40
).encode()
LOCATIONS = (
    "/b", "/", "/a", "?", "#x", "//two.example/b", "http://two.example/", "https://one.example/a",
    "http://10.0.0.1/",
    "javascript:alert(1)", "http://me:secret@two.example/", "http://[::1", "\\\\two.example\\b", "http:///b",
    "é", " /b ",
)  # fmt: skip
HEADERS = (
    b"Content-Type: text/html; charset=utf-7", b"Content-Type: ", b"Content-Type: application/pdf",
    b"Refresh: 0;url=/b",
    b"Set-Cookie: \xff=\x80; Domain=example", b"Retry-After: -9", b"Retry-After: soon", b"ETag: \xe9",
    b": empty",
    b"no colon", b"Content-Length: 5", b"Content-Length: 99999", b"Content-Length: x",
    b"Transfer-Encoding: chunked",
    b"Content-Encoding: br", b"Content-Encoding: gzip", b"Content-Encoding: zstd",
    b"Content-Encoding: gzip, br",
    b"X-Long: " + b"y" * 70_000, b"Link: <<<>>>; rel=\"", b"Last-Modified: Thu, 99 Xyz",
    b"Content-Language: ,;,",
)  # fmt: skip
PACKED = {
    "plain": lambda data: data,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "utf-16": lambda data: data.decode().encode("utf-16"),
    "noise": lambda data: zlib.compress(data)[::-1],
}


@st.composite
def answers(draw):
    """Raw bytes of an answer with a few faults, in the head, the body or both."""
    status = draw(
        st.sampled_from([200, 200, 204, 206, 301, 302, 304, 307, 401, 403, 404, 410, 418, 500, 503, 999])
    )
    lines = [b"HTTP/1.1 %d Word" % status, *draw(st.lists(st.sampled_from(HEADERS), max_size=3))]
    if status in (301, 302, 307):
        lines.append(b"Location: " + draw(st.sampled_from(LOCATIONS)).encode())
    body = PACKED[draw(st.sampled_from(sorted(PACKED)))](PAGE)
    raw = b"\r\n".join(lines) + b"\r\n\r\n" + body
    if draw(st.booleans()):
        raw = raw[: draw(st.integers(0, len(raw)))]
    if raw and draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, min(len(raw), 200) - 1))
        raw = raw[:at] + draw(st.binary(min_size=1, max_size=4)) + raw[at + 1 :]
    return raw


BEHAVIOURS = st.one_of(answers().map(sends), answers().map(sends), st.sampled_from([reset(), page("A page")]))


@settings(
    max_examples=120, derandomize=True, deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(first=BEHAVIOURS, then=BEHAVIOURS)
async def test_faults(web: LocalWeb, hasty: HttpClient, first, then):
    """A link whose server, and the server it leads to, answer anyhow."""
    web.host("one.example", {"/a": first, "*": then})
    web.host("two.example", {"*": then})
    time = FakeTime()
    prober = Prober(fetcher=hasty, settings=SETTINGS.with_changes(retries=1), surroundings=time.surroundings)
    live = await prober.probe(normalize("http://one.example/a"), fragments=("part",))
    assert live.reason in PAIRS[live.status]
    assert live.status not in ("unchecked", "skipped")
    if live.status == "dead":
        assert live.http_status in CAUSES_OF_DEATH[live.reason]
    assert "secret" not in repr(live)
    assert type(live).from_record(live.to_record()) == live


@pytest.mark.parametrize(
    ("tls", "reason"), [("expired", "tls"), ("wrong-host", "tls"), ("self-signed", "tls"), ("refused", "tls")]
)
async def test_certificates(web, client, tls, reason):
    """A certificate that nobody would trust is no answer, and no death."""
    web.host("bad.example", {"/": page("A page")}, tls=tls)
    time = FakeTime()
    prober = Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings)
    live = await prober.probe(normalize("https://bad.example/"))
    assert (live.status, live.reason) == ("unreachable", reason)


async def test_a_proxy_that_is_down_kills_nobody(web):
    """All links are `unreachable`/`connect`, which an audit without any answer reads as offline."""
    web.host("one.example", {"/": hang()})
    async with Proxy(web, refuses=404) as proxy:
        settings_ = SETTINGS.with_changes(proxy=f"http://127.0.0.1:{proxy.port}", retries=0)
        async with HttpClient(settings_, resolver=web.resolver) as client:
            prober = Prober(fetcher=client, settings=settings_, surroundings=FakeTime().surroundings)
            live = await prober.probe(normalize("https://one.example/"))
    assert (live.status, live.reason) == ("unreachable", "connect")
