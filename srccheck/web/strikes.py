"""InternetArchiveBot's rule: a page that nobody reached in three checks, days apart, is gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from attrs import define, evolve, frozen

from srccheck.model.history import Check, History
from srccheck.model.live import Live

__all__ = ["APART", "STRIKES", "Silence", "Strikes", "silence"]

STRIKES = 3
APART = dt.timedelta(days=3)
"""So many failed checks in a row, each at least so long after the one before
(https://meta.wikimedia.org/wiki/InternetArchiveBot/How_the_bot_fixes_broken_links)."""

_NO_LOOK = frozenset({"unchecked", "skipped"})


@frozen(kw_only=True)
class Silence:
    """How long nobody has been reached.

    Attributes:
        since: the first of the failed checks in a row, aware UTC.
        days: on how many days (UTC) one failed.
    """

    since: dt.datetime
    days: int


def silence(looks: Iterable[Check], now: dt.datetime) -> Silence | None:
    """Whether a page that cannot be reached now has been silent for long enough to be called dead.

    Whoever answers, be it with a refusal, ends the row; who was not asked, or answered out of memory, does
    not count.

    Args:
        looks: earlier checks of the page, newest first.
        now: when it was not reached this time, aware UTC; checks that claim to be later (a clock that was
            set back) are no failures.

    Returns:
        None where it may still pass.
    """
    failures = []
    for look in looks:
        if look.from_cache or look.status in _NO_LOOK:
            continue
        if look.status != "unreachable" and look.reason != "unreachable-for-days":
            break
        if look.checked_at < now:
            failures.append(look.checked_at)
    strikes, last = 1, now
    for moment in sorted(failures, reverse=True):
        if last - moment >= APART:
            strikes, last = strikes + 1, moment
    if strikes < STRIKES:
        return None
    days = {moment.astimezone(dt.UTC).date() for moment in (*failures, now)}
    return Silence(since=min(failures), days=len(days))


@define
class _Page:
    """A page of which this is one failure too many; what others had answered when it did not."""

    silence: Silence
    answers: int
    asked_twice: bool = False


class Strikes:
    """The pages of a run that nobody has been reached at for days; dead, if the second look fails, too.

    Args:
        history: earlier checks.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._pages: dict[str, _Page] = {}

    def __contains__(self, page: str) -> bool:
        return page in self._pages

    def __len__(self) -> int:
        return len(self._pages)

    def note_first(self, page: str, live: Live, *, answers: int) -> None:
        """Look up how long nobody has been reached.

        Args:
            page: the page's URL, without fragment.
            live: it was not reached this time.
            answers: how many requests of this run were answered so far.
        """
        quiet = silence(self._history.looks(page), live.checked_at)
        if quiet is not None:
            self._pages[page] = _Page(quiet, answers)

    def note_second(self, page: str) -> None:
        """Note that a page was asked for once more at the end of the run."""
        self._pages[page].asked_twice = True

    def forget(self, page: str) -> None:
        """Let go of a page."""
        self._pages.pop(page, None)

    def verdict(self, page: str, live: Live, *, answers: int) -> Live | None:
        """The verdict of a page that is dead by this rule; None for all others.

        Args:
            page: the page's URL, without fragment.
            live: what the second look came to.
            answers: how many requests of this run were answered so far; if none was since the first look, the
                network may be away.
        """
        known = self._pages.get(page)
        if known is None or live.status != "unreachable" or not known.asked_twice or answers <= known.answers:
            return None
        since = known.silence.since
        day = since.astimezone(dt.UTC).date().isoformat()
        last = live.detail or live.reason
        return evolve(
            live,
            status="dead",
            reason="unreachable-for-days",
            detail=f"could not be reached on {known.silence.days} days since {day}, last: {last}",
            dead_since=since,
        )
