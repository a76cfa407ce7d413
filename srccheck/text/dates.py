"""Dates in text: strictly read, with their own precision, never filled up from today."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from importlib.resources import files

from attrs import frozen

from srccheck.model.dates import AccessDate, PartialDate
from srccheck.text.calendars import dates_of_other_calendars

__all__ = ["DateSpan", "find_dates", "months", "parse_date", "settle"]

_EARLIEST, _LATEST = 1450, 2100


@frozen(kw_only=True)
class DateSpan:
    """A date in a text.

    Attributes:
        start, end: the characters `text[start:end]` that it takes.
        date: the date; None where it is written out but impossible (`31.02.2025`).
        alternatives: other dates that it can mean, likeliest first (`03/04/2025`).
    """

    start: int
    end: int
    date: PartialDate | None
    alternatives: tuple[PartialDate, ...] = ()


@cache
def months() -> dict[str, int]:
    """Month names and abbreviations of some ninety languages, casefolded -> 1 to 12."""
    out: dict[str, int] = {}
    table = files("srccheck.text").joinpath("data", "months.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            form, month, _ = line.split("\t")
            out.setdefault(form, int(month))
    return out


# A word may be a month's name: letters and the marks on them (Indic scripts), a full stop after it.
_WORD = r"(?P<month>[^\W\d_][^\W\d_\u0300-\u036f\u0900-\u0dff]?[^\d\s.,;:/()\[\]<>\"“”'’=_-]{1,22})"
_MONTH = re.compile(_WORD)
_YEAR = r"(?P<year>\d{4})(?![\w])"
_YEAR_CJK = r"(?P<year>\d{4})"
# a look behind stands after the digits that it asks about, so that the search goes from digit to digit
_DAY = r"(?P<day>\d(?<![\w.]\d)\d?)"
_ORDINAL = r"(?:\.|st|nd|rd|th|er|re|º|°|ª|-?го|-?е|-?й|ième|\.º)?"
_OF = r"(?:\s(?:of|de|del|do|di|d’|d'|dels|des))?"
_GAP = r"[\s.,،/-]{1,3}"
_NAMED = (
    # 20 July 2025, 20. Juli 2025, 20 de julio de 2025, 13/janvier/2025
    re.compile(rf"{_DAY}{_ORDINAL}(?:{_OF}[\s/-]{{1,2}}|\.){_WORD}{_OF}{_GAP}{_OF}\s?{_YEAR}"),
    # July 20, 2025
    re.compile(rf"(?<!\w){_WORD}\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}{_YEAR}"),
    # 2025, June 30; 2018 Mar 5; 2025. július 20.
    re.compile(
        rf"(?P<year>\d{{4}})(?<![\w.-]\d{{4}})[a-z]?{_GAP}(?:m\.\s)?{_WORD}{_GAP}(?P<day>\d{{1,2}})(?![\w-])"
    ),
    # 2023, 17 de novembro
    re.compile(
        rf"(?P<year>\d{{4}})(?<![\w.-]\d{{4}})[a-z]?,\s(?P<day>\d{{1,2}}){_ORDINAL}{_OF}\s{_WORD}(?![\w])"
    ),
    # July 2025, jul./2025, julio de 2025
    re.compile(rf"(?<!\w){_WORD}{_OF}{_GAP}{_OF}\s?{_YEAR}"),
    # 2025, June; 2018 set
    re.compile(rf"(?P<year>\d{{4}})(?<![\w.-]\d{{4}})[a-z]?,?\s{_WORD}(?![\w])"),
)
_THREE_NUMBERS = re.compile(r"\d[-/.‐‑–]\s?\d{1,2}[-/.‐‑–]\s?\d")
# what a text must hold at least (found faster than the date itself), and the date
_NUMERIC = (
    (
        _THREE_NUMBERS,
        re.compile(
            r"(?P<year>\d{4})(?<![\w./-]\d{4})(?P<sep>[-/.‐‑–])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
            r"(?![\d/-]|\.\d)"
        ),
    ),
    (
        _THREE_NUMBERS,
        re.compile(
            r"(?P<day>\d(?:(?<![\w./-]\d)|(?<=[א-ת]-\d))\d?)(?P<sep>[./-]|\.\s)(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})"
            r"(?![\w/-]|\.\d)"
        ),
    ),
    (
        re.compile(r"[年년]"),
        re.compile(
            r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월](?:\s?(?P<day>\d{1,2})\s?[日일号])?"
        ),
    ),
    (
        _THREE_NUMBERS,
        re.compile(r"(?P<year>\d{4})(?<![\w./-]\d{4})\.\s(?P<month>\d{1,2})\.\s(?P<day>\d{1,2})(?=\.)"),
    ),
    (
        re.compile(r"\stháng\s"),
        re.compile(
            r"(?:ngày\s)?(?P<day>\d(?<!\d\d)\d?)\stháng\s(?P<month>\d{1,2})(?:,?\snăm)?\s(?P<year>\d{4})"
        ),
    ),
    (
        re.compile(r"\d-[01]\d"),
        re.compile(r"(?P<year>\d{4})(?<![\w./-]\d{4})-(?P<month>0[1-9]|1[0-2])(?![\w./-])"),
    ),
)
_ROMAN = re.compile(
    r"(?P<day>\d(?<![\w.]\d)\d?)(?:\.\s?|\s)(?P<month>[IVX]{1,4})(?:\.\s?|\s)(?P<year>\d{4})(?!\w)"
)
_ROMAN_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN_MONTHS = {name: number for number, name in enumerate(_ROMAN_NUMERALS, start=1)}
_YEAR_ALONE = re.compile(
    r"(?P<year>(?:1[5-9]\d|14[5-9]|20\d)\d)(?<![\w./:#=&%+‐‑–-]\d{4})(?:[年년](?!度)|[a-z]?(?!\w))(?![.:]\d|/\d(?!\d{3}\b)|-\d{4}|[‐‑–]\d)"
)
_ROMAN_NUMBERS = re.compile(r"\d[.\s]\s?[IVX]")
_LETTERS = re.compile(r"[^\W\d_]+")
_FOUR_DIGITS = re.compile(r"\d{4}")
# characters: from a month's first letter to the year behind it; from a year to the month's first letter
# behind it; longer than a month's name; longer than all of a date
_TO_YEAR, _FROM_YEAR, _LONGEST_MONTH, _REACH = 48, 32, 32, 80


def find_dates(text: str, *, years: bool = True) -> tuple[DateSpan, ...]:
    """The dates of a text, in order and without overlap; the most precise reading of each place.

    Args:
        text: a citation or a part of one; no URLs.
        years: whether a year alone counts.
    """
    if not any(map(str.isdigit, text)):
        return ()
    found: list[DateSpan] = []
    for hint, pattern in _NUMERIC:
        if hint.search(text):
            found += (span for match in pattern.finditer(text) if (span := _numeric(match)))
    if _ROMAN_NUMBERS.search(text):
        found += (span for match in _ROMAN.finditer(text) if (span := _roman(match)))
    for start, end in _beside_months(text):
        for pattern in _NAMED:
            found += _named(pattern, text, start, end)
    found += (DateSpan(start=s, end=e, date=date) for s, e, date in dates_of_other_calendars(text))
    found.sort(key=lambda span: (-_precision(span), span.start))
    if years:
        found += (
            DateSpan(start=match.start(), end=match.end(), date=PartialDate(year=int(match["year"])))
            for match in _YEAR_ALONE.finditer(text)
        )
    taken = bytearray(len(text))
    kept = []
    for span in found:
        if not any(taken[span.start : span.end]):
            kept.append(span)
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    return tuple(sorted(kept, key=lambda span: span.start))


def parse_date(text: str) -> DateSpan | None:
    """The date that a text is, and nothing but; None where it is none.

    Trailing full stops and the Russian `г.` are allowed.
    """
    text = text.strip().rstrip(".")
    spans = find_dates(text)
    if len(spans) != 1 or spans[0].start > 0:
        return None
    rest = text[spans[0].end :].strip(" .")
    return spans[0] if rest in ("", "г", "р", "r", "m", "d") else None


def _precision(span: DateSpan) -> int:
    if span.date is None:
        return 3
    return 1 + bool(span.date.month) + bool(span.date.day)


def _beside_months(text: str) -> list[tuple[int, int]]:
    """The stretches around months' names that stand near a year."""
    out: list[tuple[int, int]] = []
    done = 0
    for year in _FOUR_DIGITS.finditer(text):
        begin, stop = max(done, year.start() - _TO_YEAR), year.end() + _FROM_YEAR
        for letters in _LETTERS.finditer(text, begin, stop + _LONGEST_MONTH):
            at = letters.start()
            if not _is_month(text, at, letters[0]):
                continue
            start, end = max(0, at - _REACH), at + _REACH
            if out and start <= out[-1][1]:
                start = out.pop()[0]
            out.append((start, end))
        done = stop
    return out


def _is_month(text: str, at: int, letters: str) -> bool:
    """Whether a month's name can begin here; its letters may carry marks, which are none themselves."""
    if text[at : at + 2].casefold() not in _month_starts():
        return False
    word = _MONTH.match(text, at)
    return letters.casefold() in months() or bool(word and word["month"].casefold() in months())


@cache
def _month_starts() -> frozenset[str]:
    return frozenset(name[:2] for name in months())


def _named(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[DateSpan]:
    """Matches whose word is a month's name; after any other word the search goes on inside."""
    out = []
    position = start
    while match := pattern.search(text, position, end):
        month = months().get(match["month"].casefold().rstrip("."))
        span = _span(match, month, match.groupdict().get("day")) if month else None
        if span is not None:
            out.append(span)
        position = match.end() if span is not None else match.start() + 1
    return out


def _span(match: re.Match[str], month: int, day: str | None) -> DateSpan | None:
    year = int(match["year"])
    if not _EARLIEST <= year <= _LATEST or (day is not None and not 1 <= int(day) <= 31):
        return None
    date = _real(year, month, int(day or 0))
    return DateSpan(start=match.start(), end=match.end(), date=date)


def _real(year: int, month: int, day: int) -> PartialDate | None:
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        return None
    return PartialDate(year=year, month=month, day=day)


def _roman(match: re.Match[str]) -> DateSpan | None:
    month = _ROMAN_MONTHS.get(match["month"])
    return _span(match, month, match["day"]) if month else None


def _numeric(match: re.Match[str]) -> DateSpan | None:
    groups = match.groupdict()
    year, month, day = int(groups["year"]), int(groups["month"]), int(groups.get("day") or 0)
    if len(groups["year"]) == 2:
        year += 2000 if year < 70 else 1900
    if not _EARLIEST <= year <= _LATEST or month > 39 or day > 39:
        return None
    exchangeable = groups.get("sep") == "/" and match.start("day") < match.start("month")
    date = _real(year, month, day)
    if not exchangeable or (len(groups["year"]) == 2 and date is None):
        return DateSpan(start=match.start(), end=match.end(), date=date)
    other = _real(year, day, month) if 1 <= day <= 12 else None
    readings = [reading for reading in (date, other) if reading is not None]
    if len(readings) == 2 and readings[0] == readings[1]:
        readings.pop()
    return DateSpan(
        start=match.start(),
        end=match.end(),
        date=readings[0] if readings else None,
        alternatives=tuple(readings[1:]),
    )


def settle(accessed: tuple[AccessDate, ...]) -> tuple[AccessDate, ...]:
    """Let a document's other dates settle the ambiguous ones.

    `25/12/2024` shows that the author writes the day first, so `03/04/2025` is 3 April; `12/25/2024`
    shows the reverse. Where the document shows both or neither, they stay ambiguous.

    Args:
        accessed: the access dates of one document, in order.
    """
    orders = {order for date in accessed if (order := _order(date))}
    if len(orders) != 1:
        return accessed
    day_first = orders == {"day"}
    return tuple(_settled(date, day_first=day_first) for date in accessed)


def _order(date: AccessDate) -> str | None:
    parts = [part for part in date.raw.replace(" ", "/").split("/") if part.isdecimal()][-3:]
    if date.ambiguous or date.date is None or len(parts) != 3 or "/" not in date.raw or int(parts[0]) > 31:
        return None
    if int(parts[0]) > 12:
        return "day"
    return "month" if int(parts[1]) > 12 else None


def _settled(date: AccessDate, *, day_first: bool) -> AccessDate:
    if not date.ambiguous or date.date is None:
        return date
    chosen: PartialDate = date.date if day_first else date.alternatives[0]
    return AccessDate(raw=date.raw, date=chosen)
