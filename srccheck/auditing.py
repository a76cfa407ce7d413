"""The main job, and the only file that knows the order of its stations.

documents -> notes -> citations -> links -> live pages and archives -> judgement. Asynchronous inside
(`aaudit`, `astream`), with a plain face outside (`audit`, `stream`) that also works in a thread
where an event loop is running already.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, aclosing, nullcontext
from functools import partial

from attrs import evolve

from srccheck import __version__
from srccheck.gathering import Gathering
from srccheck.inquiry import Inquiry
from srccheck.intake import Paths, Progress
from srccheck.interrupting import Interruptible, in_a_loop, one_by_one
from srccheck.keeping import ALWAYS_THE_SAME, GOES_ON, Logbook, run_of, store_for
from srccheck.model import Audit, Document, Finding, LinkReport
from srccheck.model.store import NoStore, Store
from srccheck.model.web import Fetcher, Surroundings
from srccheck.news import chosen_by, news_of
from srccheck.novelty import Novelty
from srccheck.patience import Patience
from srccheck.scale.cluster import ClusterInquiry
from srccheck.scale.cluster_reading import taking_in
from srccheck.settings import Settings
from srccheck.web.connection import connect, replayed_time
from srccheck.web.proxies import WEAKER_CHECK, proxies_for
from srccheck.worklist import Target

__all__ = ["aaudit", "astream", "audit", "stream"]


def audit(
    paths: Paths,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
    stdin_name: str | None = None,
    since: str | None = None,
    keep_run: bool = True,
) -> Audit:
    """Audit documents: read them, ask the web and the archive for every link, judge.

    Ctrl-C, however often, ends the run early: what is done is returned, with `interrupted` set.

    Args:
        paths: files, folders, globs, or `-` for standard input; one or several.
        settings: limits, and whom to ask; the defaults where None.
        progress: called with (done, total, what) whenever a document or a link is done.
        stdin_name: what standard input is called; its suffix tells the format.
        since: ask only for links that the documents did not have at the merge base with this branch, tag or
            commit, and tell only of their citations; `auto` to find the branch (`srccheck.novelty`). Such a
            look at a part is not kept in the store as a run.
        keep_run: keep what was found out in the store, as a run (`srccheck.model.history`).

    Raises:
        UsageError: the settings make no sense together, or there is no such commit.
        EvidenceError: the WARC file to record to, or replay from, cannot be used.
        StoreError: the store is another program's, or a newer srccheck's, or the run that `settings.run`
            names has been finished.
    """
    run = _Run(paths, settings=settings, progress=progress, stdin_name=stdin_name)
    run.is_kept = keep_run and since is None
    run.novelty = Novelty(since, environment=os.environ) if since else None
    with Interruptible() as work:
        try:
            for _ in run.read():  # before the loop starts, where Ctrl-C is heard at once
                pass
            in_a_loop(work.run(_exhaust(run)))
        except KeyboardInterrupt:
            run.interrupted = True
        run.interrupted |= work.struck
        return run.result()


async def aaudit(
    paths: Paths,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
    fetcher: Fetcher | None = None,
    surroundings: Surroundings | None = None,
    documents: Sequence[Document] = (),
    store: Store | None = None,
    keep_run: bool = True,
) -> Audit:
    """The same as `audit`, to be awaited.

    Args:
        paths: files, folders, globs, or `-` for standard input; one or several.
        settings: limits, and whom to ask; the defaults where None.
        progress: called with (done, total, what) whenever a document or a link is done.
        fetcher: who answers requests; the network, or `settings.replay`, where None.
        surroundings: clock, sleep and chance; the real ones where None.
        documents: read already; they come before those of the paths.
        store: what was answered before, and where the run is kept; that of the settings where None. Then a
            fetcher of the caller's own goes round it. A run that records evidence takes no answers from it,
            but is kept if the settings name a store; a replay only if they name the run as well.
        keep_run: keep what was found out in the store, as a run.
    """
    run = _Run(
        paths,
        settings=settings,
        progress=progress,
        fetcher=fetcher,
        surroundings=surroundings,
        store=store,
    )
    run.is_kept = keep_run
    run.take(documents)
    await _exhaust(run)
    return run.result()


async def astream(
    paths: Paths, *, settings: Settings | None = None, fetcher: Fetcher | None = None
) -> AsyncGenerator[Document | LinkReport | Audit, None]:
    """Results as they come: each document when read, each link when settled, the audit at the end.

    What has been handed out is not held again, so that a stream of 100,000 links needs little memory: the
    audit has all findings, notices and its `summary()`, but `documents` and `links` are empty.
    """
    run = _Run(paths, settings=settings, fetcher=fetcher, keep=False)
    async with aclosing(run.walk()) as items:
        async for item in items:
            yield item
    yield run.result()


def stream(paths: Paths, *, settings: Settings | None = None) -> Iterator[Document | LinkReport | Audit]:
    """The same as `astream`, for plain code."""
    return one_by_one(astream(paths, settings=settings))


async def _exhaust(run: _Run) -> None:
    async for _ in run.walk():
        pass


class _Run:
    """One audit under way; `result` is right at any moment. Without `keep`, documents and links are not held.

    Attributes:
        interrupted: the run was cut short.
        novelty: what to look at, where that is not everything.
        is_kept: what is found out is kept in the store as a run.
    """

    def __init__(
        self,
        paths: Paths,
        *,
        settings: Settings | None,
        progress: Progress | None = None,
        fetcher: Fetcher | None = None,
        surroundings: Surroundings | None = None,
        stdin_name: str | None = None,
        store: Store | None = None,
        keep: bool = True,
    ) -> None:
        self.is_kept = True
        self.interrupted = False
        self.novelty: Novelty | None = None
        self._stdin_name = stdin_name
        self._has_read = False
        self._paths = paths
        self._settings = settings or Settings()
        self._progress = progress or (lambda done, total, what: None)
        self._fetcher = fetcher
        self._surroundings = surroundings or (replayed_time() if self._settings.replay else Surroundings())
        self._started = self._surroundings.now()
        self._as_of = self._settings.as_of or self._started.astimezone().date()
        self._store = store
        self._notices: list[str] = []
        self._gathered = Gathering(self._settings, as_of=self._as_of, keep=keep)
        self._patience = Patience(self._settings.max_time_s)
        self._audit: Audit | None = None
        self._targets: tuple[Target, ...] = ()
        self._inquiry: Inquiry | ClusterInquiry | None = None

    async def walk(self) -> AsyncGenerator[Document | LinkReport, None]:
        """Go through all stations, yielding what is finished."""
        for document in self.read():
            yield document
        targets = self._gathered.targets()
        if self.novelty:
            targets = self.novelty.only_new(targets, self._gathered.documents, settings=self._settings)
        total = len({target.page for target in targets})
        if self._gathered.keep:
            self._targets = targets
        if self._fetcher is None and not self._settings.replay and proxies_for(self._settings):
            self._notices.append(WEAKER_CHECK)
        async with AsyncExitStack() as stack:
            store = stack.enter_context(self._open_store())
            run = run_of(self._settings, self._surroundings, as_of=self._as_of)
            if self._settings.max_links and isinstance(store, NoStore):
                self._notices.append(ALWAYS_THE_SAME)
            log = Logbook(store, run if self.is_kept and not self.novelty else None)
            fetcher = await stack.enter_async_context(
                connect(self._settings, self._surroundings, store=store, fetcher=self._fetcher)
            )
            asking: Callable[..., Inquiry | ClusterInquiry] = partial(Inquiry, fetcher=fetcher, store=store)
            if self._settings.cluster:
                asking = partial(ClusterInquiry, cluster=self._settings.cluster)
            self._inquiry = asking(
                targets,
                settings=self._settings,
                surroundings=self._surroundings,
                progress=lambda done, waiting: self._progress(
                    done, total, f"links ({waiting})" if waiting else "links"
                ),
                keep=self._gathered.keep,
            )
            del targets
            if log.began:
                self._inquiry.go_on_from(log.began)
            try:
                async with aclosing(self._reports(self._inquiry, log)) as reports:
                    async for report in reports:
                        yield report
            except (asyncio.CancelledError, GeneratorExit):
                self.interrupted = True
                self._end(log)
                raise
            self._end(log)

    def _open_store(self) -> AbstractContextManager[Store]:
        if self._store is not None:
            return nullcontext(self._store)
        # Answers of somebody's own making are not remembered.
        return store_for(self._settings, self._notices) if self._fetcher is None else nullcontext(NoStore())

    async def _reports(
        self, inquiry: Inquiry | ClusterInquiry, log: Logbook
    ) -> AsyncGenerator[LinkReport, None]:
        async with aclosing(inquiry.ask()) as asked, aclosing(self._patience.watch(asked)) as reports:
            async for each in reports:
                report = self._gathered.mark(each)
                log.add(report)
                yield report

    def _end(self, log: Logbook) -> None:
        """Judge while the store is open, and note what the run came to."""
        log.look_up((*self._gathered.read, *(each.document for each in self._gathered.unreadable)))
        self._audit = evolve(self._compose(), known=log.known)
        if self.interrupted and self._settings.run:
            if log.is_kept:
                self._notices.append(GOES_ON.format(run=self._settings.run))
            return
        is_whole = not (self.interrupted or self._patience.is_out)
        # Without the links at hand, nobody can say what has not been seen.
        news = news_of(self._audit, selected=chosen_by(self._settings)) if self._gathered.keep else None
        log.finish(self._audit, self._gathered.read, is_whole=is_whole, carried=news.carried if news else ())

    def take(self, documents: Iterable[Document]) -> None:
        """Take in documents that are read already."""
        for document in documents:
            self._gathered.take(document)

    def read(self) -> Iterator[Document]:
        """Read the documents, once, yielding each."""
        if self._has_read:
            return
        self._has_read = True
        for item in taking_in(self._settings.cluster)(
            self._paths, settings=self._settings, progress=self._progress, stdin_name=self._stdin_name
        ):
            if isinstance(item, Finding):
                self._gathered.unreadable.append(item)
            else:
                self._gathered.take(item)
                yield item

    def result(self) -> Audit:
        """The audit as it stands."""
        audit = self._audit or self._compose()
        return evolve(audit, interrupted=self.interrupted, notices=tuple(self._notices))

    def _compose(self) -> Audit:
        inquiry, gathered = self._inquiry, self._gathered
        reports = map(inquiry.report, self._targets) if inquiry else ()
        links = tuple(gathered.mark(self._patience.explained(report)) for report in reports)
        return Audit(
            as_of=self._as_of,
            started=self._started,
            finished=self._surroundings.now(),
            version=__version__,
            documents=tuple(gathered.documents),
            links=links,
            findings=gathered.findings(links, self.novelty),
            unreadable=tuple(finding.document for finding in gathered.unreadable),
            tally=gathered.tally,
        )
