"""What a process does that asks for partitions: takes numbers from a pipe, gives reports back."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from attrs import frozen

from srccheck.model import LinkReport
from srccheck.model.store import NoStore, Store
from srccheck.model.web import Surroundings
from srccheck.scale.spool import Spool
from srccheck.scale.working import Company, Network, each
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
        known: links of it that were answered before; they are not told again.
    """

    number: int
    known: frozenset[str] = frozenset()


@frozen(kw_only=True)
class Told:
    """What a worker has to say.

    Attributes:
        reports: settled links, each with the number of its partition.
        done: partitions that are done.
        troubles: what went less well than it should have; with the last word.
    """

    reports: tuple[tuple[int, LinkReport], ...] = ()
    done: tuple[int, ...] = ()
    troubles: tuple[str, ...] = ()


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
    with contextlib.suppress(BrokenPipeError, ConnectionError):
        asyncio.run(at_work(pipe, orders))


async def at_work(pipe: Connection, orders: Orders) -> None:
    """The same as `work`, to be awaited.

    Raises:
        BrokenPipeError, ConnectionError: the other side is gone.
    """
    troubles: list[str] = []
    settings, surroundings = orders.settings, Surroundings()
    alone = settings.store == NONE and settings.archive
    where = str(orders.spool.with_name("turns.sqlite3")) if alone else settings.store
    spooled = Spool(orders.spool, allow_private=settings.allow_private)
    with spooled as spool, open_store(where, troubles) as store:
        kept = _TurnsAlone(store) if alone else store
        meeting = Company.meet(settings, surroundings, kept, orders.network, orders.began)
        async with meeting as company:
            await _Desk(pipe, spool, company).run()
    pipe.send(Told(troubles=tuple(troubles)))


class _Desk:
    """Partitions under way, and what came of them and has not been sent."""

    def __init__(self, pipe: Connection, spool: Spool, company: Company) -> None:
        self._pipe = pipe
        self._spool = spool
        self._company = company
        self._came: asyncio.Queue[tuple[int, LinkReport | None] | None] = asyncio.Queue(maxsize=4 * _TOGETHER)

    async def run(self) -> None:
        """Work until there is nothing more to do."""
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(self._send())
            async with asyncio.TaskGroup() as asking:
                while (begin := await self._told()) is not None:
                    asking.create_task(self._ask(begin))
            await self._came.put(None)
            await sending

    async def _told(self) -> Begin | None:
        """The next word of the other side; None where it has none, or is gone."""
        try:
            begin: Begin | None = await asyncio.to_thread(self._pipe.recv)
        except (EOFError, ConnectionError):
            return None
        return begin

    async def _ask(self, begin: Begin) -> None:
        async def take(report: LinkReport) -> None:
            if report.url not in begin.known:
                await self._came.put((begin.number, report))

        await each(self._spool.partition(begin.number), self._company, take)
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
