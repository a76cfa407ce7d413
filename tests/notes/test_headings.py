"""Headings over lists."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from srccheck.notes.headings import heading_kind

TABLE = tomllib.loads(
    files("srccheck.text").joinpath("data", "notes_headings.toml").read_text(encoding="utf-8")
)
ROWS = [
    (kind, tag, word) for kind in ("notes", "bibliography") for tag, ws in TABLE[kind].items() for word in ws
]


@pytest.mark.parametrize(("kind", "tag", "word"), ROWS)
def test_every_heading_can_match(kind: str, tag: str, word: str) -> None:
    """Each row of the table, as it is printed in several ways."""
    for text in (word, word.upper(), f"## {word.capitalize()}", f"**{word}:**", f"  4. {word} "):
        assert heading_kind(text) == kind, (tag, text)


@pytest.mark.parametrize("text", ["", "Some notes on towns", "References to it abound.", "x" * 200, "1."])
def test_other_lines(text: str) -> None:
    """Only the word alone is a heading."""
    assert heading_kind(text) is None
