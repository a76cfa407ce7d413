"""The local web, up and running, and a client that trusts it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from tests.web.localweb import FakeTime, LocalWeb

SETTINGS = Settings(
    connect_timeout_s=0.3, read_timeout_s=0.3, total_timeout_s=0.5, backoff_s=0.5, max_body_bytes=100_000
)


@pytest.fixture
async def web(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalWeb]:
    async with LocalWeb() as local:
        monkeypatch.setenv("SSL_CERT_FILE", str(local.ca_file))
        yield local


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
async def client(web: LocalWeb) -> AsyncIterator[HttpClient]:
    async with HttpClient(SETTINGS, resolver=web.resolver) as one:
        yield one
