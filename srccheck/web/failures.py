"""What an exception of the network means, in the contract's words."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator

import aiohttp
import httpx

from srccheck.model.web import Failure
from srccheck.web.clean import clean_text
from srccheck.web.resolver import ResolutionError

__all__ = ["CAUGHT", "classify"]

CAUGHT = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, aiohttp.ClientError, ssl.SSLError, OSError)
"""What sending a request and reading its answer may raise."""

_WORDS: dict[Failure, str] = {
    "timeout": "no answer in time",
    "connect": "no connection",
    "reset": "the connection was closed before the answer was complete",
    "dns": "the name could not be resolved",
    "tls": "no secure connection",
    "protocol": "the answer is not HTTP",
    "malformed": "not a URL that can be asked",
}

# the first row that any exception of the chain belongs to decides; subclasses stand before their bases
_ROWS: tuple[tuple[tuple[type[BaseException], ...], Failure], ...] = (
    ((ssl.SSLError, ssl.CertificateError, aiohttp.ClientSSLError), "tls"),
    ((socket.gaierror, aiohttp.ClientConnectorDNSError), "dns"),
    ((aiohttp.InvalidURL, httpx.InvalidURL, httpx.UnsupportedProtocol), "malformed"),
    ((aiohttp.ServerTimeoutError, TimeoutError), "timeout"),
    ((aiohttp.ClientResponseError, httpx.ProtocolError, httpx.DecodingError), "protocol"),
    ((ConnectionResetError, BrokenPipeError, ConnectionAbortedError), "reset"),
    ((aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError), "reset"),
    ((aiohttp.ClientConnectorError, ConnectionRefusedError), "connect"),
    ((aiohttp.ClientOSError, OSError), "connect"),
    ((httpx.TimeoutException,), "timeout"),
    ((httpx.ReadError, httpx.WriteError, httpx.CloseError), "reset"),
    ((httpx.NetworkError,), "connect"),
)


def classify(error: BaseException, *, secure: bool) -> tuple[Failure, str]:
    """The failure that an exception stands for, and what to tell people.

    httpx-aiohttp's own translation loses much (a server that hangs up becomes a connect timeout), so
    the whole chain of causes is looked at, and httpx's name for it only where aiohttp gave none.

    Args:
        error: one of `CAUGHT`.
        secure: TLS was to be spoken.
    """
    chain = list(_causes(error))
    for link in chain:
        if isinstance(link, ResolutionError):
            return link.failure, clean_text(link.detail, longest=200)
        if isinstance(link, httpx.ProxyError):  # never the page's own failure
            return "connect", clean_text(str(link), longest=200)
    if any(isinstance(link, (aiohttp.ClientError, OSError)) for link in chain):
        chain = [link for link in chain if not isinstance(link, httpx.HTTPError)]
    if secure and _in_handshake(chain):
        return "tls", "the connection was closed during the TLS handshake"
    for kinds, failure in _ROWS:
        if any(isinstance(link, kinds) for link in chain):
            return failure, _detail(failure, chain)
    return "protocol", _WORDS["protocol"]


def _in_handshake(chain: list[BaseException]) -> bool:
    """Connected, then cut off before the connection was made: servers drop handshakes they do not like."""
    return any(isinstance(link, aiohttp.ClientConnectorError) for link in chain) and any(
        isinstance(link, ConnectionResetError) for link in chain
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _detail(failure: Failure, chain: list[BaseException]) -> str:
    """Words that are the same in every run: no addresses of objects, no file names."""
    why = None
    for link in chain:
        if isinstance(link, aiohttp.ClientError):  # some are SSL errors, too, but without their attributes
            continue
        if isinstance(link, ssl.SSLCertVerificationError):
            why = link.verify_message
        elif isinstance(link, ssl.SSLError):
            why = (link.reason or "").replace("_", " ").lower()
        elif isinstance(link, OSError) and link.strerror:
            # asyncio's own words hold the address
            why = os.strerror(link.errno) if link.errno and link.errno > 0 else link.strerror
    return f"{_WORDS[failure]}: {clean_text(why, longest=160)}" if why else _WORDS[failure]
