"""What EndNote keeps in a DOCX with each citation: its records in XML, as CSL-JSON items."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

from srccheck.documents.archive import xml_events
from srccheck.documents.bibliography_csl import access_date
from srccheck.documents.bibliography_types import ENDNOTE_TYPES
from srccheck.errors import UnreadableInputError

__all__ = ["endnote_items", "is_endnote", "unpacked"]

_CITATION = "ADDIN EN.CITE"
_OPENING, _CLOSING = "<EndNote", "</EndNote>"
_LARGEST = 4_000_000
_ISBN = re.compile(r"(?:97[89][ -]?)?(?:\d[ -]?){9}[\dXx]")
_YEAR = re.compile(r"\d{4}")
_PLACES = {
    "title": "titles/title",
    "publisher": "publisher",
    "publisher-place": "pub-location",
    "volume": "volume",
    "issue": "number",
    "page": "pages",
    "DOI": "electronic-resource-num",
    "language": "language",
}


def is_endnote(code: str) -> bool:
    """Whether a field is a citation of EndNote; `EN.CITE.DATA` inside it only repeats its data."""
    return code.split(maxsplit=2)[:2] == _CITATION.split()


def unpacked(data: str) -> str:
    """What a field's `w:fldData` (base64, ECMA-376 part 1 §17.16.16) says, where it is EndNote's XML."""
    try:
        text = base64.b64decode(data[: 2 * _LARGEST]).decode()
    except (ValueError, binascii.Error):
        return ""
    return text if _OPENING in text else ""


def endnote_items(code: str) -> tuple[Mapping[str, Any], ...]:
    """The records of a citation as CSL-JSON items; none where its data are damaged.

    A citation without a travelling library names only author and year, and gives no item.

    Args:
        code: a field's code with `<EndNote><Cite>…<record>…</record></Cite></EndNote>` in it.
    """
    start, end = code.find(_OPENING), code.rfind(_CLOSING)
    if start < 0 or end < start or end - start > _LARGEST:
        return ()
    found: list[Mapping[str, Any]] = []

    def handle(event: str, element: Any) -> None:
        if event == "end" and element.tag == "record":
            item = _item(element)
            if item.get("title") or item.get("URL"):
                found.append(item)

    try:
        xml_events("", "EndNote", code[start : end + len(_CLOSING)].encode("utf-8", "replace"), handle)
    except UnreadableInputError:
        return ()
    return tuple(found)


def _item(record: Any) -> dict[str, Any]:
    kind = record.find("ref-type")
    item: dict[str, Any] = {key: _said(record, path) for key, path in _PLACES.items()}
    item["id"] = _said(record, "rec-number")
    item["type"] = ENDNOTE_TYPES.get(kind.get("name") or "" if kind is not None else "", "document")
    item["container-title"] = _said(record, "titles/secondary-title") or _said(
        record, "periodical/full-title"
    )
    item["author"] = _names(record, "contributors/authors/author")
    item["editor"] = _names(record, "contributors/secondary-authors/author")
    item["issued"] = _issued(_said(record, "dates/year"), _said(record, "dates/pub-dates/date"))
    item["accessed"] = _accessed(item, _said(record, "access-date"))
    item["ISBN"] = isbn[0] if (isbn := _ISBN.match(_said(record, "isbn"))) else None
    urls = [text for each in record.findall("urls/*/url") if (text := _plain(each)).startswith("http")]
    item["URL"], item["further-urls"] = next(iter(urls), None), urls[1:]
    return item


def _said(record: Any, path: str) -> str:
    element = record.find(path)
    return "" if element is None else _plain(element)


def _plain(element: Any) -> str:
    """An element's text; EndNote divides it by print (`<style face="italic">`)."""
    return " ".join("".join(element.itertext()).split())


def _names(record: Any, path: str) -> list[Mapping[str, str]]:
    return [_name(name) for each in record.findall(path) if (name := _plain(each))]


def _name(name: str) -> Mapping[str, str]:
    """`Family, Given`; a body has a comma behind it, or none."""
    family, _, given = name.partition(",")
    return {"family": family, "given": given.strip()} if given.strip() else {"literal": family}


def _issued(year: str, day: str) -> Mapping[str, str] | None:
    """The day where it is written so that there is no doubt; else the year."""
    whole = day if _YEAR.search(day) else f"{day} {year}"
    read = access_date(whole) if day else None
    return {"raw": whole if read and read.date and not read.ambiguous else year} if year or day else None


def _accessed(item: dict[str, Any], stated: str) -> Mapping[str, str] | None:
    """The access date; of web pages EndNote keeps year and day of access as volume and number."""
    if item["type"] == "webpage":
        numbers = [item.pop("issue"), item.pop("volume")]
        stated = stated or next(iter(_dates(numbers)), "")
    return {"raw": stated} if stated else None


def _dates(numbers: list[str]) -> Iterator[str]:
    day, year = numbers
    for text in (day, f"{day} {year}"):
        if access_date(text).date is not None and _YEAR.search(text):
            yield text
