"""The main job, and the only file that knows the order of its stations.

documents -> notes -> citations -> links -> live pages and archives -> judgement. Asynchronous inside
(`aaudit`, `astream`), with a plain face outside (`audit`, `stream`) that also works in a thread
where an event loop is running already.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, AsyncExitStack, nullcontext

from srccheck import __version__
from srccheck.documents.discover import discover
from srccheck.errors import UnreadableInputError
from srccheck.extraction import extract, unreadable_finding
from srccheck.inquiry import Inquiry
from srccheck.judging import is_selected, judge_audit
from srccheck.model import Audit, Document, Finding, LinkReport
from srccheck.model.store import AnswerStore, NoStore
from srccheck.model.web import Fetcher, Surroundings
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.web.connection import connect, replayed_time
from srccheck.web.proxies import WEAKER_CHECK, proxies_for
from srccheck.worklist import Target, targets

__all__ = ["aaudit", "astream", "audit", "stream"]

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
Progress = Callable[[int, int, str], None]


def audit(
    paths: Paths,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
    stdin_name: str | None = None,
) -> Audit:
    """Audit documents: read them, ask the web and the archive for every link, judge.

    Ctrl-C ends the run early: what is done is returned, with `interrupted` set.

    Args:
        paths: files, folders, globs, or `-` for standard input; one or several.
        settings: limits, and whom to ask; the defaults where None.
        progress: called with (done, total, what) whenever a document or a link is done.
        stdin_name: what standard input is called; its suffix tells the format.

    Raises:
        UsageError: the settings make no sense together.
        EvidenceError: the WARC file to record to, or replay from, cannot be used.
        StoreError: the store is another program's, or a newer srccheck's.
    """
    run = _Run(paths, settings=settings, progress=progress, stdin_name=stdin_name)
    try:
        for _ in run.read():  # before the loop starts, where Ctrl-C is heard at once
            pass
        _in_a_loop(run)
    except KeyboardInterrupt:
        run.interrupted = True
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
    async for _ in run.walk():
        pass
    return run.result()


async def astream(
    paths: Paths, *, settings: Settings | None = None, fetcher: Fetcher | None = None
) -> AsyncIterator[Document | LinkReport | Audit]:
    """Results as they come: each document when read, each link when settled, the audit at the end."""
    run = _Run(paths, settings=settings, fetcher=fetcher)
    async for item in run.walk():
        yield item
    yield run.result()


def stream(paths: Paths, *, settings: Settings | None = None) -> Iterator[Document | LinkReport | Audit]:
    """The same as `astream`, for plain code."""
    results = astream(paths, settings=settings)
    # One thread of its own, so that a loop that runs in the caller's thread is not in the way.
    with ThreadPoolExecutor(max_workers=1) as pool:
        runner = pool.submit(asyncio.Runner).result()
        try:
            while (item := pool.submit(runner.run, _next(results)).result()) is not None:
                yield item
        finally:
            pool.submit(runner.run, _close(results)).result()
            pool.submit(runner.close).result()


async def _next(
    results: AsyncIterator[Document | LinkReport | Audit],
) -> Document | LinkReport | Audit | None:
    return await anext(results, None)


async def _close(results: AsyncIterator[Document | LinkReport | Audit]) -> None:
    await results.aclose()  # type: ignore[attr-defined]


def _in_a_loop(run: _Run) -> None:
    async def exhaust() -> None:
        async for _ in run.walk():
            pass

    if _loop_is_running():
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(asyncio.run, exhaust()).result()
    else:
        asyncio.run(exhaust())


def _loop_is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class _Run:
    """One audit under way; `result` is right at any moment."""

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
        self.interrupted = False
        self._stdin_name = stdin_name
        self._has_read = False
        self._paths = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
        self._settings = settings or Settings()
        is_selected("X901", self._settings)
        self._progress = progress or (lambda done, total, what: None)
        self._fetcher = fetcher
        self._surroundings = surroundings or (replayed_time() if self._settings.replay else Surroundings())
        self._started = self._surroundings.now()
        self._store = store
        self._notices: list[str] = []
        self._documents: list[Document] = list(documents)
        self._unreadable: list[Finding] = []
        self._targets: tuple[Target, ...] = ()
        self._inquiry: Inquiry | None = None

    async def walk(self) -> AsyncIterator[Document | LinkReport]:
        """Go through all stations, yielding what is finished."""
        for document in self.read():
            yield document
        self._targets = targets(self._documents, allow_private=self._settings.allow_private)
        total = len({target.page for target in self._targets})
        if self._fetcher is None and not self._settings.replay and proxies_for(self._settings):
            self._notices.append(WEAKER_CHECK)
        async with AsyncExitStack() as stack:
            store = stack.enter_context(self._open_store())
            fetcher = await stack.enter_async_context(
                connect(self._settings, self._surroundings, store=store, fetcher=self._fetcher)
            )
            self._inquiry = Inquiry(
                self._targets,
                fetcher=fetcher,
                settings=self._settings,
                surroundings=self._surroundings,
                store=store,
                progress=lambda done, waiting: self._progress(
                    done, total, f"links ({waiting})" if waiting else "links"
                ),
            )
            async for report in self._inquiry.ask():
                yield report

    def _open_store(self) -> AbstractContextManager[AnswerStore]:
        """What was answered before; evidence, and answers of somebody's own making, go round it."""
        if self._store is not None:
            return nullcontext(self._store)
        settings = self._settings
        nothing_to_ask = not self._targets or not (settings.live or settings.archive)
        if nothing_to_ask or settings.record or settings.replay or self._fetcher is not None:
            return nullcontext(NoStore())
        return open_store(settings.store, self._notices)

    def read(self) -> Iterator[Document]:
        """Read the documents, once, yielding each."""
        if self._has_read:
            return
        self._has_read = True
        found = discover(self._paths)
        self._unreadable += [unreadable_finding(error) for error in found.unreadable]
        for number, path in enumerate(found.paths, 1):
            try:
                document = self._extract(path)
            except UnreadableInputError as error:
                self._unreadable.append(unreadable_finding(error))
            else:
                self._documents.append(document)
                yield document
            self._progress(number, len(found.paths), "documents")

    def _extract(self, path: str) -> Document:
        if path == "-":
            return extract(sys.stdin.buffer, name=self._stdin_name or "-", settings=self._settings)
        return extract(path, settings=self._settings)

    def result(self) -> Audit:
        """The audit as it stands."""
        as_of = self._settings.as_of or self._started.astimezone().date()
        inquiry = self._inquiry
        links = tuple(inquiry.report(target) for target in self._targets) if inquiry else ()
        judged = judge_audit(self._documents, links, as_of=as_of, settings=self._settings)
        return Audit(
            as_of=as_of,
            started=self._started,
            finished=self._surroundings.now(),
            version=__version__,
            documents=tuple(self._documents),
            links=links,
            findings=(*self._unreadable, *judged),
            unreadable=tuple(finding.document for finding in self._unreadable),
            interrupted=self.interrupted,
            notices=tuple(self._notices),
        )
