"""Documents to hand to the commands, and the commands themselves: in this process, and on their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from srccheck.cli import cli

GOOD = "One claim.[1] Another.[2]\n\n[1] A. Author, “First”, https://a.example/1.\n[2] B. Author, “Second”.\n"
BROKEN = (
    "One claim.[1] Another.[2] More.[3]\n\n"
    "[1] A. Author, “First”, https://a.example:99999/.\n[3] B. Author, “Third”.\n"
)

Run = Callable[..., Result]
Spawn = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: `good.txt` (no errors), `broken.txt` (an error), `empty.txt`, `binary.md`."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "good.txt").write_text(GOOD, encoding="utf-8")
    (work / "broken.txt").write_text(BROKEN, encoding="utf-8")
    (work / "empty.txt").write_text("")
    (work / "binary.md").write_bytes(bytes(range(256)) * 8)
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def run(folder: Path) -> Run:
    """Run a command line in this process."""

    def invoke(*args: object, **more: object) -> Result:
        result = CliRunner().invoke(cli, [str(arg) for arg in args], prog_name="srccheck", **more)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


def environment(**more: str) -> dict[str, str]:
    """A plain environment for a process of its own."""
    keep = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM", "COLUMNS")}
    return {**keep, **more}


@pytest.fixture
def spawn(folder: Path) -> Spawn:
    """Run a command line in a process of its own."""

    def start(*args: object, **more: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "srccheck", *map(str, args)], capture_output=True, check=False, **more
        )

    return start
