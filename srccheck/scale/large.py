"""The main job for more than can be held: links go to disk, and come back answered and judged."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, aclosing
from types import TracebackType
from typing import Self

from attrs import frozen

from srccheck import __version__
from srccheck.judging import is_selected
from srccheck.judging.review import Review
from srccheck.keeping import GOES_ON, Logbook, run_of, store_for
from srccheck.model import Audit, Document, Finding, LinkReport
from srccheck.model.store import Store
from srccheck.model.web import Surroundings
from srccheck.overrides import load_overrides
from srccheck.patience import Patience
from srccheck.scale.clerk import Clerk
from srccheck.scale.cluster import ask_on_cluster, share_of
from srccheck.scale.crew import several_processes
from srccheck.scale.dispatch import Dispatcher
from srccheck.scale.forecast import Forecast
from srccheck.scale.partition import MOST_LINKS
from srccheck.scale.scratch import scratch_folder
from srccheck.scale.spool import Spool
from srccheck.scale.told import Told
from srccheck.scale.working import Company, Network, one_process
from srccheck.settings import Settings
from srccheck.web.connection import replayed_time
from srccheck.web.proxies import WEAKER_CHECK, proxies_for

__all__ = ["LargeAudit", "Standing"]

_TELL_S = 0.2
_JOBS_OF_ONE = 100
"""What a process can well have under way."""


@frozen(kw_only=True)
class Standing:
    """How far a large audit has come.

    Attributes:
        done, total: links.
        rate: links a second of late; 0 where that is not known yet.
        left_s: seconds until the end; None where nothing tells.
    """

    done: int
    total: int
    rate: float = 0.0
    left_s: float | None = None


class LargeAudit:
    """One audit of any size under way: `take` everything first, then `walk`; `result` is right at any moment.

    To be used as a context; what is on disk (in a temporary folder, TMPDIR says where: some 500 bytes a
    link) is removed in the end, or by the next run where this one is killed.

    Attributes:
        interrupted: the run was cut short.

    Args:
        settings: limits, and whom to ask.
        surroundings: clock, sleep and chance, where one process does it all.
        network: who answers in the place of the network.
        progress: called a few times a second.

    Raises:
        UsageError: the settings make no sense together.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        surroundings: Surroundings | None = None,
        network: Network | None = None,
        progress: Callable[[Standing], None] | None = None,
    ) -> None:
        is_selected("X901", settings)
        self.interrupted = False
        self._settings = settings
        self._network = network
        self._progress = progress or (lambda standing: None)
        self._surroundings = surroundings or (replayed_time() if settings.replay else Surroundings())
        self._started = self._surroundings.now()
        self._as_of = settings.as_of or self._started.astimezone().date()
        self._notices: list[str] = []
        self._unreadable: list[str] = []
        self._read: dict[str, None] = {}
        self._patience = Patience(settings.max_time_s)
        self._review = Review(load_overrides(settings.overrides), as_of=self._as_of)
        self._done = 0
        self._total = 0
        self._tell_at = 0.0
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._folder = self._open.enter_context(scratch_folder())
        self._spool = Spool(self._folder / "links.sqlite3", allow_private=self._settings.allow_private)
        self._open.callback(self._spool.close)
        self._told = Told(self._folder / "findings.sqlite3")
        self._open.callback(self._told.close)
        self._clerk = Clerk(
            self._spool, self._told, as_of=self._as_of, settings=self._settings, review=self._review
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def take(self, item: Document | Finding) -> tuple[Finding, ...]:
        """Take down a document, or a part of one, and say what is to be said of it by itself.

        Args:
            item: the document, or the X901 that stands for one.
        """
        if isinstance(item, Finding):
            self._unreadable.append(item.document)
            self._told.add((item,))
            return (item,)
        self._read[item.path] = None
        self._spool.add(item)
        return self._clerk.hear(item)

    async def walk(self) -> AsyncGenerator[tuple[LinkReport, tuple[Finding, ...]], None]:
        """Ask for all links, and yield each as soon as it is settled, with what is to be said of it."""
        is_shared = self._settings.cluster or self._processes() > 1
        most = share_of(self._spool.rows) if is_shared else MOST_LINKS
        dispatcher = Dispatcher(self._spool.plan(most_links=most))
        self._total = dispatcher.links
        forecast = Forecast(self._total, 0.0 if self._settings.replay else self._settings.pause_per_host_s)
        if self._network is None and not self._settings.replay and proxies_for(self._settings):
            self._notices.append(WEAKER_CHECK)
        with store_for(self._settings, self._notices) as store:
            log = Logbook(store, run_of(self._settings, self._surroundings, as_of=self._as_of))
            try:
                reports = self._reports(dispatcher, store, log.began)
                async with aclosing(reports), aclosing(self._patience.watch(reports)) as watched:
                    async for each in watched:
                        report, findings = self._clerk.settle(each)
                        log.add(report)
                        self._done += 1
                        yield report, findings
                        self._tell(forecast, dispatcher)
            except (asyncio.CancelledError, GeneratorExit):
                self.interrupted = True
                self._end(log)
                raise
            self._end(log)

    def _end(self, log: Logbook) -> None:
        """Note what the run came to, while the store is open."""
        self._told.add(tuple(self._review.findings(self._settings, whole=True)))
        if self.interrupted and self._settings.run:
            if log.is_kept:
                self._notices.append(GOES_ON.format(run=self._settings.run))
            return
        log.finish(self.result(), self._read, is_whole=self._done == self._total and not self.interrupted)

    def _tell(self, forecast: Forecast, dispatcher: Dispatcher) -> None:
        now = self._surroundings.monotonic()
        if now < self._tell_at and self._done < self._total:
            return
        self._tell_at = now + _TELL_S
        forecast.note(self._done, now)
        left_s = forecast.left_s(self._done, dispatcher.slowest())
        self._progress(Standing(done=self._done, total=self._total, rate=forecast.rate, left_s=left_s))

    async def _reports(
        self, dispatcher: Dispatcher, store: Store, began: dt.datetime | None
    ) -> AsyncGenerator[LinkReport, None]:
        if self._settings.cluster:
            reports = ask_on_cluster(
                dispatcher,
                self._spool.partition,
                cluster=self._settings.cluster,
                settings=self._settings,
                surroundings=self._surroundings,
                network=self._network,
                began=began,
            )
            async with aclosing(reports):
                async for report in reports:
                    yield report
            return
        processes = self._processes()
        if processes > 1:
            reports = several_processes(
                self._spool,
                dispatcher,
                self._settings,
                processes=processes,
                troubles=self._notices,
                network=self._network,
                began=began,
            )
            async with aclosing(reports):
                async for report in reports:
                    yield report
            return
        company = Company.meet(self._settings, self._surroundings, store, self._network, began)
        async with company as met, aclosing(one_process(self._spool, dispatcher, met)) as reports:
            async for report in reports:
                yield report

    def _processes(self) -> int:
        settings = self._settings
        if settings.record or settings.replay or not (settings.live or settings.archive):
            return 1  # evidence is one file
        warranted = min(os.cpu_count() or 1, -(-settings.jobs // _JOBS_OF_ONE))
        return min(settings.processes or warranted, settings.jobs)

    def result(self) -> Audit:
        """The audit as it stands: findings, counts and notices; its links have been handed out."""
        left = self._total - self._done
        notices = list(self._notices)
        if self._patience.is_out and left:
            notices.append(f"{left:,} links were not asked: the time that is allowed is up")
        return Audit(
            as_of=self._as_of,
            started=self._started,
            finished=self._surroundings.now(),
            version=__version__,
            findings=self._told,
            unreadable=tuple(self._unreadable),
            interrupted=self.interrupted,
            notices=tuple(notices),
            tally=self._clerk.tally,
        )
