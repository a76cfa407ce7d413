"""Codes of a DOCX: symbols, hyperlinks, and what Zotero, Mendeley and their like leave behind."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from srccheck.documents.bibliography_links import is_web
from srccheck.documents.docx_endnote import endnote_items, is_endnote

__all__ = ["citation_items", "hyperlink", "is_bibliography", "is_citation", "shown_length", "symbol"]

_CITATION_V3 = "MENDELEY_CITATION_v3_"
_ADDIN = "ADDIN "
# Zotero's and Mendeley Desktop's field codes (their bookmarks and reference marks have no ADDIN), Mendeley
# Cite's content controls
_CITATIONS = ("ZOTERO_ITEM", "CSL_CITATION", "ZOTERO_CITATION", _CITATION_V3)
# … their bibliographies, EndNote's, and Word's own
_BIBLIOGRAPHIES = (
    "ZOTERO_BIBL", "Mendeley Bibliography", "EN.REFLIST", "MENDELEY_BIBLIOGRAPHY", "BIBLIOGRAPHY",
)  # fmt: skip


def is_citation(code: str) -> bool:
    """Whether a field holds the data of cited sources."""
    return code.lstrip().removeprefix(_ADDIN).startswith(_CITATIONS) or is_endnote(code)


def is_bibliography(code: str) -> bool:
    """Whether a field's result is a bibliography."""
    return code.lstrip().removeprefix(_ADDIN).startswith(_BIBLIOGRAPHIES)


def symbol(code: str) -> str:
    """A character of a symbol font, by its hexadecimal code: those at U+F020-F07E are its ASCII places."""
    try:
        place = int(code, 16)
    except ValueError:
        return ""
    place -= 0xF000 if 0xF020 <= place <= 0xF07E else 0
    return chr(place) if 0x20 < place < 0xE000 else ""


def hyperlink(code: str, relations: Mapping[str, str]) -> str | None:
    r"""Where a field leads: a URL of the web, or None.

    Args:
        code: `HYPERLINK "url" \l "fragment"` (ECMA-376 part 1 §17.16.5.25), or `RELATION id fragment` for
            the element `w:hyperlink`.
        relations: relationship id -> URL.
    """
    words = code.split(maxsplit=1)
    if len(words) < 2:
        return None
    if words[0] == "RELATION":
        target, _, fragment = words[1].partition(" ")
        return _web(relations.get(target, ""), fragment)
    if words[0].upper() != "HYPERLINK":
        return None
    url = fragment = ""
    pieces = words[1].split('"')
    switch = ""
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            plain = piece.split()
            if index == 0 and plain and not plain[0].startswith("\\"):
                url = plain.pop(0)
            switch = plain[-1] if plain else ""
        elif switch == "\\l":
            fragment = piece
        elif not switch:
            url = url or piece
    return _web(url, fragment)


def _web(url: str, fragment: str) -> str | None:
    url = url.strip()
    if not is_web(url):
        return None
    fragment = fragment.strip()
    return f"{url}#{fragment}" if fragment and "#" not in url else url


def citation_items(code: str) -> tuple[Mapping[str, Any], ...]:
    """The CSL-JSON items of a citation's field; none where its data are damaged.

    Zotero and Mendeley keep `{"citationItems": [{"itemData": {…}}]}` there, as in the data model of
    citeproc-js; Mendeley Cite the same in base64; EndNote its own XML.
    """
    if is_endnote(code):
        return endnote_items(code)
    items = _data(code).get("citationItems")
    if not isinstance(items, list):
        return ()
    found = (item.get("itemData") for item in items if isinstance(item, dict))
    return tuple(item for item in found if isinstance(item, dict))


def shown_length(code: str) -> int:
    """How many characters a citation showed when Zotero wrote it; 0 where its data do not say."""
    properties = _data(code).get("properties")
    shown = properties.get("plainCitation") if isinstance(properties, dict) else None
    return len(shown) if isinstance(shown, str) else 0


def _data(code: str) -> Mapping[str, Any]:
    code = code.strip()
    try:
        if code.startswith(_CITATION_V3):
            packed = code.removeprefix(_CITATION_V3)
            text = base64.b64decode(packed + "=" * (-len(packed) % 4)).decode()
        else:
            text = code[max(code.find("{"), 0) :]
        data, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, binascii.Error, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
