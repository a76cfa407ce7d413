"""Login, subscription and consent pages: by where a redirect leads, and by what the page is."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qsl, unquote, urlsplit

from srccheck.web.language_tags import is_language
from srccheck.web.notfound_words import folded, pieces, words_of
from srccheck.web.page import PageView

__all__ = ["address_words", "gate_of_address", "gate_of_page", "is_front_page", "names_front_page"]

_GATES = (("login", "login"), ("paywall", "login"), ("consent", "consent"))
_ROUTES = frozenset(
    {"action", "page", "view", "do", "mode", "title", "option", "route", "r", "q", "p", "task", "act"}
)
_LITTLE_TEXT = 1500
_HARDLY_ANY_TEXT = 400


def gate_of_address(url: str) -> str | None:
    """The reason that an address is no source but a gate, by its own name: `login`, `consent` or None."""
    parts = urlsplit(url)
    names = set(_segments(parts.path))
    names |= {
        name for key, value in parse_qsl(parts.query) if key.lower() in _ROUTES for name in _segments(value)
    }
    first = (parts.hostname or "").partition(".")[0]
    for section, reason in _GATES:
        table = _table()[section]
        if not table["segments"].isdisjoint(names) or (first in table["hosts"] and parts.query):
            return reason
    return None


def gate_of_page(page: PageView) -> str | None:
    """The reason that a page is a gate, by what it is: `login`, `consent` or None.

    Many good pages carry a field for a password or ask for consent beside their text; so both count
    only where the page calls itself so and has little else to say.

    Args:
        page: what the answer shows.
    """
    if not page.is_html or page.text_length > _LITTLE_TEXT or page.facts.published:
        return None
    names = [*{folded(name) for name in page.names}]
    parts = {folded(part) for name in page.names for part in pieces(name)}.union(names)
    if page.has_password and not _login_words().isdisjoint(parts):
        return "login"
    if page.has_password and page.text_length < _HARDLY_ANY_TEXT and _asks_to_log_in(page):
        return "login"
    if page.text_length < _HARDLY_ANY_TEXT and parts & _login_words() and _asks_for_password(page):
        return "login"
    if page.text_length < _HARDLY_ANY_TEXT and not _table()["consent"]["titles"].isdisjoint(parts):
        words = page.facts.text_sample.lower()
        return "consent" if page.has_scripts or "cookie" in words or "consent" in words else None
    return None


def _asks_to_log_in(page: PageView) -> bool:
    """A sentence that sends readers to the login, and not those alone who want to comment."""
    sentences = (*page.names, *page.blocks, *pieces(page.facts.text_sample))
    asked = [words for sentence in sentences if (words := folded(sentence)).startswith(_asks())]
    comments = _table()["login"]["comments"]
    return bool(asked) and not any(comments.intersection(words.split()) for words in asked)


@cache
def _asks() -> tuple[str, ...]:
    return tuple(folded(phrase) for phrase in _table()["login"]["asks"])


def _asks_for_password(page: PageView) -> bool:
    words = folded(page.facts.text_sample)
    return any(word in words for word in _table()["login"]["passwords"])


def is_front_page(path: str) -> bool:
    """Whether a path is that of a site's front page, in whatever language."""
    names = _segments(path)
    home = _table()["home"]["segments"]
    return len(names) <= 2 and all(name in home or (len(name) == 2 and is_language(name)) for name in names)


def names_front_page(url: str) -> bool:
    """Whether a URL is that of a site's front page: hardly a path, and no parameter that names a page."""
    parts = urlsplit(url)
    ids = address_words("ids")["keys"]
    return is_front_page(parts.path) and not any(key.lower() in ids for key, _ in parse_qsl(parts.query))


def _segments(path: str) -> list[str]:
    """Segments of a path, lower case, without hyphens and file endings: `/Log-In.aspx` gives `login`."""
    names = [unquote(part).lower() for part in path.split("/") if part]
    return [name.partition(".")[0].replace("-", "").replace("_", "") for name in names]


def address_words(section: str) -> dict[str, frozenset[str]]:
    """A section of the table of what parts of addresses mean.

    Args:
        section: `missing` or `ids`.
    """
    return _words("addresses.toml")[section]


@cache
def _words(name: str) -> dict[str, dict[str, frozenset[str]]]:
    data = tomllib.loads(files("srccheck.web").joinpath("data", name).read_text(encoding="utf-8"))
    return {
        section: {key: frozenset(words) for key, words in rows.items() if key != "source"}
        for section, rows in data.items()
    }


@cache
def _table() -> dict[str, dict[str, frozenset[str]]]:
    table = _words("gates.toml")
    table["login"]["passwords"] = frozenset(folded(word) for word in table["login"]["passwords"])
    table["login"]["comments"] = frozenset(folded(word) for word in table["login"]["comments"])
    table["consent"]["titles"] = frozenset(folded(title) for title in table["consent"]["titles"])
    return table


@cache
def _login_words() -> frozenset[str]:
    return words_of("login_words.tsv")
