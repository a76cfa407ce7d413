"""Processes that work apart from ours: with our modules, without the caller's script, deaf to Ctrl-C."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import IO, cast

import srccheck

__all__ = ["CannotStartError", "start_apart"]

_START = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from {} import main; main()"
_WINDOWS_FLAGS: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(
    subprocess, "CREATE_NO_WINDOW", 0
)


class CannotStartError(Exception):
    """No process can be started here."""


def start_apart(module: str, *, stderr: IO[bytes] | int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start a process that runs a module's `main`, which reads `sys.stdin.buffer` and writes to descriptor 1.

    Not by `multiprocessing`, which would run the caller's script again.

    Args:
        module: one of ours, by its full name.
        stderr: where its complaints go.

    Returns:
        The process with its two pipes, unbuffered.

    Raises:
        CannotStartError: there is no Python to start, or the system refuses.
    """
    if not sys.executable or getattr(sys, "frozen", False):  # a frozen program would start itself
        raise CannotStartError
    try:
        # `-I`: neither the working directory nor the environment may put other modules before those that
        # we use; the search path comes by the pipe.
        process = subprocess.Popen(  # noqa: S603 - a fixed command
            [sys.executable, "-I", "-c", _START.format(module)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            bufsize=0,
            cwd=os.path.abspath(os.sep),  # no folder of the caller's is kept busy
            start_new_session=True,  # Ctrl-C is for us alone
            creationflags=_WINDOWS_FLAGS,
        )
    except OSError as error:
        raise CannotStartError from error
    try:
        left = memoryview(pickle.dumps(_search_path()))
        while left:
            left = left[cast("IO[bytes]", process.stdin).write(left) :]
    except OSError as error:  # it has ended already
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            cast("IO[bytes]", stream).close()
        raise CannotStartError from error
    return process


def _search_path() -> list[str]:
    """Where modules come from here, in the same order, so that they are the same there."""
    ours = str(Path(srccheck.__file__).absolute().parents[1])
    found = [os.path.abspath(entry) for entry in sys.path]
    return found if ours in found else [*found, ours]
