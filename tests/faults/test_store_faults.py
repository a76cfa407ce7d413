"""Audits whose store fails: every verdict is true, there is a report, and what could be kept was kept."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from srccheck.auditing import aaudit
from srccheck.cli import cli
from srccheck.cli.outcome import exit_code, failing
from srccheck.model import Audit
from srccheck.model.store import NoStore, Store
from srccheck.reports import render_audit
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.store.schema import VERSION_TABLE
from srccheck.web.client import HttpClient
from tests.conftest import ROOT
from tests.faults.world import ARCHIVE, World, article, build
from tests.store.conftest import postgres  # noqa: F401  a fixture
from tests.store.test_postgres import Server
from tests.web.localweb import FakeTime

LINKS = 40
SETTINGS = Settings(archives=(f"http://{ARCHIVE}/web/",), registry=False, pause_per_host_s=0)
DAY = 86_400.0
NOT_KEPT = "not all answers of this run are remembered"


@pytest.fixture
async def world():
    world = build(LINKS, delay_s=0)
    async with world.web:
        yield world


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.sqlite3"


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    """Nobody waits three seconds for a lock that stays."""
    monkeypatch.setattr("srccheck.store.database._BUSY_S", 0.01)


@pytest.fixture
def audited(world, tmp_path):
    """Audit the article with a store; `meddle` is called with the store when half of the links are done."""
    document = article(world, tmp_path / "article.md")

    async def run(
        where: str | Path,
        *,
        before: Callable[[Store], None] = lambda store: None,
        meddle: Callable[[Store], None] = lambda store: None,
        after: Callable[[Store], None] = lambda store: None,
        day: float = 0,
    ) -> tuple[Audit, list[str]]:
        time = FakeTime()
        time.seconds = day * DAY
        asked = 0
        with open_store(str(where), troubles := []) as store:
            before(store)
            async with HttpClient(
                SETTINGS, surroundings=time.surroundings, resolver=world.web.resolver
            ) as http:

                class Half:
                    async def fetch(self, request):
                        nonlocal asked
                        asked += 1
                        if asked == 3 * LINKS // 2:
                            if not isinstance(store, NoStore):
                                store.flush()
                            meddle(store)
                        return await http.fetch(request)

                audit = await aaudit(
                    document, settings=SETTINGS, fetcher=Half(), surroundings=time.surroundings, store=store
                )
            after(store)
        return audit, troubles

    return run


def judge(audit: Audit, world: World) -> None:
    """All verdicts are the truth, there is a report, and the exit code is that of a rotten article."""
    told = {link.url: (link.live.status, link.live.reason, link.archive.status) for link in audit.links}
    assert told == world.truth
    assert json.loads(render_audit("json", audit))["summary"]["links"] == LINKS
    code = exit_code(
        interrupted=audit.interrupted,
        unusable=bool(audit.unreadable),
        offline=audit.offline,
        failing=failing(audit.findings, "error"),
    )
    assert code == 1


def kept(where: str | Path, world: World) -> tuple[int, int, int]:
    """How many runs, checks and answers about pages the store has."""
    with open_store(str(where), troubles := []) as store:
        runs = store.runs()
        checks = [check for run in runs for check in store.checks(run.id)]
        answers = [url for url in world.truth if store.get("live", url)]
    assert troubles == []
    return len(runs), len(checks), len(answers)


async def test_nothing_wrong(audited, world, path):
    """What the others are measured by."""
    audit, troubles = await audited(path)
    judge(audit, world)
    assert (troubles, kept(path, world)) == ([], (1, LINKS, LINKS))


# ------------------------------------------------------------------ no room
def limit(store: Store, pages: int) -> None:
    """Let the file grow no more than that; 0 for as it is."""
    connection = store._wire._connection
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages or 1}")


async def test_disk_full(audited, world, path):
    """From half-way on: the run goes on, what was written before stays, and what is lost is said once."""
    audit, troubles = await audited(path, meddle=lambda store: limit(store, 0))
    judge(audit, world)
    assert troubles == [f"{path}: cannot be written (database or disk is full); {NOT_KEPT}"]
    runs, checks, answers = kept(path, world)
    assert (runs, checks) == (0, 0)
    assert 0 < answers < LINKS


async def test_disk_full_for_a_while(audited, world, path):
    """Room comes back before the end: nothing is lost."""
    audit, troubles = await audited(
        path, meddle=lambda store: limit(store, 0), after=lambda store: limit(store, 1_000_000)
    )
    judge(audit, world)
    assert (troubles, kept(path, world)) == ([], (1, LINKS, LINKS))


async def test_disk_full_from_the_start(audited, world, path):
    """An old store serves its answers even then."""
    await audited(path)
    audit, troubles = await audited(path, before=lambda store: limit(store, 0), day=0.01)
    judge(audit, world)
    assert sum(link.live.from_cache for link in audit.links) > LINKS / 2
    assert len(troubles) == 1


# ------------------------------------------------------------------ in somebody's hands
@contextlib.contextmanager
def locked(path: Path):
    """Somebody else has the write lock."""
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    yield
    blocker.close()


async def test_locked_to_the_end(audited, world, path):
    """By another process: the run is not held up, and what is lost is said once."""
    with open_store(str(path), []):
        pass
    with locked(path):
        audit, troubles = await audited(path)
    judge(audit, world)
    assert troubles == [f"{path}: cannot be written (database is locked); {NOT_KEPT}"]
    assert kept(path, world) == (0, 0, 0)


async def test_locked_for_a_while(audited, world, path):
    """The lock is given back at the last moment: nothing is lost."""
    with contextlib.ExitStack() as stack:
        audit, troubles = await audited(
            path,
            meddle=lambda store: stack.enter_context(locked(path)),
            after=lambda store: stack.close(),
        )
    judge(audit, world)
    assert (troubles, kept(path, world)) == ([], (1, LINKS, LINKS))


# ------------------------------------------------------------------ damage
def spoil(path: Path, *, after: int = 0) -> None:
    """Overwrite every page of the file from a place on, but not its head."""
    data = bytearray(path.read_bytes())
    for start in range(max(after, 100), len(data), 4096):
        data[start : start + 3000] = os.urandom(len(data[start : start + 3000]))
    path.write_bytes(data)


@pytest.mark.parametrize("after", [100, 4096, 5 * 4096, 15 * 4096])
async def test_corrupt(audited, world, path, after):
    """Whatever of the file is destroyed: at worst all is asked anew, and it is said what to do."""
    await audited(path)
    spoil(path, after=after)
    audit, troubles = await audited(path, day=0.01)
    judge(audit, world)
    assert len(troubles) == 1
    assert "malformed" in troubles[0]


@pytest.mark.parametrize("content", [b"not a database " * 999, b"SQLite format 3\0" + b"\xff" * 9999])
async def test_garbage(audited, world, path, content):
    """No database at all: left as it is, and done without."""
    path.write_bytes(content)
    audit, troubles = await audited(path)
    judge(audit, world)
    assert len(troubles) == 1
    assert troubles[0].endswith("this run goes on without a store")
    assert "move it away" in troubles[0]
    assert path.read_bytes() == content


async def test_cut_short(audited, world, path):
    """A file whose end is missing, as a copy that was broken off."""
    await audited(path)
    path.write_bytes(path.read_bytes()[:-9000])
    audit, _ = await audited(path, day=0.01)
    judge(audit, world)


async def test_deleted_under_way(audited, world, path):
    """A cleaning program takes the file away in the middle."""
    audit, _ = await audited(path, meddle=lambda store: path.unlink())
    judge(audit, world)


# ------------------------------------------------------------------ mounts: the kernel says no, even to root
def under(mounts: str, *arguments: str) -> list[str]:
    """A command that runs after mounts that nobody else sees."""
    return ["unshare", "-m", "sh", "-ec", f'{mounts}; exec "$@"', "sh", *arguments]


@pytest.fixture
def mounting():
    if (
        sys.platform != "linux"
        or os.geteuid() != 0
        or subprocess.run(under("true", "true"), check=False).returncode
    ):
        pytest.skip("only root may mount, and only on Linux")


async def child(world: World, folder: Path, where: Path, mounts: str) -> tuple[int, dict]:
    """An audit in a process of its own, behind mounts; its exit code and its report."""
    port = (await world.web.resolve(ARCHIVE, 80))[0].port
    document, report = article(world, folder / "article.md"), folder / "report.json"
    command = [
        sys.executable,
        "-m",
        "tests.faults.child",
        str(port),
        str(document),
        str(where),
        "weekly",
        str(report),
    ]
    process = await asyncio.create_subprocess_exec(*under(mounts, *command), cwd=ROOT)
    code = await process.wait()
    return code, json.loads(report.read_text("utf-8"))


def told_truly(report: dict, world: World) -> bool:
    told = {
        link["url"]: (link["status"], link["reason"], link["archive"]["status"]) for link in report["links"]
    }
    return told == world.truth


async def test_a_real_disk_that_is_full(mounting, world, tmp_path):
    """A file system of 200 kB: the run goes on to its end, and its exit code is that of the article."""
    disk = tmp_path / "disk"
    disk.mkdir()
    code, report = await child(world, tmp_path, disk / "store", f"mount -t tmpfs -o size=200k none {disk}")
    assert (code, told_truly(report, world)) == (1, True)
    [trouble] = report["troubles"]
    assert "disk" in trouble


@pytest.mark.parametrize("what", ["file", "folder"])
async def test_read_only(mounting, audited, world, tmp_path, what):
    """A file that may not be written serves its answers; in a folder that may not, it is done without."""
    (disk := tmp_path / "disk").mkdir()
    await audited(disk / "store")
    place = disk / "store" if what == "file" else disk
    mounts = f"mount --bind {place} {place} && mount -o remount,bind,ro {place}"
    code, report = await child(world, tmp_path, disk / "store", mounts)
    assert (code, told_truly(report, world)) == (1, True)
    [trouble] = report["troubles"]
    assert str(disk / "store") in trouble
    assert (sum(link["from_cache"] for link in report["links"]) > LINKS / 2) is (what == "file")
    assert kept(disk / "store", world) == (1, LINKS, LINKS)


# ------------------------------------------------------------------ from elsewhere
def test_from_a_newer_version(tmp_path, monkeypatch):
    """Refused with a clear word and exit code 2, before anything is asked; the store is left as it is."""
    path = tmp_path / "store.sqlite3"
    with open_store(str(path), []):
        pass
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    before = path.read_bytes()
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text("See <https://a.example/>.\n", "utf-8")
    result = CliRunner().invoke(cli, ["audit", "a.md", "--store", str(path)], prog_name="srccheck")
    assert result.exit_code == 2
    assert "was written by a newer version of srccheck (schema 9999, known here: 0002)" in result.stderr
    assert "update srccheck" in result.stderr
    assert path.read_bytes() == before


# ------------------------------------------------------------------ the clock
async def test_answers_from_the_future(audited, world, path):
    """Those of a run whose clock was a year ahead are not believed, nor is that run the last for a year."""
    ahead, _ = await audited(path, day=365)
    judge(ahead, world)
    audit, troubles = await audited(path, day=0)
    judge(audit, world)
    assert not any(link.live.from_cache for link in audit.links)
    assert troubles == []
    with open_store(str(path), []) as store:
        last, first = store.runs()
        assert last.started < first.started
        for url in world.truth:
            assert store.looks(url)[0].checked_at < first.started
        known = store.known_findings(last.documents)
        assert {found.fingerprint for found in known} >= {
            found.fingerprint for found in audit.findings if found.severity == "error"
        }
        assert store.allow("archive", 60, first.started) == 0.0
        assert store.allow("archive", 60, last.started) == 0.0


async def test_every_day_the_clock_goes_back(audited, world, path):
    """Runs that are dated one before the other: every one tells the truth."""
    for day in (3, 2, 1, 0):
        audit, troubles = await audited(path, day=day)
        judge(audit, world)
        assert troubles == []
    assert kept(path, world)[:2] == (4, 4 * LINKS)
    with open_store(str(path), []) as store:
        moments = [run.started for run in store.runs()]
    assert moments == sorted(moments)
    assert moments[0].tzinfo == dt.UTC


# ------------------------------------------------------------------ PostgreSQL
async def test_the_server_goes_away(audited, world, postgres):  # noqa: F811
    """In the middle, for good: the run goes on, and what is lost is said once."""
    server = Server(postgres)
    audit, troubles = await audited(postgres, meddle=lambda store: server.go_away())
    judge(audit, world)
    assert len(troubles) == 1
    assert NOT_KEPT in troubles[0]
    server.come_back()
    runs, checks, answers = kept(postgres, world)
    assert (runs, checks) == (0, 0)
    assert 0 < answers < LINKS


async def test_the_server_comes_back(audited, world, postgres):  # noqa: F811
    """Before the end: nothing is lost."""
    server = Server(postgres)
    audit, troubles = await audited(
        postgres, meddle=lambda store: server.go_away(), after=lambda store: server.come_back()
    )
    judge(audit, world)
    assert (troubles, kept(postgres, world)) == ([], (1, LINKS, LINKS))
