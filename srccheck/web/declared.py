"""What a page declares of itself in its head: meta elements, JSON-LD, authors, day of publication."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from srccheck.web.clean import clean_text

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["authors", "is_behind_a_wall", "json_ld", "meta", "published"]

_DAY = re.compile(r"\s{0,9}(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|\s{0,9}(\d{4})(\d\d)(\d\d)(?!\d)")
_OLDEST = 1990
# Open Graph; schema.org; Highwire Press (Google Scholar's guidelines); Dublin Core; Parse.ly, Sailthru
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "citation_publication_date",
    "citation_online_date", "citation_date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date",
    "dcterms.date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date",
    "publish_date", "publication_date", "date",
)  # fmt: skip
# Highwire Press, HTML, Dublin Core, Parse.ly; `article:author` mostly holds the address of a profile
_AUTHORS = ("citation_author", "author", "dc.creator", "dcterms.creator", "parsely-author", "article:author")
_MOST_AUTHORS = 10
_LONGEST_NAME = 100
_DEEPEST = 12
_LONGEST_JSON = 200_000


def meta(root: etree._Element) -> dict[str, str]:
    """`content` of every `<meta>`, by property, name or itemprop in lower case; the first one counts."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        value = element.get("content")
        if key and value:
            found.setdefault(key.strip().lower(), value)
    return found


def json_ld(root: etree._Element) -> tuple[dict[str, Any], ...]:
    """The objects of all JSON-LD blocks, outermost first."""
    found: list[dict[str, Any]] = []
    for element in root.iter("script"):
        if (element.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            found += _objects(json.loads((element.text or "")[:_LONGEST_JSON]), 0)
        except (ValueError, RecursionError):
            continue
    return tuple(found)


def _objects(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph"), depth + 1)
    elif isinstance(data, list):
        for item in data:
            yield from _objects(item, depth + 1)


def published(said: Mapping[str, str], linked: Sequence[Mapping[str, Any]]) -> dt.date | None:
    """The day of publication, by the first declaration that can be read in one way only.

    Args:
        said: what `meta` gave.
        linked: what `json_ld` gave.
    """
    texts = [said[key] for key in _PUBLISHED[:3] if key in said]
    texts += [item["datePublished"] for item in linked if isinstance(item.get("datePublished"), str)]
    texts += [said[key] for key in _PUBLISHED[3:] if key in said]
    return next((day for text in texts if (day := _day(text))), None)


def authors(said: Mapping[str, str], linked: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Who the page says wrote it, by the first kind of declaration that names anybody.

    Args:
        said: what `meta` gave.
        linked: what `json_ld` gave.
    """
    declared = [list(_names(item.get("author"), 0)) for item in linked]
    declared += [[said[key]] for key in _AUTHORS if key in said]
    for names in declared:
        cleaned = (clean_text(name, longest=_LONGEST_NAME) for name in names if "://" not in name)
        found = tuple(dict.fromkeys(name for name in cleaned if name))
        if found:
            return found[:_MOST_AUTHORS]
    return ()


def _names(data: Any, depth: int) -> Iterator[str]:
    """schema.org's `author`: a name, a Person or an Organization, or several."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict) and isinstance(data.get("name"), str):
        yield data["name"]
    elif isinstance(data, list) and depth == 0:
        for item in data[:_MOST_AUTHORS]:
            yield from _names(item, depth + 1)


def is_behind_a_wall(linked: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the page says that not all of its text is for everybody (schema.org, isAccessibleForFree).

    Args:
        linked: what `json_ld` gave.
    """
    return any(str(item.get("isAccessibleForFree", "")).lower().endswith("false") for item in linked)


def _day(text: str) -> dt.date | None:
    """The day that an ISO 8601 date or time begins with, as written; None for any other text."""
    match = _DAY.match(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return dt.date(year, month, day) if year >= _OLDEST else None
    except ValueError:
        return None
