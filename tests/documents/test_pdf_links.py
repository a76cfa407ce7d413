"""Link annotations of a PDF: an oracle for broken URLs, links of notes, links of running text."""

from __future__ import annotations

import pytest

from srccheck.documents.pdf import read_pdf
from tests.documents.pdf_maker import Page, make

LONG = "https://example.org/archive/treaty.of.the.canal"


def noted(lines: list[str]) -> Page:
    page = Page()
    page.lines(50, 540, ["The ministers met in the capital.^1^", "They signed a treaty about the canal."])
    page.rule(50, 110, 80)
    page.lines(50, 95, lines, 8)
    return page


def read(page: Page):
    return read_pdf("a.pdf", make([page]))


def test_an_annotation_tells_how_a_broken_url_reads():
    """The URI over both lines of a URL joins them, and is no link besides the one written out."""
    page = noted(["^1^ A. Berger, https://example.org/archive/treaty.", "of.the.canal, and so on."])
    page.link((100, 93, 300, 104), LONG).link((50, 83, 100, 92), LONG)
    manuscript = read(page)
    assert manuscript.known_urls == (LONG,)
    assert manuscript.notes[0].text.text == f"A. Berger, {LONG}, and so on."
    assert manuscript.notes[0].linked == ()


def test_a_url_cut_off_by_the_converter_is_no_oracle():
    """A link that ends where its line ends may have been made of half a URL."""
    page = noted(["^1^ A. Berger, https://example.org/archive/treaty-", "of-the-canal, and so on."])
    page.link((100, 93, 320, 104), "https://example.org/archive/treaty-")
    manuscript = read(page)
    assert manuscript.known_urls == ()
    assert "https://example.org/archive/treaty-of-the-canal, and" in manuscript.notes[0].text.text


def test_a_link_over_words_of_a_note():
    """The note gets the link that its text does not show, once, and where it stands."""
    page = noted(["^1^ A. Berger, The Canal, London 2011."])
    page.link((88, 93, 130, 104), LONG).link((131, 93, 140, 104), "mailto:a@example.org")
    (link,) = read(page).notes[0].linked
    assert (link.url, link.role) == (LONG, "source")
    assert (link.location.line, link.location.page) == (3, 1)


@pytest.mark.parametrize("quads", [False, True])
def test_links_of_running_text(quads):
    """Words with a link are a note of kind `inline` with it; a URL written out is found without one."""
    page = Page()
    page.quads = quads
    page.lines(50, 540, ["The ministers met in the capital and", "signed; see www.example.org/canal for it."])
    page.link((69, 538, 111, 550), LONG)
    words, written = read(page).notes
    assert (words.kind, words.marker, words.text.text) == ("inline", "", "ministers")
    assert [link.url for link in words.linked] == [LONG]
    assert (words.location.line, words.location.column) == (1, 5)
    assert (written.kind, written.text.text) == ("inline", "www.example.org/canal")
    assert written.linked == ()


def test_a_link_over_a_written_url_is_one_link():
    """The same URL, written out and linked, is not given twice."""
    page = Page()
    page.lines(50, 540, [f"See {LONG}", "for what was signed."])
    page.link((70, 538, 300, 550), LONG)
    (note,) = read(page).notes
    assert (note.text.text, note.linked) == (LONG, ())


def test_a_link_over_two_lines_is_one_link():
    """Words that are linked on both sides of a line end are one link."""
    page = Page()
    page.lines(50, 540, ["They met and signed the treaty", "about the canal in the summer."])
    page.link((107, 538, 220, 550), LONG).link((50, 524, 124, 536), LONG)
    (note,) = read(page).notes
    assert note.text.text.endswith("about the canal")
    assert note.location.end_line == 2
    assert [link.url for link in note.linked] == [LONG]


def test_links_that_lead_nowhere_are_none():
    """Only http and https count, and only over text."""
    page = Page()
    page.lines(50, 540, ["They met and signed the treaty"])
    page.link((50, 538, 100, 550), "mailto:a@example.org").link((50, 100, 100, 110), LONG)
    page.link((50, 538, 100, 550), "https://example.org/" + "a" * 5000)
    manuscript = read(page)
    assert manuscript.notes == ()
