"""`srccheck extract`; loads what reads documents, and nothing of the web."""

from __future__ import annotations

from contextlib import closing

from attrs import evolve

from srccheck.cli.outcome import exit_code, failing
from srccheck.cli.output import Desk, complain
from srccheck.cli.progress import ProgressBar
from srccheck.cli.wishes import Wishes
from srccheck.intake import take_in
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
    return exit_code(
        interrupted=interrupted,
        unusable=job.refused or job.desk.failed,
        failing=job.fails,
    )


class _Extraction:
    """The documents read so far, and where they are reported.

    Attributes:
        refused: an input could not be read.
        fails: a document has a finding that counts.
    """

    def __init__(self, wishes: Wishes) -> None:
        self.desk = Desk(brief=wishes.settings.quiet)
        self.refused = False
        self.fails = False
        self._documents: list[Document] = []
        self._unreadable: list[Finding] = []
        self._wishes = wishes
        streamed = [t for t in wishes.targets if t.file is None and (t.format or wishes.format) == "jsonl"]
        self._streams = bool(streamed)
        self._later = tuple(target for target in wishes.targets if target not in streamed)

    def read_all(self, progress: ProgressBar) -> None:
        """Read every document; `jsonl` on standard output is written as they are done, and let go."""
        wishes = self._wishes
        items = take_in(
            wishes.paths,
            settings=wishes.settings,
            progress=progress,
            stdin_name=wishes.stdin_name,
            as_notes=wishes.as_notes,
        )
        with closing(items):
            for item in items:
                if isinstance(item, Finding):
                    self._refuse(item)
                else:
                    self._take(_selected(item, wishes.settings))
                if self.desk.closed and not self._later:
                    return

    def _take(self, document: Document) -> None:
        self.fails = self.fails or failing(document.findings, self._wishes.settings.fail_on)
        if self._later:
            self._documents.append(document)
        if self._streams:
            self.desk.say(render_extract("jsonl", (document,)))

    def _refuse(self, finding: Finding) -> None:
        self.refused = True
        if self._later:
            self._unreadable.append(finding)
        if self._streams:
            self.desk.say(render_extract("jsonl", (), (finding,)))
        if not self._wishes.shows_text:
            complain(f"{finding.document}: {finding.message}")

    def report(self) -> None:
        """Write what has not been written already."""
        documents, unreadable = tuple(self._documents), tuple(self._unreadable)

        def render(name: str, view: View) -> str:
            return render_extract(name, documents, unreadable, view)

        self.desk.deliver(self._later, self._wishes.format, render)


def _selected(document: Document, settings: Settings) -> Document:
    own = settings.for_document(document.path)
    return evolve(document, findings=tuple(f for f in document.findings if is_selected(f.code, own)))
