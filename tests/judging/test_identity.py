"""S501, S506 and S507: said where the facts say so, and not otherwise."""

from __future__ import annotations

import datetime as dt

import pytest

from srccheck.judging.identity import judge_identity
from srccheck.judging.rules import Place
from srccheck.model import CslItem, CslName, Notice, PageFacts, QuoteCheck, Registered, TitleMatch
from tests.judging.builders import day, live, page, report, use

PLACE = Place(document="paper.md")
OTHER = "Local Choir Wins a National Prize"
CITED = "Tariffs on Steel Return"


def judged(one, answer=None):
    answer = answer or live("alive", "ok", 200, page=page(title=OTHER))
    return list(judge_identity(PLACE, report(answer, None, one), one))


def match(verdict: str = "different", via: str = "title") -> TitleMatch:
    return TitleMatch(verdict=verdict, score=0.31, cited=CITED, found=OTHER, via=via)


def known(*notices: Notice) -> Registered:
    return Registered(
        doi="10.5555/x",
        registry="doi.org",
        titles=(OTHER,),
        authors=("Larsen",),
        years=(2020,),
        notices=notices,
    )


def notice(effect: str, kind: str, **more) -> Notice:
    return Notice(kind=kind, effect=effect, **more)


def test_another_page():
    """Both titles and the score stand in the message."""
    [found] = judged(use(match=match()))
    assert (found.code, found.severity) == ("S501", "warning")
    assert CITED in found.message
    assert OTHER in found.message
    assert "0.31" in found.message
    assert found.evidence["via"] == "title"


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        (use(match=match("similar")), None),
        (use(match=match("unknown")), None),
        (use(match=match("same")), None),
        (use(), None),
        (use(match=match(via="snapshot-title")), live("dead", "http-404", 404)),
        (use(match=match()), live("blocked", "challenge", 403, page=PageFacts(title=OTHER))),
        (use(match=match()), live("alive", "ok", 200)),
        (use(match=match(via="registered")), None),
    ],
    ids=["similar", "unknown", "same", "none", "capture", "blocked", "no page", "registered"],
)
def test_no_accusation(one, answer):
    """Only a living page's own name speaks against it."""
    assert judged(one, answer) == []


def test_another_work_is_registered():
    """The DOI stands for something else: said with the registered author and year, and whether they agree."""
    cited = CslItem(title=CITED, author=(CslName(family="Larsen"),), issued=day("2019"))
    [found] = judged(use(cited=cited, registered=known(), registered_match=match(via="registered")))
    assert found.code == "S501"
    assert "registered as" in found.message
    assert "Larsen, 2020" in found.message
    assert found.evidence["registered"]["titles"] == [OTHER]
    assert (found.evidence["author_agrees"], found.evidence["year_agrees"]) == (True, True)


@pytest.mark.parametrize(
    ("cited", "agrees"),
    [
        (None, (None, None)),
        (CslItem(), (None, None)),
        (CslItem(author=(CslName(family="Ravn"),), issued=day("2012")), (False, False)),
        (CslItem(author=(CslName(literal="Ларсен"),), issued=day("2021")), (True, True)),
    ],
)
def test_agreement(cited, agrees):
    """Names agree across scripts, years within one; unknown where nobody is named."""
    [found] = judged(use(cited=cited, registered=known(), registered_match=match()))
    assert (found.evidence["author_agrees"], found.evidence["year_agrees"]) == agrees


def test_registered_by_nobody():
    """A work without authors and years is described without them."""
    bare = Registered(doi="10.5555/x", titles=(OTHER,))
    [found] = judged(use(registered=bare, registered_match=match()))
    assert "nobody in particular)" in found.message
    assert found.evidence["author_agrees"] is None


@pytest.mark.parametrize(
    ("notices", "severity", "words"),
    [
        ([notice("retracted", "retraction")], "error", "retraction registered with Crossref"),
        ([notice("retracted", "withdrawal", source="title")], "error", "by its registered title"),
        ([notice("doubted", "expression-of-concern")], "warning", "expression of concern"),
        ([notice("corrected", "erratum")], "info", "erratum"),
        ([notice("corrected", "erratum"), notice("retracted", "removal")], "error", "removal"),
        (
            [notice("retracted", "retraction", doi="10.5555/n", date=dt.date(2023, 2, 1))],
            "error",
            "retraction of 2023-02-01 registered with Crossref, https://doi.org/10.5555/n",
        ),
    ],
)
def test_notices(notices, severity, words):
    """The gravest notice is told; the evidence holds all."""
    [found] = judged(use(registered=known(*notices)))
    assert (found.code, found.severity) == ("S507", severity)
    assert words in found.message
    assert len(found.evidence["notices"]) == len(notices)


def test_no_notice():
    """Silence of the registry is no finding."""
    assert judged(use(registered=known())) == []


def test_quotations():
    """Words that the source lacks; found ones and those that cannot be told are passed over."""
    checks = [
        QuoteCheck(words=f"{word} " * 60, verdict=word) for word in ("found", "not-found", "not-applicable")
    ]
    [found] = judged(use(quoted=tuple(checks)))
    assert (found.code, found.severity) == ("S506", "info")
    assert "not-found not-found" in found.message
    assert "…" in found.message
