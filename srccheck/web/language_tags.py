"""Language tags as pages write them, right or wrong, into BCP 47."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["is_language", "language_tag"]

_SUBTAGS = re.compile(r"[-_]")
_PLAIN = re.compile(r"[a-z]{1,40}\Z")


def language_tag(text: str) -> str | None:
    """A language tag in its usual spelling (RFC 5646 §2.1.1): `zh_hans_cn` gives `zh-Hans-CN`.

    Country codes that stand where a language belongs (`cz`, `jp`), three-letter codes that have a
    short one, withdrawn codes and names of languages (`deutsch`) are put right, where no language has
    that code.

    Args:
        text: value of `lang`, Content-Language, og:locale or the like.

    Returns:
        Language, with script and region where given; None where it names no language.
    """
    first, *others = _SUBTAGS.split(
        text.strip().partition(",")[0].partition(";")[0].partition(".")[0].strip()
    )
    language = _language(first.lower())
    if language is None:
        return None
    tag = [language]
    for subtag in others:
        if len(subtag) == 4 and subtag.isalpha() and len(tag) == 1 and "-" not in language:
            tag.append(subtag.title())
        elif (len(subtag) == 2 and subtag.isalpha()) or (len(subtag) == 3 and subtag.isdigit()):
            tag.append(subtag.upper())
            break
    return "-".join(tag)


def _language(word: str) -> str | None:
    table = _table()
    if word in table["languages"]:
        return word
    for section in ("countries", "long", "withdrawn", "names"):
        if word in table[section]:
            return str(table[section][word])
    known_to_be_none = word in table["none"]["words"]
    return word if len(word) == 3 and _PLAIN.match(word) and not known_to_be_none else None


@cache
def _table() -> dict[str, Any]:
    path = files("srccheck.web").joinpath("data", "language_tags.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    data["languages"] = frozenset(data["languages"]["codes"].split())
    return data


def is_language(code: str) -> bool:
    """Whether a two-letter word is a language's code (ISO 639-1), or a country's that sites use for one."""
    return code in _table()["languages"] or code in _table()["countries"]
