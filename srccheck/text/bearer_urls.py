"""Addresses that are keys: whoever holds one gets in, so it must not be handed on."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlsplit

__all__ = ["why_private"]

_SESSION_IN_PATH = re.compile(r";jsessionid=", re.IGNORECASE)


def why_private(url: str) -> str | None:
    """Why an address should not be told to others; None where nothing in it looks like a key.

    Args:
        url: absolute URL.

    Returns:
        A few words for people, in which no value of the address occurs.
    """
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return None
    if parts.username or parts.password:
        return "it holds a user name or a password"
    table = _table()
    for name, value in pairs:
        folded = name.lower().replace("-", "").replace("_", "")
        if folded in table["signed"]["parameters"]:
            return f"it is signed for its holder ({name[:40]}=)"
        if folded in table["tokens"]["parameters"] and len(value) >= table["tokens"]["shortest"]:
            return f"it carries a key ({name[:40]}=)"
    if _SESSION_IN_PATH.search(parts.path):
        return "it carries a session (;jsessionid=)"
    return "it is a share link" if _is_share(parts.hostname or "", parts.path, table["shares"]) else None


def _is_share(host: str, path: str, shares: dict[str, Any]) -> bool:
    if path.endswith(tuple(shares["published"])):
        return False
    if host in shares["hosts"] or host.endswith(tuple(shares["host_suffixes"])):
        return path.strip("/") != ""
    return any(part in path for part in shares["paths"])


@cache
def _table() -> dict[str, dict[str, Any]]:
    data = files("srccheck.text").joinpath("data", "bearer_urls.toml").read_text(encoding="utf-8")
    return tomllib.loads(data)
