"""Audits on a cluster of real processes: links answered once, hosts and archives spared by all together."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from srccheck import audit
from srccheck.cli import cli
from srccheck.errors import ClusterError, UsageError
from srccheck.model import Document, LinkReport
from srccheck.model.web import Surroundings
from srccheck.scale.cluster import ClusterInquiry
from srccheck.scale.cluster_connection import unlike
from srccheck.scale.cluster_reading import taking_in
from srccheck.settings import Settings
from srccheck.text.urls import normalize
from srccheck.worklist import Target, target_of
from tests.conftest import ROOT
from tests.scale.cluster_web import Loopback
from tests.web.localweb import Asked, Behaviour, LocalWeb, Wire, answer, html, page, redirect
from tests.web.wayback import Wayback

distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'srccheck[dask]'")

SETTINGS = Settings(archive=False, registry=False, store="none", pause_per_host_s=0.1, retries=0)


@pytest.fixture
async def web() -> AsyncIterator[LocalWeb]:
    async with LocalWeb() as local:
        yield local


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two worker processes; one that is killed is started anew."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as local:
        yield local


def targets_of(*urls: str) -> tuple[Target, ...]:
    return tuple(target_of(normalize(url), ()) for url in urls)


def inquiry_of(web: LocalWeb, cluster: Any, urls: list[str], settings: Settings = SETTINGS) -> ClusterInquiry:
    return ClusterInquiry(
        targets_of(*urls),
        cluster=cluster,
        settings=settings,
        surroundings=Surroundings(),
        progress=lambda done, waiting: None,
        network=Loopback(web._ports[80]),
    )


async def all_of(inquiry: ClusterInquiry) -> list[LinkReport]:
    return [report async for report in inquiry.ask()]


class Times:
    """When each host was asked, and how often at once, as the server sees it."""

    def __init__(self) -> None:
        self.starts: defaultdict[str, list[float]] = defaultdict(list)

    def noting(self, behaviour: Behaviour) -> Behaviour:
        async def behave(asked: Asked, wire: Wire) -> None:
            self.starts[asked.host].append(time.monotonic())
            await behaviour(asked, wire)

        return behave

    def keeps_to(self, host: str, *, burst: int, a_second: float) -> bool:
        """Whether no stretch of time, however short or long, had more requests than that (and 0.15 s)."""
        starts = self.starts[host]
        return all(
            count <= burst + a_second * (end - begin + 0.15)
            for first, begin in enumerate(starts)
            for count, end in enumerate(starts[first:], 1)
        )


async def test_every_link_is_answered_once(web: LocalWeb, cluster: Any) -> None:
    """Living, dead and moved pages of twenty hosts, with fragments, over two workers."""
    urls = []
    for n in range(20):
        web.host(f"h{n}.example", {"/a": page("A"), "/b": redirect("/a", 301), "/c": answer("", 404)})
        urls += [f"http://h{n}.example{path}" for path in ("/a", "/a#top", "/b", "/c")]
    inquiry = inquiry_of(web, cluster, urls)
    before = inquiry.report(targets_of(urls[0])[0])
    reports = await all_of(inquiry)
    assert (before.live.status, before.live.reason) == ("unchecked", "interrupted")
    assert Counter(report.url for report in reports) == Counter(map(normalize, urls))
    assert Counter(report.live.status for report in reports) == {"alive": 40, "moved": 20, "dead": 20}
    assert inquiry.report(targets_of(urls[0])[0]).live.status == "alive"
    asked = Counter(web.urls_asked())
    assert {asked[url] for url in urls if url.endswith("/c")} == {2}, "a dead page is asked for again"
    assert all(asked[f"http://h{n}.example/a"] == 2 for n in range(20)), "once itself, once moved to"


async def test_a_host_sees_its_limit_however_many_ask(web: LocalWeb, cluster: Any) -> None:
    """Forty sites redirect to one that is cited itself: two at once, and the pause between any two."""
    times = Times()
    slow = times.noting(answer(html("Hub"), delay=0.25))
    gone = times.noting(answer("", 404))
    web.host(
        "hub.example",
        {**{f"/{n}": slow for n in range(8)}, **{f"/from/{n}": slow for n in range(30)}, "*": gone},
    )
    urls = [f"http://hub.example/{n}" for n in range(8)]
    for n in range(30):
        web.host(f"h{n}.example", {"/": redirect(f"http://hub.example/from/{n}", 302)})
        urls.append(f"http://h{n}.example/")
        for k in range(10):  # so that partitions of both workers have some
            web.host(f"g{n}-{k}.example", {"/": page("G")})
            urls.append(f"http://g{n}-{k}.example/")
    reports = await all_of(inquiry_of(web, cluster, urls))
    assert {report.live.status for report in reports} == {"alive"}
    assert len(times.starts["hub.example"]) >= 38
    assert web.most_at_once["hub.example"] <= SETTINGS.jobs_per_host
    assert times.keeps_to("hub.example", burst=1, a_second=1 / SETTINGS.pause_per_host_s)


async def test_a_heavy_domain_is_a_chain(web: LocalWeb, cluster: Any) -> None:
    """Links of one domain that fill several partitions: never at two workers at once."""
    times = Times()
    web.host("heavy.example", {"*": times.noting(answer(html("H"), delay=0.02))})
    urls = [f"http://heavy.example/{n}" for n in range(250)]
    settings = SETTINGS.with_changes(pause_per_host_s=0.01)
    reports = await all_of(inquiry_of(web, cluster, urls, settings))
    assert len(reports) == 250
    assert web.most_at_once["heavy.example"] <= 2


async def test_the_archive_has_one_budget(web: LocalWeb, cluster: Any, monkeypatch: Any) -> None:
    """Two workers together ask the archive no more often than one would: 8 a second, 4 at once at first."""
    monkeypatch.setattr("srccheck.scale.cluster._FEWEST", 4)
    archive, times = Wayback(), Times()
    urls = []
    for n in range(16):
        web.host(f"h{n}.example", {"/": page("H")})
        urls.append(f"http://h{n}.example/")
        archive.hold(f"http://h{n}.example/", ("20250101000000", 200))
    web.host("wayback.example", {"*": times.noting(archive.behave)})
    settings = SETTINGS.with_changes(archive=True, archives=(archive.timegate,))
    inquiry = inquiry_of(web, cluster, urls, settings)
    reports = await all_of(inquiry)
    assert {report.archive.status for report in reports} == {"archived"}
    assert len(times.starts["wayback.example"]) == 32
    assert times.keeps_to("wayback.example", burst=4, a_second=8)


def kill_one(cluster: Any) -> None:
    victim = next(iter(cluster.workers.values())).pid
    os.kill(victim, getattr(signal, "SIGKILL", signal.SIGTERM))


async def test_a_worker_is_killed_in_the_middle(web: LocalWeb, cluster: Any) -> None:
    """All links are answered once; asked for again is only what nobody had been told of."""
    urls = []
    for n in range(120):
        web.host(f"h{n}.example", {"*": answer(html("H"), delay=0.05)})
        urls += [f"http://h{n}.example/{k}" for k in range(5)]
    reports: list[LinkReport] = []
    known: set[str] = set()
    settings = SETTINGS.with_changes(jobs=20)
    async with aclosing(inquiry_of(web, cluster, urls, settings).ask()) as answers:
        async for report in answers:
            reports.append(report)
            if len(reports) == 200:
                known = {report.url for report in reports}
                kill_one(cluster)
    assert Counter(report.url for report in reports) == Counter(urls)
    assert {report.live.status for report in reports} == {"alive"}
    asked = Counter(web.urls_asked())
    assert max(asked.values()) <= 2
    assert not known & {url for url, times in asked.items() if times > 1}
    assert max(web.most_at_once.values()) <= settings.jobs_per_host


async def test_giving_up_stops_the_workers(web: LocalWeb, cluster: Any) -> None:
    """Whoever stops listening stops the asking, and what was not answered says so."""
    web.host("slow.example", {"*": answer(html("S"), delay=0.1)})
    urls = [f"http://slow.example/{n}" for n in range(60)]
    inquiry = inquiry_of(web, cluster, urls)
    async with aclosing(inquiry.ask()) as reports:
        async for _ in reports:
            break
    asked = len(web.asked)
    web.host("other.example", {"/": page("O")})
    await all_of(inquiry_of(web, cluster, ["http://other.example/"]))
    assert len(web.asked) == asked + 1 < 60
    assert inquiry.report(targets_of(urls[-1])[0]).live.reason == "interrupted"


async def test_what_a_worker_cannot_do_is_told(web: LocalWeb, cluster: Any) -> None:
    """An error of a worker ends the run, and names what it was."""
    web.host("h.example", {"/": page("H")})
    inquiry = inquiry_of(web, cluster, ["http://h.example/"])
    inquiry._network = broken
    with pytest.raises(ClusterError, match=r"a worker cannot do its work: .*no network here"):
        await all_of(inquiry)


def broken(settings: Settings) -> Any:
    raise UsageError("no network here")


async def test_a_client_will_do(web: LocalWeb, cluster: Any) -> None:
    """In the place of an address, a client that lives in another loop."""
    web.host("h.example", {"/": page("H")})
    with await asyncio.to_thread(distributed.Client, cluster, set_as_default=False) as client:
        reports = await all_of(inquiry_of(web, client, ["http://h.example/"]))
    assert [report.live.status for report in reports] == ["alive"]


async def test_a_cluster_where_nobody_works(web: LocalWeb, monkeypatch: Any) -> None:
    """A scheduler alone: after a while it is told, and what to start."""
    monkeypatch.setattr("srccheck.scale.cluster._NOBODY_S", 0.2)
    async with distributed.Scheduler(host="127.0.0.1", port=0, dashboard_address=":0") as scheduler:
        with pytest.raises(ClusterError, match=f"no worker for .*dask worker {scheduler.address}"):
            await all_of(inquiry_of(web, scheduler.address, ["http://h.example/"]))


def test_documents_are_read_by_workers(cluster: Any, tmp_path: Path, monkeypatch: Any) -> None:
    """In their order, several batches, as here; the unreadable is an X901, the large is read here."""
    monkeypatch.setattr("srccheck.scale.cluster_reading._BATCH_FILES", 2)
    monkeypatch.setattr("srccheck.scale.cluster_reading._HERE_BYTES", 2_000)
    for n in range(7):
        text = f"See <http://h{n}.example/>.\n"
        (tmp_path / f"{n}.md").write_text(text * (200 if n == 4 else 1))
    (tmp_path / "3.md").write_bytes(bytes(range(256)))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"From <http://stdin.example/>.")))
    paths = [str(tmp_path), str(tmp_path / "missing.md"), "-"]
    seen: list[tuple[int, int, str]] = []
    options: dict[str, Any] = {"settings": SETTINGS, "stdin_name": "in.md"}
    there = list(
        taking_in(cluster.scheduler_address)(paths, progress=lambda *what: seen.append(what), **options)
    )
    sys.stdin.buffer.seek(0)
    here = list(taking_in(None)(paths, **options))
    assert there == here
    assert len([item for item in there if isinstance(item, Document)]) == 7
    assert seen[-1] == (8, 8, "documents")


def test_an_audit_of_documents(cluster: Any, tmp_path: Path) -> None:
    """`audit --cluster`: read there, asked there (an address that must not be asked), reported here."""
    (tmp_path / "a.md").write_text("See <http://10.0.0.1/private>.\n")
    found = audit(str(tmp_path), settings=SETTINGS.with_changes(cluster=cluster.scheduler_address))
    assert [(link.live.status, link.live.reason) for link in found.links] == [("skipped", "private")]
    assert [finding.code for finding in found.findings if finding.code.startswith("L")] == ["L208"]


def test_a_list_of_addresses(cluster: Any, tmp_path: Path, capsys: Any) -> None:
    """`audit --urls FILE --cluster`, from the command line."""
    (tmp_path / "list.txt").write_text("http://10.0.0.1/1\nhttp://10.0.0.2/2\n")
    command = ["audit", "--urls", str(tmp_path / "list.txt"), "--cluster", cluster.scheduler_address]
    with pytest.raises(SystemExit) as leaving:
        cli.main([*command, "--format", "jsonl", "--store", "none", "--fail-on", "never"])
    out, err = capsys.readouterr()
    assert (leaving.value.code, err) == (0, "")
    assert {line["url"] for line in map(json.loads, out.splitlines()) if line.get("status") == "skipped"} == {
        "http://10.0.0.1/1",
        "http://10.0.0.2/2",
    }


def test_no_scheduler_from_the_command_line(tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    """Exit code 2, and one line that says what to start."""
    monkeypatch.setattr("srccheck.scale.cluster_connection._CONNECT_S", 0.5)
    (tmp_path / "a.md").write_text("See <http://h.example/>.\n")
    with pytest.raises(SystemExit) as leaving:
        cli.main(["audit", str(tmp_path / "a.md"), "--cluster", "tcp://127.0.0.1:9"])
    assert leaving.value.code == 2
    assert "tcp://127.0.0.1:9: no Dask scheduler answers there" in capsys.readouterr().err


@pytest.fixture
def scheduler_file(tmp_path: Path) -> Iterator[Path]:
    """Scheduler and workers started from the command line, as on other machines."""
    where = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    common = ["--scheduler-file", str(where), "--no-dashboard", "--host", "127.0.0.1"]
    worker = [*dask, "worker", *common, "--nthreads", "1", "--no-nanny"]
    processes = [
        subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in ([*dask, "scheduler", *common, "--port", "0"], worker, worker)
    ]
    yield where
    for process in reversed(processes):
        process.kill()  # Dask's own farewell may take for ever
        process.wait()


async def test_separate_processes(web: LocalWeb, scheduler_file: Path) -> None:
    """Nothing is shared but the connections."""
    urls = []
    for n in range(60):
        web.host(f"h{n}.example", {"*": answer(html("H"), delay=0.05)})
        urls += [f"http://h{n}.example/{k}" for k in range(4)]
    async with distributed.Client(scheduler_file=str(scheduler_file), asynchronous=True) as client:
        await client.wait_for_workers(2)
        reports = await all_of(inquiry_of(web, client, urls))
    assert Counter(report.url for report in reports) == Counter(urls)
    assert max(web.most_at_once.values()) <= SETTINGS.jobs_per_host


@pytest.mark.parametrize(
    ("address", "error", "says"),
    [
        ("tcp://127.0.0.1:9", ClusterError, "no Dask scheduler answers there"),
        ("somewhere", UsageError, "no address like tcp://host:8786"),
    ],
)
async def test_no_cluster(web: LocalWeb, monkeypatch: Any, address: str, error: type, says: str) -> None:
    """An address where nobody is, or that is none, is told as such."""
    monkeypatch.setattr("srccheck.scale.cluster_connection._CONNECT_S", 0.5)
    with pytest.raises(error, match=says):
        await all_of(inquiry_of(web, address, ["http://h.example/"]))


async def test_no_dask(web: LocalWeb, monkeypatch: Any) -> None:
    """Without the extra, its name is told."""
    monkeypatch.setattr("srccheck.scale.cluster_connection.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"srccheck\[dask\]"):
        await all_of(inquiry_of(web, "tcp://127.0.0.1:9", ["http://h.example/"]))


@pytest.mark.parametrize("change", [{"record": "a.warc"}, {"replay": "a.warc"}, {"max_links": 5}])
async def test_what_is_for_one_machine(web: LocalWeb, change: dict[str, Any]) -> None:
    """Evidence is one file, and which links come first is one decision."""
    with pytest.raises(UsageError, match="leave out"):
        await all_of(inquiry_of(web, "tcp://127.0.0.1:9", [], SETTINGS.with_changes(**change)))


def versions(**packages: str | None) -> dict[str, Any]:
    python = packages.pop("python", "3.11.7.final.0")
    return {
        "host": {"python": python},
        "packages": {"srccheck": "1.0", "distributed": "2026.8.0", **packages},
    }


@pytest.mark.parametrize(
    ("scheduler", "worker", "said"),
    [
        ({}, {}, []),
        ({}, {"srccheck": None}, ["worker w lacks srccheck (here 1.0)"]),
        ({"srccheck": "0.9"}, {}, ["the scheduler has srccheck 0.9 (here 1.0)"]),
        ({}, {"python": "3.11.9.final.0"}, []),
        ({}, {"python": "3.12.1.final.0"}, ["worker w has python 3.12 (here 3.11)"]),
        (
            {"srccheck": None, "distributed": "1"},
            {"srccheck": None, "distributed": "1"},
            [
                "the scheduler lacks srccheck (here 1.0)",
                "the scheduler has distributed 1 (here 2026.8.0)",
                "worker w lacks srccheck (here 1.0)",
                "and 1 more",
            ],
        ),
    ],
)
def test_versions(scheduler: dict[str, Any], worker: dict[str, Any], said: list[str]) -> None:
    """Who has another version, or none, is named."""
    told = {
        "client": versions(),
        "scheduler": versions(**scheduler),
        "workers": {"w": versions(**worker)},
    }
    assert unlike(told) == said
