"""Whether a few words say, in whatever language, that a page is not there."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from attrs import frozen

__all__ = ["folded", "pieces", "says_not_found", "speaks_of_absence", "words_of"]

_SEPARATORS = re.compile(r"\s[|·•»«:/>–—-]{1,3}\s|\||::|»|[:.!?…。！？]\s|[.!?。！？]\Z|\s[–—-]|[–—-]\s")
_NOT_WORD = re.compile(r"[^\w\s]|_")
_APOSTROPHES = re.compile("['’ʼ`´]")
_JOINERS = "\u200b\u200c\u200d"
_NUMBERS = frozenset({"404", "410"})
_MOST_WORDS = 16
_LONGER_BY = 14
_LONGEST = 300


@frozen
class _Tongue:
    nouns: frozenset[str]
    predicates: frozenset[str]
    beside: frozenset[str]


@frozen(kw_only=True)
class _Grammar:
    """All tongues: by their nouns, and what they have in common."""

    by_noun: Mapping[str, tuple[_Tongue, ...]]
    alone: frozenset[str]
    loose: Mapping[str, tuple[list[str], ...]]
    beside: frozenset[str]


@lru_cache(maxsize=2048)
def says_not_found(text: str, *, whole: bool = False) -> bool:
    """Whether a title, a heading or a sentence says that the page is not there, and nothing else.

    A name in parts ("Page not found | Example News") says so when one of its parts does.

    Args:
        text: as the page has it.
        whole: nothing else may follow, as a site's name or a question would ("Page not found: what now?").
    """
    name = folded(text[:_LONGEST])
    if len(text) > _LONGEST or not name:
        return False
    parts = [part for part in map(folded, pieces(text)) if part]
    return _says(name) or any(_says(part) for part in (parts[-1:] if whole else parts))


def speaks_of_absence(text: str) -> bool:
    """Whether a text has, somewhere, the words by which pages say that something is not there.

    Args:
        text: the beginning of a page's text.
    """
    run = folded(text)
    words = run.split()
    openings = _grammar().loose
    for place, word in enumerate(words):
        for phrase in openings.get(word, ()):
            if words[place : place + len(phrase)] == phrase:
                return True
    return not run.isascii() and any(phrase in run.replace(" ", "") for phrase in _unspaced())


def folded(text: str) -> str:
    """Words alone: no case, marks, apostrophes or punctuation."""
    return _folded_name(text) if len(text) <= _LONGEST else _fold(text)


def _fold(text: str) -> str:
    plain = _APOSTROPHES.sub("", text).casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(
            mark for mark in plain if unicodedata.category(mark)[0] != "M" and mark not in _JOINERS
        )
    return " ".join(_NOT_WORD.sub(" ", plain).split())


# a page's names are looked at under many aspects
_folded_name = lru_cache(maxsize=2048)(_fold)


def pieces(text: str) -> Iterator[str]:
    """The parts of a name that separators and sentence ends make."""
    return (part for part in _SEPARATORS.split(text) if part.strip())


@lru_cache(maxsize=4096)
def _says(text: str) -> bool:
    if text in _phrases():
        return True
    if not text.isascii() and _is_unspaced(text.replace(" ", "")):
        return True
    words = text.split()
    if len(words) > _MOST_WORDS:
        return False
    grammar = _grammar()
    telling = [word for word in words if word not in grammar.beside]
    if not telling:
        return not _NUMBERS.isdisjoint(words)
    if text in grammar.alone or " ".join(telling) in grammar.alone:
        return True
    tongues = {id(tongue): tongue for word in words for tongue in grammar.by_noun.get(word, ())}
    return any(_fits(words, tongue, grammar.beside) for tongue in tongues.values())


def _is_unspaced(bare: str) -> bool:
    return any(phrase in bare and len(bare) <= len(phrase) + _LONGER_BY for phrase in _unspaced())


def _fits(words: list[str], tongue: _Tongue, common: frozenset[str]) -> bool:
    """A noun and a predicate, in either order, among words that say nothing."""
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            if " ".join(words[first:last]) not in tongue.predicates:
                continue
            rest = [w for w in words[:first] + words[last:] if w not in common and w not in tongue.beside]
            if rest and tongue.nouns.issuperset(rest):
                return True
    return False


def _table() -> dict[str, Any]:
    return tomllib.loads(files("srccheck.web").joinpath("data", "not_found.toml").read_text(encoding="utf-8"))


@cache
def _grammar() -> _Grammar:
    table = _table()
    by_noun: dict[str, list[_Tongue]] = {}
    alone: set[str] = set()
    loose: set[str] = set()
    for rows in table.values():
        if not isinstance(rows, dict) or "nouns" not in rows:
            continue
        tongue = _Tongue(
            frozenset(folded(rows["nouns"]).split()),
            frozenset(_listed(rows["predicates"])),
            frozenset(folded(rows["beside"]).split()),
        )
        alone.update(_listed(rows["alone"]))
        loose |= tongue.predicates
        for noun in tongue.nouns:
            by_noun.setdefault(noun, []).append(tongue)
    loose.update(_listed(table["doubtful"]["phrases"]))
    return _Grammar(
        by_noun={noun: tuple(tongues) for noun, tongues in by_noun.items()},
        alone=frozenset(alone),
        loose=_by_opening(phrase.split() for phrase in sorted(loose | alone | _phrases()) if " " in phrase),
        beside=frozenset(folded(table["beside"]).split()),
    )


def _by_opening(phrases: Iterable[list[str]]) -> dict[str, tuple[list[str], ...]]:
    found: dict[str, tuple[list[str], ...]] = {}
    for words in phrases:
        found[words[0]] = (*found.get(words[0], ()), words)
    return found


def _listed(text: str) -> list[str]:
    return [phrase for part in text.split("|") if (phrase := folded(part))]


@cache
def _unspaced() -> tuple[str, ...]:
    return tuple(phrase.replace(" ", "") for phrase in _listed(_table()["unspaced"]["phrases"]))


@cache
def _phrases() -> frozenset[str]:
    return words_of("not_found.tsv")


def words_of(name: str) -> frozenset[str]:
    """The folded second column of a table of this package, by its file's name."""
    text = files("srccheck.web").joinpath("data", name).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return frozenset(folded(row[1]) for row in rows)
