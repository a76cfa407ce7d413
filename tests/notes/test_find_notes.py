"""Documents in, notes out: endnotes, page-bottom notes, lone markers, lists, and what is none of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srccheck.documents import read
from srccheck.notes import find_notes
from tests.notes.conftest import FIXTURES, brief, found, places

ENDNOTES = [
    ("[1]", "[1]", "[2]", "[2]"),
    ("[i]", "[i]", "[ii]", "[ii]"),
    ("1", "1.", "2", "2."),
    ("1", "1)", "2", "2)"),
    ("1", "1", "2", "2"),
    ("¹", "¹", "²", "²"),
    ("(1)", "1.", "(2)", "2."),
    ("[1]", "1.", "[2]", "2."),
]


@pytest.mark.parametrize(("mark1", "start1", "mark2", "start2"), ENDNOTES)
def test_endnotes_in_every_style(mark1: str, start1: str, mark2: str, start2: str) -> None:
    """A list at the end, whatever its markers look like, with its references' places."""
    result = found(
        f"On towns\n\nOne claim stands here.{mark1} Another stands there,{mark2} and no more.\n\n"
        f"{start1} Ada Lind, A Book, 2011.\n{start2} Ole Berg, Another, 2012.\n"
    )
    assert [text for *_, text in brief(result)] == ["Ada Lind, A Book, 2011.", "Ole Berg, Another, 2012."]
    assert [note.number for note in result.notes] == [1, 2]
    assert {note.kind for note in result.notes} == {"endnote"}
    assert [note.references[0].column for note in result.notes] == [23, 45 + len(mark1)]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("The Act,1 though.", 9),
        ("It joined in 20111 as planned.", 18),
        ("Resolutions (822, 884)1 that hold.", 23),
        ("The Network1, as it was.", 12),
        ("He said “so”.1 Then left.", 14),
        ("In 2002-03,1 it was.", 12),
        ("The region. 1 Le suite.", 13),
    ],
)
def test_glued_markers(text: str, column: int) -> None:
    """Digits that an extractor has put down from above the line, glued to what they follow."""
    result = found(f"{text}\n\nNotes\n\n1. Ada Lind, A Book, 2011.\n")
    assert places(result) == {"1": [(1, column)]}


def test_page_bottom_notes() -> None:
    """Rules, annotation lines, an overleaf note, prose, Ibid., and numbers that begin lines but no notes."""
    result = find_notes(read(FIXTURES / "text" / "page_bottom.txt"))
    assert result.title == "Harbour Towns and Their Debts"
    assert [(n.marker, n.kind, n.location.line, n.location.end_line) for n in result.notes] == [
        ("*", "footnote", 8, 8),
        ("1", "footnote", 9, 11),
        ("2", "footnote", 12, 13),
        ("3", "footnote", 14, 27),
        ("4", "footnote", 28, 28),
        ("5", "footnote", 29, 30),
    ]
    texts = {note.marker: note.text.text for note in result.notes}
    assert texts["1"].endswith("http://port.example/files/1999-berg.pdf.")
    assert texts["2"].endswith("http://authority.example/reports/annual-report-1998.html.")
    assert "Minutes of the second reading, 12 March" in texts["3"]
    assert "id=12&page=7." in texts["3"]
    assert texts["4"] == "Ibid."
    assert places(result) == {
        "*": [(2, 17)],
        "1": [(4, 52)],
        "2": [(5, 5)],
        "3": [(5, 61)],
        "4": [(18, 79)],
        "5": [(23, 32)],
    }
    assert len(result.known_urls) == 2
    assert not any("http" in line.text for line in result.body)
    assert result.orphans == ()


@pytest.mark.parametrize("after", [True, False])
def test_markers_alone_on_a_line(after: bool) -> None:
    """Text layers put a note's number on a line of its own, above the note or below it."""
    notes = ["Ada Lind, A Book,\nhttps://lind.example/book.", "Ole Berg, Another, 2012."]
    body = "On old towns\nOne claim stands in this long line.1 Another claim\nstands there.2\n"
    parts = [f"{text}\n{n}\n\n" if after else f"{n}\n {text}\n" for n, text in enumerate(notes, 1)]
    result = found(body + "\n" + "".join(parts))
    assert [note.text.text for note in result.notes] == [
        "Ada Lind, A Book, https://lind.example/book.",
        "Ole Berg, Another, 2012.",
    ]
    assert places(result) == {"1": [(2, 36)], "2": [(3, 14)]}


def test_lone_markers_above_running_text() -> None:
    """Nothing divides a page's text from its first note but the end of a paragraph."""
    result = found(
        "On old towns\nThe towns were rebuilt in the years that followed the great fire and\n"
        "the flood.1 Then they grew.2 The end.\nAda Lind, A Book.\n1\n\nOle Berg, Another.\n2\n\n"
        "\fA new page that speaks of other things.3\n\n3\n\nCarl Dahl, Third.\n"
    )
    assert [note.text.text for note in result.notes] == [
        "Ada Lind, A Book.",
        "Ole Berg, Another.",
        "Carl Dahl, Third.",
    ]
    assert [note.location.page for note in result.notes] == [1, 1, 2]


def test_numbers_that_begin_again_with_each_page() -> None:
    """Notes counted by page are each found, with their own references."""
    result = found(
        "Page one says so.1 And this.2\n\n__________\n1 Note Alpha.\n2 Note Beta.\n"
        "\fPage two says more.1\n\n__________\n1 Note Gamma.\n"
    )
    assert [(n.marker, n.text.text) for n in result.notes] == [
        ("1", "Note Alpha."),
        ("2", "Note Beta."),
        ("1", "Note Gamma."),
    ]
    assert [n.references[0].line for n in result.notes] == [1, 1, 6]


@pytest.mark.parametrize(
    "text",
    [
        "To buy\n\n1. milk\n2. bread\n3. eggs\n",
        "Paper\n\n1. Introduction\n\nText of 2011.\n\n2. Methods\n\nMore text.\n\n3. Results\n\nThe end.\n",
        "List\n\n* one\n* two\n* three\n",
        "24 October 2011 was a day.\n2, No. 1 of a review.\n11 (1 June 2005), p. 10.\n",
        "Nothing here but *emphasis* and a * star.\n\n* a bullet that nothing refers to\n",
        "",
    ],
)
def test_no_notes_are_invented(text: str) -> None:
    """Lists, headings, dates and bullets are no notes."""
    result = found(text)
    assert result.notes == ()
    assert result.orphans == ()


def test_two_lists_under_headings() -> None:
    """Notes and a numbered bibliography of one document, each under its heading."""
    result = found(
        "Chapter\n\nOne claim.1 Another.2\n\nNOTES\n1. Note one\n   goes on\n2. Note two\n\n"
        "Литература\n1. Книга А. М., 2001.\n2. Книга Б. М., 2002.\n"
    )
    assert [(n.kind, n.marker, n.text.text) for n in result.notes] == [
        ("endnote", "1", "Note one goes on"),
        ("endnote", "2", "Note two"),
        ("reference", "1", "Книга А. М., 2001."),
        ("reference", "2", "Книга Б. М., 2002."),
    ]
    assert [len(n.references) for n in result.notes] == [1, 1, 0, 0]


def test_headers_and_page_numbers_between_endnotes() -> None:
    """What stands at the edges of pages is no part of a note."""
    result = found(
        "On towns\n\nOne claim.[1] Two.[2]\n\n[1] Ada Lind,\n\n7\n\nReview of Towns 12\n\f"
        "Review of Towns 13\n\nA Book, 2011.\n\n[2] Ole Berg.\n"
    )
    assert [text for *_, text in brief(result)] == ["Ada Lind, A Book, 2011.", "Ole Berg."]


def test_defective_numbering() -> None:
    """A note given twice, one that nothing refers to, and references without a note."""
    result = found("On towns\n\nOne.[1] Two.[2] Lost.[5]\n\n[1] Alpha\n[2] Beta\n[2] Gamma\n[3] Delta\n")
    assert [n.marker for n in result.notes] == ["1", "2", "2", "3"]
    assert [len(n.references) for n in result.notes] == [1, 1, 1, 0]
    assert [(marker, place.line, place.column) for marker, place in result.orphans] == [("5", 3, 22)]


def test_gap_in_a_chain_of_glued_markers() -> None:
    """Number 2 stands in the text in its turn, but no note has it."""
    result = found("On it.1 And it.2 More.3\n\n1. Alpha, https://a.example\n3. Gamma\n")
    assert [n.marker for n in result.notes] == ["1", "3"]
    assert [marker for marker, _ in result.orphans] == ["2"]


def test_references_without_any_notes() -> None:
    """`[1]` to `[3]` in order, and nothing they could point to."""
    result = found("It was.[1] It is.[2] It will be.[3]\n")
    assert [marker for marker, _ in result.orphans] == ["1", "2", "3"]
    assert found("An array a[7] and [x] and [2] alone.\n").orphans == ()


def test_notes_without_references() -> None:
    """A list of links at the end needs no reference to be a list of sources."""
    result = found("1. Ada Lind, https://a.example/x, 2011.\n2. Ole Berg, https://b.example.\n")
    assert [n.marker for n in result.notes] == ["1", "2"]


def test_lists_of_numbers_in_brackets() -> None:
    """`[1, 3]` and `[1–3]` point to each of their members; `[2, p. 5]` to one."""
    result = found("It is so [1, 3]. And [1–3]. See [2, p. 5].\n\nReferences\n\n[1] A\n[2] B\n[3] C\n")
    assert places(result) == {"1": [(1, 11), (1, 23)], "2": [(1, 23), (1, 33)], "3": [(1, 14), (1, 23)]}


def test_links_in_running_text() -> None:
    """Each is a note of kind inline, in its place, put together where the layout broke it."""
    result = found(
        "See https://a.example/long/path-\nof/a.html, or www.example.org/x.\n\nRead today.az daily.\n"
    )
    assert [(n.kind, n.marker, n.text.text) for n in result.notes] == [
        ("inline", "", "https://a.example/long/path-of/a.html"),
        ("inline", "", "www.example.org/x"),
    ]
    assert [(n.location.line, n.location.column) for n in result.notes] == [(1, 5), (2, 15)]


def test_links_in_a_line_of_many_characters() -> None:
    """A long line is looked at in windows; no link is lost or cut at their edges."""
    words = "word " * 2000
    text = "".join(f"{words}https://a.example/{n} " for n in range(20))
    result = found(text)
    assert [n.text.text for n in result.notes] == [f"https://a.example/{n}" for n in range(20)]
    assert text[result.notes[7].location.column - 1 :].startswith("https://a.example/7 ")


def test_markdown_with_lists_written_by_hand() -> None:
    """Under a heading a list is one of sources; links in it are its own."""
    result = found(
        "# Essay\n\nA claim [1].\n\n1. first https://x.example/a\n2. second\n\n## Kaynakça\n\n"
        "1. Ahmet Yılmaz, *Kitap*, <https://a.example/x>.\n2. Foo, [Title](https://b.example/y), 2011.\n\n"
        "## Notes\n\n[1] See *Foo*.\n",
        "a.md",
    )
    assert [(n.kind, n.marker, n.text.text) for n in result.notes] == [
        ("inline", "", "https://x.example/a"),
        ("reference", "1", "Ahmet Yılmaz, Kitap, https://a.example/x."),
        ("reference", "2", "Foo, Title, 2011."),
        ("endnote", "1", "See Foo."),
    ]
    assert [link.url for link in result.notes[2].linked] == ["https://b.example/y"]


def test_growth_is_linear_in_the_number_of_notes() -> None:
    """Twenty thousand notes are found, each with its reference."""
    count = 20_000
    text = " ".join(f"Text.[{n}]" for n in range(1, count + 1))
    result = found(text + "\n\n" + "".join(f"[{n}] Note {n}, 2011.\n" for n in range(1, count + 1)))
    assert len(result.notes) == count
    assert all(len(note.references) == 1 for note in result.notes)


@pytest.mark.parametrize("stem", ["ankasam_endnotes", "iai_paper_footnotes", "magazine_no_notes"])
def test_seeds(shared: Path, stem: str) -> None:
    """The three documents the project began with: every note and reference in its place, no other."""
    gold = json.loads((shared / "seeds" / f"{stem}.gold.json").read_text(encoding="utf-8"))
    result = find_notes(read(shared / "seeds" / gold["document"]))
    assert result.title == gold["title"]
    assert [
        (n.marker, n.kind, n.location.line, n.location.end_line, places(result)[n.marker])
        for n in result.notes
    ] == [
        (n["marker"], n["kind"], n["line"], n["end_line"], [(a["line"], a["column"]) for a in n["anchors"]])
        for n in gold["notes"]
    ]
    wanted = sorted((each["text"], each["kind"]) for each in gold.get("attributions", []))
    assert sorted((each.text, each.kind) for each in result.attributions) == wanted


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("Words of Ada* here.\n\n* She is a writer.\n", [("*", (1, 13), "She is a writer.")]),
        (
            "Words* of two† here.\n\n* One.\n† Two, which\ngoes on.\n",
            [("*", (1, 6), "One."), ("†", (1, 14), "Two, which goes on.")],
        ),
        ("Words* here.\n\n__________\nA line.\n* One.\n", [("*", (1, 6), "One.")]),
        ("Words∗ here.\n\n* One.\n\f* A bullet.\n", [("*", (1, 6), "One.")]),
        ("Words* and text.\n\n* One.\n\nMore text that goes on.\n", []),
        ("A *word* here.\n\n* One.\n", []),
        ("A word* here.\nMore text.\n* One.\n", []),
    ],
)
def test_symbols(text: str, notes: list[tuple[str, tuple[int, int], str]]) -> None:
    """A sign in the text and a line that begins with it, standing where notes stand."""
    result = found(text)
    assert [(n.marker, places(result)[n.marker][0], n.text.text) for n in result.notes] == notes


def test_overleaf_without_rules() -> None:
    """Without rules, the end of a sentence just above the next note is the last one's."""
    result = found(
        "One claim.1\n\n1 Ada Lind, A Book, which is to say the\n\f"
        "Text of the second page.2\n\nsecond edition, 2011.\n2 Ole Berg, Another.\n"
    )
    assert [(n.text.text, n.location.end_line) for n in result.notes] == [
        ("Ada Lind, A Book, which is to say the second edition, 2011.", 6),
        ("Ole Berg, Another.", 7),
    ]


def test_a_page_of_hanging_notes() -> None:
    """Continuation lines set in, the running text after them not."""
    result = found(
        "One claim.1\n\n1 Ada Lind,\n  A Book.\n2 Ole Berg,\n  Another.\nText of the next page.2\n\n"
        "And more of it.3\n\n3 Carl Dahl,\n  Third.\n"
    )
    assert result.notes[0].text.text == "Ada Lind, A Book."
    assert [n.marker for n in result.notes] == ["1", "2", "3"]


def test_urls_alone_on_lines_that_are_no_annotations() -> None:
    """Links that no note begins like are running text."""
    result = found(
        "One claim.1 Two.2\n\n1 Ada Lind, http://a.example/x.\n2 Berg.\n\nhttp://other.example/page\n"
    )
    assert result.known_urls == ()
    assert [n.text.text for n in result.notes if n.kind == "inline"] == ["http://other.example/page"]


def test_many_pages_with_numbers_of_their_own() -> None:
    """Notes counted by page over hundreds of pages."""
    pages = [f"Some text {n} of a page.1\n\n__________\n1 Note of page {n}.\n" for n in range(300)]
    result = found("\f".join(pages))
    assert len(result.notes) == 300
    assert all(len(n.references) == 1 for n in result.notes)
