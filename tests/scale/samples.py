"""Documents, links and a web for tests of large audits; also what worker processes ask in its place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from srccheck.model import Document, NormalizedUrl
from srccheck.model.web import Address, Fetcher
from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from srccheck.worklist import Target, target_of

SETTINGS = Settings(
    archive=False, registry=False, pause_per_host_s=0.0, retries=0, store="none", jobs=20, processes=1
)


def links(*urls: str) -> tuple[Target, ...]:
    """Targets without uses."""
    return tuple(target_of(NormalizedUrl(url), ()) for url in urls)


def of_host(host: str, count: int) -> tuple[str, ...]:
    """So many addresses of a host."""
    return tuple(f"http://{host}/{number:03}" for number in range(count))


def listed(folder: Path, urls: Iterable[str], name: str = "list.txt") -> str:
    """A list of addresses, one a line."""
    path = folder / name
    path.write_text("".join(f"{url}\n" for url in urls), encoding="utf-8")
    return str(path)


class Here:
    """Every name is this machine."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(self, host: str, port: int) -> tuple[Address, ...]:
        return (Address(ip="127.0.0.1", port=self._port),)


@asynccontextmanager
async def local(settings: Settings, *, port: int) -> AsyncIterator[Fetcher]:
    """The web of this machine, for worker processes, too."""
    async with HttpClient(settings, resolver=Here(port)) as client:
        yield client


def spread(document: Document) -> list[tuple[str, str]]:
    """The links of a document and their places."""
    return [(link.url, c.id) for note in document.notes for c in note.citations for link in c.links]
