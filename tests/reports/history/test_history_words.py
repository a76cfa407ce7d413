"""The sentences of a history, each in its case."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve

from srccheck.history import chronicle
from srccheck.history.records import Survival
from srccheck.reports.history.words import headline, notices, survival_words, title
from tests.history.diary import Diary, Weeks, day

from .samples import large, small


def after(*weeks: str, since: dt.date | None = None, whole: bool = True):
    """The history of a link that ended so, week by week."""
    diary = Weeks(Diary())
    for number, status in enumerate(weeks, 1):
        diary.audit(x=status, is_whole=whole or number < len(weeks))
    return chronicle(diary.history, since=since)


def by_turns():
    """Two documents whose audits before differ."""
    diary = Weeks(Diary())
    diary.audit("a.md", x="alive")
    diary.audit("b.md", x="alive")
    diary.audit("a.md", "b.md", x="dead")
    return chronicle(diary.history)


HEADLINES = [
    (after("alive"), "First audit on 2026-01-04: there is nothing to compare with yet."),
    (after("alive", "alive"), "Since the audit of 2026-01-04: nothing has changed."),
    (after("alive", "dead"), "Since the audit of 2026-01-04: 1 newly gone."),
    (after("alive", "dead", since=day(2)), "Since 2026-01-11: 1 newly gone."),
    (after("alive", since=day(1)), "Since 2026-01-04: nothing has changed."),
    (after(*["alive", "dead"] * 2), "Since the audit of 2026-01-18: 1 newly coming and going."),
    (after(*["alive", "dead"] * 3), "Since the audit of 2026-02-01: nothing has changed."),
    (by_turns(), "Since each document's audit before: 1 newly gone."),
]


@pytest.mark.parametrize(("told", "words"), HEADLINES, ids=[words for _, words in HEADLINES])
def test_headline(told, words):
    """What has changed, against what; a link that has flapped before is no news."""
    assert headline(told) == words


def test_notices():
    """A run that was cut short, documents that are new, audits of other documents; else nothing."""
    assert list(notices(after("alive", "dead"))) == []
    assert list(notices(after("alive"))) == []
    (cut,) = notices(after("alive", "dead", whole=False))
    assert cut.startswith("The last audit was cut short")
    first, others = notices(small())
    assert first == "Read for the first time, so with nothing to compare with: new.md."
    assert others.startswith("Not every audit read the same documents (from 1 to 2 of them)")
    compared = evolve(small().comparison, first_time=("a", "b", "c", "d"))
    assert "with: a, b, c, …." in next(notices(evolve(small(), comparison=compared)))


def test_title():
    """How much is covered; one day is one day."""
    assert title(after("alive")) == "1 document in 1 audit, 2026-01-04"
    assert title(large()) == "12 documents in 30 audits, 2026-01-04 to 2026-07-26"
    assert title(evolve(large(), trend=())) == "12 documents in 0 audits"


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (Survival(), "No citation with a date has a page that a check could tell about."),
        (
            Survival(citations=40, gone=3, why_not="no-library"),
            'No curve: it needs scipy (pip install "srccheck[history]").',
        ),
        (
            Survival(citations=40, why_not="none-gone"),
            "No curve: as long as no page is gone, it is a level line.",
        ),
        (
            Survival(citations=2, gone=1, why_not="too-few"),
            "No curve: below 30 citations it would say nothing.",
        ),
        (Survival(citations=40, gone=3, untold=2), "Left out: 2 of which no check could tell."),
        (Survival(citations=40, gone=3), "95 % band, drawn as far as at least 10 citations are that old."),
    ],
)
def test_what_the_curve_rests_on(known, words):
    """How many citations, what is missing, what to install."""
    assert " ".join(survival_words(known)).endswith(words)
