"""The exit codes, and how a run comes to one."""

from __future__ import annotations

from collections.abc import Iterable

from srccheck.model import Finding
from srccheck.news import News
from srccheck.settings import FailOn

__all__ = ["FINE", "INTERRUPTED", "exit_code", "failing"]

INTERRUPTED, UNUSABLE, OFFLINE, FINDINGS, FINE = 130, 2, 3, 1, 0

_RANKS = {"info": 0, "warning": 1, "error": 2, "never": 3}


def failing(findings: Iterable[Finding], fail_on: FailOn, news: News | None = None) -> bool:
    """Whether there are findings that count.

    Args:
        findings: all that is told.
        fail_on: the least severity that counts; or `new`: errors and warnings that no earlier run told.
        news: what is new; without it nothing is.
    """
    if fail_on == "new":
        return news is not None and bool(news.alarming)
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
