"""How long cited pages last: who counts, from when, until when, and what the curve says."""

from __future__ import annotations

import datetime as dt
import sys

import pytest

from srccheck.history import chronicle, lasting
from srccheck.history.lasting import FEWEST, curve
from srccheck.history.published import studies
from srccheck.history.records import Step, Survival

from .diary import START, WEEK
from .samples import collection

COPY = "https://web.archive.org/web/20200101000000/https://a.example/"
YEAR = dt.timedelta(days=365.2425)


def made(years: float) -> dt.date:
    """A day so many years before the first run."""
    return (START - years * YEAR).date()


def lives(weeks, monkeypatch) -> list[tuple[float, bool]]:
    """What the curve is asked to be of, rounded; and the counts."""
    asked = []
    monkeypatch.setattr(lasting, "FEWEST", 1)
    monkeypatch.setattr(lasting, "curve", lambda found: asked.extend(found) or ())
    chronicle(weeks.history)
    return [(round(years, 2), gone) for years, gone in asked]


AGES = [
    # what the last week finds, when the first found it alive -> (years watched, gone)
    ({"accessed": made(2)}, "alive", (2.02, False)),
    ({"issued": made(3)}, "alive", (3.02, False)),
    ({"accessed": made(2), "issued": made(9)}, "alive", (2.02, False)),
    ({"accessed": made(2)}, "moved", (2.02, False)),
    ({"accessed": made(2)}, "blocked", (2.0, False)),
    ({"accessed": made(2)}, "dead", (2.02, True)),
    ({"accessed": made(2), "dead_since": START + WEEK / 2}, "dead", (2.01, True)),
    ({"accessed": made(2), "died_between": (START - 1.5 * YEAR, START - YEAR)}, "dead", (1.0, True)),
    # the archive's last capture is of before the citation: it says nothing of how long this one lasted
    ({"accessed": made(2), "died_between": (START - 4 * YEAR, START - 3 * YEAR)}, "dead", (2.02, True)),
    ({"accessed": (START + 5 * WEEK).date()}, "dead", (0.0, True)),
]  # fmt: skip


@pytest.mark.parametrize(("told", "status", "life"), AGES)
def test_how_long_a_citation_was_watched(weeks, monkeypatch, told, status, life):
    """From its access date, or publication, to the best known end, or the last look that could tell."""
    place = {key: value for key, value in told.items() if key in ("accessed", "issued")}
    weeks.audit(x={"status": "alive", **place}, other={"status": "dead", "accessed": made(1)})
    weeks.audit(x={"status": status, **told}, other={"status": "dead", "accessed": made(1)})
    assert lives(weeks, monkeypatch)[0] == life


def test_who_counts(weeks):
    """Pairs of a document and a link, with a date, of whose page a check could tell; no archived copies."""
    citing = {"accessed": made(1)}
    weeks.audit("a.md", "b.md", both={"status": "alive", **citing}, undated="dead",
                untold={"status": "blocked", **citing}, copy={"status": "dead", "url": COPY, **citing},
                late={"status": "dead", **citing})  # fmt: skip
    known = chronicle(weeks.history).survival
    assert known == Survival(citations=4, gone=2, late=2, undated=2, untold=2, why_not="too-few")


def test_a_renamed_document_counts_once(weeks):
    """Its citations are those of its new name; two documents that cite the same on the same day are two."""
    citing = {"status": "dead", "accessed": made(1)}
    weeks.audit("old.md", "other.md", x=citing)
    weeks.audit("new.md", "other.md", x=citing)
    assert chronicle(weeks.history).survival.citations == 2
    weeks.audit("new.md", "other.md", "old.md", x=citing)
    assert chronicle(weeks.history).survival.citations == 3


@pytest.mark.parametrize(
    ("first", "last", "late"),
    [
        ("alive", {}, 0),
        ("dead", {}, 1),
        ("blocked", {}, 1),
        ("dead", {"died_between": (START - YEAR, START - 0.9 * YEAR)}, 0),
    ],
)
def test_whose_end_nobody_saw(weeks, first, last, late):
    """Gone at the first look that could tell, and no archive says since when."""
    weeks.audit(x={"status": first, "accessed": made(2)})
    weeks.audit(x={"status": "dead", "accessed": made(2), **last})
    assert chronicle(weeks.history).survival.late == late


def many(weeks, number: int, gone: int) -> None:
    for _ in range(2):
        weeks.audit(
            **{
                f"p{n}": {"status": "dead" if n < gone else "alive", "accessed": made(1 + n / 10)}
                for n in range(number)
            }
        )


@pytest.mark.parametrize(
    ("number", "gone", "why_not"),
    [(FEWEST - 1, 5, "too-few"), (FEWEST, 0, "none-gone"), (FEWEST, 5, None), (0, 0, "too-few")],
)
def test_when_there_is_a_curve(weeks, number, gone, why_not):
    """Not of a handful of citations, nor as long as nothing is gone."""
    many(weeks, number, gone)
    if not number:
        weeks.audit(x="alive")
    known = chronicle(weeks.history).survival
    assert (known.why_not, bool(known.steps)) == (why_not, why_not is None)


def test_without_the_library(weeks, monkeypatch):
    """The report goes without the curve, and knows why."""
    many(weeks, FEWEST, 5)
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    known = chronicle(weeks.history).survival
    assert (known.why_not, known.steps, known.citations, known.gone) == ("no-library", (), FEWEST, 5)


def test_the_estimate():
    """Kaplan and Meier's product, by hand: one of forty at 1, two of the thirty left at 3 years."""
    watched = [(1.0, True), *[(2.0, False)] * 9, *[(3.0, True)] * 2, *[(5.0, False)] * 28]
    steps = curve(watched)
    assert [(s.years, s.at_risk) for s in steps] == [(0.0, 40), (1.0, 40), (3.0, 30), (5.0, 28)]
    assert [round(s.share, 4) for s in steps] == [1.0, 0.975, 0.91, 0.91]
    assert (steps[0].low, steps[0].high) == (None, None)
    for step in steps[1:]:
        assert 0 < step.low < step.share < step.high < 1
    # 0.975 to the power of exp(±1.96 · sqrt(1 / (40 · 39)) / -ln 0.975)
    assert (round(steps[1].low, 3), round(steps[1].high, 3)) == (0.835, 0.996)


def test_the_curve_ends_where_too_few_are_left():
    """What fewer than ten citations would say is not drawn."""
    watched = [(float(n), True) for n in range(1, 41)]
    steps = curve(watched)
    assert (steps[-1].years, steps[-1].at_risk) == (31.0, 10)


def test_a_curve_of_citations_that_went_at_once():
    """Pages that were gone when they were cited: the first step is at the age of nothing."""
    steps = curve([(0.0, True)] * 5 + [(4.0, False)] * 25)
    assert [(s.years, round(s.share, 3)) for s in steps] == [(0.0, 1.0), (0.0, 0.833), (4.0, 0.833)]


def test_ages_on_the_curve():
    """The step that holds at an age; nothing before the first end is lost, nothing is made up beyond."""
    steps = tuple(
        Step(years=years, share=share, low=None, high=None, at_risk=30)
        for years, share in ((0.0, 1.0), (0.0, 0.9), (2.0, 0.5), (4.0, 0.5))
    )
    known = Survival(steps=steps)
    assert [known.at(age) and known.at(age).share for age in (0, 1, 2, 3.9, 4, 4.1)] == [
        0.9,
        0.9,
        0.5,
        0.5,
        0.5,
        None,
    ]
    assert Survival().at(1) is None


def test_a_made_up_collection(weeks):
    """Pages that go with a half-life of 12.5 years are estimated so."""
    collection(weeks.history, weeks=2, links=400)
    known = chronicle(weeks.history).survival
    step = known.at(10)
    assert step is not None
    assert step.low - 0.05 < 0.574 < step.high + 0.05


RATES = [(study, rate) for study in studies() for rate in study.rates]


@pytest.mark.parametrize(("study", "rate"), RATES, ids=[rate.what for _, rate in RATES])
def test_published_rates(study, rate):
    """Every row is a share of something, with where it was published and of what."""
    assert 0 < rate.gone < 1
    assert rate.unit in ("pages", "links", "articles")
    assert study.url.startswith("https://")
    assert study.population
    assert (rate.age is None) or (rate.cohort is not None and 0 <= rate.age < 20)


def test_what_was_published():
    """The figures that are named wherever link rot is spoken of."""
    told = {(study.name, rate.cohort, rate.unit): rate.gone for study, rate in RATES}
    assert told["Pew Research Center 2024", 2013, "pages"] == 0.38
    assert told["Pew Research Center 2024", 2023, "pages"] == 0.08
    assert told["Pew Research Center 2024", None, "pages"] == 0.25
    assert {rate.gone for study, rate in RATES if rate.cohort == 2012} == {0.13, 0.22, 0.14}
