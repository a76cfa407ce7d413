"""Partial dates, CSL, and the shapes of the contract."""

from __future__ import annotations

import datetime as dt

import pytest

from srccheck.model import AccessDate, ArchiveFacts, Audit, CslItem, CslName, PartialDate, iso
from tests.judging.builders import NOW, accessed, citation, document, link, live, note, report, use


@pytest.mark.parametrize(
    ("date", "earliest", "latest", "text"),
    [
        (PartialDate(year=2025), "2025-01-01", "2025-12-31", "2025"),
        (PartialDate(year=2024, month=2), "2024-02-01", "2024-02-29", "2024-02"),
        (PartialDate(year=2025, month=12), "2025-12-01", "2025-12-31", "2025-12"),
        (PartialDate(year=2025, month=7, day=20), "2025-07-20", "2025-07-20", "2025-07-20"),
    ],
)
def test_partial_dates_keep_their_precision(date, earliest, latest, text):
    """What a date can mean, and how it is written."""
    assert (date.earliest().isoformat(), date.latest().isoformat()) == (earliest, latest)
    assert date.isoformat() == text
    assert date.to_csl() == {"date-parts": [[int(part) for part in text.split("-")]]}


def test_csl_leaves_out_what_is_unknown():
    """An item holds only the variables that the citation gives."""
    item = CslItem(
        type="chapter",
        title="On Tides",
        title_translated="Sobre las mareas",
        author=(CslName(family="Tarrow", given="Ines"), CslName(literal="Port of Nort")),
        issued=PartialDate(year=2011),
    )
    assert item.to_dict() == {
        "type": "chapter",
        "title": "On Tides",
        "title-translated": "Sobre las mareas",
        "author": [{"family": "Tarrow", "given": "Ines"}, {"literal": "Port of Nort"}],
        "issued": {"date-parts": [[2011]]},
    }


def test_times_are_utc():
    """Whatever zone a moment comes in, it is told in UTC."""
    east = dt.timezone(dt.timedelta(hours=3))
    assert iso(dt.datetime(2026, 1, 1, 1, tzinfo=east)) == "2025-12-31T22:00:00Z"
    assert iso(None) is None


def audit(*links, notes=()):
    return Audit(
        as_of=NOW.date(), started=NOW, finished=NOW, version="0", documents=(document(*notes),), links=links
    )


UNKNOWN = ArchiveFacts(status="unknown")


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ((), False),
        ((report(live("unreachable", "dns"), UNKNOWN),), True),
        ((report(live("unchecked", "offline"), UNKNOWN),), True),
        ((report(live("unreachable", "timeout"), ArchiveFacts(status="not-archived")),), False),
        ((report(live("unreachable", "http-5xx", 503), UNKNOWN),), False),
        ((report(live("dead", "dns-nxdomain"), UNKNOWN),), False),
        ((report(live("skipped", "private"), ArchiveFacts(status="unknown", asked=False)),), False),
        ((report(live("skipped", "excluded"), UNKNOWN),), True),
    ],
)
def test_offline_means_that_nobody_answered(links, expected):
    """One answer, from whomever, and the machine is online."""
    assert audit(*links).offline is expected


def test_the_summary_counts_access_dates():
    """Present, missing where a web source is cited, ambiguous, invalid."""
    notes = (
        note(citation(link(), accessed=accessed("2025-07-20")), number=1),
        note(citation(link(), accessed=accessed("2025-04-03", "2025-03-04")), number=2),
        note(citation(link(), accessed=AccessDate(raw="31.02.2025", date=None)), number=3),
        note(citation(link()), citation(), number=4),
    )
    summary = audit(report(live("alive", "ok", 200), None, use()), notes=notes).summary()
    assert summary["access_dates"] == {"present": 2, "missing": 1, "ambiguous": 1, "invalid": 1}
    assert summary["by_status"] == {"alive": 1}
    assert summary["source_languages"] == {"und": 1}
    assert (summary["notes"], summary["citations"], summary["links"]) == (4, 5, 1)
