"""Every option of the command line, in one place, and what its values come to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from srccheck.cli.reaching import reaching_options
from srccheck.errors import UsageError

__all__ = [
    "AUDIT_FORMATS",
    "EXTRACT_FORMATS",
    "LINT_FORMATS",
    "as_of_option",
    "asking_options",
    "configuring_options",
    "decorated",
    "drift_option",
    "judging_options",
    "note_options",
    "read_codes",
    "read_day",
    "read_outputs",
    "reading_options",
    "run_option",
    "since_option",
]

# Those of srccheck.reports, which `--version` need not wait for; a test holds the two together.
EXTRACT_FORMATS = ("text", "json", "jsonl", "csl-json", "bibtex", "ris", "csv")
AUDIT_FORMATS = ("text", "json", "jsonl", "markdown", "html", "github", "sarif", "junit", "csv", "parquet")
LINT_FORMATS = ("text", "json", "jsonl", "markdown", "html", "github", "sarif", "junit", "csv")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_Command = TypeVar("_Command", bound=Callable[..., Any])


# Callbacks rather than `click.ParamType`, which became generic in click 8.4: so both sides of that are typed.
def read_outputs(formats: tuple[str, ...]) -> Callable[..., tuple[str, ...]]:
    """Callback of the option of files to write.

    Args:
        formats: names that may stand before a file.
    """

    def read(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
        if value:
            from srccheck.cli.wishes import Target  # late: it loads the settings  # noqa: PLC0415
        for text in value:
            try:
                Target.read(text, formats)
            except UsageError as error:
                raise click.BadParameter(str(error)) from None
        return value

    return read


def read_day(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:
    """Callback of an option whose value is a day."""
    if value is None:
        return None
    try:
        # fromisoformat also reads weeks (2026-W47), which nobody means here.
        return dt.date.fromisoformat(value if _DAY.fullmatch(value) else "")
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date; write it like 2026-11-22") from None


def read_codes(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Callback of an option whose values are codes of findings, parted by commas."""
    codes = tuple(code for text in value for part in text.split(",") if (code := part.strip().upper()))
    if value and not codes:
        raise click.BadParameter("name at least one code, like D301 or D3")
    return codes


def decorated(options: Iterable[Callable[[_Command], _Command]]) -> Callable[[_Command], _Command]:
    """One decorator for several options, shown by `--help` in their order."""

    def decorate(command: _Command) -> _Command:
        for option in reversed(list(options)):
            command = option(command)
        return command

    return decorate


def reading_options(formats: tuple[str, ...], *, required: bool = True) -> Callable[[_Command], _Command]:
    """The paths, and the options of every command that reads documents.

    Args:
        formats: names that `--format` and `--output` take.
        required: there is nothing to do without a path.
    """
    return decorated(
        (
            click.argument("paths", nargs=-1, required=required, metavar="PATH..."),
            click.option(
                "--format",
                type=click.Choice(formats, case_sensitive=False),
                help=f"How the report is written.  [default: {formats[0]}]",
            ),
            click.option(
                "--output",
                multiple=True,
                callback=read_outputs(formats),
                metavar="[FORMAT:]FILE",
                help="Write the report to FILE instead of the screen; FORMAT:FILE writes one more report, "
                "in that format. May be given several times.",
            ),
            click.option(
                "--stdin-name",
                metavar="NAME",
                help="What to call standard input (PATH -); the ending of NAME tells its format: draft.md.",
            ),
            *judging_options(),
            config_option(),
            overrides_option(),
            click.option(
                "--quiet",
                is_flag=True,
                default=None,
                help="No progress, and only the notes that have a finding.",
            ),
            click.option(
                "--progress/--no-progress",
                default=None,
                help="Show the progress on stderr, or not (default: only on a terminal).",
            ),
        )
    )


def config_option() -> Callable[[_Command], _Command]:
    """The option of where settings come from."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Read settings from FILE instead of the nearest srccheck.toml or pyproject.toml.",
    )


def overrides_option() -> Callable[[_Command], _Command]:
    """The option of what people found out."""
    return click.option(
        "--overrides",
        metavar="FILE",
        help="Read what people found out about links from FILE instead of srccheck.overrides.toml.",
    )


def configuring_options() -> Callable[[_Command], _Command]:
    """The options of the command that shows settings: its own, and all that are settings."""
    return decorated(
        (
            click.argument("document", required=False, metavar="[PATH]"),
            click.option(
                "--format",
                "as_",
                type=click.Choice(("text", "json"), case_sensitive=False),
                default="text",
                show_default=True,
                help="How they are written.",
            ),
            click.option("--schema", is_flag=True, help="Print a JSON schema of the settings, for editors."),
            config_option(),
            overrides_option(),
            *judging_options(),
            asking_options(),
            drift_option(),
            run_option(),
        )
    )


def judging_options() -> tuple[Callable[[_Command], _Command], ...]:
    """The options of what is reported: one decorator for each, in the order of `--help`."""
    return (
        click.option(
            "--select",
            multiple=True,
            callback=read_codes,
            metavar="CODES",
            help="Report only these findings: D301,A4 (A4 means all A4xx).",
        ),
        click.option(
            "--extend-select",
            multiple=True,
            callback=read_codes,
            metavar="CODES",
            help="Report these findings besides, which are off by default: D307, S504.",
        ),
        click.option(
            "--ignore",
            multiple=True,
            callback=read_codes,
            metavar="CODES",
            help="Do not report these findings.",
        ),
        click.option(
            "--fail-on",
            type=click.Choice(["error", "warning", "info", "new", "never"], case_sensitive=False),
            help="Exit with 1 if there is a finding as serious as this, or more; new: an error or a warning "
            "that no earlier run told.  [default: error]",
        ),
    )


def note_options() -> Callable[[_Command], _Command]:
    """The options of the command that takes documents apart."""
    return click.option(
        "--as-notes",
        is_flag=True,
        help="Take every line of the files for the text of one note, whatever their format.",
    )


def drift_option() -> Callable[[_Command], _Command]:
    """The option of the command that compares."""
    return click.option(
        "--drift/--no-drift",
        default=None,
        help="Compare the text of each page with its capture: does it still say what it said, or not "
        "(default)? The archive is asked for no more captures than otherwise.",
    )


def since_option() -> Callable[[_Command], _Command]:
    """The option of the command that a hook runs before a push."""
    return click.option(
        "--since",
        metavar="REF",
        help="Ask only for links that the documents did not have where this branch, tag or commit of git was "
        "left; auto finds the branch.",
    )


def run_option() -> Callable[[_Command], _Command]:
    """The option of the command that leaves a run in the store."""
    return click.option(
        "--run",
        metavar="ID",
        help="What this run is called in the store. A run of that name that was killed is gone on with: what "
        "was answered is not asked again.  [default: a new name]",
    )


def as_of_option() -> Callable[[_Command], _Command]:
    """The option of the commands that judge dates."""
    return click.option(
        "--as-of",
        callback=read_day,
        metavar="YYYY-MM-DD",
        help="What today is, for every judgement about dates.",
    )


def asking_options() -> Callable[[_Command], _Command]:
    """The options of the commands that ask the web and archives."""
    return decorated(
        (
            as_of_option(),
            click.option(
                "--record",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Keep every exchange with the web in FILE (a WARC, .warc.gz), as evidence.",
            ),
            click.option(
                "--replay",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Answer every request from FILE, a recorded WARC, and touch no network.",
            ),
            click.option(
                "--no-live", "live", flag_value=False, default=None, help="Do not ask the cited pages."
            ),
            click.option(
                "--no-archive", "archive", flag_value=False, default=None, help="Do not ask the archive."
            ),
            click.option(
                "--no-registry",
                "registry",
                flag_value=False,
                default=None,
                help="Do not ask doi.org and Crossref about cited DOIs.",
            ),
            *reaching_options(),
        )
    )
