"""Requests through a real proxy on loopback, and which proxy is meant."""

from __future__ import annotations

import pytest

from srccheck.errors import SettingsError
from srccheck.model.web import Request
from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from srccheck.web.proxies import proxies_for
from tests.web.conftest import SETTINGS
from tests.web.localweb import Proxy, page

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """No proxy but those that the test sets."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


async def fetch(web, url, proxy):
    async with HttpClient(SETTINGS.with_changes(proxy=proxy), resolver=web.resolver) as client:
        return await client.fetch(Request(url=url))


async def test_both_schemes(web):
    """CONNECT for https, the page's own certificate checked; an absolute URL for http; the password sent."""
    web.host("one.example", {"/a": page("Harbour")})
    async with Proxy(web) as proxy:
        address = f"http://me:secret@127.0.0.1:{proxy.port}"
        for scheme in ("http", "https"):
            exchange = await fetch(web, f"{scheme}://one.example/a", address)
            assert exchange.http_status == 200
            assert b"Harbour" in exchange.body
    assert proxy.seen == [
        ("GET http://one.example/a HTTP/1.1", "Basic bWU6c2VjcmV0"),
        ("CONNECT one.example:443 HTTP/1.1", "Basic bWU6c2VjcmV0"),
    ]
    assert all("proxy-authorization" not in asked.headers for asked in web.asked)


async def test_addresses_are_looked_at_first(web):
    """What resolves to a private address here is not asked of the proxy; what cannot be resolved here is."""
    web.host("one.example", {"/": page("Harbour")})
    web.name("inside.example", "private")
    web.name("gone.example", "dns-nxdomain")
    async with Proxy(web) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        for host, failure in (
            ("inside.example", "private"),
            ("gone.example", "dns-nxdomain"),
            ("10.0.0.1", "private"),
        ):
            assert (await fetch(web, f"http://{host}/", address)).failure == failure
        assert proxy.seen == []
        web.name("one.example", "dns")
        assert (await fetch(web, "http://one.example/", address)).http_status == 200


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_failures_of_the_proxy(web, scheme):
    """They are never the page's: no connection, and words that name the proxy but not its password."""
    web.host("one.example", {"/": page("Harbour")})
    async with Proxy(web, refuses=407) as proxy:
        exchange = await fetch(web, f"{scheme}://one.example/", f"http://me:secret@127.0.0.1:{proxy.port}")
    assert (exchange.failure, exchange.detail) == ("connect", "the proxy refuses (407)")
    for gone in (f"http://me:secret@127.0.0.1:{proxy.port}", "http://me:secret@proxy.invalid:3128"):
        exchange = await fetch(web, f"{scheme}://one.example/", gone)
        assert (exchange.failure, exchange.detail) == ("connect", "the proxy cannot be reached")
    assert web.asked == []


async def test_a_wrong_certificate_behind_a_proxy(web):
    """The proxy is no excuse."""
    web.host("old.example", {"/": page("Harbour")}, tls="expired")
    async with Proxy(web) as proxy:
        exchange = await fetch(web, "https://old.example/", f"http://127.0.0.1:{proxy.port}")
    assert exchange.failure == "tls"


URLS = ("http://a.example/", "https://a.example/", "https://www.b.example:8443/")


@pytest.mark.parametrize(
    ("variables", "proxy", "expected"),
    [
        ({}, "", (None, None, None)),
        ({"HTTP_PROXY": "http://p:1"}, "", ("http://p:1", None, None)),
        ({"https_proxy": "http://p:2"}, "", (None, "http://p:2", "http://p:2")),
        ({"ALL_PROXY": "p:3"}, "", ("http://p:3", "http://p:3", "http://p:3")),
        ({"ALL_PROXY": "http://p:3", "HTTP_PROXY": "http://p:1"}, "", ("http://p:1", "http://p:3", "http://p:3")),
        ({"HTTPS_PROXY": "https://p:2"}, "none", (None, None, None)),
        ({"HTTPS_PROXY": "https://p:2", "NO_PROXY": "*"}, "http://q:1", ("http://q:1",) * 3),
        ({"ALL_PROXY": "http://p:3", "NO_PROXY": "*"}, "", (None, None, None)),
        ({"ALL_PROXY": "http://p:3", "NO_PROXY": "a.example"}, "", (None, None, "http://p:3")),
        ({"ALL_PROXY": "http://p:3", "NO_PROXY": "x, .b.example"}, "", ("http://p:3", "http://p:3", None)),
        ({"ALL_PROXY": "http://p:3", "NO_PROXY": "*.B.example,"}, "", ("http://p:3", "http://p:3", None)),
        ({"ALL_PROXY": "http://p:3", "NO_PROXY": "a.example:80"}, "", (None, "http://p:3", "http://p:3")),
        ({"ALL_PROXY": "http://p:3", "NO_PROXY": "10.0.0.0/8,example.org"}, "", ("http://p:3",) * 3),
    ],
)  # fmt: skip
def test_which_proxy(environment, variables, proxy, expected):
    """The setting before the environment; NO_PROXY by domain, port, and `*`."""
    for name, value in variables.items():
        environment.setenv(name, value)
    proxies = proxies_for(Settings(proxy=proxy))
    assert tuple(proxies.of(url) for url in URLS) == expected
    assert bool(proxies) is (any(expected) or "NO_PROXY" in variables)


def test_networks_without_a_proxy(environment):
    """NO_PROXY takes networks, too."""
    environment.setenv("ALL_PROXY", "http://p:3")
    environment.setenv("NO_PROXY", "10.0.0.0/8,[::1]")
    proxies = proxies_for(Settings())
    asked = ("http://10.1.2.3/", "http://[::1]/", "http://11.1.2.3/")
    assert [proxies.of(url) is None for url in asked] == [True, True, False]


@pytest.mark.parametrize(
    "proxy", ["socks5://me:secret@p:1080", "http://", "http://[::1", "ftp://p:1", "http://p:0"]
)
def test_no_proxy_that_can_be_used(environment, proxy):
    """To go round it silently would be worse than to stop; the message holds no password."""
    with pytest.raises(SettingsError, match="the setting proxy must name a proxy") as caught:
        proxies_for(Settings(proxy=proxy))
    assert "secret" not in str(caught.value)
    environment.setenv("ALL_PROXY", proxy)
    with pytest.raises(SettingsError, match="ALL_PROXY must name a proxy"):
        proxies_for(Settings())


def test_passwords_stay_inside():
    """Neither the settings nor the proxies show it."""
    settings = Settings(proxy="http://me:secret@p:1")
    assert "secret" not in repr(settings) + repr(proxies_for(settings))
