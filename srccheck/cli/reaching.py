"""The options of how the web is asked: what is remembered, how politely, by which way."""

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
    )
