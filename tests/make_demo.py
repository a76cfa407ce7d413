"""Makes fixtures/web/demo.warc.gz: audits the demo's articles in a small web of our own, on real sockets.

usage: python -m tests.make_demo

The hosts and pages are made up; `web.archive.org` is a stand-in that speaks the real one's dialect.
"""

from __future__ import annotations

import asyncio
import os

from srccheck.auditing import aaudit
from srccheck.demo import DEMO_AS_OF
from srccheck.model import Audit
from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from srccheck.web.evidence import Recorder
from tests.conftest import ROOT
from tests.web.localweb import Asked, FakeTime, LocalWeb, Wire, answer, html, page, redirect
from tests.web.wayback import Wayback

ARTICLES = ROOT / "fixtures" / "documents" / "demo"
CAPTURE = ROOT / "fixtures" / "web" / "demo.warc.gz"

BERTH = "https://harbourreview.example/issues/vol-12/a-breakwater-for-nort.html"
CAPTURES = {
    "https://www.coastcourier.example/2025/fewer-ships": [("20250511093000", 200), ("20251002120000", 200)],
    "https://www.coastcourier.example/2025/deep-enough": [("20250622070000", 200)],
    "http://tidegazette.example/news?id=771": [("20250513180000", 200)],
    "https://port-of-nort.example/docs/forecast.html": [
        ("20230301110000", 200),
        ("20230612160000", 200),
        ("20241120080000", 404),
        ("20250201080000", 404),
    ],
    "https://nortdredging.example/fleet": [("20250410140000", 200)],
    "https://straittimes.example/who-pays": [("20250719101500", 200)],
    "https://shipowners-of-nort.example/about": [("20210330150000", 200), ("20220905150000", 200)],
    BERTH: [("20250910060000", 200)],
    "https://city-of-nort.example/council/minutes/2024-11-14": [("20241201120000", 200)],
}


def published(day: str) -> str:
    """The way in which pages say when they were published."""
    return f'<meta property="article:published_time" content="{day}T08:00:00Z">'


def build() -> LocalWeb:
    """The small web of the two articles."""
    web = LocalWeb()
    web.host(
        "www.coastcourier.example",
        {
            "/2025/fewer-ships": page(
                "Fewer Ships, Fuller Coffers - Coast Courier", head=published("2025-05-04")
            ),
            "/2025/deep-enough": page("Deep as It Needs to Be - Coast Courier", head=published("2025-06-21")),
        },
    )
    web.host(
        "tidegazette.example", {"/news?id=771": redirect("https://www.tidegazette.example/2025/tariff", 301)}
    )
    web.host("www.tidegazette.example", {"/2025/tariff": page("Pilots Win a New Tariff | Tide Gazette")})
    web.host("port-of-nort.example", {})
    web.host("sealanes.example", {})
    challenge = {"Server": "cloudflare", "CF-Mitigated": "challenge"}
    web.host("nortdredging.example", {"/fleet": answer(html("Just a moment..."), 403, challenge)})
    web.host(
        "vestnikgavani.example",
        {"/sbory-vyrosli": page("Портовые сборы выросли, а судов стало меньше", lang="ru")},
    )
    web.host("straittimes.example", {"/who-pays": page("Who Pays for Nort? – The Strait Times of Ost")})
    web.host("stats.transport.example", {"/ports/q1": answer("down for maintenance", 503)})
    web.name("shipowners-of-nort.example", "dns-nxdomain")
    web.host(
        "harbourreview.example", {"/issues/vol-12/a-breakwater-for-nort.html": page("A Breakwater for Nort")}
    )
    web.host(
        "city-of-nort.example",
        {"/council/minutes/2024-11-14": page("Minutes of the Council, 14 November 2024")},
    )
    web.host("web.archive.org", {"*": archive()})
    return web


def archive():
    """The stand-in for the Wayback Machine, as a behaviour of a host."""
    machine = Wayback(origin="https://web.archive.org")
    for url, captures in CAPTURES.items():
        machine.hold(url, *captures)

    async def behave(asked: Asked, wire: Wire) -> None:
        reply = machine.reply(asked.target)
        await wire.reply(reply.status, reply.body, dict(reply.headers))

    return behave


async def record() -> Audit:
    """Audit the articles in the small web, and keep every exchange."""
    settings = Settings(as_of=DEMO_AS_OF, user_agent="srccheck demo")
    time = FakeTime().surroundings
    async with build() as web:
        os.environ["SSL_CERT_FILE"] = str(web.ca_file)
        async with HttpClient(settings, surroundings=time, resolver=web.resolver) as client:
            with Recorder(client, CAPTURE, surroundings=time) as recorder:
                return await aaudit(ARTICLES, settings=settings, fetcher=recorder, surroundings=time)


if __name__ == "__main__":
    made = asyncio.run(record())
    print(made.summary())  # noqa: T201
