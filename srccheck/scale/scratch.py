"""Folders for what is too large to be held; those of runs that were killed are cleared away by the next."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

__all__ = ["scratch_folder"]

_PREFIX = "srccheck-"
_LOCK = "in-use.sqlite3"
_FRESH_S = 600.0  # nobody touches what may just be being made


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder of this run's own, which nobody else can look into; removed in the end.

    It stands where temporary files do (TMPDIR). A run that is killed leaves it behind; what tells is a lock
    on a file in it, which the system lets go of, whatever ends the process.
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        folder = Path(name)
        with closing(_locked(folder / _LOCK)):
            _clear_beside(folder)
            yield folder


def _locked(file: Path) -> sqlite3.Connection:
    base = sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        base.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        base.close()
        raise
    return base


def _clear_beside(new: Path) -> None:
    """Remove folders of the same user that nobody uses any more."""
    now = (new / _LOCK).stat().st_mtime
    for folder in new.parent.glob(f"{_PREFIX}*"):
        lock = folder / _LOCK
        with suppress(OSError, sqlite3.Error):
            if not _is_ours(folder) or now - lock.stat().st_mtime < _FRESH_S:
                continue
            _locked(lock).close()
            shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    status = folder.lstat()
    return not hasattr(os, "getuid") or status.st_uid == os.getuid()
