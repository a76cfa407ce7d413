"""Field codes of a DOCX: hyperlinks, and what Zotero, Mendeley and their like leave behind."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from srccheck.documents.bibliography_links import is_web

__all__ = ["citation_items", "hyperlink", "is_bibliography", "is_citation"]

_CITATION_V3 = "MENDELEY_CITATION_v3_"
# Zotero's and Mendeley Desktop's field codes, Mendeley Cite's content controls
_CITATIONS = ("ADDIN ZOTERO_ITEM", "ADDIN CSL_CITATION", "ADDIN ZOTERO_CITATION", _CITATION_V3)
# … their bibliographies, EndNote's, and Word's own
_BIBLIOGRAPHIES = (
    "ADDIN ZOTERO_BIBL", "ADDIN Mendeley Bibliography", "ADDIN EN.REFLIST", "MENDELEY_BIBLIOGRAPHY",
    "BIBLIOGRAPHY",
)  # fmt: skip


def is_citation(code: str) -> bool:
    """Whether a field holds the data of cited sources."""
    return code.lstrip().startswith(_CITATIONS)


def is_bibliography(code: str) -> bool:
    """Whether a field's result is a bibliography."""
    return code.lstrip().startswith(_BIBLIOGRAPHIES)


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
    citeproc-js; Mendeley Cite the same in base64.
    """
    code = code.strip()
    try:
        if code.startswith(_CITATION_V3):
            packed = code.removeprefix(_CITATION_V3)
            text = base64.b64decode(packed + "=" * (-len(packed) % 4)).decode()
        else:
            text = code[max(code.find("{"), 0) :]
        data, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, binascii.Error, RecursionError):
        return ()
    items = data.get("citationItems") if isinstance(data, dict) else None
    if not isinstance(items, list):
        return ()
    found = (item.get("itemData") for item in items if isinstance(item, dict))
    return tuple(item for item in found if isinstance(item, dict))
