"""Does memory stay flat? Probes misbehaving and ordinary pages for minutes and prints resident memory.

usage: python -m tests.benchmarks.soak [--minutes 10]

All in one process: a local web of 500 hosts that serves pages, redirects, 404s, bombs, resets, garbage,
endless and dripping answers, and one client and prober that go round it. The first tenth warms up; the
last line says how much memory came after that.
"""

# ruff: noqa: T201 - it prints a table, and runs itself

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import time
from collections import Counter
from pathlib import Path

from srccheck.model.web import Surroundings
from srccheck.settings import Settings
from srccheck.text.urls import normalize
from srccheck.web.client import HttpClient
from srccheck.web.live import Prober
from srccheck.web.manners import Polite
from tests.web.localweb import LocalWeb, bomb, drips, endless, gzipped, html, page, redirect, reset, sends

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
HOSTS, AT_ONCE = 500, 40
SETTINGS = Settings(
    connect_timeout_s=1, read_timeout_s=0.5, first_byte_timeout_s=0.5, total_timeout_s=1, retries=0,
    jobs=AT_ONCE, jobs_per_host=AT_ONCE, pause_per_host_s=0.0, proxy="none",
)  # fmt: skip
PATHS = {
    "/page": page("Fewer ships in the harbour"),
    "/long": gzipped(html("A long report", text="The harbour was quiet that morning. " * 3000)),
    "/moved": redirect("/page", 301),
    "/gone": page("Page not found", status=404),
    "/bomb": bomb("gzip", 16),
    "/brotli": bomb("br", 16),
    "/zstd": bomb("zstd", 16),
    "/reset": reset(),
    "/nothing": sends(b""),
    "/garbage": sends(bytes(range(256)) * 20),
    "/endless": endless(OK + b"\r\n", b"<p>and so on</p>" * 1000),
    "/headers": endless(OK, b"X-Many: y\r\n" * 99),
    "/drip": drips(OK + b"Content-Length: 99\r\n\r\n", b"x", 0.1, 99),
}


def resident_mb() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def soak(minutes: float) -> None:
    """Go round the web until the time is up."""
    surroundings, words = Surroundings(), Counter[str]()
    started, end = time.monotonic(), time.monotonic() + 60 * minutes
    print(" minute  probes     MB")
    async with LocalWeb() as web:
        for n in range(HOSTS):
            web.host(f"h{n}.example", PATHS)
        async with HttpClient(SETTINGS, resolver=web.resolver) as client:
            polite = Polite(client, SETTINGS, surroundings)
            warm, shown = 0.0, started

            async def one(number: int) -> None:
                # a prober for every thousand links, as runs are in life
                path = list(PATHS)[number % len(PATHS)]
                live = await prober.probe(normalize(f"http://h{number % HOSTS}.example{path}"))
                words[f"{live.status}/{live.reason}"] += 1

            number = 0
            while time.monotonic() < end:
                prober = Prober(fetcher=polite, settings=SETTINGS, surroundings=surroundings)
                for _ in range(25):
                    await asyncio.gather(*[one(number + n) for n in range(AT_ONCE)])
                    number += AT_ONCE
                web.asked.clear()
                web.resolved.clear()
                web._counts.clear()
                if time.monotonic() - shown >= 6 * minutes:
                    shown = time.monotonic()
                    gc.collect()
                    warm = warm or resident_mb()
                    print(f"{(shown - started) / 60:7.1f} {number:7} {resident_mb():6.0f}", flush=True)
    print(f"{resident_mb() - warm:+.0f} MB since the warm-up; {dict(words)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    asyncio.run(soak(parser.parse_args().minutes))
