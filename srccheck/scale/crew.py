"""Several processes that ask side by side; what one that dies had begun is gone on with by another."""

from __future__ import annotations

import asyncio
import datetime as dt
import multiprocessing
from collections import Counter
from collections.abc import AsyncGenerator
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from srccheck.model import ArchiveFacts, LinkReport, Live
from srccheck.model.web import Surroundings
from srccheck.scale.dispatch import Dispatcher
from srccheck.scale.spool import Piece, Spool
from srccheck.scale.worker import Begin, Orders, Told, work
from srccheck.scale.working import MOST_UNDER_WAY, Network
from srccheck.settings import Settings

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

__all__ = ["several_processes"]

_DEATHS = 3
"""So often a partition may be under way in a process that dies; then its other links stay unchecked."""

_LISTEN_S = 0.5
_FAREWELL_S = 10.0


@define
class _Worker:
    """A process, and the partitions that it has."""

    process: BaseProcess
    pipe: Connection
    links: int = 0
    has: dict[int, Piece] = field(factory=dict)


async def several_processes(
    spool: Spool,
    dispatcher: Dispatcher,
    settings: Settings,
    *,
    processes: int,
    troubles: list[str],
    network: Network | None = None,
    began: dt.datetime | None = None,
    most: int = MOST_UNDER_WAY,
) -> AsyncGenerator[LinkReport, None]:
    """Ask for everything in processes of their own, and yield each link as soon as it is settled.

    Args:
        spool: the links, cut into partitions.
        dispatcher: whose turn it is.
        settings: limits of all processes together.
        processes: how many, 1 or more.
        troubles: what went less well than it should have is added here.
        network: who answers in the place of the network.
        began: when the run first began, aware UTC; what was answered since then is not asked again.
        most: links under way at once, all together, unless one partition has more.
    """
    share = evolve(settings, jobs=max(1, settings.jobs // processes))
    orders = Orders(spool=spool.file, settings=share, network=network, began=began)
    crew = _Crew(spool, dispatcher, orders, processes, troubles, most)
    try:
        while not dispatcher.is_done:
            crew.hand_out()
            for report in await asyncio.to_thread(crew.listen):
                yield report
        await asyncio.to_thread(crew.farewell)
    finally:
        crew.end()


class _Crew:
    def __init__(
        self,
        spool: Spool,
        dispatcher: Dispatcher,
        orders: Orders,
        processes: int,
        troubles: list[str],
        most: int,
    ) -> None:
        self._spool = spool
        self._dispatcher = dispatcher
        self._orders = orders
        self._troubles = troubles
        self._room = max(1, most // processes)
        self._deaths: Counter[int] = Counter()
        self._known: dict[int, set[str]] = {}
        # `spawn` everywhere: the parent has threads, which a fork does not take along.
        self._context = multiprocessing.get_context("spawn")
        self._workers = [self._hired() for _ in range(processes)]

    def _hired(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(theirs, self._orders), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def hand_out(self) -> None:
        """Give partitions to those that have room, the least busy first."""
        while True:
            worker = min(self._workers, key=lambda each: each.links)
            if worker.links >= self._room or (piece := self._dispatcher.next()) is None:
                return
            known = self._known.setdefault(piece.number, set())
            worker.has[piece.number] = piece
            worker.links += piece.links
            try:
                worker.pipe.send(Begin(number=piece.number, known=frozenset(known)))
            except (BrokenPipeError, ConnectionError):
                return  # it is dead, which `listen` will find out

    def listen(self) -> list[LinkReport]:
        """Wait for what workers say, for half a second at most."""
        reports: list[LinkReport] = []
        for ready in wait([worker.pipe for worker in self._workers], _LISTEN_S):
            worker = next(each for each in self._workers if each.pipe is ready)
            try:
                told: Told = worker.pipe.recv()
            except (EOFError, ConnectionError):
                reports += self._replaced(worker)
                continue
            self._troubles += (each for each in told.troubles if each not in self._troubles)
            for number, report in told.reports:
                self._known[number].add(report.url)
                reports.append(report)
            for number in told.done:
                worker.links -= worker.has.pop(number).links
                del self._known[number]
                self._dispatcher.done(number)
        return reports

    def _replaced(self, dead: _Worker) -> list[LinkReport]:
        """Another process for one that died; its partitions are begun anew, or given up."""
        dead.pipe.close()
        dead.process.join()
        self._workers[self._workers.index(dead)] = self._hired()
        given_up: list[LinkReport] = []
        for number in dead.has:
            self._deaths[number] += 1
            if self._deaths[number] < _DEATHS:
                self._dispatcher.give_back(number)
            else:
                given_up += self._unchecked(number)
                self._known.pop(number, None)
                self._dispatcher.done(number)
        return given_up

    def _unchecked(self, number: int) -> list[LinkReport]:
        now = Surroundings().now()
        live = Live(
            status="unchecked",
            reason="interrupted",
            detail="the process that asked for it died, three times",
            attempts=0,
            checked_at=now,
        )
        facts = ArchiveFacts(status="unknown", asked=False)
        known = self._known.get(number, set())
        return [
            LinkReport(url=target.url, live=live, archive=facts, uses=target.uses)
            for target in self._spool.partition(number).targets
            if target.url not in known
        ]

    def farewell(self) -> None:
        """Let the workers finish what they write, and hear their last words."""
        for worker in self._workers:
            try:
                worker.pipe.send(None)
                while worker.pipe.poll(_FAREWELL_S):
                    told: Told = worker.pipe.recv()
                    self._troubles += (each for each in told.troubles if each not in self._troubles)
            except (EOFError, ConnectionError):
                pass  # which is how it ends
            worker.process.join(_FAREWELL_S)

    def end(self) -> None:
        """End what still runs."""
        for worker in self._workers:
            worker.pipe.close()
            if worker.process.is_alive():
                worker.process.terminate()
                worker.process.join()
            worker.process.close()
