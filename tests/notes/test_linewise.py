"""Which lines hold a sign."""

from __future__ import annotations

import random
import re

import pytest

from srccheck.notes.linewise import lines_with
from tests.notes.conftest import found, places


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        (("x",), [1, 3]),
        ((re.compile("x"),), [1, 3]),
        ((re.compile("\n {0,3}x"),), [3]),
        (("x", re.compile("[bc]")), [0, 1, 3, 4]),
        (("nowhere", re.compile("nowhere")), []),
    ],
)
def test_positions(signs: tuple[str | re.Pattern[str], ...], expected: list[int]) -> None:
    """Each line once, in order, whichever sign it holds and however often."""
    assert lines_with(["ab", "axxax", "", " xa", "c"], *signs) == expected


def test_head_and_case() -> None:
    """Only the beginning of a line counts where that is asked; `folded` finds a sign in small letters."""
    assert lines_with(["aaXX", "xaaa"], "x", head=2, folded=True) == [1]
    assert lines_with(["aaXX", "STRASSE", "Straße"], "strasse", "x", folded=True) == [0, 1, 2]


def test_same_as_line_by_line() -> None:
    """Over more lines than are joined at once, the answer is that of a search in each."""
    chance = random.Random(3)
    texts = ["".join(chance.choices("ab7 ", k=chance.randrange(6))) for _ in range(5_003)]
    for sign in ("7", "ab"):
        assert lines_with(texts, sign) == [index for index, text in enumerate(texts) if sign in text]
        assert lines_with(texts, re.compile(sign)) == lines_with(texts, sign)


def test_lists_that_begin_again_keep_to_their_own_text() -> None:
    """Several articles in one file: the first list does not take the marks of the second article."""
    article = "Text one.[1] Text two.[2]\n\nNotes\n[1] https://example.org/a\n[2] https://example.org/b\n\n"
    result = found(article * 3)
    assert [len(note.references) for note in result.notes] == [1] * 6
    assert [note.references[0].line for note in result.notes] == [1, 1, 7, 7, 13, 13]
    assert set(places(result)) == {"1", "2"}


def test_lists_that_begin_again_far_from_their_text() -> None:
    """Where no marks stand between two lists, each looks for its own in the whole text."""
    text = "One.[1] Two.[2]\n\nNotes\n[1] https://example.org/a\n[2] https://example.org/b\n\n"
    result = found(text + "Bibliography\n[1] https://example.org/c\n[2] https://example.org/d\n")
    assert [(n.kind, len(n.references)) for n in result.notes] == [("endnote", 1)] * 2 + [
        ("reference", 0)
    ] * 2
