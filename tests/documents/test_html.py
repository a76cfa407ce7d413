"""HTML documents: every way of writing notes gives the same records."""

from __future__ import annotations

import pytest

from srccheck.documents.html import declared_charset, looks_like_html, read_html
from srccheck.model import Manuscript, PartialDate
from srccheck.text.encoding import Decoded, decode
from tests.conftest import ROOT

FIXTURES = ROOT / "fixtures" / "documents" / "html"


def read(text: str) -> Manuscript:
    return read_html("page.html", Decoded(text=text, encoding="utf-8", basis="utf-8"))


def fixture(name: str) -> Manuscript:
    decoded = decode((FIXTURES / f"{name}.html").read_bytes())
    assert decoded is not None
    return read_html(f"{name}.html", decoded)


def table(manuscript: Manuscript) -> list[tuple]:
    return [
        (note.kind, note.marker, note.text.text, [(at.line, at.column) for at in note.references])
        for note in manuscript.notes or ()
        if note.kind != "inline"
    ]


DIALECTS = {
    "dpub_aria": [
        ("footnote", "*", "Ann Clerk, Quays (Old Port, 1999), online.", [(4, 72)]),
        ("footnote", "†", "Port Office, minutes, 3 May 1871.", [(5, 49)]),
    ],
    "word": [
        (
            "footnote",
            "1",
            "Report of the port, http://port.example/report.pdf, accessed 4 May 2020."
            " Second paragraph of the same note.",
            [(3, 221)],
        ),
        ("endnote", "i", "Endnote text.", [(3, 294)]),
    ],
    "wikipedia": [
        (
            "endnote",
            "1",
            'Bell, Iris (1 June 2011). "Tide Mills". Mills Today. Retrieved 5 May 2020.',
            [(5, 119), (6, 119)],
        ),
        ("endnote", "2", "A plain note with one and two links.", [(5, 253)]),
        ("reference", "", "Dole, Max. Water Power. Port Press, 1950.", []),
    ],
    "substack": [
        ("footnote", "1", "See this letter. And more.", [(2, 141)]),
        ("footnote", "2", "Second note.", [(2, 241)]),
    ],
    "wordpress": [
        ("endnote", "1", "Core note.", [(2, 85)]),
        ("endnote", "2", "Plugin note.", [(2, 259)]),
        ("footnote", "3", "Kramdown note.", [(2, 342)]),
        ("footnote", "4", "Nobody refers here.", []),
    ],
    "plain_pairs": [
        ("footnote", "1", "First note, www.first.example/page", [(3, 33)]),
        ("footnote", "2", "Second note.", [(3, 67)]),
        ("footnote", "3", 'Third note, with "1" in it.', [(3, 112)]),
    ],
    "table": [
        ("footnote", "1", "Note in a cell.", [(2, 36)]),
        ("footnote", "2", "Another, here.", [(2, 84)]),
        ("footnote", "3", "Definition note.", [(5, 30)]),
    ],
    "headed": [
        ("endnote", "1", "Ali Veli, Kıyı Kitabı, İstanbul, 2001.", [(3, 19)]),
        ("endnote", "2", "Ayşe Su, “Makale”, erişim tarihi 3 Mart 2021. Notun ikinci paragrafı.", [(3, 45)]),
        ("reference", "1", "Su, Ayşe. Deniz. Ankara, 1999.", []),
        ("reference", "2", "Veli, Ali. Kıyı Kitabı. İstanbul, 2001.", []),
    ],
}


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_gives_its_notes(name):
    """Marker, kind, text and references, for each software's way of writing notes."""
    assert table(fixture(name)) == DIALECTS[name]


@pytest.mark.parametrize("name", DIALECTS)
def test_places_are_those_of_the_source(name):
    """What stands at a piece's line and column is that piece, but for character references."""
    lines = (FIXTURES / f"{name}.html").read_text(encoding="utf-8").split("\n")
    manuscript = fixture(name)
    pieces = [piece for note in manuscript.notes or () for piece in note.text.origins]
    for piece in [*pieces, *manuscript.body]:
        there = lines[piece.line - 1][piece.column - 1 :]
        assert there.startswith((piece.text, "&")), piece


@pytest.mark.parametrize("name", DIALECTS)
def test_links_point_at_their_urls(name):
    """The place of a hyperlink is that of its URL in the source."""
    lines = (FIXTURES / f"{name}.html").read_text(encoding="utf-8").split("\n")
    for note in fixture(name).notes or ():
        for link in note.linked:
            assert lines[link.location.line - 1][link.location.column - 1 :].startswith(link.raw)


def test_notes_are_no_running_text():
    """Markers and notes do not occur in the body, nor scripts and styles."""
    body = " ".join(fragment.text for fragment in fixture("word").body)
    assert body == "Порт открыт. And a sentence."


def test_inline_links():
    """A link in the text is a note of its own: resolved, once if also written out, none from scripts."""
    manuscript = fixture("base")
    assert [(note.text.text, [link.url for link in note.linked]) for note in manuscript.notes or ()] == [
        ("relative", ["https://base.example/dir/page.html?a=1&b=2"]),
        ("scheme-less", ["https://cdn.example/x"]),
        ("https://long.example/a/very/long/path", []),
        ("A picture", ["https://picture.example/"]),
        ("http://www.same.example/page", []),
    ]


def test_menus_fragments_and_relative_links_are_no_citations():
    """Only what leads out of the document counts, and no menus."""
    urls = [(note.text.text, [link.url for link in note.linked]) for note in fixture("headed").notes or ()]
    assert [each for each in urls if each[0] in ("harita", "yukarı", "yerel", "posta")] == [
        ("harita", ["https://kiyi.example/harita"])
    ]
    assert not any(
        "ads.example" in link.url for note in fixture("wikipedia").notes or () for link in note.linked
    )


def test_marker_without_a_note():
    """A link that says that it leads to a note, and leads nowhere, is reported where it stands."""
    (finding,) = fixture("base").findings
    assert (finding.code, finding.location.line, finding.location.column) == ("N101", 6, 61)


def test_coins():
    """The fields that a page states; the access date comes from the words that the page marks as such."""
    note = next(note for note in fixture("wikipedia").notes or () if note.stated)
    (source,) = note.stated
    assert source.csl.to_dict() == {
        "type": "webpage",
        "title": "Tide Mills",
        "container-title": "Mills Today",
        "URL": "https://mills.example/tide",
        "author": [{"family": "Bell", "given": "Iris"}],
        "issued": {"date-parts": [[2011, 6, 1]]},
        "accessed": {"date-parts": [[2020, 5, 5]]},
    }
    assert source.accessed is not None
    assert source.accessed.date == PartialDate(year=2020, month=5, day=5)


COINS = (
    '<p>A<sup><a href="#n" id="r">1</a></sup><ol class=references>'
    '<li id=n>{text}<span class="Z3988" title="{title}"></span></li></ol>'
)


def test_coins_with_doi_corporate_author_and_pages():
    """DOI, several authors, page range and archived copy are taken over."""
    title = (
        "rft.genre=article&amp;rft.atitle=Mud&amp;rft.jtitle=Silt&amp;rft.spage=3&amp;rft.epage=9"
        "&amp;rft.aucorp=Port Office"
        "&amp;rft.au=Bell%2C+Iris&amp;rft_id=info%3Adoi%2F10.5555%2Fabc&amp;rft.date=1999"
    )
    page = read(COINS.format(text="Mud. https://web.archive.org/web/2009/http://mud.example/ ", title=title))
    (source,) = (page.notes or ())[0].stated
    assert (source.csl.DOI, source.csl.page, source.csl.issued) == (
        "10.5555/abc",
        "3-9",
        PartialDate(year=1999),
    )
    assert [name.to_dict() for name in source.csl.author] == [
        {"family": "Bell", "given": "Iris"},
        {"literal": "Port Office"},
    ]
    assert [(link.role, link.url) for link in source.links] == [
        ("archive", "https://web.archive.org/web/2009/http://mud.example/"),
        ("doi", "https://doi.org/10.5555/abc"),
    ]


def test_coins_of_a_part_of_a_note():
    """A note with more sources than are stated is left to be read as text."""
    links = '<a href="https://one.example/">a</a> and <a href="https://two.example/">b</a>'
    page = read(COINS.format(text=links, title="rft.title=A"))
    assert (page.notes or ())[0].stated == ()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>a <b>b</b>c  d\n e</p><p>f</p>", "a bc d e f"),
        ("a&nbsp;b&amp;c&lt;d &shy;e&#1055;&#1056; x", "a\u00a0b&c<d eПР x"),
        ("a<br>b<wbr>c", "a bc"),
        ("x &bogus; y & z < w", "x &bogus; y & z < w"),
        ("a<!-- no > --><![if x]>b<?php no ?>c", "abc"),
        ("a<script>no</script><style>no</style>b<textarea>no</textarea>", "ab"),
        ("a<b title='x>y'>b</b><i class=it's>c</i>", "abc"),
        ("a</nonsense>b</ >c", "abc"),
        ("a<br/>b<span/>c", "a bc"),
        ("a<b", "a"),
        ("", ""),
    ],
)
def test_text_as_a_reader_sees_it(source, text):
    """White space, character references, comments and broken markup, as browsers show them."""
    page = read(f'<p>A<a role="doc-noteref" href="#n">1</a></p><aside id="n" role="doc-footnote">{source}')
    assert (page.notes or ())[0].text.text == text


def test_several_notes_in_one_paragraph_and_their_last_line():
    """Lines parted by `<br>` are notes of their own; a note's place goes to its last line."""
    page = fixture("word").notes or ()
    assert [
        (note.location.line, note.location.column, note.location.end_line)
        for note in page
        if note.kind == "footnote"
    ] == [(7, 130, 9)]


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>A &amp; b</title><h1> C <i>d</i></h1>", "C d"),
        ("<title>A\n &amp; b</title><p>x", "A & b"),
        ("<p>x", None),
        ("<title>never ends<p>x", None),
    ],
)
def test_title(page, title):
    """The first heading, else the title element."""
    assert read(page).title == title


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("<!DOCTYPE html><p>x", True),
        ("\ufeff\n<?xml version='1.0'?><!-- c --><html>", True),
        ("<html lang=en>", True),
        ("# Heading\n\n<html>", False),
        ("<div>Markdown begins so too</div>", False),
        ("<headline>", False),
        ("", False),
    ],
)
def test_what_looks_like_html(text, verdict):
    """Only a document that begins as HTML does."""
    assert looks_like_html(text) is verdict


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'<meta charset="windows-1251">', "cp1251"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=iso-8859-9'>", "iso8859-9"),
        (b"<?xml version='1.0' encoding='koi8-r'?><html>", "koi8-r"),
        (b"<meta charset=latin1>", "cp1252"),
        (b"<meta charset=utf-16>", "utf-8"),
        (b"<meta charset=nonsense>", None),
        (b"<p>charset=utf-8", None),
    ],
)
def test_declared_charset(data, name):
    """What the document says of its own encoding, in Python's words."""
    assert declared_charset(data) == name


def test_kinds_of_lists():
    """Values and starts of lists count; notes in definition lists and side notes are notes."""
    page = read(
        '<ol class="footnotes" start=4><li>Four.</li><li value=9>Nine.</li><li>Ten.</li></ol>'
        "<span class=sidenote>Beside the text.</span><div class=csl-entry>Bell, <i>Mills</i>.</div>"
        "<div class=endnotes><p>7. Seven.</p><p>no marker</p></div>"
    )
    assert table(page) == [
        ("footnote", "4", "Four.", []),
        ("footnote", "9", "Nine.", []),
        ("footnote", "10", "Ten.", []),
        ("footnote", "", "Beside the text.", []),
        ("reference", "", "Bell, Mills.", []),
        ("endnote", "7", "Seven.", []),
    ]


def test_notes_over_several_paragraphs():
    """Paragraphs between two notes belong to the first; a heading, or a reference in them, ends it."""
    page = read(
        "<p>A<sup><a href=#a>1</a></sup> B<sup><a href=#b>2</a></sup> C<sup><a href=#c>3</a></sup>"
        "<p><a name=a></a>1. One.<p>More.<p><a name=b></a>2. Two.<h2>Heading</h2>"
        "<p>Text.<p><a name=c></a>3. Three.<p>End."
    )
    assert [row[2] for row in table(page)] == ["One. More.", "Two.", "Three."]


BAD = [
    "<div>", "<b>", '<a href="#x" id="x">', '<a href="#', "<sup><a href=#n>1</a></sup>", "<li>",
    "<table><tr><td>",
    "<h2>Notes</h2>", "<p><b>Notes</b></p>", "<aside role=doc-footnote>",
    "<span class=Z3988 title='rft.x=1'>",
    "&#1055;", "&amp;", "<ol class=references><li>1</li>", "<nav>", "<!--", "<![", "<title>",
    "<script>", "</", "<a b='\">",
    "<p id=n>", "<blockquote><p><b>Notes</b>", "<a href=//[x>y</a>", "\x00\ufffd<", "<ol><li>",
    "<dl><dt id=n>",
]  # fmt: skip


@pytest.mark.parametrize("piece", BAD)
def test_deep_and_broken_markup_is_read(piece):
    """Tens of thousands of levels, and markup that never ends, are read to the end."""
    page = read(piece * 20_000 + "<p id=n>end</p>")
    assert page.notes is not None


def test_gold_documents(shared):
    """The notes of rendered documents, with the marker and the first and last words of their gold."""
    import json
    import re

    wrong = []
    for gold in sorted((shared / "citebench" / "dev").glob("*_html.html.gold.json")):
        decoded = decode(gold.with_suffix("").with_suffix("").read_bytes())
        assert decoded is not None
        notes = {
            note.marker: re.sub(r"[\W_]+", "", note.text.text) for note in read_html("x", decoded).notes or ()
        }
        for note in json.loads(gold.read_text(encoding="utf-8"))["notes"]:
            want = re.sub(r"[\W_]+", "", note["text"])
            got = notes.get(note["marker"], "")
            if (got[:8], got[-8:]) != (want[:8], want[-8:]):
                wrong.append((gold.name, note["marker"]))
    assert wrong == []


def test_anchors_outside_all_blocks():
    """Notes that stand in no element at all go to the next anchor, block or rule."""
    page = read(
        "A<sup><a href=#a>1</a></sup> B<sup><a href=#b>2</a></sup><br>"
        "<a name=a></a>[1] One.<br><a name=b></a>[2] Two.<hr>Colophon."
    )
    assert [row[1:3] for row in table(page)] == [("1", "One."), ("2", "Two.")]
    assert page.body[-1].text == "Colophon."
