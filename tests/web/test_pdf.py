"""A cited PDF: what its first pages tell, and what they never tell."""

from __future__ import annotations

import zlib

import pytest

from srccheck.model.live import named_words
from srccheck.model.web import Exchange
from srccheck.web.page import read_page
from tests.conftest import ROOT

PDFS = ROOT / "fixtures/documents/pdf"
LONG = (PDFS / "footnotes.pdf").read_bytes()


def look(body: bytes, *names: str, kind: str = "application/pdf", cut: bool = False):
    exchange = Exchange(
        url="https://coast.example/a.pdf",
        http_status=200,
        headers=(("content-type", kind),),
        body=body,
        truncated=cut,
    )
    return read_page(exchange, names)


@pytest.mark.parametrize("kind", ["application/pdf", "application/octet-stream", "", "application/x-pdf"])
def test_first_pages(kind):
    """Title, language and text, whatever the server calls the file."""
    facts = look(LONG, kind=kind).facts
    assert facts.title == "The Canal and Its Ministers"
    assert facts.h1 == ("The Canal and Its Ministers",)
    assert facts.language.tag == "en"
    assert facts.content_type in ("application/pdf", "application/x-pdf")
    assert "anal" in facts.text_sample


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.4\n%%EOF",
        b"%PDF-1.4 " + b"x" * 5_000,
        LONG[: len(LONG) // 3],
        b"<html><title>A page</title>",
    ],
    ids=["empty", "nothing", "garbage", "cut", "a page"],
)
def test_cannot_be_opened(body):
    """Nothing is known of what is no PDF, or of what is left of one; nothing breaks."""
    view = look(body, "two", named_words("the words of a quotation that is long enough"), cut=True)
    assert view.facts.title is None
    assert [check.present for check in view.fragments] == [None, None]


def test_no_text_layer():
    """Scanned pages have no title and no text."""
    facts = look((PDFS / "scanned.pdf").read_bytes()).facts
    assert (facts.title, facts.text_sample, facts.language) == (None, "", None)


def test_a_bomb_is_left_closed():
    """A file that unpacks to more than a page holds is not given to PDFium."""
    packed = zlib.compress(b" " * 50_000_000)
    bomb = LONG + b"\n9 0 obj <</Filter /FlateDecode>>\nstream\n" + packed + b"\nendstream"
    assert look(bomb).facts.title is None


def test_words():
    """Quoted words are found in the text; a short text is never enough to miss them."""
    text = look(LONG).facts.text_sample
    there = " ".join(text.split()[10:20])
    view = look(LONG, named_words(there), named_words("words that nobody ever wrote into this little paper"))
    assert [check.present for check in view.fragments] == [True, None]
