"""Asks the world about links: each page once, the dead ones twice, and the archive."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence

from attrs import field, frozen

from srccheck.agenda import Agenda
from srccheck.archives import ArchiveClient, CheckedCopy
from srccheck.completing import cited_copy, complete
from srccheck.errors import raised_on_purpose
from srccheck.model import ArchiveFacts, Capture, CitedCopy, LinkReport, Live, Registered
from srccheck.model.links import NormalizedUrl
from srccheck.model.store import Store
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
_COPIES_STAND = dt.timedelta(days=7)  # so long archives' answers about copies are remembered
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
        archives: who is asked for captures, where several inquiries share one budget; a new one where None.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        *,
        fetcher: Fetcher,
        settings: Settings,
        surroundings: Surroundings,
        store: Store,
        progress: Callable[[int, str | None], None],
        keep: bool = True,
        archives: ArchiveClient | None = None,
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._progress = progress
        self._witness = fetcher if isinstance(fetcher, Witness) else Witness(fetcher)
        self._survey = Survey(
            fetcher=self._witness, settings=settings, surroundings=surroundings, store=store
        )
        self._archives = archives or ArchiveClient(
            fetcher=self._witness, settings=settings, surroundings=surroundings, store=store
        )
        self._registries = RegistryClient(
            fetcher=self._witness, settings=settings, surroundings=surroundings, store=store
        )
        self._registered: dict[str, Registered | None] = {}
        self._rota = Rota(settings, surroundings)
        self._agenda = Agenda(targets, originals=settings.live)
        self._put_off: set[str] = set()
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
        return cited_copy(
            target.copy.archive if target.copy else "",
            original,
            checked=checked,
            copy=self._survey[target.page] if target.page in self._settled else None,
            original_live=self._survey[original] if original and self._survey.is_final(original) else None,
        )

    def go_on_from(self, began: dt.datetime) -> None:
        """Go on with an earlier run, before asking: what was answered since it began is not asked again.

        Args:
            began: when that was, aware UTC.
        """
        self._survey.go_on_from(began)

    async def ask(self) -> AsyncGenerator[LinkReport, None]:
        """Ask for every link and yield each as soon as nothing can change its answer."""
        done: asyncio.Queue[str | None] = asyncio.Queue()
        work = asyncio.create_task(self._work(done))
        try:
            while (page := await done.get()) is not None:
                for target in self._agenda.targets(page):
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
        if self._keep or self._agenda.copies(page):
            self._survey.shorten(page)
        else:
            self._survey.forget(page)
            self._settled.discard(page)
            self._put_off.discard(page)
            self._agenda.strike(page)

    async def _work(self, done: asyncio.Queue[str | None]) -> None:
        try:
            await self._first_looks(done)
            await self._survey.ask_somebody()
            # Where nobody answers anything there is no use in asking twice.
            if self._witness.saw_an_answer or not self._witness.asked:
                doubtful = [page for page in self._agenda if self._survey.wants_another_look(page)]
                await self._rota.each(doubtful, self._look_again)
            for page in self._agenda:
                if not self._survey.is_final(page):
                    self._survey.conclude(page, online=self._witness.saw_an_answer)
            for page in self._agenda:
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
                self._looked_back += bool(self._agenda.targets(page))
                for each in (page, *self._agenda.copies(page)):
                    self._settle(each, done)
                self._progress(self._looked_back, self._archives.waiting())

        async with asyncio.TaskGroup() as group:
            readers = [group.create_task(look_back()) for _ in range(min(_READERS, len(self._agenda)))]
            strangers = []
            for number, page in enumerate(self._agenda):
                if self._needs_no_look(page):
                    seen.put_nowait(page)
                else:
                    strangers.append(page)
                if number % _BREATH == 0:
                    await asyncio.sleep(0)
            await self._rota.each(self._chosen(strangers, seen), look)
            for _ in readers:
                seen.put_nowait(None)

    def _needs_no_look(self, page: str) -> bool:
        """Whether a page is not to be asked for, is known well enough, or is the archive's to show."""
        trouble = self._agenda.problem(page)
        if trouble:
            self._survey.skip(page, trouble.reason, trouble.message)
        elif not self._settings.live:
            self._survey.skip(page, "excluded", "live pages were not to be asked")
        elif self._settings.archive and self._agenda.is_copy(page):
            return not self._settings.max_links or self._was_asked(page)
        else:
            return self._survey.recall(page, self._agenda.fragments(page))
        return True

    def _was_asked(self, page: str) -> bool:
        """Whether an archive was asked about its copy so lately that the answer is remembered."""
        due = self._survey.due(page)
        return due is not None and due > self._surroundings.now()

    def _chosen(self, strangers: Iterable[str], seen: asyncio.Queue[str | None]) -> Iterator[str]:
        """The pages whose hosts are to be asked, in their turn; all others are passed on."""
        order = self._agenda.in_turn(strangers, self._survey.due)
        most = self._settings.max_links or len(order)
        for page in order[most:]:
            self._survey.put_off(page, f"at most {most} were to be asked in this run")
            self._put_off.add(page)
            seen.put_nowait(page)
        for page in order[:most]:
            if self._settings.archive and self._agenda.is_copy(page):
                seen.put_nowait(page)  # the archive is asked, within its own limits
            else:
                yield page

    async def _look(self, page: str) -> None:
        await self._archives.wait(page)
        await self._survey.look(page, self._agenda.fragments(page), self._agenda.names(page))

    async def _look_again(self, page: str) -> None:
        await self._archives.wait(page)
        await self._survey.look_again(page, self._agenda.fragments(page), self._agenda.names(page))

    async def _look_up(self, page: str) -> None:
        """Ask the registries about the DOIs that a page stands for."""
        dois = {use.doi for target in self._agenda.targets(page) for use in target.uses if use.doi}
        for doi in dois if self._settings.registry and page not in self._put_off else ():
            self._registered[doi] = await self._registries.look(doi)

    async def _look_back(self, page: str) -> None:
        """Ask the archives about a page, or about the copy of one that it is."""
        targets = self._agenda.targets(page)
        if not targets:
            return  # the original of a copy: its archive was asked about the copy
        target, live = targets[0], self._survey[page]
        days = tuple(dict.fromkeys(day for each in targets for day in each.days))
        if not self._settings.archive or target.problem or page in self._put_off:
            self._archive[page] = _Captured(facts=_NOT_ASKED)
        elif target.copy is None:
            gone = self._survey.seems_gone(page)
            facts, captures = await self._archives.look(NormalizedUrl(page), days, dead=gone)
            self._archive[page] = _Captured(facts=facts, captures=captures)
        elif live is None and (checked := await self._archives.check_copy(page, days)) is not None:
            self._survey.take(page, checked.live, life=_COPIES_STAND)
            self._archive[page] = _Captured(facts=checked.facts, captures=checked.captures, copy=checked)
        else:
            if live is None and not self._survey.recall(page, self._agenda.fragments(page)):
                await self._look(page)
            self._archive[page] = _Captured(facts=_NOT_ASKED)

    def _settle(self, page: str, done: asyncio.Queue[str | None]) -> None:
        """Hand a page on as soon as all that is said of it can no longer change."""
        targets = self._agenda.targets(page)
        if not targets or page in self._settled:
            return
        parts = {page, *(target.original for target in targets if target.original in self._agenda)}
        known = page in self._archive and all(self._survey.is_final(part) for part in parts if part)
        if known:
            self._settled.add(page)
            done.put_nowait(page)
