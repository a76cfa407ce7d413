"""How fast live pages are probed: whole processes side by side, over a local server of its own.

usage: python tests/benchmarks/probe.py [--rounds N] [--only NAME,NAME]

2,000 distinct URLs: 1,500 alive pages of 30 kB, 300 redirects to other pages, 150 times 404, 50 times 500;
2,300 requests, 50 ms each, 100 at a time, so 1.15 s is the least. In turn, on one host and on 200:
`srccheck` (pages judged, dead ones asked again at the end; no archive, no retries, no pause, 100
connections a host), `audit` (the same, after a document with the links has been read), a bare loop over
httpx with the httpx-aiohttp transport, and one over httpx alone. Wall and CPU seconds and peak memory are
those of the whole process, start-up included; medians of the rounds; `requests` is what reached the server.
"""

# ruff: noqa: T201 - it prints a table, and runs itself

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ALIVE, REDIRECTS, MISSING, BROKEN = 1500, 300, 150, 50
AT_ONCE = 100
TEXT = (
    "The ministry said in a long statement that exports of grain grew for the third year in a row which "
    "nobody along the coast had expected while the harbour of the capital stayed closed to foreign ships"
)
WORDS = TEXT.split()


# --- the server, a process of its own -----------------------------------------------------------------


def _page(number: int) -> bytes:
    """30 kB of a newspaper's page, no two alike."""
    title, paragraphs = f"Report {number} from the coast", []
    for n in range(75):
        start = (number * 7 + n * 3) % len(WORDS)
        words = " ".join((WORDS[start:] + WORDS[:start])[:32])
        paragraphs.append(
            f'<div class="block b{n}"><p id="p{n}">{words} <a href="/p/{(number + n) % 1500}">{number}</a>.'
            '</p><span class="share" data-kind="social"></span></div>'
        )
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:locale" content="en_GB">'
        '<link rel="stylesheet" href="/style.css"><script>var settings = {"a": 1, "b": [1, 2]};</script>'
        f"</head><body><nav><ul><li><a href='/'>Home</a></li></ul></nav><h1>{title}</h1>"
        f"{''.join(paragraphs)}</body></html>"
    ).encode()
    return page + b"<!--" + b" " * max(0, 30_000 - len(page) - 7) + b"-->"


def _answer(path: str) -> bytes:
    kind, _, name = path.strip("/").partition("/")
    if kind == "p" and name.isdigit():
        return _http("200 OK", _page(int(name)))
    if kind == "r" and name.isdigit():
        return _http("302 Found", b"", f"Location: /p/{name}\r\n")
    if kind == "b":
        return _http("500 Internal Server Error", b"<title>Error</title>")
    return _http("404 Not Found", b"<!doctype html><title>Page not found</title><h1>Page not found</h1>")


def _http(status: str, body: bytes, more: str = "") -> bytes:
    kind = "Content-Type: text/html; charset=utf-8"
    head = f"HTTP/1.1 {status}\r\n{kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


class _Server(asyncio.Protocol):
    delay_s = 0.0
    count = 0
    kept: dict[str, bytes] = {}  # noqa: RUF012

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._buffer = transport, b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            if b" " not in head:
                continue  # httpx-aiohttp follows redirects with an empty chunked body
            path = head.split(b" ", 2)[1].decode()
            path = path[path.index("/", 8) :] if path.startswith("http") else path
            if path == "/count":
                self._transport.write(_http("200 OK", str(_Server.count).encode()))
                _Server.count = 0
                continue
            _Server.count += 1
            if path not in self.kept and len(self.kept) < 3000:
                self.kept[path] = _answer(path)
            asyncio.get_running_loop().call_later(
                self.delay_s, self._send, self.kept.get(path) or _answer(path)
            )

    def _send(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


async def _serve(delay_s: float) -> None:
    _Server.delay_s = delay_s
    for n in range(ALIVE):
        _Server.kept[f"/p/{n}"] = _answer(f"/p/{n}")
    server = await asyncio.get_running_loop().create_server(_Server, "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# --- the runners, each a process of its own -------------------------------------------------------------


def _paths() -> list[str]:
    numbers = {"p": ALIVE, "r": REDIRECTS, "m": MISSING, "b": BROKEN}
    paths = [f"/{kind}/{n}" for kind, count in numbers.items() for n in range(count)]
    return sorted(paths, key=hash_of)


def hash_of(text: str) -> int:
    """A shuffle that is the same in every run."""
    return sum(ord(c) * 31**n for n, c in enumerate(text)) % 65_521


def _urls(hosts: int, *, literal: int | None = None) -> list[str]:
    """Made-up names, or (for httpx alone, which has no hook for a resolver) addresses of loopback."""
    if literal:
        return [f"http://127.0.0.{n % hosts + 1}:{literal}{path}" for n, path in enumerate(_paths())]
    return [f"http://h{n % hosts}.example{path}" for n, path in enumerate(_paths())]


def _settings(**more: object) -> object:
    from srccheck import Settings

    return Settings(
        archive=False,
        jobs=AT_ONCE,
        jobs_per_host=AT_ONCE,
        pause_per_host_s=0.0,
        retries=0,
        store="none",
        **more,
    )


class _Here:
    """Every name is this machine."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(self, host: str, port: int) -> object:
        from srccheck.model.web import Address

        return (Address(ip="127.0.0.1", port=self._port),)


def _document(folder: str, urls: list[str]) -> Path:
    path = Path(folder) / "links.md"
    path.write_text("".join(f"- <{url}>\n" for url in urls), encoding="utf-8")
    return path


async def _ours(port: int, hosts: int) -> dict[str, int]:
    """The links alone: asked for, judged, the dead ones once more."""
    from srccheck.inquiry import Inquiry
    from srccheck.model.store import NoStore
    from srccheck.model.web import Surroundings
    from srccheck.web.client import HttpClient
    from srccheck.web.connection import connect
    from srccheck.worklist import Target

    settings, surroundings = _settings(), Surroundings()
    targets = [Target(url=url, page=url) for url in _urls(hosts)]
    counts: dict[str, int] = {}
    async with (
        HttpClient(settings, resolver=_Here(port)) as client,
        connect(settings, surroundings, store=NoStore(), fetcher=client) as fetcher,
    ):
        inquiry = Inquiry(
            targets,
            fetcher=fetcher,
            settings=settings,
            surroundings=surroundings,
            store=NoStore(),
            progress=lambda done, what: None,
        )
        async for report in inquiry.ask():
            counts[report.live.status] = counts.get(report.live.status, 0) + 1
    return counts


async def _audit(port: int, hosts: int) -> dict[str, int]:
    """A whole audit: a document with all the links is read first."""
    from srccheck import aaudit
    from srccheck.web.client import HttpClient

    settings = _settings()
    with tempfile.TemporaryDirectory() as folder:
        path = _document(folder, _urls(hosts))
        async with HttpClient(settings, resolver=_Here(port)) as client:
            audit = await aaudit(str(path), settings=settings, fetcher=client)
    counts: dict[str, int] = {}
    for link in audit.links:
        counts[link.live.status] = counts.get(link.live.status, 0) + 1
    return counts


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def _loop(client: object, urls: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    waiting = iter(urls)

    async def worker() -> None:
        for url in waiting:
            answer = await client.get(url, follow_redirects=True)  # type: ignore[attr-defined]
            kind = str(answer.status_code)
            counts[kind] = counts.get(kind, 0) + 1

    async with client:  # type: ignore[attr-defined]
        await asyncio.gather(*[worker() for _ in range(AT_ONCE)])
    return counts


async def _httpx(port: int, hosts: int) -> dict[str, int]:
    import httpx

    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    client = httpx.AsyncClient(limits=limits, timeout=60, trust_env=False)
    return await _loop(client, _urls(hosts, literal=port))


async def _httpx_aiohttp(port: int, hosts: int) -> dict[str, int]:
    import aiohttp
    import httpx
    from httpx_aiohttp import AiohttpTransport

    class Resolver(aiohttp.abc.AbstractResolver):
        async def resolve(self, host: str, _port: int = 0, family: int = 0) -> list[dict[str, object]]:
            return [
                {"hostname": host, "host": "127.0.0.1", "port": port, "family": 2, "proto": 0, "flags": 0}
            ]

        async def close(self) -> None:
            pass

    def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=Resolver(), limit=AT_ONCE))

    client = httpx.AsyncClient(transport=AiohttpTransport(client=session), timeout=60, trust_env=False)
    return await _loop(client, _urls(hosts))


RUNNERS = {
    "srccheck": _ours, "audit": _audit, "httpx-aiohttp": _httpx_aiohttp, "httpx": _httpx,
}  # fmt: skip


# --- the comparison ------------------------------------------------------------------------------------


def _start(delay_s: float) -> tuple[subprocess.Popen[str], int]:
    server = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(delay_s)], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    return server, int(server.stdout.readline())


def _asked(port: int) -> int:
    import urllib.request

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/count") as answer:
        return int(answer.read())


def _measure(runner: str, port: int, size: int) -> tuple[float, float, float, int, str]:
    """Wall seconds, CPU seconds, peak MB, requests, and what the runner counted."""
    _asked(port)
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, __file__, "--run", runner, str(port), str(size)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    said = process.stdout.read().strip()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{runner} failed")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, _asked(port), said


def _compare(rounds: int, only: list[str]) -> None:
    server, port = _start(0.05)
    try:
        for hosts in (1, 200):
            print(f"\n{len(_paths())} URLs on {hosts} host(s), 50 ms, {AT_ONCE} at a time")
            print(f"{'':14}  wall s   cpu s peak MB requests  wall/x   cpu/x")
            runs: dict[str, list[tuple[float, float, float, int, str]]] = {name: [] for name in only}
            for _ in range(rounds):
                for name in only:
                    runs[name].append(_measure(name, port, hosts))
            base = runs.get("httpx-aiohttp", runs[only[0]])
            for name in only:
                wall, cpu, peak = (statistics.median(run[n] for run in runs[name]) for n in range(3))
                ratios = [
                    statistics.median(a[n] / b[n] for a, b in zip(runs[name], base, strict=True))
                    for n in (0, 1)
                ]
                last = runs[name][-1]
                print(
                    f"{name:14} {wall:7.2f} {cpu:7.2f} {peak:7.0f} {last[3]:8} "
                    f"{ratios[0]:7.2f} {ratios[1]:7.2f}"
                    f"   {last[4]}"
                )
        print("\nx: the httpx-aiohttp loop of the same round")
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Compare, or be one of the processes compared."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="srccheck,audit,httpx-aiohttp,httpx")
    parser.add_argument("--serve", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        asyncio.run(_serve(options.serve))
    elif options.run:
        name, port, size = options.run
        print(json.dumps(asyncio.run(RUNNERS[name](int(port), int(size)))))
    else:
        _compare(options.rounds, options.only.split(","))


if __name__ == "__main__":
    main()
