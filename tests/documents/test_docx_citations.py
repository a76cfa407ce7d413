"""DOCX: what Zotero, Mendeley and EndNote leave in a document."""

from __future__ import annotations

import base64
import json
from xml.sax.saxutils import escape

import pytest

from srccheck.documents.bibliography_csl import stated_source
from srccheck.documents.docx import read_docx
from srccheck.documents.docx_endnote import unpacked
from srccheck.documents.docx_fields import citation_items, hyperlink
from srccheck.model import Location
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
        ("reference", "", "The ledger, https://archive.example/ledger", 0),
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


RECORD = (
    "<record><rec-number>{number}</rec-number><ref-type name='{kind}'>0</ref-type><contributors><authors>"
    "<author>Quill, Ada</author><author>Harbour Board,</author></authors><secondary-authors><author>Tern</author>"  # noqa: E501
    "</secondary-authors></contributors><titles><title><style face='italic'>Tide</style> tables</title>"
    "<secondary-title>The ledger</secondary-title></titles><pages>9-12</pages><volume>{volume}</volume>"
    "<number>{issue}</number><dates><year>2019</year><pub-dates><date>{day}</date></pub-dates></dates>"
    "<isbn>978-0-00-000000-2 (hbk)</isbn><urls><related-urls><url>https://tides.example/tables</url>"
    "<url>https://tides.example/second</url><url>none</url></related-urls></urls>"
    "<electronic-resource-num>10.5555/tides</electronic-resource-num>{access}</record>"
)


def endnote(kind="Journal Article", number=1, volume="4", issue="2", day="3 May", access="") -> str:
    record = RECORD.format(
        kind=kind,
        number=number,
        volume=volume,
        issue=issue,
        day=day,
        access=access and f"<access-date>{access}</access-date>",
    )
    return f"<EndNote><Cite><Author>Quill</Author><Year>2019</Year>{record}</Cite></EndNote>"


def begin(data: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='begin'><w:fldData>{data}</w:fldData></w:fldChar></w:r>"


def test_a_record_of_endnote():
    """What EndNote's XML says, stands in the fields of CSL."""
    (item,) = citation_items(f" ADDIN EN.CITE {endnote(access='7 June 2021')}")
    source = stated_source(item, Location(line=1))
    assert source.csl.to_dict() == {
        "type": "article-journal", "title": "Tide tables", "author": [{"family": "Quill", "given": "Ada"}, {"literal": "Harbour Board"}],  # noqa: E501
        "editor": [{"literal": "Tern"}], "container-title": "The ledger", "issued": {"date-parts": [[2019, 5, 3]]},  # noqa: E501
        "accessed": {"date-parts": [[2021, 6, 7]]}, "volume": "4", "issue": "2", "page": "9-12",
        "URL": "https://tides.example/tables", "DOI": "10.5555/tides", "ISBN": "978-0-00-000000-2",
    }  # fmt: skip
    assert [link.url for link in source.links] == [
        "https://tides.example/tables",
        "https://tides.example/second",
        "https://doi.org/10.5555/tides",
    ]


@pytest.mark.parametrize(
    ("volume", "issue", "access", "date"),
    [
        ("2021", "7 June", "", "2021-06-07"),
        ("", "7 June 2021", "", "2021-06-07"),
        ("4", "2", "", None),
        ("4", "2", "7 June 2021", "2021-06-07"),
    ],
)
def test_access_to_a_web_page_in_endnote(volume, issue, access, date):
    """Of web pages EndNote keeps year and day of access where others have volume and number."""
    (item,) = citation_items(
        f"ADDIN EN.CITE {endnote('Web Page', volume=volume, issue=issue, access=access)}"
    )
    source = stated_source(item, Location(line=1))
    assert (source.accessed.date.isoformat() if source.accessed else None) == date
    assert source.csl.volume is None


@pytest.mark.parametrize(("day", "issued"), [("", "2019"), ("Spring", "2019"), ("03/05/2019", "2019")])
def test_day_of_publication_in_endnote(day, issued):
    """A day that can be read in one way only is told; else the year alone."""
    (item,) = citation_items(f"ADDIN EN.CITE {endnote(day=day)}")
    assert stated_source(item, Location(line=1)).csl.issued.isoformat() == issued


def test_endnote_in_notes_and_text():
    """Long data stand packed beside the code, and once more in a field inside it; the bibliography is one."""
    packed = base64.b64encode(endnote().encode() + b"\0").decode()
    inner = "<w:r><w:instrText> ADDIN EN.CITE.DATA </w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"  # noqa: E501
    long = (
        begin(packed) + "<w:r><w:instrText> ADDIN EN.CITE </w:instrText></w:r>" + begin(packed) + inner
        + "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" + run("(Quill 2019)") + "<w:r><w:fldChar w:fldCharType='end'/></w:r>"  # noqa: E501
    )  # fmt: skip
    short = field(escape(f" ADDIN EN.CITE {endnote()}"), run("Quill, Tide tables"))
    body = p(run("x "), long, mark(1)) + p(field(" ADDIN EN.REFLIST ", run("Quill, Ada. Tide tables. 2019.")))
    manuscript = read_docx("a.docx", docx(body, footnotes=note(1, p(run("See "), short))))
    inline, foot, reference = manuscript.notes
    assert (inline.kind, inline.text.text, inline.stated[0].csl.title) == (
        "inline",
        "(Quill 2019)",
        "Tide tables",
    )
    assert (foot.text.text, foot.stated[0].csl.title) == ("See Quill, Tide tables", "Tide tables")
    assert (reference.kind, reference.text.text) == ("reference", "Quill, Ada. Tide tables. 2019.")


PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006"


def kept(properties: dict[str, str]) -> dict[str, str]:
    """The part of a package with custom properties, and the relationship that leads to it."""
    rows = "".join(
        f"<property name='{name}'><vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for name, value in properties.items()
    )
    links = "".join(
        f'<Relationship Id="r{kind}" Type="{PROPERTIES}/relationships/{kind}" Target="{target}"/>'
        for kind, target in (
            ("officeDocument", "word/document.xml"),
            ("custom-properties", "docProps/custom.xml"),
        )
    )
    return {
        "docProps/custom.xml": f"<Properties xmlns='{PROPERTIES}/custom-properties' xmlns:vt='{PROPERTIES}/docPropsVTypes'>"  # noqa: E501
        f"{rows}</Properties>",
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
    }


def bookmark(number: int, name: str, *content: str) -> str:
    opening = f"<w:bookmarkStart w:id='{number}' w:name='{name}'/>"
    return f"{opening}{''.join(content)}<w:bookmarkEnd w:id='{number}'/>"


def test_bookmarks_in_place_of_fields():
    """Zotero's data then stand among the custom properties, in pieces; bookmarks of others mean nothing."""
    data = "ZOTERO_" + json.dumps({"citationItems": [{"itemData": ITEM}]}).join(("ITEM CSL_CITATION ", " "))
    cut = len(data) // 11
    pieces = [data[at : at + cut] for at in range(0, len(data), cut)]
    properties = {f"ZOTERO_BREF_a1_{number}": piece for number, piece in enumerate(pieces, 1)}
    properties |= {
        "ZOTERO_BREF_b2_1": "ZOTERO_BIBL {} CSL_BIBLIOGRAPHY",
        "_Toc1_1": "x",
        "ZOTERO_PREF_1": "y",
    }
    body = (
        p(run("x"), mark(1), bookmark(7, "_Toc1", run(" y")), bookmark(8, "other", run(" z")))
        + p(bookmark(9, "ZOTERO_BREF_b2", run("Quill, Tide tables.")))
        + p(run("Afterword"))
    )
    cited = bookmark(1, "ZOTERO_BREF_a1", run("Quill, Tide tables"))
    manuscript = read_docx(
        "a.docx", docx(body, footnotes=note(1, p(run("See "), cited, run("."))), parts=kept(properties))
    )
    foot, reference = manuscript.notes
    assert [(each.csl.title, each.location.column) for each in foot.stated] == [("Tide tables", 5)]
    assert (reference.kind, reference.text.text) == ("reference", "Quill, Tide tables.")
    assert [each.text for each in manuscript.body] == ["x y z", "Afterword"]


def test_a_bookmark_that_is_never_closed_ends_with_its_note():
    """The notes after it neither cite its source nor are a bibliography."""
    opened = "".join(
        f"<w:bookmarkStart w:id='{n}' w:name='ZOTERO_BREF_{name}'/>" for n, name in enumerate("ab")
    )
    closed = "<w:bookmarkEnd w:id='0'/><w:bookmarkEnd w:id='1'/>"
    cited = f"ZOTERO_ITEM CSL_CITATION {json.dumps({'citationItems': [{'itemData': ITEM}]})}"
    data = docx(
        p(mark(1), mark(2)),
        footnotes=note(1, p(opened, run("One."))) + note(2, p(run("Two."), closed)),
        parts=kept({"ZOTERO_BREF_a_1": cited, "ZOTERO_BREF_b_1": "ZOTERO_BIBL {}"}),
    )
    notes = read_docx("a.docx", data).notes
    assert [(each.text.text, each.stated) for each in notes] == [("One.", ()), ("Two.", ())]


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
        "ADDIN EN.CITE", "ADDIN EN.CITE <EndNote><Cite>", "ADDIN EN.CITE </EndNote><EndNote>", "ADDIN EN.CITE <EndNote><b></EndNote>",  # noqa: E501
        "ADDIN EN.CITE <EndNote><Cite><record/></Cite></EndNote>",
        "ADDIN EN.CITE <EndNote>" + "<a>" * 100_000 + "</EndNote>", "ADDIN EN.CITE <EndNote>" + " " * 5_000_000 + "</EndNote>",  # noqa: E501
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


@pytest.mark.parametrize("data", ["", "####", "x", "gICA", base64.b64encode(b"something else").decode()])
def test_packed_data_of_others(data):
    """What is no XML of EndNote's says nothing."""
    assert unpacked(data) == ""
