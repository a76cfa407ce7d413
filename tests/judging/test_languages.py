"""S503 and S504: the source's language, and what is said of it."""

from __future__ import annotations

import pytest
from attrs import evolve

from srccheck.judging.languages import judge_foreign, judge_language, source_language, stated_languages
from srccheck.judging.rules import Place
from srccheck.model import CslItem, Language, PageFacts
from tests.judging.builders import citation, document, live, note, page, report, use

PLACE = Place(document="paper.md")


def told(tag, basis="page", confidence=0.99):
    return Language(tag=tag, basis=basis, confidence=confidence)


def facts(tag, confidence=0.99):
    return PageFacts(language=told(tag, "text", confidence))


@pytest.mark.parametrize(
    ("title", "living", "captured", "expected"),
    [
        (told("en", "title"), facts("ru"), facts("de"), ("ru", "page")),
        (told("en", "title"), None, facts("de"), ("de", "snapshot")),
        (told("en", "title"), PageFacts(), facts("de"), ("de", "snapshot")),
        (told("en", "title"), facts("und"), None, ("en", "title")),
        (told("en", "title"), facts("ru", 0.8), None, ("en", "title")),
        (told("en", "title", 0.5), facts("ru", 0.8), None, ("ru", "page")),
        (None, facts("ru", 0.3), None, ("ru", "page")),
        (told("en", "title"), None, None, ("en", "title")),
        (None, None, None, None),
    ],
)
def test_whose_word_counts(title, living, captured, expected):
    """The page's, then its capture's, then the cited title's; a guess from an address is not the page's."""
    found = source_language(title, living, captured)
    assert (found and (found.tag, found.basis)) == expected


@pytest.mark.parametrize(
    ("language", "text", "stated"),
    [
        (None, "A source", ()),
        ("ru", "A source", ("ru",)),
        ("Russian", "A source", ("ru",)),
        ("de-AT", "A source", ("de-AT",)),
        ("de, en", "A source", ("de", "en")),
        ("Ukrainian and Russian", "A source", ("uk", "ru")),
        ("unknown", "A source", ()),
        (None, "“Harbour Dues” (in Russian), The Wire", ("ru",)),
        (None, "“Harbour Dues” [in Azerbaijani], The Wire", ("az",)),
        (None, "“Harbour Dues” (in press), The Wire", ()),
        ("ru", "“Harbour Dues” (in Russian), The Wire", ("ru",)),
        (None, "a ban in Russian ports", ()),
    ],
)
def test_what_a_citation_states(language, text, stated):
    """By its field, in any spelling, or by a remark in brackets."""
    assert stated_languages(citation(csl=CslItem(language=language), text=text)) == stated


@pytest.mark.parametrize(
    ("stated", "found", "said"),
    [
        ("ru", told("ru"), False),
        ("ru", told("uk"), True),
        ("ru", told("uk", "snapshot"), True),
        ("ru", told("uk", "title"), False),
        ("ru", told("uk", confidence=0.93), False),
        ("ru", None, False),
        ("hr", told("sr-Latn"), False),
        ("bs", told("hr"), False),
        ("en-GB", told("en-US"), False),
        ("ru, uk", told("uk"), False),
        ("yo", told("it"), False),
        (None, told("uk"), False),
    ],
)
def test_another_language_than_stated(stated, found, said):
    """S503 only for what is certain; kindred languages never differ, nor such as no detector knows."""
    cited = citation(csl=CslItem(language=stated))
    link = report(live("alive", "ok", 200, page=page()))
    codes = [f.code for f in judge_language(PLACE, link, evolve(use(), language=found), cited)]
    assert codes == ["S503"] * said


@pytest.mark.parametrize(
    ("own", "title", "uses", "stated", "said"),
    [
        ("en", told("en", "model"), [told("ru")], None, True),
        ("en", told("en", "model"), [told("ru")], "ru", False),
        ("en", told("ru-Latn", "romanised"), [], None, True),
        ("en", told("en", "model"), [], None, False),
        ("en", told("ru", "script"), [told("en")], None, False),
        ("en", told("ru", "model", 0.6), [], None, False),
        ("en", None, [], None, False),
        ("hr", told("sr-Latn", "model"), [], None, False),
        (None, told("ru", "script"), [], None, False),
    ],
)
def test_a_foreign_source(own, title, uses, stated, said):
    """S504: by the page where it was asked, else by the title."""
    cited = citation(csl=CslItem(language=stated), title_language=title)
    the_note = note(cited)
    paper = evolve(document(the_note), language=told(own, "text") if own else None)
    found = judge_foreign(paper, the_note, cited, [evolve(use(), language=each) for each in uses])
    assert [item.code for item in found] == ["S504"] * said
    inline = judge_foreign(paper, evolve(the_note, kind="inline"), cited, [])
    assert list(inline) == []
