"""A real Wayback: pywb, as a program of its own (it is GPL, so it is only ever run), over captures of ours.

`SRCCHECK_PYWB` names its program `wayback`, with `wb-manager` beside it; else `.venv-pywb/bin/wayback`
below the project's root is looked for:

    python -m venv .venv-pywb && .venv-pywb/bin/pip install pywb
"""

from __future__ import annotations

import asyncio
import io
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.conftest import ROOT
from tests.web.localweb import Asked, Behaviour, Wire
from tests.web.wayback import Held

PROGRAM = Path(os.environ.get("SRCCHECK_PYWB", ROOT / ".venv-pywb" / "bin" / "wayback"))
COLLECTION = "port"


def is_there() -> bool:
    return PROGRAM.is_file()


@contextmanager
def running(folder: Path, captures: Iterable[Held], blocked: Iterable[str] = ()) -> Iterator[int]:
    """A pywb with one collection, on a port of loopback, until the block ends."""
    write_warc(folder / "captures.warc.gz", captures)
    manager = str(PROGRAM.with_name("wb-manager"))
    _run(folder, manager, "init", COLLECTION)
    _run(folder, manager, "add", COLLECTION, "captures.warc.gz")
    for url in blocked:
        _run(folder, manager, "acl", "add", COLLECTION, url, "block")
    port = _free_port()
    with (folder / "log.txt").open("w") as log:
        server = subprocess.Popen(
            [str(PROGRAM), "-b", "127.0.0.1", "-p", str(port)], cwd=folder, stdout=log, stderr=log
        )
        try:
            _wait_for(port, server, folder / "log.txt")
            yield port
        finally:
            server.terminate()
            server.wait(10)


def write_warc(path: Path, captures: Iterable[Held]) -> None:
    """The captures as a WARC file."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for held in captures:
            headers = [("Content-Type", "text/html; charset=utf-8")]
            if held.location:
                headers.append(("Location", held.location))
            record = writer.create_warc_record(
                held.original,
                "response",
                payload=io.BytesIO(held.body.encode()),
                http_headers=StatusAndHeaders(f"{held.status} Whatever", headers, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": held.moment.strftime("%Y-%m-%dT%H:%M:%SZ")},
            )
            writer.write_record(record)


def behaviour(port: int) -> Behaviour:
    """Hands what is asked of a made-up host of the local web on to pywb, byte by byte."""

    async def behave(asked: Asked, wire: Wire) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        accept = asked.headers.get("accept-datetime")
        line = f"Accept-Datetime: {accept}\r\n" if accept else ""
        writer.write(
            f"GET {asked.target} HTTP/1.1\r\nHost: {asked.host}\r\n{line}Connection: close\r\n\r\n".encode()
        )
        wire.keep = False
        await wire.send(await reader.read(-1))
        writer.close()

    return behave


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)  # a real process takes its time
        else:
            return
    raise AssertionError(log.read_text())
