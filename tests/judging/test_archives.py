"""A404 and A405: copies far from the day, and broken ones that are cited."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from attrs import evolve

from srccheck.judging.archives import judge_archives
from srccheck.judging.rules import Place
from srccheck.model import CitedCopy, NormalizedUrl
from tests.judging.builders import capture, live, report, use

HERE = Place(document="paper.md")
ALIVE = live("alive", "ok", 200)
GONE = live("dead", "http-404", 404)
ORIGINAL = NormalizedUrl("https://coast.example/a")


@pytest.mark.parametrize(
    ("accessed", "made", "found"),
    [
        ("2024-03-05", "2024-03-04", False),
        ("2024-03-05", "2024-02-04", False),
        ("2024-03-05", "2024-02-03", True),
        ("2024-03-05", "2025-03-05", True),
        (None, "2001-01-01", False),
        ("2024-03-05", None, False),
    ],
)
@pytest.mark.parametrize("answer", [ALIVE, GONE])
def test_far(accessed, made, found, answer):
    """More than 30 days between the access date and the nearest good capture, dead or alive."""
    day = dt.date.fromisoformat(accessed) if accessed else None
    seen = capture(made) if made else None
    distance = seen.distance_days(day) if seen and day else None
    one = use(accessed=day, wanted=day, snapshot=seen, distance_days=distance)
    said = list(judge_archives(HERE, report(answer, None, one), one))
    assert [item.code for item in said] == ["A404"] * found
    if found:
        assert said[0].severity == "info"
        assert said[0].evidence["distance_days"] == distance
        assert ("after" in said[0].message) == (made > accessed)


COPIES = {
    # (verdict, the original's answer, another capture): (words, fix)
    ("absent", None, False): ("holds no such capture; look for another", False),
    ("absent", ALIVE, False): ("no such capture; the original is still there", False),
    ("bad", ALIVE, True): (r"shows no page \(http-404\); cite the good capture of 2024-03-04", True),
    ("bad", GONE, False): ("look for another copy", False),
    ("excluded", GONE, False): ("holds this page back", False),
    ("good", GONE, True): (None, False),
    ("unknown", GONE, False): (None, False),
}


@pytest.mark.parametrize("case", COPIES)
def test_broken_copies(case):
    """The archive's own word against a cited copy, and what to do; its silence is none."""
    verdict, original, other = case
    words, fixed = COPIES[case]
    copy = CitedCopy(archive="An Archive", original=ORIGINAL, verdict=verdict, original_live=original)
    one = use(snapshot=capture() if other else None, accessed=dt.date(2001, 1, 1), distance_days=9000)
    said = list(judge_archives(HERE, evolve(report(GONE, None, one), copy=copy), one))
    assert [item.code for item in said] == ["A405"] * (words is not None)
    if words:
        assert re.search(words, said[0].message)
        assert (said[0].fix is not None) == fixed
        assert said[0].evidence["original"] == ORIGINAL
