"""A small web on real sockets of 127.0.0.1: made-up host names, real TLS, every way of answering badly.

    web = LocalWeb()
    web.host("coast.example", {"/a": page("A title"), "/b": redirect("/a", 301), "/c": hang()})
    web.host("old-cert.example", {"/": page("x")}, tls="expired")
    web.name("gone.example", "dns-nxdomain")
    async with web:
        client = HttpClient(settings, resolver=web.resolver)   # SSL_CERT_FILE=web.ca_file for https

A behaviour is an async function of (what was asked, the connection). A path that a host does not
list answers 404; `"*"` lists all others. Usable outside pytest, too.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import ssl
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

import brotli
import trustme
from attrs import define, field, frozen

from srccheck.model.web import Address, Failure, Surroundings
from srccheck.web.resolver import ResolutionError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Tls = Literal["ok", "expired", "wrong-host", "self-signed", "refused"]
START = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)


@frozen(kw_only=True)
class Asked:
    """One request as it reached the server; `times` counts requests for this URL, from 1."""

    scheme: str
    method: str
    host: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    times: int

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.target}"


@define
class Wire:
    """The connection, for behaviours that misbehave."""

    writer: asyncio.StreamWriter
    keep: bool = True

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        fields = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
        for name, value in (headers or {}).items():
            fields[next((known for known in fields if known.lower() == name.lower()), name)] = value
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        await self.send(f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode() + body)

    def abort(self) -> None:
        self.keep = False
        self.writer.transport.abort()


Behaviour = Callable[[Asked, Wire], Awaitable[None]]


def answer(
    body: str | bytes = "", status: int = 200, headers: Mapping[str, str] | None = None, delay: float = 0.0
) -> Behaviour:
    """An ordinary answer, after a delay in seconds."""

    async def behave(asked: Asked, wire: Wire) -> None:
        await asyncio.sleep(delay)
        data = body.encode() if isinstance(body, str) else body
        await wire.reply(status, b"" if asked.method == "HEAD" else data, headers)

    return behave


def html(title: str, *, lang: str | None = "en", head: str = "", text: str = "") -> str:
    """A page as newspapers make them."""
    element = f'<html lang="{lang}">' if lang else "<html>"
    return (
        f'<!doctype html>{element}<head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><h1>{title}</h1><p>{text or 'The harbour was quiet that morning. ' * 20}</p></body></html>"
    )


def page(title: str, *, lang: str | None = "en", head: str = "", status: int = 200) -> Behaviour:
    """An HTML page with a title."""
    return answer(html(title, lang=lang, head=head), status)


def redirect(to: str, status: int = 302) -> Behaviour:
    """A redirect; `to` as it shall stand in Location."""
    return answer("", status, {"Location": to})


def gzipped(body: str | bytes, *, label: str = "gzip") -> Behaviour:
    """A compressed answer, whatever was accepted."""
    data = gzip.compress(body.encode() if isinstance(body, str) else body)
    return answer(data, headers={"Content-Encoding": label})


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One after another for the first, second, … request for this URL; the last for all others."""

    async def behave(asked: Asked, wire: Wire) -> None:
        await behaviours[min(asked.times, len(behaviours)) - 1](asked, wire)

    return behave


def by_scheme(*, http: Behaviour, https: Behaviour) -> Behaviour:
    """One behaviour on port 80, another on port 443."""

    async def behave(asked: Asked, wire: Wire) -> None:
        await (http if asked.scheme == "http" else https)(asked, wire)

    return behave


def hang() -> Behaviour:
    """Takes the request and never says a word."""

    async def behave(_: Asked, wire: Wire) -> None:
        wire.keep = False
        await asyncio.Event().wait()

    return behave


def reset() -> Behaviour:
    """Tears the connection down."""

    async def behave(_: Asked, wire: Wire) -> None:
        wire.abort()

    return behave


def sends(data: bytes) -> Behaviour:
    """These bytes, and the end of the connection: garbage, half an answer, or (b"") nothing at all."""

    async def behave(_: Asked, wire: Wire) -> None:
        wire.keep = False
        await wire.send(data)

    return behave


def drips(head: bytes, piece: bytes, every: float, times: int) -> Behaviour:
    """A head, then a piece again and again."""

    async def behave(_: Asked, wire: Wire) -> None:
        wire.keep = False
        await wire.send(head)
        for _turn in range(times):
            await wire.send(piece)
            await asyncio.sleep(every)

    return behave


def endless(head: bytes, piece: bytes) -> Behaviour:
    """A head, then pieces as fast as they are taken, until the other side has had enough."""

    async def behave(_: Asked, wire: Wire) -> None:
        wire.keep = False
        await wire.send(head)
        while not wire.writer.is_closing():
            await wire.send(piece)
            await asyncio.sleep(0)

    return behave


@cache
def bomb(label: Literal["gzip", "deflate", "br", "zstd"], megabytes: int = 64) -> Behaviour:
    """An answer that is small on the wire and so many megabytes when decoded."""
    if label == "br":
        packer: Any = brotli.Compressor(quality=5)
        pieces = [packer.process(bytes(1_000_000)) for _ in range(megabytes)]
        pieces.append(packer.finish())
    else:
        packer = (
            zstd.ZstdCompressor()
            if label == "zstd"
            else zlib.compressobj(wbits=31 if label == "gzip" else 15)
        )
        pieces = [packer.compress(bytes(1_000_000)) for _ in range(megabytes)]
        pieces.append(packer.flush())
    return answer(b"".join(pieces), headers={"Content-Encoding": label})


def sets_cookies(*cookies: str, status: int = 200, to: str | None = None) -> Behaviour:
    """An answer with Set-Cookie headers; a redirect where `to` is given."""
    lines = "".join(f"Set-Cookie: {cookie}\r\n" for cookie in cookies) + (f"Location: {to}\r\n" if to else "")

    async def behave(_: Asked, wire: Wire) -> None:
        await wire.send(f"HTTP/1.1 {status} X\r\n{lines}Content-Length: 0\r\n\r\n".encode())

    return behave


@define
class _Host:
    paths: Mapping[str, Behaviour]
    tls: Tls

    def behaviour(self, target: str) -> Behaviour:
        path = target.partition("?")[0]
        found = self.paths.get(target) or self.paths.get(path) or self.paths.get("*")
        return found or page("Nothing at this address", status=404)


@define
class LocalWeb:
    """Servers for http and https, and the resolver that leads made-up names to them.

    Attributes:
        asked: every request that reached a server, in order.
        resolver: implements `srccheck.model.web.Resolver`; unknown names do not exist.
        most_at_once: by host, the largest number of requests under way at one time.
    """

    hosts: dict[str, _Host] = field(factory=dict)
    names: dict[str, Failure] = field(factory=dict)
    asked: list[Asked] = field(factory=list)
    most_at_once: Counter[str] = field(factory=Counter)
    resolved: list[str] = field(factory=list)
    _ports: dict[int, int] = field(factory=dict)
    _servers: list[asyncio.Server] = field(factory=list)
    _under_way: Counter[str] = field(factory=Counter)
    _counts: Counter[str] = field(factory=Counter)
    _tasks: set[asyncio.Task[None]] = field(factory=set)
    _authority: trustme.CA | None = None
    _contexts: dict[str, ssl.SSLContext] = field(factory=dict)
    _folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def resolver(self) -> LocalWeb:
        return self

    def host(self, name: str, paths: Mapping[str, Behaviour], *, tls: Tls = "ok") -> None:
        """Let a host name exist."""
        self.hosts[name] = _Host(paths, tls)

    def name(self, name: str, failure: Failure) -> None:
        """Let a name fail to resolve."""
        self.names[name] = failure

    async def resolve(self, host: str, port: int) -> tuple[Address, ...]:
        """The `Resolver` protocol."""
        self.resolved.append(host)
        if host in self.names or host not in self.hosts:
            failure = self.names.get(host, "dns-nxdomain")
            raise ResolutionError(failure, f"{host}: {failure}")
        return (Address(ip="127.0.0.1", port=self._ports.get(port, port)),)

    @property
    def ca_file(self) -> Path:
        """The test authority's certificate, for SSL_CERT_FILE."""
        assert self._folder, "the web is not up"
        return Path(self._folder.name) / "ca.pem"

    def urls_asked(self) -> list[str]:
        return [one.url for one in self.asked]

    async def __aenter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory()
        self._authority = trustme.CA()
        self._authority.cert_pem.write_to_path(str(self.ca_file))
        plain = await asyncio.start_server(lambda r, w: self._serve(r, w, "http"), "127.0.0.1", 0)
        secure = await asyncio.start_server(
            lambda r, w: self._serve(r, w, "https"), "127.0.0.1", 0, ssl=self._front()
        )
        self._servers = [plain, secure]
        self._ports = {
            80: plain.sockets[0].getsockname()[1],
            443: secure.sockets[0].getsockname()[1],
        }
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        assert self._folder
        self._folder.cleanup()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, scheme: str) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            while await self._one(reader, Wire(writer), scheme):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError, asyncio.CancelledError):
            pass  # the other side left, or the web goes down
        finally:
            self._tasks.discard(task)
            writer.transport.abort() if writer.transport.is_closing() else writer.close()

    async def _one(self, reader: asyncio.StreamReader, wire: Wire, scheme: str) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = head.split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in rest if line)}
        host = headers["host"].partition(":")[0]
        self._counts[f"{scheme}://{host}{target}"] += 1
        asked = Asked(
            scheme=scheme,
            method=method,
            host=host,
            target=target,
            headers=headers,
            body=await reader.readexactly(int(headers.get("content-length", 0))),
            times=self._counts[f"{scheme}://{host}{target}"],
        )
        self.asked.append(asked)
        self._under_way[host] += 1
        self.most_at_once[host] = max(self.most_at_once[host], self._under_way[host])
        try:
            await self.hosts[host].behaviour(target)(asked, wire)
        finally:
            self._under_way[host] -= 1
        return wire.keep

    def _front(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

        def choose(
            connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext
        ) -> int | None:
            if name not in self.hosts or self.hosts[name].tls == "refused":
                return ssl.ALERT_DESCRIPTION_HANDSHAKE_FAILURE
            connection.context = self._context(name)
            return None

        context.sni_callback = choose
        assert self._authority
        self._authority.issue_cert("front.example").configure_cert(context)
        return context

    def _context(self, name: str) -> ssl.SSLContext:
        if name not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls = self.hosts[name].tls
            assert self._authority
            authority = trustme.CA() if tls == "self-signed" else self._authority
            then = dt.datetime(2021, 1, 1, tzinfo=dt.UTC) if tls == "expired" else None
            before = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) if tls == "expired" else None
            who = "somebody-else.example" if tls == "wrong-host" else name
            authority.issue_cert(who, not_after=then, not_before=before).configure_cert(context)
            self._contexts[name] = context
        return self._contexts[name]


@define
class Proxy:
    """A real proxy on loopback: CONNECT for https, absolute URLs for http; leads all names to a web.

    Attributes:
        seen: request line and Proxy-Authorization of every request, in order.
        refuses: a status to answer every request with, in the place of a connection.
    """

    web: LocalWeb
    refuses: int | None = None
    seen: list[tuple[str, str | None]] = field(factory=list)
    port: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            await self._one(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the other side left, or the proxy goes down
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = head.split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in rest if line)}
        self.seen.append((first, headers.get("proxy-authorization")))
        method, target, version = first.split(" ")
        if self.refuses:
            writer.write(f"HTTP/1.1 {self.refuses} No\r\nContent-Length: 0\r\n\r\n".encode())
            return
        port = self.web._ports[443 if method == "CONNECT" else 80]
        there, back = await asyncio.open_connection("127.0.0.1", port)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            path = "/" + target.split("/", 3)[3]
            lines = [line for line in rest if not line.lower().startswith("proxy-")]
            back.write("\r\n".join([f"{method} {path} {version}", *lines]).encode("latin-1"))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_pump(reader, back))
                group.create_task(_pump(there, writer))
        finally:
            back.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()


@define
class FakeTime:
    """A clock that only sleeping moves; remembers every sleep, in seconds."""

    seconds: float = 0.0
    slept: list[float] = field(factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)

    @property
    def surroundings(self) -> Surroundings:
        """Starts at `START`; chance always says 0.5."""
        return Surroundings(
            now=lambda: START + dt.timedelta(seconds=self.seconds),
            monotonic=lambda: self.seconds,
            sleep=self.sleep,
            random=lambda: 0.5,
        )
