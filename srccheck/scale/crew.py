"""Several processes that ask side by side; what one that dies had begun is gone on with by another."""

from __future__ import annotations

import asyncio
import datetime as dt
import multiprocessing
import signal
import threading
from collections import Counter, deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from srccheck.errors import WorkersError
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
"""So often in a row a process may die over a partition without an answer; then its links stay unchecked.

Before the last time all that was under way with it is suspected, too: each then has a process for itself,
when the rest is done. A process that dies before it is ready is no partition's fault; so many in a row are
the end.
"""

_LISTEN_S = 0.5
_FAREWELL_S = 10.0


@define
class _Worker:
    """A process, and the partitions that it has; in quarantine it has one, and gets no other."""

    process: BaseProcess
    pipe: Connection
    links: int = 0
    has: dict[int, Piece] = field(factory=dict)
    is_ready: bool = False
    is_in_quarantine: bool = False


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

    Raises:
        SrccheckError: what a worker raised on purpose; `WorkersError` where none comes to work.
    """
    share = evolve(settings, jobs=max(1, settings.jobs // processes))
    orders = Orders(spool=spool.file, settings=share, network=network, began=began)
    crew = _Crew(spool, dispatcher, orders, processes, troubles, most)
    try:
        while crew.hand_out():
            for report in await asyncio.to_thread(crew.listen):
                yield report
        await asyncio.to_thread(crew.farewell)
    finally:
        crew.end()


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes that are started here do not hear Ctrl-C until they can say that they ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
        self._rest_s = orders.settings.pause_per_host_s
        self._clock = Surroundings().monotonic
        self._deaths: Counter[int] = Counter()
        self._false_starts = 0
        self._known: dict[int, set[str]] = {}
        self._answered: set[int] = set()
        self._suspects: deque[Piece] = deque()
        self._resting: deque[tuple[float, int, bool]] = deque()
        # While a thread listens nobody is let go of: it may be hiring.
        self._listening = threading.Lock()
        # `spawn` everywhere: the parent has threads, which a fork does not take along.
        self._context = multiprocessing.get_context("spawn")
        self._workers = [self._hired() for _ in range(processes)]

    def _hired(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(theirs, self._orders), daemon=True)
        with _deaf():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def hand_out(self) -> bool:
        """Give partitions to those that have room, the least busy first; suspects when nothing else is left.

        Returns:
            Whether anything is under way, or will be.
        """
        self._wake()
        while free := [each for each in self._workers if not each.is_in_quarantine]:
            worker = min(free, key=lambda each: each.links)
            piece = self._dispatcher.next() if worker.links < self._room else None
            if piece is None:
                if not self._suspects or worker.has:
                    break
                piece, worker.is_in_quarantine = self._suspects.popleft(), True
            self._begin(worker, piece)
        return not self._dispatcher.is_done

    def _begin(self, worker: _Worker, piece: Piece) -> None:
        known = self._known.setdefault(piece.number, set())
        self._answered.discard(piece.number)
        worker.has[piece.number] = piece
        worker.links += piece.links
        with suppress(OSError):  # it is dead, which `listen` will find out
            worker.pipe.send(Begin(number=piece.number, known=frozenset(known)))

    def _rest(self, number: int, *, is_done: bool) -> None:
        """Leave the hosts of a partition alone for a moment: another process may ask them next."""
        self._resting.append((self._clock() + self._rest_s, number, is_done))

    def _wake(self) -> None:
        while self._resting and self._resting[0][0] <= self._clock():
            _, number, is_done = self._resting.popleft()
            if is_done:
                self._dispatcher.done(number)
            else:
                self._dispatcher.give_back(number)

    def listen(self) -> list[LinkReport]:
        """Wait for what workers say, for half a second at most.

        Raises:
            SrccheckError: a worker cannot work, and so no other can.
        """
        rest_s = self._resting[0][0] - self._clock() if self._resting else _LISTEN_S
        reports: list[LinkReport] = []
        with self._listening:
            for ready in wait([worker.pipe for worker in self._workers], min(_LISTEN_S, max(0.0, rest_s))):
                worker = next(each for each in self._workers if each.pipe is ready)
                try:
                    told: Told = worker.pipe.recv()
                except (EOFError, OSError):  # OSError: in the middle of a message
                    reports += self._replaced(worker)
                else:
                    reports += self._heard(worker, told)
        return reports

    def _heard(self, worker: _Worker, told: Told) -> list[LinkReport]:
        if told.failure is not None:
            raise told.failure
        worker.is_ready, self._false_starts = True, 0
        self._note(told)
        for number, report in told.reports:
            self._known[number].add(report.url)
            self._answered.add(number)
        for number in told.done:
            worker.links -= worker.has.pop(number).links
            worker.is_in_quarantine = False
            self._forget(number)
        return [report for _, report in told.reports]

    def _note(self, told: Told) -> None:
        self._troubles += (each for each in told.troubles if each not in self._troubles)

    def _forget(self, number: int) -> None:
        del self._known[number], self._deaths[number]
        self._answered.discard(number)
        self._rest(number, is_done=True)

    def _replaced(self, dead: _Worker) -> list[LinkReport]:
        """Another process for one that died; its partitions are gone on with, or given up."""
        dead.pipe.close()
        dead.process.join()
        if not dead.is_ready:
            self._false_starts += 1
            if self._false_starts == _DEATHS:
                code = dead.process.exitcode
                raise WorkersError(f"no process can be begun that asks for links (exit code {code})")
        self._workers[self._workers.index(dead)] = self._hired()
        dead.process.close()
        given_up: list[LinkReport] = []
        for number, piece in dead.has.items():
            if dead.is_ready:
                self._deaths[number] = 1 if number in self._answered else self._deaths[number] + 1
            if self._deaths[number] < _DEATHS - 1:
                self._rest(number, is_done=False)
            elif self._deaths[number] < _DEATHS:
                self._suspects.append(piece)
            else:
                given_up += self._unchecked(number)
                self._forget(number)
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
        known = self._known[number]
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
                    self._note(worker.pipe.recv())
            except (EOFError, OSError):
                pass  # which is how it ends
            worker.process.join(_FAREWELL_S)

    def end(self) -> None:
        """End what still runs."""
        with self._listening:
            for worker in self._workers:
                worker.pipe.close()
                if worker.process.is_alive():
                    worker.process.terminate()
                    worker.process.join()
                worker.process.close()
