"""Addresses that carry marks of the reader, or hide where they lead."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit, urlunsplit

__all__ = ["hidden_target", "is_shortener", "without_tracking"]


def without_tracking(url: str) -> str:
    """A URL without the parameters that only tell where a reader came from.

    Args:
        url: absolute; what cannot be taken apart comes back as it is.

    Returns:
        The same string where it carries none; all other parameters stay as they are written.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query, fragment = _kept(parts.query), _kept(parts.fragment)
    if (query, fragment) == (parts.query, parts.fragment):
        return url
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, fragment))


def is_shortener(url: str) -> bool:
    """Whether a URL is one of a service that shortens addresses."""
    parts = _parts(url)
    return parts is not None and parts[0] in _table()["shorteners"]["hosts"] and parts[1].strip("/") != ""


def hidden_target(url: str) -> str | None:
    """The address that a redirector's URL carries within it; None for all others."""
    parts = _parts(url)
    if parts is None:
        return None
    host, path, query = parts
    wrappers = _table()["wrappers"]
    key = wrappers.get(f"{host}{path}")
    found = parse_qs(query).get(key, []) if key else []
    return found[0] if found and found[0].startswith(("http://", "https://")) else None


def _kept(query: str) -> str:
    if "=" not in query:
        return query
    return "&".join(pair for pair in query.split("&") if not _tracks(pair.partition("=")[0]))


def _tracks(key: str) -> bool:
    name = unquote_plus(key).lower()
    table = _table()["parameters"]
    return name in table["names"] or name.startswith(table["prefixes"])


def _parts(url: str) -> tuple[str, str, str] | None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    return (
        host.removeprefix("www.") if host.removeprefix("www.") in _hosts() else host,
        parts.path,
        parts.query,
    )


@cache
def _hosts() -> frozenset[str]:
    return frozenset(_table()["shorteners"]["hosts"])


@cache
def _table() -> dict[str, Any]:
    path = files("srccheck.text").joinpath("data", "tracking.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    table["parameters"]["prefixes"] = tuple(table["parameters"]["prefixes"])
    return table
