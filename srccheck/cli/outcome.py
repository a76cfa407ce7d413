"""The exit codes, and how a run comes to one."""

from __future__ import annotations

from collections.abc import Iterable

from srccheck.model import Finding
from srccheck.settings import FailOn

__all__ = ["FINE", "INTERRUPTED", "exit_code", "failing"]

INTERRUPTED, UNUSABLE, OFFLINE, FINDINGS, FINE = 130, 2, 3, 1, 0

_RANKS = {"info": 0, "warning": 1, "error": 2, "never": 3}


def failing(findings: Iterable[Finding], fail_on: FailOn) -> bool:
    """Whether a finding is as serious as `fail_on`, or more."""
    return any(_RANKS[finding.severity] >= _RANKS[fail_on] for finding in findings)


def exit_code(*, interrupted: bool, unusable: bool, failing: bool, offline: bool = False) -> int:
    """The exit code: the first of the reasons that applies.

    Args:
        interrupted: Ctrl-C.
        unusable: an input could not be read, or a report not be written.
        failing: there are findings that count.
        offline: there were links, and none got an answer.
    """
    for holds, code in (
        (interrupted, INTERRUPTED),
        (unusable, UNUSABLE),
        (offline, OFFLINE),
        (failing, FINDINGS),
    ):
        if holds:
            return code
    return FINE
