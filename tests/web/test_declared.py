"""Who wrote a page, by its own word, and whether everybody may read it."""

from __future__ import annotations

import pytest

from srccheck.web.declared import authors, is_behind_a_wall


@pytest.mark.parametrize(
    ("said", "linked", "expected"),
    [
        ({}, [], ()),
        ({"author": "Ines Larsen"}, [], ("Ines Larsen",)),
        ({"author": "Desk", "citation_author": "Larsen, I."}, [], ("Larsen, I.",)),
        ({"article:author": "https://coast.example/ines"}, [], ()),
        ({"author": " "}, [], ()),
        ({"author": "Desk"}, [{"author": "Ines Larsen"}], ("Ines Larsen",)),
        ({}, [{}, {"author": {"name": "Ines Larsen"}}], ("Ines Larsen",)),
        ({}, [{"author": [{"name": "A"}, "B", {"name": "A"}, {"name": 3}, [["C"]], 4]}], ("A", "B")),
        ({}, [{"author": [f"Author {number}" for number in range(30)]}], 10),
    ],
)
def test_authors(said, linked, expected):
    """JSON-LD in its three forms, then meta elements; addresses are no names."""
    found = authors(said, linked)
    assert (len(found) if isinstance(expected, int) else found) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (False, True),
        ("False", True),
        ("http://schema.org/False", True),
        (True, False),
        ("True", False),
        (None, False),
    ],
)
def test_a_paywall_says_so(value, expected):
    """As search engines ask publishers to mark it."""
    assert is_behind_a_wall([{}, {"isAccessibleForFree": value}]) is expected
    assert not is_behind_a_wall([])
