"""Addresses that lead into an archive, taken apart: which archive, of what, from when."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qs, unquote, urlsplit

from attrs import evolve, frozen

from srccheck.text.urls import archived_original

__all__ = ["ArchiveLink", "archive_link", "archive_names"]

_TARGETED = re.compile(r"/(?:newest|oldest|latest|first|o/[0-9A-Za-z]{4,8})/(?P<url>https?:/{1,2}[^\s]{3,})")
_MEGALODON = re.compile(
    r"/(?:ref/)?(?P<date>[0-9]{4}-[0-9]{4})-(?P<time>[0-9]{4}-[0-9]{2})/(?P<url>(?:https?:/{1,2})?[^\s/]{4,}/[^\s]{0,})"
)
_CACHED = re.compile(r"cache:(?:[0-9A-Za-z_-]{8,16}:)?(?P<url>[^\s+]{4,})")
_CALENDAR = re.compile(r"/web/(?:[0-9]{0,14}\*|[0-9]{0,14}\*/|\*/)")
_QUERY = ("url", "original_url")


@frozen(kw_only=True)
class ArchiveLink:
    """What the address of an archived copy says.

    Attributes:
        archive: what people call the archive; its host where it has no name here.
        host: the host of the address.
        original: URL of the page that was archived; None where the address does not tell.
        timestamp: 4 to 14 digits `YYYYMMDDhhmmss`; None where the address has none.
        is_calendar: it leads to a list of captures, not to one.
    """

    archive: str
    host: str
    original: str | None = None
    timestamp: str | None = None
    is_calendar: bool = False


@cache
def _table() -> Mapping[str, tuple[str, int]]:
    text = files("srccheck.text").joinpath("data", "archive_hosts.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    return {host: (name, int(row["front"])) for name, row in rows.items() for host in row["hosts"]}


def archive_names() -> Mapping[str, str]:
    """Host names of archives, and what people call these."""
    return {host: name for host, (name, _) in _table().items()}


def archive_link(url: str) -> ArchiveLink | None:
    """Take the address of an archived copy apart; None for one that is none.

    Args:
        url: with scheme, as cited.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    name, front = _table().get(host, (host, -1))
    known = archived_original(url)
    link = ArchiveLink(archive=name, host=host)
    if known is not None and known.original is not None:
        link = evolve(link, original=known.original, timestamp=known.timestamp)
        return evolve(link, is_calendar=host in archive_names() and bool(_CALENDAR.match(parts.path)))
    if front < 0:
        return evolve(link, timestamp=known.timestamp) if known else None
    found = _by_path(link, url) or _by_query(link, parts.query)
    if found is not None:
        return found
    own = len(parts.path.strip("/")) + len(parts.query)
    return link if front and own >= front else None


def _by_path(link: ArchiveLink, url: str) -> ArchiveLink | None:
    """`/newest/<url>`, and Megalodon's `/2025-0404-0153-18/<url>`."""
    rest = "/" + url.partition("://")[2].partition("/")[2]
    if match := _TARGETED.match(rest):
        return evolve(link, original=_whole(match["url"]))
    if link.host == "megalodon.jp" and (match := _MEGALODON.match(rest)):
        digits = (match["date"] + match["time"]).replace("-", "")
        return evolve(link, original=_whole(match["url"]), timestamp=digits)
    return None


def _by_query(link: ArchiveLink, query: str) -> ArchiveLink | None:
    """WebCite's `?url=…&date=…`, and `?q=cache:…`."""
    asked = parse_qs(query, max_num_fields=50) if query.count("&") < 50 else {}
    for name in _QUERY:
        if name in asked:
            day = "".join(filter(str.isdigit, asked.get("date", [""])[0][:10]))
            return evolve(link, original=_whole(asked[name][0]), timestamp=day if len(day) == 8 else None)
    match = _CACHED.match(asked.get("q", [""])[0])
    return evolve(link, original=_whole(unquote(match["url"]))) if match else None


def _whole(text: str) -> str:
    """With its scheme, both its slashes, and without a port that goes without saying."""
    scheme, colon, rest = text.partition(":/")
    if not colon or scheme.lower() not in ("http", "https"):
        return f"http://{text}"
    host, slash, path = rest.lstrip("/").partition("/")
    usual = ":443" if scheme.lower() == "https" else ":80"
    return f"{scheme}://{host.removesuffix(usual)}{slash}{path}"
