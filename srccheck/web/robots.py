"""Obeys robots.txt (RFC 9309), for those who want that: asked for once an origin, remembered for a day."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from attrs import evolve, frozen

from srccheck.model.store import AnswerStore
from srccheck.model.web import Exchange, Fetcher, Request, Surroundings
from srccheck.settings import Settings

if TYPE_CHECKING:
    from protego import Protego

__all__ = ["Obedient", "product_token"]

_KIND = "robots"
_LIFE = dt.timedelta(hours=24)  # RFC 9309 §2.4
_MOST_BYTES = 512_000  # RFC 9309 §2.5: at least 500 KiB are to be read
_MOST_REDIRECTS = 5  # RFC 9309 §2.3.1.2
_NOWHERE = frozenset({"private", "malformed", "scheme", "credentials"})  # where a redirect must not lead
_TOKEN = re.compile(r"\A[A-Za-z_-]{1,100}")


def product_token(user_agent: str) -> str:
    """The name that robots.txt calls us by: the product of a User-Agent, without version and comment."""
    found = _TOKEN.match(user_agent)
    return found[0] if found else "*"


@frozen
class _Rules:
    """What an origin's robots.txt says; `trouble` where it could not be asked for."""

    rules: Protego | None = None
    trouble: Exchange | None = None


class Obedient:
    """Passes on what robots.txt allows; implements `Fetcher`.

    What it forbids comes back as the failure `robots`. No robots.txt (any 4xx) allows all; one that could
    not be had (5xx, no connection) allows nothing (RFC 9309 §2.3.1.3–4), and its own failure is the
    answer. The archive's lane goes round: it is asked through its interfaces.

    Args:
        fetcher: who answers, robots.txt too.
        settings: `user_agent`.
        surroundings: the clock.
        store: remembers each robots.txt for a day.
        slow_down: told (URL, seconds) of every `Crawl-delay`.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        settings: Settings,
        *,
        surroundings: Surroundings,
        store: AnswerStore,
        slow_down: Callable[[str, float], None],
    ) -> None:
        self._fetcher = fetcher
        self._token = product_token(settings.user_agent)
        self._surroundings = surroundings
        self._store = store
        self._slow_down = slow_down
        self._rules: dict[str, _Rules] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def fetch(self, request: Request) -> Exchange:
        """Answer one request, if its host lets robots ask for it."""
        parts = urlsplit(request.url)
        if request.lane == "archive" or parts.path == "/robots.txt":
            return await self._fetcher.fetch(request)
        found = await self._rules_of(f"{parts.scheme}://{parts.netloc}")
        if found.trouble is not None:
            detail = f"robots.txt could not be read: {found.trouble.detail or found.trouble.http_status}"
            return evolve(found.trouble, url=request.url, body=b"", headers=(), detail=detail)
        if found.rules is not None and not found.rules.can_fetch(request.url, self._token):
            return Exchange(url=request.url, failure="robots", detail="robots.txt does not allow it")
        return await self._fetcher.fetch(request)

    async def _rules_of(self, origin: str) -> _Rules:
        """The rules of an origin; all who need them at once wait for one request."""
        async with self._locks[origin]:
            found = self._rules.get(origin) or await self._ask(origin)
            if found.trouble is None:  # trouble may pass: a second look asks anew
                self._rules[origin] = found
        return found

    async def _ask(self, origin: str) -> _Rules:
        stored = self._store.get(_KIND, origin)
        text = stored.value.get("text") if stored and stored.is_fresh(self._surroundings.now()) else None
        if not isinstance(text, str):
            exchange = await self._download(f"{origin}/robots.txt")
            if exchange.failure not in _NOWHERE and (exchange.http_status or 500) >= 500:
                return _Rules(trouble=exchange)
            is_there = 200 <= (exchange.http_status or 0) < 300
            text = exchange.body.decode("utf-8", "replace") if is_there else ""
            now = self._surroundings.now()
            self._store.put(_KIND, origin, {"text": text}, checked_at=now, expires_at=now + _LIFE)
        return self._read(origin, text)

    def _read(self, origin: str, text: str) -> _Rules:
        from protego import Protego  # late: only with --robots  # noqa: PLC0415

        rules = Protego.parse(text)
        delay = rules.crawl_delay(self._token)
        if delay:
            self._slow_down(origin, float(delay))
        return _Rules(rules=rules)

    async def _download(self, url: str) -> Exchange:
        """Ask for it, along redirects; too many of them count as none there."""
        for _ in range(_MOST_REDIRECTS + 1):
            exchange = await self._fetcher.fetch(Request(url=url, max_body_bytes=_MOST_BYTES))
            location = exchange.header("location")
            if exchange.http_status not in (301, 302, 303, 307, 308) or not location:
                break
            try:
                url = urljoin(url, location)
            except ValueError:
                break
        return exchange
