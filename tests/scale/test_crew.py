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

from srccheck.errors import EvidenceError, WorkersError
from srccheck.scale.crew import several_processes
from srccheck.scale.dispatch import Dispatcher
from srccheck.scale.large import LargeAudit
from srccheck.scale.lists import read_lists
from srccheck.scale.spool import Spool
from srccheck.scale.worker import Begin, Orders, Told, _TurnsAlone, at_work, work
from srccheck.store import open_store
from tests.scale.samples import SETTINGS, listed, local, of_host
from tests.web.localweb import START, LocalWeb, answer, page, redirect

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


@asynccontextmanager
async def tiring(settings, *, port, marker, after):
    """A network in a process that dies over every so-manieth page, each time."""
    async with local(settings, port=port) as real:

        class Tiring:
            requests = 0

            async def fetch(self, request):
                self.requests += 1
                if self.requests > after:
                    os.mkdir(os.path.join(marker, str(os.getpid())))
                    await asyncio.sleep(0.3)  # what was settled before goes out
                    os._exit(1)
                return await real.fetch(request)

        yield Tiring()


@asynccontextmanager
async def failing(settings, *, error):
    """A network that cannot be used."""

    class Failing:
        async def fetch(self, request):
            raise error

    yield Failing()


def breaking_off(pipe, orders, *, marker):
    """A worker; the first of them dies in the middle of a message."""
    if not os.listdir(marker):
        os.mkdir(os.path.join(marker, "1"))
        pipe.send(Told())
        pipe.recv()
        os.write(pipe.fileno(), b"\0\0\x10\0half of it")
        os._exit(1)
    work(pipe, orders)


def ending(pipe, orders):
    """A worker that never begins."""
    os._exit(7)


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


async def test_processes_take_turns_at_hosts_that_are_nobodys(tmp_path, web, network):
    """Redirects lead two processes to a third host, which they ask no faster than one would."""
    times = []

    async def noted(asked, wire):
        times.append(asyncio.get_running_loop().time())
        await page("Whatever")(asked, wire)

    web.host("hub.example", {"*": noted})
    pages = [url for host in HOSTS[:2] for url in of_host(host, 6)]
    for host in HOSTS[:2]:
        web.host(host, {f"/{n:03}": redirect(f"http://hub.example/{host}/{n}") for n in range(6)})
    settings = evolve(SETTINGS, pause_per_host_s=0.2)
    with Spool(tmp_path / "more") as spool:
        for item in read_lists([listed(tmp_path, pages)]):
            spool.add(item)
        assert len(spool.plan(most_links=6)) == 2
        reports = await crewed(spool, settings, processes=2, network=network)
    assert len(reports) == 12
    assert times[-1] - times[0] > 0.95 * (len(times) - 1) * 0.2


async def test_what_a_dead_process_had_is_done_by_another(tmp_path, spool, web):
    """All links are told once, though a process was killed in the middle of its partitions."""
    marker = tmp_path / "deaths"
    marker.mkdir()
    network = partial(dying, port=web._ports[80], marker=str(marker), times=1)
    reports = await crewed(spool, SETTINGS, processes=2, network=network)
    assert len(os.listdir(marker)) == 1
    assert sorted(report.url for report in reports) == sorted(URLS)
    assert {report.live.status for report in reports} == {"alive", "dead"}
    # what was answered is not asked again; deaths were not confirmed yet
    assert {url for url, times in Counter(each.url for each in web.asked).items() if times > 1} == {
        url for url in URLS if url.endswith("/007")
    }


@pytest.mark.skipif(os.name != "posix", reason="pipes of Windows have whole messages")
async def test_a_process_that_dies_in_the_middle_of_a_message(tmp_path, monkeypatch, spool, network):
    """It is as dead as any."""
    marker = tmp_path / "deaths"
    marker.mkdir()
    monkeypatch.setattr("srccheck.scale.crew.work", partial(breaking_off, marker=str(marker)))
    reports = await crewed(spool, SETTINGS, processes=2, network=network)
    assert sorted(report.url for report in reports) == sorted(URLS)


async def test_deaths_with_answers_in_between_are_nobodys_fault(tmp_path, spool, web):
    """Somebody ends processes again and again; all is answered all the same."""
    marker = tmp_path / "deaths"
    marker.mkdir()
    network = partial(tiring, port=web._ports[80], marker=str(marker), after=8)
    reports = await crewed(spool, evolve(SETTINGS, jobs=1), processes=1, network=network)
    assert len(os.listdir(marker)) > 3
    assert {report.live.status for report in reports} == {"alive", "dead"}
    assert sorted(report.url for report in reports) == sorted(URLS)


@pytest.mark.parametrize("error", [RuntimeError("a defect"), EvidenceError("no room")], ids=repr)
async def test_what_a_worker_raises(tmp_path, error):
    """On purpose: it is raised here; a defect is a death as any other, and nobody waits for ever."""
    with Spool(tmp_path / "links") as spool:
        for item in read_lists([listed(tmp_path, URLS[:2])]):
            spool.add(item)
        spool.plan()
        work = crewed(spool, SETTINGS, processes=1, network=partial(failing, error=error))
        async with asyncio.timeout(60):
            if isinstance(error, EvidenceError):
                with pytest.raises(EvidenceError, match="no room"):
                    await work
            else:
                assert {report.live.status for report in await work} == {"unchecked"}


async def test_processes_that_do_not_begin(monkeypatch, spool):
    """After three in a row nobody hopes any more."""
    monkeypatch.setattr("srccheck.scale.crew.work", ending)
    with pytest.raises(WorkersError, match="exit code 7"):
        await crewed(spool, SETTINGS, processes=2)
    assert multiprocessing.active_children() == []


async def test_a_partition_that_kills_everybody_is_given_up(tmp_path, spool, web):
    """Its links are told as unchecked after three deaths, all others as they are, whoever had them then."""
    marker = tmp_path / "deaths"
    marker.mkdir()
    network = partial(dying, port=web._ports[80], marker=str(marker), times=99)
    reports = await crewed(spool, SETTINGS, processes=1, network=network)
    assert sorted(report.url for report in reports) == sorted(URLS)
    given_up = [report.live for report in reports if report.live.status == "unchecked"]
    assert len(given_up) < 3  # it, and a page that is asked for twice
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
