"""`srccheck history`: what it tells, of which store, and how it ends."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3

import pytest

from srccheck.cli.history_options import HISTORY_FORMATS
from srccheck.reports.history import HISTORY_FORMATS as RENDERED
from srccheck.store import open_store
from tests.cli.conftest import Run, environment
from tests.conftest import ROOT
from tests.history.diary import Weeks

ARTICLES = ROOT / "fixtures" / "documents" / "demo"
WEB = ROOT / "fixtures" / "web" / "demo.warc.gz"


@pytest.fixture
def store(folder):
    """A store of two weeks over `good.txt` and `texts/gone.md`, which is no longer there."""
    path = folder / "history.sqlite3"
    with open_store(str(path), []) as opened:
        weeks = Weeks(opened)
        for status in ("alive", "dead"):
            weeks.audit(
                "good.txt",
                "texts/gone.md",
                x={"status": status, "documents": ["good.txt"]},
                y={"status": "alive", "documents": ["texts/gone.md"]},
            )
    return path


def test_formats_are_those_of_the_reports():
    """The names that `--help` shows without loading the reports."""
    assert tuple(RENDERED) == HISTORY_FORMATS


def test_what_has_changed(run: Run, store):
    """The report on standard output, and nothing else."""
    done = run("history", "--store", store)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Since the audit of 2026-01-04: 1 newly gone." in done.stdout
    assert "good.txt:1, note n1" in done.stdout


@pytest.mark.parametrize(
    ("paths", "documents"),
    [
        ((), ["good.txt", "texts/gone.md"]),
        (("good.txt",), ["good.txt"]),
        (("texts",), ["texts/gone.md"]),
        (("texts/gone.md",), ["texts/gone.md"]),
        (("*.txt",), ["good.txt"]),
        ((".",), ["good.txt", "texts/gone.md"]),
    ],
)
def test_of_some_documents(run: Run, store, paths, documents):
    """Documents, folders and patterns, of what audits have read."""
    done = run("history", *paths, "--store", store, "--format", "json")
    assert done.exit_code == 0
    assert [each["path"] for each in json.loads(done.stdout)["documents"]] == documents


def test_since_a_day(run: Run, store):
    """Against what was known before it."""
    told = json.loads(run("history", "--store", store, "--since", "2026-01-12", "--format", "json").stdout)
    assert (told["comparison"]["since"], told["changes"]) == ("2026-01-12", [])
    assert run("history", "--store", store, "--since", "2026-01-11").exit_code == 0
    wrong = run("history", "--since", "yesterday")
    assert wrong.exit_code == 2
    assert "is no date" in wrong.stderr


def test_reports_in_files(run: Run, store, folder):
    """As of the other commands: several at once, each in its format."""
    done = run(
        "history", "--store", store, "--output", "html:h.html", "--output", "h.md", "--format", "markdown"
    )
    assert (done.exit_code, done.stdout) == (0, "")
    assert (folder / "h.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (folder / "h.md").read_text(encoding="utf-8").startswith("# History of the sources\n")
    failed = run("history", "--store", store, "--output", "nowhere/h.txt")
    assert failed.exit_code == 2
    assert "1 newly gone" in failed.stdout


def test_no_audit_yet(run: Run, own_store):
    """That is no fault: it says how to come by one, and makes no store."""
    done = run("history")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "srccheck audit PATH" in done.stdout
    assert not own_store.exists()


def test_an_empty_store(run: Run, folder):
    """A store that has answers and no run."""
    with open_store(str(folder / "s.sqlite3"), []) as opened:
        opened.put("live", "k", {}, checked_at=dt.datetime.now(dt.UTC), expires_at=None)
    done = run("history", "--store", "s.sqlite3")
    assert done.exit_code == 0
    assert "No finished audit" in done.stdout


def test_a_document_that_no_audit_has_read(run: Run, store, folder):
    """It is there, so that is no fault; said beside what is known of the others."""
    done = run("history", "broken.txt", "good.txt", "--store", store)
    assert done.exit_code == 0
    assert done.stderr == "srccheck: broken.txt: no finished audit has read that yet\n"
    assert "1 newly gone" in done.stdout
    several = run("history", "*", *["broken.txt", "empty.txt", "binary.md", "."], "--store", store)
    assert (
        several.stderr == "srccheck: broken.txt, empty.txt, binary.md: no finished audit has read that yet\n"
    )
    (folder / "more.txt").touch()
    more = run("history", *["broken.txt", "empty.txt", "binary.md", "more.txt", "good.txt"], "--store", store)
    assert "binary.md and 1 more: no finished" in more.stderr
    alone = run("history", "broken.txt", "--store", store)
    assert (alone.exit_code, alone.stderr) == (0, "")
    assert "No finished audit has read these documents yet" in alone.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nowhere.md",), "nowhere.md: there is no such document, here or in any audit"),
        (("--store", "other.sqlite3"), "other.sqlite3: there is no such store"),
        (("--store", "none"), "there is nothing to tell"),
        (("--store", "mysql+nonsense://x/y"), "is no database that can be used here"),
        (("--format", "pdf"), "'pdf' is not one of"),
        (("--output", "pdf:x"), "unknown format 'pdf'"),
    ],
)
def test_wrong_usage(run: Run, folder, args, said):
    """One line that says what is wrong, exit code 2, and no file made on the way."""
    before = sorted(folder.iterdir())
    done = run("history", *args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert sorted(folder.iterdir()) == before


def test_a_store_of_another_program(run: Run, folder):
    """It is left alone."""
    with sqlite3.connect(folder / "other.db") as other:
        other.execute("create table cats (name text)")
    other.close()
    done = run("history", "--store", "other.db")
    assert done.exit_code == 2
    assert "another program" in done.stderr


def test_a_store_that_cannot_be_read(run: Run, folder):
    """No report of nothing: the reason, and exit code 2."""
    (folder / "broken.db").write_bytes(b"SQLite format 3\x00" + b"rubbish" * 400)
    done = run("history", "--store", "broken.db")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "broken.db" in done.stderr


def test_the_store_of_the_configuration(run: Run, store, folder):
    """What a file says of the store and the format holds here, too."""
    (folder / "srccheck.toml").write_text(
        'store = "history.sqlite3"\nformat = "markdown"\n', encoding="utf-8"
    )
    done = run("history")
    assert done.stdout.startswith("# History of the sources\n")
    (folder / "other.toml").write_text('format = "sarif"\n', encoding="utf-8")
    assert "1 newly gone" in run("history", "--store", store, "--config", "other.toml").stdout


def test_as_a_program(spawn, store):
    """In a process of its own, piped: UTF-8, no colours."""
    done = spawn("history", "--store", store, env=environment())
    assert done.returncode == 0
    assert "38 % of pages of 2013 after 10.3 years" in done.stdout.decode("utf-8")
    assert b"\x1b" not in done.stdout


def test_after_real_audits(run: Run, folder):
    """What two audits of the bundled articles keep is what the history tells."""
    for number in (1, 2):
        done = run("audit", ARTICLES, "--replay", WEB, "--store", "s.db", "--run", f"r{number}")
        assert done.exit_code == 1
    told = json.loads(run("history", "--store", "s.db", "--format", "json").stdout)
    assert (told["comparison"]["before"]["run"], told["comparison"]["last"]["run"]) == ("r1", "r2")
    assert (told["changes"], told["flapping"]) == ([], [])
    assert [(point["links"], point["gone"], point["whole"]) for point in told["trend"]] == [(12, 3, True)] * 2
    assert told["survival"]["citations"] > 5
