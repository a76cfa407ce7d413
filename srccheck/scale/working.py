"""Partitions under way in one process: several at once, so that the end of one is the middle of another."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from attrs import field, frozen

from srccheck.archives import ArchiveClient
from srccheck.errors import raised_on_purpose
from srccheck.model import LinkReport
from srccheck.model.store import Store
from srccheck.model.web import Fetcher, Surroundings
from srccheck.scale.dispatch import Dispatcher
from srccheck.scale.partition import Partition, ask
from srccheck.scale.spool import Spool
from srccheck.settings import Settings
from srccheck.web.connection import connect
from srccheck.web.survey import Witness

__all__ = ["MOST_UNDER_WAY", "Company", "Network", "answering", "each", "one_process"]

Network = Callable[[Settings], AbstractAsyncContextManager[Fetcher]]
"""Makes who answers in the place of the network, in the process that asks; to be pickled, a module's own."""

MOST_UNDER_WAY = 20_000
"""Links in memory at once, in all processes together; about 60 MB."""

_WAITING = 100  # reports that wait for whoever takes them, before those that ask must wait, too


@frozen(kw_only=True)
class Company:
    """Whom all partitions of a process ask together, so that they share limits and experience.

    Attributes:
        settings: limits, and whom to ask.
        surroundings: clock, sleep and chance.
        store: what was answered before.
        began: when the run first began, aware UTC; None where it has only begun now.
        witness: who answers, and whether anybody did.
        archives: who is asked for captures.
    """

    settings: Settings
    surroundings: Surroundings
    store: Store
    began: dt.datetime | None = None
    witness: Witness
    archives: ArchiveClient = field(repr=False)

    @classmethod
    @asynccontextmanager
    async def meet(
        cls,
        settings: Settings,
        surroundings: Surroundings,
        store: Store,
        network: Network | None = None,
        began: dt.datetime | None = None,
    ) -> AsyncIterator[Company]:
        """Company that asks politely, until the context ends.

        Args:
            settings: limits, and whom to ask.
            surroundings: clock, sleep and chance.
            store: what was answered before.
            network: who answers in the place of the network.
            began: when the run first began; what was answered since then is not asked again.
        """
        async with AsyncExitStack() as stack:
            raw = await stack.enter_async_context(network(settings)) if network else None
            polite = connect(settings, surroundings, store=store, fetcher=raw)
            witness = Witness(await stack.enter_async_context(polite))
            yield cls(
                settings=settings,
                surroundings=surroundings,
                store=store,
                began=began,
                witness=witness,
                archives=ArchiveClient(
                    fetcher=witness, settings=settings, surroundings=surroundings, store=store
                ),
            )

    def ask(self, partition: Partition) -> AsyncGenerator[LinkReport, None]:
        """Ask for the links of a partition."""
        return ask(
            partition,
            settings=self.settings,
            surroundings=self.surroundings,
            store=self.store,
            fetcher=self.witness,
            archives=self.archives,
            began=self.began,
        )


def answering(
    settings: Settings, surroundings: Surroundings, network: Network | None
) -> AbstractAsyncContextManager[Fetcher]:
    """Who answers requests, without any manners: the web where nobody else is named."""
    if network is not None:
        return network(settings)
    from srccheck.web.client import HttpClient  # late: loads httpx  # noqa: PLC0415

    return HttpClient(settings, surroundings=surroundings)


async def one_process(
    spool: Spool, dispatcher: Dispatcher, company: Company, *, most: int = MOST_UNDER_WAY
) -> AsyncGenerator[LinkReport, None]:
    """Ask for everything in this process, and yield each link as soon as it is settled.

    Args:
        spool: the links, cut into partitions.
        dispatcher: whose turn it is.
        company: whom to ask.
        most: links under way at once, unless one partition has more.
    """
    came: asyncio.Queue[LinkReport | None] = asyncio.Queue(maxsize=_WAITING)
    work = asyncio.create_task(_all(spool, dispatcher, company, most, came))
    try:
        while (report := await came.get()) is not None:
            yield report
        await work
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def _all(
    spool: Spool,
    dispatcher: Dispatcher,
    company: Company,
    most: int,
    came: asyncio.Queue[LinkReport | None],
) -> None:
    freed = asyncio.Event()

    async def one(number: int) -> None:
        await each(spool.partition(number), company, came.put)
        dispatcher.done(number)
        freed.set()

    try:
        async with asyncio.TaskGroup() as group:
            while not dispatcher.is_done:
                freed.clear()
                has_room = dispatcher.links_under_way < most
                piece = dispatcher.next() if has_room else None
                if piece is None:
                    await freed.wait()
                else:
                    group.create_task(one(piece.number))
                    await asyncio.sleep(0)
    except ExceptionGroup as several:
        while came.full():  # whoever takes them is to hear of the end now
            came.get_nowait()
        came.put_nowait(None)
        # What is raised on purpose (evidence that can no longer be written) is raised as itself.
        raise raised_on_purpose(several) from None
    await came.put(None)


async def each(partition: Partition, company: Company, take: Callable[[LinkReport], Awaitable[None]]) -> None:
    """Hand every link of a partition on as it is settled."""
    reports = company.ask(partition)
    try:
        async for report in reports:
            await take(report)
    finally:
        await reports.aclose()
