"""Looking at captures: the one nearest to a moment, its own status, and its neighbours (RFC 7089)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from attrs import evolve, frozen

from srccheck.archives.archive import Archive
from srccheck.archives.asking import Asker
from srccheck.archives.linkheader import parse_links
from srccheck.archives.marks import is_playback, own_words, trouble_of
from srccheck.archives.moments import digits_of, http_date, moment_of, noon
from srccheck.model import Capture
from srccheck.model.web import Exchange

__all__ = ["Playback", "Sighting"]

_GATES = 3  # redirects by which the archive itself leads to a capture
_REDIRECTS = 5  # redirects that were captured, one after the other
_REDIRECT_STATUS = frozenset({301, 302, 303, 307, 308})


@frozen(kw_only=True)
class Sighting:
    """What one look into the archive came to.

    Attributes:
        verdict: `good` or `bad` capture; `absent` or `excluded` where the archive itself says so; or
            `unknown`.
        capture: the capture seen, good or bad.
        first, previous, following, last: other captures that its `Link` header names; each may be
            missing, and no archive owes any.
        detail: why it is unknown, for people.
    """

    verdict: Literal["good", "bad", "absent", "excluded", "unknown"]
    capture: Capture | None = None
    first: dt.datetime | None = None
    previous: dt.datetime | None = None
    following: dt.datetime | None = None
    last: dt.datetime | None = None
    detail: str | None = None

    def is_nearest_to(self, day: dt.date | None) -> bool:
        """Whether no other capture can be nearer to a day (None: newer), by what the header says."""
        if self.capture is None:
            return False
        here = self.capture.timestamp
        if day is None:
            return self.last == here
        wanted = noon(day)
        before = self.first == here or (
            self.previous is not None and abs(wanted - here) <= abs(wanted - self.previous)
        )
        after = self.last == here or (
            self.following is not None and abs(wanted - here) <= abs(wanted - self.following)
        )
        return before and after


@frozen(kw_only=True)
class _Answer:
    """An answer of the archive, and the address that gave it."""

    exchange: Exchange
    address: str


class Playback:
    """Looks at captures of one archive."""

    def __init__(self, archive: Archive, asker: Asker) -> None:
        self._archive = archive
        self._asker = asker

    async def sight(self, url: str, digits: str = "") -> Sighting:
        """Look at the capture nearest to a moment.

        Two requests where the capture is good and no redirect: the TimeGate, and the capture.

        Args:
            url: the URI-R, without fragment.
            digits: the moment, 14 digits UTC; empty for the newest capture.
        """
        answer = await self._arrive(self._archive.address(url, digits, raw=True))
        capture = self._capture(answer)
        if capture is None:
            return _without_capture(answer.exchange)
        seen = await self._judged(url, capture, answer)
        named = self._neighbours(answer.exchange)
        return evolve(
            seen,
            first=named.get("first"),
            previous=named.get("prev"),
            following=named.get("next"),
            last=named.get("last"),
        )

    async def _arrive(self, address: str, been: Collection[str] = ()) -> _Answer:
        """Ask, and follow the archive's own redirects, as far as they stay in the archive.

        Args:
            address: where to begin.
            been: captures seen on the way here; one of them is not asked again.
        """
        for _ in range(_GATES):
            exchange = await self._asker.ask("playback", address)
            location = exchange.header("location")
            if is_playback(exchange) or exchange.http_status not in _REDIRECT_STATUS or not location:
                break
            place = self._archive.landing(location)
            if place is None:
                break
            address = self._archive.address(place.original, place.digits, raw=True)
            if address in been:
                break
        return _Answer(exchange=exchange, address=address)

    def _capture(self, answer: _Answer) -> Capture | None:
        """The capture that an answer plays back; None where it plays none back."""
        exchange = answer.exchange
        place = self._archive.split(answer.address)
        if not is_playback(exchange):
            return None
        stated = http_date(exchange.header("memento-datetime"))
        asked = moment_of(place.digits) if place else None
        moment = stated or asked
        if moment is None:
            return None
        original = place.original if place else answer.address.removeprefix(self._archive.timegate)
        digits = place.digits if place and asked == moment else digits_of(moment)
        return Capture(
            url=self._archive.address(original, digits), timestamp=moment, http_status=exchange.http_status
        )

    async def _judged(self, url: str, capture: Capture, answer: _Answer) -> Sighting:
        """Follow a redirect that was captured to its end, and say what the capture is worth."""
        been: set[str] = set()
        for _ in range(_REDIRECTS + 1):
            exchange = answer.exchange
            if not is_playback(exchange):
                if own_words(exchange) == "absent":
                    break
                return Sighting(verdict="unknown", capture=capture, detail=trouble_of(exchange))
            if 200 <= (exchange.http_status or 0) < 300:
                final = self._archive.split(answer.address)
                home = bool(been) and final is not None and _is_home(url, final.original)
                return Sighting(verdict="bad" if home else "good", capture=capture)
            been.add(answer.address)
            place = self._archive.target(exchange.header("location") or "", answer.address)
            if exchange.http_status not in _REDIRECT_STATUS or place is None:
                break
            target = self._archive.address(place.original, place.digits, raw=True)
            if target in been:
                break
            answer = await self._arrive(target, been)
            if answer.address in been:
                break
        return Sighting(verdict="bad", capture=capture)

    def _neighbours(self, exchange: Exchange) -> dict[str, dt.datetime]:
        """When the captures were made that the `Link` headers name, by relation type."""
        found: dict[str, dt.datetime] = {}
        for link in parse_links(value for name, value in exchange.headers if name == "link"):
            place = self._archive.split(link.target)
            moment = http_date(link.datetime) or (moment_of(place.digits) if place else None)
            if moment is not None and "memento" in link.rels:
                found = dict.fromkeys(link.rels, moment) | found
        return found

    async def walk(self, url: str, start: Sighting, day: dt.date | None, steps: int) -> tuple[Sighting, ...]:
        """Step from a bad capture to its neighbours, the nearer to the day first, until one is good.

        Args:
            url: the URI-R.
            start: the sighting to begin at.
            day: the day wanted; None for the newest.
            steps: how many captures to look at, at most.

        Returns:
            What was seen on the way.
        """
        seen: list[Sighting] = []
        older, newer = start.previous, start.following
        while len(seen) < steps and (goal := _nearer(older, newer, day)):
            sighting = await self.sight(url, digits_of(goal))
            seen.append(sighting)
            if sighting.verdict != "bad":
                break
            if goal == older:
                older = _beyond(sighting.previous, goal, -1)
            else:
                newer = _beyond(sighting.following, goal, 1)
        return tuple(seen)


def _without_capture(exchange: Exchange) -> Sighting:
    said = own_words(exchange)
    return Sighting(verdict=said) if said else Sighting(verdict="unknown", detail=trouble_of(exchange))


def _nearer(older: dt.datetime | None, newer: dt.datetime | None, day: dt.date | None) -> dt.datetime | None:
    if older is None or newer is None or day is None:
        return newer or older
    wanted = noon(day)
    return older if abs(wanted - older) <= abs(wanted - newer) else newer


def _beyond(moment: dt.datetime | None, goal: dt.datetime, way: int) -> dt.datetime | None:
    """A neighbour, where it really lies further on; a header that leads back would never end."""
    return moment if moment and (moment - goal).total_seconds() * way > 0 else None


def _is_home(cited: str, final: str) -> bool:
    """Whether a redirect that ended here ended at the site's start page: the cited page was gone then."""
    here, there = urlsplit(cited), urlsplit(final)
    return _site(here) == _site(there) and _is_root(there) and not _is_root(here)


def _site(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")


def _is_root(parts: SplitResult) -> bool:
    return parts.path in ("", "/") and not parts.query
