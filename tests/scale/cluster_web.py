"""How workers of a test's cluster reach the test's own web; it has to be importable by them."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from attrs import frozen

from srccheck.model.web import Address, Fetcher
from srccheck.settings import Settings
from srccheck.web.client import HttpClient


@frozen
class Loopback:
    """Every name is a server of this machine; a `Resolver`, and a `Network`."""

    port: int

    async def resolve(self, host: str, port: int) -> tuple[Address, ...]:
        return (Address(ip="127.0.0.1", port=self.port),)

    def __call__(self, settings: Settings) -> AbstractAsyncContextManager[Fetcher]:
        return HttpClient(settings, resolver=self)
