"""PDF: bibliographies whose entries are not numbered."""

from __future__ import annotations

import pytest

from srccheck import extract
from srccheck.documents.pdf import read_pdf
from tests.documents.docx_maker import docx, p, run
from tests.documents.pdf_maker import Page, make

ENTRIES = (
    ("Berger, A., The Canal. A History of the", "Water and its People, London 2011."),
    ("Rossi, M., Il canale e la città, una storia", "mai scritta finora, available at", "https://canal.example/rossi (May 2020)."),  # noqa: E501
    ("Tern, O., Notes, Oslo 1999.",),
    ("Quill, Ada, Tide tables of the northern", "harbours, Harbour Review 4 (2), 2003, pp.", "9-12."),
)  # fmt: skip
TEXT = [
    "The ministers met in the capital and signed the treaty that they had",
    "read out in the summer before.",
]
WHOLE = [" ".join(entry) for entry in ENTRIES]


def references(*pages: Page) -> list[str]:
    return [note.text.text for note in read_pdf("a.pdf", make(pages)).notes if note.kind == "reference"]


def headed(heading: str = "Bibliography") -> Page:
    page = Page()
    page.lines(50, 560, [*TEXT, *TEXT], 11)
    return page.text(50, 480, heading, 13)


def headed_and_listed() -> Page:
    page = headed()
    listed(page, 450, further=14.0)
    return page


def listed(
    page: Page, y: float, *, first: float = 0.0, further: float = 0.0, gap: float = 0.0, entries=ENTRIES
) -> float:
    for entry in entries:
        page.text(50 + first, y, entry[0], 10)
        y = page.lines(50 + further, y - 12.5, entry[1:], 10, 12.5) - gap
    return y


@pytest.mark.parametrize(
    "look",
    [{"further": 14.0}, {"first": 14.0}, {"gap": 9.0}, {"further": 14.0, "gap": 6.0}],
    ids=["hanging", "indented", "gap", "hanging and gap"],
)
def test_entries(look):
    """An indent or a gap parts them; the text before is none of them."""
    page = headed()
    listed(page, 450, **look)
    manuscript = read_pdf("a.pdf", make([page]))
    assert [(note.kind, note.marker, note.text.text) for note in manuscript.notes] == [
        ("reference", "", text) for text in WHOLE
    ]
    second = manuscript.notes[1].location
    assert (second.line, second.end_line, second.page) == (8, 10, 1)
    assert [line.text for line in manuscript.body] == [*TEXT, *TEXT, "Bibliography"]


@pytest.mark.parametrize("look", [{"further": 14.0}, {"gap": 9.0}], ids=["hanging", "gap"])
def test_over_a_page_turn_and_beside_notes(look):
    """An entry goes on overleaf, or a new one begins there; the footnotes of the page are none of it."""
    first, second, third = headed(), Page(), Page()
    first.drawn.clear()
    first.text(50, 560, "The ministers met.^1^", 11).text(50, 480, "Bibliography", 13)
    y = listed(first, 450, **look)
    first.text(50, y, "Vole, B., The mill at the end of the", 10)
    first.rule(50, 102, 100).text(50, 90, "^1^ A. Berger, The Canal, London 2011.", 7)
    second.text(50 + look.get("further", 0.0), 540, "river and its millers, Bergen 1987.", 10)
    listed(third, 540, **look)
    notes = read_pdf("a.pdf", make([first, second, third])).notes
    assert [note.text.text for note in notes if note.kind == "footnote"] == [
        "A. Berger, The Canal, London 2011."
    ]
    middle = "Vole, B., The mill at the end of the river and its millers, Bergen 1987."
    assert [note.text.text for note in notes if note.kind == "reference"] == [*WHOLE, middle, *WHOLE]


def test_headings_within_a_bibliography():
    """They part the entries and are none, in the print of the list or a larger one; the largest ends it."""
    page = headed()
    page.text(50, 455, "Printed sources", 10)
    y = listed(page, 440, further=14.0)
    page.text(50, y - 12, "Archives of the harbour", 12)
    y = listed(page, y - 30, further=14.0)
    page.text(50, y - 14, "About the author of this", 15)
    page.lines(50, y - 34, ["Ada Quill has been born in 1970.", "She lives on an island (since 1999).", "No more is known."], 10)  # fmt: skip  # noqa: E501
    assert references(page) == [*WHOLE, *WHOLE]


@pytest.mark.parametrize(
    "entries",
    [
        [(f"{number}. {first}", *rest) for number, (first, *rest) in enumerate(ENTRIES, 1)],
        [(entry[0].replace("2", "x").replace("19", "x"), "and nothing that tells.") for entry in ENTRIES],
        [(*(["The works of 1999 on the canal are many, and"] * 7), "so on.")] * 4,
        ENTRIES[:2],
    ],
    ids=["numbered", "not telling", "prose", "too few"],
)
def test_what_is_no_such_list(entries):
    """Numbered lists are read elsewhere; paragraphs of text under such a heading are text."""
    page = headed("Literature")
    listed(page, 455, further=14.0, entries=entries)
    assert references(page) == []


def test_nothing_sets_the_entries_apart():
    """Then there is no telling where one begins; nor is there where nothing stands under the heading."""
    page = headed()
    listed(page, 450)
    assert references(page) == []
    assert references(headed()) == []
    assert references(headed().text(50, 450, "Berger, A., The Canal, London 2011.", 10)) == []


def test_links_of_an_entry():
    """An annotation belongs to the entry that it lies on."""
    page = headed()
    listed(page, 450, further=14.0)
    page.link((50, 448, 200, 460), "https://canal.example/berger")
    first, *others = read_pdf("a.pdf", make([page])).notes
    assert [link.url for link in first.linked] == ["https://canal.example/berger"]
    assert not any(note.linked for note in others)


def of_docx() -> bytes:
    entries = "".join(p(run(text)) for text in WHOLE)
    return docx(f'<w:sdt><w:sdtPr><w:tag w:val="MENDELEY_BIBLIOGRAPHY"/></w:sdtPr>{entries}</w:sdt>')


def of_html() -> bytes:
    items = "".join(f"<li>{text}</li>" for text in WHOLE)
    return f"<h1>Canals</h1><p>{' '.join(TEXT)}</p><h2>Bibliography</h2><ul>{items}</ul>".encode()


def of_wikitext() -> bytes:
    items = "".join(
        f"* {{{{cite web|title={text.replace('|', '')}|url=https://canal.example}}}}\n" for text in WHOLE
    )
    return f"'''Canals''' are.<ref>Tern.</ref>\n== Bibliography ==\n{items}".encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", lambda: make([headed_and_listed()])),
        ("a.docx", of_docx),
        ("a.html", of_html),
        ("a.wikitext", of_wikitext),
    ],
)
def test_ids_of_entries_without_numbers(name, data):
    """In every format they are counted, and have no marker."""
    notes = [note for note in extract(data(), name=name).notes if note.kind == "reference"]
    assert [(note.id, note.marker) for note in notes] == [(f"ref{n}", "") for n in (1, 2, 3, 4)]
    assert all(citation.id.startswith(f"{note.id}.") for note in notes for citation in note.citations)
