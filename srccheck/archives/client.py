"""The whole question to all archives of a run: asked in order, until one has a good capture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from urllib.parse import urlsplit

from attrs import frozen

from srccheck.archives.archive import Archive, Place, archive_of, known_archives
from srccheck.archives.copies import CheckedCopy, facts_of_copy, live_of
from srccheck.archives.facts import all_said
from srccheck.archives.history import History
from srccheck.archives.looking import Captures, Looker
from srccheck.archives.moments import moment_of
from srccheck.archives.sighting import Sighting
from srccheck.model import ArchiveFacts, Capture, Live, NormalizedUrl
from srccheck.model.store import AnswerStore, NoStore
from srccheck.model.web import Exchange, Fetcher, Surroundings
from srccheck.settings import Settings
from srccheck.text.urls import normalize, problem, without_fragment

__all__ = ["ArchiveClient", "NearestAnswer"]

_QUEUE = 5  # questions under way that are worth a word to whoever waits
_NOT_TOLD = ArchiveFacts(status="unknown", asked=False)


@frozen(kw_only=True)
class NearestAnswer:
    """What the archives know, and the good capture nearest to a day.

    Attributes:
        facts: the contract's `archive`.
        snapshot: the capture; None where no good one was found.
    """

    facts: ArchiveFacts
    snapshot: Capture | None


class ArchiveClient:
    """Asks archives; make one for an audit, so that all of its work shares one budget.

    Args:
        fetcher: who answers requests.
        settings: which archives, retries and pauses.
        surroundings: clock, sleep and chance.
        store: what is known from earlier runs, and the budget shared with other processes.

    Raises:
        SettingsError: an entry of `settings.archives` is no archive.
    """

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        settings: Settings,
        surroundings: Surroundings,
        store: AnswerStore | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._settings = settings
        self._surroundings = surroundings
        self._store = store or NoStore()
        self._lookers: dict[str, Looker] = {}
        self._asked = tuple(self._looker(archive_of(word)) for word in settings.archives)

    def _looker(self, archive: Archive) -> Looker:
        looker = self._lookers.get(archive.timegate)
        if looker is None:
            looker = self._lookers[archive.timegate] = Looker(
                archive,
                fetcher=self._fetcher,
                settings=self._settings,
                surroundings=self._surroundings,
                store=self._store,
            )
        return looker

    # ------------------------------------------------------------------ questions about pages
    async def look(
        self, url: str, when: Sequence[dt.date | None], *, dead: bool
    ) -> tuple[ArchiveFacts, Captures]:
        """Everything about one link, however many citations with however many access dates it has.

        The archives are asked in their order, until one has a good capture. No archive is told of an
        address that is not public.

        Args:
            url: the page; a fragment is left out.
            when: the days wanted; None, or nothing at all, for the newest capture.
            dead: the page is gone, so that its history is wanted.

        Returns:
            The contract's `archive`, and for each day the good capture nearest to it, or None.
        """
        days = tuple(dict.fromkeys(when)) or (None,)
        if problem(url) is not None:
            return _NOT_TOLD, {}
        page, said = without_fragment(url), []
        for looker in self._asked:
            facts, captures = await looker.look(page, days, dead=dead)
            if facts.status == "archived":
                return facts, captures
            said.append(facts)
        return (all_said(said) if said else _NOT_TOLD), dict.fromkeys(days)

    async def nearest(self, url: str, when: dt.date | None) -> NearestAnswer:
        """The good capture nearest to a day, by playback alone.

        Args:
            url: the page; a fragment is left out.
            when: the day; None for the newest capture.
        """
        if problem(url) is not None:
            return NearestAnswer(facts=_NOT_TOLD, snapshot=None)
        said = []
        for looker in self._asked:
            facts, snapshot = await looker.nearest(without_fragment(url), when)
            if snapshot is not None:
                return NearestAnswer(facts=facts, snapshot=snapshot)
            said.append(facts)
        return NearestAnswer(facts=all_said(said) if said else _NOT_TOLD, snapshot=None)

    async def history(self, url: str) -> History:
        """All captures of a page that the first archive knows, by one request to its index.

        Args:
            url: the page; a fragment is left out.
        """
        if problem(url) is not None or not self._asked:
            return History(verdict="unknown", detail="no archive was to be asked")
        return await self._asked[0].history(without_fragment(url), (None,))

    # ------------------------------------------------------------------ captures by their address
    async def check_copy(self, url: str, when: Sequence[dt.date | None]) -> CheckedCopy | None:
        """Look at an archived copy that is cited, by its archive's own rules and within its limits.

        Args:
            url: the copy's address, as cited.
            when: the days wanted, for a capture to put in its place where it is broken.

        Returns:
            None where no archive whose captures we can tell from its own pages has this address.
        """
        archive = next((each for each in self._archives() if each.cited(url)), None)
        place = archive.cited(url) if archive else None
        if archive is None or place is None or problem(normalize(place.original)) is not None:
            return None
        original = normalize(without_fragment(place.original))
        looker = self._looker(archive)
        seen, live = looker.memory.copy(url) or await self._looked_at(looker, place, url)
        facts = facts_of_copy(seen, name=archive.name)
        captures: Captures = dict.fromkeys(when, seen.capture if seen.verdict == "good" else None)
        if seen.verdict in ("bad", "absent", "excluded"):
            days = tuple(day for day in when if day) or (_day_of(place),)
            facts, found = await self.look(original, days, dead=seen.verdict == "bad")
            captures = {day: found.get(day) or _any(found) for day in when}
        return CheckedCopy(
            archive=archive.name,
            original=NormalizedUrl(original),
            verdict=seen.verdict,
            live=live,
            facts=facts,
            captures=captures,
        )

    async def _looked_at(self, looker: Looker, place: Place, url: str) -> tuple[Sighting, Live]:
        seen = await looker.playback.sight(place.original, place.digits, anew=True)
        live = live_of(seen, url, self._surroundings.now())
        looker.memory.keep_copy(url, seen, live)
        return seen, live

    async def wait(self, url: str) -> None:
        """Wait as our own questions do, for an address of an archive that somebody else is about to ask.

        Args:
            url: any; what is in no archive that we know does not wait.
        """
        archive = self._by_host.get(urlsplit(url).hostname)
        if archive is not None:
            await self._looker(archive).asker.wait("playback")

    @cached_property
    def _by_host(self) -> dict[str | None, Archive]:
        """The first archive wins: those of the settings."""
        return {host: each for each in reversed(tuple(self._archives())) for host in each.hosts}

    async def raw_capture(self, capture: Capture) -> Exchange:
        """A capture as it was captured (`id_`), without the archive's toolbar, by one playback request.

        Args:
            capture: a good one, of any archive of the settings.

        Returns:
            The page at that address; a redirect that was captured is not followed.
        """
        for archive in self._archives():
            place = archive.split(capture.url)
            if place is not None:
                address = archive.address(place.original, place.digits, raw=True)
                break
        else:
            archive, address = self._asked[0].archive, capture.url
        asker = self._looker(archive).asker
        return await asker.ask("playback", address, max_body_bytes=self._settings.max_body_bytes)

    def _archives(self) -> Iterator[Archive]:
        """Those of the settings, then all others that we know."""
        yield from (looker.archive for looker in self._asked)
        yield from known_archives().values()

    # ------------------------------------------------------------------ for whoever waits
    def waiting(self) -> str | None:
        """What the questions under way wait for, in words; None where nothing waits that is worth a word."""
        words = []
        for looker in self._lookers.values():
            waiting, archive = looker.asker.waiting, looker.archive
            if waiting["cdx"] >= _QUEUE:
                words.append(_queue(archive, waiting["cdx"], "its history", archive.cdx_per_minute))
            elif waiting["playback"] >= _QUEUE * archive.connections:
                words.append(_queue(archive, waiting["playback"], "a capture", archive.playback_per_minute))
        return "; ".join(words) or None


def _queue(archive: Archive, questions: int, wanted: str, per_minute: float) -> str:
    return f"{archive.name}: {questions} pages wait for {wanted}, {per_minute:g} a minute are allowed"


def _day_of(place: Place) -> dt.date | None:
    """The day that a cited address names, as far as it names one."""
    moment = moment_of(place.digits.ljust(14, "0")) if len(place.digits) >= 8 else None
    return moment.date() if moment else None


def _any(found: Captures) -> Capture | None:
    return next((capture for capture in found.values() if capture), None)
