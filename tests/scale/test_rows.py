"""Lists of addresses, whoever wrote them and with whatever program."""

from __future__ import annotations

import builtins
import datetime as dt
import io
import sys

import pytest

from srccheck.errors import MissingLibraryError, UnreadableInputError
from srccheck.scale.rows import Row, rows

A, B = "http://coast.example/a", "http://hill.example/ü"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("l.txt", f"# mine\n\n {A} \n{B}\n", [Row(line=3, url=A), Row(line=4, url=B)]),
        ("l", f"\ufeff{A}\r\n{B}", [Row(line=1, url=A), Row(line=2, url=B)]),
        ("l.csv", f"url\n{A}\n\n{B}\n", [Row(line=2, url=A), Row(line=4, url=B)]),
        (
            "l.csv",
            f"\ufeffTitle;Access Date;Link\r\nOne  report;2024-01-02;{A}\r\n;;{B}\r\n",
            [
                Row(line=2, url=A, accessed="2024-01-02", title="One report"),
                Row(line=3, url=B, accessed="", title=""),
            ],
        ),
        (
            "l.tsv",
            f"access_date\tURL\n2024-01-02\t{A}\n",
            [Row(line=2, url=A, accessed="2024-01-02")],
        ),
        (
            "l.csv",
            f'url,title\n{A},"on two\nlines, with ""marks"""\n{B},x\n',
            [
                Row(line=2, url=A, title='on two lines, with "marks"'),
                Row(line=4, url=B, title="x"),
            ],
        ),
        ("l.csv", f"7,{A},x\n8,{B},y\n", [Row(line=1, url=A), Row(line=2, url=B)]),
        (
            "l.csv",
            f"url,accessed\n{A}\n,2024-01-02\n#{B}\n",
            [
                Row(line=2, url=A, accessed=""),
                Row(line=3, url="", accessed="2024-01-02", trouble="the row has no address"),
            ],
        ),
        ("l.csv", "", []),
        ("l.txt", "", []),
    ],
)
def test_rows_know_their_lines(tmp_path, name, data, told):
    """Names of columns in any order and case, marks, blank lines, comments, cells over several lines."""
    path = tmp_path / name
    path.write_bytes(data.encode())
    assert list(rows(str(path))) == told


@pytest.mark.parametrize(
    ("encoding", "text"), [("utf-16", f"{A}\n{B}\n"), ("cp1252", f"{A}\n{B}\nhttp://café.example/é\n" * 20)]
)
def test_other_encodings(tmp_path, encoding, text):
    """By a mark at the beginning, or by what the first lines look like."""
    path = tmp_path / "l.txt"
    path.write_bytes(text.encode(encoding))
    assert [row.url for row in rows(str(path))] == text.split()


def test_a_row_that_csv_cannot_read_is_a_row_with_trouble(tmp_path):
    """A cell without an end, as a quotation mark makes it; the rows around it are read."""
    path = tmp_path / "l.csv"
    path.write_text(f"url\n{A}\n{'x' * 140_000}\n{B}\n", encoding="utf-8")
    first, broken, last = rows(str(path))
    assert (first.url, last.url) == (A, B)
    assert (broken.line, last.line) == (3, 4)
    assert "cannot be read" in (broken.trouble or "")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("nothing.txt", None, "No such file"),
        ("l.csv", b"when,what\n1,2\n", "no column is called url"),
        ("l.parquet", b"nonsense", "magic|footer|too small"),
    ],
)
def test_what_is_no_list(tmp_path, name, data, why):
    """One sentence that says what is wrong with it."""
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    with pytest.raises(UnreadableInputError, match=why):
        list(rows(str(path)))


def test_standard_input(monkeypatch):
    """An address a line, in UTF-8 with or without its mark, whatever the locale."""
    data = f"\ufeff{A}/\u00e9\n".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))
    assert list(rows("-")) == [Row(line=1, url=f"{A}/\u00e9")]


def test_parquet(tmp_path):
    """Dates and times as days; what is not there as nothing; the row's number in the place of a line."""
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = arrow.table(
        {
            "URL": [A, B, None],
            "Accessed": [dt.datetime(2024, 1, 2, 3, 4), None, dt.datetime(2024, 1, 3)],
            "title": ["One", None, "x"],
            "size": [1, 2, 3],
        }
    )
    parquet.write_table(table, tmp_path / "l.parquet")
    assert list(rows(str(tmp_path / "l.parquet"))) == [
        Row(line=1, url=A, accessed="2024-01-02", title="One"),
        Row(line=2, url=B, accessed="", title=""),
        Row(line=3, url="", accessed="2024-01-03", title="x", trouble="the row has no address"),
    ]
    parquet.write_table(table.select(["size"]), tmp_path / "m.parquet")
    with pytest.raises(UnreadableInputError, match="no column is called url"):
        list(rows(str(tmp_path / "m.parquet")))


def test_parquet_without_its_library(tmp_path, monkeypatch):
    """The message names the extra."""
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingLibraryError, match=r"srccheck\[parquet\]"):
        list(rows("l.parquet"))
