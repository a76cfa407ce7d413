"""How much of the machine a process takes."""

from __future__ import annotations

import contextlib
import os
from importlib import import_module

from attrs import frozen

__all__ = ["Usage", "usage_of"]


@frozen(kw_only=True)
class Usage:
    """What a process and those that it has started have taken.

    Attributes:
        resident_bytes: what they hold in memory now.
        cpu_s: seconds that they have kept a processor busy since they began.
    """

    resident_bytes: int
    cpu_s: float

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            resident_bytes=self.resident_bytes + other.resident_bytes, cpu_s=self.cpu_s + other.cpu_s
        )


def usage_of(pid: int) -> Usage | None:
    """What a process and those that it has started take.

    Args:
        pid: the process.

    Returns:
        None where that cannot be told: it has ended, or the system gives no such numbers.
    """
    try:
        return _by_proc(pid)
    except (OSError, IndexError, ValueError):
        return _by_psutil(pid)


def _by_proc(pid: int) -> Usage:
    """From the files of Linux (proc(5)), where processes are started by the main thread."""
    with open(f"/proc/{pid}/stat", "rb") as file:
        # the second field is a name in brackets, and may hold anything
        fields = file.read().rpartition(b")")[2].split()
    ticks = sum(int(field) for field in fields[11:15])  # its own, and that of children that have ended
    total = Usage(
        resident_bytes=int(fields[21]) * os.sysconf("SC_PAGE_SIZE"),
        cpu_s=ticks / os.sysconf("SC_CLK_TCK"),
    )
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children", "rb") as file:
        for child in file.read().split():
            total += usage_of(int(child)) or Usage(resident_bytes=0, cpu_s=0.0)
    return total


def _by_psutil(pid: int) -> Usage | None:
    try:
        # late: it is installed, and needed, only where there is no /proc
        psutil = import_module("psutil")
    except ImportError:
        return None
    try:
        process = psutil.Process(pid)
        # In a virtual environment on Windows python.exe is a launcher, and the interpreter its child.
        family = [process, *process.children(recursive=True)]
        return Usage(
            resident_bytes=sum(each.memory_info().rss for each in family),
            cpu_s=sum(each.cpu_times().user + each.cpu_times().system for each in family),
        )
    except psutil.Error:
        return None
