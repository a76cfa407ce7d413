"""DOCX: notes, their numbers and places, links, and the title."""

from __future__ import annotations

import pytest

from srccheck.documents.docx import is_docx, read_docx
from srccheck.documents.docx_numbers import printed
from srccheck.model import Manuscript
from tests.documents.docx_maker import MC, STRICT, docx, field, mark, note, p, run

SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p/></w:footnote>'
)


def read(*args: str, **parts: object) -> Manuscript:
    return read_docx("a.docx", docx("".join(args), **parts))


def texts(manuscript: Manuscript) -> list[tuple[str, str]]:
    return [(each.marker, each.text.text) for each in manuscript.notes or ()]


def test_notes_stand_in_the_order_of_the_text():
    """Numbers follow the marks, whatever the ids; footnotes and endnotes count apart; separators are no notes."""  # noqa: E501
    manuscript = read(
        p(run("One"), mark(7)),
        p(),
        p(run("Two"), mark(3, "endnote"), run(" three"), mark(5)),
        footnotes=SEPARATORS
        + note(5, p(run(" Five. ")))
        + note(7, p(run("Seven,")), p(), p(run("on and on."))),
        endnotes=note(3, p(run("End."))),
    )
    assert texts(manuscript) == [("1", "Seven, on and on."), ("i", "End."), ("2", "Five.")]
    assert [each.number for each in manuscript.notes] == [1, 1, 2]
    assert [each.kind for each in manuscript.notes] == ["footnote", "endnote", "footnote"]
    assert [each.location.line for each in manuscript.notes] == [1, 3, 3]
    assert [(r.line, r.column, r.page) for each in manuscript.notes for r in each.references] == [
        (1, 4, None), (3, 4, None), (3, 10, None),
    ]  # fmt: skip
    assert [(each.line, each.text) for each in manuscript.body] == [(1, "One"), (3, "Two three")]


def test_tracked_changes():
    """What is deleted or moved away is gone, with the notes it refers to; what is inserted counts."""
    manuscript = read(
        p(
            run("Kept"),
            f"<w:del>{mark(1)}<w:r><w:delText>gone</w:delText></w:r></w:del>",
            f"<w:ins>{run(' new')}{mark(2)}</w:ins>",
            f"<w:moveFrom>{run(' moved')}</w:moveFrom>",
            "<w:pPr><w:rPr><w:del/></w:rPr><w:pPrChange><w:pPr><w:pStyle w:val='Title'/></w:pPr></w:pPrChange></w:pPr>",  # noqa: E501
        ),
        footnotes=note(1, p(run("Deleted.")))
        + note(2, p(run("In"), f"<w:del>{run('de')}</w:del>", run("serted."))),
    )
    assert texts(manuscript) == [("1", "Inserted.")]
    assert manuscript.body[0].text == "Kept new"
    assert manuscript.title is None


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        (4, "decimal", "4"), (4, "lowerRoman", "iv"), (1994, "upperRoman", "MCMXCIV"), (28, "lowerLetter", "bb"),  # noqa: E501
        (3, "upperLetter", "C"), (2, "chicago", "†"), (6, "chicago", "††"), (7, "arabicAbjad", "7"),
        (7, "decimalZero", "07"), (7, "numberInDash", "- 7 -"), (0, "lowerRoman", "0"),
    ],
)  # fmt: skip
def test_formats(number, form, expected):
    """Word's number formats as printed."""
    assert printed(number, form) == expected


def test_sections_and_settings():
    """A section's format comes before the document's; numbering can start anew with each section."""
    section = (
        "<w:pPr><w:sectPr><w:footnotePr><w:numFmt w:val='upperLetter'/></w:footnotePr></w:sectPr></w:pPr>"
    )
    manuscript = read(
        p(mark(1), mark(2), section),
        p(mark(3)),
        footnotes="".join(note(i, p(run(f"n{i}"))) for i in (1, 2, 3)),
        settings="<w:footnotePr><w:numFmt w:val='lowerRoman'/><w:numStart w:val='3'/>"
        "<w:numRestart w:val='eachSect'/></w:footnotePr>",
    )
    assert [each.marker for each in manuscript.notes] == ["C", "D", "iii"]


def test_pages():
    """Pages are those of Word's last layout; numbering can start anew on each."""
    turn = "<w:r><w:lastRenderedPageBreak/></w:r>"
    manuscript = read(
        p(run("a"), mark(1)),
        p(turn, run("b"), mark(2), run("c"), turn, mark(3)),
        footnotes="".join(note(i, p(run(f"n{i}"))) for i in (1, 2, 3)),
        settings="<w:footnotePr><w:numRestart w:val='eachPage'/></w:footnotePr>",
    )
    assert [(each.marker, each.location.page) for each in manuscript.notes] == [("1", 1), ("1", 2), ("1", 3)]
    assert [each.page for each in manuscript.body] == [1, 2]


def test_custom_marks():
    """A mark that the author typed is the marker, counts for no number, and is not part of the text."""
    star = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>*</w:t></w:r>'
    sym = '<w:r><w:footnoteReference w:customMarkFollows="true" w:id="3"/><w:sym w:font="Symbol" w:char="F02B"/></w:r>'  # noqa: E501
    manuscript = read(
        p(run("Author"), star, run(" text"), mark(2), sym),
        footnotes=note(1, p(run("* Thanks."))) + note(2, p(run("Two."))) + note(3, p(run(" + Plus."))),
    )
    assert texts(manuscript) == [("*", "Thanks."), ("1", "Two."), ("+", "Plus.")]
    assert manuscript.notes[0].number is None
    assert manuscript.body[0].text == "Author text"


def test_one_note_referred_to_twice_and_one_that_is_missing():
    """A second mark is a second reference; a mark without a note is a finding in its place."""
    manuscript = read(p(run("a"), mark(1), run("b"), mark(9), mark(1)), footnotes=note(1, p(run("One."))))
    (only,) = manuscript.notes
    assert [each.column for each in only.references] == [2, 3]
    (finding,) = manuscript.findings
    assert (finding.code, finding.location.line, finding.location.column) == ("N101", 1, 3)
    assert "footnote 2" in finding.message


def test_hyperlinks():
    """Links of notes by relationship, field and simple field; those that show their address are not given twice."""  # noqa: E501
    manuscript = read(
        p(run("x"), mark(1), f'<w:hyperlink r:id="b1" w:anchor="part">{run("the page")}</w:hyperlink>'),
        p(field(' HYPERLINK "https://two.example/a b" \\o "tip" ', run("two")), run(" and "),
          f"<w:fldSimple w:instr=' HYPERLINK \"https://three.example/\" \\l \"x\" '>{run('three')}</w:fldSimple>"),  # noqa: E501
        p(f'<w:hyperlink r:id="mail">{run("write")}</w:hyperlink>', f'<w:hyperlink w:anchor="top">{run("up")}</w:hyperlink>',  # noqa: E501
          field(' HYPERLINK \\l "here" ', run("here")), field(" PAGE ", run("3"))),
        p('<w:hyperlink r:id="b1"><w:r><w:drawing/></w:r></w:hyperlink>'),
        footnotes=note(
            1,
            p(run("See "), f'<w:hyperlink r:id="n1">{run("a.example")}</w:hyperlink>',
              f'<w:hyperlink r:id="n1">{run("/long")}</w:hyperlink>', run(", "),
              f'<w:hyperlink r:id="n2">{run("there")}</w:hyperlink>', run(".")),
        ),
        links={"b1": "https://one.example/", "mail": "mailto:x@one.example"},
        note_links={"n1": "https://a.example/long", "n2": "https://doi.org/10.5555/1"},
    )  # fmt: skip
    notes = manuscript.notes
    assert [(each.kind, each.text.text, [link.url for link in each.linked]) for each in notes] == [
        ("footnote", "See a.example/long, there.", ["https://doi.org/10.5555/1"]),
        ("inline", "the page", ["https://one.example/#part"]),
        ("inline", "two", ["https://two.example/a b"]),
        ("inline", "three", ["https://three.example/#x"]),
        ("inline", "https://one.example/", ["https://one.example/"]),
    ]
    assert notes[0].linked[0].role == "doi"
    assert notes[0].linked[0].location.column == 21
    assert (notes[3].location.line, notes[3].location.column) == (2, 9)
    assert "https://a.example/long" in manuscript.known_urls
    assert manuscript.body[2].text == "writeuphere3"


def test_alternatives_boxes_tables_and_odd_characters():
    """Of alternative contents one counts; text boxes and cells are paragraphs; hyphens and tabs are characters."""  # noqa: E501
    box = f"<w:txbxContent>{p(run('boxed'), mark(1))}</w:txbxContent>"
    manuscript = read(
        p(
            run("before"),
            f"<w:r><mc:AlternateContent {MC}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            run(" after"),
        ),
        f"<w:tbl><w:tr><w:tc>{p(run('cell'), mark(2))}</w:tc></w:tr></w:tbl>",
        p("<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:tab/>"  # noqa: E501
          "<w:t>c\nd</w:t><w:softHyphen/><w:br/><w:sym w:char='F0B7'/><w:sym w:char='zz'/></w:r>"),
        footnotes=note(1, p(run("One."))) + note(2, p(run("Two."))),
    )  # fmt: skip
    assert texts(manuscript) == [("1", "One."), ("2", "Two.")]
    assert [(each.line, each.text) for each in manuscript.body] == [
        (1, "before after"), (2, "boxed"), (3, "cell"), (4, "a-b c d "),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        ({"core": "<dc:title> From  properties </dc:title>"}, "From properties"),
        ({"core": "<dc:title/>"}, None),
        ({"styles": '<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>'}, "Set as title"),
        ({}, None),
    ],
)
def test_title(parts, title):
    """The paragraph in the style Title, whatever its id; else the property."""
    styled = "<w:pPr><w:pStyle w:val='Titel'/></w:pPr>"
    assert read(p(styled, run("Set as title")), p(run("text")), **parts).title == title


def test_strict_namespaces_and_other_names_of_parts():
    """ISO Strict files and main parts under another name are read alike."""
    data = docx(
        p(run("x"), mark(1)), footnotes=note(1, p(run("N."))), namespace=STRICT, main="word/document2.xml"
    )
    assert is_docx(data)
    assert texts(read_docx("a.docx", data)) == [("1", "N.")]


def test_a_thousand_notes():
    """Long documents are read whole, in order."""
    count = 1000
    manuscript = read(
        *(p(run("text "), mark(i)) for i in range(1, count + 1)),
        footnotes="".join(note(i, p(run(f"Note {i}, https://a.example/{i}"))) for i in range(1, count + 1)),
    )
    assert [each.text.text for each in manuscript.notes][-1] == "Note 1000, https://a.example/1000"


def test_shared_documents(shared):
    """Files of Word and LibreOffice: note texts, and one link."""
    folder = shared / "corpus" / "docx-notes"
    found = {path.name: read_docx(path.name, path.read_bytes()) for path in sorted(folder.glob("*.docx"))}
    assert texts(found["footnotes.docx"]) == [("1", "A tachyon walks into a bar."), ("2", "Fin.")]
    assert texts(found["endnotes.docx"]) == [("i", "A tachyon walks into a bar."), ("ii", "Fin.")]
    assert [link.url for link in found["footnote-hyperlink.docx"].notes[0].linked] == [
        "http://www.example.com"
    ]
