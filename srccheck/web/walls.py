"""Bot walls: who asks visitors to prove that they are human, in place of showing the page."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from srccheck.model.web import Exchange
from srccheck.web.notfound_words import folded, pieces
from srccheck.web.page import PageView

__all__ = ["header_wall", "wall"]

# a status that says itself what is the matter (401, 402, 407, 451) is no sign of a wall
_GONE = frozenset({404, 410})
_REFUSALS = frozenset(
    {400, 403, 405, 406, 409, 412, 418, 421, 422, 423, 425, 428, 429, 430, 444, 449, 456, 503, 520, 521, 529}
)
_LOOKED_AT = 300_000
_A_FEW_SENTENCES = 400
_NOTHING_ELSE = 150
_HARDLY_ANY_TEXT = 700
"""Characters of main text; a choice, not a measurement."""


@frozen(kw_only=True)
class _Wall:
    name: str
    headers: Mapping[str, frozenset[str]]
    gate: tuple[bytes, ...]
    vendor: tuple[bytes, ...]
    titles: frozenset[str]
    addresses: tuple[str, ...]


def header_wall(exchange: Exchange) -> str | None:
    """The wall whose own header an answer carries, whatever its status; None for none."""
    known = _headers()
    for name, value in exchange.headers:
        whose = known.get((name, value.strip().lower()))
        if whose is not None:
            return whose
    return None


@cache
def _headers() -> dict[tuple[str, str], str]:
    return {
        (name, value): f"{one.name}, header {name}"
        for one in _walls()
        for name, values in one.headers.items()
        for value in values
    }


def wall(exchange: Exchange, page: PageView) -> str | None:
    """The bot wall that stands before a page.

    Args:
        exchange: the answer.
        page: what it shows.

    Returns:
        Whose wall it is and what betrays it, in a few words; None for none.
    """
    by_header = header_wall(exchange)
    status = exchange.http_status or 0
    refused = status in _REFUSALS
    bare = page.text_length < _HARDLY_ANY_TEXT and (page.is_html or not page.facts.content_type)
    if by_header or not (refused or ((200 <= status < 300 or status in _GONE) and bare)):
        return by_header
    end = exchange.url.partition("://")[2]
    body = exchange.body[:_LOOKED_AT]
    names = {folded(name) for name in page.names}
    parts = {folded(part) for name in page.names for part in pieces(name)} | names
    for one in _walls():
        if end.startswith(one.addresses):
            return f"{one.name}, by its address"
        mark = next((mark for mark in one.gate if mark in body), None)
        if mark is None and refused:
            mark = next((mark for mark in one.vendor if mark in body), None)
        if mark is not None:
            return f"{one.name}, {mark.decode()!r}"
        if not one.titles.isdisjoint(parts) and (refused or any(m in body for m in one.vendor)):
            return f"{one.name}, by its title"
        alone = page.has_scripts or page.text_length < _NOTHING_ELSE
        if one.gate and alone and not one.titles.isdisjoint(names):
            return f"{one.name}, by its title"
    return _said(page) if page.is_html and not page.facts.published else None


def _said(page: PageView) -> str | None:
    """What a challenge says, on a page with hardly a word more."""
    words = folded(page.facts.text_sample) if page.text_length < _A_FEW_SENTENCES else ""
    return next((f"it says: {phrase}" for phrase in _says() if phrase in words), None)


@cache
def _says() -> tuple[str, ...]:
    return tuple(folded(phrase) for phrase in _table()["says"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("srccheck.web").joinpath("data", "walls.toml").read_text(encoding="utf-8"))


@cache
def _walls() -> tuple[_Wall, ...]:
    return tuple(
        _Wall(
            name=row["name"],
            headers={name: frozenset(values) for name, values in row["headers"].items()},
            gate=tuple(mark.encode() for mark in row["gate"]),
            vendor=tuple(mark.encode() for mark in row["vendor"]),
            titles=frozenset(folded(title) for title in row["titles"]),
            addresses=tuple(row.get("addresses", ())),
        )
        for row in _table()["wall"]
    )
