"""Bibliographies: what their formats share, and CSL-JSON. Every entry is a note of kind `reference`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from srccheck.documents.bibliography_csl import stated_source
from srccheck.documents.shortfall import shortfall
from srccheck.errors import UnreadableInputError
from srccheck.model import Finding, Location, Manuscript, PlacedText, RawNote
from srccheck.text.encoding import Decoded

__all__ = [
    "entry_finding",
    "entry_note",
    "listed",
    "looks_like_csl_json",
    "read_csl_json",
]

_HEAD = 20_000
_LIST = re.compile(r'"(?:items|references)"\s{0,20}:\s{0,20}\[')
_NEXT_ITEM = re.compile(r"^[ \t]{0,40},?[ \t]{0,40}\{", re.MULTILINE)
_BLANK = re.compile(r"[\s,]{0,100000}")
_CSL_HINTS = frozenset({"title", "author", "issued", "container-title", "DOI", "URL", "accessed"})


def entry_note(
    item: Mapping[str, Any], marker: str, location: Location, places: Mapping[str, Location] | None = None
) -> RawNote:
    """An entry of a bibliography as a note.

    Args:
        item: the entry as a CSL-JSON item.
        marker: its key.
        location: its first to its last line.
        places: where its fields stand, as far as that is known: CSL variable -> place.
    """
    source = stated_source(item, location, places)
    text = source.text or marker
    return RawNote(
        marker=marker,
        kind="reference",
        text=PlacedText.of(text, line=location.line, column=location.column),
        location=location,
        stated=(source,),
    )


def entry_finding(path: str, line: int, message: str) -> Finding:
    """An entry that cannot be read; the others can."""
    return shortfall(path, message, Location(line=line))


def listed(
    path: str, decoded: Decoded, form: str, notes: Sequence[RawNote], findings: Sequence[Finding]
) -> Manuscript:
    """The manuscript of a bibliography: entries, and no running text.

    Raises:
        UnreadableInputError: it has no entry that can be read.
    """
    if not notes and (findings or decoded.text.strip()):
        what = findings[0].message if findings else "it has no entries"
        raise UnreadableInputError(path, f"no entry of this bibliography can be read: {what}", "repair it")
    return Manuscript(
        path=path,
        format=form,
        encoding=decoded.encoding,
        encoding_basis=decoded.basis,
        body=(),
        notes=tuple(notes),
        findings=tuple(findings),
    )


def looks_like_csl_json(text: str) -> bool:
    """Whether a text begins as a list of CSL-JSON items does."""
    start = _first_item(text)
    if start is None:
        return False
    try:
        item, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return False
    return isinstance(item, dict) and isinstance(item.get("type"), str) and bool(_CSL_HINTS & set(item))


def read_csl_json(path: str, decoded: Decoded) -> Manuscript:
    """Read a list of CSL-JSON items, or an object with such a list under `items` or `references`.

    Args:
        path: the document as the caller named it.
        decoded: its characters.

    Raises:
        UnreadableInputError: not one item can be read.
    """
    text = decoded.text
    notes: list[RawNote] = []
    findings: list[Finding] = []
    start = _first_item(text)
    decoder = json.JSONDecoder()
    line, counted = 1, 0
    while start is not None:
        line, counted = line + text.count("\n", counted, start), start
        try:
            item, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            findings.append(
                entry_finding(path, line, f"this item is no JSON ({_why(error)}) and is left out")
            )
            match = _NEXT_ITEM.search(text, text.find("\n", start) if "\n" in text[start:] else len(text))
            start = match.end() - 1 if match else None
            continue
        if isinstance(item, dict):
            location = _span(text, start, end, line)
            places = _places(item, text, start, end, line)
            notes.append(entry_note(item, str(item.get("id") or len(notes) + 1)[:200], location, places))
        after = _BLANK.match(text, end)
        following = after.end() if after else end
        start = following if text.startswith("{", following) else None
    return listed(path, decoded, "csl-json", notes, findings)


def _first_item(text: str) -> int | None:
    """Where the first item begins."""
    head = text[:_HEAD]
    opening = head.lstrip("\ufeff \t\r\n")[:1]
    if opening == "{" and (match := _LIST.search(head)):
        start = head.find("{", match.end())
    elif opening and opening in "[{":
        start = head.find("{")
    else:
        return None
    return start if start >= 0 else None


def _places(item: Mapping[str, Any], text: str, start: int, end: int, line: int) -> dict[str, Location]:
    """Where an item's URL and DOI are written."""
    places = {}
    for variable in ("URL", "DOI"):
        value = item.get(variable)
        written = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else ""
        at = text.find(written, start, end) if written else -1
        if at >= 0:
            here = line + text.count("\n", start, at)
            places[variable] = Location(line=here, column=at + 1 - text.rfind("\n", 0, at))
    return places


def _why(error: Exception) -> str:
    return (
        error.msg
        if isinstance(error, json.JSONDecodeError)
        else "it is nested too deeply, or a number too long"
    )


def _span(text: str, start: int, end: int, line: int) -> Location:
    column = start - text.rfind("\n", 0, start)
    last = line + text.count("\n", start, end)
    return Location(line=line, column=column, end_line=last if last != line else None)
