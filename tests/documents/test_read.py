"""Bytes, paths and files in, manuscripts out."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from srccheck.documents import SUFFIXES, is_document, read
from srccheck.errors import UnreadableInputError


def test_every_kind_of_source(tmp_path: Path) -> None:
    """A path as text or object, bytes, binary and text files, with or without a name."""
    path = tmp_path / "a.md"
    path.write_bytes("# Ağaç\n".encode())
    for source in (path, str(path)):
        manuscript = read(source)
        assert (manuscript.path, manuscript.format, manuscript.title) == (str(path), "markdown", "Ağaç")
    assert read(b"# A\n").path == "-"
    assert read(b"# A\n").format == "text"
    assert read(b"# A\n", name="x.markdown").format == "markdown"
    with path.open("rb") as file:
        assert (read(file).path, read(io.BytesIO(b"x"), name="y.md").path) == (str(path), "y.md")
    with path.open(encoding="utf-8") as file:
        manuscript = read(file)
    assert (manuscript.encoding, manuscript.encoding_basis, manuscript.title) == ("utf-8", "declared", "Ağaç")
    assert read(io.StringIO("\ufeffwords")).body[0].text == "words"


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a", "a.unknown", "a.md", "a.markdown"])
def test_empty_documents(name: str) -> None:
    """An empty file is an empty document, no error."""
    assert read(b"", name=name).body == ()


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    """Three kinds of line ends; form feeds turn the page; other separators are characters."""
    body = read("a\u2028b\x0bc\x85d\r\ne\rf\fg\n\fh\n\n".encode()).body
    assert [(line.text, line.line, line.column, line.page) for line in body] == [
        ("a\u2028b\x0bc\x85d", 1, 1, 1),
        ("e", 2, 1, 1),
        ("f", 3, 1, 1),
        ("g", 3, 3, 2),
        ("h", 4, 2, 3),
        ("", 5, 1, 3),
    ]
    assert [line.page for line in read(b"a\nb").body] == [None, None]


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"%PDF-1.7\n%\xe2", "a.txt", "this PDF is damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.md", "a PNG image, not Markdown as its name says"),
        (b"II*\0\x08", "scan", "a TIFF image"),
        (b"\x00\x01\x02\x03" * 100, "a.txt", "no text"),
        (b"words and \x00 more words in a line of ascii\n", "a.txt", "no text"),
        (b"\x01\x02\x03\x04words" * 30, "a.txt", "no text"),
        (b"just words", "a.png", "its name says a PNG image, but it holds text"),
    ],
)
def test_what_is_no_text(data: bytes, name: str, why: str) -> None:
    """Binary content, whatever the name; and a name that promises what the content is not."""
    with pytest.raises(UnreadableInputError) as caught:
        read(data, name=name)
    assert why in caught.value.why
    assert caught.value.path == name
    assert caught.value.remedy


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    """Missing files, folders, impossible paths."""
    for path, why in (
        (tmp_path / "none.txt", "no such file"),
        (tmp_path, "a folder"),
        (tmp_path / ("x" * 5000), "cannot be read"),
    ):
        with pytest.raises(UnreadableInputError) as caught:
            read(path)
        assert why in caught.value.why


def test_invalid_bytes_are_told() -> None:
    """A few spoilt bytes: the document is read, and a finding says where."""
    manuscript = read("Слова, много слов.\nИ ещё ".encode() + b"\xff\xfe" + " слова".encode())
    (finding,) = manuscript.findings
    assert (finding.code, finding.severity) == ("X901", "warning")
    assert (finding.location.line, finding.location.column) == (2, 7)
    assert "\ufffd" in manuscript.body[1].text


def test_names_of_documents() -> None:
    """Which files of a folder are documents."""
    assert {".txt", ".md", ".markdown"} <= set(SUFFIXES)
    assert is_document("a/B.MD")
    assert not is_document("LICENSE")


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("piece", [b"word ", b"a", b"[", b">", b"- ", b"\xff", b"https://a.example/", b"\r"])
def test_five_megabytes_on_one_line(name: str, piece: bytes) -> None:
    """Reading grows with the length alone, whatever the line is made of."""
    size = 5_000_000 if name == "a.txt" else 500_000
    manuscript = read(piece * (size // len(piece)), name=name)
    assert manuscript.format in ("text", "markdown")
