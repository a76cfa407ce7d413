"""The reports as a whole."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from srccheck.errors import UsageError
from srccheck.model import CslItem
from srccheck.reports import AUDIT_FORMATS, EXTRACT_FORMATS, View, render_audit, render_extract

from .samples import AUDIT, DOCUMENT, FINDINGS, HOSTILE, LINKS, X901, citation, finding, link, note

COLOUR = View(colour=True, width=70)


def test_terminal_report() -> None:
    """Every note with marker, citation, line, access date, outcome; findings in the contract's form."""
    report = render_audit("text", AUDIT)
    lines = report.splitlines()
    assert lines[0] == "paper.txt"
    assert "Note 3, line 103: Author3, “Title 3”, 2020 (accessed 2025-07-20)" in lines
    assert (
        "  gone (HTTP 404, not found), but archived on 2025-07-18, 2 days before the access date; "
        "language ru: https://site3.example/page" in lines
    )
    assert (
        "  paper.txt:103:5: A401 what A401 says; what was seen; what to do [https://site3.example/page]"
        in lines
    )
    assert "    put instead: https://web.archive.org/web/20250718100000/https://site3.example/page" in lines
    assert "  - Text of 4 (the same source as note 1)" in lines
    assert "Note 7, line 107: no source" in lines
    assert "  not checked: ftp://site8.example/x" in lines
    assert "Photo credit, line 90: Photo: NOBODY" in lines
    assert "paper.txt:1:5: N103 what N103 says; what was seen; what to do" in lines
    assert (
        "  links         alive 1, moved 1, gone 1, could not tell 2 (blocked 1, unreachable 1), not asked 1"
        in lines
    )
    assert lines[-1] == "2 errors, 2 warnings, 1 remark; could not tell for 2 links."
    assert "\x1b" not in report


def test_notes_in_order_take_two_lines() -> None:
    """A note that nothing is to be said about stays short."""
    lines = render_audit("text", AUDIT).splitlines()
    first = lines.index("Note 1, line 101: Author1, “Title 1”, 2020 (accessed 2025-07-20)")
    assert lines[first + 2].startswith("Note 2")


def test_brief_report_leaves_out_what_is_in_order() -> None:
    """`--quiet` shows the notes with findings, and no others."""
    report = render_audit("text", AUDIT, View(brief=True))
    assert "Note 3" in report
    assert "Note 1," not in report
    assert "Photo credit" not in report
    assert "Note 1," not in render_extract("text", (DOCUMENT,), (), View(brief=True))


def test_offline_is_said_once_and_everything_is_still_listed() -> None:
    """Without a network: one notice, every citation with note, line and access date, nobody dead."""
    links = tuple(link(n, "unchecked", "offline", evolve(LINKS[3].archive, asked=True)) for n in range(1, 7))
    report = render_audit("text", evolve(AUDIT, links=links, findings=()))
    assert report.startswith("No network: ")
    assert report.count("No network: ") == 1
    for number in range(1, 6):
        assert f"Note {number}, line 10{number}" in report
    assert report.count("could not tell: no network: https://") == 6
    assert "gone" not in report
    assert "> No network: " in render_audit("markdown", evolve(AUDIT, links=links))


def test_interrupted_is_said() -> None:
    """A run cut short says so on top."""
    cut = evolve(AUDIT, interrupted=True)
    assert render_audit("text", cut).startswith("Interrupted: ")
    assert "> Interrupted: " in render_audit("markdown", cut)
    assert json.loads(render_audit("json", cut))["interrupted"] is True


def test_colours_and_width() -> None:
    """On a terminal lines break between words, never inside a URL, and errors are red."""
    report = render_audit("text", AUDIT, COLOUR)
    assert "\x1b[1;31m A401 " in report
    plain = render_audit("text", AUDIT, View(width=70))
    assert "\x1b" not in plain
    for line in plain.splitlines():
        assert len(line) <= 70 or " " not in line.strip()
        assert line == line.rstrip()
    assert "      https://web.archive.org/web/20250718100000/https://site3.example/page" in plain
    assert " ".join(plain.split()) == " ".join(render_audit("text", AUDIT).split())


def test_nothing_of_others_reaches_the_terminal() -> None:
    """Titles, URLs, paths and messages full of escapes, bidi marks and markup come out as plain text."""
    bad = note(
        1, citation(1, csl=CslItem(title=HOSTILE, author=()), text=HOSTILE), marker=HOSTILE, text=HOSTILE
    )
    document = evolve(DOCUMENT, notes=(bad,), title=HOSTILE)
    moved = link(1, "moved", "moved-permanently", final_url=f"https://a.example/{HOSTILE}")
    audit = evolve(
        AUDIT,
        documents=(document,),
        links=(moved,),
        findings=(
            finding("L202", "warning", 1, message=HOSTILE, url=f"https://x/{HOSTILE}", fix=HOSTILE + "1"),
        ),
    )
    shown = render_audit("text", audit)
    for text in (shown, render_extract("text", (document,)), render_audit("markdown", audit)):
        assert not {"\x1b", "\x9b", "\u202e", "\u202c", "\r"} & set(text)
    assert "[bold]x[/bold]" in shown
    coloured = render_audit("text", audit, View(colour=True, width=200))
    assert "[bold]x[/bold]" in coloured
    assert "\x1b[31mred" not in coloured
    rows = [line for line in render_audit("markdown", audit).splitlines() if "L202" in line]
    assert len(rows) == 1
    assert r"\[bold\]" in rows[0]
    assert "<img>" not in rows[0]


def test_unreadable_inputs_stand_apart() -> None:
    """An input that could not be read is reported in every format, beside the others."""
    audit = evolve(AUDIT, findings=(*FINDINGS, X901), unreadable=("gone.txt",))
    assert "Not read\ngone.txt:1:5: X901 there is no such file; check the path\n" in render_audit(
        "text", audit
    )
    assert "- gone.txt: there is no such file; check the path" in render_audit("markdown", audit)
    lines = [json.loads(line) for line in render_audit("jsonl", audit).splitlines()]
    assert [line["path"] for line in lines] == ["paper.txt", "gone.txt"]
    assert lines[1]["findings"][0]["code"] == "X901"
    outer = json.loads(render_extract("json", (), (X901,)))
    assert (outer["documents"], outer["findings"][0]["code"]) == ([], "X901")
    assert "Not read\ngone.txt:1:5: X901" in render_extract("text", (), (X901,))


def test_json_of_the_contract() -> None:
    """JSON is the record's own dictionary, all scripts readable."""
    audit = evolve(AUDIT, documents=(evolve(DOCUMENT, title="Москва"),))
    text = render_audit("json", audit)
    assert json.loads(text) == audit.to_dict()
    assert "Москва" in text
    extracted = json.loads(render_extract("json", (DOCUMENT,)))
    assert extracted["schema"] == "srccheck.extract/1"
    assert extracted["documents"] == [DOCUMENT.to_dict()]


def test_jsonl_is_a_document_a_line() -> None:
    """A line holds a document, its findings, and its links with the uses in it alone."""
    other = evolve(DOCUMENT, path="other.txt", notes=())
    shared = evolve(LINKS[0], uses=(*LINKS[0].uses, evolve(LINKS[0].uses[0], document="other.txt")))
    audit = evolve(AUDIT, documents=(DOCUMENT, other), links=(shared, *LINKS[1:]))
    first, second = map(json.loads, render_audit("jsonl", audit).splitlines())
    assert (len(first["links"]), len(first["findings"])) == (6, 5)
    assert [use["document"] for found in second["links"] for use in found["uses"]] == ["other.txt"]
    assert second["findings"] == []
    (line,) = render_extract("jsonl", (DOCUMENT,)).splitlines()
    assert json.loads(line) == {"schema": "srccheck.extract/1", **DOCUMENT.to_dict()}


def test_extract_report_shows_every_field() -> None:
    """Notes, where they are cited, their citations' fields, links, and findings of the document."""
    found = evolve(DOCUMENT, findings=(finding("D306", "error", 8), finding("N103", "warning", None)))
    lines = render_extract("text", (found,)).splitlines()
    assert "Note 1, line 101; cited in line 1, column 9" in lines
    assert "    author: Author1, A." in lines
    assert "    same source as: n1.1 (Note 1, line 101)" in lines
    assert "    source: https://site1.example/page (line 101)" in lines
    assert "  paper.txt:108:5: D306 what D306 says; what was seen; what to do" in lines
    assert "paper.txt:1:5: N103 what N103 says; what was seen; what to do" in lines
    assert lines[-2:] == ["1 document; 8 notes; 8 citations; 7 links", "1 error, 1 warning."]
    assert render_extract("text", ()).splitlines()[-1] == "Nothing to object to."


def test_extract_report_of_an_unsettled_back_reference() -> None:
    """A citation that refers to nothing known is shown by its id; a title shows its language and mending."""
    ibid = citation(1, refers_to="n9.9", title=None)
    mended = evolve(ibid, links=(evolve(ibid.links[0], repaired=True),))
    text = render_extract("text", (evolve(DOCUMENT, notes=(note(1, mended, references=()),)),))
    assert "same source as: n9.9\n" in text
    assert "(line 101) (joined over a line break)" in text


def test_markdown_report() -> None:
    """A table of what is wrong on top, all notes folded away below, ready to be a comment."""
    report = render_audit("markdown", AUDIT)
    assert "**2 errors, 2 warnings, 1 remark; could not tell for 2 links.**" in report
    row = "| 3 | 103 | ❌ error A401 some-name | what A401 says; what was seen; what to do<br>"
    assert row + "<https://site3.example/page><br>put instead: <https://web.archive.org/web/" in report
    assert "<details><summary>All 8 notes, 8 citations</summary>" in report
    assert "  - Author4, “Title 4”, 2020 (accessed 2025-07-20)\n    - could not tell: " in report
    assert "<details>" not in render_audit("markdown", AUDIT, View(brief=True))
    clean = evolve(AUDIT, documents=(evolve(DOCUMENT, title=None, notes=()),), links=(), findings=())
    assert "## paper.txt\n\nNothing to object to.\n" in render_audit("markdown", clean)


@pytest.mark.parametrize("kind", ["audit", "extract"])
def test_unknown_format(kind: str) -> None:
    """A format that does not exist is an error that names those that do."""
    with pytest.raises(UsageError, match="'docx'; there are text, json"):
        render_audit("docx", AUDIT) if kind == "audit" else render_extract("docx", ())


def test_every_format_renders() -> None:
    """Each row of the registries has its module and function."""
    assert all(render_audit(name, AUDIT).endswith("\n") for name in AUDIT_FORMATS)
    assert all(render_extract(name, (DOCUMENT,)).endswith("\n") for name in EXTRACT_FORMATS)
