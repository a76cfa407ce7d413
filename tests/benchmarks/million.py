"""How fast a list of a million links is asked for, and in how much memory.

usage: python tests/benchmarks/million.py [--links N] [--hosts N] [--ways one,two] [--store]

So many distinct URLs (1,000,000 where nothing is said) on so many made-up host names (5,000), of which every
tenth has ten times the links of the others, on a local server in two processes of its own: 20 ms each, pages
of 5 to 10 kB (70 %), redirects (15 %), 404 (10 %), 500 (5 %). No pauses, no archive, 200 requests at once;
JSON lines go to a file. `one` and `two` are processes that ask; `--store` keeps the answers, too. A way may
also be the name of a module beside this one that has `measure(file, port, settings) -> int`, links answered.
CPU is that of all processes that ask, those that they begin included; memory is their resident memory taken
together, at half of the links and at most.
"""

# ruff: noqa: T201 - it prints a table, and runs itself

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import probe

SERVERS = 2
DELAY_S = 0.02
AT_ONCE = 200
_WAYS = {"one": 1, "two": 2}


# --- the server ---------------------------------------------------------------------------------------


def _page(number: int) -> bytes:
    """5 to 10 kB of a newspaper's page."""
    title, paragraphs = f"Report {number} from the coast", []
    for n in range(14 + number % 13):
        start = (number * 7 + n * 3) % len(probe.WORDS)
        words = " ".join((probe.WORDS[start:] + probe.WORDS[:start])[:32])
        paragraphs.append(
            f'<div class="b{n}"><p id="p{n}">{words} <a href="/p/{number + n}">more</a>.</p></div>'
        )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><link rel="stylesheet" href="/style.css"></head>'
        f"<body><nav><a href='/'>Home</a></nav><h1>{title}</h1>{''.join(paragraphs)}</body></html>"
    ).encode()


def _answers() -> dict[bytes, list[bytes]]:
    missing = b"<!doctype html><title>Page not found</title><h1>Page not found</h1>"
    return {
        b"p": [probe._http("200 OK", _page(n)) for n in range(500)],
        b"m": [probe._http("404 Not Found", missing)],
        b"b": [probe._http("500 Internal Server Error", b"<title>Error</title>")],
    }


class _Server(asyncio.Protocol):
    answers: dict[bytes, list[bytes]] = {}  # noqa: RUF012

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._buffer = transport, b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1]
            kind, _, number = path.strip(b"/").partition(b"/")
            if kind == b"r":
                answer = probe._http("302 Found", b"", f"Location: /p/{number.decode()}\r\n")
            else:
                several = self.answers.get(kind, self.answers[b"m"])
                answer = several[int(number) % len(several) if number.isdigit() else 0]
            asyncio.get_running_loop().call_later(DELAY_S, self._send, answer)

    def _send(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


async def _serve() -> None:
    _Server.answers = _answers()
    server = await asyncio.get_running_loop().create_server(_Server, "127.0.0.1", 0, backlog=2000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# --- the links ----------------------------------------------------------------------------------------


def _kind(number: int) -> str:
    share = number % 20
    return "p" if share < 14 else "r" if share < 17 else "m" if share < 19 else "b"


def write_list(file: Path, links: int, hosts: int) -> None:
    """A list of addresses with dates and titles."""
    with file.open("w", encoding="utf-8") as out:
        out.write("url,accessed,title\n")
        for n in range(links):
            host = n % hosts if n % 2 else n % max(1, hosts // 10)
            out.write(f"http://h{host}.example/{_kind(n // 2)}/{n},2026-03-{n % 28 + 1:02},\n")


# --- those that ask -----------------------------------------------------------------------------------


class _Here:
    """Every name is this machine; the servers share the hosts."""

    def __init__(self, ports: tuple[int, ...]) -> None:
        self._ports = ports

    async def resolve(self, host: str, port: int) -> object:
        from srccheck.model.web import Address

        return (Address(ip="127.0.0.1", port=self._ports[probe.hash_of(host) % len(self._ports)]),)


@asynccontextmanager
async def network(settings: object, *, ports: tuple[int, ...]) -> AsyncIterator[object]:
    """The local web, for any process."""
    from srccheck.web.client import HttpClient

    async with HttpClient(settings, resolver=_Here(ports)) as client:
        yield client


def settings_of(processes: int, store: str) -> object:
    """The benchmark's manners."""
    from srccheck import Settings

    return Settings(
        archive=False,
        registry=False,
        jobs=AT_ONCE,
        jobs_per_host=10,
        pause_per_host_s=0.0,
        retries=0,
        processes=processes,
        store=store,
        fail_on="never",
        progress=False,
    )


def _run(processes: int, file: Path, ports: tuple[int, ...], store: str) -> None:
    from srccheck.cli.scaling import run_urls
    from srccheck.cli.wishes import Target, Wishes

    out = file.with_suffix(f".{processes}.jsonl")
    wishes = Wishes(
        targets=(Target(format="jsonl", file=out),), format="text", settings=settings_of(processes, store)
    )
    code = run_urls([str(file)], wishes, network=partial(network, ports=ports))
    assert code == 0, code


# --- the figures --------------------------------------------------------------------------------------


def _resident_mb(pid: int) -> float:
    """Of a process and all that it has begun; pages that they share count once a process."""
    total = 0.0
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total = int(line.split()[1]) * 1024 / 1e6
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text().split()
            total += sum(map(_resident_mb, map(int, children)))
    except OSError:
        pass
    return total


def _check(out: Path, links: int) -> None:
    """Every link was told once."""
    told = 0
    answered = set()
    with out.open(encoding="utf-8") as lines:
        for line in lines:
            url = json.loads(line).get("url")
            told += url is not None
            answered.add(hash(url))
    assert told == links, (told, links)
    assert len(answered - {hash(None)}) == links


def _measure(way: str, options: argparse.Namespace, file: Path, ports: list[int]) -> None:
    out = file.with_suffix(f".{_WAYS.get(way, 0)}.jsonl")
    store = str(file.with_suffix(f".{way}.sqlite3")) if options.store else "none"
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, __file__, "--run", way, str(file), ",".join(map(str, ports)), store]
    )
    samples: list[tuple[float, float]] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(1.0):
            samples.append((time.perf_counter() - started, _resident_mb(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    over.set()
    watcher.join()
    wall, cpu = time.perf_counter() - started, usage.ru_utime + usage.ru_stime
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{way} failed")
    if out.exists():
        _check(out, options.links)
    # taken as a whole the middle third is the middle of the run
    middle = [mb for at, mb in samples if wall / 3 < at < 2 * wall / 3]
    mid, most = sum(middle) / max(1, len(middle)), max((mb for _, mb in samples), default=0.0)
    print(
        f"{way:6} {options.links / wall:8.0f} {cpu * 1000 / options.links:12.2f} {wall:8.1f} "
        f"{mid:8.0f} {most:8.0f} {most / max(mid, 1):9.2f}",
        flush=True,
    )


def main() -> None:
    """Measure, or be one of the processes that are measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--hosts", type=int, default=5_000)
    parser.add_argument("--ways", default="one,two")
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--run", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(_serve())
        return
    if options.run:
        way, file, text, store = options.run
        ports = tuple(map(int, text.split(",")))
        if way in _WAYS:
            _run(_WAYS[way], Path(file), ports, store)
        else:
            importlib.import_module(way).measure(Path(file), ports, settings_of(2, store))
        return
    servers = [
        subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True)
        for _ in range(SERVERS)
    ]
    try:
        listening = [int(server.stdout.readline()) for server in servers if server.stdout]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "links.csv"
            write_list(file, options.links, options.hosts)
            size = f"{options.links:,} links on {options.hosts:,} hosts"
            print(f"{size}, {DELAY_S * 1000:.0f} ms, {AT_ONCE} at once")
            print("way     links/s  cpu s/1,000   wall s   mid MB   max MB   max/mid")
            for way in options.ways.split(","):
                _measure(way, options, file, listening)
    finally:
        for server in servers:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
