"""robots.txt, by the letter of RFC 9309."""

from __future__ import annotations

import asyncio

import pytest

from srccheck.model.web import Exchange, Request
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.web.robots import Obedient, product_token
from tests.web.localweb import FakeTime

RULES = """
User-agent: srccheck
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Crawl-delay: 3

User-agent: *
Disallow: /
"""


class Site:
    """Answers robots.txt as told, all else with 200."""

    def __init__(self, **robots):
        self.answers = {"https://a.example/robots.txt": robots}
        self.asked = []

    async def fetch(self, request: Request) -> Exchange:
        self.asked.append(request.url)
        await asyncio.sleep(0)
        if not request.url.endswith("robots.txt"):
            return Exchange(url=request.url, http_status=200)
        answer = self.answers.get(request.url, {"http_status": 404})
        return Exchange(url=request.url, **answer)


@pytest.fixture
def time():
    return FakeTime()


def obedient(site, time, store=None, slowed=None, agent="srccheck/0.1 (x)"):
    from srccheck.model.store import NoStore

    return Obedient(
        site,
        Settings(user_agent=agent),
        surroundings=time.surroundings,
        store=store or NoStore(),
        slow_down=lambda url, pause_s: slowed.append((url, pause_s)) if slowed is not None else None,
    )


async def ask(fetcher, path="/x", **more):
    return await fetcher.fetch(Request(url=f"https://a.example{path}", **more))


@pytest.mark.parametrize(
    ("agent", "token"),
    [
        ("srccheck/0.1 (citation checker)", "srccheck"),
        ("My-Bot_x (+https://a.example)", "My-Bot_x"),
        ("Mozilla/5.0 (compatible)", "Mozilla"),
        ("1/2", "*"),
        ("", "*"),
    ],
)
def test_product_token(agent, token):
    """RFC 9309 §2.2.1: the product alone."""
    assert product_token(agent) == token


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/x", True),
        ("/private", False),
        ("/privates/7", False),
        ("/private/open/1", True),
        ("/a/b.pdf", False),
        ("/a/b.pdf?x", True),
        ("/robots.txt", True),
    ],
)
async def test_rules(time, path, allowed):
    """The longest rule of our own group decides; robots.txt itself may always be read."""
    site = Site(http_status=200, body=RULES.encode())
    exchange = await ask(obedient(site, time), path)
    assert exchange.failure == (None if allowed else "robots")
    assert (f"https://a.example{path}" in site.asked) is allowed


async def test_whose_rules(time):
    """Another name, another group."""
    site = Site(http_status=200, body=RULES.encode())
    assert (await ask(obedient(site, time, agent="other/1"))).failure == "robots"


async def test_asked_once_an_origin(time):
    """Ten at once are one question; another scheme is another origin; the archive's lane asks none."""
    site = Site(http_status=200, body=RULES.encode())
    fetcher = obedient(site, time)
    await asyncio.gather(*[ask(fetcher, f"/{number}") for number in range(10)])
    await fetcher.fetch(Request(url="http://a.example/"))
    await fetcher.fetch(Request(url="https://b.example/x", lane="archive"))
    assert [url for url in site.asked if url.endswith("robots.txt")] == [
        "https://a.example/robots.txt",
        "http://a.example/robots.txt",
    ]


@pytest.mark.parametrize(
    "robots",
    [
        {"http_status": 404},
        {"http_status": 403},
        {"http_status": 429},
        {"http_status": 200, "body": b""},
        {"http_status": 200, "body": b"\xff\xfe\x00<html>no rules at all</html>"},
        {"http_status": 301},
        {"http_status": 301, "headers": (("location", "http://[broken/"),)},
        {"http_status": 301, "headers": (("location", "https://a.example/robots.txt"),)},
        {"http_status": 302, "headers": (("location", "https://b.example/robots.txt"),)},
        {"failure": "private"},
    ],
)
async def test_nothing_said_is_nothing_forbidden(time, robots):
    """RFC 9309 §2.3.1.2–3: unavailable, empty, garbage, a loop of redirects: all is allowed."""
    site = Site(**robots)
    assert (await ask(obedient(site, time))).http_status == 200
    assert len(site.asked) <= 7


async def test_redirects_are_followed(time):
    """Rules that lie elsewhere hold here."""
    site = Site(http_status=302, headers=(("location", "//b.example/robots.txt"),))
    site.answers["https://b.example/robots.txt"] = {"http_status": 200, "body": RULES.encode()}
    assert (await ask(obedient(site, time), "/private")).failure == "robots"


@pytest.mark.parametrize(
    ("robots", "status", "failure"),
    [
        ({"http_status": 503}, 503, None),
        ({"failure": "timeout", "detail": "too slow"}, None, "timeout"),
        ({"failure": "dns-nxdomain"}, None, "dns-nxdomain"),
        ({"failure": "budget"}, None, "budget"),
    ],
)
async def test_rules_that_cannot_be_had(time, robots, status, failure):
    """RFC 9309 §2.3.1.4: nothing is asked; the trouble itself is the answer, and it may pass."""
    site = Site(**robots)
    fetcher = obedient(site, time)
    exchange = await ask(fetcher)
    assert (exchange.url, exchange.http_status, exchange.failure) == ("https://a.example/x", status, failure)
    assert exchange.detail.startswith("robots.txt could not be read: ")
    assert site.asked == ["https://a.example/robots.txt"]
    site.answers.clear()
    assert (await ask(fetcher)).http_status == 200


async def test_remembered_for_a_day(time, tmp_path):
    """The next run reads them in the store; after 24 hours they are asked for again."""
    site = Site(http_status=200, body=RULES.encode())
    with open_store(str(tmp_path / "s"), []) as store:
        for hours in (0, 23, 25):
            time.seconds = hours * 3600
            assert (await ask(obedient(site, time, store), "/private")).failure == "robots"
    assert len(site.asked) == 2


async def test_crawl_delay_is_told(time):
    """To whoever keeps the pace."""
    slowed = []
    await ask(obedient(Site(http_status=200, body=RULES.encode()), time, slowed=slowed))
    assert slowed == [("https://a.example", 3.0)]


async def test_hostile_rules(time):
    """500 kB of wildcards against a long URL: no more than a moment."""
    body = (
        b"User-agent: *\n"
        + b"Disallow: /"
        + b"*a" * 2000
        + b"b\n"
        + b"Disallow: /*a*a*a*a*a*a*a*a*c\n" * 10_000
    )
    site = Site(http_status=200, body=body)
    assert (await ask(obedient(site, time), "/" + "a" * 2000)).http_status == 200
