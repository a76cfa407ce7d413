"""httpx's transport as we need it: over aiohttp, with a resolver of ours, proxies, and a limit for headers.

Loads httpx and aiohttp; imported late by whoever goes online.
"""

from __future__ import annotations

import asyncio
import functools
import socket
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import AiohttpResponseStream
from yarl import URL

from srccheck.model.web import Resolver
from srccheck.settings import Settings
from srccheck.web.proxies import Proxies
from srccheck.web.resolver import ResolutionError

__all__ = ["SafeTransport"]

_HEADER_LINE_BYTES = 65_536  # real Content-Security-Policy and Link headers pass aiohttp's 8 kB
_HEADER_LINES = 1000
_REFUSED = "the proxy refuses ({})"
_IDLE_S = 3.0  # idle connections are closed soon, or a run over many hosts runs out of sockets
_NAMES_KEPT_S = 60  # addresses are kept with the verdict on them, so that keeping them cannot rebind


class SafeTransport(AiohttpTransport):
    """Sends requests to checked addresses, or through the user's proxy after a look at the address.

    Args:
        settings: times and limits.
        resolver: names to addresses that may be connected to.
        proxies: which requests go through which proxy.
    """

    def __init__(self, settings: Settings, resolver: Resolver, proxies: Proxies) -> None:
        context = httpx.create_ssl_context()  # honours SSL_CERT_FILE and SSL_CERT_DIR
        super().__init__(verify=context)
        self._context = context
        self._settings = settings
        self._resolver = resolver
        self._proxies = proxies
        self._direct: aiohttp.ClientSession | None = None
        self._proxied: aiohttp.ClientSession | None = None
        self._timeouts = aiohttp.ClientTimeout(
            sock_connect=settings.connect_timeout_s, sock_read=settings.read_timeout_s
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request; its body is bytes, and nothing is followed or decoded."""
        url, headers = str(request.url), request.headers.raw
        proxy = self._proxies.of(url)
        if proxy:
            await self._look_first(request.url)
        try:
            answer = await self._session(proxied=proxy is not None).request(
                request.method,
                URL(url, encoded=True),  # as it is: yarl would rewrite some of its triplets
                # aiohttp would ask httpx for them one by one
                headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers],
                data=request.content or None,
                allow_redirects=False,
                auto_decompress=False,
                timeout=self._timeouts,
                proxy=proxy,
            )
        except aiohttp.ClientHttpProxyError as error:
            raise httpx.ProxyError(_REFUSED.format(error.status)) from error
        except (aiohttp.ClientProxyConnectionError, aiohttp.ClientConnectorDNSError) as error:
            if proxy is None:
                raise
            raise httpx.ProxyError("the proxy cannot be reached") from error
        if proxy and answer.status == 407:  # no page asks this of anybody
            answer.close()
            raise httpx.ProxyError(_REFUSED.format(answer.status))
        return httpx.Response(
            status_code=answer.status,
            headers=list(answer.raw_headers),
            stream=AiohttpResponseStream(answer),
            request=request,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        for session in (self._direct, self._proxied):
            if session is not None:
                await session.close()

    async def _look_first(self, url: httpx.URL) -> None:
        """The weaker check: what the name leads to here, whatever the proxy will make of it.

        Raises:
            ResolutionError: the address may not be asked, or the name does not exist. Where this
                machine cannot tell (behind many proxies nobody resolves names), the proxy may.
        """
        try:
            await self._resolver.resolve(url.host, url.port or (443 if url.scheme == "https" else 80))
        except ResolutionError as error:
            if error.failure != "dns":
                raise

    def _session(self, *, proxied: bool) -> aiohttp.ClientSession:
        if proxied:
            if self._proxied is None:  # connects to the user's proxies only, wherever they are
                self._proxied = self._new_session(None)
            return self._proxied
        if self._direct is None:
            self._direct = self._new_session(_Resolving(self._resolver))
        return self._direct

    def _new_session(self, resolver: AbstractResolver | None) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=resolver or aiohttp.ThreadedResolver(),
            ssl=self._context,
            limit=0,  # whoever asks limits how much at once
            keepalive_timeout=_IDLE_S,
            ttl_dns_cache=_NAMES_KEPT_S,
        )
        bounded: Any = functools.partial(_BoundedHead, connector._loop, self._settings.max_header_bytes)
        connector._factory = bounded  # private, but the one place where the bytes of a head can be counted
        line = min(_HEADER_LINE_BYTES, self._settings.max_header_bytes)
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=line,
            max_field_size=line,
            max_headers=_HEADER_LINES,
        )


class _BoundedHead(ResponseHandler):
    """Ends an answer whose status line and headers, those of 1xx included, go on for too long."""

    def __init__(self, loop: asyncio.AbstractEventLoop, limit: int) -> None:
        super().__init__(loop)
        self._limit = limit
        self._room = limit
        self._in_head = True

    def set_response_params(self, **params: Any) -> None:
        self._room, self._in_head = self._limit, True
        super().set_response_params(**params)

    def feed_data(self, data: Any, size: int = 0) -> None:
        self._in_head = self._in_head and data[0].code < 200
        if sum(len(name) + len(value) for name, value in data[0].raw_headers) > self._limit:
            self._refuse()
        else:
            super().feed_data(data, size)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head:
            self._room -= len(data)
            if self._room < 0:
                self._refuse()

    def _refuse(self) -> None:
        if self.transport is not None:
            self.transport.close()
        self.set_exception(HttpProcessingError(message="headers without end"))


class _Resolving(AbstractResolver):
    """Our resolver in the shape that aiohttp's connector asks for."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

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
            for address in await self._resolver.resolve(host, port)
        ]

    async def close(self) -> None:
        """Nothing is held here."""
