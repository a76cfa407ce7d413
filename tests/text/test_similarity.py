"""Titles against titles."""

from __future__ import annotations

from importlib.resources import files

import pytest

from srccheck.model.citation import Language
from srccheck.text.similarity import compare_titles, is_generic, skeleton

RUSSIAN = "Правительство утвердило бюджет на следующий год"


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ("New Budget Adopted by Parliament", "New budget adopted by parliament"),
        ("New Budget Adopted by Parliament", "New Budget Adopted by Parliament | The Daily Example"),
        ("New Budget Adopted by Parliament", "The Daily Example - New Budget Adopted by Parliament"),
        (
            "New Budget Adopted by Parliament",
            "New Budget Adopted by Parliament - Economy - The Daily Example",
        ),
        ("‘New Budget’ Adopted by Parliament", "“New Budget” adopted by parliament"),
        (
            "New Budget Adopted by Parliament: A Long and Winding Subtitle of Ours",
            "New Budget Adopted by Parliament",
        ),
        ("New Budget Adopted by Parliament After a Long Debate", "New Budget Adopted by Parliament After a…"),
        (
            "New Budget Adopted by Both Chambers of Parliament After a Very Long Debate",
            "New Budget Adopted by Both…",
        ),
        ("Pravitelstvo Utverdilo Byudzhet na Sleduyushchiy God", RUSSIAN),
        ("Pravitelʹstvo utverdilo bûdžet na sleduûŝij god", RUSSIAN + " — РИА Новости"),
        ("Pravitelstvo utverdilo biudzhet na sleduiushchii god", RUSSIAN + " | Example"),
        (RUSSIAN, RUSSIAN.upper()),
        ("I kyvernisi enekrine ton proypologismo", "Η κυβέρνηση ενέκρινε τον προϋπολογισμό"),
        ("al-Ḥukūma tuʿlin mīzāniyya jadīda", "الحكومة تعلن ميزانية جديدة"),
    ],
)
def test_same(cited: str, found: str) -> None:
    """Sites' names, case, quotes, cuts, subtitles and romanisation make no other title."""
    match = compare_titles(cited, [(found, "title")])
    assert match.verdict == "same"
    assert match.found == found


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ("New Budget Adopted by Parliament", "Storm leaves thousands without power in the north"),
        (
            "Pravitelstvo Utverdilo Byudzhet na Sleduyushchiy God",
            "Ураган оставил без света тысячи домов на севере",
        ),
    ],
)
def test_different(cited: str, found: str) -> None:
    """Unlike titles in one language are of unlike things."""
    assert compare_titles(cited, [(found, "title")]).verdict == "different"


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ("Government Approves the Budget for Next Year", RUSSIAN),
        (
            "Government Approves the Budget for Next Year",
            "La ley de presupuestos ha sido aprobada por el Gobierno",
        ),
        (RUSSIAN, "The government has approved the budget for the coming year"),
        ("Government Approves the Budget", "Access denied"),
        ("Government Approves the Budget", "Home | The Daily Example"),
        ("Government Approves the Budget", "Ой!"),
        ("Government Approves the Budget", ""),
        ("2010/2311", "…"),
        ("…", "Government Approves the Budget"),
    ],
)
def test_unknown(cited: str, found: str) -> None:
    """A translation, a generic title or none at all is no evidence."""
    assert compare_titles(cited, [(found, "title")]).verdict == "unknown"


def test_nothing_found() -> None:
    """A page without titles: nothing is known, nothing is claimed."""
    match = compare_titles("Government Approves the Budget", [])
    assert match.to_dict() == {
        "verdict": "unknown",
        "score": 0.0,
        "cited": "Government Approves the Budget",
        "found": None,
        "via": None,
    }


def test_the_likeliest_pair_counts() -> None:
    """Of a page's titles the one most like the cited title speaks, and says where it stood."""
    match = compare_titles(
        "Government Approves the Budget",
        [
            ("Home", "title"),
            ("Latest from the capital today", "title"),
            ("Government approves the budget", "h1"),
        ],
    )
    assert (match.verdict, match.via, match.score) == ("same", "h1", 1.0)


def test_across_scripts_is_said() -> None:
    """A page's title that was matched across scripts is a romanised title."""
    romanised = "Pravitelstvo utverdilo byudzhet na sleduyushchiy god"
    assert compare_titles(romanised, [(RUSSIAN, "title")]).via == "romanised-title"
    assert compare_titles(romanised, [(RUSSIAN, "snapshot-title")]).via == "snapshot-title"
    assert compare_titles(RUSSIAN, [(RUSSIAN, "title")]).via == "title"


def test_other_numbers() -> None:
    """Two resolutions that differ in their number alone are similar, not the same."""
    match = compare_titles("Resolution 1416 of the Assembly", [("Resolution 1417 of the Assembly", "title")])
    assert match.verdict == "similar"
    match = compare_titles(
        "Resolution 1416 of the Assembly", [("Resolution 1416 of the Assembly (2005)", "title")]
    )
    assert match.verdict == "same"


def test_languages_that_are_given_count() -> None:
    """What is known of the page's language is believed before its title's."""
    cited, found = "New Budget Adopted by Parliament", "Storm leaves thousands without power in the north"
    russian = Language(tag="ru", basis="text", confidence=0.99)
    unsure = Language(tag="en", basis="text", confidence=0.3)
    unknown = Language(tag="und", basis="script", confidence=0.0)
    assert compare_titles(cited, [(found, "title")], page_language=russian).verdict == "unknown"
    assert compare_titles(cited, [(found, "title")], page_language=unsure).verdict == "unknown"
    assert compare_titles(cited, [(found, "title")], cited_language=unknown).verdict == "unknown"


def test_similar() -> None:
    """A title that was changed after it was cited is similar."""
    match = compare_titles(
        "Government approves the budget for next year",
        [("Cabinet approves budget for the year 2026", "title")],
    )
    assert match.verdict == "similar"
    assert 0.65 <= match.score < 0.8


def _lines(name: str) -> list[str]:
    text = files("srccheck.text").joinpath(f"data/{name}").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")][1:]


@pytest.mark.parametrize("title", _lines("generic_titles.tsv"))
def test_every_generic_title(title: str) -> None:
    """Each is known alone, in capitals, and beside a site's name; none is evidence."""
    assert is_generic(title)
    assert is_generic(title.upper() if title.upper().lower() == title else title)
    assert is_generic(f"{title} | Daily Example")
    assert compare_titles("Government approves the budget", [(title, "title")]).verdict == "unknown"


def test_titles_that_only_hold_generic_words() -> None:
    """A page about 404 errors is no error page."""
    assert not is_generic("How to read a 404 page: an inquiry")
    assert not is_generic("Home Rule in Ireland")


@pytest.mark.parametrize("line", _lines("romanised_digraphs.tsv"))
def test_every_row_of_the_skeleton(line: str) -> None:
    """Each way of writing is merged."""
    written, merged = line.split("\t")
    assert skeleton(f"b{written}b") == f"b{merged}b"


@pytest.mark.parametrize(
    "written",
    [
        "Shchukin podʺezd i᠎z Chekhova",
        "Ŝukin podʺezd iz Čehova",
        "Shhukin podezd iz Chexova",
        "Schukin podezd iz Chekhova",
    ],
)
def test_schemes_meet(written: str) -> None:
    """Every scheme comes to the original's skeleton."""
    assert skeleton(written).replace(" ", "") == skeleton("Щукин подъезд из Чехова").replace(" ", "")
