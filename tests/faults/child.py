"""An audit in a process of its own, to be killed.

`python -m tests.faults.child PORT ARTICLE STORE RUN REPORT`

Every host leads to one port of this machine, and the pauses that manners ask for are short; all else is as it
is for the command. The report is JSON; the exit code is the command's.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from srccheck.auditing import aaudit
from srccheck.cli.outcome import exit_code, failing
from srccheck.model.web import Address, Surroundings
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.web.client import HttpClient
from tests.faults.world import ARCHIVE


class Loopback:
    """Leads every name to one port."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(self, host: str, port: int) -> tuple[Address, ...]:
        """See `srccheck.model.web.Resolver`."""
        return (Address(ip="127.0.0.1", port=self._port),)


async def main(port: str, article: str, where: str, run: str, report: str) -> int:
    """Audit, write the report, and return the exit code."""
    settings = Settings(
        archives=(f"http://{ARCHIVE}/web/",), run=run, jobs_per_host=4, pause_per_host_s=0, registry=False
    )
    surroundings = Surroundings(sleep=lambda seconds: asyncio.sleep(min(seconds, 0.01)))
    with open_store(where, troubles := []) as store:
        async with HttpClient(settings, surroundings=surroundings, resolver=Loopback(int(port))) as http:
            audit = await aaudit(
                article, settings=settings, fetcher=http, surroundings=surroundings, store=store
            )
    told = json.dumps({**audit.to_dict(), "troubles": troubles})
    Path(report).write_text(told, "utf-8")  # noqa: ASYNC240  nobody else waits
    return exit_code(
        interrupted=audit.interrupted,
        unusable=bool(audit.unreadable),
        offline=audit.offline,
        failing=failing(audit.findings, "error"),
    )


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
