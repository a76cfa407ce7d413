"""Numerals and chains."""

from __future__ import annotations

import pytest

from srccheck.notes.numbering import chain, rising, roman, superscript
from srccheck.notes.records import Mark


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("i", 1),
        ("iv", 4),
        ("ix", 9),
        ("xiv", 14),
        ("xl", 40),
        ("mcmxcix", 1999),
        ("iiii", None),
        ("", None),
        ("civil", None),
    ],
)
def test_roman(numeral: str, value: int | None) -> None:
    """Only well-formed numerals count."""
    assert roman(numeral) == value


def test_superscript() -> None:
    """Raised digits are digits."""
    assert superscript("¹⁰²") == 102


def marks(*numbers: int | tuple[int, float]) -> list[Mark]:
    pairs = [number if isinstance(number, tuple) else (number, 1.0) for number in numbers]
    return [Mark(index=at, offset=0, number=n, weight=w) for at, (n, w) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [
        ((1, 2, 3), [0, 1, 2]),
        ((1, 2, 24, 3), [0, 1, 3]),
        ((7, 1, 2, 2011, 3), [1, 2, 4]),
        ((1, 2, 2, 3), [0, 1, 2, 3]),
        ((1, 2, 4, 5), [0, 1, 2, 3]),
        ((1, 2, (3, 0.2), 3), [0, 1, 3]),
        ((1, 2, 1, 2), [0, 1, 2, 3]),
        ((), []),
    ],
)
def test_chain(numbers: tuple[int, ...], kept: list[int]) -> None:
    """The chain counts up, lets a number be missing or double, and may begin again."""
    assert [mark.index for mark in chain(marks(*numbers), lambda _: 0.3)] == kept


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [
        ((1, 2, 3), [0, 1, 2]),
        ((3, 1, 2), [1, 2]),
        ((1, (2, 0.3), 2, 3), [0, 2, 3]),
        ((1, 5, 2, 3), [0, 2, 3]),
        ((), []),
    ],
)
def test_rising(numbers: tuple[int, ...], kept: list[int]) -> None:
    """The heaviest rising selection."""
    assert [mark.index for mark in rising(marks(*numbers), 5)] == kept
