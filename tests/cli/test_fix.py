"""`srccheck fix` as a person types it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from attrs import evolve

from srccheck.archives.archive import archive_of
from srccheck.archives.memory import Memory
from srccheck.archives.sighting import Sighting
from srccheck.model import Capture, Finding, Live, Location
from srccheck.model.history import Check, Citing
from srccheck.model.history import Run as PastRun
from srccheck.model.web import Surroundings
from srccheck.store import open_store
from srccheck.web.evidence import Recorder
from srccheck.web.memory import VerdictMemory
from tests.cli.conftest import Run
from tests.documents.docx_maker import docx, mark, note, p
from tests.documents.docx_maker import run as words

URL = "https://town.example/plan"
TEXT = "A plan.[^1]\n\n[^1]: Anna Berg, “The plan”, Town Herald, {}, accessed 3 May 2024.\n"
TRACKED = TEXT.format(f"{URL}?utm_source=x")
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
COPY = f"https://web.archive.org/web/20240501120000/{URL}"


def report(status: str, *, final: str | None = None, finished: dt.datetime = NOW, days: int = 3) -> str:
    """An audit's JSON with one link."""
    link = {
        "url": URL, "status": status, "final_url": final, "checked_at": finished.isoformat(),
        "dead_since": (finished - dt.timedelta(days=days)).isoformat() if status == "dead" else None,
        "archive": {"died_between": None},
        "uses": [{"snapshot": {"url": COPY, "timestamp": "2024-05-01T12:00:00Z"}}],
    }  # fmt: skip
    return json.dumps({"schema": "srccheck.audit/1", "finished": finished.isoformat(), "links": [link]})


@pytest.fixture
def plan(folder: Path) -> Path:
    """`plan.md`, with a link that carries tracking."""
    path = folder / "plan.md"
    path.write_text(TRACKED, encoding="utf-8")
    return path


def test_a_diff_first(run: Run, plan: Path) -> None:
    """Shown and not written: exit 1; written: exit 0; nothing left to do: exit 0 and silence."""
    shown = run("fix", "plan.md")
    assert shown.exit_code == 1
    assert shown.stdout.startswith("--- a/plan.md\n+++ b/plan.md\n")
    assert "nothing is remembered of these pages" in shown.stderr
    assert "1 repaired, shown, not written (see --write); 0 for you to look at" in shown.stderr
    assert plan.read_text(encoding="utf-8") == TRACKED
    written = run("fix", "plan.md", "--write", "--backup")
    assert written.exit_code == 0
    assert written.stdout == shown.stdout
    assert plan.read_text(encoding="utf-8") == TEXT.format(URL)
    assert plan.with_name("plan.md.bak").read_text(encoding="utf-8") == TRACKED
    again = run("fix", "plan.md", "--quiet")
    assert (again.exit_code, again.output) == (0, "")


def test_codes(run: Run, plan: Path) -> None:
    """What is not selected is not repaired; a code that does not exist is wrong usage."""
    assert run("fix", "plan.md", "--ignore", "L209").exit_code == 0
    assert run("fix", "plan.md", "--select", "A4").exit_code == 0
    assert run("fix", "plan.md", "--select", "L2").exit_code == 1
    assert run("fix", "plan.md", "--select", "Z9").exit_code == 2


def test_facts_of_a_report(run: Run, plan: Path) -> None:
    """A new address, a copy; a death of today is told, and done with `--yes`."""
    plan.write_text(TEXT.format(URL), encoding="utf-8")
    file = plan.with_name("audit.json")
    file.write_text(report("moved", final="https://town.example/new"), encoding="utf-8")
    assert (
        "+[^1]: Anna Berg, “The plan”, Town Herald, https://town.example/new,"
        in run("fix", "plan.md", "--from", file).stdout
    )
    file.write_text(report("dead"), encoding="utf-8")
    assert f"{URL} ([archived]({COPY}))," in run("fix", "plan.md", "--from", file).stdout
    file.write_text(report("dead", days=0), encoding="utf-8")
    told = run("fix", "plan.md", "--from", file)
    assert (told.exit_code, told.stdout) == (0, "")
    assert "plan.md:3:43: A401" in told.stderr
    assert "(not applied: found dead only within one day" in told.stderr
    assert run("fix", "plan.md", "--from", file, "--yes").exit_code == 1
    file.write_text(report("moved", final=URL, finished=NOW - dt.timedelta(days=9)), encoding="utf-8")
    assert "this audit is 9 days old" in run("fix", "plan.md", "--from", file).stderr
    file.write_text("{}", encoding="utf-8")
    assert run("fix", "plan.md", "--from", file).exit_code == 2


def test_access_dates(run: Run, plan: Path) -> None:
    """Renewed by today's audit, and only by one that saw the page within a day."""
    plan.write_text(TEXT.format(URL), encoding="utf-8")
    file = plan.with_name("audit.json")
    file.write_text(report("alive", final=URL), encoding="utf-8")
    result = run("fix", "plan.md", "--from", file, "--access-date", "today", "--as-of", "2026-11-22")
    assert "accessed 22 November 2026.\n" in result.stdout
    file.write_text(report("alive", final=URL, finished=NOW - dt.timedelta(days=2)), encoding="utf-8")
    assert run("fix", "plan.md", "--from", file, "--access-date", "today").stdout == ""


def keep(store_file: Path, live: Live) -> None:
    """What an earlier run remembers: a verdict, and a capture of the page."""
    store_file.parent.mkdir(parents=True, exist_ok=True)
    around = Surroundings(now=lambda: live.checked_at)
    with open_store(str(store_file), []) as store:
        VerdictMemory(store, around).keep(URL, live, dead_since=live.dead_since)
        capture = Capture(url=COPY, timestamp=dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC), http_status=200)
        memory = Memory(store, archive_of("wayback"), around)
        memory.keep_sighting(URL, "20240503120000", Sighting(verdict="good", capture=capture))


def test_what_is_remembered(run: Run, plan: Path, own_store: Path) -> None:
    """Answers of the last seven days count; older ones do not, and nobody is asked."""
    plan.write_text(TEXT.format(URL), encoding="utf-8")
    days = dt.timedelta(days=1)
    final = "https://town.example/new"
    since = NOW - 4 * days
    keep(own_store, Live(status="dead", reason="http-404", checked_at=NOW - 2 * days, dead_since=since))
    assert f"{URL} ([archived]({COPY}))," in run("fix", "plan.md").stdout
    for age, code in ((6, 1), (8, 0)):
        live = Live(status="moved", reason="moved-permanently", final_url=final, checked_at=NOW - age * days)
        keep(own_store, live)
        result = run("fix", "plan.md")
        assert (result.exit_code, final in result.stdout) == (code, bool(code))
    assert "nothing is remembered" in result.stderr


def run_of(store_file: Path, check: Check, *told: Finding) -> None:
    """What an earlier run left behind that kept no answers, as those do that record evidence."""
    store_file.parent.mkdir(parents=True, exist_ok=True)
    moment = check.checked_at
    begun = PastRun(id=f"{moment:%Y%m%d%H%M%S}", started=moment, as_of=moment.date(), version="0")
    citing = Citing(url=check.url, document="plan.md", note="n1", citation="n1.1", line=3)
    with open_store(str(store_file), []) as store:
        store.begin(begun)
        store.add(begun.id, check, (citing,))
        store.finish(evolve(begun, finished=moment, documents=("plan.md",), is_whole=True), told)


def told(code: str, url: str, fix: str) -> Finding:
    about = {"document": "plan.md", "location": Location(line=3, column=1), "url": url, "fix": fix}
    return Finding(code=code, name="x", severity="error", message="m", **about)


def test_what_runs_leave_behind(run: Run, plan: Path, own_store: Path) -> None:
    """Evidence goes round the answers, not round the runs; silence in three checks is a death, too."""
    plan.write_text(TEXT.format(URL), encoding="utf-8")
    days = dt.timedelta(days=1)
    for age, final, shown in ((9, "https://town.example/old", False), (6, "https://town.example/new", True)):
        moved = Check(
            url=URL, checked_at=NOW - age * days, status="moved", reason="moved-permanently", final_url=final
        )
        run_of(own_store, moved)
        assert (final in run("fix", "plan.md").stdout) is shown
    since = NOW - 9 * days
    silent = Check(
        url=URL, checked_at=NOW - 2 * days, status="dead", reason="unreachable-for-days", dead_since=since
    )
    run_of(own_store, silent, told("A401", URL, COPY))
    assert f"{URL} ([archived]({COPY}))," in run("fix", "plan.md").stdout
    keep(own_store, Live(status="alive", reason="ok", checked_at=NOW - days))
    assert run("fix", "plan.md").stdout == ""


def test_a_broken_copy_that_a_run_has_seen(run: Run, plan: Path, own_store: Path) -> None:
    """The copy that the run found is put in the place of the one that shows nothing."""
    broken, good = COPY.replace("20240501", "20230101"), COPY
    plan.write_text(TEXT.format(broken), encoding="utf-8")
    check = Check(url=broken, checked_at=NOW, status="dead", reason="http-404")
    run_of(own_store, check, told("A405", broken, good))
    assert good in run("fix", "plan.md").stdout


def test_a_person_stands_before_the_runs(run: Run, plan: Path, own_store: Path, folder: Path) -> None:
    """A link that somebody has looked at is left alone."""
    plan.write_text(TEXT.format(URL), encoding="utf-8")
    final = "https://town.example/new"
    run_of(
        own_store,
        Check(url=URL, checked_at=NOW, status="moved", reason="moved-permanently", final_url=final),
    )
    assert final in run("fix", "plan.md").stdout
    (folder / "srccheck.overrides.toml").write_text(
        f'[[override]]\nurl = "{URL}"\nverdict = "alive"\nby = "M. Editor"\nwhy = "seen"\n', encoding="utf-8"
    )
    assert run("fix", "plan.md").stdout == ""


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["plan.md", "--backup"], "goes with --write"),
        (["plan.md", "--live", "--from", "plan.md"], "exclude each other"),
        (["plan.md", "--access-date", "today"], "give --live"),
        (["-", "--write"], "standard input cannot be written"),
        (["-", "--live"], "not with --live"),
        (["absent.md"], "absent.md"),
    ],
)
def test_wrong_usage(run: Run, plan: Path, args: list[str], why: str) -> None:
    """Said in one line, exit 2."""
    result = run("fix", *args, input="text")
    assert result.exit_code == 2
    assert why in result.stderr


def test_standard_input(run: Run) -> None:
    """The diff of what comes in."""
    result = run("fix", "-", "--stdin-name", "draft.md", input=TRACKED)
    assert result.exit_code == 1
    assert result.stdout.startswith("--- a/draft.md\n")


def test_formats_that_are_never_changed(run: Run, plan: Path) -> None:
    """They are told and passed over; where there is nothing else, the exit code says so."""
    plan.with_name("paper.pdf").write_bytes(b"%PDF-1.4\n")
    plan.with_name("paper.rst").write_text("Text\n", encoding="utf-8")
    result = run("fix", "plan.md", "paper.pdf", "paper.rst")
    assert result.exit_code == 1
    assert result.stderr.count("are never changed") == 2
    assert run("fix", "paper.pdf").exit_code == 2


def test_a_word_document(run: Run, folder: Path) -> None:
    """Written as tracked changes with the date of `--as-of`; the diff shows its paragraphs."""
    path = folder / "plan.docx"
    text = words(f" Anna Berg, “The plan”, {URL}?utm_source=x.")
    path.write_bytes(docx(p(words("A plan."), mark(2)), footnotes=note(2, p(text))))
    result = run("fix", "plan.docx", "--write", "--as-of", "2026-11-22", "--store", "none")
    assert result.exit_code == 0
    assert f"+ Anna Berg, “The plan”, {URL}." in result.stdout
    assert run("extract", "plan.docx", "--format", "json").stdout.count("utm_source") == 0


def test_live_without_a_network(run: Run, plan: Path, tmp_path: Path) -> None:
    """What the addresses show is repaired all the same; the exit code says that nobody answered."""
    file = tmp_path / "none.warc.gz"
    with Recorder(None, file, surroundings=Surroundings()):  # type: ignore[arg-type]
        pass
    result = run("fix", "plan.md", "--replay", file)
    assert result.exit_code == 3
    assert "+[^1]" in result.stdout
    assert "no network" in result.stderr
