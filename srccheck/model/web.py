"""What passes between the judges of the web and the connection: one request, one exchange."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from http.cookiejar import CookieJar
from typing import Literal, Protocol

from attrs import field, frozen

__all__ = ["Address", "Exchange", "Failure", "Fetcher", "Request", "Resolver", "Surroundings"]

Failure = Literal[
    "timeout", "connect", "reset", "dns", "dns-nxdomain", "tls", "protocol", "too-slow",
    "private", "malformed", "scheme", "credentials", "not-in-replay",
    "robots", "budget",
]  # fmt: skip
"""Why an exchange has no answer; the words are the contract's reasons."""


@frozen(kw_only=True)
class Request:
    """One HTTP request; redirects are never followed below this level.

    Attributes:
        url: absolute http or https URL; a fragment is not sent.
        method: `GET` unless there is a reason.
        headers: besides those that every request carries.
        max_body_bytes: stop reading the body after so many decoded bytes.
        form: fields of an HTML form, in order; sent as `application/x-www-form-urlencoded` (with POST).
        cookies: a jar that lives for one journey (`srccheck.web.cookies.journey_jar`): what fits the URL
            is sent, what the answer sets is put in. None: neither. Evidence never holds cookies.
        lane: whose limits hold: the page's host's, or the archive's own.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(factory=dict)
    max_body_bytes: int | None = None
    form: tuple[tuple[str, str], ...] = ()
    cookies: CookieJar | None = field(default=None, eq=False, repr=False)
    lane: Literal["page", "archive"] = "page"


@frozen(kw_only=True)
class Exchange:
    """What came of one request: an answer (`http_status`) or a failure, never both.

    Attributes:
        url: the URL asked.
        http_status: status code, or None after a failure.
        headers: (name in lower case, value) in the order received, one line of ASCII each, without
            control characters; those that tell how the body travelled (its encoding and length) are left out.
        body: the decoded body, cut at the limit; control of its charset is the reader's.
        truncated: something is missing: the body went on past the limit, broke off, or was encoded in
            a way that nobody asked for.
        failure: why there is no answer.
        detail: the error in a few words, for people; no control characters.
        elapsed_s: seconds from sending to the last byte read.
    """

    url: str
    http_status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    truncated: bool = False
    failure: Failure | None = None
    detail: str | None = None
    elapsed_s: float = 0.0

    def header(self, name: str) -> str | None:
        """The first value of a header (lower-case name), or None."""
        return next((value for key, value in self.headers if key == name), None)


class Fetcher(Protocol):
    """Whoever answers requests: the network, a recorder around it, or a replay."""

    async def fetch(self, request: Request) -> Exchange:
        """Answer one request; failures of the world come back as values."""
        ...


@frozen(kw_only=True)
class Address:
    """Where to connect for a host: an IP address (text) and a port."""

    ip: str
    port: int


class Resolver(Protocol):
    """Turns host names into addresses."""

    async def resolve(self, host: str, port: int) -> tuple[Address, ...]:
        """Addresses of a host.

        Raises:
            srccheck.web.resolver.ResolutionError: with a `failure` of `dns`, `dns-nxdomain` or `private`.
        """
        ...


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@frozen(kw_only=True)
class Surroundings:
    """Clock, sleep and chance, so that a test can bring its own.

    Attributes:
        now: the time, aware UTC.
        monotonic: seconds of a clock that never goes back.
        sleep: wait so many seconds.
        random: a number in [0, 1).
    """

    now: Callable[[], dt.datetime] = _utc_now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    random: Callable[[], float] = random.random
