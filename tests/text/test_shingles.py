"""Texts as sets of runs of words."""

from __future__ import annotations

import pytest

from srccheck.text.shingles import containment, shingles

NEWS = "The harbour master raised the dues for the third time this year, and the pilots went on strike."


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("two words", 0),
        ("three whole words", 1),
        ("one two three one two three", 3),
        ("港务局今年第三次提高费用", 8),
        ("港務局が料金を引き上げた", 8),
        ("ท่าเรือขึ้นค่าธรรมเนียม", 13),
    ],
)
def test_how_many(text, number):
    """Runs of 3 words, each counted once; of 5 characters where words are not spaced."""
    assert len(shingles(text)) == number


@pytest.mark.parametrize("other", [NEWS.upper(), NEWS.replace(",", " –"), NEWS.replace(" ", "\n  ")])
def test_what_makes_no_difference(other):
    """Case, punctuation and white space."""
    assert shingles(other) == shingles(NEWS)


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (NEWS, f"Yesterday. {NEWS} More tomorrow.", 1.0),
        ("one two three four", "one two three five", 0.5),
        (NEWS, "Opening hours and prices of the aquarium.", 0.0),
        ("", NEWS, 0.0),
        (NEWS, "", 0.0),
    ],
)
def test_containment(part, whole, share):
    """How much of the one stands in the other."""
    assert containment(shingles(part), shingles(whole)) == share
