"""Where a large audit is told: each wanted report takes what comes, when it comes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from srccheck.cli.output import Desk
from srccheck.cli.wishes import Target, Wishes
from srccheck.errors import UsageError
from srccheck.model import Audit, Document, Finding, LinkReport
from srccheck.reports.streamed import closing_line, finding_line, link_line, summary_text
from srccheck.scale.document_lines import DocumentLines

if TYPE_CHECKING:
    from srccheck.reports.parquet import ParquetFolder

__all__ = ["STREAMED", "Sink", "sinks_for"]

STREAMED = ("text", "jsonl", "parquet")
"""Formats that can be written without all links at hand."""


class Sink(Protocol):
    """A report under way."""

    def read(self, item: Document | Finding, findings: Sequence[Finding]) -> None:
        """A document, or a part of a list, or the X901 of one; and what is to be said of it by itself."""

    def link(self, report: LinkReport, findings: Sequence[Finding]) -> None:
        """A link that is settled, and what is to be said of it."""

    def close(self, audit: Audit) -> None:
        """The end."""


class _Lines:
    """JSON, a line a link."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def read(self, item: Document | Finding, findings: Sequence[Finding]) -> None:
        if findings:
            self._write(finding_line(item.path if isinstance(item, Document) else item.document, findings))

    def link(self, report: LinkReport, findings: Sequence[Finding]) -> None:
        self._write(link_line(report, findings))

    def close(self, audit: Audit) -> None:
        self._write(closing_line(audit))


class _Text:
    """The short report for people."""

    def __init__(self, desk: Desk, target: Target) -> None:
        self._desk = desk
        self._target = target

    def read(self, item: Document | Finding, findings: Sequence[Finding]) -> None:
        pass

    def link(self, report: LinkReport, findings: Sequence[Finding]) -> None:
        pass

    def close(self, audit: Audit) -> None:
        self._desk.deliver((self._target,), "text", lambda name, view: summary_text(audit, view))


class _Tables:
    """Parquet in a folder; the rows of lists are no documents."""

    def __init__(self, folder: ParquetFolder, *, with_documents: bool) -> None:
        self._folder = folder
        self._with_documents = with_documents

    def read(self, item: Document | Finding, findings: Sequence[Finding]) -> None:
        if self._with_documents and isinstance(item, Document):
            self._folder.add(item)

    def link(self, report: LinkReport, findings: Sequence[Finding]) -> None:
        self._folder.add(report)

    def close(self, audit: Audit) -> None:
        self._folder.close(audit)


def sinks_for(wishes: Wishes, desk: Desk, stack: ExitStack, *, documents: bool) -> list[Sink]:
    """A sink for each report that is wanted, all of them in formats of `STREAMED`.

    Args:
        wishes: formats and files.
        desk: for standard output.
        stack: ends what must be ended.
        documents: it is about documents, not lists.

    Raises:
        UsageError: a file cannot be written.
    """
    return [_sink(target, wishes, desk, stack, documents) for target in wishes.targets]


def _sink(target: Target, wishes: Wishes, desk: Desk, stack: ExitStack, documents: bool) -> Sink:
    named = target.format or wishes.format
    if named == "text":
        return _Text(desk, target)
    if named == "parquet" and target.file is not None:
        from srccheck.reports.parquet import ParquetFolder  # late: it loads pyarrow  # noqa: PLC0415

        try:
            return _Tables(stack.enter_context(ParquetFolder(target.file)), with_documents=documents)
        except OSError as error:
            raise _unwritable(target.file, error) from error
    write = stack.enter_context(_opened(target.file)).write if target.file else desk.say
    if not documents:
        return _Lines(write)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="srccheck-"))
    return DocumentLines(Path(folder) / "lines.sqlite3", write)


def _opened(file: Path) -> IO[str]:
    try:
        return file.open("w", encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise _unwritable(file, error) from error


def _unwritable(file: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot write {file}: {error.strerror or error}; name another file")
