"""All captures of one URL, and what they say together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

from attrs import evolve, frozen

from srccheck.model import Capture

__all__ = ["Entry", "History", "Worth", "entries_of"]

Worth = Literal["good", "bad", "gone", "doubtful", "hop"]
"""What a row of the index says: 2xx; 4xx or 5xx; 404 or 410; a redirect or a status that is not told;
a redirect whose end is the row after it."""

_HOP = dt.timedelta(seconds=60)  # a crawler follows a redirect at once


@frozen(kw_only=True)
class Entry:
    """One capture and what it is worth.

    Attributes:
        capture: address, moment, status.
        worth: see `Worth`.
    """

    capture: Capture
    worth: Worth


@frozen(kw_only=True)
class History:
    """What an archive's index says of one URL.

    Attributes:
        verdict: `found`; `absent` or `excluded` where the archive says so; else `unknown`.
        entries: captures, oldest first.
        complete: all captures are there; else nothing can be said about the end, or the number.
        detail: why it is unknown, for people.
    """

    verdict: Literal["found", "absent", "excluded", "unknown"]
    entries: tuple[Entry, ...] = ()
    complete: bool = True
    detail: str | None = None

    def of_worth(self, worth: Worth) -> tuple[Capture, ...]:
        """The captures that are worth so much, oldest first."""
        return tuple(entry.capture for entry in self.entries if entry.worth == worth)

    def without(self, bad: Iterable[dt.datetime]) -> History:
        """The same, captures of these moments being bad, whatever their status says."""
        moments = set(bad)
        entries = tuple(
            evolve(entry, worth="bad")
            if entry.capture.timestamp in moments and entry.worth in ("good", "doubtful")
            else entry
            for entry in self.entries
        )
        return evolve(self, entries=entries)

    @property
    def captures(self) -> int | None:
        """Their number, where it is known."""
        known = self.complete and self.verdict in ("found", "absent")
        return len(self.entries) if known else None

    @property
    def last_good(self) -> dt.datetime | None:
        """The newest capture with a 2xx status."""
        return max((capture.timestamp for capture in self.of_worth("good")), default=None)

    @property
    def died_between(self) -> tuple[dt.datetime, dt.datetime] | None:
        """Last good capture, and the first of at least two later 404 or 410 captures.

        None where a redirect stands after them whose end is not known: the page may have moved.
        """
        alive = self.last_good
        if alive is None or not self.complete:
            return None
        gone = [capture.timestamp for capture in self.of_worth("gone") if capture.timestamp > alive]
        if len(gone) < 2:
            return None
        moved = any(capture.timestamp > gone[0] for capture in self.of_worth("doubtful"))
        return None if moved else (alive, gone[0])


def entries_of(captures: Sequence[Capture]) -> tuple[Entry, ...]:
    """What each capture of a URL is worth.

    Args:
        captures: in any order, their status None where the index does not tell it.

    Returns:
        Oldest first. A redirect that is followed within a minute by a capture of the same URL (http to
        https, say) is a `hop`: its end has its own row.
    """
    ordered = sorted(captures, key=lambda capture: capture.timestamp)
    out: list[Entry] = []
    after: Capture | None = None  # the next capture that is no redirect
    for capture in reversed(ordered):
        entry = Entry(capture=capture, worth=_worth(capture.http_status))
        redirect = capture.http_status is not None and entry.worth == "doubtful"
        if redirect and after is not None and after.timestamp - capture.timestamp <= _HOP:
            entry = evolve(entry, worth="hop")
        elif not redirect:
            after = capture
        out.append(entry)
    return tuple(reversed(out))


def _worth(status: int | None) -> Worth:
    if status is None or 300 <= status < 400:
        return "doubtful"
    if 200 <= status < 300:
        return "good"
    return "gone" if status in (404, 410) else "bad"
