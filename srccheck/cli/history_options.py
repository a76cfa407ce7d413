"""The options of `srccheck history`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from srccheck.cli.options import config_option, decorated, read_day, read_outputs

__all__ = ["HISTORY_FORMATS", "history_options"]

# Those of srccheck.reports.history, which `--version` need not wait for; a test holds the two together.
HISTORY_FORMATS = ("text", "json", "markdown", "html")

_Command = TypeVar("_Command", bound=Callable[..., Any])


def history_options() -> Callable[[_Command], _Command]:
    """What to tell of, since when, and how."""
    return decorated(
        (
            click.argument("paths", nargs=-1, metavar="[PATH]..."),
            click.option(
                "--since",
                callback=read_day,
                metavar="YYYY-MM-DD",
                help="What has changed since this day (default: between the last audit and the one before).",
            ),
            click.option(
                "--format",
                type=click.Choice(HISTORY_FORMATS, case_sensitive=False),
                help=f"How the report is written.  [default: {HISTORY_FORMATS[0]}]",
            ),
            click.option(
                "--output",
                multiple=True,
                callback=read_outputs(HISTORY_FORMATS),
                metavar="[FORMAT:]FILE",
                help="Write the report to FILE instead of the screen; FORMAT:FILE writes one more report, "
                "in that format. May be given several times.",
            ),
            click.option(
                "--store",
                metavar="URL",
                help="The file, or database, that audits were remembered in (default: a file among your own "
                "data).",
            ),
            config_option(),
        )
    )
