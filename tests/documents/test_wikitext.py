"""Wikitext: notes by first use, and the fields of citation templates in twelve languages."""

from __future__ import annotations

import pytest

from srccheck.documents.wikitext import looks_like_wikitext, read_wikitext
from srccheck.documents.wikitext_templates import words
from srccheck.model import Manuscript, RawNote
from srccheck.text.encoding import Decoded
from tests.conftest import ROOT

FIXTURES = ROOT / "fixtures" / "documents" / "wikitext"


def read(text: str) -> Manuscript:
    return read_wikitext("page.wiki", Decoded(text=text, encoding="utf-8", basis="utf-8"))


def fixture(name: str) -> Manuscript:
    return read((FIXTURES / f"{name}.wiki").read_text(encoding="utf-8"))


def noted(manuscript: Manuscript) -> list[RawNote]:
    return [note for note in manuscript.notes or () if note.kind == "endnote"]


# title, family name of the first author, container or publisher, date, access date, language, archived copy
LANGUAGES = {
    "en": ("Tide Mills", "Bell", "Mills Today", "2011-06-01", "2020-05-05", True),
    "ru": ("Приливная мельница", "Иванов", "Газета", "2012-03-04", "2013-05-06", True),
    "de": ("Gezeitenmühle", "Müller", "Die Zeitung", "2010-02-03", "2011-04-05", True),
    "fr": ("Moulin à marée", "Dupont", "Le Site", "2004-02-11", "2018-05-06", False),
    "es": ("Molino de marea", "Pérez", "El Sitio", "2015-01-02", "2024-12-11", True),
    "pt": ("Moinho de maré", "Silva", "O Jornal", "2016-03-03", "2017-04-04", True),
    "it": ("Mulino a marea", "Rossi", "Editore", "2014-05-01", "2015-06-23", True),
    "tr": ("Gelgit değirmeni", "Su", "Gazete", "2018-03-02", "2020-01-22", True),
    "az": ("Dəyirman", "Vəliyev", "Qəzet", "2019-05-03", "2020-06-04", True),
    "uz": ("Tegirmon", "Valiyev", None, "2021-02-03", "2022-03-04", False),
    "uk": ("Припливний млин", "Шевченко", "Сайт", "2019-04-01", "2021-11-14", True),
    "pl": ("Młyn pływowy", "Kowalski", "Gazeta", "2011-04-27", "2011-11-15", True),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_of_every_language(language):
    """Title, author, container, dates, language, URL and archived copy, by the names of the edition."""
    (source,) = next(n for n in noted(fixture("languages")) if n.stated[0].csl.language == language).stated
    csl, links = source.csl, {link.role: link.url for link in source.links}
    assert source.accessed is not None
    assert source.accessed.date is not None
    assert csl.issued is not None
    assert (
        csl.title,
        csl.author[0].family,
        csl.container_title or csl.publisher,
        csl.issued.isoformat(),
        source.accessed.date.isoformat(),
        "archive" in links,
    ) == LANGUAGES[language]
    assert links["source"] == csl.URL


def test_places_are_those_of_the_source():
    """Links and pieces of text stand where they say."""
    for name in ("languages", "page"):
        lines = (FIXTURES / f"{name}.wiki").read_text(encoding="utf-8").split("\n")
        manuscript = fixture(name)
        for note in manuscript.notes or ():
            for link in [*note.linked, *(link for source in note.stated for link in source.links)]:
                assert lines[link.location.line - 1][link.location.column - 1 :].startswith(link.raw)
            for piece in () if note.stated else note.text.origins:
                assert lines[piece.line - 1][piece.column - 1 :].startswith((piece.text, "&"))
        for piece in manuscript.body:
            assert lines[piece.line - 1][piece.column - 1 :].startswith((piece.text, "&"))


def test_notes_are_numbered_by_first_use():
    """A named note counts where first used; each use is a reference; a list defines without referring."""
    rows = [(n.marker, n.number, [(r.line, r.column) for r in n.references]) for n in noted(fixture("page"))]
    assert rows == [
        ("2", 2, [(5, 99)]),
        ("1", 1, [(3, 15), (6, 42), (7, 48)]),
        ("efn 1", None, [(8, 36)]),
        ("4", 4, [(9, 6)]),
        ("5", 5, [(10, 6)]),
        ("6", 6, [(11, 6)]),
        ("unused", None, []),
    ]


def test_free_text():
    """Text without templates is left as text, without markup; labelled links are hyperlinks of the note."""
    note = noted(fixture("page"))[0]
    assert note.text.text == "See Bell, Mills (1999), online\u00a0edition, p.\u00a05."
    assert [link.url for link in note.linked] == ["https://bell.example/book"]


def test_links_beside_templates():
    """A link next to a template is a source too; an archived copy next to a link belongs to it."""
    notes = {note.marker: note for note in noted(fixture("page"))}
    assert [source.csl.URL for source in notes["4"].stated] == [None, "https://second.example/x"]
    (dead,) = notes["6"].stated
    assert [link.role for link in dead.links] == ["source", "archive"]


def test_impossible_and_missing_access_dates():
    """A day that does not exist is kept as such; words that are no date are none."""
    notes = {note.marker: note for note in noted(fixture("page"))}
    accessed = notes["5"].stated[0].accessed
    assert accessed is not None
    assert (accessed.raw, accessed.date) == ("31 February 2010", None)
    page = read("<ref>{{cite web|url=http://a.example/|title=A|accessdate=lately}}</ref>")
    assert noted(page)[0].stated[0].accessed is None


def test_inline_links_and_bibliography():
    """External links outside notes are inline; citation templates outside notes are references."""
    page = fixture("page")
    inline = [(n.text.text, [x.url for x in n.linked]) for n in page.notes or () if n.kind == "inline"]
    assert inline == [("the harbour", ["https://harbour.example/map"]), ("https://bare.example/page", [])]
    (entry,) = [n for n in page.notes or () if n.kind == "reference"]
    assert (entry.stated[0].csl.title, entry.stated[0].csl.page) == ("Water Power", "4–9")


def test_undefined_name():
    """A name that no note has is reported where it is used."""
    (finding,) = fixture("page").findings
    assert (finding.code, finding.location.line, finding.location.column) == ("N101", 7, 22)


def test_body_and_title():
    """Running text without notes, templates, comments and `<nowiki>`; the title where the page sets one."""
    body = " ".join(fragment.text for fragment in fixture("page").body)
    assert "not a note" not in body
    assert "neither" not in body
    assert "Town" not in body
    assert body.startswith("The mill stands at the harbour")
    assert fixture("languages").title == "Tide mill"
    assert fixture("page").title is None


@pytest.mark.parametrize(
    ("template", "field", "value"),
    [
        (
            "{{cite journal|title=A|journal=J|volume=3|issue=2|pages=4|year=1999|month=May}}",
            "issued",
            "1999-05",
        ),
        ("{{cite book|chapter=C|title=B|year=2001}}", "title", "C"),
        ("{{cite book|chapter=C|title=B|year=2001}}", "container_title", "B"),
        ("{{Ouvrage|titre=T|sous-titre=S}}", "title", "T: S"),
        ("{{cite web|title={{lang|ru|Мельница}} <!-- c -->''x''|url=//a.example/}}", "title", "Мельница x"),
        ("{{Template:Cite_web|title=A|url=https://a.example/}}", "URL", "https://a.example/"),
        ("{{cite web|title=A|url=https://web.archive.org/web/2009/http://a.example/}}", "type", "webpage"),
        (
            "{{cite web|title=A|trans-title=B|url=http://a.example/|url=http://b.example/}}",
            "URL",
            "http://b.example/",
        ),
    ],
)
def test_fields(template, field, value):
    """Single fields of templates, as the encyclopedia would print them."""
    (source,) = noted(read(f"x<ref>{template}</ref>"))[0].stated
    found = getattr(source.csl, field)
    assert (found.isoformat() if field == "issued" else found) == value


def test_every_parameter_name_is_read():
    """Each name in the table, numbered or not, gives the field that it stands under."""
    for name, field in words().parameters.items():
        if field not in ("last", "first", "author"):
            continue
        page = read(f"<ref>{{{{cite web|title=T|{name.replace('#', '1')}=Port}}}}</ref>")
        (source,) = noted(page)[0].stated
        names = [part for person in source.csl.author for part in person.to_dict().values()]
        assert names == ([] if field == "first" else ["Port"]), name
    for name, field in words().parameters.items():
        if field in (
            "title",
            "publisher",
            "container_title",
            "volume",
            "issue",
            "page",
            "publisher_place",
            "language",
        ):
            page = read(f"<ref>{{{{cite web|{name}=Port|url=http://a.example/}}}}</ref>")
            assert getattr(noted(page)[0].stated[0].csl, field) == "Port", name
        if field == "access_date":
            page = read(f"<ref>{{{{cite web|title=T|{name}=2020-05-06}}}}</ref>")
            assert noted(page)[0].stated[0].accessed is not None, name
        if field in ("url", "archive_url"):
            page = read(f"<ref>{{{{cite web|title=T|{name}=http://a.example/}}}}</ref>")
            role = "archive" if field == "archive_url" else "source"
            assert [link.role for link in noted(page)[0].stated[0].links] == [role], name


def test_every_template_name_is_known():
    """Each name in the table makes a stated source of its type."""
    for name, kind in words().types.items():
        (source,) = noted(read(f"<ref>{{{{{name}|title=T|url=http://a.example/}}}}</ref>"))[0].stated
        assert source.csl.type == kind, name


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ((FIXTURES / "page.wiki").read_text(encoding="utf-8"), True),
        ("# Heading\n\nA [[wiki]] link, '''bold'''? and {{ template }}.\n\n[^1]: note", False),
        ("plain text with <ref>one</ref> tag", False),
        ("<!DOCTYPE html><p>x", False),
        ("", False),
    ],
)
def test_what_looks_like_wikitext(text, verdict):
    """Several signs of several kinds, or it is something else."""
    assert looks_like_wikitext(text) is verdict


BAD = [
    "{{", "}}", "<ref>", "<ref name=a>{{cite web|", "[[", "[http://x ", "{{cite web|url=http://x|", "[",
    "<!--", "<nowiki>",
    "'''", "{{efn|", "<b>", "<references>", "<ref>{{cite web|title={{", "<gallery>", "{{{",
    "]", "<ref name=\"", "{{efn|1=",
]  # fmt: skip


@pytest.mark.parametrize("piece", BAD)
def test_broken_markup_is_read(piece):
    """Markup that never ends, and tens of thousands of levels of it, are read to the end."""
    assert read(piece * 10_000 + "end").notes is not None


def test_deep_templates():
    """A template below a thousand others is not looked for, and nothing breaks."""
    deep = "{{a|" * 1000 + "{{cite web|url=http://x.example/}}" + "}}" * 1000
    assert len(noted(read(f"x<ref>{deep}</ref>"))) == 1
