"""An archive on real sockets, a client for it, and canned replies where their shape is the question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from urllib.parse import urlsplit

import pytest
from attrs import define, field

from srccheck.archives import Archive, ArchiveClient
from srccheck.archives.asking import Asker
from srccheck.archives.memory import Memory
from srccheck.archives.playback import Playback
from srccheck.model.store import NoStore
from srccheck.model.web import Exchange, Fetcher, Request
from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from tests.archives import pywb
from tests.archives.world import CAPTURES, WITHHELD
from tests.web.localweb import FakeTime, LocalWeb
from tests.web.wayback import Wayback

GATE = "http://wayback.example/web/"
SETTINGS = Settings(connect_timeout_s=5, read_timeout_s=5, total_timeout_s=5, backoff_s=0.5, archives=(GATE,))

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


@define
class Open:
    """A limit that is none."""

    async def wait(self) -> None:
        return None


def asker_of(fetcher: Fetcher, time: FakeTime, settings: Settings = SETTINGS, connections: int = 4) -> Asker:
    """An asker without limits."""
    return Asker(
        fetcher=fetcher,
        settings=settings,
        surroundings=time.surroundings,
        limits={"playback": Open(), "cdx": Open()},
        connections=connections,
    )


def playback_of(archive: Archive, asker: Asker, time: FakeTime) -> Playback:
    """Looks at captures, remembering nothing."""
    return Playback(archive, asker, Memory(NoStore(), archive, time.surroundings))


def client_of(answers: Iterable[Answer], time: FakeTime, settings: Settings = SETTINGS) -> ArchiveClient:
    """A client that gets canned answers."""
    return ArchiveClient(
        fetcher=Canned(list(answers)),
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
            settings=SETTINGS,
            surroundings=time.surroundings,
        )


NO_PYWB = f"pywb is not installed at {pywb.PROGRAM} (see tests/archives/pywb.py)"


@define
class Server:
    """An archive on loopback that holds the small past."""

    name: str
    timegate: str
    web: LocalWeb
    wayback: Wayback | None = None

    @property
    def settings(self) -> Settings:
        return SETTINGS.with_changes(archives=(self.timegate,))

    def requests(self) -> tuple[int, int]:
        """Playback and index requests so far."""
        targets = [asked.target for asked in self.web.asked]
        cdx = sum("cdx?" in target for target in targets)
        return len(targets) - cdx, cdx


@pytest.fixture(scope="session")
def pywb_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    if not pywb.is_there():
        pytest.skip(NO_PYWB)
    with pywb.running(tmp_path_factory.mktemp("pywb"), CAPTURES, blocked=[WITHHELD]) as port:
        yield port


@pytest.fixture(params=["stand-in", "pywb"])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[Server]:
    async with LocalWeb() as web:
        if request.param == "pywb":
            port = request.getfixturevalue("pywb_port")
            web.host("pywb.example", {"*": pywb.behaviour(port)})
            yield Server("pywb", f"http://pywb.example/{pywb.COLLECTION}/", web)
        else:
            wayback = Wayback(excluded={urlsplit(WITHHELD).hostname or ""})
            for held in CAPTURES:
                wayback.keep(held)
            web.host("wayback.example", {"*": wayback.behave})
            yield Server("stand-in", wayback.timegate, web, wayback)
