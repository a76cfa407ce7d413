"""What callers hand over, before it is read."""

from __future__ import annotations

import io
import os

import pytest

from srccheck.documents import is_text_format, take
from srccheck.documents.sources import load
from srccheck.errors import UnreadableInputError


def test_large_files_stay_on_the_disk(tmp_path, monkeypatch):
    """Their place is kept whatever the working directory will be; small ones are taken in."""
    (tmp_path / "a.txt").write_bytes(b"12345")
    monkeypatch.chdir(tmp_path)
    left = take("a.txt", leave_above=4)
    assert (left.path, left.data, left.file) == ("a.txt", None, str(tmp_path / "a.txt"))
    monkeypatch.chdir(os.sep)
    assert load(left) == take(b"12345", name="a.txt")
    assert take(tmp_path / "a.txt", name="b", leave_above=5) == take(b"12345", name="b")
    (tmp_path / "a.txt").unlink()
    with pytest.raises(UnreadableInputError, match="no such file"):
        load(left)


@pytest.mark.parametrize("kind", ["path", "bytes", "binary", "text"])
def test_the_largest_size(tmp_path, kind):
    """So many bytes are taken, and not one more."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 1_000)
    made = {"path": lambda: path, "bytes": path.read_bytes, "text": lambda: io.StringIO("x" * 1_000)}
    make = made.get(kind, lambda: io.BytesIO(b"x" * 1_000))
    for at_most in (1_000, None):
        assert len(take(make(), at_most=at_most).data) == 1_000
    for leave_above in (None, 10):
        with pytest.raises(UnreadableInputError, match="larger than the"):
            take(make(), at_most=999, leave_above=leave_above)


@pytest.mark.parametrize(
    ("data", "name", "is_text"),
    [
        (b"words", "a.txt", True),
        ("words", "a.md", True),
        (b"words", "a.rst", False),
        (b"%PDF-1.7", "a.txt", False),
        (b"{\\rtf1", "a", False),
        (b"\x89PNG", "a.html", True),
    ],
)
def test_what_is_read_as_characters(data, name, is_text):
    """By the first bytes, then by the name."""
    source = io.StringIO(data) if isinstance(data, str) else data
    assert is_text_format(take(source, name=name)) is is_text
