"""An archive on real sockets, a client for it, and canned replies where their shape is the question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable

import pytest
from attrs import define, field

from srccheck.archives import Archive, ArchiveClient
from srccheck.model.web import Exchange, Request
from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from tests.web.localweb import FakeTime, LocalWeb
from tests.web.wayback import Wayback

SETTINGS = Settings(connect_timeout_s=5, read_timeout_s=5, total_timeout_s=5, backoff_s=0.5)

Answer = Exchange | Callable[[Request], Exchange]


@define
class Canned:
    """A fetcher that gives these answers in turn, the last for ever."""

    answers: list[Answer]
    asked: list[str] = field(factory=list)

    async def fetch(self, request: Request) -> Exchange:
        answer = self.answers[min(len(self.asked), len(self.answers) - 1)]
        self.asked.append(request.url)
        return answer if isinstance(answer, Exchange) else answer(request)


def exchange(status: int | None = 200, body: str | bytes = b"", url: str = "", **headers: str) -> Exchange:
    """An answer; header names with `_` for `-`."""
    return Exchange(
        url=url,
        http_status=status,
        headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        body=body.encode() if isinstance(body, str) else body,
    )


def failed(failure: str, detail: str | None = None) -> Exchange:
    return Exchange(url="", failure=failure, detail=detail)  # type: ignore[arg-type]


def client_of(answers: Iterable[Answer], time: FakeTime, settings: Settings = SETTINGS) -> ArchiveClient:
    """A client that gets canned answers."""
    return ArchiveClient(
        fetcher=Canned(list(answers)),
        archive=Archive.at("http://wayback.example/web/"),
        settings=settings,
        surroundings=time.surroundings,
    )


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def wayback() -> Wayback:
    return Wayback()


@pytest.fixture
async def web(wayback: Wayback) -> AsyncIterator[LocalWeb]:
    async with LocalWeb() as local:
        local.host("wayback.example", {"*": wayback.behave})
        yield local


@pytest.fixture
async def archive(web: LocalWeb, wayback: Wayback, time: FakeTime) -> AsyncIterator[ArchiveClient]:
    """Our client, and the stand-in behind real sockets."""
    async with HttpClient(SETTINGS, resolver=web.resolver) as http:
        yield ArchiveClient(
            fetcher=http,
            archive=Archive.at(wayback.timegate),
            settings=SETTINGS,
            surroundings=time.surroundings,
        )
