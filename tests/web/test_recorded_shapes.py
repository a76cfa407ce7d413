"""Shapes of replies that servers are known for, kept as cassettes and played back through httpx itself."""

from __future__ import annotations

import httpx
import pytest

from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from srccheck.web.live import probe
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
    ],
    ids=["cloudflare", "linkedin", "newspaper"],
)
async def test_shapes(url, status, reason):
    """The word for an answer, from the headers and bodies as they come over the wire."""
    settings, time = Settings(retries=0), FakeTime().surroundings
    transport = httpx.AsyncHTTPTransport()
    async with HttpClient(settings, surroundings=time, transport=transport) as client:
        live = await probe(url, fetcher=client, settings=settings, surroundings=time)
    assert (live.status, live.reason) == (status, reason)
