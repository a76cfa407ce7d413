"""The options of how the web is asked: how much, what is remembered, how politely, by which way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["reaching_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def reaching_options() -> tuple[Callable[[_Command], _Command], ...]:
    """One decorator for each, in the order of `--help`."""
    return (
        click.option(
            "--max-time",
            "max_time_s",
            type=float,
            metavar="SECONDS",
            help="Stop asking after so long; what was not asked by then is unchecked.",
        ),
        click.option(
            "--max-links",
            type=int,
            metavar="N",
            help="Ask the web about at most N pages, those never asked or longest overdue first; the others "
            "are unchecked, and have their turn in later runs.",
        ),
        click.option(
            "--allow-offline",
            is_flag=True,
            default=None,
            help="That no link got an answer is no failure (exit code 3 otherwise).",
        ),
        *_ways(),
    )


def _ways() -> tuple[Callable[[_Command], _Command], ...]:
    return (
        click.option(
            "--store",
            metavar="URL",
            help="Remember answers in this file, or database; none to remember nothing (default: a file "
            "among your own data).",
        ),
        click.option(
            "--robots/--no-robots",
            default=None,
            help="Obey robots.txt of the cited sites, or not (default).",
        ),
        click.option(
            "--contact",
            metavar="ADDRESS",
            help="Tell the sites that are asked whom to turn to: an e-mail address or a URL.",
        ),
        click.option(
            "--allow-private",
            is_flag=True,
            default=None,
            help="Ask hosts of an intranet, too (a cloud's metadata never; no archive hears of them).",
        ),
        click.option(
            "--proxy",
            metavar="URL",
            help="Go through this HTTP proxy; none for none (default: what HTTP_PROXY, HTTPS_PROXY, "
            "ALL_PROXY and NO_PROXY say).",
        ),
        click.option(
            "--jobs",
            type=int,
            metavar="N",
            help="Requests under way at once, 1 to 1000.  [default: 50]",
        ),
        click.option(
            "--cluster",
            metavar="ADDRESS",
            help="Let the workers of a Dask cluster read and ask: the address of its scheduler, "
            "tcp://host:8786. --jobs holds for each of them.",
        ),
    )
