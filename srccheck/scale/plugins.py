"""What is put into the processes of a Dask cluster: the desk into the scheduler, an office into each worker.

The classes are made in functions because their bases are Dask's, an extra; they travel whole.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import TYPE_CHECKING, Any

from srccheck.scale.desk import Desk
from srccheck.scale.office import Office, Order
from srccheck.scale.working import Network
from srccheck.settings import Settings

if TYPE_CHECKING:
    from distributed import Worker
    from distributed.diagnostics.plugin import SchedulerPlugin, WorkerPlugin
    from distributed.scheduler import Scheduler

__all__ = ["DESK", "MESSAGES", "ask_order", "desk_plugin", "office_name", "office_plugin"]

DESK = "srccheck-desk"
"""What the scheduler calls the plugin."""

MESSAGES = ("open", "close", "collect", "post", "begin", "end", "lease", "release")
"""Methods of the desk that can be called from elsewhere, as `srccheck_…`."""


def office_name(run: str) -> str:
    """What workers call the plugin of an audit."""
    return f"srccheck-office-{run}"


def desk_plugin() -> SchedulerPlugin:
    """The desk; a scheduler that has one keeps it."""
    from distributed.diagnostics.plugin import SchedulerPlugin  # late: an extra  # noqa: PLC0415

    class DeskPlugin(SchedulerPlugin):
        name = DESK
        idempotent = True

        async def start(self, scheduler: Scheduler) -> None:
            self._desk = Desk(time.monotonic)
            for message in MESSAGES:
                scheduler.handlers[f"srccheck_{message}"] = getattr(self._desk, message)
            for worker in scheduler.workers:
                self._desk.arrive(worker)

        def add_worker(self, scheduler: Scheduler, worker: str) -> None:
            self._desk.arrive(worker)

        def remove_worker(self, scheduler: Scheduler, worker: str, **_: Any) -> None:
            self._desk.leave(worker)

        def remove_client(self, scheduler: Scheduler, client: str) -> None:
            self._desk.lose_client(client)

    return DeskPlugin()


class _Line:
    """The way from a worker to the desk; implements `Headquarters`."""

    def __init__(self, worker: Worker) -> None:
        self.address = worker.address
        self._worker = worker
        self._loop = asyncio.get_running_loop()

    async def call(self, message: str, **content: Any) -> Any:
        """Send a message over the worker's own connections, which live in its loop."""
        send = getattr(self._worker.scheduler, f"srccheck_{message}")
        answer = asyncio.run_coroutine_threadsafe(send(**content), self._loop)
        return await asyncio.wrap_future(answer)


def office_plugin(
    run: str, settings: Settings, network: Network | None, began: dt.datetime | None
) -> WorkerPlugin:
    """The office of an audit.

    Args:
        run: the audit.
        settings: limits, and whom to ask.
        network: who answers; the web where None.
        began: when the run first began, where it is gone on with.
    """
    from distributed.diagnostics.plugin import WorkerPlugin  # late: an extra  # noqa: PLC0415

    class OfficePlugin(WorkerPlugin):
        name = office_name(run)

        async def setup(self, worker: Worker) -> None:  # in the worker's loop
            self.office = Office(run, settings, network, _Line(worker), began)

        async def teardown(self, worker: Worker) -> None:
            await asyncio.to_thread(self.office.close)

    return OfficePlugin()


def ask_order(order: Order) -> None:
    """The task of a worker: it leaves the threads, which are for other work, and waits for its office."""
    import distributed  # late: an extra  # noqa: PLC0415

    dask: Any = distributed  # half of its functions have no types
    worker = dask.get_worker()
    dask.secede()
    worker.plugins[office_name(order.run)].office.ask(order)
