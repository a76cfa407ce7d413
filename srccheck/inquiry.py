"""Asks the world about links: each page once, the dead ones twice, and the archive."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

from attrs import field, frozen

from srccheck.archives import ArchiveClient, CheckedCopy
from srccheck.completing import complete
from srccheck.errors import raised_on_purpose
from srccheck.model import ArchiveFacts, Capture, CitedCopy, CopyVerdict, LinkReport, Live, Registered
from srccheck.model.links import NormalizedUrl
from srccheck.model.live import named_words
from srccheck.model.store import AnswerStore
from srccheck.model.web import Fetcher, Surroundings
from srccheck.registries import RegistryClient
from srccheck.settings import Settings
from srccheck.web.rota import Rota
from srccheck.web.survey import Survey, Witness
from srccheck.worklist import Target

__all__ = ["Inquiry"]

_NOT_ASKED = ArchiveFacts(status="unknown", asked=False)
_CUT_SHORT = ArchiveFacts(status="unknown", detail="interrupted")
_READERS = 1000  # they only wait in the archives' own queues, which see to it that little goes out at once
_BREATH = 100  # pages recalled before others may have a turn

Captures = Mapping[dt.date | None, Capture | None]


@frozen(kw_only=True)
class _Captured:
    """What the archives said of a page."""

    facts: ArchiveFacts
    captures: Captures = field(factory=dict)
    copy: CheckedCopy | None = None


class Inquiry:
    """One run's questions and the answers so far; `report` is right at any moment.

    A settled link's report is made once. It holds nothing of the texts of pages, which only judging needs.

    Args:
        targets: the links to ask for.
        fetcher: who answers requests.
        settings: limits, and whom to ask.
        surroundings: clock, sleep and chance.
        store: what was answered before.
        progress: called with the number of cited pages answered after each, and what the rest wait for.
        keep: hold the reports; else they are forgotten as soon as `ask` has yielded them, and `report` is
            for links that it has not.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        *,
        fetcher: Fetcher,
        settings: Settings,
        surroundings: Surroundings,
        store: AnswerStore,
        progress: Callable[[int, str | None], None],
        keep: bool = True,
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._progress = progress
        self._witness = Witness(fetcher)
        self._survey = Survey(
            fetcher=self._witness, settings=settings, surroundings=surroundings, store=store
        )
        self._archives = ArchiveClient(
            fetcher=self._witness, settings=settings, surroundings=surroundings, store=store
        )
        self._registries = RegistryClient(
            fetcher=self._witness, settings=settings, surroundings=surroundings, store=store
        )
        self._registered: dict[str, Registered | None] = {}
        self._rota = Rota(settings, surroundings)
        self._pages: dict[str, list[Target]] = {}
        self._copies: dict[str, list[str]] = {}
        for target in targets:
            self._pages.setdefault(target.page, []).append(target)
        for target in targets:
            if target.original and settings.live and not target.problem:
                self._pages.setdefault(target.original, [])
                self._copies.setdefault(target.original, []).append(target.page)
        self._archive: dict[str, _Captured] = {}
        self._looked_back = 0
        self._settled: set[str] = set()
        self._keep = keep
        self._reports: dict[str, LinkReport] = {}

    def report(self, target: Target) -> LinkReport:
        """What is known of a link now; what has not been settled is `unchecked`/`interrupted`."""
        return self._reports.get(target.url) or self._report(target)

    def _report(self, target: Target) -> LinkReport:
        live = self._survey[target.page]
        if live is None or target.page not in self._settled:
            live = Live(
                status="unchecked",
                reason="interrupted",
                checked_at=self._surroundings.now(),
                attempts=live.attempts if live else 0,
            )
        found = self._archive.get(target.page, _Captured(facts=_CUT_SHORT))
        registered, drift = self._registered, self._settings.drift
        uses = (
            complete(use, live, found.captures, registered.get(use.doi or ""), drift=drift)
            for use in target.uses
        )
        return LinkReport(
            url=target.url,
            live=live.without_text(),
            archive=found.facts,
            uses=tuple(use.without_text() for use in uses),
            copy=self._copy(target, found.copy) if target.copy else None,
        )

    def _copy(self, target: Target, checked: CheckedCopy | None) -> CitedCopy:
        original = checked.original if checked else target.original
        live = self._survey[original] if original and self._survey.is_final(original) else None
        live = live.without_text() if live else None
        if checked is not None:
            return CitedCopy(
                archive=checked.archive, original=original, verdict=checked.verdict, original_live=live
            )
        host = target.copy.archive if target.copy else ""
        copy = self._survey[target.page] if target.page in self._settled else None
        return CitedCopy(archive=host, original=original, verdict=_worth(copy), original_live=live)

    async def ask(self) -> AsyncGenerator[LinkReport, None]:
        """Ask for every link and yield each as soon as nothing can change its answer."""
        done: asyncio.Queue[str | None] = asyncio.Queue()
        work = asyncio.create_task(self._work(done))
        try:
            while (page := await done.get()) is not None:
                for target in self._pages[page]:
                    report = self._report(target)
                    if self._keep:
                        self._reports[target.url] = report
                    yield report
                self._let_go(page)
            await work
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    def _let_go(self, page: str) -> None:
        """Forget of a reported page what nobody else needs; an archived copy needs its original."""
        self._archive.pop(page, None)
        if self._keep or page in self._copies:
            self._survey.shorten(page)
        else:
            self._survey.forget(page)
            self._settled.discard(page)
            del self._pages[page]

    async def _work(self, done: asyncio.Queue[str | None]) -> None:
        try:
            await self._first_looks(done)
            # Where nobody answers anything there is no use in asking twice.
            if self._witness.saw_an_answer or not self._witness.asked:
                doubtful = [page for page in self._pages if self._survey.wants_another_look(page)]
                await self._rota.each(doubtful, self._look_again)
            for page in self._pages:
                if not self._survey.is_final(page):
                    self._survey.conclude(page, online=self._witness.saw_an_answer)
            for page in self._pages:
                self._settle(page, done)
        except ExceptionGroup as group:
            # What is raised on purpose (evidence that can no longer be written) is raised as itself.
            raise raised_on_purpose(group) from None
        finally:
            done.put_nowait(None)

    async def _first_looks(self, done: asyncio.Queue[str | None]) -> None:
        """The live web host by host, and the archives at their own pace behind it."""
        seen: asyncio.Queue[str | None] = asyncio.Queue()

        async def look(page: str) -> None:
            await self._look(page)
            seen.put_nowait(page)

        async def look_back() -> None:
            while (page := await seen.get()) is not None:
                await self._look_up(page)
                await self._look_back(page)
                self._looked_back += bool(self._pages[page])
                for each in (page, *self._copies.get(page, ())):
                    self._settle(each, done)
                self._tell()

        async with asyncio.TaskGroup() as group:
            readers = [group.create_task(look_back()) for _ in range(min(_READERS, len(self._pages)))]
            strangers = []
            for number, page in enumerate(tuple(self._pages)):
                if self._needs_no_look(page):
                    seen.put_nowait(page)
                else:
                    strangers.append(page)
                if number % _BREATH == 0:
                    await asyncio.sleep(0)
            await self._rota.each(strangers, look)
            for _ in readers:
                seen.put_nowait(None)

    def _needs_no_look(self, page: str) -> bool:
        """Whether a page is not to be asked for, is known well enough, or is the archive's to show."""
        target = next(iter(self._pages[page]), None)
        if target and target.problem:
            self._survey.skip(page, target.problem.reason, target.problem.message)
        elif not self._settings.live:
            self._survey.skip(page, "excluded", "live pages were not to be asked")
        else:
            in_archive = target is not None and target.copy is not None and self._settings.archive
            return in_archive or self._survey.recall(page, self._fragments(page))
        return True

    async def _look(self, page: str) -> None:
        await self._archives.wait(page)
        await self._survey.look(page, self._fragments(page), self._names(page))

    async def _look_again(self, page: str) -> None:
        await self._archives.wait(page)
        await self._survey.look_again(page, self._fragments(page), self._names(page))

    async def _look_up(self, page: str) -> None:
        """Ask the registries about the DOIs that a page stands for."""
        dois = {use.doi for target in self._pages[page] for use in target.uses if use.doi}
        for doi in dois if self._settings.registry else ():
            self._registered[doi] = await self._registries.look(doi)

    async def _look_back(self, page: str) -> None:
        """Ask the archives about a page, or about the copy of one that it is."""
        targets = self._pages[page]
        if not targets:
            return  # the original of a copy: its archive was asked about the copy
        target, live = targets[0], self._survey[page]
        days = tuple(dict.fromkeys(day for each in targets for day in each.days))
        if not self._settings.archive or target.problem:
            self._archive[page] = _Captured(facts=_NOT_ASKED)
        elif target.copy is None:
            dead = live is not None and live.status == "dead"
            facts, captures = await self._archives.look(NormalizedUrl(page), days, dead=dead)
            self._archive[page] = _Captured(facts=facts, captures=captures)
        elif live is None and (checked := await self._archives.check_copy(page, days)) is not None:
            self._survey.take(page, checked.live)
            self._archive[page] = _Captured(facts=checked.facts, captures=checked.captures, copy=checked)
        else:
            if live is None and not self._survey.recall(page, self._fragments(page)):
                await self._look(page)
            self._archive[page] = _Captured(facts=_NOT_ASKED)

    def _settle(self, page: str, done: asyncio.Queue[str | None]) -> None:
        """Hand a page on as soon as all that is said of it can no longer change."""
        targets = self._pages.get(page)
        if not targets or page in self._settled:
            return
        parts = {page, *(target.original for target in targets if target.original in self._pages)}
        known = page in self._archive and all(self._survey.is_final(part) for part in parts if part)
        if known:
            self._settled.add(page)
            done.put_nowait(page)

    def _tell(self) -> None:
        self._progress(self._looked_back, self._archives.waiting())

    def _names(self, page: str) -> tuple[str, ...]:
        """The titles that citations give a page."""
        uses = [use for target in self._pages[page] for use in target.uses]
        titles = [use.cited_title for use in uses]
        titles += [use.cited.title_translated for use in uses if use.cited]
        return tuple(dict.fromkeys(title for title in titles if title))

    def _fragments(self, page: str) -> tuple[str, ...]:
        """Names of the places in a page that are cited, and of the words that are quoted from it."""
        targets = self._pages[page]
        names = [target.url.partition("#")[2] for target in targets]
        names += [named_words(words) for target in targets for use in target.uses for words in use.quotes]
        return tuple(dict.fromkeys(name for name in names if name))


def _worth(copy: Live | None) -> CopyVerdict:
    """What a copy is worth in an archive whose ways we do not know: what its page answers."""
    if copy is None:
        return "unknown"
    if copy.status in ("alive", "moved"):
        return "good"
    return "absent" if copy.reason in ("http-404", "http-410") else "unknown"
