"""`srccheck audit` and `srccheck demo` as a user meets them; the web is a recording made here."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from srccheck import Settings, aaudit
from srccheck.cli.outcome import exit_code
from srccheck.demo import demo_capture
from srccheck.model.web import Exchange, Request
from srccheck.web.evidence import Recorder

from .conftest import Run

PAGES = {"https://a.example/alive": 200, "https://a.example/dead": 404}
NOTE = "A claim.[1]\n\n[1] A. Author, “Title”, {} (accessed 20 July 2025).\n"


class Web:
    """A web of a few pages; the archive is not at home."""

    async def fetch(self, request: Request) -> Exchange:
        status = PAGES.get(request.url)
        if status is None:
            return Exchange(url=request.url, failure="connect")
        html = b"<html lang=en><title>Title</title><p>" + b"text " * 200
        return Exchange(
            url=request.url, http_status=status, headers=(("content-type", "text/html"),), body=html
        )


@pytest.fixture
def web(folder: Path) -> Path:
    """A recording of the audit of `alive.txt` and `dead.txt`; `lost.txt` cites what it does not hold."""
    for name in ("alive", "dead", "lost"):
        (folder / f"{name}.txt").write_text(NOTE.format(f"https://a.example/{name}"), encoding="utf-8")
    with Recorder(Web(), folder / "web.warc.gz") as recorder:
        settings = Settings(archive=False, pause_per_host_s=0)
        asyncio.run(aaudit(["alive.txt", "dead.txt"], settings=settings, fetcher=recorder))
    return folder / "web.warc.gz"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["alive.txt"], 0),
        (["dead.txt"], 1),
        (["alive.txt", "dead.txt"], 1),
        (["dead.txt", "--fail-on", "never"], 0),
        (["dead.txt", "--ignore", "L201"], 0),
        (["lost.txt"], 3),
        (["lost.txt", "alive.txt"], 0),
        (["lost.txt", "broken.txt"], 3),
        (["broken.txt"], 1),
        (["empty.txt"], 0),
        (["lost.txt", "missing.txt"], 2),
        (["missing.txt"], 2),
        (["alive.txt", "--as-of", "22.11.2026"], 2),
        (["alive.txt", "--as-of", "2026-02-30"], 2),
        (["alive.txt", "--as-of", "2026-W47-7"], 2),
        (["alive.txt", "--jobs", "0"], 2),
        (["alive.txt", "--select", "Z1"], 2),
        (["alive.txt", "--record", "x.warc"], 2),
        (["alive.txt", "--replay", "missing.warc"], 2),
        (["alive.txt", "--replay", "good.txt"], 2),
    ],
)
def test_exit_codes(run: Run, web: Path, args: list[str], code: int) -> None:
    """The contract's table, first that applies; what is wrong with the call is one line without a report."""
    result = run("audit", "--replay", web, "--no-archive", "--as-of", "2026-11-22", *args)
    assert result.exit_code == code
    assert "Traceback" not in result.output
    if not result.stdout:
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"interrupted": True, "unusable": True, "offline": True, "failing": True}, 130),
        ({"interrupted": False, "unusable": True, "offline": True, "failing": True}, 2),
        ({"interrupted": False, "unusable": False, "offline": True, "failing": True}, 3),
        ({"interrupted": False, "unusable": False, "offline": False, "failing": True}, 1),
        ({"interrupted": False, "unusable": False, "offline": False, "failing": False}, 0),
    ],
)
def test_order_of_exit_codes(facts: dict[str, bool], code: int) -> None:
    """130 before 2 before 3 before 1 before 0."""
    assert exit_code(**facts) == code


def test_reports(run: Run, web: Path, folder: Path) -> None:
    """One run, several reports; the judged day is the one given."""
    args = ["alive.txt", "dead.txt", "--replay", web, "--no-archive", "--as-of", "2026-11-22"]
    result = run("audit", *args, "--output", "markdown:report.md", "--output", "json:report.json")
    assert "Note 1, line 3: " in result.stdout
    assert "  gone (HTTP 404, not found)" in result.stdout
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["as_of"] == "2026-11-22"
    assert {link["url"]: link["status"] for link in report["links"]} == {
        "https://a.example/alive": "alive",
        "https://a.example/dead": "dead",
    }
    assert "❌ error L201" in (folder / "report.md").read_text(encoding="utf-8")


def test_codes_are_selected(run: Run, web: Path) -> None:
    """`--select` and `--ignore` narrow the findings, not the facts."""
    args = ["dead.txt", "--replay", web, "--no-archive", "--format", "json"]
    report = json.loads(run("audit", *args, "--select", "D").stdout)
    assert report["links"][0]["status"] == "dead"
    assert {finding["code"][0] for finding in report["findings"]} <= {"D"}


def test_offline_is_told_beside_a_report_for_programs(run: Run, web: Path) -> None:
    """Who reads JSON hears on stderr that there was no answer, and what could not be read."""
    result = run("audit", "lost.txt", "missing.txt", "--replay", web, "--format", "json")
    assert json.loads(result.stdout)["links"][0]["status"] == "unchecked"
    first, second = result.stderr.splitlines()
    assert "missing.txt: there is no such file" in first
    assert "no link got an answer" in second


def test_standard_input(run: Run, web: Path) -> None:
    """`-` is audited as well, under the name that it is given."""
    text = NOTE.format("https://a.example/alive").encode()
    args = ["--replay", web, "--no-archive", "--format", "json", "--stdin-name", "draft.md"]
    report = json.loads(run("audit", "-", *args, input=text).stdout)
    assert [document["path"] for document in report["documents"]] == ["draft.md"]
    assert [use["document"] for use in report["links"][0]["uses"]] == ["draft.md"]


def test_progress_counts_documents_and_links(run: Run, web: Path) -> None:
    """Both kinds of work have their bar, on stderr."""
    result = run("audit", "alive.txt", "--replay", web, "--no-archive", "--progress")
    assert "documents" in result.stderr
    assert "links" in result.stderr


@pytest.mark.skipif(os.name != "posix", reason="FIFOs and signals are POSIX's")
def test_interrupt_prints_what_is_done(folder: Path) -> None:
    """Ctrl-C: a report of what was read, every link unchecked, exit code 130, no traceback."""
    os.mkfifo(folder / "slow.txt")
    program = subprocess.Popen(
        [sys.executable, "-m", "srccheck", "audit", "good.txt", "slow.txt", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # Opening the pipe waits until the program reads from it: then the first document is done.
    with open(folder / "slow.txt", "wb"):
        program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=60)
    assert program.returncode == 130
    assert b"Traceback" not in err
    report = json.loads(out)
    assert report["interrupted"] is True
    assert report["documents"][0]["path"] == "good.txt"


@pytest.mark.skipif(not demo_capture().exists(), reason="the demo's capture has not been made")
def test_demo(run: Run, folder: Path) -> None:
    """The demo prints its report, writes it as Markdown, and succeeds, whatever it finds."""
    result = run("demo")
    assert result.exit_code == 0
    assert "gone (" in result.stdout
    assert (folder / "srccheck-demo.md").read_text(encoding="utf-8").startswith("# Sources checked")
    assert "srccheck-demo.md" in result.stderr


@pytest.mark.skipif(not demo_capture().exists(), reason="the demo's capture has not been made")
def test_demo_where_nothing_can_be_written(run: Run, folder: Path) -> None:
    """Where the Markdown cannot be written, the demo says so and goes on."""
    (folder / "srccheck-demo.md").mkdir()
    result = run("demo")
    assert result.exit_code == 0
    assert "could not be written" in result.stderr
    assert "Summary" in result.stdout


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1)])
def test_a_document_with_replaced_bytes_was_read(run: Run, web: Path, fail_on: str, code: int) -> None:
    """Some invalid bytes are a warning: exit code 2 is for documents that were not read at all."""
    text = NOTE.format("https://a.example/alive") + "Слова, много слов подряд. " * 3
    (web.parent / "spoilt.txt").write_bytes(text.encode() + b"\xff")
    result = run(
        "audit", "spoilt.txt", "--replay", web, "--no-archive", "--select", "X901", "--fail-on", fail_on
    )
    assert "X901" in result.stdout
    assert result.exit_code == code
