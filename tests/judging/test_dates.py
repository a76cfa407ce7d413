"""D3xx: access dates against the calendar, the publication and the page's life."""

from __future__ import annotations

import datetime as dt

import pytest

from srccheck.judging.dates import judge_access_date, judge_reading, judge_web_dates
from srccheck.judging.rules import RULES, Place
from srccheck.model import AccessDate, ArchiveFacts, CslItem
from srccheck.settings import Settings
from tests.judging.builders import (
    accessed,
    citation,
    day,
    document,
    link,
    live,
    note,
    page,
    report,
)

AS_OF = dt.date(2026, 11, 22)


def said(the_citation, settings=None, kind="footnote"):
    the_note = note(the_citation, kind=kind)
    paper = document(the_note)
    found = judge_access_date(paper, the_note, the_citation, as_of=AS_OF, settings=settings or Settings())
    both = (*judge_reading(paper, the_note, the_citation), *found)
    return [(f.code, f.severity) for f in both if not RULES[f.code].off]


def dated(when, issued=None):
    return citation(link(), accessed=when, csl=CslItem(issued=day(issued) if issued else None))


@pytest.mark.parametrize(
    ("the_citation", "expected"),
    [
        (citation(link()), [("D301", "info")]),
        (citation(), []),
        (citation(link(role="doi")), []),
        (citation(link("https://doi.org/10.1000/182")), []),
        (citation(link("https://doi.org/10.1000/182"), link()), []),
        (citation(link("https://doi.example/about")), [("D301", "info")]),
        (citation(link(), link(role="archive")), []),
        (dated(accessed("2025-07-20")), []),
        (dated(accessed("2026-11-23")), []),
        (dated(accessed("2026-11-24")), [("D303", "error")]),
        (dated(accessed("2026")), []),
        (dated(accessed("2027-04-03", "2027-03-04")), [("D302", "warning"), ("D303", "error")]),
        (dated(accessed("2026-12-01", "2026-01-12")), [("D302", "warning")]),
        (dated(AccessDate(raw="31.02.2025", date=None)), [("D306", "error")]),
        (dated(accessed("2024-01-01"), "2024-01-02"), [("D304", "error")]),
        (dated(accessed("2024-01-02"), "2024-01-02"), []),
        (dated(accessed("2024-03"), "2024-03-20"), []),
        (dated(accessed("2023"), "2024"), [("D304", "error")]),
        (dated(accessed("2024-01-01"), "2026-11-22"), [("D304", "error")]),
        (dated(accessed("2024-01-01"), "2030"), []),
        (dated(accessed("2024-01-01"), "2024"), []),
        (dated(accessed("2024-05-01", "2024-01-05"), "2024-03"), [("D302", "warning")]),
    ],
)
def test_the_citation_by_itself(the_citation, expected):
    """Only what no reading of the dates allows is an error."""
    assert said(the_citation) == expected


@pytest.mark.parametrize(
    ("when", "days", "expected"),
    [
        (accessed("2024-11-22"), 730, []),
        (accessed("2024-11-21"), 730, ["D307"]),
        (accessed("2024-11-21"), 731, []),
        (accessed("2024"), 730, []),
        (accessed("2023"), 730, ["D307"]),
        (accessed("2024-01-12", "2024-12-01"), 730, []),
        (AccessDate(raw="31.02.2001", date=None), 730, []),
    ],
)
def test_long_not_looked_at(when, days, expected):
    """D307 from so many days on, by the latest reading of the date."""
    the_note = note(dated(when))
    settings = Settings(access_date_stale_days=days)
    found = judge_access_date(
        document(the_note), the_note, the_note.citations[0], as_of=AS_OF, settings=settings
    )
    assert [f.code for f in found] == expected


def test_links_in_running_text_need_no_access_date():
    """D3xx is for notes."""
    assert said(citation(link()), kind="inline") == []
    assert said(dated(AccessDate(raw="31.02.2025", date=None)), kind="inline") == []


def test_missing_dates_can_be_required():
    """`require-access-dates` turns the remark into a warning."""
    assert said(citation(link()), Settings(require_access_dates=True)) == [("D301", "warning")]


@pytest.mark.parametrize(
    ("when", "published", "status", "expected"),
    [
        ("2024-01-01", dt.date(2024, 1, 3), "alive", []),
        ("2024-01-01", dt.date(2024, 1, 4), "alive", [("D304", "warning")]),
        ("2024-01-01", dt.date(2024, 1, 4), "dead", []),
        ("2024-01", dt.date(2024, 1, 30), "alive", []),
        ("2024-01-01", None, "alive", []),
    ],
)
def test_the_pages_own_date_is_believed_with_slack(when, published, status, expected):
    """Two days of slack, a warning only, and never from a page that is not the source."""
    answer = live(status, "ok", 200, page=page(published=published))
    found = judge_web_dates(Place(document="paper.md"), accessed(when), report(answer))
    assert [(f.code, f.severity) for f in found] == expected


def moment(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("when", "expected"),
    [("2023-06-01", []), ("2023-06-02", ["D305"]), ("2022-12-31", []), ("2023", []), ("2024", ["D305"])],
)
def test_looked_at_after_it_died(when, expected):
    """D305 where every reading of the access date lies after the archive saw the page gone."""
    archive = ArchiveFacts(status="archived", died_between=(moment("2022-01-01"), moment("2023-06-01")))
    answer = report(live("dead", "http-404", 404), archive)
    assert [f.code for f in judge_web_dates(Place(document="p"), accessed(when), answer)] == expected


def test_an_unsettled_date_accuses_nobody():
    """Ambiguous and impossible dates are not held against the web."""
    archive = ArchiveFacts(status="archived", died_between=(moment("2022-01-01"), moment("2023-06-01")))
    answer = report(live("dead", "http-404", 404), archive)
    for when in (accessed("2024-04-03", "2024-03-04"), AccessDate(raw="31.02.2024", date=None)):
        assert not list(judge_web_dates(Place(document="p"), when, answer))
