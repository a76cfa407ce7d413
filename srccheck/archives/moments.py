"""The archives' 14 digits, and moments in time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from email.utils import parsedate_to_datetime

from srccheck.model import Capture

__all__ = ["TIMESTAMP", "digits_of", "http_date", "moment_of", "nearest", "noon"]

TIMESTAMP = re.compile(r"(?P<digits>[0-9]{1,14})(?P<modifier>[a-z]{2}_)?")
"""The part of a capture's address between the archive and the original; `id_` and its like may follow."""

_FORMAT = "%Y%m%d%H%M%S"


def digits_of(moment: dt.datetime) -> str:
    """The 14 digits of an aware moment, in UTC."""
    return moment.astimezone(dt.UTC).strftime(_FORMAT).rjust(14, "0")


def moment_of(digits: str) -> dt.datetime | None:
    """The moment that 14 digits mean, aware UTC; None where they mean none.

    Old rows of the Wayback Machine have a stray `00` where the month or the day should be, which pushes
    the rest to the right: `20000800241623` is 24 August 2000, 16:23.
    """
    if len(digits) != 14 or not (digits.isascii() and digits.isdigit()):
        return None
    for place in (4, 6):
        if digits[place : place + 2] == "00":
            digits = f"{digits[:place]}{digits[place + 2 :]}00"
    try:
        return dt.datetime.strptime(digits, _FORMAT).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def http_date(text: str | None) -> dt.datetime | None:
    """The moment of an HTTP date (RFC 9110, 5.6.7), aware UTC; None where it is none."""
    try:
        moment = parsedate_to_datetime(text or "")
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def noon(day: dt.date) -> dt.datetime:
    """The middle of a day, UTC: the capture nearest to it is on that day if any is."""
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def nearest(captures: Iterable[Capture], day: dt.date | None) -> Capture | None:
    """The capture nearest to a day, the older of two; without a day the newest; None of none."""
    ordered = sorted(captures, key=lambda capture: capture.timestamp)
    if not ordered:
        return None
    if day is None:
        return ordered[-1]
    wanted = noon(day)
    return min(ordered, key=lambda capture: abs(capture.timestamp - wanted))
