"""Asks the world about links: each page once, the dead ones twice, and the archive."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from attrs import evolve

from srccheck.archives import Archive, ArchiveClient
from srccheck.errors import SrccheckError
from srccheck.model import ArchiveFacts, Capture, Language, LinkReport, Live, Use
from srccheck.model.links import NormalizedUrl
from srccheck.model.web import Fetcher, Surroundings
from srccheck.settings import Settings
from srccheck.text.similarity import compare_titles
from srccheck.web.live import probe
from srccheck.worklist import Target

__all__ = ["Inquiry"]

_NOT_ASKED = ArchiveFacts(status="unknown", asked=False)
_CUT_SHORT = ArchiveFacts(status="unknown", detail="interrupted")

Captures = dict[dt.date | None, Capture | None]


class Inquiry:
    """One run's questions and the answers so far; `report` is right at any moment.

    Args:
        targets: the links to ask for.
        fetcher: who answers requests.
        settings: limits, and whom to ask.
        surroundings: clock, sleep and chance.
        progress: called with the number of links answered after each.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        *,
        fetcher: Fetcher,
        settings: Settings,
        surroundings: Surroundings,
        progress: Callable[[int], None],
    ) -> None:
        self._targets = tuple(targets)
        self._fetcher = fetcher
        self._settings = settings
        self._surroundings = surroundings
        self._progress = progress
        self._archives = ArchiveClient(
            fetcher=fetcher,
            archive=Archive.at(settings.timegate),
            settings=settings,
            surroundings=surroundings,
        )
        self._live: dict[str, Live] = {}
        self._settled: set[str] = set()
        self._archive: dict[str, tuple[ArchiveFacts, Captures]] = {}

    def report(self, target: Target) -> LinkReport:
        """What is known of a link now; what has not been settled is `unchecked`/`interrupted`."""
        live = self._live.get(target.page)
        if live is None or target.page not in self._settled:
            live = Live(
                status="unchecked",
                reason="interrupted",
                checked_at=self._surroundings.now(),
                attempts=live.attempts if live else 0,
            )
        facts, captures = self._archive.get(target.page, (_CUT_SHORT, {}))
        return LinkReport(
            url=target.url,
            live=live,
            archive=facts,
            uses=tuple(_complete(use, live, captures) for use in target.uses),
        )

    async def ask(self) -> AsyncIterator[LinkReport]:
        """Ask for every link and yield each as soon as nothing can change its answer."""
        pages: dict[str, list[Target]] = {}
        for target in self._targets:
            pages.setdefault(target.page, []).append(target)
        done: asyncio.Queue[str | None] = asyncio.Queue()
        work = asyncio.create_task(self._work(pages, done))
        try:
            while (page := await done.get()) is not None:
                for target in pages[page]:
                    yield self.report(target)
            await work
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _work(self, pages: dict[str, list[Target]], done: asyncio.Queue[str | None]) -> None:
        try:
            await self._each(tuple(pages), lambda page: self._first_look(pages[page], done))
            online = any(live.answered for live in self._live.values()) or any(
                facts.status != "unknown" for facts, _ in self._archive.values()
            )
            if online:
                await self._each(tuple(p for p in pages if p not in self._settled), self._second_look)
            for page in pages:
                if page not in self._settled:
                    self._settle(page, online=online)
                    done.put_nowait(page)
        finally:
            done.put_nowait(None)

    async def _each(self, pages: Sequence[str], job: Callable[[str], Awaitable[None]]) -> None:
        """Run a job for every page, at most `settings.jobs` at once."""
        waiting = iter(pages)

        async def worker() -> None:
            for page in waiting:
                await job(page)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(self._settings.jobs, len(pages))):
                    group.create_task(worker())
        except ExceptionGroup as group:
            # What is raised on purpose (evidence that can no longer be written) is raised as itself.
            raise next((e for e in group.exceptions if isinstance(e, SrccheckError)), group) from None

    async def _first_look(self, same_page: Sequence[Target], done: asyncio.Queue[str | None]) -> None:
        target = same_page[0]
        page = target.page
        live = self._live[page] = await self._probe(target)
        self._archive[page] = await self._look(same_page, live)
        # A verdict that a second look may still change, or that an offline machine would give, waits.
        if live.status != "dead" and (live.http_status is not None or live.status == "skipped"):
            self._settled.add(page)
            done.put_nowait(page)
        self._progress(sum(1 for _ in self._archive))

    async def _second_look(self, page: str) -> None:
        first = self._live[page]
        if first.status != "dead" and first.reason != "dns":
            return
        second = await self._ask_page(page)
        # A name that was not found at first and is denied now was denied once: not enough for "dead".
        if first.status == "dead" or second.status != "dead":
            self._live[page] = evolve(
                second,
                attempts=first.attempts + second.attempts,
                elapsed_s=first.elapsed_s + second.elapsed_s,
            )

    def _settle(self, page: str, *, online: bool) -> None:
        live = self._live[page]
        if not online and live.status == "unreachable":
            self._live[page] = evolve(live, status="unchecked", reason="offline")
        self._settled.add(page)

    async def _probe(self, target: Target) -> Live:
        if target.problem:
            return self._skipped(target.problem.reason, target.problem.message)
        if not self._settings.live:
            return self._skipped("excluded", "live pages were not to be asked")
        if target.is_archived_copy:
            await self._archives.wait_for_playback()
        return await self._ask_page(target.page)

    async def _ask_page(self, page: str) -> Live:
        return await probe(
            NormalizedUrl(page),
            fetcher=self._fetcher,
            settings=self._settings,
            surroundings=self._surroundings,
        )

    def _skipped(self, reason: str, detail: str) -> Live:
        return Live(
            status="skipped",
            reason=reason,
            detail=detail,
            attempts=0,
            checked_at=self._surroundings.now(),
        )

    async def _look(self, same_page: Sequence[Target], live: Live) -> tuple[ArchiveFacts, Captures]:
        target = same_page[0]
        if not self._settings.archive or target.problem or target.is_archived_copy:
            return _NOT_ASKED, {}
        days = tuple(dict.fromkeys(day for each in same_page for day in each.days))
        return await self._archives.look(NormalizedUrl(target.page), days, dead=live.status == "dead")


def _complete(use: Use, live: Live, captures: Captures) -> Use:
    """The use with its capture and title match, and the page's word on its language before the title's."""
    snapshot = captures.get(use.wanted)
    distance = snapshot.distance_days(use.wanted) if snapshot and use.wanted else None
    use = evolve(use, snapshot=snapshot, distance_days=distance)
    page = live.page
    if page is None:
        return use
    if page.language and page.language.tag != "und":
        declared = page.language
        use = evolve(use, language=Language(tag=declared.tag, basis="page", confidence=declared.confidence))
    if use.cited_title:
        titles = [(page.title, "title")] if page.title else []
        # Pages declare English wrongly more often than not: the titles themselves tell.
        use = evolve(use, match=compare_titles(use.cited_title, titles))
    return use
