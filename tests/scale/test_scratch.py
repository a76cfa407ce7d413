"""Folders on disk, and what becomes of those of runs that were killed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile

import pytest

from srccheck.scale.scratch import scratch_folder

KILLED = """
import os
from srccheck.scale.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "links").write_text("private")
    print(folder, flush=True)
    os._exit(1)
"""
HOURS_AGO = (1_000_000_000, 1_000_000_000)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where temporary files go."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_of_our_own(temporary):
    """Nobody else can look into it; nothing is left of it."""
    with scratch_folder() as folder:
        assert folder.parent == temporary
        if os.name == "posix":
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(temporary.iterdir()) == []


def test_what_a_killed_run_left_is_cleared_away(temporary):
    """By the next run, once it is not fresh any more; what is in use, or another's, stays."""
    (other := temporary / "srccheck-not-ours").mkdir()
    done = subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True, check=False)
    left = temporary / done.stdout.strip()
    assert (left / "links").exists()
    with scratch_folder() as mine:
        assert left.exists()
        os.utime(left / "in-use.sqlite3", HOURS_AGO)
        os.utime(mine / "in-use.sqlite3", HOURS_AGO)
        with scratch_folder():
            assert not left.exists()
            assert mine.exists()
    assert list(temporary.iterdir()) == [other]
