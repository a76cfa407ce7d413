"""Cookies of one journey: kept while its redirects are followed, and forgotten."""

from __future__ import annotations

from email.message import Message
from functools import cache
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.request import Request as _Question

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

__all__ = ["cookie_header", "journey_jar", "keep_cookies"]

_LONGEST = 8192  # what servers take in one line


class _Policy(DefaultCookiePolicy):
    """Nobody sets cookies for a whole public suffix (RFC 6265 §5.3, step 5)."""

    def set_ok_domain(self, cookie: Cookie, request: Any) -> bool:
        if not super().set_ok_domain(cookie, request):
            return False
        domain = cookie.domain.lstrip(".")
        return not cookie.domain_specified or not _suffixes().is_public(domain)


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # late: only where a cookie names a domain  # noqa: PLC0415

    return PublicSuffixList()


def journey_jar() -> CookieJar:
    """An empty jar for one journey; it gives a host only what that host or its own domain set."""
    return CookieJar(_Policy(strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain))


def cookie_header(jar: CookieJar, url: str) -> str | None:
    """The value of Cookie for a URL; None where the jar holds nothing for it.

    Args:
        jar: cookies so far.
        url: absolute URL of the request.
    """
    if not len(jar):  # nearly always
        return None
    question = _Question(url)  # noqa: S310  # nothing is opened; the jar speaks this class only
    jar.add_cookie_header(question)
    value = question.get_header("Cookie")
    return value if value and value.isascii() and value.isprintable() and len(value) <= _LONGEST else None


def keep_cookies(jar: CookieJar, url: str, headers: list[tuple[bytes, bytes]]) -> None:
    """Put what an answer sets into the jar.

    Args:
        jar: cookies so far.
        url: absolute URL of the request.
        headers: raw headers of the answer.
    """
    lines = [value.decode("latin-1") for name, value in headers if name.lower() == b"set-cookie"]
    if lines:
        message = Message()
        for line in lines:
            message["Set-Cookie"] = line
        jar.extract_cookies(_Answer(message), _Question(url))  # type: ignore[arg-type]  # noqa: S310


class _Answer:
    """An answer in the shape that a jar asks for."""

    def __init__(self, message: Message) -> None:
        self._message = message

    def info(self) -> Message:
        return self._message
