"""14 digits, HTTP dates, and which capture is the nearest."""

from __future__ import annotations

import datetime as dt

import pytest

from srccheck.archives.moments import digits_of, http_date, moment_of, nearest, noon
from srccheck.model import Capture

DIGITS = {
    "20240304091122": (2024, 3, 4, 9, 11, 22),
    "20000229235959": (2000, 2, 29, 23, 59, 59),
    "20000800241623": (2000, 8, 24, 16, 23, 0),  # a stray 00 for the day
    "20000012170449": (2000, 12, 17, 4, 49, 0),  # a stray 00 for the month
    "20210229000000": None,
    "20241301000000": None,
    "20240304996122": None,
    "00000000000000": None,
    "2024": None,
    "202403040911220": None,
    "2024030409112x": None,
    "": None,
    "２０２４０３０４０９１１２２": None,
}


@pytest.mark.parametrize("digits", DIGITS)
def test_moment_of(digits):
    """14 digits → aware UTC; what is no moment is none."""
    expected = DIGITS[digits]
    assert moment_of(digits) == (dt.datetime(*expected, tzinfo=dt.UTC) if expected else None)


def test_digits_of_is_in_utc():
    """Whatever the zone of the moment."""
    moment = dt.datetime(2024, 3, 4, 2, 0, tzinfo=dt.timezone(dt.timedelta(hours=5)))
    assert digits_of(moment) == "20240303210000"
    assert moment_of(digits_of(moment)) == moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 04 Mar 2024 09:11:22 GMT", "2024-03-04T09:11:22+00:00"),
        ("Monday, 04-Mar-24 09:11:22 GMT", "2024-03-04T09:11:22+00:00"),
        ("Mon, 04 Mar 2024 09:11:22 -0000", "2024-03-04T09:11:22+00:00"),
        ("Mon, 04 Mar 2024 10:11:22 +0100", "2024-03-04T09:11:22+00:00"),
        ("Mon, 99 Mar 2024 10:11:22 GMT", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_http_date(text, expected):
    """RFC 9110 dates, and nothing else."""
    found = http_date(text)
    assert (found.isoformat() if found else None) == expected


def capture(text: str) -> Capture:
    return Capture(url=text, timestamp=dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-03-04", "2024-03-04T23:50"),
        ("2024-03-05", "2024-03-04T23:50"),
        ("2024-03-09", "2024-03-08T00:10"),
        ("1999-01-01", "2024-03-01T12:00"),
        ("2024-03-03", "2024-03-04T23:50"),
        (None, "2024-03-08T00:10"),
    ],
)
def test_nearest(day, expected):
    """Measured from noon, so that a capture of the day itself wins; without a day, the newest."""
    captures = [capture("2024-03-08T00:10"), capture("2024-03-01T12:00"), capture("2024-03-04T23:50")]
    found = nearest(captures, dt.date.fromisoformat(day) if day else None)
    assert found is not None
    assert found.url == expected


def test_nearest_of_none():
    """No captures, no nearest."""
    assert nearest([], dt.date(2024, 1, 1)) is None
    assert nearest([], None) is None


def test_noon():
    """The middle of the day in UTC."""
    assert noon(dt.date(2024, 3, 4)).isoformat() == "2024-03-04T12:00:00+00:00"
