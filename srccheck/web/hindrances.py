"""Pages that a host shows for every address, and that still are no missing pages: walls, gates, outages.

A host that answers every address alike has lost its pages, or hides them: behind a check of browsers that
nobody has described yet, a login, a border. Such a page betrays itself by what it speaks of.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from srccheck.web.notfound_words import folded
from srccheck.web.page import PageView
from srccheck.web.verdict import Verdict

__all__ = ["hindrance"]

_LITTLE_TEXT = 900
_HARDLY_ANY_TEXT = 400
"""Characters of main text; a choice, not a measurement."""
_VERDICTS = {
    "wall": Verdict(status="blocked", reason="challenge"),
    "outage": Verdict(status="unreachable", reason="protocol"),
}


def hindrance(page: PageView) -> Verdict | None:
    """What a page that stands at every address of its host says instead of "not found".

    Args:
        page: known to be the same for an address that nobody ever gave.

    Returns:
        `blocked` or `unreachable` with its reason; None where it speaks of nothing of the kind.
    """
    if page.text_length > _LITTLE_TEXT:
        return None
    words = f" {folded(' '.join((*page.names, page.facts.text_sample)))} "
    for section, verdict in _VERDICTS.items():
        if any(phrase in words for phrase in _phrases()[section]):
            return verdict
    if page.has_password and page.text_length < _HARDLY_ANY_TEXT:
        return Verdict(status="blocked", reason="login")
    return None


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """By section: folded, with a blank before where a word must begin there."""
    text = files("srccheck.web").joinpath("data", "hindrances.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return {
        section: tuple(
            folded(phrase) if folded(phrase)[0] > "\u0e00" else " " + folded(phrase)
            for phrase in table[section]["phrases"]
        )
        for section in _VERDICTS
    }
