"""An end to asking: what is not answered when the time is up is left for another day."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from attrs import evolve

from srccheck.model import LinkReport

__all__ = ["Patience"]


class Patience:
    """Reports as they come, until the time is up.

    Attributes:
        is_out: the time was up before the last report came.

    Args:
        seconds: how long; 0 for as long as it takes.
    """

    def __init__(self, seconds: float) -> None:
        self.is_out = False
        self._seconds = seconds

    async def watch(self, reports: AsyncIterator[LinkReport]) -> AsyncGenerator[LinkReport, None]:
        """Hand reports on; the asking is called off when the time is up.

        Args:
            reports: as they come.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._seconds if self._seconds else None
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    report = await anext(reports)
            except StopAsyncIteration:
                return
            except TimeoutError:
                self.is_out = True
                return
            yield report

    def explained(self, report: LinkReport) -> LinkReport:
        """The report, which says `budget` where the time was too short for an answer."""
        live = report.live
        if not self.is_out or live.reason != "interrupted":
            return report
        return evolve(report, live=evolve(live, reason="budget", detail="the time that was allowed is up"))
