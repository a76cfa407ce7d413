"""DOCX: what Zotero, Mendeley and EndNote leave in a document."""

from __future__ import annotations

import base64
import json
from xml.sax.saxutils import escape

import pytest

from srccheck.documents.docx import read_docx
from srccheck.documents.docx_fields import citation_items, hyperlink
from tests.documents.docx_maker import docx, field, mark, note, p, run

ITEM = {
    "id": 12,
    "type": "webpage",
    "title": "Tide tables",
    "author": [{"family": "Quill", "given": "Ada"}],
    "URL": "https://tides.example/tables",
    "accessed": {"date-parts": [["2024", 5, 3]]},
}
OTHER = {"id": 13, "type": "book", "title": "The ledger"}


def zotero(*items: dict) -> str:
    data = {"citationID": "x", "citationItems": [{"id": item["id"], "itemData": item} for item in items]}
    return escape(f" ADDIN ZOTERO_ITEM CSL_CITATION {json.dumps(data)} ")


def test_a_note_with_a_field():
    """The fields of the item are stated; an address typed beside it is a source of its own."""
    data = docx(
        p(run("x"), mark(1)),
        footnotes=note(
            1,
            p(
                run("See "),
                field(zotero(ITEM, OTHER), run("Quill, Tide tables, https://tides.example/tables")),
                run("; also https://typed.example/page and "),
                f'<w:hyperlink r:id="n1">{run("this")}</w:hyperlink>',
            ),
        ),
        note_links={"n1": "https://linked.example/"},
    )
    (only,) = read_docx("a.docx", data).notes
    assert only.text.text.startswith("See Quill, Tide tables, https://tides.example/tables; also")
    first, second, third, fourth = only.stated
    assert first.csl.title == "Tide tables"
    assert first.accessed.date.isoformat() == "2024-05-03"
    assert [link.url for link in first.links] == ["https://tides.example/tables"]
    assert first.location.column == 5
    assert second.csl.title == "The ledger"
    assert third.csl.URL == "https://typed.example/page"
    assert fourth.csl.URL == "https://linked.example/"


def test_running_text_and_bibliography():
    """In running text a source counts once; the paragraphs of the bibliography are references."""
    body = (
        p(run("As said "), field(zotero(ITEM), run("(Quill)")), run("."))
        + p(field(zotero(ITEM), run("(Quill)")), run(" and "), field(zotero(OTHER), run("(Ledger)")))
        # Zotero opens the field in the first paragraph of its bibliography and closes it in the last
        + "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> ADDIN ZOTERO_BIBL {} CSL_BIBLIOGRAPHY "  # noqa: E501
        "</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>[1] Quill, Tide tables.</w:t></w:r>"  # noqa: E501
        "</w:p><w:p><w:r><w:t>The ledger, https://archive.example/ledger</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>" + p(run("Afterword"))
    )
    manuscript = read_docx("a.docx", docx(body))
    assert [(n.kind, n.marker, n.text.text, len(n.stated)) for n in manuscript.notes] == [
        ("inline", "", "(Quill)", 1),
        ("inline", "", "(Ledger)", 1),
        ("reference", "1", "Quill, Tide tables.", 0),
        ("reference", "ref2", "The ledger, https://archive.example/ledger", 0),
    ]
    assert [each.text for each in manuscript.body] == [
        "As said (Quill).",
        "(Quill) and (Ledger)",
        "Afterword",
    ]


def test_mendeley_content_controls():
    """Mendeley Cite keeps its data in the tag of a content control."""
    packed = base64.b64encode(json.dumps({"citationItems": [{"itemData": ITEM}]}).encode()).decode()
    control = f'<w:sdt><w:sdtPr><w:tag w:val="MENDELEY_CITATION_v3_{packed}"/></w:sdtPr><w:sdtContent>'
    tail = "</w:sdtContent></w:sdt>"
    biblio = f'<w:sdt><w:sdtPr><w:tag w:val="MENDELEY_BIBLIOGRAPHY"/></w:sdtPr><w:sdtContent>{p(run("Quill."))}{tail}'  # noqa: E501
    manuscript = read_docx(
        "a.docx", docx(p(run("x "), control, run("(Quill)"), tail, run(" y")) + biblio + p(run("z")))
    )
    assert [(n.kind, n.text.text) for n in manuscript.notes] == [
        ("inline", "(Quill)"),
        ("reference", "Quill."),
    ]
    assert [each.text for each in manuscript.body] == ["x (Quill) y", "z"]


def test_a_field_that_is_never_closed_ends_with_its_note():
    """The notes after it keep their text."""
    broken = (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>ADDIN</w:instrText></w:r></w:p>"
    )
    data = docx(p(mark(1), mark(2)), footnotes=note(1, broken) + note(2, p(run("Whole."))))
    assert [each.text.text for each in read_docx("a.docx", data).notes] == ["", "Whole."]


@pytest.mark.parametrize(
    "code",
    [
        "ADDIN ZOTERO_ITEM CSL_CITATION", "ADDIN ZOTERO_ITEM CSL_CITATION {", "ADDIN CSL_CITATION []",
        'ADDIN CSL_CITATION {"citationItems": 1}', 'ADDIN CSL_CITATION {"citationItems": [1, {"itemData": 2}]}',  # noqa: E501
        "MENDELEY_CITATION_v3_####", "MENDELEY_CITATION_v3_gICA", "ADDIN CSL_CITATION " + "[" * 100_000,
        'ADDIN CSL_CITATION {"a":' + "[" * 100_000,
    ],
)  # fmt: skip
def test_damaged_data(code):
    """Damaged data are no items, and no error."""
    assert citation_items(code) == ()


@pytest.mark.parametrize(
    ("code", "url"),
    [
        ('HYPERLINK "https://a.example/x"', "https://a.example/x"),
        ("HYPERLINK https://a.example/x", "https://a.example/x"),
        ('hyperlink \\h "https://a.example/x"', None),
        ('HYPERLINK "https://a.example/#y" \\l "z"', "https://a.example/#y"),
        ('HYPERLINK "C:\\\\notes.doc"', None),
        ("HYPERLINK", None),
        ("", None),
        ("PAGEREF x", None),
    ],
)
def test_field_codes(code, url):
    """Where a HYPERLINK field leads."""
    assert hyperlink(code, {}) == url
