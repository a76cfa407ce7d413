"""An audit's questions put by many machines: Dask distributed moves them, this decides who asks what.

Links go to workers by registrable domain, so that one worker at a time asks a host. Answers come back as
they are found, in parcels of half a second's work, over the desk in the scheduler. What a lost worker had not
answered is ordered again from the others.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import pickle
import uuid
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from typing import Any

from srccheck.errors import ClusterError, UsageError
from srccheck.inquiry import Inquiry
from srccheck.model import ArchiveFacts, LinkReport, Live
from srccheck.model.store import NoStore
from srccheck.model.web import Exchange, Request, Surroundings
from srccheck.scale.cluster_connection import Cluster, connected
from srccheck.scale.dispatch import Dispatcher
from srccheck.scale.office import Item, Order
from srccheck.scale.partition import MOST_LINKS, MOST_OF_ONE, Partition, cut, spared
from srccheck.scale.plugins import ask_order, desk_plugin, office_name, office_plugin
from srccheck.scale.roster import Roster
from srccheck.scale.spool import Piece
from srccheck.scale.working import Network
from srccheck.settings import Settings
from srccheck.worklist import Target

__all__ = ["ClusterInquiry", "ask_on_cluster", "share_of"]

_LISTEN_S = 0.5  # the longest that orders wait which only time makes ready
_NOBODY_S = 30.0  # without a worker
_PATIENCE_S = 5.0  # for a cluster that is told that the audit is over
_SHARES = 64  # partitions in all, where there are links enough, so that every worker has its part
_FEWEST = 100  # links in a partition


def share_of(links: int) -> int:
    """How many links a partition had best have at most, for an audit of so many to be shared by workers."""
    return max(_FEWEST, min(MOST_LINKS, links // _SHARES))


async def ask_on_cluster(
    dispatcher: Dispatcher,
    load: Callable[[int], Partition],
    *,
    cluster: Cluster,
    settings: Settings,
    surroundings: Surroundings | None = None,
    network: Network | None = None,
    began: dt.datetime | None = None,
) -> AsyncGenerator[LinkReport, None]:
    """Ask for every link of partitions on a cluster; each answer is handed on once, as it comes.

    Args:
        dispatcher: whose turn it is.
        load: a partition by its number.
        cluster: address of the scheduler, or a client of it.
        settings: limits, and whom to ask. Workers have no store unless it is a PostgreSQL URL: without
            one, earlier answers are neither used nor kept.
        surroundings: the clock; the real one where None.
        network: opens whoever answers requests in a worker; the web where None.
        began: when the run first began, aware UTC; what the workers' store was told since is not asked again.

    Raises:
        ClusterError: the cluster cannot be used, or went away.
        UsageError: what is wanted cannot be done on a cluster.
    """
    if settings.record or settings.replay:
        raise UsageError("evidence is recorded and replayed on one machine: leave out --cluster")
    if settings.max_links:
        raise UsageError("--max-links has no meaning on a cluster: leave out one of the two")
    surroundings = surroundings or Surroundings()
    async with connected(cluster) as client:
        run = _Run(client, settings, network, began)
        roster = Roster(
            run=run.id,
            dispatcher=dispatcher,
            load=load,
            jobs=settings.jobs,
            pause_s=max(settings.pause_per_host_s, 0.1),
        )
        try:
            await run.open()
            async with aclosing(_answers(run, roster, surroundings)) as answers:
                async for report in answers:
                    yield report
        except OSError as error:
            raise ClusterError(f"the cluster went away ({error})") from error
        finally:
            await run.close()


async def _answers(run: _Run, roster: Roster, surroundings: Surroundings) -> AsyncGenerator[LinkReport, None]:
    clock = surroundings.monotonic
    last_seen = clock()
    while not roster.is_over:
        for event, content in await run.collect():
            for report in _heard(event, content, run, roster, clock()):
                yield report
        for worker, order in roster.next_orders(clock()):
            run.send(worker, order)
        if roster.has_workers:
            last_seen = clock()
        elif clock() - last_seen > _NOBODY_S:
            raise ClusterError(f"no worker for {_NOBODY_S:.0f} s; start some: dask worker {run.address}")
        await run.look_for_failures()
    for report in _given_up(roster.given_up, surroundings.now()):
        yield report


def _heard(event: str, content: Any, run: _Run, roster: Roster, now: float) -> Iterator[LinkReport]:
    """The answers that are the first to their links."""
    if event == "here":
        roster.arrive(content)
        return
    if event == "gone":
        run.forget(roster.leave(content, now))
        return
    items: list[Item] = pickle.loads(content)  # noqa: S301 - from our own workers
    for order_id, report in items:
        if report is None:
            roster.finish(order_id, now)
            run.forget([order_id])
        elif roster.take(order_id, report):
            yield report


def _given_up(targets: Iterable[Target], now: dt.datetime) -> Iterator[LinkReport]:
    live = Live(
        status="unchecked",
        reason="interrupted",
        detail="the workers that asked for it were lost, one after another",
        attempts=0,
        checked_at=now,
    )
    for target in targets:
        facts = ArchiveFacts(status="unknown", asked=False)
        yield LinkReport(url=target.url, live=live, archive=facts, uses=target.uses)


class _Run:
    """One audit on a cluster, as its client sees it."""

    def __init__(
        self, client: Any, settings: Settings, network: Network | None, began: dt.datetime | None
    ) -> None:
        self.id = uuid.uuid4().hex
        self.address: str = client.scheduler.address
        self._client = client
        self._office = office_plugin(self.id, settings, network, began)
        self._futures: dict[str, Any] = {}

    async def open(self) -> None:
        await self._client.register_plugin(desk_plugin())
        await self._client.register_plugin(self._office)
        await self._client.scheduler.srccheck_open(run=self.id, client=self._client.id)

    async def collect(self) -> Sequence[tuple[str, Any]]:
        events: Sequence[tuple[str, Any]] = await self._client.scheduler.srccheck_collect(
            run=self.id, at_most_s=_LISTEN_S
        )
        return events

    def send(self, worker: str, order: Order) -> None:
        # Dask itself would begin a lost order anew, answered links and all: so it may go nowhere else.
        self._futures[order.id] = self._client.submit(
            ask_order, order, key=f"srccheck-{order.owner}", workers=[worker], allow_other_workers=False,
            retries=0, pure=False,
        )  # fmt: skip

    def forget(self, order_ids: Iterable[str]) -> None:
        for order_id in order_ids:
            future = self._futures.pop(order_id, None)
            if future is not None:
                future.release()

    async def look_for_failures(self) -> None:
        """Raise what an order raised: no link's fault, but the worker's, or ours."""
        for future in list(self._futures.values()):
            if future.status == "error":
                error = await future.exception()
                raise ClusterError(f"a worker cannot do its work: {error!r}") from error

    async def close(self) -> None:
        """Call off what is under way; a cluster that is gone already does not mind."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._client.scheduler.srccheck_close(run=self.id)
                for future in self._futures.values():
                    future.release()
                self._futures.clear()
                await self._client.unregister_worker_plugin(office_name(self.id))
        except (OSError, TimeoutError):
            pass


def _pieces(partitions: Sequence[Partition]) -> Iterator[Piece]:
    behind: dict[int, int] = {}
    for each in reversed(partitions):
        busiest = max(Counter(map(spared, each.targets)).values())
        links = busiest + behind.get(each.number, 0)
        if each.after is not None:
            behind[each.after] = links
        yield Piece(number=each.number, links=len(each.targets), after=each.after, behind=links)


class _Nobody:
    """For what is not asked here; implements `Fetcher`."""

    async def fetch(self, request: Request) -> Exchange:
        return Exchange(url=request.url, failure="budget")


class ClusterInquiry:
    """The same as `srccheck.inquiry.Inquiry`, on a cluster.

    Args:
        targets: the links to ask for.
        cluster: address of the scheduler, or a client of it.
        settings: limits, and whom to ask.
        surroundings: clock, sleep and chance.
        progress: called with the number of cited pages answered after each.
        keep: hold the reports; see `Inquiry`.
        network: opens whoever answers requests in a worker; the web where None.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        *,
        cluster: Cluster,
        settings: Settings,
        surroundings: Surroundings,
        progress: Callable[[int, str | None], None],
        keep: bool = True,
        network: Network | None = None,
    ) -> None:
        self._targets = targets
        self._cluster = cluster
        self._settings = settings
        self._surroundings = surroundings
        self._progress = progress
        self._keep = keep
        self._network = network
        self._began: dt.datetime | None = None
        self._reports: dict[str, LinkReport] = {}
        self._unasked = Inquiry(
            (),
            fetcher=_Nobody(),
            settings=settings,
            surroundings=surroundings,
            store=NoStore(),
            progress=progress,
        )

    def go_on_from(self, began: dt.datetime) -> None:
        """Go on with an earlier run; only a store that the workers share knows what was answered since.

        Args:
            began: when that was, aware UTC.
        """
        self._began = began

    def report(self, target: Target) -> LinkReport:
        """What is known of a link now; what has not been answered is `unchecked`/`interrupted`."""
        return self._reports.get(target.url) or self._unasked.report(target)

    async def ask(self) -> AsyncGenerator[LinkReport, None]:
        """Ask for every link and yield each as soon as its answer has come."""
        most = share_of(len(self._targets))
        partitions = list(cut(self._targets, most_links=most, most_of_one=min(most, MOST_OF_ONE)))
        pages = Counter(target.page for target in self._targets)
        page_of = {target.url: target.page for target in self._targets}
        total = len(pages)
        answers = ask_on_cluster(
            Dispatcher(_pieces(partitions)),
            partitions.__getitem__,
            cluster=self._cluster,
            settings=self._settings,
            surroundings=self._surroundings,
            network=self._network,
            began=self._began,
        )
        async with aclosing(answers):
            async for report in answers:
                page = page_of[report.url]
                pages[page] -= 1
                if not pages[page]:
                    del pages[page]
                    self._progress(total - len(pages), None)
                if self._keep:
                    self._reports[report.url] = report
                yield report
