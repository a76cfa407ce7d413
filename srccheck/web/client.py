"""The only place that opens a connection: one request, bounded in every way, never a redirect followed.

Besides the limits of the settings: http and https only, no credentials, no cookies, no proxies, and no
connection to an address that is not public. Names are judged by the resolver at the moment of
connecting; literal addresses, which no resolver sees, before.
"""

from __future__ import annotations

import asyncio
import socket
import string
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, urlsplit

from attrs import define

from srccheck.model.web import Exchange, Failure, Request, Resolver, Surroundings
from srccheck.settings import Settings
from srccheck.text.urls import normalize, problem
from srccheck.web.body import ACCEPT_ENCODING, BodyReader
from srccheck.web.clean import clean_text
from srccheck.web.pacing import Pace
from srccheck.web.resolver import SystemResolver, is_public_address

if TYPE_CHECKING:
    import aiohttp
    import httpx

__all__ = ["HttpClient"]

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_HEADER_LINE_BYTES = 65_536  # real Content-Security-Policy and Link headers pass aiohttp's 8 kB
_HEADERS_BYTES = 262_144
_REDIRECT_BODY_BYTES = 65_536
_IDLE_S = 3.0  # idle connections are closed soon, or a run over many hosts runs out of sockets
# these tell how the body travelled; the body of an exchange is decoded
_OF_THE_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding"})


@define
class _Draft:
    """An answer as far as it has come in."""

    http_status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    reader: BodyReader | None = None
    cut: bool = False


class HttpClient:
    """Answers requests from the network; implements `srccheck.model.web.Fetcher`.

    To be used inside one running event loop, and closed: `async with HttpClient(settings) as client`.

    Args:
        settings: limits, times, User-Agent.
        surroundings: clock for `elapsed_s`.
        resolver: names to addresses; the system's by default.
        transport: an httpx transport to use instead of aiohttp's; it then resolves names by itself.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        surroundings: Surroundings | None = None,
        resolver: Resolver | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings or Surroundings()
        self._pace = Pace(settings.jobs, settings.jobs_per_host)
        self._client = _client(
            settings, resolver or SystemResolver(timeout_s=settings.connect_timeout_s), transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def fetch(self, request: Request) -> Exchange:
        """Answer one request.

        Args:
            request: what to ask; its URL is normalised first.

        Returns:
            The answer, or the failure. A body that breaks off, or that does not end in time, is an
            answer all the same where the status has said all there is to say (any but 2xx) or where
            some of the page came and the other side hung up; then `truncated`.
        """
        wrong = problem(request.url)
        if wrong is not None:
            return Exchange(url=request.url, failure=wrong.reason, detail=wrong.message)
        url = str(normalize(request.url))
        host = urlsplit(url).hostname or ""
        if _is_literal(host) and not is_public_address(host):
            return Exchange(url=request.url, failure="private", detail=f"{host} is not a public address")
        async with self._pace.slot(host):
            return await self._ask(request, url)

    async def _ask(self, request: Request, url: str) -> Exchange:
        from srccheck.web.failures import CAUGHT, classify  # late: loads httpx and aiohttp  # noqa: PLC0415

        draft = _Draft()
        failure: Failure | None = None
        detail: str | None = None
        started = self._surroundings.monotonic()
        limit = asyncio.timeout(self._settings.total_timeout_s)
        try:
            async with limit:
                await self._talk(request, url, draft)
        except CAUGHT as error:
            if limit.expired():
                failure = "timeout" if draft.http_status is None else "too-slow"
                detail = f"not done within {self._settings.total_timeout_s:g} s"
            else:
                failure, detail = classify(error, secure=url.startswith("https:"))
        elapsed = self._surroundings.monotonic() - started
        if failure and not _says_enough(draft, failure):
            return Exchange(url=request.url, failure=failure, detail=detail, elapsed_s=elapsed)
        return _exchange(request.url, draft, elapsed, cut=failure is not None)

    async def _talk(self, request: Request, url: str, draft: _Draft) -> None:
        async with self._client.stream(request.method, url, headers=dict(request.headers)) as response:
            limit = request.max_body_bytes or self._settings.max_body_bytes
            if response.is_redirect:
                limit = min(limit, _REDIRECT_BODY_BYTES)
            draft.headers, whole = _headers(response.headers.raw)
            draft.reader = BodyReader(response.headers.get("content-encoding"), limit)
            draft.cut = not whole
            draft.http_status = response.status_code
            async for piece in response.aiter_raw():
                if not draft.reader.feed(piece):
                    return
            draft.reader.end()


def _is_literal(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _says_enough(draft: _Draft, failure: Failure) -> bool:
    if draft.http_status is None or draft.reader is None:
        return False
    if not 200 <= draft.http_status < 300:
        return True
    return failure == "reset" and bool(draft.reader.body)


def _exchange(url: str, draft: _Draft, elapsed: float, *, cut: bool) -> Exchange:
    assert draft.reader is not None  # there is a status, so there is a reader  # noqa: S101
    return Exchange(
        url=url,
        http_status=draft.http_status,
        headers=draft.headers,
        body=bytes(draft.reader.body),
        truncated=cut or draft.cut or draft.reader.truncated,
        elapsed_s=elapsed,
    )


def _headers(raw: list[tuple[bytes, bytes]]) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Headers as text, those of the transfer left out; and whether all of them had room."""
    kept: list[tuple[str, str]] = []
    room = _HEADERS_BYTES
    for name, value in raw:
        room -= len(name) + len(value)
        if room < 0:
            return tuple(kept), False
        key = name.decode("latin-1").lower()
        if key not in _OF_THE_TRANSFER:
            kept.append((key, clean_text(_decoded(value), longest=_HEADER_LINE_BYTES)))
    return tuple(kept), True


def _decoded(value: bytes) -> str:
    """A header value as ASCII, the only thing it may be (RFC 9110 §5.5); what is beyond as UTF-8 in `%XX`.

    That is how browsers read Location, and WARC tools can keep it.
    """
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return text if text.isascii() else quote(text, safe=string.printable)


def _client(
    settings: Settings, resolver: Resolver, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    import httpx  # late: nobody who stays offline loads it  # noqa: PLC0415

    headers: Mapping[str, str] = {
        "User-Agent": settings.user_agent,
        "Accept": _ACCEPT,
        "Accept-Encoding": ACCEPT_ENCODING,
    }
    read = settings.read_timeout_s
    return httpx.AsyncClient(
        transport=transport or _transport(settings, resolver),
        headers=headers,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=httpx.Timeout(connect=settings.connect_timeout_s, read=read, write=read, pool=None),
        follow_redirects=False,
        trust_env=False,
    )


def _transport(settings: Settings, resolver: Resolver) -> httpx.AsyncBaseTransport:
    import aiohttp  # late, as above  # noqa: PLC0415
    import httpx  # noqa: PLC0415
    from httpx_aiohttp import AiohttpTransport  # noqa: PLC0415

    context = httpx.create_ssl_context()  # honours SSL_CERT_FILE and SSL_CERT_DIR

    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=_adapter(resolver),
            ssl=context,
            limit=0,  # `Pace` limits
            keepalive_timeout=_IDLE_S,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=_HEADER_LINE_BYTES,
            max_field_size=_HEADER_LINE_BYTES,
            max_headers=1000,
        )

    return AiohttpTransport(verify=context, client=session)


def _adapter(resolver: Resolver) -> aiohttp.abc.AbstractResolver:
    from aiohttp.abc import AbstractResolver, ResolveResult  # late, as above  # noqa: PLC0415

    class Adapter(AbstractResolver):
        """Our resolver in the shape that aiohttp's connector asks for."""

        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            del family  # both are wanted; the connector tries them in turn
            return [
                ResolveResult(
                    hostname=host,
                    host=address.ip,
                    port=address.port,
                    family=socket.AF_INET6 if ":" in address.ip else socket.AF_INET,
                    proto=0,
                    flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
                )
                for address in await resolver.resolve(host, port)
            ]

        async def close(self) -> None:
            """Nothing is held here."""

    return Adapter()
