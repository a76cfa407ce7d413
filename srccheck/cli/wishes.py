"""What a command line asks for, put together with what the configuration says."""

from __future__ import annotations

import os
import re
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from attrs import frozen

from srccheck.configuration import configure
from srccheck.errors import UsageError
from srccheck.reports import AUDIT_FOLDERS
from srccheck.settings import FORMATS, Settings

__all__ = ["Target", "Wishes"]

_PREFIX = re.compile(r"\A[a-z][a-z0-9-]{1,30}:", re.IGNORECASE)
_OWN = ("paths", "stdin_name", "as_notes", "since", "since_last", "write_baseline")


@frozen(kw_only=True)
class Target:
    """Where a report goes.

    Attributes:
        format: its format; None for the one of `--format`.
        file: the file; None for standard output.
    """

    format: str | None = None
    file: Path | None = None

    @classmethod
    def read(cls, text: str, formats: tuple[str, ...]) -> Self:
        """The target that `FILE` or `FORMAT:FILE` means.

        Args:
            text: as written.
            formats: those that there are.

        Raises:
            UsageError: there is no such format, or no file is named.
        """
        named, file = None, text
        # One letter before the colon is a drive of Windows, not a format.
        if _PREFIX.match(text):
            named, _, file = text.partition(":")
            named = named.lower()
            if named not in formats:
                known = ", ".join(formats)
                raise UsageError(f"unknown format {named!r}; there are {known} (for a file: ./{text})")
        if not file:
            raise UsageError("a file name is missing")
        return cls(format=named, file=None if file == "-" else Path(file))


@frozen(kw_only=True)
class Wishes:
    """What the command line asks for.

    Attributes:
        paths: documents, folders, globs, `-`.
        targets: where the reports go, in order; at least one.
        format: the main format.
        stdin_name: what standard input is called; its ending gives the format.
        as_notes: the inputs are lists of notes, one a line.
        since: only what is new against this state of the repository; None for everything.
        since_last: only what has changed since earlier runs.
        write_baseline: the file to list all findings in; None for none.
        settings: all else.
    """

    paths: tuple[str, ...] = ()
    targets: tuple[Target, ...]
    format: str
    stdin_name: str | None = None
    as_notes: bool = False
    since: str | None = None
    since_last: bool = False
    write_baseline: str | None = None
    settings: Settings

    @property
    def shows_text(self) -> bool:
        """Whether the text report, which says everything itself, goes to standard output."""
        return any(not t.file and (t.format or self.format) == "text" for t in self.targets)

    @property
    def progress(self) -> bool | None:
        """Whether to show progress; None to see whether stderr is a terminal."""
        return False if self.settings.quiet else self.settings.progress

    @classmethod
    def of(cls, values: dict[str, Any], formats: tuple[str, ...]) -> Self:
        """Read the parameters that click hands over.

        Args:
            values: the parameters.
            formats: what the command can write; the first is its own choice.

        Raises:
            UsageError: the configuration is missing or wrong, or a value is out of range.
        """
        own = {name: values.pop(name) for name in _OWN if name in values}
        given = bool(values.get("output"))
        settings = configure(values.pop("config"), environment=os.environ, options=values).settings
        # What the configuration wants written in formats that this command has not is for other commands.
        known = formats if given else FORMATS
        read = [Target.read(text, known) for text in settings.output]
        outputs = [target for target in read if target.format in (None, *formats)]
        main = settings.format if settings.format in formats else formats[0]
        bare = [target for target in outputs if target.format is None]
        if main in AUDIT_FOLDERS:  # which the screen cannot show
            bare += [target for target in outputs if target.format == main]
        targets = (*([] if bare else [Target()]), *outputs)
        for target in targets:
            _check_folder(target.format or main, target.file)
        return cls(targets=targets, format=main, settings=settings, **own)


def _check_folder(named: str, file: Path | None) -> None:
    """See that a format that is a folder of files has one, and all that it needs."""
    if named in AUDIT_FOLDERS:
        if file is None:
            raise UsageError(
                f"{named} is a folder of tables, which the screen cannot show: --output {named}:FOLDER"
            )
        import_module(AUDIT_FOLDERS[named]).check()
