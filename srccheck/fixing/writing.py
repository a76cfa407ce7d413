"""Files written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from srccheck.errors import UnreadableInputError

__all__ = ["write_file"]


def write_file(path: Path, data: bytes, *, expected: bytes, backup: bool = False) -> None:
    """Put new content in the place of a file's, in one step.

    The new file is written beside the old one, gets its permissions, and takes its place; whoever opens
    the path meanwhile sees either of the two, whole. A symbolic link stays one: the file it leads to is
    written.

    Args:
        path: the file.
        data: its new content.
        expected: what it holds now, so that nobody's change since it was read is lost.
        backup: keep the old file beside it, under the same name with `.bak` behind it.

    Raises:
        UnreadableInputError: it was changed by somebody meanwhile, or cannot be written.
    """
    target = path.resolve()
    try:
        if target.read_bytes() != expected:
            raise UnreadableInputError(
                str(path), "it was changed while it was being repaired", "run fix again"
            )
        if backup:
            shutil.copy2(target, target.with_name(target.name + ".bak"))
        _replace(target, data)
    except OSError as error:
        why = error.strerror or str(error)
        raise UnreadableInputError(
            str(path), f"it cannot be written ({why})", "check its permissions"
        ) from error


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, name)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
