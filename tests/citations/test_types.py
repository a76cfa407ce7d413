"""CSL types."""

from __future__ import annotations

import pytest

from srccheck.citations import parse_note_text
from srccheck.text.wordlists import table

URL = "https://a.example/x"
TYPES = table("source_types")


def kind(text: str) -> str:
    (citation,) = parse_note_text(text)
    return citation.csl.type


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("王明. 标题[R]. 北京: 出版社, 2020.", "report"),
        (f"王明. 标题[D/OL]. 北京: 大学, 2020. {URL}", "thesis"),
        ("Lee, A. (2020). On power [Data set]. Zenodo. https://doi.org/10.5281/zenodo.1", "dataset"),
        ("Lee, A. (2020). On power (Report No. 12). Ministry of Trade.", "report"),
        ("Lee, A. On power. Working Paper 7. London: LSE, 2020.", "report"),
        ("Lee, A. On working papers. London: LSE, 2020.", "book"),
        ("Lee, A. Working paper routines. J Work. 2020;7:3–9.", "article-journal"),
        ("Law No. 5651 on Regulating Broadcasting, 4 May 2007.", "legislation"),
        (f"Directive (EU) 2016/680 of the European Parliament, OJ L 119, 4 May 2016, {URL}", "legislation"),
        ("Ley 1448 de 2011, Bogotá, 10 June 2011.", "legislation"),
        ("Ley de la selva, Madrid, Alianza, 1995.", "book"),
        ("Lee, “The Weather Report,” News, 3 May 2020, p. 4.", "article-journal"),
        (f"“T”, News, 3 May 2020, {URL}.", "article-newspaper"),
    ],
)
def test_types(text, type_):
    """What a source says of itself goes before what its fields speak for."""
    assert kind(text) == type_


@pytest.mark.parametrize("word", TYPES["numbered"]["report"])
def test_every_numbered_report(word):
    """Each wording of a numbered report is known before a number."""
    assert kind(f"Lee, A. On power. London: LSE, 2020. {word} 12.") == "report"


@pytest.mark.parametrize("word", TYPES["begins"]["legislation"])
def test_every_beginning_of_a_law(word):
    """Each kind of law is known at a title's beginning, with a number near it."""
    assert kind(f"“{word.capitalize()} 6/2011 on trade”, News, 4 May 2011.") == "legislation"


@pytest.mark.parametrize("word", TYPES["numbered"]["legislation"])
def test_every_short_name_of_a_law(word):
    """A single word for a law needs its number right behind it."""
    assert kind(f"“{word.capitalize()} 6/2011 on trade”, News, 4 May 2011.") == "legislation"
    assert kind(f"“{word.capitalize()} and life in 2011”, News, 4 May 2011.") != "legislation"


@pytest.mark.parametrize(
    ("word", "type_"), [(word, key) for key, words in TYPES["bracketed"].items() for word in words]
)
def test_every_bracketed_kind(word, type_):
    """Each kind in square brackets is one."""
    assert kind(f"Lee, A. (2020). On power [{word.capitalize()}]. Zenodo. {URL}") == type_
