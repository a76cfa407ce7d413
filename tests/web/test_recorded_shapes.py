"""Shapes of replies that servers are known for, kept as cassettes and played back through httpx itself.

Made by hand; what is named beside them describes the sign that counts, the rest is filling.
"""

from __future__ import annotations

import httpx
import pytest

from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from srccheck.web.live import Prober
from tests.web.localweb import FakeTime


@pytest.mark.vcr
@pytest.mark.parametrize(
    ("url", "status", "reason"),
    [
        # Cloudflare documents the header: developers.cloudflare.com, "Detect a Challenge Page response"
        ("https://wall.example/story", "blocked", "challenge"),
        # LinkedIn's answer to programs
        ("https://people.example/in/ines", "blocked", "http-999"),
        ("https://paper.example/2025/fewer-ships", "alive", "ok"),
        # techdocs.akamai.com: the edge's error page names its reference at errors.edgesuite.net
        ("https://edge.example/story", "blocked", "challenge"),
        # docs.datadome.co: "Response page"
        ("https://dome.example/story", "blocked", "challenge"),
        # docs.aws.amazon.com: AWS WAF, "CAPTCHA and Challenge actions"
        ("https://waf.example/story", "blocked", "challenge"),
        # docs.imperva.com: "Cloud WAF error pages and codes"
        ("https://inca.example/story", "blocked", "challenge"),
        # docs.humansecurity.com: "Custom block pages"
        ("https://press.example/story", "blocked", "challenge"),
        # docs.sucuri.net: "Website Firewall: block page"
        ("https://shop.example/story", "blocked", "challenge"),
    ],
    ids=[
        "cloudflare",
        "linkedin",
        "newspaper",
        "akamai",
        "datadome",
        "aws-waf",
        "imperva",
        "human",
        "sucuri",
    ],
)
async def test_shapes(url, status, reason):
    """The word for an answer, from the headers and bodies as they come over the wire."""
    settings, time = Settings(retries=0), FakeTime().surroundings
    transport = httpx.AsyncHTTPTransport()
    async with HttpClient(settings, surroundings=time, transport=transport) as client:
        live = await Prober(fetcher=client, settings=settings, surroundings=time).probe(url)
    assert (live.status, live.reason) == (status, reason)
