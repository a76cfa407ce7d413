"""Asks the live web about one URL after another, and says in the contract's words what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from urllib.parse import urlsplit

from attrs import evolve, frozen

from srccheck.model.live import Live, NormalizedUrl, Validators
from srccheck.model.web import Exchange, Fetcher, Surroundings
from srccheck.settings import Settings
from srccheck.text.tracking import is_shortener
from srccheck.text.urls import problem
from srccheck.web.clean import clean_text
from srccheck.web.examiners import Examiner
from srccheck.web.examining import payload_digest
from srccheck.web.gates import is_front_page
from srccheck.web.hindrances import hindrance
from srccheck.web.journey import Walk
from srccheck.web.maintext import with_main_text
from srccheck.web.page import PageView
from srccheck.web.sibling import Sibling, alike, sibling_of
from srccheck.web.soft404 import ABSENCE, says_missing
from srccheck.web.verdict import Journey, Verdict

__all__ = ["Prober"]

_LONGEST_VALIDATOR = 300
_MOST_FOLDERS = 1_000
"""Made-up addresses whose answers are remembered, some 10 kB each; the links of a folder come together."""


@frozen(kw_only=True)
class _Beside:
    """Where an address led that nobody ever gave; nothing of the answer's body is kept."""

    end: str
    http_status: int | None
    leads_elsewhere: bool
    page: PageView
    verdict: Verdict


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
        self._once = evolve(settings, retries=0)
        self._examiner = Examiner(clock=surroundings.monotonic)
        self._siblings: dict[str, asyncio.Task[_Beside | None]] = {}

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
        walk = self._walk(fragments=fragments, known=known, names=names)
        await walk.follow(url)
        if walk.unchanged and known is not None:
            if tuple(walk.hops) == known.hops:
                return self._still(known, walk)
            walk = self._walk(fragments=fragments, names=names)
            await walk.follow(url)
        if walk.examined is None:
            return self._live(walk.stopped or Verdict(status="unreachable", reason="protocol"), walk)
        verdict = await self._second_thought(walk) or walk.examined.verdict
        return await self._with_text(self._live(verdict, walk), walk)

    async def _with_text(self, live: Live, walk: Walk) -> Live:
        """The verdict with the page's main text, where texts are to be compared."""
        if not self._settings.drift or live.page is None or walk.exchange is None:
            return live
        return evolve(live, page=await with_main_text(live.page, walk.exchange))

    def _walk(
        self,
        *,
        fragments: tuple[str, ...] = (),
        known: Live | None = None,
        names: tuple[str, ...] = (),
        settings: Settings | None = None,
    ) -> Walk:
        return Walk(
            fetcher=self._fetcher,
            settings=settings or self._settings,
            surroundings=self._surroundings,
            known=known,
            fragments=fragments,
            names=names,
            examiner=self._examiner,
        )

    async def _second_thought(self, walk: Walk) -> Verdict | None:
        """What the host's answer for an address beside it makes of a page in doubt."""
        journey, why = walk.journey, walk.examined.doubt if walk.examined else None
        if journey is None or why is None or is_shortener(journey.url):
            return None
        sibling = sibling_of(journey.url)
        if sibling is None or sibling.url == journey.url:
            return None
        other = await self._answer_of(sibling)
        return _compared(journey, other, why, sibling.url) if other else None

    async def _answer_of(self, sibling: Sibling) -> _Beside | None:
        """Where a made-up address leads, found out once for all the links of its folder."""
        task = self._siblings.pop(sibling.folder, None) or asyncio.create_task(self._visit(sibling.url))
        self._siblings[sibling.folder] = task  # the last that was needed stands last
        oldest = next(iter(self._siblings))
        if len(self._siblings) > _MOST_FOLDERS and self._siblings[oldest].done():
            del self._siblings[oldest]
        return await asyncio.shield(task)

    async def _visit(self, url: str) -> _Beside | None:
        walk = self._walk(settings=self._once)
        await walk.follow(url)
        journey, examined = walk.journey, walk.examined
        if journey is None or examined is None:
            return None
        return _Beside(
            end=journey.exchange.url,
            http_status=journey.exchange.http_status,
            leads_elsewhere=journey.leads_elsewhere,
            page=examined.view,
            verdict=examined.verdict,
        )

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
        seen = walk.examined
        shown = seen.view if seen and verdict.status in ("alive", "moved") else None
        return Live(
            status=verdict.status,
            reason=verdict.reason,
            http_status=exchange.http_status if exchange else None,
            final_url=exchange.url if exchange and answered else None,
            hops=tuple(walk.hops),
            checked_at=self._surroundings.now(),
            elapsed_s=walk.elapsed_s,
            attempts=walk.attempts,
            page=shown.facts if shown else None,
            detail=clean_text(verdict.detail, longest=300) if verdict.detail else None,
            fragments=shown.fragments if shown else (),
            validators=_validators(exchange) if shown and exchange else None,
            digest=seen.digest if seen else payload_digest(exchange) if exchange else None,
        )


def _compared(journey: Journey, other: _Beside, why: str, beside: str) -> Verdict | None:
    """What it says of a page in doubt that its host answers so for an address that nobody ever gave."""
    end, page = journey.exchange.url, journey.page
    if other.leads_elsewhere and journey.leads_elsewhere and other.end == end:
        home = is_front_page(urlsplit(end).path)
        hidden = None if home else hindrance(page)
        detail = f"{why}, where {beside} leads, too"
        gone = Verdict(status="dead", reason="redirected-to-home" if home else "soft-404")
        return evolve(hidden or gone, detail=detail)
    if other.http_status != 200 or other.verdict.reason == "login" or not alike(page, other.page):
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
