"""Headings over lists of notes and bibliographies, in the languages of the data file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from srccheck.model import Fragment

__all__ = ["ListKind", "heading_kind", "list_headings"]

ListKind = Literal["notes", "bibliography"]

_EDGES = " \t\u00a0#*_>=~:.-"
_NUMBERING = re.compile(r"(?:\d{1,2}|[IVX]{1,5})[.)]\s{1,3}(?=\S)")
_LONGEST = 80
_MOST_SPACES = 7


def _folded(text: str) -> str:
    """Without case; of Turkish and Azerbaijani both i are one, since I is the capital of ı."""
    return text.casefold().replace("i\u0307", "i").replace("ı", "i")


@cache
def _table() -> dict[str, ListKind]:
    text = files("srccheck.text").joinpath("data", "notes_headings.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    table: dict[str, ListKind] = {}
    for words in data["bibliography"].values():
        table.update(dict.fromkeys(map(_folded, words), "bibliography"))
    for words in data["notes"].values():
        table.update(dict.fromkeys(map(_folded, words), "notes"))
    return table


def heading_kind(text: str) -> ListKind | None:
    """What kind of list a heading announces; None for other lines."""
    if len(text) > _LONGEST or text.count(" ") > _MOST_SPACES + len(text) - len(text.strip()):
        return None
    plain = text.strip(_EDGES)
    numbering = _NUMBERING.match(plain)
    if numbering:
        plain = plain[numbering.end() :]
    return _table().get(_folded(" ".join(plain.split())))


def list_headings(lines: Sequence[Fragment]) -> dict[int, ListKind]:
    """Positions of such headings."""
    return {
        index: kind
        for index, line in enumerate(lines)
        if line.text and len(line.text) <= _LONGEST and (kind := heading_kind(line.text))
    }
