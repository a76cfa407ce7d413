"""Looking at captures: the one nearest to a moment, its own status, and its neighbours (RFC 7089)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from email.utils import format_datetime
from urllib.parse import urljoin

from attrs import evolve, field, frozen

from srccheck.archives.archive import Archive, Place
from srccheck.archives.asking import Asker
from srccheck.archives.linkheader import parse_links
from srccheck.archives.marks import is_playback, own_words, trouble_of
from srccheck.archives.memory import Memory
from srccheck.archives.moments import digits_of, http_date, moment_of, noon
from srccheck.archives.sighting import Sighting
from srccheck.archives.worth import as_captured, judge_captured
from srccheck.model import Capture
from srccheck.model.web import Exchange
from srccheck.web.maintext import with_main_text

__all__ = ["Playback"]

_GATES = 3  # redirects by which the archive itself leads to a capture
_REDIRECTS = 5  # redirects that were captured, one after the other
_REDIRECT_STATUS = frozenset({301, 302, 303, 307, 308})


@frozen(kw_only=True)
class _Gate:
    """What is asked: an address, the headers that go with it, and whether it goes before others."""

    address: str
    headers: Mapping[str, str] = field(factory=dict)
    urgent: bool = False


@frozen(kw_only=True)
class _Answer:
    """An answer of the archive, and the address that gave it."""

    exchange: Exchange
    address: str


class Playback:
    """Looks at captures of one archive, each once.

    Args:
        archive: whose.
        asker: asks it.
        memory: what it answered before.
        texts: keep the main text of each good capture, too.
    """

    def __init__(self, archive: Archive, asker: Asker, memory: Memory, *, texts: bool = False) -> None:
        self._archive = archive
        self._texts = texts
        self._asker = asker
        self._memory = memory

    async def sight(
        self, url: str, digits: str = "", *, anew: bool = False, urgent: bool = False
    ) -> Sighting:
        """Look at the capture nearest to a moment.

        Two requests where the capture is good and no redirect: the TimeGate, and the capture.

        Args:
            url: the URI-R, without fragment.
            digits: the moment, 14 digits UTC; empty for the newest capture.
            anew: whatever is remembered, because the page itself is wanted.
            urgent: before all questions about pages of which nothing was asked yet: what is begun is
                brought to its end, and remembered.
        """
        known = None if anew else self._memory.sighting(url, digits)
        if known is None or self._lacks_text(known):
            seen = await self._seen(await self._arrive(self._gate(url, digits, urgent=urgent)))
            self._memory.keep_sighting(url, digits, seen)
            # What was seen once stays seen, even if nobody answers today.
            known = known if known and seen.verdict == "unknown" else seen
        return known

    def _lacks_text(self, known: Sighting) -> bool:
        if not self._texts or known.verdict != "good" or known.capture is None:
            return False
        return known.capture.page is None or known.capture.page.main_text is None

    async def pointed(self, url: str, digits: str = "") -> Sighting:
        """Ask the TimeGate alone: nothing there, or a capture of which only the moment is known yet.

        Where the TimeGate answers with the capture itself, that is looked at; else the verdict is
        `unknown`, and one request was made.
        """
        if self._archive.dialect == "memento":
            return await self.sight(url, digits)  # its addresses do not tell the moment
        known = self._memory.sighting(url, digits) or self._memory.pointer(url, digits)
        if known is not None:
            return known
        answer = await self._arrive(self._gate(url, digits, urgent=True), gates=1)
        place = self._landed(answer.exchange)
        moment = moment_of(place.digits) if place else None
        if place is None or moment is None:
            known = await self._seen(answer)
            self._memory.keep_sighting(url, digits, known)
            return known
        address = self._archive.address(place.original, place.digits)
        capture = Capture(url=address, timestamp=moment, archive=self._archive.name)
        known = Sighting(verdict="unknown", capture=capture, detail="the capture was not looked at")
        self._memory.keep_pointer(url, digits, known)
        return known

    def _gate(self, url: str, digits: str, *, urgent: bool) -> _Gate:
        headers = {}
        if self._archive.dialect == "memento" and (moment := moment_of(digits)):
            headers = {"Accept-Datetime": format_datetime(moment, usegmt=True)}
        address = self._archive.address(url, digits, raw=True)
        return _Gate(address=address, headers=headers, urgent=urgent)

    async def _seen(self, answer: _Answer) -> Sighting:
        capture = self._capture(answer)
        if capture is None:
            return _without_capture(answer.exchange, gate=self._archive.dialect == "memento")
        named = self._neighbours(answer.exchange)
        judged = await self._judged(capture, answer)
        if self._texts:
            judged = await _with_text(judged)
        return evolve(
            judged,
            first=named.get("first"),
            previous=named.get("prev"),
            following=named.get("next"),
            last=named.get("last"),
        )

    async def _arrive(self, gate: _Gate, been: Collection[str] = (), gates: int = _GATES) -> _Answer:
        """Ask, and follow the archive's own redirects, as far as they stay in the archive.

        Args:
            gate: where to begin.
            been: captures seen on the way here; one of them is not asked again.
            gates: how many questions at most.
        """
        address = gate.address
        for asked in range(1, gates + 1):
            exchange = await self._asker.ask("playback", address, headers=gate.headers, urgent=gate.urgent)
            answer = _Answer(exchange=exchange, address=address)
            there = self._onward(answer)
            if there is None or asked == gates:
                break
            address = there
            if address in been:
                return evolve(answer, address=address)
        return answer

    def _onward(self, answer: _Answer) -> str | None:
        """Where the archive itself, not a captured page, sends us; None where it does not."""
        exchange = answer.exchange
        if self._archive.dialect != "memento":
            place = self._landed(exchange)
            return self._archive.address(place.original, place.digits, raw=True) if place else None
        location = exchange.header("location")
        if is_playback(exchange) or exchange.http_status not in _REDIRECT_STATUS or not location:
            return None
        there = urljoin(answer.address, location)
        return there if there.startswith(("http://", "https://")) else None

    def _landed(self, exchange: Exchange) -> Place | None:
        """The capture that the archive sends us to; None where it does not, or plays a page back."""
        location = exchange.header("location")
        if is_playback(exchange) or exchange.http_status not in _REDIRECT_STATUS or not location:
            return None
        return self._archive.landing(location)

    def _capture(self, answer: _Answer) -> Capture | None:
        """The capture that an answer plays back; None where it plays none back."""
        exchange = answer.exchange
        if not is_playback(exchange):
            return None
        place = self._archive.cited(answer.address)
        stated = http_date(exchange.header("memento-datetime"))
        asked = moment_of(place.digits) if place else None
        moment = stated or asked
        if moment is None:
            return None
        address = answer.address
        if place:
            digits = place.digits if asked == moment else digits_of(moment)
            address = self._archive.address(place.original, digits)
        return Capture(
            url=address, timestamp=moment, http_status=exchange.http_status, archive=self._archive.name
        )

    async def _judged(self, capture: Capture, answer: _Answer) -> Sighting:
        """Follow a redirect that was captured to its end, and say what the capture is worth."""
        path: list[tuple[str, int]] = []
        been: set[str] = set()
        for _ in range(_REDIRECTS + 1):
            exchange = answer.exchange
            here = self._archive.cited(answer.address) or Place(digits="", original=answer.address)
            if not is_playback(exchange):
                if own_words(exchange) == "absent":
                    nowhere = f"{here.original} was not captured"
                    return Sighting(verdict="bad", capture=capture, detail=nowhere)
                return Sighting(verdict="unknown", capture=capture, detail=trouble_of(exchange))
            been.add(answer.address)
            status, location = exchange.http_status or 0, exchange.header("location")
            moment = here.digits or digits_of(capture.timestamp)
            place = self._archive.target(location or "", evolve(here, digits=moment))
            if status not in _REDIRECT_STATUS or place is None:
                return _worth(capture, path, exchange, here.original)
            path.append((here.original, status))
            target = self._archive.address(place.original, place.digits, raw=True)
            if target in been:
                break
            answer = await self._arrive(_Gate(address=target, urgent=True), been)
            if answer.address in been:
                break
        return Sighting(verdict="bad", capture=capture, detail="its redirects have no end in the archive")

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
            sighting = await self.sight(url, digits_of(goal), urgent=True)
            seen.append(sighting)
            if sighting.verdict != "bad":
                break
            if goal == older:
                older = _beyond(sighting.previous, goal, -1)
            else:
                newer = _beyond(sighting.following, goal, 1)
        return tuple(seen)


def _without_capture(exchange: Exchange, *, gate: bool) -> Sighting:
    said = own_words(exchange)
    if said is None and gate and exchange.http_status == 404 and _is_timegate(exchange):
        said = "absent"  # a TimeGate's 404: it knows of no such original (RFC 7089, 4.5.3)
    return Sighting(verdict=said) if said else Sighting(verdict="unknown", detail=trouble_of(exchange))


def _is_timegate(exchange: Exchange) -> bool:
    return "accept-datetime" in (exchange.header("vary") or "").lower()


def _worth(capture: Capture, path: Sequence[tuple[str, int]], exchange: Exchange, original: str) -> Sighting:
    judged, facts = judge_captured(path, exchange, original)
    good = judged.status in ("alive", "moved")
    return Sighting(
        verdict="good" if good else "bad",
        capture=evolve(capture, page=facts) if good else capture,
        detail=None if good else judged.detail or judged.reason,
        page=as_captured(exchange, original),
        judged=judged,
    )


async def _with_text(seen: Sighting) -> Sighting:
    """A sighting with the main text of its capture, if that is good."""
    capture, page = seen.capture, seen.page
    if capture is None or capture.page is None or page is None:
        return seen
    facts = await with_main_text(capture.page, page)
    return evolve(seen, capture=evolve(capture, page=facts))


def _nearer(older: dt.datetime | None, newer: dt.datetime | None, day: dt.date | None) -> dt.datetime | None:
    if older is None or newer is None or day is None:
        return newer or older
    wanted = noon(day)
    return older if abs(wanted - older) <= abs(wanted - newer) else newer


def _beyond(moment: dt.datetime | None, goal: dt.datetime, way: int) -> dt.datetime | None:
    """A neighbour, where it really lies further on; a header that leads back would never end."""
    return moment if moment and (moment - goal).total_seconds() * way > 0 else None
