"""The option of audits that are about addresses, not documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["urls_option"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def urls_option() -> Callable[[_Command], _Command]:
    """The option of lists of addresses."""
    return click.option(
        "--urls",
        multiple=True,
        metavar="FILE",
        help="Check the addresses that FILE lists instead of documents: one a line (# begins a comment), or "
        ".csv, .tsv, .parquet with a column url, and accessed and title where known. A million are no "
        "trouble: each is told as it is answered. Formats: text (a summary), jsonl (a link a line), parquet.",
    )
