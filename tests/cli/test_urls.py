"""`srccheck audit --urls`: lists in, one line a link out."""

from __future__ import annotations

import io
import json
import os
import signal
import sys

import pytest

from srccheck.cli.progress import Watch, span
from srccheck.scale.large import Standing
from srccheck.scale.spool import _TABLES
from tests.cli.conftest import Run

OFFLINE = ("--no-live", "--no-archive", "--store", "none")


@pytest.fixture
def lists(folder):
    (folder / "l.txt").write_text(
        "# mine\nhttp://coast.example/a\nnonsense\nhttp://hill.example/?utm_source=x\n"
    )
    (folder / "l.csv").write_text("url,accessed,title\nhttp://coast.example/a,2031-01-01,One\n")
    (folder / "fine.txt").write_text("http://coast.example/a\n")
    return folder


def test_json_lines(run: Run, lists):
    """Findings apart from links, each link with its own, and the summary in the end."""
    done = run("audit", "--urls", "l.txt", "--urls", "l.csv", *OFFLINE, "--format", "jsonl")
    *lines, last = map(json.loads, done.stdout.splitlines())
    apart = [
        (f["code"], f["document"], f["location"]["line"]) for x in lines if "path" in x for f in x["findings"]
    ]
    assert sorted(apart) == [("D303", "l.csv", 2), ("L205", "l.txt", 3), ("L209", "l.txt", 4)]
    links = {line["url"]: line for line in lines if "url" in line}
    assert set(links) == {"http://coast.example/a", "nonsense", "http://hill.example/?utm_source=x"}
    assert [use["document"] for use in links["http://coast.example/a"]["uses"]] == ["l.txt", "l.csv"]
    assert last["summary"]["documents"] == 2
    assert last["summary"]["links"] == 3
    assert {line["schema"] for line in (*lines, last)} == {"srccheck.audit/1"}
    assert done.exit_code == 1


def test_the_text_is_short(run: Run, lists):
    """The findings with their places, and the counts; with --quiet the counts alone."""
    done = run("audit", "--urls", "l.txt", *OFFLINE)
    assert "l.txt:3:1: L205" in done.stdout
    assert "Summary, as of" in done.stdout
    assert "1 document, 3 notes" in done.stdout
    assert "L205" not in run("audit", "--urls", "l.txt", *OFFLINE, "--quiet").stdout


def test_only_the_first_findings_are_shown(run: Run, lists):
    """A hundred; then how many more there are, and how to have them."""
    (lists / "bad.txt").write_text("nonsense\n" * 130)
    done = run("audit", "--urls", "bad.txt", *OFFLINE, "--output", "jsonl:all.jsonl")
    assert done.stdout.count("L205") == 100
    assert "… and 30 findings more; --output jsonl:FILE writes all." in done.stdout
    assert (lists / "all.jsonl").read_text().count('"L205"') == 130


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("--urls", "fine.txt"), 0, ""),
        (("--urls", "l.txt"), 1, ""),
        (("--urls", "l.txt", "--fail-on", "never"), 0, ""),
        (("--urls", "no.txt", "--urls", "fine.txt", "--format", "jsonl"), 2, "no.txt: No such file"),
        (("good.txt", "--urls", "fine.txt"), 2, "exclude each other"),
        (("--urls", "fine.txt", "--format", "html"), 2, "no report in the format html"),
        (("--urls", "fine.txt", "--output", "sarif:x"), 2, "no report in the format sarif"),
        (("--urls", "fine.txt", "--format", "parquet"), 2, "--output parquet:FOLDER"),
        (("--urls", "fine.txt", "--since", "main"), 2, "--since is about documents"),
        (("--urls", "fine.txt", "--baseline", "b.json"), 2, "--baseline is about documents"),
        (("--urls", "fine.txt", "--max-links", "5"), 2, "--max-links"),
        (("--urls", "fine.txt", "--record", "a", "--replay", "b"), 2, "exclude each other"),
        (("--urls", "fine.txt", "--output", "jsonl:no/x"), 2, "cannot write no"),
        ((), 2, "or --urls FILE"),
    ],
    ids=str,
)
def test_exit_codes(run: Run, lists, args, code, said):
    """Those of the contract; what cannot be done is said before anything is read."""
    done = run("audit", *args, *OFFLINE)
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full here")
def test_a_full_disk(run: Run, lists):
    """A report that cannot be written is said once; the others are whole."""
    outputs = ("--output", "jsonl:/dev/full", "--output", "jsonl:all.jsonl")
    done = run("audit", "--urls", "l.txt", *OFFLINE, *outputs)
    assert done.exit_code == 2
    assert done.stderr == "srccheck: cannot write /dev/full: No space left on device; name another file\n"
    assert '"summary"' in (lists / "all.jsonl").read_text()


def test_no_room_for_temporary_files(run: Run, lists, monkeypatch):
    """It is said what to do."""
    monkeypatch.setattr("srccheck.scale.spool._TABLES", f"PRAGMA max_page_count = 8; {_TABLES}")
    (lists / "long.txt").write_text("".join(f"http://coast.example/{n}\n" for n in range(3000)))
    done = run("audit", "--urls", "long.txt", *OFFLINE)
    assert done.exit_code == 2
    assert "or let TMPDIR name another" in done.stderr


def test_tables(run: Run, lists):
    """Parquet comes into a folder."""
    parquet = pytest.importorskip("pyarrow.parquet")
    done = run("audit", "--urls", "l.txt", *OFFLINE, "--output", "parquet:out")
    assert done.exit_code == 1, done.stderr
    assert parquet.read_table(lists / "out" / "links.parquet").num_rows == 3
    assert sorted(parquet.read_table(lists / "out" / "findings.parquet")["code"].to_pylist()) == [
        "L205",
        "L209",
    ]


@pytest.fixture
def many(lists, monkeypatch):
    """A folder that is too large, since three documents are."""
    monkeypatch.setattr("srccheck.cli.scaling.MANY", 2)
    folder = lists / "many"
    folder.mkdir()
    note = (
        "One.[1] Two.[2]\n\n[1] A. Author, “First”, http://coast.example/{n}?utm_source=x, http://[x.\n"
        "[2] B. Author, “Second”, http://hill.example/.\n"
    )
    for n in range(3):
        (folder / f"d{n}.txt").write_text(note.format(n=n) + ("srccheck: ignore[L209]\n" if n else ""))
    (folder / "e.pdf").write_bytes(b"%PDF-nonsense")
    return folder


def test_a_large_folder_has_the_same_lines(run: Run, many, monkeypatch):
    """A document a line, as when all are held, and the same exit code."""
    done = run("audit", "many", *OFFLINE, "--format", "jsonl")
    monkeypatch.setattr("srccheck.cli.scaling.MANY", 99)
    whole = run("audit", "many", *OFFLINE, "--format", "jsonl")
    assert done.exit_code == whole.exit_code == 2

    def told(text):
        lines = sorted(map(json.loads, text.splitlines()), key=lambda line: line["path"])
        for line in lines:
            for link in line.get("links", ()):
                link["checked_at"] = None
            line.get("links", []).sort(key=lambda link: link["url"])
        return lines

    assert told(done.stdout) == told(whole.stdout)
    assert done.stderr == whole.stderr


def test_a_large_folder_has_a_short_text_and_tables(run: Run, many):
    """The summary with the findings, and all four tables."""
    parquet = pytest.importorskip("pyarrow.parquet")
    done = run("audit", "many", *OFFLINE, "--output", "parquet:out")
    assert done.exit_code == 2
    assert "3 documents, 6 notes" in done.stdout
    assert "Note" not in done.stdout
    assert parquet.read_table("out/documents.parquet").num_rows == 3
    assert parquet.read_table("out/uses.parquet").num_rows == 9


@pytest.mark.parametrize(
    "args", [("--format", "markdown"), ("--write-baseline", "b.json"), ("--output", "html:x")]
)
def test_reports_that_want_everything_at_hand_get_it(run: Run, many, monkeypatch, args):
    """However many documents there are."""
    monkeypatch.setattr("srccheck.cli.auditing.run_large", None)
    assert run("audit", "many", *OFFLINE, *args).exit_code in (1, 2)


def test_ctrl_c_prints_what_is_done(run: Run, lists, monkeypatch):
    """What was read and answered by then, and 130."""

    def interrupted(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("srccheck.scale.clerk.Clerk.settle", interrupted)
    done = run("audit", "--urls", "l.txt", *OFFLINE)
    assert done.exit_code == 130
    assert "Interrupted: this is what was done until then." in done.stdout


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (40, "40 s"),
        (100, "2 min"),
        (3599, "1 h 0 min"),
        (12_000, "3 h 20 min"),
        (187_000, "2 d 4 h"),
    ],
)
def test_spans(seconds, words):
    """As people say them."""
    assert span(seconds) == words


class _Screen(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("terminal", "wanted", "told"),
    [
        (False, None, ""),
        (False, False, ""),
        (True, False, ""),
        (
            False,
            True,
            "srccheck: 7 notes read\nsrccheck: 1,000 of 1,000 links, 250/s, 1 s left\n",
        ),
    ],
)
def test_who_watches(monkeypatch, terminal, wanted, told):
    """Lines where it is wanted and there is no terminal, each half minute and at the end."""
    monkeypatch.setattr(sys, "stderr", screen := _Screen(terminal=terminal))
    with Watch(wanted) as watch:
        watch.reading(7)
        watch.standing(Standing(done=5, total=1000))
        watch.standing(Standing(done=1000, total=1000, rate=250.0, left_s=0.0))
    assert screen.getvalue() == told


def test_a_terminal_gets_a_bar(monkeypatch):
    """With what is left, by our own reckoning."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen := _Screen(terminal=True))
    with Watch(None) as watch:
        watch.reading(7)
        watch.standing(Standing(done=1000, total=1000, rate=250.0, left_s=12_000.0))
        watch._bars.refresh()
        watch.close()
    assert "3 h 20 min" in screen.getvalue()
