"""`--since-last`, `--fail-on new` and baselines as a user meets them: weeks of audits of a made-up web."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result

from srccheck.cli.changes import source_of
from srccheck.reports.view import Source
from tests import weeks
from tests.weeks import Web

from .conftest import Run

Week = Callable[..., Result]


@pytest.fixture
def cite(folder: Path) -> Callable[..., None]:
    """Write `paper.txt`, which cites pages of a.example."""
    return partial(weeks.cite, folder / "paper.txt")


@pytest.fixture
def week(run: Run, folder: Path) -> Week:
    """Audit `paper.txt` over a web that is as it is said to be that week."""
    passed = 0

    def audit(web: Web, *args: object) -> Result:
        nonlocal passed
        passed += 1
        capture = folder / f"week{passed}.warc.gz"
        weeks.record(web, [Path("paper.txt")], capture, week=passed)
        named = ("--store", folder / "store.sqlite3", "--run", f"week{passed}")
        return run("audit", "paper.txt", "--no-archive", "--replay", capture, *named, *args)

    return audit


def test_weeks(week: Week, cite: Callable[..., None]) -> None:
    """Everything is new first; then only what has happened, in one line where that is nothing."""
    cite("one", "two", "three")
    args = ("--since-last", "--fail-on", "new")
    first = week(Web("one", "two"), *args)
    assert first.exit_code == 1
    assert first.stdout.endswith("\nNo earlier run read these documents, so everything is new: 1 error.\n")
    quiet = week(Web("one", "two"), *args)
    assert (quiet.exit_code, quiet.stdout) == (
        0, "Since the last run: nothing has changed; all in all 1 error or warning to see to.\n"
    )  # fmt: skip
    cite("zero", "one", "two", "three")  # all notes are numbered anew
    dead = week(Web("zero", "two"), *args)
    assert dead.exit_code == 1
    assert [line.partition(" ")[0] for line in dead.stdout.splitlines()] == ["paper.txt:4:25:", "Since"]
    assert dead.stdout.endswith("Since the last run: 1 new; all in all 2 errors and warnings to see to.\n")
    out = week(Web(out=True), *args)
    assert out.exit_code == 3
    assert out.stdout.endswith(
        "all in all 2 errors and warnings to see to. Could not tell of 2 earlier findings.\n"
    )
    back = week(Web("zero", "one", "two"), *args)
    assert back.exit_code == 0
    assert back.stdout.splitlines() == [
        "paper.txt:4: L201 is over: the page answers [https://a.example/one]",
        "Since the last run: 1 over; all in all 1 error or warning to see to.",
    ]
    cite("zero")
    left = week(Web("zero"), *args)
    assert left.stdout.splitlines() == [
        "paper.txt:6: L201 is over: it is not cited any more [https://a.example/three]",
        "Since the last run: 1 over; all in all no errors or warnings to see to.",
    ]


def test_other_formats_tell_what_is_new(week: Week, cite: Callable[..., None], folder: Path) -> None:
    """With `--since-last` a report for programs holds the new findings alone; the usual report has a line."""
    cite("one", "two")
    week(Web("one"))
    news = json.loads(week(Web(), "--since-last", "--format", "json").stdout)
    assert [each["url"] for each in news["findings"]] == ["https://a.example/one"]
    week(Web(), "--since-last", "--output", "markdown:report.md", "--output", "sarif:report.sarif")
    assert (folder / "report.md").read_text("utf-8").count("L201") == 2
    assert len(json.loads((folder / "report.sarif").read_text("utf-8"))["runs"][0]["results"]) == 2
    whole = week(Web("one", "two"), "--output", "markdown:report.md", "--format", "text")
    assert "since last run  0 new, 2 over" in whole.stdout
    report = (folder / "report.md").read_text("utf-8")
    assert report.startswith("<!-- srccheck audit: new=0 open=0 -->\n# Sources checked")


def test_a_run_that_saw_less_makes_nothing_new(week: Week, cite: Callable[..., None], folder: Path) -> None:
    """Other codes, an unreadable document: what was known before is known afterwards."""
    cite("one", "two")
    args = ("--since-last", "--fail-on", "new")
    week(Web("one"), *args)
    narrow = week(Web("one"), *args, "--select", "N103")
    quiet = "Since the last run: nothing has changed; all in all {}.\n"
    assert (narrow.exit_code, narrow.stdout) == (0, quiet.format("no errors or warnings to see to"))
    whole = week(Web("one"), *args)
    assert (whole.exit_code, whole.stdout) == (0, quiet.format("1 error or warning to see to"))
    (folder / "paper.txt").write_bytes(bytes(range(256)) * 8)
    unread = week(Web("one"), *args)
    assert unread.exit_code == 2
    assert unread.stdout.endswith(
        "1 new; all in all 2 errors and warnings to see to. Could not tell of 1 earlier finding.\n"
    )
    again = week(Web("one"), *args)
    assert again.exit_code == 2
    assert again.stdout.startswith("Since the last run: nothing has changed; all in all 2 errors")
    cite("one", "two")
    back = week(Web("one"), *args)
    assert back.exit_code == 0
    assert back.stdout.splitlines() == [
        "paper.txt:1: X901 is over: it is not so any more",
        "Since the last run: 1 over; all in all 1 error or warning to see to.",
    ]


def test_a_baseline(week: Week, cite: Callable[..., None], folder: Path) -> None:
    """What is listed is not told and fails nothing; what it lists in vain is said."""
    cite("one", "two")
    written = week(Web("one"), "--write-baseline", "base.json")
    assert written.exit_code == 0
    assert "L201" in written.stdout
    listed = json.loads((folder / "base.json").read_text("utf-8"))["findings"]
    assert [each["code"] for each in listed] == ["L201"]
    covered = week(Web("one"), "--baseline", "base.json")
    assert (covered.exit_code, "L201" in covered.stdout) == (0, False)
    assert "  1 finding not told\n" in covered.stdout
    cite("zero", "one", "two")
    more = week(Web("zero"), "--baseline", "base.json", "--fail-on", "new")
    assert (more.exit_code, more.stdout.count("L201")) == (1, 1)
    stale = week(Web("zero", "one", "two"), "--baseline", "base.json")
    assert "  0 findings not told, 1 over: L201 of paper.txt, note n2: https://a.example/two" in stale.stdout
    short = week(Web("zero", "one", "two"), "--baseline", "base.json", "--since-last")
    assert "the baseline lists what is over: L201 of paper.txt" in short.stdout


def test_a_baseline_is_written_by_those_who_saw_everything(
    week: Week, cite: Callable[..., None], folder: Path
) -> None:
    """An outage takes nothing out of it, a run without a network does not touch it, nor does a full disk."""
    cite("one", "two")
    week(Web(), "--write-baseline", "base.json")
    before = (folder / "base.json").read_text("utf-8")
    out = week(Web(out=True), "--write-baseline", "base.json")
    assert (out.exit_code, (folder / "base.json").read_text("utf-8")) == (3, before)
    assert "base.json is not written" in out.stderr
    refused = week(Web(), "--write-baseline", "none/base.json")
    assert refused.exit_code == 2
    assert "cannot write" in refused.stderr


def test_a_baseline_in_the_settings(week: Week, cite: Callable[..., None], folder: Path, run: Run) -> None:
    """It lies beside them, and holds for `lint` as well; lint takes nothing out that it cannot see."""
    cite("one", "two")
    (folder / "paper.txt").write_text(
        (folder / "paper.txt").read_text("utf-8").replace("20 July", "31 June", 1), encoding="utf-8"
    )
    week(Web(), "--write-baseline", "base.json")
    before = (folder / "base.json").read_text("utf-8")
    assert {each["code"] for each in json.loads(before)["findings"]} == {"L201", "D306"}
    assert run("lint", "paper.txt").exit_code == 1
    (folder / "srccheck.toml").write_text('baseline = "base.json"\nfail-on = "new"\n', encoding="utf-8")
    linted = run("lint", "paper.txt")
    assert (linted.exit_code, linted.stdout) == (0, "1 document read: nothing to object to.\n")
    assert week(Web()).exit_code == 0
    run("lint", "paper.txt", "--write-baseline", "base.json")
    assert (folder / "base.json").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("lint", "good.txt", "--fail-on", "new"), "--fail-on new needs --baseline FILE here"),
        (
            ("audit", "good.txt", "--since-last", "--since", "main"),
            "--since-last and --since exclude",
        ),
        (("audit", "good.txt", "--baseline", "none.json"), "see --write-baseline"),
        (("audit", "good.txt", "--write-baseline", "good.txt"), "this is no baseline"),
        (("lint", "good.txt", "--baseline", "broken.txt"), "this is no baseline"),
    ],
)
def test_wrong_usage(run: Run, folder: Path, args: tuple[str, ...], words: str) -> None:
    """One line, before anybody is asked."""
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


@pytest.mark.parametrize(
    ("environment", "here", "url", "folder"),
    [
        ({}, "", None, ""),
        (
            {
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_REPOSITORY": "o/r",
                "GITHUB_SHA": "5f3c",
                "GITHUB_WORKSPACE": "{root}",
            },
            "sub",
            "https://github.com/o/r/blob/5f3c",
            "sub",
        ),
        ({"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "o/r"}, "", None, ""),
        (
            {"CI_PROJECT_URL": "https://gitlab.com/g/p", "CI_COMMIT_SHA": "5f3c"},
            "",
            "https://gitlab.com/g/p/-/blob/5f3c",
            "",
        ),
    ],
)
def test_where_the_source_can_be_seen(tmp_path, environment, here, url, folder) -> None:
    """The runners of GitHub and GitLab say which commit they look at."""
    given = {name: value.format(root=tmp_path) for name, value in environment.items()}
    assert source_of(given, tmp_path / here) == (Source(url=url, folder=folder) if url else None)
