"""Dates of the Solar Hijri and the Buddhist calendar."""

from __future__ import annotations

import pytest

from srccheck.text.dates import find_dates

CASES = [
    ("۱ فروردین ۱۴۰۰", "2021-03-21"),
    ("تهران ۱۴۰۰/۰۲/۲۰", "2021-05-10"),
    ("تهران 1402/12/29", "2024-03-19"),
    ("۳۰ اسفند ۱۳۹۹", "2021-03-20"),  # a leap year
    ("۳۰ اسفند ۱۴۰۰", ""),  # not one
    ("۳۱ مهر ۱۴۰۰", ""),
    ("تهران ۱۴۰۰/۱۳/۰۱", ""),
    ("10 พฤษภาคม 2564", "2021-05-10"),
    ("10 พ.ค. 2564", "2021-05-10"),
    ("ไทย 10/05/2564", "2021-05-10"),
    ("30 กุมภาพันธ์ 2564", ""),
    ("กรุงเทพฯ 2553", "2010"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_other_calendars(text, expected):
    """Read by the script that stands beside them."""
    (span,) = find_dates(text)
    date = span.date
    parts = (date.year, date.month, date.day) if date else ()
    assert "-".join(f"{part:02d}" for part in parts if part) == expected


@pytest.mark.parametrize("text", ["1400/02/20", "Oslo 10/05/2564", "تهران ۱۳۹۵", "تهران 1400"])
def test_no_guesses(text):
    """No other calendar without its script, and no year that lies in two Gregorian ones."""
    assert not [span for span in find_dates(text) if span.date]
