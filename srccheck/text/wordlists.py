"""The words that hold citations together, from the data files, and how they are looked for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

__all__ = ["Words", "fold", "table", "words"]

_REACH = 64  # characters; longer than any word of the tables


def fold(text: str) -> str:
    """Lower case, every character still in its place (`İ` becomes `i`); no-break spaces as spaces."""
    if text.isascii():
        return text.lower()
    return "".join(_FOLDED.get(c) or (low if len(low := c.lower()) == 1 else low[0]) for c in text)


_FOLDED = {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "İ": "i"}


@frozen
class Words:
    """A set of words and phrases, looked for at the edges of a text.

    Attributes:
        known: folded, without a final full stop.
    """

    known: frozenset[str]

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
        start = max(0, end - _REACH)
        window = fold(text[start:end])
        for offset in range(len(window)):
            if window[offset:] in self.known and _boundary(text, start + offset):
                return start + offset
        return None

    def after(self, text: str, start: int) -> int | None:
        """Where the longest of them that begins at `start` ends, spaces skipped; None where none does."""
        while start < len(text) and text[start] in " \u00a0\u202f":
            start += 1
        window = fold(text[start : start + _REACH])
        for length in range(len(window), 0, -1):
            if window[:length] in self.known and _boundary(text, start + length):
                end = start + length
                return end + 1 if text[end : end + 1] == "." else end
        return None


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
