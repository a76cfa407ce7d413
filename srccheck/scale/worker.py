"""What a process does that asks for partitions: takes numbers from a pipe, gives reports back."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import threading
from contextlib import nullcontext
from multiprocessing.connection import Connection
from pathlib import Path

from attrs import evolve, frozen

from srccheck.errors import SrccheckError, raised_on_purpose
from srccheck.model import LinkReport
from srccheck.model.store import NoStore, Store
from srccheck.model.web import Surroundings
from srccheck.scale.partition import spared
from srccheck.scale.rationing import Rationed, StoreTurns
from srccheck.scale.spool import Spool
from srccheck.scale.working import Company, Network, answering, each
from srccheck.settings import Settings
from srccheck.store import NONE, open_store
from srccheck.web.examiners import SHARED

__all__ = ["Begin", "Orders", "Told", "at_work", "work"]

_TOGETHER = 100
"""Reports that are sent at once, at most."""

_SEND_EVERY_S = 0.1
"""A message costs both sides more than a report in it."""


@frozen(kw_only=True)
class Begin:
    """A partition to begin.

    Attributes:
        number: which.
        known: links of it that were answered before; they are not asked for again.
    """

    number: int
    known: frozenset[str] = frozenset()


@frozen(kw_only=True)
class Told:
    """What a worker has to say; with its first word nothing, but that it is ready.

    Attributes:
        reports: settled links, each with the number of its partition.
        done: partitions that are done.
        troubles: what went less well than it should have; with the last word.
        failure: why it cannot work, whatever it is given; the last word, too.
    """

    reports: tuple[tuple[int, LinkReport], ...] = ()
    done: tuple[int, ...] = ()
    troubles: tuple[str, ...] = ()
    failure: SrccheckError | None = None


class _TurnsAlone(NoStore):
    """Remembers nothing, but keeps limits together with the other processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def allow(self, kind: str, per_minute: float, now: dt.datetime, *, burst: int = 4) -> float:
        """See `AnswerStore.allow`."""
        return self._store.allow(kind, per_minute, now, burst=burst)


@frozen(kw_only=True)
class Orders:
    """What a worker is to know.

    Attributes:
        spool: the file of links; beside it, processes that remember nothing keep limits together.
        settings: limits, and whom to ask; `jobs` is this process's share.
        network: who answers in the place of the network.
        began: when the run first began, aware UTC; what was answered since then is not asked again.
    """

    spool: Path
    settings: Settings
    network: Network | None = None
    began: dt.datetime | None = None


def work(pipe: Connection, orders: Orders) -> None:
    """Be a worker: until the other side says None, or is gone.

    Args:
        pipe: `Begin` comes in, `Told` goes out.
        orders: what to know.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began it ends it
    SHARED.limit_to(0)  # the processors are busy with workers
    try:
        asyncio.run(at_work(pipe, orders))
    except* ConnectionError:
        pass  # whoever began it is gone


async def at_work(pipe: Connection, orders: Orders) -> None:
    """The same as `work`, to be awaited.

    Raises:
        ConnectionError: the other side is gone; alone or in a group.
    """
    try:
        last = Told(troubles=tuple(await _worked(pipe, orders)))
    except SrccheckError as error:
        last = Told(failure=error)
    except ExceptionGroup as several:
        ours = raised_on_purpose(several)
        if not isinstance(ours, SrccheckError):
            raise
        last = Told(failure=ours)
    pipe.send(last)


async def _worked(pipe: Connection, orders: Orders) -> list[str]:
    troubles: list[str] = []
    settings, surroundings = orders.settings, Surroundings()
    has_limits = settings.archive or settings.pause_per_host_s > 0
    alone = settings.store == NONE and has_limits
    where = str(orders.spool.with_name("turns.sqlite3")) if alone else settings.store
    spooled = Spool(orders.spool, allow_private=settings.allow_private)
    with spooled as spool, open_store(where, troubles) as store:
        kept = _TurnsAlone(store) if alone else store
        async with answering(settings, surroundings, orders.network) as raw:
            rationed = Rationed(raw, StoreTurns(store, surroundings), settings, surroundings)
            meeting = Company.meet(
                settings, surroundings, kept, lambda _: nullcontext(rationed), orders.began
            )
            async with meeting as company:
                await _Desk(pipe, spool, company, rationed).run()
    return troubles


class _Desk:
    """Partitions under way, and what came of them and has not been sent."""

    def __init__(self, pipe: Connection, spool: Spool, company: Company, rationed: Rationed) -> None:
        self._pipe = pipe
        self._spool = spool
        self._company = company
        self._rationed = rationed
        self._orders: asyncio.Queue[Begin | Exception | None] = asyncio.Queue()
        self._came: asyncio.Queue[tuple[int, LinkReport | None] | None] = asyncio.Queue(maxsize=4 * _TOGETHER)

    async def run(self) -> None:
        """Work until there is nothing more to do.

        Raises:
            ConnectionError: the other side is gone, and so nobody hears what is asked; in a group.
        """
        self._pipe.send(Told())
        # No thread that anybody would wait for in the end: it may hang on the pipe when all else has failed.
        threading.Thread(target=self._listen, args=(asyncio.get_running_loop(),), daemon=True).start()
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(self._send())
            async with asyncio.TaskGroup() as asking:
                while (begin := await self._told()) is not None:
                    asking.create_task(self._ask(begin))
            await self._came.put(None)
            await sending

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        begin: Begin | Exception | None
        while True:
            try:
                begin = self._pipe.recv()
            except (EOFError, OSError) as error:
                begin = error
            try:
                loop.call_soon_threadsafe(self._orders.put_nowait, begin)
            except RuntimeError:  # the loop has ended, for another reason
                return
            if not isinstance(begin, Begin):
                return

    async def _told(self) -> Begin | None:
        """The next word of the other side; None where it has none."""
        begin = await self._orders.get()
        if isinstance(begin, Exception):
            raise ConnectionAbortedError("nobody is there any more") from begin
        return begin

    async def _ask(self, begin: Begin) -> None:
        async def take(report: LinkReport) -> None:
            await self._came.put((begin.number, report))

        whole = self._spool.partition(begin.number)
        left = tuple(target for target in whole.targets if target.url not in begin.known)
        domains = frozenset(map(spared, left))
        self._rationed.own(str(begin.number), domains, ())
        try:
            await each(evolve(whole, targets=left), self._company, take)
        finally:
            self._rationed.disown(domains)
        await self._came.put((begin.number, None))

    async def _send(self) -> None:
        while (first := await self._came.get()) is not None:
            several = [first]
            while len(several) < _TOGETHER and not self._came.empty():
                more = self._came.get_nowait()
                if more is None:
                    await self._came.put(None)
                    break
                several.append(more)
            told = Told(
                reports=tuple((number, report) for number, report in several if report is not None),
                done=tuple(number for number, report in several if report is None),
            )
            await asyncio.to_thread(self._pipe.send, told)
            await asyncio.sleep(_SEND_EVERY_S if len(several) < _TOGETHER else 0)
