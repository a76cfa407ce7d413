"""`srccheck save` as a person types it; what it says to the archive is in tests/test_saving.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srccheck.archives.save import Saved
from srccheck.cli.saving import _as_text, _line
from srccheck.lacking import Candidate
from srccheck.saving import Saving
from tests.cli.conftest import Run


def test_half_a_pair_of_keys_is_wrong_usage(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The missing variable is named; the secret is not shown."""
    monkeypatch.setenv("SRCCHECK_IA_ACCESS_KEY", "me")
    monkeypatch.delenv("SRCCHECK_IA_SECRET", raising=False)
    result = run("save", "good.txt")
    assert result.exit_code == 2
    assert "SRCCHECK_IA_SECRET is not set" in result.stderr


def test_a_document_without_links_has_nothing_to_save(run: Run, folder: Path) -> None:
    """That is no failure, in text and in JSON."""
    (folder / "plain.txt").write_text("Nothing is cited here.\n", encoding="utf-8")
    assert run("save", "plain.txt").stdout == "0 saved, 0 not saved, 0 left out\n"
    report = json.loads(run("save", "plain.txt", "--format", "json").stdout)
    assert report == {"schema": "srccheck.save/1", "saved": [], "wanted": [], "postponed": 0, "left_out": []}


def test_a_document_that_is_not_there_is_said(run: Run) -> None:
    """The exit code is that of an input that could not be read."""
    result = run("save", "absent.md")
    assert result.exit_code == 2
    assert "absent.md" in result.stderr


def test_the_report_says_what_was_kept_and_why_not() -> None:
    """One line a page, in words; a page's address cannot steer the terminal."""
    left = Candidate(url="https://a.example/\x1b[1m", why_not="it is a share link")
    run = Saving(candidates=(left, Candidate(url="https://b.example/")))
    run.saved.append(Saved(url="https://b.example/", outcome="gone", detail="the page is not there (404)"))
    text = _as_text(run)
    assert "\x1b" not in text
    assert text.splitlines()[1:] == [
        "not saved: https://b.example/: the page is not there (404)",
        "0 saved, 1 not saved, 1 left out",
    ]
    kept = Saved(url="https://c.example/", outcome="saved", detail="captured", capture="https://w.example/1")
    assert _line(kept) == "saved: https://c.example/: https://w.example/1 (captured)"


def test_what_is_left_for_another_run() -> None:
    """A little each week: the rest is counted."""
    run = Saving(candidates=tuple(Candidate(url=f"https://a.example/{n}") for n in range(5)), at_most=2)
    assert _as_text(run) == "0 saved, 0 not saved, 0 left out, 3 left for another run, 2 not asked\n"
    run.dry_run = True
    assert _as_text(run).endswith("2 to save, 0 left out, 3 left for another run\n")


@pytest.mark.parametrize("args", [("--missing", "--only", "A402"), ("--max", "0")])
def test_options_that_make_no_sense(run: Run, args: tuple[str, ...]) -> None:
    """Wrong usage, before anybody is asked."""
    result = run("save", "good.txt", *args)
    assert (result.exit_code, result.stdout) == (2, "")
