"""The options of `srccheck fix`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from srccheck.cli.options import as_of_option, config_option, decorated, overrides_option, read_codes
from srccheck.cli.reaching import reaching_options

__all__ = ["fixing_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def fixing_options() -> Callable[[_Command], _Command]:
    """What to repair, by what facts, and whether to write it."""
    return decorated(
        (click.argument("paths", nargs=-1, required=True, metavar="PATH..."), *_own(), *_common())
    )


def _own() -> tuple[Callable[[_Command], _Command], ...]:
    return (
        click.option("--write", is_flag=True, help="Write the repaired documents, each in one step."),
        click.option("--backup", is_flag=True, help="Keep what was there before as PATH.bak (with --write)."),
        click.option(
            "--select",
            multiple=True,
            callback=read_codes,
            metavar="CODES",
            help="Repair only these: L206,A401.",
        ),
        click.option(
            "--ignore", multiple=True, callback=read_codes, metavar="CODES", help="Do not repair these."
        ),
        click.option(
            "--from",
            "report",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            metavar="FILE",
            help="Take what is known of the pages from this report of srccheck audit --format json (default: "
            "what runs of the last seven days on this machine remember).",
        ),
        click.option("--live", "asks", is_flag=True, help="Audit the documents first, and go by that."),
        click.option(
            "--replay",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="As --live, but answered from FILE, a recorded WARC; touches no network.",
        ),
        click.option(
            "--access-date",
            type=click.Choice(["today"], case_sensitive=False),
            help="Also renew, or add, the access dates of pages seen alive within a day (with --live or "
            "--from).",
        ),
        click.option(
            "--yes",
            is_flag=True,
            help="Also add captures of pages that were found dead only within one day (without it: a "
            "day apart, or gone by the archive's history).",
        ),
    )


def _common() -> tuple[Callable[[_Command], _Command], ...]:
    return (
        click.option(
            "--stdin-name",
            metavar="NAME",
            help="What to call standard input (PATH -); the ending of NAME tells its format: draft.md.",
        ),
        as_of_option(),
        *reaching_options(),
        config_option(),
        overrides_option(),
        click.option("--quiet", is_flag=True, help="No progress, and nothing about what is not repaired."),
        click.option(
            "--progress/--no-progress",
            default=None,
            help="Show the progress on stderr, or not (default: only on a terminal).",
        ),
    )
