"""`srccheck extract`; loads what reads documents, and nothing of the web."""

from __future__ import annotations

import sys

from attrs import evolve

from srccheck.cli.outcome import exit_code, failing
from srccheck.cli.output import Desk, complain
from srccheck.cli.progress import ProgressBar
from srccheck.cli.wishes import Wishes
from srccheck.documents.discover import discover
from srccheck.errors import UnreadableInputError
from srccheck.extraction import extract, extract_lines, unreadable_finding
from srccheck.judging import is_selected
from srccheck.model import Document, Finding
from srccheck.reports import View, render_extract
from srccheck.settings import Settings

__all__ = ["run_extract"]


def run_extract(wishes: Wishes) -> int:
    """Read documents and report what is in them; returns the exit code.

    Raises:
        UsageError: a code to select or ignore does not exist.
    """
    is_selected("X901", wishes.settings)
    job = _Extraction(wishes)
    interrupted = False
    try:
        with ProgressBar(wishes.progress) as progress:
            job.read_all(progress)
    except KeyboardInterrupt:
        interrupted = True
        complain("interrupted; this is what was done until then")
    job.report()
    findings = [finding for document in job.documents for finding in document.findings]
    return exit_code(
        interrupted=interrupted,
        unusable=bool(job.unreadable) or job.desk.failed,
        failing=failing(findings, wishes.settings.fail_on),
    )


class _Extraction:
    """The documents read so far, and where they are reported."""

    def __init__(self, wishes: Wishes) -> None:
        self.desk = Desk(brief=wishes.settings.quiet)
        self.documents: list[Document] = []
        self.unreadable: list[Finding] = []
        self._wishes = wishes
        streamed = [t for t in wishes.targets if t.file is None and (t.format or wishes.format) == "jsonl"]
        self._streams = bool(streamed)
        self._later = tuple(target for target in wishes.targets if target not in streamed)

    def read_all(self, progress: ProgressBar) -> None:
        """Read every document; `jsonl` on standard output is written as they are done."""
        found = discover(self._wishes.paths)
        for error in found.unreadable:
            self._refuse(error)
        for number, path in enumerate(found.paths, 1):
            try:
                document = _selected(_read(path, self._wishes), self._wishes.settings)
            except UnreadableInputError as error:
                self._refuse(error)
            else:
                self.documents.append(document)
                self._stream((document,), ())
            progress(number, len(found.paths), "documents")
            if self.desk.closed and not self._later:
                return

    def _refuse(self, error: UnreadableInputError) -> None:
        finding = unreadable_finding(error)
        self.unreadable.append(finding)
        self._stream((), (finding,))
        if not self._wishes.shows_text:
            complain(str(error))

    def _stream(self, documents: tuple[Document, ...], unreadable: tuple[Finding, ...]) -> None:
        if self._streams:
            self.desk.say(render_extract("jsonl", documents, unreadable))

    def report(self) -> None:
        """Write what has not been written already."""
        documents, unreadable = tuple(self.documents), tuple(self.unreadable)

        def render(name: str, view: View) -> str:
            return render_extract(name, documents, unreadable, view)

        self.desk.deliver(self._later, self._wishes.format, render)


def _read(path: str, wishes: Wishes) -> Document:
    read = extract_lines if wishes.as_notes else extract
    if path == "-":
        return read(sys.stdin.buffer, name=wishes.stdin_name or "-", settings=wishes.settings)
    return read(path, settings=wishes.settings)


def _selected(document: Document, settings: Settings) -> Document:
    own = settings.for_document(document.path)
    return evolve(document, findings=tuple(f for f in document.findings if is_selected(f.code, own)))
