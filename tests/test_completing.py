"""What a use gains from the page, its capture and the registries."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve

from srccheck.completing import complete
from srccheck.model import Language, PageFacts, Registered
from srccheck.model.live import FragmentCheck, named_words
from tests.judging.builders import capture, live, page, use

SAID = "the work would end before the winter at last"
FILLER = "The harbour was quiet that morning, and so were its pilots. " * 40
ENGLISH = Language(tag="en", basis="text", confidence=0.99)
DAY = dt.date(2024, 3, 5)
TITLE = "Tariffs on Steel Return to the Harbour"


def captured(text: str, language: Language | None = ENGLISH):
    return {DAY: evolve(capture(), page=PageFacts(title=TITLE, text_sample=text, language=language))}


@pytest.mark.parametrize(
    ("text", "language", "verdict"),
    [
        (FILLER + SAID, ENGLISH, "found"),
        (FILLER, ENGLISH, "not-found"),
        (FILLER * 4, ENGLISH, "not-applicable"),
        ("Short.", ENGLISH, "not-applicable"),
        (FILLER, evolve(ENGLISH, tag="ru"), "not-applicable"),
        (FILLER, None, "not-applicable"),
    ],
    ids=["found", "missing", "cut", "teaser", "translated", "no language"],
)
def test_quotations_of_a_dead_page(text, language, verdict):
    """They are looked for in the capture, as far as its text is known."""
    one = complete(use(quotes=(SAID,), wanted=DAY), live("dead", "http-404", 404), captured(text, language))
    assert [check.verdict for check in one.quoted] == [verdict]
    assert one.distance_days == 1


def test_then_and_now():
    """Words that the capture has and the page has lost were not misquoted; both facts are kept."""
    answer = live(
        "alive",
        "ok",
        200,
        page=page(title=TITLE, language=ENGLISH),
        fragments=(FragmentCheck(name=named_words(SAID), present=False),),
    )
    [check] = complete(use(quotes=(SAID,), wanted=DAY), answer, captured(FILLER + SAID)).quoted
    assert (check.verdict, check.then, check.now) == ("found", True, False)
    [check] = complete(use(quotes=(SAID,), wanted=DAY), answer, captured(FILLER)).quoted
    assert (check.verdict, check.then, check.now) == ("not-found", False, False)
    [check] = complete(use(quotes=(SAID,), sole=False, wanted=DAY), answer, {}).quoted
    assert check.verdict == "not-applicable"


@pytest.mark.parametrize(
    ("shown", "via"),
    [(TITLE, "title"), ("Access denied", "registered"), (None, "registered")],
)
def test_the_registry_where_the_page_tells_nothing(shown, via):
    """The page's own name first; the registered one where there is none, or none that tells."""
    answer = live("alive", "ok", 200, page=page(title=shown) if shown else None)
    known = Registered(doi="10.5555/x", titles=(TITLE,))
    one = complete(use(cited_title=TITLE), answer, {}, known)
    assert (one.match.verdict, one.match.via) == ("same", via)
    assert one.registered_match.via == "registered"


def test_nothing_was_learnt():
    """A page that could not be asked leaves the use as it was."""
    one = use(cited_title=TITLE)
    assert complete(one, live("unreachable", "timeout"), {}) == one
