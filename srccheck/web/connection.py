"""Who answers a run's requests: the network, the network with a recorder, or a recording."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec

from srccheck.errors import UsageError
from srccheck.model.store import AnswerStore
from srccheck.model.web import Fetcher, Surroundings
from srccheck.settings import Settings
from srccheck.web.manners import Polite
from srccheck.web.robots import Obedient

__all__ = ["connect", "replayed_time"]


def replayed_time() -> Surroundings:
    """Surroundings in which nobody waits: a recording is never too busy."""
    return Surroundings(sleep=lambda seconds: asyncio.sleep(0))


@asynccontextmanager
async def connect(
    settings: Settings,
    surroundings: Surroundings,
    *,
    store: AnswerStore,
    fetcher: Fetcher | None = None,
) -> AsyncIterator[Fetcher]:
    """A fetcher as the settings want it, polite where it asks the network, closed in the end.

    Args:
        settings: whom to ask, what to keep, and at what pace.
        surroundings: clock and sleep.
        store: remembers robots.txt.
        fetcher: who answers in the place of the network; it is used politely, too.

    Raises:
        UsageError: both to record and to replay; or texts to compare, and no library for it.
        EvidenceError: the WARC file cannot be used.
    """
    if settings.replay and settings.record:
        raise UsageError("a run can record or replay, not both; leave out one of the two")
    if settings.drift and find_spec("trafilatura") is None:
        raise UsageError(
            "comparing texts (drift) needs a package that is not installed: pip install 'srccheck[drift]'"
        )
    from srccheck.web.evidence import Recorder, Replayer  # late: loads warcio  # noqa: PLC0415

    async with AsyncExitStack() as stack:
        answering: Fetcher
        slow_down: Callable[[str, float], None] = _nobody_to_spare
        if settings.replay and fetcher is None:
            answering = Replayer(settings.replay)
        else:
            answering = Polite(
                fetcher or await _network(settings, surroundings, stack), settings, surroundings
            )
            slow_down = answering.slow_down
        if settings.record:
            answering = stack.enter_context(Recorder(answering, settings.record, surroundings=surroundings))
        if settings.robots:
            answering = Obedient(
                answering, settings, surroundings=surroundings, store=store, slow_down=slow_down
            )
        yield answering


async def _network(settings: Settings, surroundings: Surroundings, stack: AsyncExitStack) -> Fetcher:
    from srccheck.web.client import HttpClient  # late: loads httpx  # noqa: PLC0415

    return await stack.enter_async_context(HttpClient(settings, surroundings=surroundings))


def _nobody_to_spare(url: str, pause_s: float) -> None:
    """A recording is never too busy."""
