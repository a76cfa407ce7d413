"""S502: what became of a page since it was cited."""

from __future__ import annotations

import pytest
from attrs import evolve

from srccheck.judging.drift import compare_texts, drift_of, judge_drift
from srccheck.judging.rules import Place
from srccheck.model import PageFacts, QuoteCheck
from srccheck.model.drift import Drift
from tests.judging.builders import capture, live, page, report, use

SENTENCES = [
    f"On day {number} the harbour master of quay {number} raised the dues of berth {number} by {number} marks."
    for number in range(1, 21)
]
ARTICLE = " ".join(SENTENCES)
EDITED = " ".join([*SENTENCES[:14], "A correction was made here after the pilots had objected to it."])
OTHER = " ".join(
    f"Visitors of the aquarium number {number} may bring a towel, a ball and {number} children for free."
    for number in range(1, 21)
)
PLACE = Place(document="paper.md")


@pytest.mark.parametrize(
    ("then", "now", "verdict"),
    [
        (ARTICLE, ARTICLE, "unchanged"),
        (ARTICLE, ARTICLE.upper(), "unchanged"),
        (ARTICLE, EDITED, "edited"),
        (ARTICLE, f"{ARTICLE} {OTHER}", "edited"),
        (ARTICLE, " ".join(SENTENCES[:2]), "edited"),
        (ARTICLE, OTHER, "replaced"),
        (ARTICLE, "", "unknown"),
        ("", ARTICLE, "unknown"),
        (ARTICLE, "Please enable JavaScript to see this page.", "unknown"),
        ("港务局今年第三次提高了泊位费用，引水员开始罢工，船只在海上等待。", "水族馆开放时间和票价，带孩子玩一天所需的一切，咖啡馆和停车场。", "replaced"),
    ],
)  # fmt: skip
def test_verdicts(then, now, verdict):
    """A page that grew, or shows its beginning alone, is the same page; too little text tells nothing."""
    assert compare_texts(then, now).verdict == verdict


def test_what_is_left():
    """`kept` is the share of the old text, `similarity` that of the shorter one."""
    found = compare_texts(ARTICLE, " ".join(SENTENCES[:10]))
    assert found.kept == pytest.approx(0.5, abs=0.02)
    assert found.similarity == 1.0
    assert (found.then, found.now) == (ARTICLE[:300], ARTICLE[:300])
    assert found.to_dict() == {"verdict": "edited", "similarity": 1.0, "kept": round(found.kept, 2)}


def facts(text, sample=None):
    return PageFacts(main_text=text, text_sample=text if sample is None else sample)


@pytest.mark.parametrize(
    ("captured", "living", "verdict"),
    [
        (facts(ARTICLE), facts(OTHER), "replaced"),
        (facts(ARTICLE), facts(ARTICLE), "unchanged"),
        (None, facts(OTHER), "unknown"),
        (facts(ARTICLE), None, "unknown"),
        (facts(ARTICLE), PageFacts(text_sample=OTHER), "unknown"),
        (facts(ARTICLE), facts(OTHER[:150]), "unknown"),
        (facts(ARTICLE[:150]), facts(OTHER), "unknown"),
        (facts(ARTICLE), facts(OTHER[:150], sample=OTHER), "replaced"),
        (facts(ARTICLE), facts(ARTICLE[:150]), "edited"),
    ],
)
def test_pages(captured, living, verdict):
    """No page is called another one for want of text."""
    assert drift_of(captured, living).verdict == verdict


REPLACED = Drift(verdict="replaced", similarity=0.1, kept=0.04, then="Dues", now="Fish")
GONE = QuoteCheck(words="the dues rose", verdict="not-found", then=True, now=False)


@pytest.mark.parametrize(
    ("status", "changes", "expected"),
    [
        ("alive", {"drift": REPLACED}, ["4 % of that is left"]),
        ("moved", {"drift": REPLACED}, ["captured on 2024-03-04"]),
        ("dead", {"drift": REPLACED}, []),
        ("alive", {"drift": REPLACED, "snapshot": None}, []),
        ("alive", {"drift": evolve(REPLACED, verdict="edited")}, []),
        ("alive", {"drift": evolve(REPLACED, verdict="unknown")}, []),
        ("alive", {}, []),
        ("alive", {"quoted": (GONE,)}, ["“the dues rose”, which stood in it on 2024-03-04"]),
        ("alive", {"quoted": (GONE,), "drift": REPLACED}, ["4 % of that is left"]),
        ("alive", {"quoted": (evolve(GONE, now=None),)}, []),
        ("alive", {"quoted": (evolve(GONE, then=None),)}, []),
    ],
)
def test_findings(status, changes, expected):
    """S502 only for another text, or for words that were there and are not; once."""
    the_use = evolve(use(), **{"snapshot": capture(), **changes})
    link = report(live(status, "ok", 200, page=page()))
    found = list(judge_drift(PLACE, link, the_use))
    assert [item.code for item in found] == ["S502"] * len(expected)
    assert all(words in item.message for item, words in zip(found, expected, strict=True))
    assert all(item.evidence["snapshot"] == capture().url for item in found)
