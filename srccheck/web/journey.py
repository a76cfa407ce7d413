"""Follows a link to its end: redirects one by one, whatever may pass asked again."""

from __future__ import annotations

from http.cookiejar import CookieJar
from urllib.parse import urljoin

from attrs import define, field

from srccheck.model.live import Hop, LinkStatus, Live
from srccheck.model.web import Exchange, Failure, Fetcher, Request, Surroundings
from srccheck.settings import Settings
from srccheck.text.urls import archived_original, normalize, problem, without_fragment
from srccheck.web.cookies import journey_jar
from srccheck.web.examiners import Examiner
from srccheck.web.examining import Examined, Question
from srccheck.web.pacing import retry_after_s
from srccheck.web.page import PageView, refresh_of
from srccheck.web.verdict import Journey, Verdict, same_page
from srccheck.web.walls import header_wall

__all__ = ["Walk"]

_REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
_STATUS_OF_FAILURE: dict[Failure, LinkStatus] = {
    "dns-nxdomain": "dead",
    "private": "skipped",
    "malformed": "skipped",
    "scheme": "skipped",
    "credentials": "skipped",
    "robots": "blocked",
    "not-in-replay": "unchecked",
    "budget": "unchecked",
}  # all others: unreachable
_NOT_FOLLOWED = frozenset({"private", "malformed", "scheme", "credentials"})
_VISITS = 2
"""A site that wants a cookie set first sends its visitors back to where they came from, once."""
_SOON_S = 10
"""A page that sends its readers on within so many seconds is not what they came for."""


@define(kw_only=True)
class Walk:
    """One journey from a URL to where it ends.

    Args:
        fetcher: who answers.
        settings: limits, retries and pauses; whether private addresses may be asked.
        surroundings: clock, sleep and chance.
        known: an earlier verdict; the page it ended at is asked for only if it changed since.
        fragments: places in the page to look for.
        names: the titles that citations give the page.
        examiner: who examines what it comes to.

    Attributes:
        hops: the redirects so far, in order.
        attempts: how many times it was tried; 1 where nothing had to be asked again.
        elapsed_s: seconds that the answers took.
        exchange: the last answer or failure.
        stopped: why it did not come to a page; None where it did.
        examined: what the answer tells that it came to; None where it came to none.
        unchanged: the server says that the page is still what `known` saw.
    """

    fetcher: Fetcher
    settings: Settings
    surroundings: Surroundings
    known: Live | None = None
    fragments: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    examiner: Examiner
    hops: list[Hop] = field(factory=list)
    attempts: int = 1
    elapsed_s: float = 0.0
    exchange: Exchange | None = None
    stopped: Verdict | None = None
    examined: Examined | None = None
    unchanged: bool = False
    _cookies: CookieJar = field(factory=journey_jar)
    _visits: dict[str, int] = field(factory=dict)
    _first: str = field(default="", init=False)

    async def follow(self, url: str) -> None:
        """Go all the way; the attributes say how it ended.

        Args:
            url: fit to be asked; a fragment is not sent.
        """
        self._first = here = without_fragment(normalize(url))
        while True:
            self._visits[here] = self._visits.get(here, 0) + 1
            exchange = self.exchange = await self._ask(here)
            if exchange.http_status is None:
                self.stopped = self._failed(exchange)
                return
            if exchange.http_status == 304 and self._is_known(here):
                self.unchanged = True
                return
            location = exchange.header("location")
            if exchange.http_status in _REDIRECTS and location:
                there, self.stopped = self._next(here, location)
                if self.stopped is not None:
                    return
            else:
                self.examined = await self._examine(exchange)
                onward = self._refreshed(here, exchange, self.examined.view)
                if onward is None:
                    return
                there, self.examined = onward, None
            self.hops.append(Hop(url=here, http_status=exchange.http_status))
            here = there

    @property
    def journey(self) -> Journey | None:
        """The whole of it, where it came to an answer that is no redirect."""
        if self.examined is None or self.exchange is None:
            return None
        return Journey(
            url=self._first,
            hops=tuple(self.hops),
            exchange=self.exchange,
            view=self.examined.view,
            names=self.names,
        )

    async def _examine(self, exchange: Exchange) -> Examined:
        return await self.examiner.examine(
            Question(
                url=self._first,
                hops=tuple(self.hops),
                exchange=exchange,
                fragments=self.fragments,
                names=self.names,
            )
        )

    def _next(self, here: str, location: str) -> tuple[str, Verdict | None]:
        there, wrong = self._target(here, location)
        if wrong is None and self._visits.get(there, 0) >= _VISITS:
            wrong = Verdict(status="unreachable", reason="redirect-loop", detail=f"back to {there}")
        if wrong is None and len(self.hops) >= self.settings.max_redirects:
            wrong = Verdict(status="unreachable", reason="too-many-redirects")
        return there, wrong

    def _refreshed(self, here: str, exchange: Exchange, view: PageView) -> str | None:
        """Where a page itself sends its readers at once; None where it stays, or leads in a circle."""
        refresh = view.refresh or refresh_of(exchange.header("refresh") or "")
        if exchange.http_status != 200 or refresh is None or header_wall(exchange):
            return None
        seconds, address = refresh
        if seconds > _SOON_S:
            return None
        there, wrong = self._next(here, address)
        return None if wrong is not None or there == here or same_page(there, here) else there

    async def _ask(self, url: str) -> Exchange:
        """One hop, asked again while it may pass."""
        request = Request(
            url=url,
            headers=self._conditions(url),
            max_body_bytes=self.settings.max_body_bytes,
            cookies=self._cookies,
            lane="archive" if archived_original(url) is not None else "page",
        )
        tries = timeouts = 0
        answer: Exchange | None = None
        while True:
            exchange = await self.fetcher.fetch(request)
            self.elapsed_s += exchange.elapsed_s
            if answer is not None and exchange.failure == "budget":
                return answer  # what was said before patience ran out
            answer = exchange if exchange.http_status is not None else answer
            timeouts += exchange.failure == "timeout"
            if tries >= self.settings.retries or timeouts > 1 or not _may_pass(exchange):
                return exchange
            pause = self._pause(exchange, tries)
            if pause is None:
                return exchange
            await self.surroundings.sleep(pause)
            tries += 1
            self.attempts += 1

    def _is_known(self, url: str) -> bool:
        known = self.known
        return known is not None and known.validators is not None and known.final_url == url

    def _conditions(self, url: str) -> dict[str, str]:
        """Ask for the page only if it changed (RFC 9110 §13.1)."""
        if not self._is_known(url) or self.known is None or self.known.validators is None:
            return {}
        validators = self.known.validators
        pairs = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
        return {name: value for name, value in pairs.items() if value}

    def _pause(self, exchange: Exchange, tries: int) -> float | None:
        """Seconds to wait before the next try; None where the other side wants more than is allowed."""
        jitter = self.settings.backoff_s * float(2**tries) * (0.5 + self.surroundings.random())
        asked = retry_after_s(exchange, self.surroundings.now())
        if asked is None:
            return jitter
        return asked + jitter / 4 if asked <= self.settings.retry_after_max_s else None

    def _failed(self, exchange: Exchange) -> Verdict:
        failure: Failure = exchange.failure or "protocol"
        if self.hops and failure in _NOT_FOLLOWED:
            return Verdict(
                status="unreachable",
                reason="protocol",
                detail=f"redirected to {exchange.url}: {exchange.detail}",
            )
        return Verdict(
            status=_STATUS_OF_FAILURE.get(failure, "unreachable"), reason=failure, detail=exchange.detail
        )

    def _target(self, here: str, location: str) -> tuple[str, Verdict | None]:
        """Where a redirect leads, and why it is not followed."""
        private = self.settings.allow_private
        try:
            there = urljoin(here, location.strip())
        except ValueError:
            there = location
        wrong = problem(there, allow_private=private)
        if wrong is not None and wrong.reason == "malformed":
            there = normalize(there)  # browsers forgive spaces and the like in Location
            wrong = problem(there, allow_private=private)
        if wrong is None:
            return without_fragment(normalize(there)), None
        shown = there if wrong.reason != "credentials" else "an address with a password"
        detail = f"redirects to {shown[:200]}: {wrong.message}"
        return there, Verdict(status="unreachable", reason="protocol", detail=detail)


def _may_pass(exchange: Exchange) -> bool:
    status = exchange.http_status
    if status is None:
        return exchange.failure in ("connect", "reset", "timeout")
    return (status == 429 or 500 <= status < 600) and header_wall(exchange) is None
