"""Asks the live web about one URL after another, and says in the contract's words what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from urllib.parse import urlsplit

from attrs import evolve

from srccheck.model.live import Live, NormalizedUrl, Validators
from srccheck.model.web import Exchange, Fetcher, Surroundings
from srccheck.settings import Settings
from srccheck.text.tracking import is_shortener
from srccheck.text.urls import problem
from srccheck.web.clean import clean_text
from srccheck.web.gates import is_front_page
from srccheck.web.hindrances import hindrance
from srccheck.web.journey import Walk
from srccheck.web.maintext import with_main_text
from srccheck.web.sibling import Sibling, alike, sibling_of
from srccheck.web.soft404 import ABSENCE, doubt, says_missing
from srccheck.web.verdict import Journey, Verdict, judge

__all__ = ["Prober"]

_LONGEST_VALIDATOR = 300


class Prober:
    """Asks for pages; one for a run, since it remembers what hosts answer for addresses nobody ever gave.

    Args:
        fetcher: who answers requests.
        settings: limits, retries and pauses; whether private addresses may be asked, and texts are to be
            compared.
        surroundings: clock, sleep and chance.
    """

    def __init__(self, *, fetcher: Fetcher, settings: Settings, surroundings: Surroundings) -> None:
        self._fetcher = fetcher
        self._settings = settings
        self._surroundings = surroundings
        self._siblings: dict[str, asyncio.Task[Journey | None]] = {}

    async def probe(
        self,
        url: NormalizedUrl,
        *,
        fragments: tuple[str, ...] = (),
        known: Live | None = None,
        names: tuple[str, ...] = (),
    ) -> Live:
        """Ask for a page as a reader's browser would, and judge the answer.

        Redirects are followed one by one, those that a page itself makes at once among them. Failures that
        may pass (no connection, a reset, 5xx, 429; a timeout once) are asked again after a pause with
        jitter, or after `Retry-After` (RFC 9110 §10.2.3) where that is no longer than the settings allow.
        Names that do not resolve are not asked again here. A page in doubt costs one more request for each
        folder: what does its host answer for an address that nobody ever gave?

        Args:
            url: the link; a fragment is not sent.
            fragments: places in the page to look for, as normalised URLs write them.
            known: an earlier verdict; with validators, its page is asked for only if it changed since.
            names: the titles that citations give the page; one with nothing of them is in doubt.

        Returns:
            The contract's status and reason. A redirect to where nobody may go (private space, another
            scheme, a URL with a password) is not followed: `unreachable`/`protocol`.
        """
        wrong = problem(url, allow_private=self._settings.allow_private)
        if wrong is not None:
            return Live(
                status="skipped",
                reason=wrong.reason,
                checked_at=self._surroundings.now(),
                attempts=0,
                detail=wrong.message,
            )
        known = known if _is_of_use(known, fragments) else None
        walk = self._walk(fragments=fragments, known=known)
        await walk.follow(url)
        if walk.unchanged and known is not None:
            if tuple(walk.hops) == known.hops:
                return self._still(known, walk)
            walk = self._walk(fragments=fragments)
            await walk.follow(url)
        if walk.journey is None:
            return self._live(walk.stopped or Verdict(status="unreachable", reason="protocol"), walk)
        journey = evolve(walk.journey, names=names)
        verdict = judge(journey)
        if verdict.status in ("alive", "moved"):
            verdict = await self._second_thought(journey) or verdict
        return await self._with_text(self._live(verdict, walk), walk)

    async def _with_text(self, live: Live, walk: Walk) -> Live:
        """The verdict with the page's main text, where texts are to be compared."""
        if not self._settings.drift or live.page is None or walk.exchange is None:
            return live
        return evolve(live, page=await with_main_text(live.page, walk.exchange))

    def _walk(self, *, fragments: tuple[str, ...] = (), known: Live | None = None) -> Walk:
        return Walk(
            fetcher=self._fetcher,
            settings=self._settings,
            surroundings=self._surroundings,
            known=known,
            fragments=fragments,
        )

    async def _second_thought(self, journey: Journey) -> Verdict | None:
        """What the host's answer for an address beside it makes of a page in doubt."""
        end = journey.exchange.url
        why = doubt(journey.url, end, journey.page, redirected=journey.leads_elsewhere, cited=journey.names)
        sibling = sibling_of(journey.url) if why and not is_shortener(journey.url) else None
        if sibling is None or sibling.url == journey.url:
            return None
        other = await self._answer_of(sibling)
        return _compared(journey, other, why, sibling.url) if other and why else None

    async def _answer_of(self, sibling: Sibling) -> Journey | None:
        """The journey from a made-up address, taken once a run for all the links of its folder."""
        if sibling.folder not in self._siblings:
            self._siblings[sibling.folder] = asyncio.create_task(self._visit(sibling.url))
        return await asyncio.shield(self._siblings[sibling.folder])

    async def _visit(self, url: str) -> Journey | None:
        walk = Walk(
            fetcher=self._fetcher,
            settings=evolve(self._settings, retries=0),
            surroundings=self._surroundings,
        )
        await walk.follow(url)
        return walk.journey

    def _still(self, known: Live, walk: Walk) -> Live:
        return evolve(
            known,
            checked_at=self._surroundings.now(),
            elapsed_s=walk.elapsed_s,
            attempts=walk.attempts,
            from_cache=False,
        )

    def _live(self, verdict: Verdict, walk: Walk) -> Live:
        exchange = walk.exchange
        answered = exchange is not None and exchange.http_status is not None
        here = verdict.status in ("alive", "moved") and walk.journey is not None
        return Live(
            status=verdict.status,
            reason=verdict.reason,
            http_status=exchange.http_status if exchange else None,
            final_url=exchange.url if exchange and answered else None,
            hops=tuple(walk.hops),
            checked_at=self._surroundings.now(),
            elapsed_s=walk.elapsed_s,
            attempts=walk.attempts,
            page=walk.journey.page.facts if here and walk.journey else None,
            detail=clean_text(verdict.detail, longest=300) if verdict.detail else None,
            fragments=walk.journey.page.fragments if here and walk.journey else (),
            validators=_validators(exchange) if here and exchange else None,
        )


def _compared(journey: Journey, other: Journey, why: str, beside: str) -> Verdict | None:
    """What it says of a page in doubt that its host answers so for an address that nobody ever gave."""
    end, page = journey.exchange.url, journey.page
    if other.leads_elsewhere and journey.leads_elsewhere and other.exchange.url == end:
        home = is_front_page(urlsplit(end).path)
        hidden = None if home else hindrance(page)
        detail = f"{why}, where {beside} leads, too"
        gone = Verdict(status="dead", reason="redirected-to-home" if home else "soft-404")
        return evolve(hidden or gone, detail=detail)
    if not alike(page, other.page) or other.exchange.http_status != 200 or judge(other).reason == "login":
        return None
    hidden = None if why in ABSENCE and says_missing(page) else hindrance(page)
    gone = Verdict(status="dead", reason="soft-404")
    return evolve(hidden or gone, detail=f"{why}; {beside} shows the same")


def _is_of_use(known: Live | None, fragments: Iterable[str]) -> bool:
    """An earlier verdict that a 304 would confirm whole."""
    if known is None or known.validators is None or known.status not in ("alive", "moved"):
        return False
    return {check.name for check in known.fragments}.issuperset(fragments)


def _validators(exchange: Exchange) -> Validators | None:
    etag, modified = exchange.header("etag"), exchange.header("last-modified")
    etag = etag if etag and len(etag) <= _LONGEST_VALIDATOR else None
    modified = modified if modified and len(modified) <= _LONGEST_VALIDATOR else None
    return Validators(etag=etag, last_modified=modified) if etag or modified else None
