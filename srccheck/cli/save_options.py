"""The options of `srccheck save`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from srccheck.cli.options import decorated, read_codes

__all__ = ["SAVE_FORMATS", "saving_options"]

SAVE_FORMATS = ("text", "json")

_Command = TypeVar("_Command", bound=Callable[..., Any])


def saving_options() -> Callable[[_Command], _Command]:
    """What to save, and how."""
    return decorated(
        (
            click.argument("paths", nargs=-1, required=True, metavar="PATH|URL..."),
            *_choosing(),
            click.option(
                "--format",
                type=click.Choice(SAVE_FORMATS, case_sensitive=False),
                default="text",
                show_default=True,
                help="How the report is written.",
            ),
            click.option(
                "--config",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Read settings from FILE instead of the nearest srccheck.toml or pyproject.toml.",
            ),
            click.option(
                "--no-live",
                "live",
                flag_value=False,
                default=None,
                help="Do not ask the cited pages whether they are there.",
            ),
            click.option(
                "--store",
                metavar="URL",
                help="Remember answers in this file, or database; none to remember nothing (default: a file "
                "among your own data).",
            ),
            click.option("--quiet", is_flag=True, help="No progress."),
            click.option(
                "--progress/--no-progress",
                default=None,
                help="Show the progress on stderr, or not (default: only on a terminal).",
            ),
        )
    )


def _choosing() -> tuple[Callable[[_Command], _Command], ...]:
    """The options of what is saved: one decorator for each, in the order of `--help`."""
    return (
        click.option(
            "--only",
            multiple=True,
            callback=read_codes,
            metavar="CODES",
            help="Save the pages that have one of these findings (A402,A403), not all that are there and "
            "have no good capture.",
        ),
        click.option(
            "--missing",
            is_flag=True,
            help="Save what the archive lacks by the word of the last audits in the store, which is not "
            "asked for anew, and leave out what could not be saved within four weeks.",
        ),
        click.option(
            "--max",
            "at_most",
            type=click.IntRange(min=1),
            metavar="N",
            help="Save at most so many pages in this run.",
        ),
        click.option("--dry-run", is_flag=True, help="Say what would be saved, and ask for nothing."),
        click.option(
            "--yes",
            is_flag=True,
            help="Also save addresses that let in whoever holds them (signed, with tokens, share links).",
        ),
    )
