"""Lists as documents: every row with its place."""

from __future__ import annotations

from srccheck.model import Document, Finding
from srccheck.scale.lists import read_lists
from tests.scale.samples import listed, of_host


def codes(items) -> list[tuple[str, int]]:
    return [(f.code, f.location.line) for item in items for f in item.findings]


def test_a_row_is_a_citation_with_its_place(tmp_path):
    """Address, day and title; the language of the title; a role by the address."""
    path = tmp_path / "l.csv"
    path.write_text(
        "url,accessed,title\n"
        "http://coast.example/a,3 March 2024,Der Bericht über die Ausfuhr von Getreide\n"
        "https://web.archive.org/web/20200101000000/http://coast.example/,,\n"
        "https://doi.org/10.1000/182,,\n",
        encoding="utf-8",
    )
    (document,) = read_lists([str(path)])
    assert isinstance(document, Document)
    first, copy, doi = (note.citations[0] for note in document.notes)
    assert [note.kind for note in document.notes] == ["reference"] * 3
    assert (first.csl.title, first.csl.URL) == (
        "Der Bericht über die Ausfuhr von Getreide", "http://coast.example/a"
    )  # fmt: skip
    assert first.accessed is not None
    assert first.accessed.date is not None
    assert first.accessed.date.isoformat() == "2024-03-03"
    assert first.title_language is not None
    assert first.title_language.tag == "de"
    assert (copy.links[0].role, doi.links[0].role) == ("archive", "doi")
    assert (first.id, first.location.line) == ("row2.1", 2)


def test_rows_that_are_wrong_are_findings_with_their_line(tmp_path):
    """No address, no valid one, one that no reader can open, one that tracks, an impossible day."""
    path = tmp_path / "l.csv"
    path.write_text(
        "url,accessed\n,2024-01-02\nnonsense,2024-01-02\nhttp://10.0.0.1/,2024-01-02\n"
        "http://user:secret@coast.example/,2024-01-02\nhttp://coast.example/?utm_source=x,31.02.2024\n",
        encoding="utf-8",
    )
    (document,) = read_lists([str(path)])
    assert isinstance(document, Document)
    assert sorted(codes([document])) == [
        ("D306", 6), ("L205", 2), ("L205", 3), ("L208", 4), ("L208", 5), ("L209", 6)
    ]  # fmt: skip
    assert "secret" not in str(document)


def test_days_are_read_in_the_light_of_the_others(tmp_path):
    """13/04 settles what 03/04 means; alone it stays open (D302)."""
    path = tmp_path / "l.csv"
    for other, told in (("13/04/2024", []), ("2024-04-13", [("D302", 2)])):
        path.write_text(f"url,accessed\nhttp://a.example/,03/04/2024\nhttp://b.example/,{other}\n")
        assert codes(read_lists([str(path)])) == told


def test_long_lists_come_in_parts(tmp_path):
    """No part holds more than a thousand rows; lists follow one another, those that cannot be read, too."""
    path = listed(tmp_path, of_host("coast.example", 2_001))
    *parts, missing = read_lists([path, str(tmp_path / "missing.csv")])
    assert [len(part.notes) for part in parts if isinstance(part, Document)] == [1000, 1000, 1]
    assert isinstance(missing, Finding)
    assert missing.code == "X901"
    # without a column of dates nobody misses them
    assert {note.kind for part in parts if isinstance(part, Document) for note in part.notes} == {"inline"}
