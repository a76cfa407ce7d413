"""Photo credits and republication lines."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from tests.notes.conftest import found

TABLE = tomllib.loads(
    files("srccheck.text").joinpath("data", "attribution_words.toml").read_text(encoding="utf-8")
)
LABELS = [(tag, word) for tag, words in TABLE["credit"].items() for word in words]
SAYINGS = [(tag, row["of"][0], said) for tag, row in TABLE["republication"].items() for said in row["said"]]
SUBJECTS = [(tag, of, row["said"][0]) for tag, row in TABLE["republication"].items() for of in row["of"]]


@pytest.mark.parametrize(("tag", "word"), LABELS)
def test_every_credit_label_can_match(tag: str, word: str) -> None:
    """Each row of the table, before a colon."""
    result = found(f"Some text stands here.\n\n{word.capitalize()}: Ada Lind\n")
    assert [(a.kind, a.text) for a in result.attributions] == [("photo credit", "Ada Lind")], tag


@pytest.mark.parametrize(("tag", "subject", "said"), [*SAYINGS, *SUBJECTS])
def test_every_republication_phrase_can_match(tag: str, subject: str, said: str) -> None:
    """Each row of the table, in a sentence of its subject."""
    text = f"{subject.capitalize()} {said} Review."
    assert [(a.kind, a.text) for a in found(f"Text.\n\n{text}\n").attributions] == [
        ("republication", text)
    ], tag


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("◀ Two ministers shake hands.\n● IRNA", "IRNA"),
        ("The president in the hall, seen from the gallery above.\n● Reuters", "Reuters"),
        ("(Photo: Jane Doe)", "Jane Doe"),
        ("*Photo by Jane Doe*", "Jane Doe"),
        ("Foto: dpa/Max Müller", "dpa/Max Müller"),
        ("© Reuters / John Smith", "Reuters / John Smith"),
        ("▲ The bridge.\n© Ada Lind", "Ada Lind"),
        ("Photo: Ada Lind (AFP)", "Ada Lind (AFP)"),
    ],
)
def test_credit_lines(text: str, credit: str) -> None:
    """Bullets under captions, labels, copyright signs."""
    assert [a.text for a in found(f"{text}\n").attributions] == [credit]


@pytest.mark.parametrize(
    "text",
    [
        "● one\n● two\n● three",
        "Some words.\n\n● a lone bullet",
        "Photo: what does it show, and why does it matter so much to the people who live there today?",
        "© Institute of Towns",
        "© 2013 Institute / Press",
        "The word first appeared on a map in 1850.",
        "Chapter: Ada Lind",
        "This article argues much. It was long. It was dull. The idea first appeared in 1900.",
        "By Paul Lind",
    ],
)
def test_what_is_no_attribution(text: str) -> None:
    """Lists, questions, publishers' lines, sentences on other matters, bylines."""
    assert found(f"{text}\n").attributions == ()


def test_place_and_link() -> None:
    """The place is the credit's own; a bare domain is a link."""
    (credit,) = found("A text.\n\n◀ A caption.\n● president.example.org\n").attributions
    assert (credit.location.line, credit.location.column) == (4, 3)
    assert [(link.url, link.raw) for link in credit.links] == [
        ("http://president.example.org", "president.example.org")
    ]


def test_a_notice_among_other_sentences() -> None:
    """Only the sentence that tells it, in its place."""
    (notice,) = found("Ada Lind teaches. This article first appeared in The Review.\n").attributions
    assert notice.text == "This article first appeared in The Review."
    assert notice.location.column == 19
