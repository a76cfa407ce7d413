"""A note's text cut into the sources that it names, each without the words that introduce it."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from attrs import frozen

from srccheck.citations.ibid import short_form
from srccheck.citations.pieces import top_level
from srccheck.citations.spans import find_quotes, urls_of
from srccheck.text.wordlists import fold, words

__all__ = ["Part", "split_note"]

_SEMICOLON = re.compile(r"[;；]\s")
_NEW_SENTENCE = re.compile(r"[.!?]\)?\s+(?=[^\W\d_a-z])")
_YEAR = re.compile(r"(?<![\d.:/-])(?:1[5-9]\d\d|20\d\d)(?![\d/-])")
_AROUND = " ;；\u00a0"
_AFTER_SIGNAL = " ,:\u00a0"
_LONGEST_REFERENCE = 200  # characters
_SHORTEST = 12  # characters of a citation that is known by its year


@frozen(kw_only=True)
class Part:
    """One source's part of a note: `text[start:end]`; the source itself begins at `body`."""

    start: int
    body: int
    end: int
    signal: str | None


def split_note(text: str) -> tuple[Part, ...]:
    """Cut a note into its sources.

    A semicolon parts two sources where each side stands for itself (it has a URL, a year or is a
    back-reference); so does a sentence that begins with a signal (`See also …`).
    """
    parts = []
    for begin, stop in pairwise([0, *_cuts(text), len(text)]):
        start, end = begin, stop
        while start < end and text[start] in _AROUND:
            start += 1
        while end > start and text[end - 1] in _AROUND:
            end -= 1
        if start < end:
            body = _after_signal(text, start, end)
            signal = text[start:body].strip(" ,:") or None
            parts.append(Part(start=start, body=body, end=end, signal=signal))
    return tuple(parts)


def _cuts(text: str) -> list[int]:
    evidence = _Evidence.of(text)
    found = sorted(
        [*_SEMICOLON.finditer(text), *_NEW_SENTENCE.finditer(text)], key=lambda match: match.start()
    )
    found = [match for match in found if evidence.outside[match.start()]]
    semicolons = [match.start() for match in found if match[0][0] in _AROUND] + [len(text)]
    cuts: list[int] = []
    begin = 0
    for match in found:
        end = match.end()
        if match[0][0] in _AROUND:
            stop = semicolons[bisect_left(semicolons, end)]
            parts = evidence.begins(end) and evidence.complete(end, stop)
        else:
            parts = _after_signal(text, end, len(text)) > end
        if parts and evidence.complete(begin, match.start() + 1):
            cuts.append(end)
            begin = end
    return cuts


@frozen(kw_only=True)
class _Evidence:
    """What shows that a part of a note is a citation by itself.

    Attributes:
        text: the note.
        urls, years: where they begin, ascending.
        outside: for every character, whether it stands outside of URLs, quotations and brackets.
    """

    text: str
    urls: list[int]
    years: list[int]
    outside: bytearray

    @classmethod
    def of(cls, text: str) -> _Evidence:
        """Look through a note once."""
        urls = urls_of(text)
        outside = top_level(text)
        places = [(url.start, url.end) for url in urls] + [(q.start, q.end) for q in find_quotes(text)]
        for start, end in places:
            outside[start:end] = bytes(end - start)
        years = [match.start() for match in _YEAR.finditer(text)]
        return cls(text=text, urls=[url.start for url in urls], years=years, outside=outside)

    def begins(self, start: int) -> bool:
        """Whether a source can begin here: not with a figure, nor with a small word that is no signal.

        `2020; published online March 9` goes on; `; see Lee`, `; id. at 9` and `; de Vries` are sources.
        """
        first = self.text[start : start + 1]
        if first.isdigit():
            return False
        if not first.islower() or _after_signal(self.text, start, len(self.text)) > start:
            return True
        word, _, rest = self.text[start : start + _LONGEST_REFERENCE].partition(" ")
        small = words("citation_words", "particles").known | words("citation_words", "and_words").known
        if fold(word) in small and rest[:1].isupper():
            return True
        return "/" in word or any(
            words("ibid_words", key).after(self.text, start) is not None for key in ("same", "author", "work")
        )

    def complete(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` has a URL or a year, or is a back-reference."""
        if _any_between(self.urls, start, end):
            return True
        if _any_between(self.years, start, end):
            return end - start > _SHORTEST
        body = _after_signal(self.text, start, end)
        return end - body < _LONGEST_REFERENCE and short_form(self.text[body:end]) is not None


def _any_between(places: list[int], start: int, end: int) -> bool:
    index = bisect_left(places, start)
    return index < len(places) and places[index] < end


def _after_signal(text: str, start: int, end: int) -> int:
    """Where the source begins after `See`, `Bkz.`, `For example see,`; `start` where there is no signal."""
    signals = words("citation_words", "signals")
    found = signals.after(text[start : start + _LONGEST_REFERENCE], 0)
    if (
        found is None
        or not text[start : start + 1].isalpha()
        or not _is_signal(text, start, start + found, end)
    ):
        return start
    offset = _past_marks(text, start + found, end)
    further = signals.after(text[offset : offset + _LONGEST_REFERENCE], 0)
    if (
        further is not None
        and offset + further < end
        and text[offset + further] in _AFTER_SIGNAL
        and further > 3
    ):
        offset = _past_marks(text, offset + further, end)  # `For example see`
    return offset


def _is_signal(text: str, start: int, found: int, end: int) -> bool:
    """Whether something follows the word; a short one needs its full stop (`V.`) or a clear sense."""
    raw = text[start:found]
    if (
        len(raw.strip(".")) <= 3
        and not raw.endswith((".", ":"))
        and raw not in words("citation_words", "bare_signals")
    ):
        return False
    rest = text[found:end]
    return bool(rest.strip(" ,:.")) and (
        rest[0].isspace() or rest[0] in ',:“"«《「『，：' or raw[-1] >= "\u2e80"
    )


def _past_marks(text: str, offset: int, end: int) -> int:
    while offset < end and text[offset] in _AFTER_SIGNAL:
        offset += 1
    return offset
