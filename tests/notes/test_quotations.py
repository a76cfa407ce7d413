"""Which quoted words belong to which note."""

from __future__ import annotations

import re

import pytest

from srccheck import extract
from srccheck.model import Fragment, Location
from srccheck.notes.quotations import quoted_words

MARK = re.compile(r"\[\^\d\]")
LONG = "the work would end before the winter at last"
OTHER = "no further money would be asked of parliament"


def words(text: str) -> tuple[tuple[str, ...], ...]:
    lines = text.split("\n")
    body = [Fragment(text=line, line=number) for number, line in enumerate(lines, 1)]
    places = [
        Location(line=number, column=match.start() + 1)
        for number, line in enumerate(lines, 1)
        for match in MARK.finditer(line)
    ]
    return quoted_words(body, [[place] for place in places])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"He said that “{LONG}”.[^1]", [(LONG,)]),
        (f"He said that “{LONG}” on Monday,[^1] and more.", [(LONG,)]),
        (f"“{LONG}.”[^1] Others disagree.[^2]", [(LONG + ".",), ()]),
        (f"“{LONG},” he said, and “{OTHER}”.[^1]", [(LONG + ",", OTHER)]),
        (f"He said “{LONG}”.[^1] She said “{OTHER}”.[^2]", [(LONG,), (OTHER,)]),
        (f"He said “{LONG}”. Then she left the room.[^1]", [()]),
        (f"“{LONG}.” Then she left the room.[^1]", [()]),
        ("The “soft power” of states.[^1]", [()]),
        (f"He said that “{LONG[:18]}\n{LONG[19:]}”\nbefore all.[^1]", [(LONG,)]),
        (f"He said that “{LONG}”.\n\nIt was late.[^1]", [()]),
        (f"He said “{LONG}” {'and so on ' * 40}.[^1]", [()]),
        ("[^1]", [()]),
    ],
)
def test_of_the_sentence(text, expected):
    """The quotations between the reference before and this one, as far as its sentence reaches."""
    assert words(text) == tuple(expected)


def test_nobody_points_there():
    """A note without a reference has no quotations; a reference outside the text none either."""
    body = [Fragment(text=f"“{LONG}”", line=1)]
    assert quoted_words(body, [[], [Location(line=40)]]) == ((), ())


def test_through_extraction():
    """A document's notes carry the words."""
    text = f"He said that “{LONG}”.[^a]\n\n[^a]: “Harbour News”, The Wire, <https://coast.example/a>.\n"
    [note] = extract(text.encode(), name="a.md").notes
    assert note.quotes == (LONG,)
