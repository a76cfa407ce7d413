"""Every exception that srccheck raises on purpose.

    SrccheckError
    ├── UsageError             the caller asked for something that makes no sense
    │   └── SettingsError      a setting is unknown, of the wrong type, or out of range
    ├── UnreadableInputError        a document could not be read; the other inputs go on
    │   └── MissingLibraryError     … because its format needs an extra that is not installed
    ├── EvidenceError          a WARC file to record to or replay from cannot be used
    ├── StoreError             the store is another program's, or of a newer version
    ├── WorkersError           the processes that were to share the work do not start
    └── ClusterError           the machines that were to share the work cannot be used

What fails in the world (a host that is down, an archive that is silent) is never an
exception: it is a value, `srccheck.model.Live` or `srccheck.model.ArchiveFacts`.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "ClusterError",
    "EvidenceError",
    "MissingLibraryError",
    "SettingsError",
    "SrccheckError",
    "StoreError",
    "UnreadableInputError",
    "UsageError",
    "WorkersError",
    "raised_on_purpose",
]


class SrccheckError(Exception):
    """Root of all exceptions of this package."""


class UsageError(SrccheckError, ValueError):
    """The call itself is wrong; the message says what to write instead."""


class SettingsError(UsageError):
    """A setting is unknown, has the wrong type, or is out of range."""


class UnreadableInputError(SrccheckError):
    """A document cannot be read.

    Args:
        path: the document as the caller named it (`-` for standard input).
        why: what was found, in one sentence.
        remedy: what the reader of the message can do about it.
    """

    def __init__(self, path: str, why: str, remedy: str) -> None:
        super().__init__(f"{path}: {why}; {remedy}")
        self.path = path
        self.why = why
        self.remedy = remedy

    def __reduce__(self) -> tuple[Any, ...]:
        # By itself an exception is pickled as its message, which is no argument of this one.
        return type(self), (self.path, self.why, self.remedy)


class MissingLibraryError(UnreadableInputError):
    """A document's format needs a library that is not installed."""


class EvidenceError(SrccheckError):
    """A WARC file cannot be written to, or does not hold what a replay needs."""


class StoreError(SrccheckError):
    """The store of earlier answers is not ours to use: another program's, or a newer srccheck's."""


class WorkersError(SrccheckError):
    """Processes of this machine that were to share the work end before they begin."""


class ClusterError(SrccheckError):
    """The scheduler or the workers of a cluster cannot be used: unreachable, of other versions, or gone."""


def raised_on_purpose(group: ExceptionGroup[Exception]) -> Exception:
    """The first exception of this package in a group of a task group, however deep; else the group."""
    ours: BaseException | None = group.subgroup(SrccheckError)
    while isinstance(ours, ExceptionGroup):
        ours = ours.exceptions[0]
    return ours if isinstance(ours, SrccheckError) else group
