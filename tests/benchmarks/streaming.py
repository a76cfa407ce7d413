"""How much memory a stream of many links needs, and how fast they come.

usage: python tests/benchmarks/streaming.py [URLS] [--notes]

So many distinct URLs (20,000 where none is given; the goal is 100,000 in 300 MB) in documents of 1,000, on
200 hosts of a local server that answers at once; pages of 30 kB, no archive, no store, no pause. What
comes is counted and let go. Links stand in lists, with `--notes` in footnotes. `growth` is what each link
added to the resident memory between the first tenth and the last.
"""

# ruff: noqa: T201 - it prints what it measures

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import probe

_LINKS = 1000
_HOSTS = 200


def _write(folder: Path, count: int, *, notes: bool) -> None:
    for first in range(0, count, _LINKS):
        urls = [f"http://h{n % _HOSTS}.example/p/{n}" for n in range(first, min(first + _LINKS, count))]
        lines = [f"- <{url}>" for url in urls]
        if notes:
            lines = [f"Exports grew.[^{n}]\n" for n in range(len(urls))]
            lines += [f"[^{n}]: “Report {n} from the coast”, {url}.\n" for n, url in enumerate(urls)]
        (folder / f"document{first}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


async def _stream(folder: Path, port: int, count: int) -> tuple[int, list[float]]:
    """How many links came, and the resident memory in MB at every tenth of them."""
    from srccheck import LinkReport, astream
    from srccheck.web.client import HttpClient

    settings, came, resident = probe._settings(), 0, []
    async with HttpClient(settings, resolver=probe._Here(port)) as client:
        async for item in astream(str(folder), settings=settings, fetcher=client):
            if isinstance(item, LinkReport):
                came += 1
                if came % max(1, count // 10) == 0:
                    resident.append(probe._resident_mb())
                    print(f"# {came} links, {resident[-1]:.0f} MB", file=sys.stderr, flush=True)
    return came, resident


def _peak_mb() -> float:
    text = Path("/proc/self/status").read_text()
    return int(text.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def main() -> None:
    """Stream, and say what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("urls", type=int, nargs="?", default=20_000)
    parser.add_argument("--notes", action="store_true")
    options = parser.parse_args()
    server = subprocess.Popen(
        [sys.executable, probe.__file__, "--serve", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        port = int(server.stdout.readline())
        with tempfile.TemporaryDirectory() as folder:
            _write(Path(folder), options.urls, notes=options.notes)
            started, cpu = time.perf_counter(), time.process_time()
            came, resident = asyncio.run(_stream(Path(folder), port, options.urls))
            wall, cpu = time.perf_counter() - started, time.process_time() - cpu
        growth = (resident[-1] - resident[0]) * 1000 / (came * 0.9)
        print(
            f"{came} links: {wall:.1f} s, {cpu:.1f} s CPU, {came / wall:.0f} links/s, "
            f"peak {_peak_mb():.0f} MB, growth {growth:.2f} kB a link"
        )
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
