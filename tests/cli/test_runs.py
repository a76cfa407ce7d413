"""`--run`, `--max-links` and `--max-time` as a user meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run
from .test_audit import web

__all__ = ["web"]


@pytest.fixture
def store(folder: Path) -> Path:
    """A store of the folder's own."""
    return folder / "store.db"


def test_a_name_can_be_used_once(run: Run, web: Path, store: Path) -> None:
    """A finished run is refused in one line that says what to do, before anything is asked."""
    args = ("audit", "alive.txt", "--replay", web, "--no-archive", "--store", store, "--run", "ci-17")
    assert run(*args).exit_code == 0
    again = run(*args)
    assert again.exit_code == 2
    assert again.stdout == ""
    (line,) = again.stderr.splitlines()
    assert "a run called 'ci-17' has been finished; give this one another name" in line


@pytest.mark.parametrize("name", ["", "two words", "x" * 65, "ü"])
def test_names_that_are_none(run: Run, web: Path, name: str) -> None:
    """Refused, with the rule."""
    result = run("audit", "alive.txt", "--replay", web, "--run", name)
    assert result.exit_code == 2
    assert "run must be a name of at most 64 letters, digits and signs, without blanks" in result.stderr


def test_links_that_were_not_asked(run: Run, web: Path, folder: Path) -> None:
    """One line for all of them on stderr; in the report they are unchecked, and nobody is accused."""
    urls = [f"https://a.example/{n}" for n in range(6)]
    notes = [f"[{n}] A. Author, “Title”, {url} (accessed 20 July 2025)." for n, url in enumerate(urls, 1)]
    claims = " ".join(f"Claim.[{n}]" for n in range(1, 7))
    (folder / "six.txt").write_text("\n".join([claims, "", *notes, ""]), encoding="utf-8")
    result = run("audit", "six.txt", "--replay", web, "--no-archive", "--max-links", 2, "--format", "json")
    lines = result.stderr.splitlines()
    assert (
        "srccheck: not asked (at most 2 were to be asked in this run): "
        f"{urls[2]}, {urls[3]}, {urls[4]}, and 1 more" in lines
    )
    assert any("--max-links: no answer is remembered from run to run" in line for line in lines)
    assert result.stdout.count('"reason": "budget"') == 4


def test_limits_that_are_none(run: Run, web: Path) -> None:
    """Refused, with the range."""
    result = run("audit", "alive.txt", "--replay", web, "--max-links", -1)
    assert result.exit_code == 2
    assert "max-links must be a whole number from 0" in result.stderr
