"""Lists of addresses, row by row: text, CSV, Parquet; each row knows its line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from attrs import frozen

from srccheck.errors import MissingLibraryError, UnreadableInputError
from srccheck.text.encoding import decode

__all__ = ["Row", "rows"]

_NAMES: Mapping[str, frozenset[str]] = {
    "url": frozenset({"url", "uri", "link", "href", "address", "webaddress"}),
    "accessed": frozenset({"accessed", "accessdate", "dateaccessed", "accessedon", "retrieved", "urldate"}),
    "title": frozenset({"title", "name"}),
}
"""What columns are called: CSL-JSON, Wikipedia's citation templates, BibLaTeX, Zotero's CSV, plain words."""

_PUNCTUATION = re.compile(r"[\s_.-]+")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)
_SAMPLE = 32_768
_AT_ONCE = 5_000  # rows of a Parquet file in memory


@frozen(kw_only=True)
class Row:
    """A row of a list.

    Attributes:
        line: where it begins, 1-based; in a Parquet file the number of the row.
        url: as written, without white space around it; empty where there is none.
        accessed, title: as written; None where the list has no such column, empty where the row has nothing.
        trouble: why the row cannot be read; None where it can.
    """

    line: int
    url: str
    accessed: str | None = None
    title: str | None = None
    trouble: str | None = None


def rows(path: str) -> Iterator[Row]:
    """The rows of a list, one after another; blank lines and comments are left out.

    A name ending in `.csv` or `.tsv` has columns, parted by comma, semicolon or tabulator; so has `.parquet`.
    Their names are in the first row, in any order and case: `url`; `accessed` or `access_date`; `title`;
    without names, the first column that holds an address counts. All other files have an address a line, and
    `#` begins a comment line.

    Args:
        path: the list; `-` for standard input, an address a line, in UTF-8.

    Raises:
        UnreadableInputError: it is missing, no such file, or has no addresses' column.
        MissingLibraryError: it is a Parquet file, and pyarrow is not installed.
    """
    ending = Path(path).suffix.lower()
    if ending in (".parquet", ".pq"):
        yield from _parquet(path)
    elif ending in (".csv", ".tsv"):
        with _opened(path) as file:
            yield from _table(path, file)
    else:
        with _opened(path) as file:
            yield from _lines(file)


@contextmanager
def _opened(path: str) -> Iterator[IO[str]]:
    if path == "-":
        # Whatever the locale is: a letter that is read wrongly is another address.
        text = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="replace", newline="")
        try:
            yield text
        finally:
            text.detach()
        return
    try:
        with open(path, "rb") as raw:
            sample = decode(raw.read(_SAMPLE).rpartition(b"\n")[0])
        encoding = sample.encoding if sample else "utf-8"
        if sample and sample.basis == "bom":
            encoding = (
                encoding.removesuffix("-le").removesuffix("-be") if encoding != "utf-8" else "utf-8-sig"
            )
        with open(path, encoding=encoding, errors="replace", newline="") as file:
            yield file
    except OSError as error:
        raise UnreadableInputError(
            path, error.strerror or "it cannot be opened", "check the path and the permissions"
        ) from error


def _lines(file: Iterable[str]) -> Iterator[Row]:
    for number, line in enumerate(file, 1):
        url = line.strip()
        if url and not url.startswith("#"):
            yield Row(line=number, url=url)


def _table(path: str, file: IO[str]) -> Iterator[Row]:
    reader = _reader(path, file)
    columns: dict[str, int] = {}
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line=line, url="", trouble=f"the row cannot be read ({error})")
            line = reader.line_num + 1
            continue
        here, line = line, reader.line_num + 1
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        if not columns:
            columns = _columns(cells)
            if columns:
                continue
            columns = _unnamed(path, cells)
        yield _row(here, {name: cells[at] if at < len(cells) else "" for name, at in columns.items()})


def _reader(path: str, file: IO[str]) -> Any:
    """A reader for the separator that the first line has most of."""
    if Path(path).suffix.lower() == ".tsv":
        return csv.reader(file, delimiter="\t")
    first = file.readline()
    file.seek(0)
    return csv.reader(file, delimiter=max(",;\t", key=first.count))


def _columns(names: Sequence[str]) -> dict[str, int]:
    """Where which column is; nothing where none is for addresses."""
    plain = [_PUNCTUATION.sub("", name).casefold() for name in names]
    found = {
        what: next(at for at, name in enumerate(plain) if name in known)
        for what, known in _NAMES.items()
        if known & set(plain)
    }
    return found if "url" in found else {}


def _unnamed(path: str, cells: Sequence[str]) -> dict[str, int]:
    for at, cell in enumerate(cells):
        if _ADDRESS.match(cell.strip()):
            return {"url": at}
    raise _no_column(path, cells)


def _no_column(path: str, names: Sequence[str]) -> UnreadableInputError:
    return UnreadableInputError(
        path,
        f"no column is called url, and the first row holds no address (it holds {', '.join(names[:6])})",
        "name the column of the addresses url",
    )


def _row(line: int, cells: Mapping[str, str]) -> Row:
    url = cells["url"].strip()
    return Row(
        line=line,
        url=url,
        accessed=cells["accessed"].strip() if "accessed" in cells else None,
        title=" ".join(cells["title"].split()) if "title" in cells else None,
        trouble=None if url else "the row has no address",
    )


def _parquet(path: str) -> Iterator[Row]:
    try:
        # late: 30 MB, and only for such files; pyarrow has no types
        import pyarrow as arrow  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise MissingLibraryError(
            path, "Parquet files need a package that is not installed", "pip install 'srccheck[parquet]'"
        ) from error
    try:
        with parquet.ParquetFile(path) as file:
            names = list(file.schema_arrow.names)
            columns = _columns(names)
            if not columns:
                raise _no_column(path, names)
            yield from _batches(
                file.iter_batches(_AT_ONCE, columns=[names[at] for at in columns.values()]), columns, names
            )
    except (OSError, arrow.ArrowException) as error:
        why = getattr(error, "strerror", None) or str(error).partition("\n")[0] or "it is damaged"
        raise UnreadableInputError(path, why, "check that it is a Parquet file") from error


def _batches(batches: Iterable[Any], columns: Mapping[str, int], names: Sequence[str]) -> Iterator[Row]:
    line = 0
    for batch in batches:
        values = {what: batch.column(names[at]).to_pylist() for what, at in columns.items()}
        for number in range(batch.num_rows):
            line += 1
            yield _row(line, {what: _text(column[number]) for what, column in values.items()})


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, dt.date) else str(value)
