"""What archives say of themselves, told apart from what they play back."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from attrs import frozen

from srccheck.model.web import Exchange

__all__ = ["Mark", "Meaning", "is_playback", "marks", "own_words", "trouble_of"]

Meaning = Literal["absent", "excluded"]


@frozen(kw_only=True)
class Mark:
    """One row of marks.toml: a reply of this status with this text means that."""

    means: Meaning
    status: int
    text: str
    source: str


@cache
def marks() -> tuple[Mark, ...]:
    """The table, read once."""
    table = tomllib.loads(files("srccheck.archives").joinpath("marks.toml").read_text(encoding="utf-8"))
    return tuple(Mark(**cast("dict[str, object]", row)) for row in table["mark"])  # type: ignore[arg-type]


def is_playback(exchange: Exchange) -> bool:
    """Whether the archive plays a page back, whatever its status (RFC 7089, 2.1.1)."""
    return exchange.header("memento-datetime") is not None


def own_words(exchange: Exchange) -> Meaning | None:
    """What the archive itself says about the URL; None where it says neither, or plays a page back."""
    if is_playback(exchange):
        return None
    said = exchange.body.decode("utf-8", "replace") + (
        exchange.header("x-archive-wayback-runtime-error") or ""
    )
    folded = said.replace("’", "'").casefold()
    for mark in marks():
        if exchange.http_status == mark.status and mark.text.casefold() in folded:
            return mark.means
    return None


def trouble_of(exchange: Exchange) -> str:
    """Why an answer cannot be trusted, in a few words for people."""
    if exchange.failure:
        return exchange.detail or f"the archive could not be asked ({exchange.failure})"
    if exchange.http_status == 429:
        return "the archive asked us to slow down (429)"
    return f"the archive's answer ({exchange.http_status}) says nothing about the page"
