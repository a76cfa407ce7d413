"""Domains that lost their site: parked, for sale, or showing a web server's own page."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from srccheck.model.web import Exchange
from srccheck.web.notfound_words import folded, pieces
from srccheck.web.page import PageView

__all__ = ["default_page", "parked"]

_LITTLE_TEXT = 2500
_NO_TEXT = 400
_FEW_SENTENCES = 600
_WHOLE_SENTENCE = 4  # words
_LOOKED_AT = 100_000
_SENTENCES = 12
_LOADING = (b"script", b"iframe", b"frame", b"img", b"link", b"form", b"meta", b"html", b"object", b"embed")
_BEFORE = 2000


def parked(asked: str, exchange: Exchange, page: PageView, cited: tuple[str, ...] = ()) -> str | None:
    """What shows that a domain is parked or for sale.

    Somebody who writes about such domains names them and links to the services; so what a page loads
    counts only where there is little text, and words only where they are a whole title, heading or
    sentence of such a page.

    Args:
        asked: the URL that was asked first.
        exchange: the answer.
        page: what it shows.
        cited: the titles that citations give the page: what they say, it says of its subject.

    Returns:
        The sign, in a few words; None for none.
    """
    start, end = urlsplit(asked), urlsplit(exchange.url)
    if start.hostname != end.hostname and _is_seller(end.hostname or ""):
        return None if _is_seller(start.hostname or "") else f"it leads to {end.hostname}"
    if start.path != end.path and end.path.rstrip("/") in _table()["leads_to"]["paths"]:
        return f"it leads to {end.path}"
    if page.text_length > _LITTLE_TEXT or not page.is_html or page.facts.published:
        return None
    if page.text_length <= _NO_TEXT:
        mark = _loaded(exchange.body[:_LOOKED_AT])
        if mark:
            return f"it loads {mark}"
    if any(folded(title) in map(folded, page.names) for title in cited):
        return None
    said = _said(page, (start.hostname or "").removeprefix("www."))
    return f"it says: {said}" if said else None


def default_page(page: PageView) -> str | None:
    """The title of a web server's or hoster's own page, where one stands in place of a site."""
    return next((name for name in page.names if folded(name) in _default_titles()), None)


def _is_seller(host: str) -> bool:
    return any(host == known or host.endswith("." + known) for known in _table()["leads_to"]["hosts"])


def _loaded(body: bytes) -> str | None:
    """A parking service's address in an attribute or a script's redirect, not in running text or a link."""
    for mark in _marks():
        at = body.find(mark)
        if at < 0:
            continue
        before = body[max(0, at - _BEFORE) : at].rpartition(b"<")[2].lower()
        if before.startswith(_LOADING):
            return mark.decode()
    return None


def _said(page: PageView, host: str) -> str | None:
    sentences = list(page.names)
    if page.text_length < _LITTLE_TEXT:
        sentences += [*page.blocks, *list(pieces(page.facts.text_sample))[:_SENTENCES]]
    phrases = _phrases()
    name = folded(host)
    for sentence in sentences:
        words = folded(sentence)
        if words in phrases or (name and name in words and words.replace(name, "{host}", 1) in phrases):
            return sentence[:100]
        if page.text_length < _FEW_SENTENCES and words.startswith(_openings()):
            return sentence[:100]
        parts = {folded(part) for part in pieces(sentence)}
        own = {part.replace(name, "{host}", 1) for part in parts} if name else parts
        if not phrases.isdisjoint(own | parts):
            return sentence[:100]
    return None


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("srccheck.web").joinpath("data", "parked.toml").read_text(encoding="utf-8"))


@cache
def _marks() -> tuple[bytes, ...]:
    return tuple(mark.encode() for mark in _table()["loads"]["marks"])


@cache
def _phrases() -> frozenset[str]:
    return frozenset(
        folded(phrase.replace("{host}", "HOSTNAME")).replace("hostname", "{host}")
        for phrase in _table()["says"]["phrases"]
    )


@cache
def _openings() -> tuple[str, ...]:
    """Phrases long enough to betray a sentence that goes on after them."""
    whole = (phrase for phrase in _phrases() if "{host}" not in phrase)
    return tuple(phrase for phrase in whole if len(phrase.split()) >= _WHOLE_SENTENCE)


@cache
def _default_titles() -> frozenset[str]:
    return frozenset(folded(title) for title in _table()["default_pages"]["titles"])
