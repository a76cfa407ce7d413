"""Where a large audit is told: each wanted report takes what comes, when it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from srccheck.cli.output import Desk, complain
from srccheck.cli.wishes import Target, Wishes
from srccheck.errors import UsageError
from srccheck.model import Audit, Document, Finding, LinkReport
from srccheck.reports.streamed import closing_line, finding_line, link_line, summary_text
from srccheck.scale.document_lines import DocumentLines
from srccheck.scale.scratch import scratch_folder

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


class _Guarded:
    """A report in a file; one that cannot be written any more is given up, and the others go on."""

    def __init__(
        self, sink: Sink, desk: Desk, file: Path, *, end: Callable[[], object] = lambda: None
    ) -> None:
        self._sink: Sink | None = sink
        self._desk = desk
        self._file = file
        self._end = end

    def read(self, item: Document | Finding, findings: Sequence[Finding]) -> None:
        self._attempt(lambda sink: sink.read(item, findings))

    def link(self, report: LinkReport, findings: Sequence[Finding]) -> None:
        self._attempt(lambda sink: sink.link(report, findings))

    def close(self, audit: Audit) -> None:
        self._attempt(lambda sink: sink.close(audit))
        self._attempt(lambda sink: self._end())

    def _attempt(self, act: Callable[[Sink], object]) -> None:
        if self._sink is None:
            return
        try:
            act(self._sink)
        except OSError as error:  # no room, for one
            self._sink = None
            self._desk.failed = True
            complain(str(_unwritable(self._file, error)))


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
    if target.file is None:
        return _lines(desk.say, stack, documents=documents)
    if named == "parquet":
        from srccheck.reports.parquet import ParquetFolder  # late: it loads pyarrow  # noqa: PLC0415

        try:
            tables = stack.enter_context(ParquetFolder(target.file))
        except OSError as error:
            raise _unwritable(target.file, error) from error
        return _Guarded(_Tables(tables, with_documents=documents), desk, target.file)
    out = _opened(target.file)
    stack.callback(_let_go, out)
    return _Guarded(_lines(out.write, stack, documents=documents), desk, target.file, end=out.close)


def _lines(write: Callable[[str], object], stack: ExitStack, *, documents: bool) -> Sink:
    if not documents:
        return _Lines(write)
    folder = stack.enter_context(scratch_folder())
    return stack.enter_context(DocumentLines(folder / "lines.sqlite3", write))


def _let_go(file: IO[str]) -> None:
    with suppress(OSError):  # which has been said already
        file.close()


def _opened(file: Path) -> IO[str]:
    try:
        return file.open("w", encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise _unwritable(file, error) from error


def _unwritable(file: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot write {file}: {error.strerror or error}; name another file")
