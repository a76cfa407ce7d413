"""Text that is put together from pieces still knows where every character stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srccheck.model import Fragment, Location, PlacedText


def broken_note() -> PlacedText:
    first = Fragment(text="See https://a.example/long-", line=7, column=3, page=2)
    second = Fragment(text="name.html for more.", line=8, column=1, page=2)
    third = Fragment(text="Overleaf.", line=12, column=2, page=3)
    return PlacedText.join([("", first), ("", second), (" ", third)])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, None, Location(line=7, column=3, page=2)),
        (4, 30, Location(line=7, column=7, end_line=8, page=2)),
        (4, 27, Location(line=7, column=7, page=2)),
        (27, 31, Location(line=8, column=1, page=2)),
        (47, 56, Location(line=12, column=2, page=3)),
    ],
)
def test_places_in_a_broken_note(start, end, expected):
    """Lines, columns and pages of a range, across breaks."""
    assert broken_note().locate(start, end) == expected


@given(st.lists(st.text(alphabet="ab ", min_size=1, max_size=5), min_size=1, max_size=6), st.data())
def test_cutting_moves_no_character(pieces, data):
    """Whatever is cut out, each character keeps the place that it had in the whole."""
    whole = PlacedText.join(
        (" ", Fragment(text=text, line=number, column=number + 1)) for number, text in enumerate(pieces, 1)
    )
    start = data.draw(st.integers(0, len(whole.text)))
    end = data.draw(st.integers(start, len(whole.text)))
    part = whole.cut(start, end)
    assert part.text == whole.text[start:end]
    glue = {begin - 1 for begin in whole.starts}
    for offset in range(start, end):
        if offset not in glue:
            assert part.locate(offset - start) == whole.locate(offset)


def test_nothing_put_together_is_nothing():
    """An empty text has a place all the same."""
    assert PlacedText.join([]).text == ""
    assert PlacedText.of("").locate(0) == Location(line=1, column=1)
