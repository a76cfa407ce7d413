"""CSL-JSON items, as reference managers write them, into sources whose fields are stated."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping
from typing import Any

from attrs import evolve

from srccheck.documents.bibliography_links import link_role
from srccheck.model import AccessDate, CslItem, CslName, Link, Location, PartialDate, StatedSource
from srccheck.text.dates import parse_date
from srccheck.text.urls import doi_of

__all__ = ["access_date", "stated_source"]

_TAG = re.compile(r"</?(?:i|b|sub|sup|span|em|strong|sc)(?: [^<>]{0,80})?>", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]{1,300}")
_TIME = re.compile(r"(?<=\d)T\d\d:\d\d[\d:.Z+-]{0,20}")
_LONGEST = 4_000


def stated_source(
    item: Mapping[str, Any], location: Location, places: Mapping[str, Location] | None = None
) -> StatedSource:
    """Take over a CSL-JSON item (CSL 1.0.2 schema); what is of the wrong type is passed over.

    Args:
        item: the item; a list `further-urls`, which CSL does not have, gives URLs besides `URL`.
        location: where it begins.
        places: where `URL` and `DOI` stand, if that is known.
    """
    accessed = _accessed(item.get("accessed"))
    doi = _doi(item)
    csl = CslItem(
        type=_text(item.get("type")) or "document",
        title=_text(item.get("title")),
        author=_names(item.get("author")),
        editor=_names(item.get("editor")),
        container_title=_text(item.get("container-title")),
        publisher=_text(item.get("publisher")),
        publisher_place=_text(item.get("publisher-place")),
        issued=_issued(item.get("issued")),
        accessed=accessed.date if accessed else None,
        volume=_text(item.get("volume")),
        issue=_text(item.get("issue")),
        page=_text(item.get("page")),
        URL=_text(item.get("URL")),
        DOI=doi,
        ISBN=_text(item.get("ISBN")),
        language=_text(item.get("language")),
    )
    links = _links(item, doi, location, places or {})
    if csl.URL is None and any(link.role == "source" for link in links):
        csl = evolve(csl, URL=next(link.url for link in links if link.role == "source"))
    return StatedSource(text=_line(csl, accessed), csl=csl, accessed=accessed, links=links, location=location)


def access_date(raw: str) -> AccessDate:
    """An access date from a field of its own, strictly read; `date` is None where it is no possible date."""
    span = parse_date(_TIME.sub("", raw))
    if span is None or span.date is None:
        return AccessDate(raw=raw, date=None)
    return AccessDate(
        raw=raw, date=span.date, ambiguous=bool(span.alternatives), alternatives=span.alternatives
    )


def _text(value: Any) -> str | None:
    """One line of plain text; numbers are allowed (`"volume": 3`), CSL's few HTML tags dropped."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = " ".join(str(value)[:_LONGEST].split())
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    return text or None


def _names(value: Any) -> tuple[CslName, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(name for name in map(_name, value) if name is not None)


def _name(value: Any) -> CslName | None:
    if not isinstance(value, dict):
        return None
    literal, family, given = (_text(value.get(key)) for key in ("literal", "family", "given"))
    if literal and not family:
        return CslName(literal=literal)
    if not family:
        return CslName(literal=given) if given else None
    particle = _text(value.get("non-dropping-particle"))
    family = f"{particle} {family}" if particle else family
    # citeproc-js reads these parts out of `given` in just this form
    particle, suffix = _text(value.get("dropping-particle")), _text(value.get("suffix"))
    given = " ".join(part for part in (given, particle) if part) or None
    return CslName(family=family, given=f"{given or ''}, {suffix}".lstrip(", ") if suffix else given)


def _written_date(value: Any) -> str | None:
    """A CSL date as text: `2025-07-20` out of its date-parts, else its `raw` or `literal`."""
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return _text(value)
    if not isinstance(value, dict):
        return None
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and first:
        numbers = [_text(part) for part in first[:3]]
        return "-".join((number or "").zfill(2) for number in numbers if number)
    return _text(value.get("raw")) or _text(value.get("literal"))


def _accessed(value: Any) -> AccessDate | None:
    raw = _written_date(value)
    return access_date(raw) if raw else None


def _issued(value: Any) -> PartialDate | None:
    raw = _written_date(value)
    if not raw:
        return None
    first = raw.split("/")[0] if raw[:4].isdigit() else raw
    date = access_date(first).date
    if date is not None:
        return date
    # years that no web page has, but books do
    number = first.strip()
    if number.isascii() and number.isdigit() and dt.MINYEAR <= int(number[:5]) <= dt.MAXYEAR:
        return PartialDate(year=int(number[:5]))
    return None


def _doi(item: Mapping[str, Any]) -> str | None:
    written = _text(item.get("DOI"))
    if written:
        match = _DOI.search(written)
        return match[0] if match else None
    url = _text(item.get("URL"))
    return doi_of(url) if url else None


def _links(
    item: Mapping[str, Any], doi: str | None, location: Location, places: Mapping[str, Location]
) -> tuple[Link, ...]:
    further = item.get("further-urls")
    links: dict[str, Link] = {}
    for value in (item.get("URL"), *(further if isinstance(further, list) else ())):
        url = _text(value)
        if url and url not in links:
            place = places.get("URL", location)
            links[url] = Link(url=url, raw=url, role=link_role(url), location=place)
    if doi and not any(link.role == "doi" for link in links.values()):
        place = places.get("DOI", location)
        links["DOI"] = Link(url=f"https://doi.org/{doi}", raw=doi, role="doi", location=place)
    return tuple(links.values())


def _line(csl: CslItem, accessed: AccessDate | None) -> str:
    """The source as a reader would write it down."""
    names = "; ".join(
        name.literal or ", ".join(part for part in (name.family, name.given) if part)
        for name in csl.author or csl.editor
    )
    numbers = f"{csl.volume or ''}{f'({csl.issue})' if csl.issue else ''}"
    parts = (
        names,
        csl.title,
        csl.container_title,
        numbers,
        csl.publisher_place,
        csl.publisher,
        csl.issued.isoformat() if csl.issued else None,
        csl.page,
        csl.DOI,
        csl.URL,
        f"accessed {accessed.raw}" if accessed else None,
    )
    return ", ".join(part for part in parts if part)
