"""The only place that opens a connection: one request, bounded in every way, never a redirect followed.

Besides the limits of the settings: http and https only, no credentials, no cookies but those of the
journey, and no connection to an address that is not public. Names are judged by the resolver at the
moment of connecting (before a proxy is asked, where there is one); literal addresses, which no
resolver sees, before.
"""

from __future__ import annotations

import asyncio
import string
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, urlencode, urlsplit

from attrs import define, evolve

from srccheck.model.web import Exchange, Failure, Request, Resolver, Surroundings
from srccheck.settings import Settings
from srccheck.text.url_hosts import literal_address
from srccheck.text.urls import normalize, problem, without_credentials, without_fragment
from srccheck.web.body import ACCEPT_ENCODING, BodyLimits, BodyReader
from srccheck.web.clean import clean_text
from srccheck.web.cookies import cookie_header, keep_cookies
from srccheck.web.proxies import proxies_for
from srccheck.web.resolver import SystemResolver, may_connect

if TYPE_CHECKING:
    import httpx

__all__ = ["HttpClient"]

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_HEADER_LINE_BYTES = 65_536  # real Content-Security-Policy and Link headers pass aiohttp's 8 kB
_REDIRECT_BODY_BYTES = 65_536
# these tell how the body travelled; the body of an exchange is decoded
_OF_THE_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_URLS = frozenset({"location", "content-location"})
_SECRET = frozenset({"cookie", "cookie2"})


@define
class _Draft:
    """An answer as far as it has come in."""

    http_status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    reader: BodyReader | None = None


class HttpClient:
    """Answers requests from the network; implements `srccheck.model.web.Fetcher`.

    To be used inside one running event loop, and closed: `async with HttpClient(settings) as client`.
    It limits every single request, but not how many there are: that is for `srccheck.web.manners`.

    Args:
        settings: limits, times, User-Agent, proxy.
        surroundings: clock for `elapsed_s`.
        resolver: names to addresses; the system's by default.
        transport: an httpx transport to use instead of our own; it then resolves names by itself.

    Raises:
        SettingsError: the proxy of the settings, or of the environment, is none that can be used.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        surroundings: Surroundings | None = None,
        resolver: Resolver | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        import httpx  # late: nobody who stays offline loads it  # noqa: PLC0415

        self._settings = settings
        self._surroundings = surroundings or Surroundings()
        self._limits = BodyLimits(
            decoded_bytes=settings.max_body_bytes,
            wire_bytes=settings.max_wire_bytes,
            ratio=settings.max_compression_ratio,
        )
        self._timeout = {
            "connect": settings.connect_timeout_s,
            "read": settings.read_timeout_s,
            "write": settings.read_timeout_s,
            "pool": None,
        }
        headers = {
            "User-Agent": settings.agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        if settings.contact and "://" not in settings.contact:
            headers["From"] = settings.contact.removeprefix("mailto:")  # RFC 9110 §10.1.2
        self._headers = httpx.Headers(headers)
        self._transport = transport or _transport(settings, resolver)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def fetch(self, request: Request) -> Exchange:
        """Answer one request.

        Args:
            request: what to ask; its URL is normalised first.

        Returns:
            The answer, or the failure. A body that breaks off, or that does not end in time, is an
            answer all the same where the status has said all there is to say (any but 2xx) or where
            some of the page came and the other side hung up; then `truncated`.
        """
        private = self._settings.allow_private
        wrong = problem(request.url, allow_private=private)
        if wrong is not None:
            return Exchange(url=request.url, failure=wrong.reason, detail=wrong.message)
        url = without_fragment(normalize(request.url))
        host = urlsplit(url).hostname or ""
        literal = literal_address(f"[{host}]" if ":" in host else host)
        if literal is not None and not may_connect(str(literal), allow_private=private):
            return Exchange(url=request.url, failure="private", detail=f"{host} is not a public address")
        return await self._ask(request, url)

    async def _ask(self, request: Request, url: str) -> Exchange:
        from srccheck.web.failures import CAUGHT, classify  # late: loads httpx and aiohttp  # noqa: PLC0415

        draft = _Draft()
        failure: Failure | None = None
        detail: str | None = None
        started = self._surroundings.monotonic()
        first_byte_s = min(self._settings.first_byte_timeout_s, self._settings.total_timeout_s)
        limit = asyncio.timeout(first_byte_s)
        try:
            async with limit:
                await self._talk(request, url, draft, limit)
        except CAUGHT as error:
            if limit.expired():
                waited = first_byte_s if draft.http_status is None else self._settings.total_timeout_s
                failure = "timeout" if draft.http_status is None else "too-slow"
                detail = f"not done within {waited:g} s"
            else:
                failure, detail = classify(error, secure=url.startswith("https:"))
        elapsed = self._surroundings.monotonic() - started
        if failure and not _says_enough(draft, failure):
            return Exchange(url=request.url, failure=failure, detail=detail, elapsed_s=elapsed)
        return _exchange(request.url, draft, elapsed, cut=failure is not None)

    async def _talk(self, request: Request, url: str, draft: _Draft, limit: asyncio.Timeout) -> None:
        response = await self._transport.handle_async_request(self._question(request, url))
        try:
            limit.reschedule(
                (limit.when() or 0.0)
                + max(0.0, self._settings.total_timeout_s - self._settings.first_byte_timeout_s)
            )
            raw = response.headers.raw
            if request.cookies is not None:
                keep_cookies(request.cookies, url, raw)
            draft.headers = _headers(raw)
            draft.reader = BodyReader(_content_encoding(raw), self._body(request, response))
            draft.http_status = response.status_code
            async for piece in response.stream:  # type: ignore[union-attr]  # ours and httpx's own are asynchronous
                if not draft.reader.feed(piece):
                    return
            draft.reader.end()
        finally:
            await response.aclose()

    def _question(self, request: Request, url: str) -> httpx.Request:
        import httpx  # late, as above  # noqa: PLC0415

        headers = httpx.Headers(self._headers)
        if request.headers:
            headers.update({k: v for k, v in request.headers.items() if _may_be_sent(k, request)})
        cookies = cookie_header(request.cookies, url) if request.cookies is not None else None
        if cookies:
            headers["Cookie"] = cookies
        content = None
        if request.form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            content = urlencode(request.form).encode("ascii")
        return httpx.Request(
            request.method, url, headers=headers, content=content, extensions={"timeout": self._timeout}
        )

    def _body(self, request: Request, response: httpx.Response) -> BodyLimits:
        decoded = request.max_body_bytes or self._settings.max_body_bytes
        if response.is_redirect:
            decoded = min(decoded, _REDIRECT_BODY_BYTES)
        return (
            self._limits
            if decoded == self._limits.decoded_bytes
            else evolve(self._limits, decoded_bytes=decoded)
        )


def _may_be_sent(name: str, request: Request) -> bool:
    """Nobody logs in to a page; an archive's keys go to the archive alone."""
    name = name.lower()
    if name == "authorization":
        return request.lane == "archive"
    return name not in _SECRET and not name.startswith("proxy-")


def _transport(settings: Settings, resolver: Resolver | None) -> httpx.AsyncBaseTransport:
    from srccheck.web.transport import SafeTransport  # late: loads httpx and aiohttp  # noqa: PLC0415

    own = SystemResolver(timeout_s=settings.connect_timeout_s, allow_private=settings.allow_private)
    return SafeTransport(settings, resolver or own, proxies_for(settings))


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
        truncated=cut or draft.reader.truncated,
        elapsed_s=elapsed,
    )


def _headers(raw: list[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    """Headers as text, those of the transfer left out."""
    return tuple(
        (key, without_credentials(text) if key in _URLS else text)
        for name, value in raw
        if (key := name.decode("latin-1").lower()) not in _OF_THE_TRANSFER
        for text in (clean_text(_decoded(value), longest=_HEADER_LINE_BYTES),)
    )


def _content_encoding(raw: list[tuple[bytes, bytes]]) -> str | None:
    """Content-Encoding, the lines of one that has several joined (RFC 9110 §5.3)."""
    values = [value.decode("latin-1") for name, value in raw if name.lower() == b"content-encoding"]
    return ", ".join(values) if values else None


def _decoded(value: bytes) -> str:
    """A header value as ASCII, the only thing it may be (RFC 9110 §5.5); what is beyond as UTF-8 in `%XX`.

    That is how browsers read Location, and WARC tools can keep it.
    """
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return text if text.isascii() else quote(text, safe=string.printable)
