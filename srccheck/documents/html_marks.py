"""Markers of notes in HTML, and how software names the parts of its notes."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from srccheck.documents.html_scan import Tree
from srccheck.model import NoteKind
from srccheck.notes.numbering import roman

__all__ = ["ARROWS", "Dialects", "dialects", "marker_of", "number_of", "own_marker"]

ARROWS = "^↑↩↵⏎⬆⤴⮌↺←⇑˄∧⌃\ufe0e\ufe0f"
_MARKER = re.compile(
    r"[\[({]?\s{0,3}"
    r"(?P<marker>(?:[^\W\d_]{1,12}\.?\s)?(?:\d{1,4}[a-z]?|[ivxlc]{1,7}|[IVXLC]{1,7}|[^\W\d_]{1,2})|[*∗†‡§¶#]{1,4})"
    r"\s{0,3}[\])}]?\s{0,3}[.:]?\Z"
)
_SILENT = frozenset({"href", "@href", "id", "name", "title", "alt", "start", "value"})
_NOTHING: frozenset[str] = frozenset()
_OWN = re.compile(
    r"[\[(]?(?P<marker>\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7}|[a-zA-Z]|[*∗†‡§¶]{1,4})"
    r"(?P<end>[\])][.:]?|[.:]|)(?=\s|\Z)"
)


@frozen(kw_only=True)
class Dialects:
    """The words of the data file, looked up.

    Attributes:
        reference, back: links to a note and back from it.
        item, items: kind of a note, and of the notes in a list, by word.
    """

    reference: frozenset[str]
    back: frozenset[str]
    item: dict[str, NoteKind]
    items: dict[str, NoteKind]

    @staticmethod
    def words(tree: Tree, element: int) -> frozenset[str]:
        """What an element says that it is: roles, epub:types, classes, and Word's `mso-element`."""
        kept = tree.attributes.get(element)
        if not kept or kept.keys() <= _SILENT:
            return _NOTHING
        known = tree.said.get(element)
        if known is None:
            said = (
                " ".join((kept.get("role", ""), kept.get("epub:type", ""), kept.get("class", "")))
                .lower()
                .split()
            )
            said += [name for name in ("data-footnote-ref", "data-footnote-backref") if name in kept]
            style = kept.get("style", "").replace(" ", "").lower()
            said += [f"mso-element:{kind}" for kind in ("footnote", "endnote") if _has_element(style, kind)]
            known = tree.said[element] = frozenset(said)
        return known


def _has_element(style: str, kind: str) -> bool:
    return f"mso-element:{kind};" in f"{style};"


@cache
def dialects() -> Dialects:
    """The words that software uses for the parts of notes."""
    text = files("srccheck.documents").joinpath("data", "html_notes.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Dialects(
        reference=frozenset(_said(data["reference"])),
        back=frozenset(_said(data["back"])),
        item={word: kind for kind, entry in data["item"].items() for word in _said(entry)},
        items={word: kind for kind, entry in data["list"].items() for word in _said(entry)},
    )


def _said(entry: dict[str, Any]) -> list[str]:
    return [
        *entry["roles"],
        *entry["classes"],
        *(f"mso-element:{name}" for name in entry.get("elements", ())),
    ]


def marker_of(text: str) -> str | None:
    """The marker that a short text is (`[1]`, `iv`, `*`, `nb 2`), without brackets and dots; else None."""
    if len(text) > 24:
        return None
    match = _MARKER.match(text.strip(f" \u00a0{ARROWS}"))
    return " ".join(match["marker"].split()) if match else None


def own_marker(text: str) -> tuple[str, int, bool] | None:
    """The marker that a text begins with, where the text goes on, and whether a bracket or dot ends it."""
    match = _OWN.match(text)
    if match is None:
        return None
    after = match.end()
    after += len(text) - after - len(text[after:].lstrip())
    return match["marker"], after, bool(match["end"])


def number_of(marker: str) -> int | None:
    """The number that a marker is."""
    if marker.isascii() and marker.isdigit():
        return int(marker)
    if len(marker) == 1 and marker not in "ivxIVX":
        return None
    return roman(marker.lower()) if marker.isascii() and marker.isalpha() else None
