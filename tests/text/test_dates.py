"""Dates in text."""

from __future__ import annotations

from importlib.resources import files

import pytest

from srccheck.model import AccessDate, PartialDate
from srccheck.text.dates import find_dates, months, parse_date, settle


def iso(text: str) -> list[str | None]:
    return [span.date.isoformat() if span.date else None for span in find_dates(text)]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("20.07.2025", ["2025-07-20"]),
        ("20. 7. 2025", ["2025-07-20"]),
        ("20.07.25", ["2025-07-20"]),
        ("05.11.98", ["1998-11-05"]),
        ("2025-07-20", ["2025-07-20"]),
        ("2025/7/20", ["2025-07-20"]),
        ("2025-07", ["2025-07"]),
        ("July 20, 2025", ["2025-07-20"]),
        ("Jul. 20 2025", ["2025-07-20"]),
        ("20th of July, 2025", ["2025-07-20"]),
        ("2025, July 20", ["2025-07-20"]),
        ("2025 Jul 20", ["2025-07-20"]),
        ("20. Juli 2025", ["2025-07-20"]),
        ("1er juillet 2025", ["2025-07-01"]),
        ("20/juillet/2025", ["2025-07-20"]),
        ("20 de julio de 2025", ["2025-07-20"]),
        ("2023, 17 de novembro", ["2023-11-17"]),
        ("20 jul. 2025", ["2025-07-20"]),
        ("20 Temmuz 2025", ["2025-07-20"]),
        ("20 июля 2025 г.", ["2025-07-20"]),
        ("20 lipca 2025 r.", ["2025-07-20"]),
        ("2025. július 20.", ["2025-07-20"]),
        ("20 VII 2025", ["2025-07-20"]),
        ("20.VII.2025", ["2025-07-20"]),
        ("2025年7月20日", ["2025-07-20"]),
        ("2025年7月", ["2025-07"]),
        ("2025년 7월 20일", ["2025-07-20"]),
        ("2025. 7. 20.", ["2025-07-20"]),
        ("ngày 20 tháng 7 năm 2025", ["2025-07-20"]),
        ("٢٠ يوليو ٢٠٢٥", ["2025-07-20"]),
        ("July 2025", ["2025-07"]),
        ("2018 set", ["2018-09"]),
        ("(Spring 2012)", ["2012"]),
        ("2002a", ["2002"]),
        ("31.02.2025", [None]),
        ("29 fev. 2021", [None]),
        ("25.13.2025", [None]),
        ("20 XIII 2025", ["2025"]),
        ("1 January 2020 and 2 March 2021", ["2020-01-01", "2021-03-02"]),
        ("pp. 1915-1920, 1990–2015, 12.2020.5, v1.2015", []),
        ("20 potatoes 2025", ["2025"]),
        ("64.07.2025", []),
        ("no figures", []),
    ],
)
def test_find_dates(text, dates):
    """Dates of many countries, with the precision that they have; impossible ones are known as such."""
    assert iso(text) == dates


def test_slashes_are_ambiguous():
    """`03/04/2025` means two days; `13/04/2025`, `03/03/2025` and `03.04.2025` mean one."""
    (span,) = find_dates("03/04/2025")
    assert span.date == PartialDate(year=2025, month=4, day=3)
    assert span.alternatives == (PartialDate(year=2025, month=3, day=4),)
    for text in ("13/04/2025", "04/13/2025", "03/03/2025", "03.04.2025"):
        assert not find_dates(text)[0].alternatives
    assert iso("04/13/2025") == ["2025-04-13"]
    assert iso("31/31/2025") == [None]
    assert iso("31/31/25") == [None]


def test_parse_date():
    """A text that is a date and nothing else."""
    assert parse_date("20 июля 2025 г.").date == PartialDate(year=2025, month=7, day=20)
    assert parse_date("on 20 July 2025") is None
    assert parse_date("20 July 2025, late") is None
    assert parse_date("late") is None


def test_years_can_be_left_out():
    """Where a year alone would be a guess, it is not taken."""
    assert find_dates("in 2025", years=False) == ()


def test_every_month_can_match():
    """Each row of the table is a date's month somewhere; the first row of a form decides."""
    table = files("srccheck.text").joinpath("data", "months.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    seen = set()
    for form, month, _ in rows:
        if form in seen:
            continue
        seen.add(form)
        assert months()[form] == int(month)
        assert iso(f"1 {form} 2024") == [f"2024-{int(month):02d}-01"], form


def accessed(raw: str) -> AccessDate:
    (span,) = find_dates(raw)
    return AccessDate(
        raw=raw, date=span.date, ambiguous=bool(span.alternatives), alternatives=span.alternatives
    )


@pytest.mark.parametrize(
    ("others", "settled"),
    [
        (["25/12/2024"], "2025-04-03"),
        (["12/25/2024"], "2025-03-04"),
        (["25/12/2024", "12/25/2024"], None),
        (["25.12.2024"], None),
        (["31/31/2024"], None),
        ([], None),
    ],
)
def test_settle(others, settled):
    """Another date of the document shows whether day or month comes first; contradictions settle nothing."""
    result = settle(tuple(map(accessed, [*others, "03/04/2025"])))[-1]
    assert result.ambiguous is (settled is None)
    assert settled is None or result.date.isoformat() == settled
