"""How long an answer about a page stands for a new one: by what it says, and for how long it has said so."""

from __future__ import annotations

import datetime as dt
import hashlib

from srccheck.model.links import LinkStatus

__all__ = ["LIVES", "LIVES_BY_REASON", "life"]

_MINUTE, _HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)

_Row = tuple[dt.timedelta, dt.timedelta, dt.timedelta]

_ANSWERS: tuple[_Row, ...] = (
    (0 * _DAY, 3 * _DAY, 3 * _DAY),
    (2 * _WEEK, 4 * _DAY, 6.5 * _DAY),
    (12 * _WEEK, 10 * _DAY, 13.5 * _DAY),
    (26 * _WEEK, 20 * _DAY, 27.5 * _DAY),
)

LIVES: dict[LinkStatus, tuple[_Row, ...]] = {
    "alive": _ANSWERS,
    "moved": _ANSWERS,
    # until a recovery is noticed: a day, then a week
    "dead": ((0 * _DAY, 20 * _HOUR, 20 * _HOUR), (4 * _WEEK, 4 * _DAY, 6.5 * _DAY)),
    "blocked": ((0 * _DAY, 6 * _HOUR, 6 * _HOUR),),
    "unreachable": ((0 * _DAY, 10 * _MINUTE, 10 * _MINUTE),),
}
"""For each status: once a page has said the same for so long, its answer stands between so long and so long.

Less than whole days and weeks, so that a run of every day, or week, asks anew; a span rather than a number,
so that pages first asked on one day do not all come due on another. `skipped`, `unchecked`: no answers."""

LIVES_BY_REASON: dict[str, dt.timedelta] = {
    "robots": dt.timedelta(0),  # the next run may not have to obey
    "http-429": _HOUR,
}
"""The same for reasons that pass sooner than others of their status."""


def life(
    status: LinkStatus, reason: str, page: str, *, checked_at: dt.datetime, same_since: dt.datetime
) -> dt.timedelta:
    """How long an answer stands; nothing for what is none.

    Args:
        status: the contract's word.
        reason: the contract's word.
        page: the page's URL, which decides, with the day, where in the span it comes to lie.
        checked_at: when it answered, aware UTC.
        same_since: since when every answer has been the same, aware UTC.
    """
    if reason in LIVES_BY_REASON:
        return LIVES_BY_REASON[reason]
    age = checked_at - same_since
    rows = [row for row in LIVES.get(status, ()) if row[0] <= max(age, dt.timedelta(0))]
    if not rows:
        return dt.timedelta(0)
    _, least, most = rows[-1]
    return least + (most - least) * _chance(f"{page} {checked_at.astimezone(dt.UTC).date()}")


def _chance(words: str) -> float:
    """A number in [0, 1) that is the same for the same words, on every machine."""
    return (
        int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=4).digest())
        / 2**32
    )
