"""A worker's part in an audit: one loop in which all its partitions are asked for, and the post."""

from __future__ import annotations

import asyncio
import datetime as dt
import pickle
import threading
from collections.abc import Awaitable, Coroutine
from concurrent.futures import CancelledError
from contextlib import AsyncExitStack, aclosing, nullcontext
from typing import Any, Protocol, TypeVar

from attrs import frozen

from srccheck.model import LinkReport
from srccheck.model.store import NoStore
from srccheck.model.web import Surroundings
from srccheck.scale.partition import Partition, spared
from srccheck.scale.rationing import Ration, Rationed
from srccheck.scale.working import Company, Network, answering
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.web.examiners import SHARED

__all__ = ["Headquarters", "Item", "Office", "Order", "shared_store"]

_FIRST_POST_S = 0.5
_MOST_KEPT = 5_000  # answers not posted yet, beyond which asking waits

_Result = TypeVar("_Result")


@frozen(kw_only=True)
class Order:
    """A partition, or what is left of one, as it is sent to a worker.

    Attributes:
        run: the audit.
        id: the order's own, never given twice in an audit.
        partition: the links.
    """

    run: str
    id: str
    partition: Partition

    @property
    def owner(self) -> str:
        """What its domains' owner is called on the desk."""
        return f"{self.run}/{self.id}"


Item = tuple[str, LinkReport | None]
"""An order's id, and an answer; None after its last one."""


class Headquarters(Protocol):
    """The way from a worker to the desk; `srccheck.scale.desk.Desk` tells what the messages mean."""

    address: str

    def call(self, message: str, **content: Any) -> Awaitable[Any]:
        """Send a message from any loop, and await the answer.

        Raises:
            OSError: the desk is out of reach.
        """
        ...


def shared_store(settings: Settings) -> str | None:
    """The store, where it is one that many machines share: a PostgreSQL URL; else None."""
    where = settings.store or ""
    return where if where.startswith(("postgresql:", "postgresql+", "postgres:")) else None


class _Desk:
    """The desk's turns, for `Rationed`."""

    def __init__(self, headquarters: Headquarters) -> None:
        self._headquarters = headquarters

    async def lease(self, ration: Ration, owner: str) -> tuple[int, float]:
        number, wait_s = await self._headquarters.call(
            "lease",
            name=ration.name,
            worker=self._headquarters.address,
            owner=owner,
            at_once=ration.at_once,
            interval_s=ration.interval_s,
            burst=ration.burst,
            per_minute=ration.per_minute,
        )
        return number, wait_s

    async def release(self, lease: int, ago_s: float, rest_s: float) -> None:
        await self._headquarters.call("release", lease=lease, ago_s=ago_s, rest_s=rest_s)


class Office:
    """Asks for partitions in a thread and loop of its own, several at once, with one connection pool.

    Args:
        run: the audit.
        settings: limits, and whom to ask.
        network: who answers; the web where None.
        headquarters: the way to the desk.
        began: when the run first began, where it is gone on with.
    """

    def __init__(
        self,
        run: str,
        settings: Settings,
        network: Network | None,
        headquarters: Headquarters,
        began: dt.datetime | None = None,
    ) -> None:
        self._run = run
        self._settings = settings
        self._network = network
        self._headquarters = headquarters
        self._began = began
        self._surroundings = Surroundings()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="srccheck", daemon=True)
        self._thread.start()
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._means: tuple[Company, Rationed] | None = None
        self._orders: dict[str, tuple[asyncio.Task[None], frozenset[str]]] = {}
        self._settling: set[tuple[str, str]] = set()
        self._outbox: list[Item] = []
        self._posted = asyncio.Event()
        self._wants_post = asyncio.Event()
        self._postman: asyncio.Task[None] | None = None

    def ask(self, order: Order) -> None:
        """Ask for all links of an order, and return when the last answer has been posted.

        To be called from a thread that may wait.
        """
        self._wait_for(self._work_off(order))

    def close(self) -> None:
        """End what is under way, and let go of connections."""
        if self._loop.is_running():
            self._wait_for(self._close())
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait_for(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _close(self) -> None:
        tasks = [task for task, _ in self._orders.values()]
        tasks += [self._postman] if self._postman else []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._stack.aclose()

    async def _open(self) -> tuple[Company, Rationed]:
        async with self._opening:
            if self._means is None:
                settings, surroundings = self._settings, self._surroundings
                where = shared_store(settings)
                store = self._stack.enter_context(open_store(where, [])) if where else NoStore()
                network = await self._stack.enter_async_context(
                    answering(settings, surroundings, self._network)
                )
                rationed = Rationed(network, _Desk(self._headquarters), settings, surroundings)
                meeting = Company.meet(
                    settings, surroundings, store, lambda _: nullcontext(rationed), self._began
                )
                self._means = await self._stack.enter_async_context(meeting), rationed
                SHARED.limit_to(0)  # a worker is given one core
                self._postman = asyncio.create_task(self._carry(rationed))
            return self._means

    async def _work_off(self, order: Order) -> None:
        company, rationed = await self._open()
        if self._postman is None or self._postman.done():
            raise CancelledError(f"{order.owner}: the audit is over")
        domains = frozenset(map(spared, order.partition.targets))
        work = asyncio.create_task(self._ask(order, domains, company, rationed))
        self._orders[order.id] = (work, domains)
        try:
            await work
        except asyncio.CancelledError:
            raise CancelledError(f"{order.owner} was called off") from None
        finally:
            del self._orders[order.id]
            rationed.disown(domains)

    async def _ask(self, order: Order, domains: frozenset[str], company: Company, rationed: Rationed) -> None:
        here = self._headquarters
        shared = await here.call("begin", owner=order.owner, worker=here.address, domains=sorted(domains))
        rationed.own(order.owner, domains, shared)
        try:
            async with aclosing(company.ask(order.partition)) as reports:
                async for report in reports:
                    await self._put((order.id, report))
            await self._put((order.id, None))
            await self._until_posted()
        finally:
            await here.call("end", owner=order.owner)

    # ------------------------------------------------------------------ the post
    async def _put(self, item: Item) -> None:
        self._outbox.append(item)
        if len(self._outbox) >= _MOST_KEPT:
            await self._until_posted()

    async def _until_posted(self) -> None:
        self._wants_post.set()
        await self._posted.wait()

    async def _carry(self, rationed: Rationed) -> None:
        """Post what there is, again and again; hear what the desk says."""
        every_s = _FIRST_POST_S
        try:
            while True:
                try:
                    async with asyncio.timeout(every_s):
                        await self._wants_post.wait()
                except TimeoutError:
                    pass
                self._wants_post.clear()
                waiting, self._posted = self._posted, asyncio.Event()
                outbox, self._outbox = self._outbox, []
                said = await self._headquarters.call(
                    "post",
                    run=self._run,
                    worker=self._headquarters.address,
                    parcel=pickle.dumps(outbox) if outbox else b"",
                    settled=self._settled(rationed),
                )
                waiting.set()
                every_s = said["every_s"]
                self._hear(said["shared"], rationed)
                if not said["goes_on"]:
                    return
        finally:
            # without the post nobody hears of an answer: more of them would only be asked for twice
            for work, _ in self._orders.values():
                work.cancel()

    def _hear(self, shared: list[tuple[str, str]], rationed: Rationed) -> None:
        ours = {(owner, domain) for owner, domain in shared}
        rationed.share(domain for _, domain in ours)
        self._settling |= ours

    def _settled(self, rationed: Rationed) -> list[tuple[str, str]]:
        """Of the domains that are shared since lately, those where no request without a turn is left."""
        settled = [(owner, domain) for owner, domain in self._settling if rationed.is_settled(domain)]
        self._settling -= set(settled)
        return settled
