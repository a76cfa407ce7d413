"""Which cited pages the archive lacks, and having it capture them."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence

from attrs import define, field

from srccheck.archives import Archive, archive_of, remember_saved
from srccheck.archives.save import PER_MINUTE_ANONYMOUS, PER_MINUTE_WITH_KEYS, Keys, Saved, Saver
from srccheck.auditing import aaudit
from srccheck.errors import UsageError
from srccheck.intake import take_in
from srccheck.lacking import Candidate, candidates, remember_refusal, remembered_candidates
from srccheck.model import Audit, Capture, Document, Finding
from srccheck.model.citation import Citation, CslItem, Link
from srccheck.model.document import Note
from srccheck.model.places import Location
from srccheck.model.store import AnswerStore
from srccheck.model.web import Fetcher, Surroundings
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.web.connection import connect
from srccheck.web.pacing import RateLimiter

__all__ = ["Saving", "document_of", "save_pages"]

_AT_ONCE = 3  # an account may have a handful of captures under way
_REMEMBERED = dt.timedelta(days=7)
_KIND = "archive-save"


def document_of(urls: Sequence[str], *, name: str) -> Document:
    """A list of URLs as a document: each a note with one link."""
    notes = []
    for number, url in enumerate(urls, 1):
        place = Location(line=number, column=1)
        link = Link(url=url, raw=url, location=place)
        citation = Citation(id=f"n{number}.1", text=url, csl=CslItem(), links=(link,), location=place)
        notes.append(
            Note(
                id=f"n{number}",
                marker=str(number),
                number=number,
                kind="inline",
                text=url,
                location=place,
                citations=(citation,),
            )
        )
    return Document(path=name, format="urls", notes=tuple(notes))


@define(kw_only=True)
class Saving:
    """One run; right at any moment, so that an interrupted one can be told.

    Attributes:
        only: codes of findings, see `candidates`.
        yes: see `candidates`.
        dry_run: ask for nothing.
        missing: the pages that the archive lacks by the word of earlier runs, where there are any; what
            could not be captured lately is left out.
        at_most: so many pages in this run; None for all.
        audit: what was found out about the pages; None until it is done, or where earlier runs tell.
        unreadable: paths that could not be read.
        candidates: the pages that came into question.
        saved: what came of those that were asked for.
    """

    only: Sequence[str] = ()
    yes: bool = False
    dry_run: bool = False
    missing: bool = False
    at_most: int | None = None
    audit: Audit | None = None
    unreadable: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    saved: list[Saved] = field(factory=list)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The pages to ask for in this run."""
        return tuple(each.url for each in self.candidates if each.why_not is None)[: self.at_most]

    @property
    def postponed(self) -> int:
        """How many pages are left for another run."""
        return sum(each.why_not is None for each in self.candidates) - len(self.wanted)

    async def run(
        self,
        sources: Sequence[str],
        *,
        settings: Settings,
        keys: Keys | None = None,
        progress: Callable[[int, int, str], None],
        fetcher: Fetcher | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        """Find out what the archive lacks, and have it captured.

        Args:
            sources: documents (files, folders, globs, `-`), and http(s) URLs.
            settings: as for an audit; the first of its archives that can save is asked.
            keys: the account at the archive, or None.
            progress: called with (done, total, what).
            fetcher: who answers requests; the network where None.
            surroundings: clock, sleep and chance; the real ones where None.

        Raises:
            UsageError: none of the archives can save.
        """
        archive = _place_to_save(settings)
        urls = [source for source in sources if source.startswith(("http://", "https://"))]
        paths = [source for source in sources if source not in urls]
        around = surroundings or Surroundings()
        documents = [document_of(urls, name="command line")] if urls else []
        if self.missing:
            documents += self._read(paths, settings, progress)
            paths = []
        if not (self.missing and self._remember(documents, settings, around.now())):
            self.audit = await aaudit(
                paths,
                documents=documents,
                settings=settings,
                progress=progress,
                fetcher=fetcher,
                surroundings=around,
                keep_run=False,
            )
            self.unreadable += self.audit.unreadable
            self.candidates = candidates(self.audit, only=self.only, yes=self.yes)
        if self.dry_run or not self.wanted:
            return
        troubles: list[str] = []
        with open_store(settings.store, troubles) as store:
            async with connect(settings, around, store=store, fetcher=fetcher) as asked:
                results = save_pages(
                    self.wanted,
                    archive=archive,
                    keys=keys,
                    fetcher=asked,
                    store=store,
                    surroundings=around,
                    progress=progress,
                )
                async for saved in results:
                    self.saved.append(saved)

    def _read(
        self, paths: Sequence[str], settings: Settings, progress: Callable[[int, int, str], None]
    ) -> list[Document]:
        found = list(take_in(paths, settings=settings, progress=progress))
        self.unreadable = tuple(item.document for item in found if isinstance(item, Finding))
        return [item for item in found if isinstance(item, Document)]

    def _remember(self, documents: Sequence[Document], settings: Settings, now: dt.datetime) -> bool:
        """Take the pages from what earlier runs found out; whether there were any."""
        with open_store(settings.store, []) as store:
            found = remembered_candidates(documents, history=store, answers=store, now=now, yes=self.yes)
        self.candidates = found or ()
        return found is not None


def _place_to_save(settings: Settings) -> Archive:
    for word in settings.archives:
        archive = archive_of(word)
        if archive.save:
            return archive
    raise UsageError(f"none of the archives takes captures on request: {', '.join(settings.archives)}")


async def save_pages(
    pages: Sequence[str],
    *,
    archive: Archive,
    keys: Keys | None,
    fetcher: Fetcher,
    store: AnswerStore,
    surroundings: Surroundings,
    progress: Callable[[int, int, str], None],
) -> AsyncIterator[Saved]:
    """Have pages captured, a few at a time; each result as it comes.

    What this machine had saved within a week is not asked for again. Where the archive takes nothing
    more from us, the pages that are left get its answer without being asked for.

    Args:
        pages: URLs without fragments.
        archive: where; one with an address for saving.
        keys: the account, or None.
        fetcher: who answers requests.
        store: what was saved before.
        surroundings: clock and sleep.
        progress: called with (done, total, what).
    """
    wait = RateLimiter(PER_MINUTE_WITH_KEYS if keys else PER_MINUTE_ANONYMOUS, surroundings, burst=1)
    saver = Saver(
        service=archive.save or "",
        replay=archive.timegate,
        keys=keys,
        fetcher=fetcher,
        limiter=wait,
        surroundings=surroundings,
    )
    desk = _Desk(saver=saver, archive=archive, store=store, surroundings=surroundings)
    done: asyncio.Queue[Saved] = asyncio.Queue()
    waiting = iter(pages)

    async def work() -> None:
        for page in waiting:
            done.put_nowait(await desk.one(page))

    workers = [asyncio.create_task(work()) for _ in range(min(_AT_ONCE, len(pages)))]
    try:
        for number in range(1, len(pages) + 1):
            saved = await done.get()
            progress(number, len(pages), "captures")
            yield saved
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


class _Desk:
    """One run's saves; what was done before is remembered, and who has had enough is left alone."""

    def __init__(
        self, *, saver: Saver, archive: Archive, store: AnswerStore, surroundings: Surroundings
    ) -> None:
        self._saver = saver
        self._archive = archive
        self._store = store
        self._now = surroundings.now
        self._end: Saved | None = None

    async def one(self, page: str) -> Saved:
        before = self._store.get(_KIND, page)
        if before and before.is_fresh(self._now()):
            day = before.checked_at.date().isoformat()
            return Saved(
                url=page,
                outcome="fresh",
                detail=f"it was saved on {day}",
                capture=str(before.value["capture"]),
                timestamp=dt.datetime.fromisoformat(str(before.value["timestamp"])),
            )
        if self._end is not None:
            return Saved(url=page, outcome=self._end.outcome, detail=self._end.detail)
        saved = await self._saver.save(page)
        if saved.ends_the_run:
            self._end = saved
        remember_refusal(self._store, saved, now=self._now())
        if saved.capture and saved.timestamp:
            self._remember(page, saved.capture, saved.timestamp)
        return saved

    def _remember(self, page: str, address: str, moment: dt.datetime) -> None:
        now = self._now()
        value = {"capture": address, "timestamp": moment.isoformat()}
        self._store.put(_KIND, page, value, checked_at=now, expires_at=now + _REMEMBERED)
        capture = Capture(url=address, timestamp=moment, http_status=200)
        remember_saved(self._store, self._archive, page, capture, now=now)
