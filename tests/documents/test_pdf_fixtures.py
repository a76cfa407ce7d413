"""The PDF files under fixtures, as a whole."""

from __future__ import annotations

import pytest

from srccheck.documents.pdf import read_pdf
from srccheck.errors import UnreadableInputError
from tests.conftest import ROOT
from tests.training.make_pdfs import FILES, URL

FOLDER = ROOT / "fixtures" / "documents" / "pdf"


def read(name):
    return read_pdf(name, (FOLDER / name).read_bytes())


def test_an_article():
    """Title, notes with their marks, a note that goes on overleaf, the oracle, the link of the text."""
    manuscript = read("footnotes.pdf")
    author, first, second, link, third = manuscript.notes
    assert manuscript.title == "The Canal and Its Ministers"
    assert [note.marker for note in (author, first, second, third)] == ["*", "1", "2", "3"]
    assert first.text.text.endswith(f"{URL} (accessed 3 May 2024).")
    assert "delegation and found them wanting" in second.text.text
    assert [note.references[0].page for note in (author, first, second, third)] == [1, 1, 1, 2]
    assert manuscript.known_urls == (URL, "https://ministry.example.org/canal")
    assert (link.kind, link.linked[0].url) == ("inline", "https://ministry.example.org/canal")
    assert not any("Quarterly" in line.text for line in manuscript.body)


def test_two_columns():
    """The left column is read before the right one."""
    manuscript = read("two_columns.pdf")
    assert [note.text.text for note in manuscript.notes] == [
        "M. Rossi, The Isthmus Question, Milan 1999.",
        "L. Moreau, Les eaux partagées, Paris 1972.",
    ]
    lines = [line.text for line in manuscript.body]
    assert lines.index("Nobody has counted what") == 1 + 12


def test_a_scan():
    """There is nothing to read without OCR."""
    with pytest.raises(UnreadableInputError, match="OCR"):
        read("scanned.pdf")


@pytest.mark.parametrize("name", FILES)
def test_the_script_makes_them(name):
    """What lies there is what the script writes."""
    assert FILES[name]() == (FOLDER / name).read_bytes()
