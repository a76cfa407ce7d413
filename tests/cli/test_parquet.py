"""`--format parquet`: a folder of tables beside the other reports."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from srccheck.demo import demo_capture, demo_paths
from srccheck.reports import parquet

from .conftest import Run

NAMES = ["documents.parquet", "findings.parquet", "links.parquet", "uses.parquet"]


def test_the_same_as_the_other_reports(run: Run, folder: Path) -> None:
    """What the tables count is what the JSON of the same run says."""
    result = run(
        "audit", *demo_paths(), "--replay", demo_capture(), "--as-of", "2026-11-22",
        "--output", "parquet:out", "--format", "json",
    )  # fmt: skip
    assert (result.exit_code, sorted(path.name for path in (folder / "out").iterdir())) == (1, NAMES)
    summary = json.loads(result.stdout)["summary"]
    with duckdb.connect() as database:

        def asked(query: str) -> dict[str, int]:
            return dict(database.execute(query).fetchall())

        assert asked("SELECT status, count(*) FROM 'out/links.parquet' GROUP BY ALL") == summary["by_status"]
        assert (
            asked("SELECT archive_status, count(*) FROM 'out/links.parquet' GROUP BY ALL")
            == summary["by_archive"]
        )
        assert (
            asked("SELECT coalesce(language, 'und'), count(*) FROM 'out/uses.parquet' GROUP BY ALL")
            == summary["source_languages"]
        )
        counts = {name: n for name, n in summary["findings"].items() if n}
        assert asked("SELECT severity, count(*) FROM 'out/findings.parquet' GROUP BY ALL") == counts


@pytest.mark.parametrize(
    "args",
    [("--format", "parquet", "--output", "out"), ("--format", "parquet", "--output", "parquet:out")],
)
def test_nothing_on_the_screen(run: Run, folder: Path, args: tuple[str, ...]) -> None:
    """As the main format it is written to its folder, and nothing is printed."""
    result = run("audit", "good.txt", "--no-live", "--no-archive", "--store", "none", *args)
    assert (result.exit_code, result.stdout) == (0, "")
    assert sorted(path.name for path in (folder / "out").iterdir()) == NAMES


@pytest.mark.parametrize("args", [("--format", "parquet"), ("--output", "parquet:-")])
def test_not_for_the_screen(run: Run, args: tuple[str, ...]) -> None:
    """Told before anybody is asked."""
    result = run("audit", "good.txt", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--output parquet:FOLDER" in result.stderr


def test_without_pyarrow(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told before anybody is asked, with what to do."""
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    result = run("audit", "good.txt", "--output", "parquet:out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "pip install 'srccheck[parquet]'" in result.stderr


def test_a_file_in_its_place(run: Run, folder: Path) -> None:
    """Where no folder can be, the report goes to the screen instead, as text."""
    (folder / "out").write_text("mine", encoding="utf-8")
    result = run("audit", "good.txt", "--no-live", "--no-archive", "--format", "parquet", "--output", "out")
    assert result.exit_code == 2
    assert "cannot write out" in result.stderr
    assert "good.txt" in result.stdout
    assert (folder / "out").read_text(encoding="utf-8") == "mine"


def test_commands_that_have_none_pass_it_over(run: Run, folder: Path) -> None:
    """What the configuration wants of audits is nothing to `lint`."""
    (folder / "srccheck.toml").write_text('output = ["parquet:out"]\n', encoding="utf-8")
    assert "good.txt" in run("lint", "good.txt").stdout
    assert not (folder / "out").exists()
    assert "unknown format 'parquet'" in run("lint", "good.txt", "--output", "parquet:out").stderr
