"""Whether a page is the cited one, by its names; and what is no evidence against it."""

from __future__ import annotations

import tomllib

import pytest
from attrs import evolve

from srccheck import parse_note
from srccheck.judging.titles import is_sure_title, match_page, match_registered
from srccheck.model import CslItem, CslName, Language, PageFacts, Registered
from tests.conftest import ROOT
from tests.judging.builders import URL, citation, use

CITED = "Tariffs on Steel Return to the Harbour"
OTHER = "Local Choir Wins a National Prize"
CSL = CslItem(title=CITED, container_title="The Wire", author=(CslName(family="Larsen", given="Ines"),))


def matched(page: PageFacts, url: str = URL, *, captured: bool = False, **changes: object):
    cited = evolve(use(cited=CSL, cited_title=CITED), **changes)
    return match_page(cited, page, url=url, captured=captured)


@pytest.mark.parametrize(
    ("page", "verdict", "via"),
    [
        (PageFacts(title=CITED), "same", "title"),
        (PageFacts(title="The Wire", og_title=CITED), "same", "og-title"),
        (PageFacts(title="The Wire", h1=("The Wire", CITED)), "same", "h1"),
        (PageFacts(title="The Wire", og_title="Home", headline=CITED), "same", "headline"),
        (PageFacts(title=OTHER), "different", "title"),
        (PageFacts(title=OTHER, og_title=OTHER, h1=(OTHER,)), "different", "title"),
        (PageFacts(title="Home"), "unknown", "title"),
        (PageFacts(), "unknown", None),
        (PageFacts(title="Местный хор получил национальную премию"), "unknown", "romanised-title"),
        (PageFacts(content_type="application/pdf", title=CITED), "same", "pdf-title"),
        (PageFacts(content_type="application/pdf", title="Report", h1=(CITED,)), "same", "first-page"),
    ],
)
def test_the_best_name_counts(page, verdict, via):
    """Every name that a page has for itself is tried; the likeliest is told."""
    match = matched(page)
    assert (match.verdict, match.via) == (verdict, via)


def test_of_a_capture():
    """A dead page is known by its capture's names."""
    match = matched(PageFacts(title="The Wire", h1=(CITED,)), captured=True)
    assert (match.verdict, match.via) == ("same", "snapshot-title")


def test_nothing_cited():
    """Without a cited title there is nothing to compare."""
    assert matched(PageFacts(title=OTHER), cited_title=None) is None


@pytest.mark.parametrize(
    ("page", "url", "changes"),
    [
        (PageFacts(title=OTHER), URL, {"sure_title": False}),
        (PageFacts(title="Choir prize"), URL, {}),
        (PageFacts(title=OTHER), "https://coast.example/", {}),
        (PageFacts(title=OTHER, site_name=OTHER), URL, {}),
        (PageFacts(title="Coast Example Daily"), "https://www.coastexampledaily.org/a", {}),
        (
            PageFacts(title="Weekly Review of Ports"),
            URL,
            {"cited": evolve(CSL, container_title="The Weekly Review of Ports")},
        ),
        (PageFacts(title="Why Steel and Harbour Owners Quarrel About Dredging"), URL, {}),
        (PageFacts(title=OTHER, text_sample=f"Before. {CITED.upper()}! After"), URL, {}),
        (PageFacts(title=OTHER, authors=("By Ines Larsen",)), URL, {}),
        (PageFacts(title=OTHER, content_type="application/pdf", text_sample="short"), URL, {}),
    ],
    ids=[
        "unsure",
        "slight",
        "front page",
        "site",
        "host",
        "outlet",
        "rewritten",
        "in text",
        "author",
        "no layer",
    ],
)
def test_what_is_no_evidence(page, url, changes):
    """`different` becomes `unknown` where anything else may explain it."""
    assert matched(page, url, **changes).verdict == "unknown"


def test_a_pdf_that_has_the_title_in_its_text():
    """The largest print of a first page is often the publisher's name."""
    text = f"Institute of Ports. {CITED}. Working paper. " + "More text follows here. " * 40
    match = matched(PageFacts(title=OTHER, content_type="application/pdf", text_sample=text))
    assert (match.verdict, match.via) == ("same", "first-page")


def test_a_pdf_of_something_else():
    """With a text layer in which the title does not stand, it is another document."""
    page = PageFacts(title=OTHER, content_type="application/pdf", text_sample="The choir sang well. " * 60)
    assert matched(page).verdict == "different"


def test_a_short_name_speaks_its_page_s_language():
    """Of a name too short to tell its language, the page's is taken."""
    english = Language(tag="en", basis="text", confidence=0.99)
    russian = Language(tag="ru", basis="text", confidence=0.99)
    assert matched(PageFacts(title="Choir Prize 2024 Photos", language=english)).verdict == "different"
    assert matched(PageFacts(title="Choir Prize 2024 Photos", language=russian)).verdict == "unknown"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Tariffs on Steel Return”, The Wire, <https://coast.example/a>.", True),
        ("„Stahlzölle kehren zurück“, Kurier, <https://coast.example/a>.", True),
        ("Larsen, I. (2020). Tariffs on steel return again. The Wire. https://coast.example/a", True),
        ("Larsen, I., Tariffs on steel return again, The Wire, https://coast.example/a", False),
        ("“Tariffs”, The Wire, <https://coast.example/a>.", False),
        ("“Roe v. Wade and its Aftermath”, The Wire, <https://coast.example/a>.", False),
        ("“Resolution 1416 (2005) on Steel”, <https://coast.example/a>.", False),
        ("“Access denied”, The Wire, <https://coast.example/a>.", False),
        ("https://coast.example/a", False),
    ],
)
def test_titles_read_without_doubt(text, expected):
    """Marked as a title, long enough to be one, and no law's."""
    [read] = parse_note(text)
    assert is_sure_title(read) is expected


def test_titles_that_are_no_titles():
    """The outlet's, the publisher's or an author's name is not held against a page."""
    for other in ({"container_title": CITED}, {"publisher": CITED}, {"author": (CslName(literal=CITED),)}):
        assert not is_sure_title(citation(text=f"“{CITED}”", csl=CslItem(title=CITED, **other)))


def test_stated_titles():
    """Fields that the format tells apart need no marks; a mended title is known by marks in the text."""
    csl = CslItem(title=CITED)
    assert is_sure_title(citation(text=CITED, csl=csl, stated=True))
    assert not is_sure_title(citation(text=CITED, csl=csl))
    assert is_sure_title(citation(text=f"“{CITED[:9]}- {CITED[9:]}”", csl=csl))
    assert is_sure_title(citation(text="x", csl=CslItem(title="習近平主席の訪問について"), stated=True))


@pytest.mark.parametrize(
    ("registered", "verdict"),
    [
        ({"titles": (CITED,)}, "same"),
        ({"titles": ("Long: " + CITED, CITED)}, "same"),
        ({"titles": (OTHER,)}, "different"),
        ({"titles": ("Why Steel and Harbour Owners Quarrel About Dredging",)}, "unknown"),
        ({"titles": ("Возвращение пошлин на сталь в порту",)}, "unknown"),
        ({"titles": (OTHER,), "container": CITED}, "unknown"),
        ({"titles": ("Editorial",)}, "unknown"),
    ],
)
def test_registered(registered, verdict):
    """Another title is a mismatch; a translation, a rewording and the journal's own title are none."""
    known = Registered(doi="10.5555/x", **registered)
    match = match_registered(use(cited=CSL, cited_title=CITED), known)
    assert (match.verdict, match.via) == (verdict, "registered")


def test_registered_without_titles():
    """Where one of the two has no title, nothing is said."""
    assert match_registered(use(cited_title=CITED), Registered(doi="10.5555/x")) is None
    assert match_registered(use(), Registered(doi="10.5555/x", titles=(CITED,))) is None
    unsure = use(cited_title=CITED, sure_title=False)
    assert match_registered(unsure, Registered(doi="10.5555/x", titles=(OTHER,))).verdict == "unknown"


TABLE = tomllib.loads((ROOT / "srccheck/text/data/legal_titles.toml").read_text("utf-8"))


@pytest.mark.parametrize("word", TABLE["words"])
def test_every_legal_word(word):
    """With a number beside it, each makes a title a law's; alone it does not."""
    legal = f"{word.title()} Nr. 12 der Hafenstadt Ravn"
    assert not is_sure_title(citation(text=f"“{legal}”", csl=CslItem(title=legal)))
    plain = f"{word.title()} der Hafenstadt Ravn"
    assert is_sure_title(citation(text=f"“{plain}”", csl=CslItem(title=plain)))


@pytest.mark.parametrize("word", [*TABLE["versus"], "v"])
def test_every_versus(word):
    """Each stands between the parties of a case; a romanised preposition does not."""
    case = f"The Harbour Board {word} The Pilots of the Town"
    assert not is_sure_title(citation(text=f"“{case}”", csl=CslItem(title=case)))
    romanised = "Portovyye Sbory Vyrosli v Tretiy Raz"
    assert is_sure_title(citation(text=f"“{romanised}”", csl=CslItem(title=romanised)))
