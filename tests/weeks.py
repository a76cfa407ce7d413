"""A web that changes from week to week, recorded so that commands can be run over it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from srccheck import Settings, aaudit
from srccheck.model.web import Exchange, Request, Surroundings
from srccheck.web.evidence import Recorder
from tests.web.localweb import START

__all__ = ["Web", "cite", "record"]

_HTML = b"<html lang=en><title>Title</title><p>" + b"text " * 200
_NOTE = "[{}] A. Author, “Title”, https://a.example/{} (accessed 20 July 2025).\n"


class Web:
    """The pages of a.example that are named are there; with `out`, nobody answers."""

    def __init__(self, *there: str, out: bool = False) -> None:
        self._there = there
        self._out = out

    async def fetch(self, request: Request) -> Exchange:
        if self._out:
            return Exchange(url=request.url, failure="connect")
        status = 200 if request.url.rpartition("/")[2] in self._there else 404
        return Exchange(
            url=request.url, http_status=status, headers=(("content-type", "text/html"),), body=_HTML
        )


def cite(file: Path, *pages: str) -> None:
    """Write a text that cites pages of a.example, each in a note."""
    markers = " ".join(f"A claim.[{number}]" for number in range(1, len(pages) + 1))
    notes = "".join(_NOTE.format(number, page) for number, page in enumerate(pages, 1))
    file.write_text(f"{markers}\n\n{notes}", encoding="utf-8")


def record(web: Web, paths: Sequence[Path], capture: Path, *, week: int) -> None:
    """Record what a web answers about documents in a week, counted from 1."""
    moment = START + dt.timedelta(weeks=week)
    with Recorder(web, capture) as recorder:
        asyncio.run(
            aaudit(
                [str(path) for path in paths],
                settings=Settings(archive=False, retries=0, pause_per_host_s=0),
                fetcher=recorder,
                surroundings=Surroundings(now=lambda: moment),
            )
        )
