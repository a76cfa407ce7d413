"""Getting reports to where they are wanted: standard output, files, a pipe that closes early."""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from srccheck.cli.wishes import Target
from srccheck.reports import AUDIT_FOLDERS, View
from srccheck.reports.cleaning import clean

__all__ = ["Desk", "complain"]

_CLOSED = {errno.EPIPE, errno.EINVAL, errno.ESHUTDOWN}  # Windows says EINVAL where others say EPIPE


def complain(message: str) -> None:
    """One line on standard error."""
    click.echo(f"srccheck: {clean(message)}", err=True)


class Desk:
    """Hands reports out, and remembers what went wrong in doing so.

    Attributes:
        failed: a report could not be written where it was wanted.
        closed: whoever read standard output has gone away.
    """

    def __init__(self, *, brief: bool) -> None:
        self.failed = False
        self.closed = False
        self._brief = brief

    def screen(self) -> View:
        """How standard output will be looked at (https://no-color.org)."""
        if sys.stdout is None or not sys.stdout.isatty():  # None: closed before we began
            return View(brief=self._brief)
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        return View(colour=not plain, width=shutil.get_terminal_size().columns, brief=self._brief)

    def say(self, text: str) -> None:
        """Write to standard output; that a reader has closed the pipe is no error."""
        if self.closed:
            return
        try:
            click.echo(text, nl=False, color=self.screen().colour)
        except OSError as error:
            self.closed = True
            _abandon_stdout()
            if error.errno not in _CLOSED:
                self.failed = True
                complain(f"the report cannot be written: {error.strerror}")

    def deliver(
        self,
        targets: tuple[Target, ...],
        main: str,
        render: Callable[[str, View], str],
        save: Callable[[str, Path], None] | None = None,
    ) -> None:
        """Write every report; what cannot be written to its file is printed, unless one is printed anyway.

        Args:
            targets: where reports are wanted.
            main: the format of targets that name none.
            render: makes the report of a format for a view.
            save: writes the report of a format that is a folder of files.
        """
        for target in targets:
            named = target.format or main
            if target.file is None:
                self.say(render(named, self.screen()))
            elif named in AUDIT_FOLDERS and save:
                self._attempt(target.file, partial(save, named, target.file))
            else:
                text = render(named, View(brief=self._brief))
                self._attempt(target.file, partial(_write, target.file, text))
        if self.failed and all(target.file for target in targets):
            self.say(render("text" if main in AUDIT_FOLDERS else main, self.screen()))

    def _attempt(self, file: Path, write: Callable[[], None]) -> None:
        try:
            write()
        except (OSError, ValueError) as error:
            self.failed = True
            complain(f"cannot write {file}: {getattr(error, 'strerror', None) or error}; name another file")


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def _abandon_stdout() -> None:
    # Python flushes stdout once more when it ends, and would complain there about the closed pipe.
    try:
        descriptor = sys.stdout.fileno()
    except (io.UnsupportedOperation, ValueError):
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)
