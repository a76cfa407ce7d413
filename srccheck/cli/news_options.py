"""The options of commands that tell what is new."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["baseline_options", "since_last_option"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def since_last_option() -> Callable[[_Command], _Command]:
    """The option of the command that runs every week."""
    return click.option(
        "--since-last",
        is_flag=True,
        help="Report only what has changed since earlier runs: what is new, and what is over. Reports as "
        "markdown, html and sarif hold the rest, too.",
    )


def baseline_options() -> Callable[[_Command], _Command]:
    """The options of an old collection, whose faults are known."""

    def decorate(command: _Command) -> _Command:
        command = click.option(
            "--write-baseline",
            metavar="FILE",
            help="List in FILE what is found now; none of it makes this run fail. What FILE says of other "
            "documents, and what nobody could tell this time, stays in it.",
        )(command)
        return click.option(
            "--baseline",
            metavar="FILE",
            help="Tell nothing of the findings that FILE lists; see --write-baseline.",
        )(command)

    return decorate
