"""The words that hold citations together, from the data files, and how they are looked for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

__all__ = ["Words", "fold", "table", "words"]


def fold(text: str) -> str:
    """Lower case, every character still in its place (`İ` becomes `i`); no-break spaces as spaces."""
    if not text.isascii():
        for character, plain in _FOLDED:
            text = text.replace(character, plain)
    return text.lower()


# `İ` alone has a lower case of two characters, and `Σ` one that depends on what stands behind it
_FOLDED = (("\u00a0", " "), ("\u202f", " "), ("\u2009", " "), ("’", "'"), ("İ", "i"), ("Σ", "σ"))


@frozen
class Words:
    """A set of words and phrases, looked for at the edges of a text.

    Attributes:
        known: folded, without a final full stop.
    """

    known: frozenset[str]
    _by_start: dict[str, tuple[int, ...]] = field(init=False, eq=False, repr=False)
    _by_end: dict[str, tuple[int, ...]] = field(init=False, eq=False, repr=False)

    @_by_start.default
    def _starts(self) -> dict[str, tuple[int, ...]]:
        return _lengths((word[:2], len(word)) for word in self.known)

    @_by_end.default
    def _ends(self) -> dict[str, tuple[int, ...]]:
        return _lengths((word[-2:], len(word)) for word in self.known)

    def __contains__(self, text: str) -> bool:
        """Whether a text is one of them, whatever its case and final full stop."""
        return fold(text).strip(" .:") in self.known

    def before(self, text: str, end: int) -> int | None:
        """Where the longest of them that ends before `end` begins; marks and spaces may stand between.

        Returns:
            Its offset, or None.
        """
        while end and text[end - 1] in " :.,;(['\u00a0\u202f–-：（［":
            end -= 1
        last = fold(text[max(0, end - 2) : end])
        for length in _longest_first(self._by_end, last, last[-1:]):
            start = end - length
            if start >= 0 and fold(text[start:end]) in self.known and _boundary(text, start):
                return start
        return None

    def after(self, text: str, start: int) -> int | None:
        """Where the longest of them that begins at `start` ends, spaces skipped; None where none does."""
        while start < len(text) and text[start] in " \u00a0\u202f":
            start += 1
        first = fold(text[start : start + 2])
        for length in _longest_first(self._by_start, first, first[:1]):
            end = start + length
            if end <= len(text) and fold(text[start:end]) in self.known and _boundary(text, end):
                return end + 1 if text[end : end + 1] == "." else end
        return None


def _lengths(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """How long the words are that share two characters, longest first."""
    found: dict[str, set[int]] = {}
    for edge, length in pairs:
        found.setdefault(edge, set()).add(length)
    return {edge: tuple(sorted(lengths, reverse=True)) for edge, lengths in found.items()}


def _longest_first(lengths: dict[str, tuple[int, ...]], pair: str, single: str) -> tuple[int, ...]:
    """The lengths to try where these characters stand; words of one character come last."""
    found = lengths.get(pair, ())
    return found + lengths.get(single, ()) if single != pair else found


def _boundary(text: str, offset: int) -> bool:
    """Whether a word can begin or end here; scripts without spaces have boundaries anywhere."""
    if offset <= 0 or offset >= len(text):
        return True
    left, right = text[offset - 1], text[offset]
    return not (left.isalpha() and right.isalpha()) or max(left, right) >= "\u2e80"


@cache
def table(name: str) -> dict[str, Any]:
    """A data file of `srccheck/text/data`, parsed; `name` without `.toml`."""
    return tomllib.loads(files("srccheck.text").joinpath("data", name + ".toml").read_text(encoding="utf-8"))


@cache
def words(name: str, *keys: str) -> Words:
    """The words under `keys` of a data file, all languages together."""
    entries: Any = table(name)
    for key in keys:
        entries = entries[key]
    return Words(frozenset(fold(entry).strip(" .:") for entry in _flat(entries)))


def _flat(entries: Any) -> Iterable[str]:
    if isinstance(entries, dict):
        for inner in entries.values():
            yield from inner
    else:
        yield from entries
