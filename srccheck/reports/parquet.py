"""An audit as a folder of Parquet tables, written while it goes on."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from srccheck.errors import UsageError
from srccheck.model import AUDIT_SCHEMA, Audit, Document, LinkReport, iso
from srccheck.reports.tables import TABLES, Kind, Row, finding_rows, rows

__all__ = ["ParquetFolder", "check", "write_audit"]

_GROUP = 10_000
"""Rows that are held until they are written: some 20 MB of links."""


def check() -> None:
    """See, before anything is done, whether tables can be written at all.

    Raises:
        UsageError: pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        raise UsageError(
            "the format parquet needs a package that is not installed: pip install 'srccheck[parquet]'"
        )


def write_audit(audit: Audit, folder: Path) -> None:
    """Write an audit that is at hand.

    Raises:
        UsageError: pyarrow is not installed.
        OSError: a file cannot be written.
    """
    with ParquetFolder(folder) as tables:
        for document in audit.documents:
            tables.add(document)
        for link in audit.links:
            tables.add(link)
        tables.close(audit)


class ParquetFolder:
    """Tables `links`, `uses`, `findings` and `documents`, a file each, in a folder.

    Until `close` the files are called `*.parquet.part`; left without it, they are taken away, and what an
    earlier run wrote stays. Few rows are held, however many there are.

    Args:
        folder: made where it is missing; files of other names in it are left alone.

    Raises:
        UsageError: pyarrow is not installed.
        OSError: the folder, or a file in it, cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        check()
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._tables: dict[str, _Table] = {}
        try:
            for name, columns in TABLES.items():
                self._tables[name] = _Table(folder / f"{name}.parquet", columns)
        except OSError:
            self._abandon()
            raise

    def add(self, item: Document | LinkReport) -> None:
        """Write a document, or a link with its uses."""
        self._add(rows(item))

    def close(self, audit: Audit) -> None:
        """Write the findings, and give the files their names.

        Args:
            audit: its findings, and what tables say of the run (`srccheck` in their metadata, as JSON);
                documents and links in it are not written again.
        """
        for finding in audit.findings:
            self._add(finding_rows(finding))
        told = {
            "schema": AUDIT_SCHEMA,
            "version": audit.version,
            "as_of": audit.as_of.isoformat(),
            "started": iso(audit.started),
            "finished": iso(audit.finished),
            "interrupted": audit.interrupted,
            "summary": audit.summary(),
        }
        for table in self._tables.values():
            table.close(told)
        for table in self._tables.values():
            table.publish()
        self._tables = {}

    def _add(self, found: Iterable[Row]) -> None:
        for name, row in found:
            self._tables[name].add(row)

    def _abandon(self) -> None:
        for table in self._tables.values():
            table.abandon()
        self._tables = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._abandon()


class _Table:
    """One file; rows are kept by column, and written in groups."""

    def __init__(self, path: Path, columns: dict[str, Kind]) -> None:
        # late: 60 MB, for this format alone
        import pyarrow  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415

        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        types = _types()
        self._schema = pyarrow.schema([(name, types[kind]) for name, kind in columns.items()])
        self._columns: dict[str, list[Any]] = {name: [] for name in columns}
        self._held = 0
        self._batch = pyarrow.record_batch
        self._array = pyarrow.array
        self._writer = parquet.ParquetWriter(self._part, self._schema, compression="zstd")

    def add(self, row: dict[str, Any]) -> None:
        """Take a row."""
        for name, values in self._columns.items():
            values.append(row[name])
        self._held += 1
        if self._held == _GROUP:
            self._write()

    def _write(self) -> None:
        try:
            arrays = [self._array(self._columns[each.name], type=each.type) for each in self._schema]
        except UnicodeEncodeError:  # a file name of another encoding: half a character is none here
            self._columns = {name: _sound(values) for name, values in self._columns.items()}
            arrays = [self._array(self._columns[each.name], type=each.type) for each in self._schema]
        self._writer.write_batch(self._batch(arrays, schema=self._schema))
        for values in self._columns.values():
            values.clear()
        self._held = 0

    def close(self, told: dict[str, Any]) -> None:
        """Write what is left, and what is to be known of the whole."""
        if self._held:
            self._write()
        self._writer.add_key_value_metadata({"srccheck": json.dumps(told)})
        self._writer.close()

    def publish(self) -> None:
        """Give the file its name, in the place of an earlier one."""
        self._part.replace(self._path)

    def abandon(self) -> None:
        """Take away what is not finished."""
        with contextlib.suppress(OSError):
            self._writer.close()
        self._part.unlink(missing_ok=True)


def _sound(value: Any) -> Any:
    """The same with U+FFFD for what UTF-8 cannot hold."""
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in value)
    if isinstance(value, dict):
        return {key: _sound(held) for key, held in value.items()}
    return list(map(_sound, value)) if isinstance(value, list) else value


def _types() -> dict[Kind, Any]:
    import pyarrow as pa  # noqa: PLC0415  late, as above

    text, word = pa.string(), pa.dictionary(pa.int32(), pa.string())
    day, moment = pa.date32(), pa.timestamp("us", tz="UTC")
    return {
        "text": text,
        "word": word,
        "whole": pa.int32(),
        "real": pa.float64(),
        "flag": pa.bool_(),
        "day": day,
        "moment": moment,
        "texts": pa.list_(text),
        "hops": pa.list_(pa.struct([("url", text), ("http_status", pa.int32())])),
        "quotes": pa.list_(pa.struct([("words", text), ("verdict", text)])),
        "notices": pa.list_(pa.struct([("kind", text), ("effect", text), ("doi", text), ("date", day)])),
    }
