"""What runs leave behind, on both databases: kept whole, never rewritten, gone on with after a kill."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys

import pytest
import sqlalchemy as sa
from attrs import evolve

from srccheck.errors import StoreError, UsageError
from srccheck.model import Location
from srccheck.model.history import PastFinding
from srccheck.store import open_store
from srccheck.store.schema import APPEND_ONLY, checks, citings, findings, runs
from tests.conftest import ROOT

from .databases import DAY, NOW, PAGE, a_check, a_citing, a_finding, a_run, directly, keep

FULL = a_check(
    "https://a.example/x#part",
    status="dead",
    reason="http-404",
    http_status=404,
    final_url="https://a.example/gone",
    from_cache=True,
    dead_since=NOW - 9 * DAY,
    digest="sha1:" + "A" * 32,
    archive="archived",
    capture="https://archive.example/20240102030405/https://a.example/x",
    captured_at=NOW - 400 * DAY,
    died_between=(NOW - 30 * DAY, NOW - 20 * DAY),
)
ODD = "half \ud800, none \0, \x1a, 字"


def test_a_run_is_kept_whole(where):
    """Every field of a run, its checks, places and findings comes back as it went in, in its order."""
    places = [
        a_citing(FULL.url, accessed=dt.date(2025, 7, 20), issued=dt.date(1999, 1, 1), drift="edited"),
        a_citing(FULL.url, document=ODD, note="n2", citation="n2.1", line=1),
    ]
    told = (
        a_finding(FULL.url, fix="https://b.example/", severity="warning", code="L202"),
        a_finding(None, message=ODD, location=Location(line=1, column=1)),
    )
    with open_store(where, []) as store:
        run = a_run(version="0.9")
        assert store.begin(run) == run
        store.add("one", FULL, places)
        store.add("one", a_check(), [a_citing()])
        ended = evolve(
            run,
            finished=NOW + DAY,
            documents=("paper.md", ODD),
            is_whole=True,
            summary={"links": 2, "odd": ODD, "by_status": {"dead": 1}},
        )
        store.finish(ended, told)
    with open_store(where, []) as store:
        assert store.runs() == (ended,)
        assert tuple(store.checks("one")) == (FULL, a_check())
        assert tuple(store.citings("one")) == (*places, a_citing())
        assert tuple(store.findings("one")) == tuple(
            PastFinding(
                fingerprint=each.fingerprint,
                code=each.code,
                severity=each.severity,
                document=each.document,
                line=each.location.line,
                message=each.message,
                note=each.note,
                url=each.url,
                fix=each.fix,
            )
            for each in told
        )
        assert not list(store.checks("another"))


def test_runs_come_newest_first_whatever_the_clock_said(where):
    """What a wrong clock dated into the future is not the last for years; unfinished ones are left out."""
    with open_store(where, []) as store:
        keep(store, "future", started=NOW + 900 * DAY)
        keep(store, "today")
        store.begin(a_run("killed"))
        assert [run.id for run in store.runs()] == ["today", "future"]


def test_a_killed_run_is_gone_on_with(where):
    """Its beginning and its checks stay; a link that it has already is left as it is."""
    with open_store(where, []) as store:
        store.begin(a_run())
        store.add("one", a_check(), [a_citing(line=1)])
    with open_store(where, []) as store:
        assert store.begin(a_run(started=NOW + DAY)) == a_run(started=NOW)
        assert [check.url for check in store.checks("one")] == [PAGE]
        store.add("one", a_check(status="dead", reason="http-404"), [a_citing(line=2)])
        store.add("one", a_check("https://b.example/"), [])
        store.add("one", a_check("https://b.example/", status="dead"), [a_citing("https://b.example/")])
        store.finish(a_run(finished=NOW + 2 * DAY), ())
        assert [(check.url, check.status) for check in store.checks("one")] == [
            (PAGE, "alive"),
            ("https://b.example/", "alive"),
        ]
        assert [citing.line for citing in store.citings("one")] == [1]


def test_a_finished_run_is_finished(where):
    """Nobody begins it again, and a second end changes nothing."""
    with open_store(where, []) as store:
        ended = keep(store, "one")
        with pytest.raises(
            StoreError, match="a run called 'one' has been finished; give this one another name"
        ):
            store.begin(a_run())
        store.finish(evolve(ended, is_whole=False), [a_finding()])
        assert store.runs() == (ended,)
        assert not list(store.findings("one"))


@pytest.mark.parametrize("do", ["add", "finish"])
def test_a_run_that_nobody_began(where, do):
    """Adding to it is misuse, and said at once."""
    with open_store(where, []) as store, pytest.raises(UsageError, match="'two'"):
        store.add("two", a_check(), []) if do == "add" else store.finish(a_run("two", finished=NOW), ())


def test_another_process_adds_to_a_run(where):
    """One begins it, others add, and one finishes it."""
    with open_store(where, []) as lead, open_store(where, []) as worker:
        lead.begin(a_run())
        worker.add("one", a_check(), [a_citing()])
        worker.flush()
        lead.add("one", a_check(), [a_citing()])
        lead.finish(a_run(finished=NOW), ())
        assert len(list(worker.checks("one"))) == len(list(lead.citings("one"))) == 1


async def test_checks_are_written_within_a_second(where):
    """Without anybody's doing, and seen by a second store then."""
    with open_store(where, []) as store, open_store(where, []) as other:
        store.begin(a_run())
        store.add("one", a_check(), [])
        assert not list(other.checks("one"))
        assert store._timer.when() - asyncio.get_running_loop().time() <= 1.0
        store._timer._run()
        assert list(other.checks("one")) == [a_check()]


def test_many_texts_at_once(where):
    """More new texts than one statement may name."""
    urls = [f"https://a.example/{number}" for number in range(9_000)]
    with open_store(where, []) as store:
        run = store.begin(a_run())
        told = [a_finding(url, message=f"{url} is gone") for url in urls]
        store.finish(evolve(run, finished=NOW, documents=tuple(urls)), told)
        assert [found.url for found in store.findings("one")] == urls
        assert store.runs()[0].documents == tuple(urls)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_database_refuses_to_rewrite(where, table):
    """Not even by hand is a row changed; a row of every table is there to be."""
    with open_store(where, []) as store:
        keep(store, "one", a_finding(), checks=[a_check()])
    with (
        pytest.raises(sa.exc.DBAPIError, match="never rewritten"),
        directly(where) as connection,
    ):
        connection.execute(sa.text(f"UPDATE {table} SET number = number + 1"))


def test_nothing_in_the_source_rewrites():
    """The one UPDATE is the end of a run, on the table of runs."""
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "srccheck" / "store").glob("*.py")
    )
    assert source.count("sa.update(") == 1
    assert "sa.update(runs)" in source
    assert source.count("sa.delete(") == 1
    assert "sa.delete(answers)" in source


async def test_reading_on_while_writing(where):
    """A list is what it was when it was begun, and may be left before its end."""
    with open_store(where, []) as store:
        store.begin(a_run())
        for number in range(3_000):
            store.add("one", a_check(f"https://a.example/{number}"), [])
        stream = store.checks("one")
        assert next(stream).url == "https://a.example/0"
        store.add("one", a_check("https://b.example/"), [])
        store.flush()
        assert sum(1 for _ in stream) == 2_999
        left = store.checks("one")
        next(left)


def test_a_list_that_is_cut_short_is_an_error(where):
    """The tables are gone under way: nobody reports half a run."""
    with open_store(where, []) as store:
        keep(store, "one", checks=[a_check()])
        with directly(where) as connection:
            for table in (checks, citings, findings, runs):
                connection.execute(sa.text(f"ALTER TABLE {table.name} RENAME TO gone_{table.name}"))
        for read in (
            store.runs,
            *(lambda f=f: list(f("one")) for f in (store.checks, store.citings, store.findings)),
        ):
            with pytest.raises(StoreError, match="cannot be read"):
                read()
        assert store.looks(PAGE) == ()
        assert store.known_findings(["paper.md"]) is None
        with pytest.raises(StoreError, match="cannot be read"):
            store.runs()


CODE = """
import asyncio, datetime as dt, os, signal, sys
from attrs import evolve
from srccheck.model.history import Check, Citing, Run
from srccheck.store import open_store
where, name, links, kill = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "kill"
now = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)

async def main():
    with open_store(where, troubles := []) as store:
        run = store.begin(Run(id=name, started=now, as_of=now.date(), version="1"))
        for n in range(links):
            url = f"https://a.example/{n}"
            check = Check(url=url, checked_at=now, status="alive", reason="ok", final_url=f"{url}?{name}")
            store.add(name, check, [Citing(url=url, document="p.md", note="n", citation="n.1", line=n)])
            if n % 10 == 0 and not kill:
                await asyncio.sleep(0)
        if kill:
            os.kill(os.getpid(), signal.SIGKILL)
        store.finish(evolve(run, finished=now, documents=("p.md",)), ())
    return "".join(troubles)

sys.exit(asyncio.run(main()) or 0)
"""


def start(where: str, name: str, links: int, how: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CODE, where, name, str(links), how or "end"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_with_checks_on_the_way(where):
    """SIGKILL: full batches are there, whole, with their places, and the same run goes on from them."""
    killed = start(where, "one", 250, "kill")
    assert (killed.communicate()[1], killed.returncode) == ("", -9)
    with open_store(where, troubles := []) as store:
        assert [citing.line for citing in store.citings("one")] == list(range(200))
        assert len(list(store.checks("one"))) == 200
        assert store.runs() == ()
    assert start(where, "one", 250).communicate()[1] == ""
    with open_store(where, troubles) as store:
        assert [citing.line for citing in store.citings("one")] == list(range(250))
        assert [run.id for run in store.runs()] == ["one"]
    assert troubles == []


def test_several_processes_keep_runs_at_once(where):
    """Five at a fresh store, two of them at the same run: nothing is lost, nothing is there twice."""
    crowd = [start(where, name, 600) for name in "abcdd"]
    said = [process.communicate()[1] for process in crowd]
    refused = [text for text in said if "has been finished" in text]  # who came when the other had done it
    assert [text for text in said if text not in refused] == [""] * (5 - len(refused))
    assert len(refused) <= 1
    with open_store(where, troubles := []) as store:
        assert sorted(run.id for run in store.runs()) == list("abcd")
        for name in "abcd":
            assert sorted(citing.line for citing in store.citings(name)) == list(range(600))
            assert {check.final_url for check in store.checks(name)} == {
                f"https://a.example/{n}?{name}" for n in range(600)
            }
    assert troubles == []
