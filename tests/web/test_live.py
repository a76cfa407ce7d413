"""Behaviour of a server on real sockets → the contract's status and reason."""

from __future__ import annotations

import pytest

from srccheck.text.urls import normalize
from srccheck.web.live import Prober
from tests.web.conftest import SETTINGS
from tests.web.localweb import (
    answer,
    drips,
    gzipped,
    hang,
    html,
    in_turn,
    page,
    redirect,
    reset,
    sends,
)  # fmt: skip

T = "Harbour Notes"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
CUT = OK.replace(b"close", b"close\r\nContent-Length: 9999")


async def look(web, client, time, url, settings=SETTINGS):
    prober = Prober(fetcher=client, settings=settings, surroundings=time.surroundings)
    return await prober.probe(normalize(url))


BEHAVIOURS = {
    # name: (behaviour of /a, status, reason)
    "200": (page(T), "alive", "ok"),
    "200 without a body": (answer(""), "alive", "ok"),
    "203": (page(T, status=203), "alive", "ok"),
    "PDF": (answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"}), "alive", "ok"),
    "gzip": (gzipped(html(T)), "alive", "ok"),
    "gzip by its old name": (gzipped(html(T), label="x-gzip"), "alive", "ok"),
    "an encoding nobody asked for": (answer(b"\x0b\x02\x80", headers={"Content-Encoding": "br"}),
                                     "alive", "ok"),
    "404": (page("x", status=404), "dead", "http-404"),
    "410": (page("x", status=410), "dead", "http-410"),
    **{str(n): (page("x", status=n), "blocked", f"http-{n}") for n in (401, 402, 403, 451, 999)},
    "429 for ever": (page("x", status=429), "blocked", "http-429"),
    **{str(n): (page("x", status=n), "blocked", "http-4xx") for n in (400, 405, 406, 407, 418, 421, 423)},
    **{str(n): (page("x", status=n), "unreachable", "http-5xx") for n in (500, 502, 503, 504, 521)},
    "204": (answer(status=204), "unreachable", "protocol"),
    "304": (answer(status=304), "unreachable", "protocol"),
    "301 without Location": (answer(status=301), "unreachable", "protocol"),
    "101": (sends(b"HTTP/1.1 101 Switching\r\n\r\n"), "unreachable", "protocol"),
    "600": (answer(status=600), "unreachable", "protocol"),
    "challenge with 403": (answer("x", 403, {"CF-Mitigated": "challenge"}), "blocked", "challenge"),
    "challenge with 200": (answer("x", 200, {"x-amzn-waf-action": "captcha"}), "blocked", "challenge"),
    "301 to another page": (redirect("/b", 301), "moved", "moved-permanently"),
    "308 to another page": (redirect("/b", 308), "moved", "moved-permanently"),
    "302 to another page": (redirect("/b", 302), "alive", "ok"),
    "303": (redirect("/b", 303), "alive", "ok"),
    "307": (redirect("/b", 307), "alive", "ok"),
    "300 with Location": (redirect("/b", 300), "alive", "ok"),
    "permanent, then temporary": (redirect("/302-b", 301), "alive", "ok"),
    "permanent, twice": (redirect("/301-b", 301), "moved", "moved-permanently"),
    "permanent, then a slash by 302": (redirect("/c", 301), "moved", "moved-permanently"),
    "to the slash": (redirect("/a/", 301), "alive", "ok"),
    "to https": (redirect("https://one.example/b", 301), "moved", "moved-permanently"),
    "to www": (redirect("http://www.one.example/a", 301), "alive", "ok"),
    "there and back": (redirect("/back", 301), "unreachable", "redirect-loop"),
    "to itself": (redirect("/a", 302), "unreachable", "redirect-loop"),
    "for ever": (redirect("/more?1", 302), "unreachable", "too-many-redirects"),
    "to a missing page": (redirect("/nothing", 301), "dead", "http-404"),
    "to a name that is gone": (redirect("http://gone.example/"), "dead", "dns-nxdomain"),
    "into private space": (redirect("http://127.0.0.1/secret"), "unreachable", "protocol"),
    "into private space by a name": (redirect("http://inner.example/"), "unreachable", "protocol"),
    "to metadata": (redirect("http://169.254.169.254/latest/meta-data/"), "unreachable", "protocol"),
    "to an app": (redirect("intent://scan/#Intent;end"), "unreachable", "protocol"),
    "to a file": (redirect("file:///etc/passwd"), "unreachable", "protocol"),
    "with a password": (redirect("http://me:pw@one.example/b"), "unreachable", "protocol"),
    "to nowhere": (redirect("http://[::1/"), "unreachable", "protocol"),
    "a Location with a space": (redirect("/b b"), "alive", "ok"),
    "home": (redirect("/"), "dead", "redirected-to-home"),
    "another host's home": (redirect("http://www.two.example/"), "alive", "ok"),
    "home with a question": (redirect("/?p=1"), "alive", "ok"),
    "to the login": (redirect("/users/sign_in?return=/a"), "blocked", "login"),
    "to a login host": (redirect("http://login.one.example/x?service=a"), "blocked", "login"),
    "silence": (hang(), "unreachable", "timeout"),
    "reset": (reset(), "unreachable", "reset"),
    "nothing": (sends(b""), "unreachable", "reset"),
    "garbage": (sends(b"\x16\x03\x01 this is not http\r\n\r\n"), "unreachable", "protocol"),
    "another protocol": (sends(b"220 mail.example ESMTP\r\n"), "unreachable", "protocol"),
    "half a page": (sends(CUT + b"<title>x</title>"), "alive", "ok"),
    "no page after the head": (sends(CUT), "unreachable", "reset"),
    "endless": (drips(OK, b"x" * 60_000, 0, 1000), "alive", "ok"),
    "drip": (drips(OK, b"<p>", 0.05, 1000), "unreachable", "too-slow"),
    "a 404 that drips": (drips(OK.replace(b"200", b"404"), b"<p>", 0.05, 1000), "dead", "http-404"),
    "silence after the head": (drips(OK, b"<p>", 9, 2), "unreachable", "timeout"),
    "a bomb": (gzipped(b"\0" * 30_000_000), "alive", "ok"),
    "too many headers": (
        answer(html(T), headers={f"x-{i}": "y" * 4000 for i in range(200)}), "unreachable", "protocol",
    ),
    "a header beyond all bounds": (answer(html(T), headers={"x": "y" * 200_000}), "unreachable", "protocol"),
    "503, then fine": (in_turn(page("x", status=503), page(T)), "alive", "ok"),
    "reset, then fine": (in_turn(reset(), page(T)), "alive", "ok"),
    "silence, then fine": (in_turn(hang(), page(T)), "alive", "ok"),
    "silence twice": (in_turn(hang(), hang(), page(T)), "unreachable", "timeout"),
    "503 twice, then fine": (in_turn(page("x", status=503), page("x", status=503), page(T)), "alive", "ok"),
    "500 three times": (in_turn(*[page("x", status=500)] * 3, page(T)), "unreachable", "http-5xx"),
}  # fmt: skip


@pytest.mark.parametrize("name", BEHAVIOURS)
async def test_behaviour(web, client, hasty, time, name):
    """Every way of answering gets its word, within the limits."""
    behaviour, status, reason = BEHAVIOURS[name]
    web.host(
        "one.example",
        {
            "/a": behaviour, "/a/": page(T), "/b": page(T), "/b%20b": page(T), "/": page("One"),
            "/back": redirect("/a", 301),
            "/301-b": redirect("/b", 301), "/302-b": redirect("/b"), "/c": redirect("/c/"), "/c/": page(T),
            "/users/sign_in": page("Sign in"),
            **{f"/more?{n}": redirect(f"/more?{n + 1}") for n in range(20)},
        },
    )  # fmt: skip
    web.host("www.one.example", {"/a": page(T)})
    web.host("login.one.example", {"/x": page("Sign in")})
    web.host("www.two.example", {"/": page("Two")})
    web.name("inner.example", "private")
    fetcher = hasty if "silence" in name or "drip" in name else client
    live = await look(web, fetcher, time, "http://one.example/a")
    assert (live.status, live.reason) == (status, reason), live
    assert (live.page is not None) == (status in ("alive", "moved"))


@pytest.mark.parametrize(
    ("tls", "words"),
    [
        ("expired", "expired"), ("wrong-host", "not valid for"),
        ("self-signed", "issuer"), ("refused", "handshake"),
    ],
)  # fmt: skip
async def test_bad_tls(web, client, time, tls, words):
    """A certificate that is not good is no page, and the detail says what is wrong with it."""
    web.host("safe.example", {"/": page(T)}, tls=tls)
    live = await look(web, client, time, "https://safe.example/")
    assert (live.status, live.reason, live.http_status) == ("unreachable", "tls", None)
    assert words in live.detail
    assert web.asked == []


async def test_good_tls(web, client, time):
    """The authority in SSL_CERT_FILE is trusted."""
    web.host("safe.example", {"/": page(T)})
    live = await look(web, client, time, "https://safe.example/#top")
    assert (live.status, live.final_url, live.page.title) == ("alive", "https://safe.example/", T)
