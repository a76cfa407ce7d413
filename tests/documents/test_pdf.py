"""PDF: notes, links, running text and title of files made for each behaviour."""

from __future__ import annotations

import pytest

from srccheck.documents.pdf import is_pdf, read_pdf
from srccheck.model import Location
from srccheck.notes import find_notes
from tests.documents.pdf_maker import Page, make

TEXT = ["The ministers met in the capital and signed", "a treaty about the canal which was closed"]


def read(*pages: Page, title: str = ""):
    return read_pdf("a.pdf", make(pages, title=title))


def notes_of(manuscript):
    return [(note.marker, note.text.text) for note in manuscript.notes if note.kind != "inline"]


def bottom(page: Page, lines: list[str], size: float = 8.0, *, rule: bool = True, y: float = 90) -> Page:
    if rule:
        page.rule(50, y + 14, 80)
    page.lines(50, y, lines, size)
    return page


def paged(*texts: str) -> Page:
    page = Page()
    page.lines(50, 540, [*TEXT, *texts, *TEXT])
    return page


def test_notes_at_the_bottom_of_a_page():
    """Marker, number, text without line breaks, place, and the raised mark that points to the note."""
    page = bottom(
        paged("in the summer.^1^ It was opened", "again^2^ in spring."),
        [
            "^1^ A. Berger, The Canal, London 2011.",
            "^2^ M. Rossi, Il canale, Roma 1999, and more",
            "about it.",
        ],
    )
    manuscript = read(page)
    first, second = manuscript.notes
    assert notes_of(manuscript) == [
        ("1", "A. Berger, The Canal, London 2011."),
        ("2", "M. Rossi, Il canale, Roma 1999, and more about it."),
    ]
    assert (second.number, second.kind) == (2, "footnote")
    assert first.location == Location(line=7, column=1, end_line=7, page=1)
    assert second.location == Location(line=8, column=1, end_line=9, page=1)
    assert first.references == (Location(line=3, column=15, page=1),)
    assert second.references == (Location(line=4, column=6, page=1),)
    assert [fragment.line for fragment in manuscript.body] == [1, 2, 3, 4, 5, 6]
    assert second.text.locate(len("M. Rossi, Il canale, Roma 1999, and more ")).line == 9


@pytest.mark.parametrize("mark", ["{} ", "{}. ", "{}) ", "[{}] "])
def test_marks_of_notes_that_are_not_raised(mark):
    """A number on the line begins a note where the zone and the count say so."""
    page = paged("in the summer.^1^ It was opened", "again^2^ in spring.")
    bottom(
        page, [mark.format(1) + "A. Berger, The Canal,", "2011, London.", mark.format(2) + "M. Rossi, Roma."]
    )
    assert notes_of(read(page)) == [("1", "A. Berger, The Canal, 2011, London."), ("2", "M. Rossi, Roma.")]


@pytest.mark.parametrize(("size", "rule"), [(8.0, True), (8.0, False), (11.0, True), (11.0, False)])
def test_what_sets_notes_apart(size, rule):
    """Smaller print, a rule, or in print of one size a gap: each is enough."""
    page = bottom(
        paged("in the summer.^1^ It was opened", "again^2^ in spring."),
        ["^1^ A. Berger, The Canal.", "^2^ M. Rossi, Il canale."],
        size,
        rule=rule,
    )
    assert notes_of(read(page)) == [("1", "A. Berger, The Canal."), ("2", "M. Rossi, Il canale.")]


@pytest.mark.parametrize("rule", [True, False])
def test_a_note_goes_on_overleaf(rule):
    """What stands above the next page's first note belongs to the last note; headers and numbers do not."""
    first = bottom(paged("in the summer.^1^"), ["^1^ A. Berger, The Canal, a history of the"], rule=rule)
    second = bottom(paged("and winter.^2^"), ["ministers, London 2011.", "^2^ M. Rossi, Roma."], rule=rule)
    third = bottom(paged("and spring.^3^"), ["^3^ L. Moreau, Paris."], rule=rule)
    for number, page in enumerate((first, second, third), 11):
        page.text(50, 572, "Journal of Canals and Other Waterways", 8).text(200, 25, str(number), 8)
    manuscript = read(first, second, third)
    assert notes_of(manuscript) == [
        ("1", "A. Berger, The Canal, a history of the ministers, London 2011."),
        ("2", "M. Rossi, Roma."),
        ("3", "L. Moreau, Paris."),
    ]
    assert not any("Journal" in line.text or line.text in ("11", "12", "13") for line in manuscript.body)


def test_a_quotation_in_small_print_is_no_note():
    """Small lines that stand apart above the notes are running text, rule or not."""
    page = paged("in the summer.^1^")
    page.lines(60, 440, ["Nobody can say that the game was worth the", "candle, and nobody does."], 8)
    manuscript = read(bottom(page, ["^1^ A. Berger, The Canal."], rule=False))
    assert notes_of(manuscript) == [("1", "A. Berger, The Canal.")]
    assert any("candle" in line.text for line in manuscript.body)


def test_a_quotation_above_the_rest_of_a_note():
    """Of small print above a page's first note only what has the notes' size goes on with the last one."""
    first = bottom(paged("in the summer.^1^"), ["^1^ A. Berger, The Canal, a history of the"], rule=False)
    second = paged("and winter.^2^")
    second.lines(60, 116, ["Nobody can say that the game was worth the", "candle, and nobody does"], 9.5)
    bottom(second, ["ministers, London 2011.", "^2^ M. Rossi, Roma."], rule=False)
    manuscript = read(first, second)
    assert notes_of(manuscript)[0] == ("1", "A. Berger, The Canal, a history of the ministers, London 2011.")
    third = paged("and winter.^2^")
    third.lines(60, 116, ["Nobody can say that the game was worth the", "candle, and nobody does."], 9.5)
    bottom(third, ["^2^ M. Rossi, Roma."], rule=False)
    assert notes_of(read(first, third))[0] == ("1", "A. Berger, The Canal, a history of the")


def test_a_note_that_is_finished_does_not_go_on():
    """A small paragraph at the foot of the next page that begins a sentence is text."""
    first = bottom(paged("in the summer.^1^"), ["^1^ A. Berger, The Canal, London 2011."])
    second = bottom(paged("and winter."), ["This paragraph is in small print."], rule=False)
    assert notes_of(read(first, second)) == [("1", "A. Berger, The Canal, London 2011.")]


def test_rules_that_are_not_above_notes():
    """Lines of tables, under headings and at margins set nothing apart."""
    page = paged("in the summer.^1^")
    page.rule(50, 533, 60).rule(300, 112, 60).rule(50, 20, 60)
    assert notes_of(read(bottom(page, ["^1^ A. Berger."], 11))) == [("1", "A. Berger.")]


def test_print_of_one_size_without_a_gap():
    """Where nothing sets notes apart, a line that begins with a raised number is no note."""
    page = Page()
    page.lines(
        50, 540, [*TEXT, "in the summer as everybody", "^1^ saw, and again in the winter", "of that year."]
    )
    assert notes_of(read(page)) == []
    assert notes_of(read(Page().lines(50, 540, ["^1^ A line"]) and Page().text(50, 540, "^1^ A line"))) == []


@pytest.mark.parametrize("rule", [True, False])
def test_print_of_another_size_below_the_notes_is_no_note(rule):
    """An imprint that stands apart at the foot of the page ends the last note, and not the zone."""
    page = bottom(paged("in the summer.^1^"), ["1 A. Berger, The Canal,", "London 2011."], rule=rule)
    page.text(50, 50, "Published by the University Press, all rights reserved.", 6)
    page.text(50, 24, "DOI: 10.1234/canal.5678 and nothing else", 11)
    assert notes_of(read(page)) == [("1", "A. Berger, The Canal, London 2011.")]


def test_two_columns():
    """Each column is read to its end, and has notes of its own."""
    page = Page()
    page.text(50, 560, "A title that stands over both of the columns of this page", 14)
    left = ["words of the left column", "that go on and say more"] * 6
    right = ["words of the right column", "that go on and on and on"] * 6
    left[3], right[5] = "and cite.^1^ Then more is", "and cite.^2^ Then more is"
    page.lines(50, 530, left, 10)
    page.lines(220, 533, right, 10)
    page.lines(50, 90, ["^1^ A. Berger, The Canal, a", "history, London 2011."], 7)
    page.lines(220, 92, ["^2^ M. Rossi, Il canale, una", "storia, Roma 1999."], 7)
    manuscript = read(page)
    assert notes_of(manuscript) == [
        ("1", "A. Berger, The Canal, a history, London 2011."),
        ("2", "M. Rossi, Il canale, una storia, Roma 1999."),
    ]
    sides = ["left" if "left" in line.text else "right" for line in manuscript.body if "column" in line.text]
    assert sides[1:] == ["left"] * 6 + ["right"] * 6 or sides == ["right"] + ["left"] * 5 + ["right"] * 6


@pytest.mark.parametrize("count", [3, 4, 5])
def test_many_columns(count):
    """Each column is read to its end, below a title over all and beside a heading over the first two."""
    step = 600 // count
    page = Page(width=680)
    page.text(40, 560, "A title that stands over every one of the many columns of the page and says much", 14)
    page.text(40, 536, "A heading in capitals that stands over the first two", 2 * step / 27)
    for column in range(count):
        words = [f"{letter}{column} words go on and say more" for letter in "abcdefghijkl"]
        page.lines(40 + step * column, 510 - 3 * (column % 2), words, step / 13.5)
    page.text(
        40, 100, "A line at the foot of the page that stands over all of the many columns once more again", 13
    )
    said = [line.text for line in read_pdf("a.pdf", make([page])).body]
    assert [text[:2] for text in said[2:-1]] == [
        f"{letter}{n}" for n in range(count) for letter in "abcdefghijkl"
    ]


def test_a_mark_in_the_line_below_two_columns():
    """A raised mark belongs to the line that it stands on, not to the columns above."""
    page = Page()
    page.lines(50, 530, ["words of the left column", "that go on and say more"] * 4, 10)
    page.lines(220, 530, ["words of the right column", "that go on and on and on"] * 4, 10)
    page.lines(50, 410, ["This line goes over the whole width of the page and ends here.^1^", *TEXT], 10)
    page.lines(50, 90, ["^1^ A. Berger, The Canal, a history, London 2011, and more about it."], 7)
    manuscript = read(page)
    assert notes_of(manuscript)[0][0] == "1"
    line = manuscript.notes[0].references[0].line
    assert next(each.text for each in manuscript.body if each.line == line).startswith("This line goes")


def test_pages_without_a_number_of_their_own():
    """Roman page numbers stand apart at an edge; `2019.` that ends a note does not."""
    first = bottom(paged("in the summer.^1^"), ["^1^ A. Berger, The Canal, a history, London", "2011."])
    first.text(200, 25, "xiv", 8)
    second = bottom(paged("and winter.^2^"), ["^2^ M. Rossi, Il canale, una storia, Roma and", "1999."])
    second.text(200, 25, "xv", 8)
    manuscript = read(first, second)
    assert [text.rsplit(None, 1)[1] for _, text in notes_of(manuscript)] == ["2011.", "1999."]


def test_the_count_begins_again_on_every_page():
    """Old print counts its notes by the page."""
    pages = [
        bottom(
            paged(f"in the {season}.^1^ It was", f"after the {season}.^2^"),
            [f"^1^ A. Berger, {season}.", f"^2^ M. Rossi, {season}."],
        )
        for season in ("summer", "autumn", "winter")
    ]
    manuscript = read(*pages)
    assert [note.marker for note in manuscript.notes] == ["1", "2"] * 3
    assert [note.references[0].page for note in manuscript.notes] == [1, 1, 2, 2, 3, 3]


def test_an_author_note_with_an_asterisk():
    """A sign is a note where the page has the same sign raised; else its line is text."""
    page = paged("by Anna Berger^*^ in the summer.^1^")
    bottom(page, ["^*^ Professor of Canals.", "^1^ M. Rossi, Roma."])
    assert notes_of(read(page)) == [("*", "Professor of Canals."), ("1", "M. Rossi, Roma.")]
    page = paged("by Anna Berger in the summer.^1^")
    bottom(page, ["* Professor of Canals.", "^1^ M. Rossi, Roma."])
    assert notes_of(read(page)) == [("1", "M. Rossi, Roma.")]


def test_endnotes_without_a_heading():
    """A list with raised numbers after all of the text is one of endnotes."""
    page = paged("in the summer.^1^", "and winter.^2^")
    pages = [page, Page(), Page()]
    pages[1].lines(50, 540, ["^1^ A. Berger, The Canal, London 2011, and"], 8)
    pages[2].lines(50, 540, ["more about it.", "^2^ M. Rossi, Il canale."], 8)
    manuscript = read(*pages)
    assert [(note.marker, note.kind) for note in manuscript.notes] == [("1", "endnote"), ("2", "endnote")]


def test_a_numbered_bibliography_is_left_to_the_lists():
    """Under a heading that says so, `1. …` is a reference and no footnote."""
    first = bottom(paged("in the summer.^1^"), ["^1^ A. Berger, The Canal, London 2011."])
    last = Page().text(50, 540, "References", 14)
    last.lines(50, 500, ["1. Berger, A. (2011). The canal. London.", "2. Rossi, M. (1999). Il canale."], 8)
    kinds = [(note.marker, note.kind) for note in find_notes(read(first, last)).notes]
    assert kinds == [("1", "footnote"), ("1", "reference"), ("2", "reference")]


def test_numbers_in_small_print_are_no_notes():
    """Without marks in the text, a small list at the bottom of a page stays text."""
    page = bottom(
        paged("in the summer."), ["1 January 1999, the canal is closed", "2 May 1999, it is opened"]
    )
    manuscript = read(page)
    assert notes_of(manuscript) == []
    assert len(manuscript.body) == 7
    assert notes_of(read(bottom(paged("in summer."), ["^1^ January 1999, the canal is closed"]))) == []


def test_marks_in_brackets():
    """Where marks are not raised, what the text says is taken."""
    page = paged("in the summer [1]. It was opened", "again [2].")
    manuscript = read(bottom(page, ["[1] A. Berger, The Canal.", "[2] M. Rossi, Il canale."]))
    assert [note.references[0].line for note in manuscript.notes] == [3, 4]


def test_a_mark_without_its_note():
    """A number between its neighbours that no note answers to is an orphan."""
    page = paged("in the summer.^1^ It was opened", "again.^2^ And closed.^3^")
    manuscript = read(bottom(page, ["^1^ A. Berger, The Canal.", "^3^ M. Rossi, Il canale."]))
    assert [marker for marker, _ in manuscript.orphans] == ["2"]
    assert [note.marker for note in manuscript.notes] == ["1", "3"]


def test_raised_digits_of_unicode_point_to_notes():
    """`²` written as such is a mark as well."""
    page = paged("in the summer.\u00b9 It was opened", "again.\u00b2")
    manuscript = read(bottom(page, ["^1^ A. Berger, The Canal.", "^2^ M. Rossi, Il canale."]))
    assert [note.references[0].line for note in manuscript.notes] == [3, 4]


def test_a_dagger_behind_a_word():
    """Signs of a font's own need not be raised to be marks."""
    page = paged("by Anna Berger† in the summer.^1^")
    manuscript = read(bottom(page, ["† Professor of Canals.", "^1^ M. Rossi, Roma."]))
    assert notes_of(manuscript) == [("†", "Professor of Canals."), ("1", "M. Rossi, Roma.")]


def test_a_hanging_note():
    """A mark may stand well apart in front of its note."""
    page = paged("in the summer.^1^")
    page.rule(50, 110, 80).text(50, 93, "1", 5).text(72, 90, "A. Berger, The Canal, a history of", 8)
    page.text(72, 80, "the ministers.", 8)
    assert notes_of(read(page)) == [("1", "A. Berger, The Canal, a history of the ministers.")]


@pytest.mark.parametrize("rotate", [0, 90])
def test_a_page_on_its_side(rotate):
    """A landscape page is read like any other; a stamp that runs up its margin is not read."""
    page = Page(rotate=rotate)
    page.lines(50, 540, [*TEXT, "in the summer.^1^"])
    page.sideways(410, 100, "Downloaded by somebody")
    manuscript = read(bottom(page, ["^1^ A. Berger."]))
    assert notes_of(manuscript) == [("1", "A. Berger.")]
    assert not any("Downloaded" in line.text for line in manuscript.body)


def test_text_that_is_turned():
    """Text that runs up the page, all of it, is read from left to right."""
    page = Page()
    for number, line in enumerate([*TEXT, "and that is all of it"]):
        page.sideways(50 + 14 * number, 60, line, 11)
    assert [line.text for line in read(page).body] == [*TEXT, "and that is all of it"]


def test_text_of_objects_that_come_out_of_turn():
    """What is drawn last may stand first."""
    page = Page().text(70, 500, "Heading of the section", 11).text(50, 480, "and its text", 11)
    page.text(50, 500, "2.", 11)
    assert [line.text for line in read(page).body] == ["2. Heading of the section", "and its text"]


def test_a_hyphen_that_ends_a_line_is_kept():
    """The hyphen of a broken URL is the URL's; that of a divided word goes where the document shows it."""
    page = bottom(
        paged("in the summer.^1^"),
        ["^1^ https://example.org/one/two-", "three/four.html and more on the canal."],
    )
    assert notes_of(read(page)) == [
        ("1", "https://example.org/one/two-three/four.html and more on the canal.")
    ]


def test_is_pdf():
    """The header may stand a little way into the file."""
    assert is_pdf(b"\n\n%PDF-1.4\n")
    assert not is_pdf(b"PK\x03\x04")
