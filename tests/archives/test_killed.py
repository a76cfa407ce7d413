"""A run that is killed, and started again: what the archive answered it is not asked again."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path

from tests.conftest import ROOT
from tests.web.localweb import LocalWeb
from tests.web.wayback import Wayback

PAGES = 60
CODE = """
import asyncio, datetime as dt, sys
from srccheck.archives import ArchiveClient
from srccheck.model.web import Address, Surroundings
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.web.client import HttpClient

class Loopback:
    async def resolve(self, host, port):
        return (Address(ip="127.0.0.1", port=int(sys.argv[1])),)

async def main():
    settings = Settings(archives=("http://wayback.example/web/",))
    surroundings = Surroundings(sleep=lambda seconds: asyncio.sleep(0.02))  # limits are not the question here
    with open_store(sys.argv[2], []) as store:
        async with HttpClient(settings, resolver=Loopback()) as http, asyncio.TaskGroup() as group:
            client = ArchiveClient(fetcher=http, settings=settings, surroundings=surroundings, store=store)
            for n in range(int(sys.argv[3])):
                page = f"https://coast.example/{n}"
                group.create_task(client.look(page, [dt.date(2024, 3, 5)], dead=n % 3 == 0))

asyncio.run(main())
"""


async def test_killed_in_the_middle(tmp_path: Path):
    """SIGKILL half-way: the second run asks only what was not answered, or a moment before the end."""
    wayback = Wayback(mode="slow", delay_s=0.15)
    for n in range(PAGES):
        wayback.hold(f"https://coast.example/{n}", ("20240304090000", 200), ("20240601000000", 404))
    asked: dict[str, list[float]] = defaultdict(list)
    half_way = asyncio.Event()

    async with LocalWeb() as web:

        async def behave(one, wire):
            asked[one.target].append(time.monotonic())
            await wayback.behave(one, wire)
            if len(asked) >= PAGES:
                half_way.set()

        web.host("wayback.example", {"*": behave})
        port = (await web.resolve("wayback.example", 80))[0].port

        async def start() -> asyncio.subprocess.Process:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-c", CODE, str(port), str(tmp_path / "store"), str(PAGES), cwd=ROOT
            )

        first = await start()
        await half_way.wait()
        first.send_signal(signal.SIGKILL)
        assert await first.wait() == -signal.SIGKILL
        end = time.monotonic()
        assert await (await start()).wait() == 0

    # the store writes once a second
    again = {target: moments[0] for target, moments in asked.items() if len(moments) > 1}
    late = {target: end - moment for target, moment in again.items() if end - moment > 1.5}
    assert len(late) <= 4  # pages under way: a TimeGate's answer is kept together with its capture's
    assert len(asked) == 2 * PAGES + PAGES // 3
    assert len(again) < PAGES / 2
