"""`srccheck audit --urls`, killed in the middle, and the same command once more."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter

import pytest
from attrs import define, field

from srccheck.store import open_store
from tests.conftest import ROOT
from tests.scale.samples import listed
from tests.web.localweb import LocalWeb, answer, page

LINKS, HOSTS = 400, 40
URLS = tuple(f"http://h{n % HOSTS}.example/{'gone' if n % 10 == 7 else 'page'}/{n}" for n in range(LINKS))
FLUSHED_S = 1.0  # by then an answer is in the store, however busy the machine


@define
class _Log:
    """Who was answered when, and whether that was half of it."""

    moments: dict[str, list[float]] = field(factory=dict)
    is_half: asyncio.Event = field(factory=asyncio.Event)

    def of(self, url):
        """Behaves as the page does, and takes it down."""
        behave = answer("", 404) if "/gone/" in url else page("Whatever")

        async def noted(asked, wire):
            await asyncio.sleep(0.01)
            await behave(asked, wire)
            self.moments.setdefault(url, []).append(asyncio.get_running_loop().time())
            if len(self.moments) == LINKS // 2:
                self.is_half.set()

        return noted


@pytest.fixture
async def log():
    """What the web, which runs, has to tell."""
    return _Log()


@pytest.fixture
async def web(log):
    web = LocalWeb()
    for host in range(HOSTS):
        own = [url for url in URLS if url.startswith(f"http://h{host}.")]
        web.host(f"h{host}.example", {url.partition(".example")[2]: log.of(url) for url in own})
    async with web:
        yield web


async def test_every_link_is_told_once_and_no_answer_is_asked_for_twice(tmp_path, web, log):
    """The report of the second process has every link; the history has each once; the web saw no more."""
    store, out = str(tmp_path / "store.sqlite3"), tmp_path / "out.jsonl"
    command = [str(web._ports[80]), listed(tmp_path, URLS), store, str(out)]

    async def begun():
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.scale.child", *command, cwd=ROOT
        )

    first = await begun()
    await log.is_half.wait()
    first.kill()
    await first.wait()
    killed_at = asyncio.get_running_loop().time()
    assert await (await begun()).wait() == 0

    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    told = Counter(line["url"] for line in lines if "url" in line)
    assert told == Counter(URLS)
    assert {line["url"] for line in lines if line.get("status") == "dead"} == {u for u in URLS if "gone" in u}
    with open_store(store, []) as kept:
        (run,) = kept.runs()
        assert run.is_whole
        assert Counter(check.url for check in kept.checks("weekly")) == Counter(URLS)
    for url, moments in log.moments.items():
        looks = 2 if "/gone/" in url else 1
        early = [moment for moment in moments if moment < killed_at - FLUSHED_S]
        assert len(early) < looks or len(moments) == looks, url
