"""Quoted words: found whatever their marks, and looked for as a careful reader would."""

from __future__ import annotations

import pytest

from srccheck.text.quotations import find_quotations, holds, is_telling

SOURCE = (
    "The minister answered that the work would end before the win-\nter, and that no further money would be "
    "asked of parliament. “We have time,” he said; the schedule – drawn up in May – had slipped twice."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “one two” and “three”.", ["one two", "three"]),
        ("Er sagte: „eins zwei“ und ‚drei‘.", ["eins zwei", "drei"]),
        ("Il dit : « un deux » puis partit", ["un deux"]),
        ("»Eins zwei«, sagte er", ["Eins zwei"]),
        ("«а б „в г“ д»", ["а б „в г“ д"]),
        ("外相は「今年は行かない」と述べた『本』", ["今年は行かない", "本"]),
        ('She said "one two" twice', ["one two"]),
        ("‘It’s a dog’s life’, she said", ["It’s a dog’s life"]),
        ('5" of rain, 6" of snow', []),
        ("an “unclosed one", []),
        ("", []),
        ("“" * 3_000, []),
    ],
)
def test_marks(text, expected):
    """The pairs of many languages, the outermost first; apostrophes and inches are none."""
    assert [quotation.words for quotation in find_quotations(text)] == expected


def test_places():
    """A quotation knows where it stands, marks included."""
    [found] = find_quotations("so “a b” it")
    assert (found.start, found.end) == (3, 8)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the work would end before the winter", True),
        ("soft power", False),
        ("a b c d e f", False),
        ("Constitutionalism internationally", False),
        ("外相は今年の秋までに訪問しない", True),
        ("外相", False),
    ],
)
def test_telling(words, expected):
    """Terms and names are not looked for: they stand in every text."""
    assert is_telling(words) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the work would end before the winter", True),
        ("[T]he work would end before the winter […] no further money would be asked of parliament", True),
        ("the work ... would be asked of parliament", True),
        ("the work (…) no further money", True),
        ("he [Larsen] answered that the work would end", True),
        ("answered that the work [on the harbour] would end before the winter", True),
        ("THE SCHEDULE, DRAWN UP IN MAY, HAD SLIPPED TWICE", True),
        ("the schedule - drawn up in May - has slipped twice", True),
        ("no further money would be asked of parliament […] the work would end before the winter", False),
        ("the work would begin after the summer and cost more", False),
        ("… …", True),
    ],
)
def test_holds(words, expected):
    """Ellipses, brackets, hyphens and a letter or two may differ; order and wording may not."""
    assert holds(SOURCE, words) is expected


def test_nothing_stands_in_nothing():
    """An empty text has no words."""
    assert not holds("", "the work would end before the winter")
