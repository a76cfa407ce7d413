"""Asks the live web about one URL, and says in the contract's words what came of it."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from attrs import define, field

from srccheck.model.links import Hop, LinkStatus, Live, NormalizedUrl
from srccheck.model.web import Exchange, Failure, Fetcher, Request, Surroundings
from srccheck.settings import Settings
from srccheck.text.urls import normalize, problem, without_fragment
from srccheck.web.clean import clean_text
from srccheck.web.page import page_facts
from srccheck.web.verdict import Journey, Verdict, judge

__all__ = ["probe"]

_REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
_STATUS_OF_FAILURE: dict[Failure, LinkStatus] = {
    "dns-nxdomain": "dead",
    "private": "skipped",
    "malformed": "skipped",
    "scheme": "skipped",
    "credentials": "skipped",
    "not-in-replay": "unchecked",
}  # all others: unreachable
_NOT_FOLLOWED = frozenset({"private", "malformed", "scheme", "credentials"})


async def probe(
    url: NormalizedUrl, *, fetcher: Fetcher, settings: Settings, surroundings: Surroundings
) -> Live:
    """Ask for a page as a reader's browser would, and judge the answer.

    Redirects are followed one by one. Failures that may pass (no connection, a reset, 5xx, 429; a
    timeout once) are asked again after a pause with jitter, or after `Retry-After` (RFC 9110 §10.2.3)
    where that is no longer than the settings allow. Names that do not resolve are not asked again here.

    Args:
        url: the link; a fragment is not sent.
        fetcher: who answers.
        settings: `retries`, `backoff_s`, `retry_after_max_s`, `max_redirects`, `max_body_bytes`.
        surroundings: clock, sleep and chance.

    Returns:
        The contract's status and reason. A redirect to where nobody may go (private space, another
        scheme, a URL with a password) is not followed: `unreachable`/`protocol`.
    """
    wrong = problem(url)
    if wrong is not None:
        return Live(
            status="skipped",
            reason=wrong.reason,
            checked_at=surroundings.now(),
            attempts=0,
            detail=wrong.message,
        )
    return await _Probe(fetcher=fetcher, settings=settings, surroundings=surroundings).follow(url)


@define(kw_only=True)
class _Probe:
    fetcher: Fetcher
    settings: Settings
    surroundings: Surroundings
    hops: list[Hop] = field(factory=list)
    attempts: int = 1
    elapsed_s: float = 0.0

    async def follow(self, url: str) -> Live:
        first = here = without_fragment(normalize(url))
        seen = {here}
        while True:
            exchange = await self._ask(here)
            if exchange.http_status is None:
                return self._live(self._failed(exchange), exchange)
            location = exchange.header("location")
            if exchange.http_status not in _REDIRECTS or not location:
                return self._answered(Journey(url=first, hops=tuple(self.hops), exchange=exchange))
            there, wrong = _target(here, location)
            if wrong is None and there in seen:
                wrong = Verdict(status="unreachable", reason="redirect-loop", detail=f"back to {there}")
            if wrong is None and len(self.hops) >= self.settings.max_redirects:
                wrong = Verdict(status="unreachable", reason="too-many-redirects")
            if wrong is not None:
                return self._live(wrong, exchange)
            self.hops.append(Hop(url=here, http_status=exchange.http_status))
            seen.add(there)
            here = there

    async def _ask(self, url: str) -> Exchange:
        """One hop, asked again while it may pass."""
        request = Request(url=url, max_body_bytes=self.settings.max_body_bytes)
        tries = timeouts = 0
        while True:
            exchange = await self.fetcher.fetch(request)
            self.elapsed_s += exchange.elapsed_s
            timeouts += exchange.failure == "timeout"
            if tries >= self.settings.retries or timeouts > 1 or not _may_pass(exchange):
                return exchange
            pause = self._pause(exchange, tries)
            if pause is None:
                return exchange
            await self.surroundings.sleep(pause)
            tries += 1
            self.attempts += 1

    def _pause(self, exchange: Exchange, tries: int) -> float | None:
        """Seconds to wait before the next try; None where the other side wants more than is allowed."""
        jitter = self.settings.backoff_s * float(2**tries) * (0.5 + self.surroundings.random())
        asked = _retry_after(exchange.header("retry-after"), self.surroundings.now())
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

    def _answered(self, journey: Journey) -> Live:
        return self._live(judge(journey), journey.exchange)

    def _live(self, verdict: Verdict, exchange: Exchange) -> Live:
        answered = exchange.http_status is not None
        return Live(
            status=verdict.status,
            reason=verdict.reason,
            http_status=exchange.http_status,
            final_url=exchange.url if answered else None,
            hops=tuple(self.hops),
            checked_at=self.surroundings.now(),
            elapsed_s=self.elapsed_s,
            attempts=self.attempts,
            page=page_facts(exchange) if verdict.status in ("alive", "moved") else None,
            detail=clean_text(verdict.detail, longest=300) if verdict.detail else None,
        )


def _target(here: str, location: str) -> tuple[str, Verdict | None]:
    """Where a redirect leads, and why it is not followed."""
    try:
        there = urljoin(here, location.strip())
    except ValueError:
        there = location
    wrong = problem(there)
    if wrong is not None and wrong.reason == "malformed":
        there = normalize(there)  # browsers forgive spaces and the like in Location
        wrong = problem(there)
    if wrong is None:
        return without_fragment(normalize(there)), None
    shown = there if wrong.reason != "credentials" else "an address with a password"
    detail = f"redirects to {shown[:200]}: {wrong.message}"
    return there, Verdict(status="unreachable", reason="protocol", detail=detail)


def _may_pass(exchange: Exchange) -> bool:
    if exchange.http_status is None:
        return exchange.failure in ("connect", "reset", "timeout")
    return exchange.http_status == 429 or 500 <= exchange.http_status < 600


def _retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Seconds that `Retry-After` asks for, in either of its forms; None where it says nothing readable."""
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
