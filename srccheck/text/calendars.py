"""Dates of two calendars that are in daily use beside the Gregorian: the Solar Hijri and the Buddhist.

A date counts as one of theirs only where the script of the text says so, too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from srccheck.model.dates import PartialDate

__all__ = ["dates_of_other_calendars"]

_ARABIC = re.compile(r"[\u0620-\u064a\u067e-\u06d3]")
_THAI = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]")
# month names of Iran (Official Gazette; CLDR, calendar `persian`, locale fa), of Afghanistan (CLDR, fa-AF)
_HIJRI_MONTHS = (
    ("فروردین", "حمل"),
    ("اردیبهشت", "ثور"),
    ("خرداد", "جوزا"),
    ("تیر", "سرطان"),
    ("مرداد", "اسد"),
    ("شهریور", "سنبله"),
    ("مهر", "میزان"),
    ("آبان", "عقرب"),
    ("آذر", "قوس"),
    ("دی", "جدی"),
    ("بهمن", "دلو"),
    ("اسفند", "حوت"),
)
# CLDR, calendar `buddhist`, locale th: names and abbreviations
_THAI_MONTHS = (
    ("มกราคม", "ม.ค."),
    ("กุมภาพันธ์", "ก.พ."),
    ("มีนาคม", "มี.ค."),
    ("เมษายน", "เม.ย."),
    ("พฤษภาคม", "พ.ค."),
    ("มิถุนายน", "มิ.ย."),
    ("กรกฎาคม", "ก.ค."),
    ("สิงหาคม", "ส.ค."),
    ("กันยายน", "ก.ย."),
    ("ตุลาคม", "ต.ค."),
    ("พฤศจิกายน", "พ.ย."),
    ("ธันวาคม", "ธ.ค."),
)
_MONTH_OF = {
    name: number
    for months in (_HIJRI_MONTHS, _THAI_MONTHS)
    for number, names in enumerate(months, 1)
    for name in names
}
_NAMES = "|".join(map(re.escape, sorted(_MONTH_OF, key=len, reverse=True)))
_DAY = r"(?P<day>\d(?<![\w./-]\d)\d?)"
_PATTERNS = (
    re.compile(rf"{_DAY}\s(?P<month>{_NAMES})(?:\s|،\s)(?:พ\.ศ\.\s?)?(?P<year>\d{{4}})(?!\w)"),
    re.compile(
        r"(?P<year>\d{4})(?<![\w./-]\d{4})(?P<sep>[/-])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\w/-])"
    ),
    re.compile(rf"{_DAY}(?P<sep>[/-])(?P<month>\d{{1,2}})(?P=sep)(?P<year>\d{{4}})(?![\w/-])"),
)
_BUDDHIST_YEAR = re.compile(r"(?P<year>2[45]\d\d)(?<![\w./:-]\d{4})(?![\w:-]|\.\d|/\d)")
_FIRST_HIJRI, _LAST_HIJRI = 1300, 1450  # 1921 to 2072
_FIRST_BUDDHIST, _LAST_BUDDHIST = 2484, 2643  # from 1941 on the Thai year begins in January
_BUDDHIST_ERA = 543
_NEW_YEAR_1400 = dt.date(2021, 3, 21).toordinal()


def dates_of_other_calendars(text: str) -> Iterator[tuple[int, int, PartialDate | None]]:
    """Find Solar Hijri dates beside Arabic letters, and Buddhist ones beside Thai letters.

    A Solar Hijri year alone is left out: it lies in two Gregorian years.

    Args:
        text: a citation or a part of one.

    Yields:
        Where a date begins and ends, and the Gregorian date; None for a day that does not exist.
    """
    arabic, thai = _ARABIC.search(text) is not None, _THAI.search(text) is not None
    if not (arabic or thai):
        return
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            year, day = int(match["year"]), int(match["day"])
            month = _MONTH_OF.get(match["month"]) or int(match["month"])
            if arabic and _FIRST_HIJRI <= year <= _LAST_HIJRI:
                yield match.start(), match.end(), _from_hijri(year, month, day)
            elif thai and _FIRST_BUDDHIST <= year <= _LAST_BUDDHIST:
                yield match.start(), match.end(), _gregorian(year - _BUDDHIST_ERA, month, day)
    for match in _BUDDHIST_YEAR.finditer(text) if thai else ():
        if int(match["year"]) >= _FIRST_BUDDHIST:
            yield match.start(), match.end(), PartialDate(year=int(match["year"]) - _BUDDHIST_ERA)


def _gregorian(year: int, month: int, day: int) -> PartialDate | None:
    try:
        dt.date(year, month, day)
    except ValueError:
        return None
    return PartialDate(year=year, month=month, day=day)


def _from_hijri(year: int, month: int, day: int) -> PartialDate | None:
    """By the cycle of 33 years with eight leap years, which holds for all years of this range."""
    if not 1 <= month <= 12 or not 1 <= day <= (31 if month <= 6 else 30):
        return None
    if month == 12 and day == 30 and _hijri_days(year + 1) - _hijri_days(year) == 365:
        return None
    passed = 31 * (month - 1) if month <= 6 else 186 + 30 * (month - 7)
    days = _hijri_days(year) - _hijri_days(1400) + passed + day - 1
    date = dt.date.fromordinal(_NEW_YEAR_1400 + days)
    return PartialDate(year=date.year, month=date.month, day=date.day)


def _hijri_days(year: int) -> int:
    """Days from a fixed day to the new year."""
    counted = year + 1595
    return 365 * counted + counted // 33 * 8 + (counted % 33 + 3) // 4
