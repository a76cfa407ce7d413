"""Several processes that ask side by side."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections import Counter
from contextlib import asynccontextmanager
from functools import partial
from multiprocessing import Pipe

import pytest
from attrs import evolve

from srccheck.scale.crew import several_processes
from srccheck.scale.dispatch import Dispatcher
from srccheck.scale.large import LargeAudit
from srccheck.scale.lists import read_lists
from srccheck.scale.spool import Spool
from srccheck.scale.worker import Begin, Orders, Told, _TurnsAlone, at_work
from srccheck.store import open_store
from tests.scale.samples import SETTINGS, listed, local, of_host
from tests.web.localweb import START, LocalWeb, answer, page

HOSTS = ("coast.example", "hill.example", "lake.example")
URLS = tuple(url for host in HOSTS for url in of_host(host, 12))
DEADLY = "http://lake.example/006"


@pytest.fixture
async def web():
    web = LocalWeb()
    for host in HOSTS:
        web.host(host, {"/007": answer("", 404), "*": page("Whatever")})
    async with web:
        yield web


@pytest.fixture
def network(web):
    return partial(local, port=web._ports[80])


@pytest.fixture
def spool(tmp_path):
    with Spool(tmp_path / "links") as spool:
        for item in read_lists([listed(tmp_path, URLS)]):
            spool.add(item)
        spool.plan(most_links=12, most_of_one=5)
        yield spool


@asynccontextmanager
async def dying(settings, *, port, marker, times):
    """A network in a process that dies over one of the pages, so often."""
    async with local(settings, port=port) as real:

        class Deadly:
            async def fetch(self, request):
                if request.url == DEADLY and len(os.listdir(marker)) < times:
                    os.mkdir(os.path.join(marker, str(os.getpid())))
                    await asyncio.sleep(0.3)  # what was settled before goes out
                    os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
                return await real.fetch(request)

        yield Deadly()


async def crewed(spool, settings, **more):
    dispatcher = Dispatcher(spool.pieces())
    return [report async for report in several_processes(spool, dispatcher, settings, troubles=[], **more)]


async def test_two_processes_answer_every_link_once(spool, web, network):
    """Each link is told once; each page is asked for once, the dead ones twice; no host by both at once."""
    settings = evolve(SETTINGS, jobs_per_host=1)
    reports = await crewed(spool, settings, processes=2, network=network)
    assert sorted(report.url for report in reports) == sorted(URLS)
    assert {r.url for r in reports if r.live.status == "dead"} == {u for u in URLS if u.endswith("/007")}
    asked = Counter(each.url for each in web.asked)
    assert asked == {url: 2 if url.endswith("/007") else 1 for url in URLS}
    assert set(web.most_at_once.values()) == {1}


async def test_what_a_dead_process_had_is_done_by_another(tmp_path, spool, web):
    """All links are told once, though a process was killed in the middle of its partitions."""
    marker = tmp_path / "deaths"
    marker.mkdir()
    network = partial(dying, port=web._ports[80], marker=str(marker), times=1)
    reports = await crewed(spool, SETTINGS, processes=2, network=network)
    assert len(os.listdir(marker)) == 1
    assert sorted(report.url for report in reports) == sorted(URLS)
    assert {report.live.status for report in reports} == {"alive", "dead"}


async def test_a_partition_that_kills_everybody_is_given_up(tmp_path, spool, web):
    """Its links are told as unchecked after three deaths, all others as they are."""
    marker = tmp_path / "deaths"
    marker.mkdir()
    network = partial(dying, port=web._ports[80], marker=str(marker), times=99)
    reports = await crewed(spool, SETTINGS, processes=1, network=network)
    assert sorted(report.url for report in reports) == sorted(URLS)
    given_up = [report.live for report in reports if report.live.status == "unchecked"]
    assert DEADLY in {report.url for report in reports if report.live.status == "unchecked"}
    assert {(live.reason, "three times" in (live.detail or "")) for live in given_up} == {
        ("interrupted", True)
    }


async def test_a_crew_that_is_left_is_ended(spool, web, network):
    """Whoever stops early leaves no process running."""
    dispatcher = Dispatcher(spool.pieces())
    reports = several_processes(spool, dispatcher, SETTINGS, processes=2, troubles=[], network=network)
    async for _ in reports:
        break
    await reports.aclose()
    assert multiprocessing.active_children() == []


async def test_a_large_audit_in_two_processes(tmp_path, web, network):
    """The answers are remembered by all of them: the next run asks for nothing."""
    path = listed(tmp_path, URLS)
    store = str(tmp_path / "store")
    for asked in (39, 0):
        web.asked.clear()
        settings = evolve(SETTINGS, processes=2, store=store)
        with LargeAudit(settings, network=network) as run:
            for item in read_lists([path]):
                run.take(item)
            reports = [report async for report, _ in run.walk()]
            assert run.result().notices == ()
        assert (len(reports), len(web.asked)) == (len(URLS), asked)


async def test_a_worker_at_work(spool, web, network):
    """What it says, message by message: reports that were not known, partitions done, a last word."""
    ours, theirs = Pipe()
    known = spool.partition(0).targets[0].url
    work = asyncio.create_task(at_work(theirs, Orders(spool=spool.file, settings=SETTINGS, network=network)))
    for begin in (Begin(number=0, known=frozenset({known})), None):
        await asyncio.to_thread(ours.send, begin)
    await work
    told: list[Told] = []
    while ours.poll():
        told.append(ours.recv())
    urls = [report.url for each in told for _, report in each.reports]
    assert sorted(urls) == sorted(t.url for t in spool.partition(0).targets if t.url != known)
    assert [number for each in told for number in each.done] == [0]
    assert told[-1] == Told()


async def test_workers_without_memory_keep_the_archives_limits_together(spool, network):
    """They take turns in a file of their own, and remember nothing in it."""
    ours, theirs = Pipe()
    ours.send(None)
    settings = evolve(SETTINGS, archive=True)
    await at_work(theirs, Orders(spool=spool.file, settings=settings, network=network))
    with open_store(str(spool.file.with_name("turns.sqlite3")), []) as store:
        here = START
        turns = _TurnsAlone(store)
        turns.put("live", "x", {}, checked_at=here, expires_at=None)
        assert turns.get("live", "x") is None
        waits = [turns.allow("wayback", 60, here, burst=1) for _ in range(3)]
    assert waits == [0.0, 1.0, 2.0]


async def test_a_worker_whose_master_is_gone_ends(spool, network):
    """It does not wait for ever."""
    ours, theirs = Pipe()
    ours.close()
    with pytest.raises((BrokenPipeError, ConnectionError)):
        await at_work(theirs, Orders(spool=spool.file, settings=SETTINGS, network=network))
