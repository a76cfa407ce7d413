"""Real articles: nearly all notes, and hardly anything else."""

from __future__ import annotations

import json

import pytest

from srccheck.documents.pdf import read_pdf
from tests.conftest import ROOT

ARTICLES = ROOT.parent / "shared" / "corpus" / "pdf-notes"
RENDERED = ROOT.parent / "shared" / "citebench" / "dev"


def numbered(path):
    notes = read_pdf(str(path), path.read_bytes()).notes
    return [note for note in notes if note.kind in ("footnote", "endnote")]


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the articles of ../shared are not here")
def test_real_articles():
    """Of the numbers 1 to N of eight articles 96 in 100 at least, and at most 2 in 100 besides."""
    wanted = found = extra = 0
    for stem, marks in json.loads((ARTICLES / "note_markers.json").read_text()).items():
        notes = numbered(next((ARTICLES / "pdf").glob(f"{stem}*.pdf")))
        numbers = {note.number for note in notes} & set(range(1, marks["max"] + 1))
        wanted, found, extra = wanted + marks["max"], found + len(numbers), extra + len(notes) - len(numbers)
    assert found >= 0.96 * wanted
    assert extra <= 0.02 * wanted


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the articles of ../shared are not here")
@pytest.mark.parametrize(("start", "count"), [("10.32361", 47), ("10.34767", 22), ("10.16995", 0)])
def test_bibliographies_of_real_articles(start, count):
    """One parts its entries by gaps, one by their indent and has headings in between, one has none."""
    path = next((ARTICLES / "pdf").glob(f"{start}*"))
    kinds = [note.kind for note in read_pdf(str(path), path.read_bytes()).notes]
    assert kinds.count("reference") == count


@pytest.mark.skipif(not RENDERED.is_dir(), reason="the rendered documents of ../shared are not here")
def test_rendered_documents():
    """Notes in print as large as the text, in many scripts: 97 of 100 begin and end as they should."""
    wanted = found = 0
    for gold in sorted(RENDERED.glob("*_pdf.pdf.gold.json")):
        notes = {note.marker: note for note in numbered(gold.with_suffix("").with_suffix(""))}
        for note in json.loads(gold.read_text())["notes"]:
            wanted += 1
            ours = (
                "".join(filter(str.isalnum, notes[note["marker"]].text.text))
                if note["marker"] in notes
                else ""
            )
            text = "".join(filter(str.isalnum, note["text"]))
            found += ours[:8] == text[:8] and ours[-8:] == text[-8:]
    assert found >= 0.97 * wanted
