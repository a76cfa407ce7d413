"""Registries' answers -> records: CSL-JSON by content negotiation, and Crossref's own description."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, cast

from srccheck.model import Notice, Registered
from srccheck.model.sources import NoticeEffect
from srccheck.web.clean import clean_text

__all__ = ["read_csl", "read_object", "read_work"]

_LONGEST = 1_000
_MOST = 50
_TAG = re.compile(r"<[^<>]{0,200}>")
_DATES = ("issued", "published-print", "published-online", "published", "created")
_PREFIX = re.compile(r"\W{0,3}([A-Za-z ]{4,30})\W{0,2}(?::|\]|\)|–|—|-)\s{0,4}(?=\S)")


def read_object(body: bytes) -> Mapping[str, Any] | None:
    """The JSON object that a body holds; None for anything else.

    Args:
        body: as received.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def read_csl(data: Mapping[str, Any], *, doi: str, registry: str) -> Registered | None:
    """A work as its agency describes it (application/vnd.citationstyles.csl+json).

    Args:
        data: the object.
        doi: what was asked for.
        registry: host name of who answered.

    Returns:
        None where it has no title: it describes nothing then.
    """
    titles = tuple(dict.fromkeys(_titles(data)))
    if not titles:
        return None
    return Registered(
        doi=doi,
        registry=registry,
        titles=titles,
        authors=tuple(_families(data.get("author"))),
        years=tuple(dict.fromkeys(_years(data))),
        container=next(_texts(data.get("container-title")), None),
        notices=tuple(_by_title(data)),
    )


def read_work(data: Mapping[str, Any], *, doi: str) -> Registered | None:
    """Crossref's description of a work, with the notices that its publisher or Retraction Watch registered.

    Args:
        data: the answer of `/works/{doi}`.
        doi: what was asked for.
    """
    work = data.get("message")
    if not isinstance(work, dict):
        return None
    known = read_csl(work, doi=doi, registry="api.crossref.org")
    notices = dict.fromkeys((*_standing(work.get("updated-by")), *(known.notices if known else ())))
    if known is None:
        return Registered(doi=doi, notices=tuple(notices))
    return Registered(
        doi=doi,
        registry=known.registry,
        titles=known.titles,
        authors=known.authors,
        years=known.years,
        container=known.container,
        notices=tuple(notices),
    )


def _texts(value: Any) -> Iterator[str]:
    """CSL-JSON has one text where Crossref's own format has a list of them."""
    for text in value[:_MOST] if isinstance(value, list) else [value]:
        if isinstance(text, str) and (cleaned := clean_text(_TAG.sub("", text), longest=_LONGEST)):
            yield cleaned


def _titles(data: Mapping[str, Any]) -> Iterator[str]:
    subtitle = next(_texts(data.get("subtitle")), None)
    for title in _texts(data.get("title")):
        bare = _without_notice(title)
        yield bare
        if subtitle:
            yield f"{bare}: {subtitle}"
    for key in ("original-title", "title-short", "short-title"):
        yield from _texts(data.get(key))


def _families(value: Any) -> Iterator[str]:
    for name in value[:_MOST] if isinstance(value, list) else ():
        if isinstance(name, dict):
            text = name.get("family") or name.get("literal") or name.get("name")
            yield from _texts(text)


def _years(data: Mapping[str, Any]) -> Iterator[int]:
    for key in _DATES:
        day = _parts(data.get(key))
        if day:
            yield day[0]


def _parts(value: Any) -> list[int]:
    """The first of CSL's `date-parts`, as far as it is one."""
    try:
        parts = value["date-parts"][0]
        return [int(part) for part in parts[:3]]
    except (KeyError, IndexError, TypeError, ValueError):
        return []


def _standing(value: Any) -> Iterator[Notice]:
    """The notices, but for those that a later one took back."""
    updates = [item for item in value[:_MOST] if isinstance(item, dict)] if isinstance(value, list) else []
    days = [_day(_parts(item.get("updated"))) for item in updates if _effect(item) == "reinstated"]
    back = max((day for day in days if day), default=None)
    for item in updates:
        effect, day = _effect(item), _day(_parts(item.get("updated")))
        if effect in (None, "reinstated") or (effect == "retracted" and day and back and day <= back):
            continue
        yield Notice(
            kind=_kind(item),
            effect=cast("NoticeEffect", effect),
            doi=next(_texts(item.get("DOI")), None),
            date=day,
            source=next(_texts(item.get("source")), None),
        )


def _kind(item: Mapping[str, Any]) -> str:
    return next(_texts(item.get("type")), "").lower().replace("_", "-").replace(" ", "-")


def _effect(item: Mapping[str, Any]) -> str | None:
    effect: str | None = _table()["effects"].get(_kind(item))
    return effect


def _day(parts: list[int]) -> dt.date | None:
    try:
        return dt.date(*[*parts, 1, 1][:3]) if parts else None
    except ValueError:
        return None


def _by_title(data: Mapping[str, Any]) -> Iterator[Notice]:
    """A notice itself has a title of that kind, too; it says what it updates."""
    title = next(_texts(data.get("title")), "")
    if _without_notice(title) != title and not data.get("update-to"):
        yield Notice(kind="retraction", effect="retracted", source="title")


def _without_notice(title: str) -> str:
    """`RETRACTED: On Harbours` is called “On Harbours”."""
    match = _PREFIX.match(title)
    if match and " ".join(match[1].lower().split()) in _table()["titles"]["retracted"]:
        return title[match.end() :]
    return title


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("srccheck.registries").joinpath("data/notices.toml").read_text("utf-8"))
