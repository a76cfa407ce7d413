"""Who answers a run's requests: the network, the network with a recorder, or a recording."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from srccheck.errors import UsageError
from srccheck.model.web import Fetcher, Surroundings
from srccheck.settings import Settings

__all__ = ["connect", "replayed_time"]


def replayed_time() -> Surroundings:
    """Surroundings in which nobody waits: a recording is never too busy."""
    return Surroundings(sleep=lambda seconds: asyncio.sleep(0))


@asynccontextmanager
async def connect(settings: Settings, surroundings: Surroundings) -> AsyncIterator[Fetcher]:
    """A fetcher as the settings want it, closed in the end.

    Raises:
        UsageError: both to record and to replay.
        EvidenceError: the WARC file cannot be used.
    """
    from srccheck.web.evidence import Recorder, Replayer  # late: loads warcio  # noqa: PLC0415

    if settings.replay and settings.record:
        raise UsageError("a run can record or replay, not both; leave out one of the two")
    if settings.replay:
        yield Replayer(settings.replay)
        return
    from srccheck.web.client import HttpClient  # noqa: PLC0415

    async with HttpClient(settings, surroundings=surroundings) as client:
        if not settings.record:
            yield client
            return
        with Recorder(client, settings.record, surroundings=surroundings) as recorder:
            yield recorder
