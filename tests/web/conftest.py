"""The local web, up and running, and a client that trusts it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from tests.web.localweb import FakeTime, LocalWeb

SETTINGS = Settings(
    connect_timeout_s=5, read_timeout_s=5, total_timeout_s=8, backoff_s=0.5, max_body_bytes=100_000
)


@pytest.fixture
async def web(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalWeb]:
    async with LocalWeb() as local:
        monkeypatch.setenv("SSL_CERT_FILE", str(local.ca_file))
        yield local


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


HASTY = SETTINGS.with_changes(connect_timeout_s=0.8, read_timeout_s=0.8, total_timeout_s=1.2)
"""For hosts that never answer, or never end: a busy machine may be too slow to show anything else."""


@pytest.fixture
async def hasty(web: LocalWeb) -> AsyncIterator[HttpClient]:
    async with HttpClient(HASTY, resolver=web.resolver) as one:
        yield one


@pytest.fixture
async def client(web: LocalWeb) -> AsyncIterator[HttpClient]:
    async with HttpClient(SETTINGS, resolver=web.resolver) as one:
        yield one
