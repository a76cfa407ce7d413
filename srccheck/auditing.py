"""The main job, and the only file that knows the order of its stations.

documents -> notes -> citations -> links -> live pages and archives -> judgement. Asynchronous inside
(`aaudit`, `astream`), with a plain face outside (`audit`, `stream`) that also works in a thread
where an event loop is running already.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, aclosing, nullcontext

from srccheck import __version__
from srccheck.inquiry import Inquiry
from srccheck.intake import Paths, Progress, take_in
from srccheck.interrupting import Interruptible, in_a_loop, one_by_one
from srccheck.judging import Hearing, is_selected, judge_audit
from srccheck.judging.review import Review
from srccheck.model import Audit, Document, Finding, LinkReport
from srccheck.model.store import AnswerStore, NoStore
from srccheck.model.tally import Tally
from srccheck.model.web import Fetcher, Surroundings
from srccheck.novelty import Novelty
from srccheck.overrides import load_overrides
from srccheck.patience import Patience
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.web.connection import connect, replayed_time
from srccheck.web.proxies import WEAKER_CHECK, proxies_for
from srccheck.worklist import Target, Worklist

__all__ = ["aaudit", "astream", "audit", "stream"]


def audit(
    paths: Paths,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
    stdin_name: str | None = None,
    since: str | None = None,
) -> Audit:
    """Audit documents: read them, ask the web and the archive for every link, judge.

    Ctrl-C, however often, ends the run early: what is done is returned, with `interrupted` set.

    Args:
        paths: files, folders, globs, or `-` for standard input; one or several.
        settings: limits, and whom to ask; the defaults where None.
        progress: called with (done, total, what) whenever a document or a link is done.
        stdin_name: what standard input is called; its suffix tells the format.
        since: ask only for links that the documents did not have at the merge base with this branch, tag or
            commit, and tell only of their citations; `auto` to find the branch (`srccheck.novelty`).

    Raises:
        UsageError: the settings make no sense together, or there is no such commit.
        EvidenceError: the WARC file to record to, or replay from, cannot be used.
        StoreError: the store is another program's, or a newer srccheck's.
    """
    run = _Run(paths, settings=settings, progress=progress, stdin_name=stdin_name)
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
    store: AnswerStore | None = None,
) -> Audit:
    """The same as `audit`, to be awaited.

    Args:
        paths: files, folders, globs, or `-` for standard input; one or several.
        settings: limits, and whom to ask; the defaults where None.
        progress: called with (done, total, what) whenever a document or a link is done.
        fetcher: who answers requests; the network, or `settings.replay`, where None.
        surroundings: clock, sleep and chance; the real ones where None.
        documents: read already; they come before those of the paths.
        store: what was answered before; that of the settings where None, none at all for a fetcher of
            the caller's own, or evidence.
    """
    run = _Run(
        paths,
        settings=settings,
        progress=progress,
        fetcher=fetcher,
        surroundings=surroundings,
        documents=documents,
        store=store,
    )
    await _exhaust(run)
    return run.result()


async def astream(
    paths: Paths, *, settings: Settings | None = None, fetcher: Fetcher | None = None
) -> AsyncGenerator[Document | LinkReport | Audit, None]:
    """Results as they come: each document when read, each link when settled, the audit at the end.

    What has been handed out is not held again, so that a stream of 100,000 links needs little memory: the
    audit has all findings, notices and its `summary()`, but `documents` and `links` are empty.
    """
    run = _Run(paths, settings=settings, fetcher=fetcher)
    run.keep = False
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
    """One audit under way; `result` is right at any moment.

    Attributes:
        keep: hold documents and links after they were handed out.
        interrupted: the run was cut short.
        novelty: what to look at, where that is not everything.
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
        documents: Sequence[Document] = (),
        store: AnswerStore | None = None,
    ) -> None:
        self.keep = True
        self.interrupted = False
        self.novelty: Novelty | None = None
        self._stdin_name = stdin_name
        self._has_read = False
        self._paths = paths
        self._settings = settings or Settings()
        is_selected("X901", self._settings)
        self._progress = progress or (lambda done, total, what: None)
        self._fetcher = fetcher
        self._surroundings = surroundings or (replayed_time() if self._settings.replay else Surroundings())
        self._started = self._surroundings.now()
        self._as_of = self._settings.as_of or self._started.astimezone().date()
        self._store = store
        self._notices: list[str] = []
        self._documents: list[Document] = []
        self._worklist = Worklist()
        self._review = Review(load_overrides(self._settings.overrides), as_of=self._as_of)
        self._patience = Patience(self._settings.max_time_s)
        self._hearing = Hearing(as_of=self._as_of, settings=self._settings, review=self._review)
        self._tally = Tally()
        self._unreadable: list[Finding] = []
        self._targets: tuple[Target, ...] = ()
        self._inquiry: Inquiry | None = None
        for document in documents:
            self._take(document)

    async def walk(self) -> AsyncGenerator[Document | LinkReport, None]:
        """Go through all stations, yielding what is finished."""
        for document in self.read():
            yield document
        targets = self._worklist.targets(allow_private=self._settings.allow_private)
        if self.novelty:
            targets = self.novelty.only_new(targets, self._documents, settings=self._settings)
        total = len({target.page for target in targets})
        if self.keep:
            self._targets = targets
        else:
            self._worklist = Worklist()
        if self._fetcher is None and not self._settings.replay and proxies_for(self._settings):
            self._notices.append(WEAKER_CHECK)
        async with AsyncExitStack() as stack:
            store = stack.enter_context(self._open_store(bool(targets)))
            fetcher = await stack.enter_async_context(
                connect(self._settings, self._surroundings, store=store, fetcher=self._fetcher)
            )
            self._inquiry = Inquiry(
                targets,
                fetcher=fetcher,
                settings=self._settings,
                surroundings=self._surroundings,
                store=store,
                progress=lambda done, waiting: self._progress(
                    done, total, f"links ({waiting})" if waiting else "links"
                ),
                keep=self.keep,
            )
            del targets
            async with aclosing(self._inquiry.ask()) as reports:
                async for each in self._patience.watch(reports):
                    report = self._review.mark(each)
                    if not self.keep:
                        self._hearing.judge(report)
                        self._tally.add_link(report)
                    yield report

    def _open_store(self, any_links: bool) -> AbstractContextManager[AnswerStore]:
        """What was answered before; evidence, and answers of somebody's own making, go round it."""
        if self._store is not None:
            return nullcontext(self._store)
        settings = self._settings
        nothing_to_ask = not any_links or not (settings.live or settings.archive)
        if nothing_to_ask or settings.record or settings.replay or self._fetcher is not None:
            return nullcontext(NoStore())
        return open_store(settings.store, self._notices)

    def read(self) -> Iterator[Document]:
        """Read the documents, once, yielding each."""
        if self._has_read:
            return
        self._has_read = True
        for item in take_in(
            self._paths, settings=self._settings, progress=self._progress, stdin_name=self._stdin_name
        ):
            if isinstance(item, Finding):
                self._unreadable.append(item)
            else:
                self._take(item)
                yield item

    def _take(self, document: Document) -> None:
        self._worklist.add(document)
        self._review.hear(document)
        if self.keep:
            self._documents.append(document)
        else:
            self._hearing.hear(document)
            self._tally.add_document(document)

    def result(self) -> Audit:
        """The audit as it stands."""
        inquiry = self._inquiry
        reports = map(inquiry.report, self._targets) if inquiry else ()
        links = tuple(self._review.mark(self._patience.explained(report)) for report in reports)
        judged = self._hearing.findings()
        if self.keep:
            judged = judge_audit(
                self._documents, links, as_of=self._as_of, settings=self._settings, review=self._review
            )
        if self.novelty:
            judged = tuple(filter(self.novelty.concerns, judged))
        reviewed = self._review.findings(self._settings, whole=self.novelty is None)
        return Audit(
            as_of=self._as_of,
            started=self._started,
            finished=self._surroundings.now(),
            version=__version__,
            documents=tuple(self._documents),
            links=links,
            findings=(*self._unreadable, *judged, *reviewed),
            unreadable=tuple(finding.document for finding in self._unreadable),
            interrupted=self.interrupted,
            notices=tuple(self._notices),
            tally=None if self.keep else self._tally,
        )
