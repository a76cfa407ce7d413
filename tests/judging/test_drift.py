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
    f"On day {number} the harbour master of quay {number} raised the dues of berth {number} by a mark."
    for number in range(1, 21)
]
ARTICLE = " ".join(SENTENCES)
EDITED = " ".join([*SENTENCES[:14], "A correction was made here after the pilots had objected to it."])
OTHER = " ".join(
    f"Visitors of the aquarium number {number} may bring a towel, a ball and {number} children for free."
    for number in range(1, 21)
)
CHINESE = "港务局今年第三次提高了泊位费用，引水员开始罢工，船只在海上等待。"
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
        (CHINESE, "水族馆开放时间和票价，带孩子玩一天所需的一切，咖啡馆和停车场。", "replaced"),
        (CHINESE, f"今天的新闻：{CHINESE}", "edited"),
    ],
)
def test_verdicts(then, now, verdict):
    """A page that grew, or shows its beginning alone, is the same page; too little text tells nothing."""
    assert compare_texts(then, now).verdict == verdict


def test_what_is_left():
    """`kept` is the share of the old text, `similarity` that of the shorter one."""
    found = compare_texts(ARTICLE, " ".join(SENTENCES[:10]))
    assert found.kept == pytest.approx(0.5, abs=0.05)
    assert found.similarity == 1.0
    record = {"verdict": "edited", "similarity": 1.0, "kept": round(found.kept, 2)}
    assert found.to_dict() == {**record, "then": found.then, "now": found.now}
    assert set(compare_texts(ARTICLE, ARTICLE).to_dict()) == {"verdict", "similarity", "kept"}


@pytest.mark.parametrize(
    ("then", "now", "begin"),
    [
        (ARTICLE, OTHER, ("On day 1 the", "Visitors of the")),
        (
            ARTICLE,
            EDITED,
            ("… the dues of berth 14 by a mark. On day 15", "… the dues of berth 14 by a mark. A correction"),
        ),
        (ARTICLE, ARTICLE, ("On day 1 the", "On day 1 the")),
        (
            ARTICLE,
            " ".join(SENTENCES[:2]),
            ("… the dues of berth 2 by a mark. On day 3", "… the dues of berth 2 by a mark."),
        ),
    ],
)
def test_excerpts(then, now, begin):
    """What a reader has to look at begins where the texts part."""
    found = compare_texts(then, now)
    assert (found.then.startswith(begin[0]), found.now.startswith(begin[1])) == (True, True)
    assert max(len(found.then), len(found.now)) <= 300


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
