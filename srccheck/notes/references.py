"""Marks in running text that point to notes: `[7]`, `⁷`, `Act,13`, `201120`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from srccheck.model import Fragment
from srccheck.notes.linewise import lines_with
from srccheck.notes.numbering import roman, superscript
from srccheck.notes.records import Mark

__all__ = ["bare_chain", "bracket_marks", "glued_marks", "raised_marks", "round_marks", "symbol_marks"]

_BRACKET = re.compile(r"\[\^?(\d{1,6}|[ivxlcdm]{1,9}|[IVXLCDM]{1,9})\](?!\()")
_LIST = re.compile(r"\[(\d{1,4}(?: ?[,;–-] ?\d{1,4}){1,30})(?=\]|, ?(?:pp?|S|с|s)\.)")
_LIST_PAGED = re.compile(r"\[(\d{1,4})(?=[,:;] ?[^\]\d\s][^\]]{0,60}\])")
_LIST_PART = re.compile(r"(\d{1,4})(?: ?[–-] ?(\d{1,4}))?")
# after a space, "(2)" is a marker where a sentence or clause ends behind it; else it counts things up
_ROUND = re.compile(r"(?<=\S)\((\d{1,3})\)|(?<=\s)\((\d{1,3})\)(?=[.,;:!?]|\s{0,9}\Z)")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}")
_DIGITS = re.compile(r"\d{1,8}(?!\d)(?<!\d{9})")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_AFTER = frozenset(" \t\u00a0.,;:!?)]}»”’\"'—–…。，；：、」』-")
_STRONG = frozenset('.!?…»”"。！？」』')
_MIDDLING = frozenset(",;:)]’'，；：、）")
_ABBREVIATION = re.compile(r"\b(?:No|Vol|Nr|Bd|Art|Abs|Ch|Sec|Fig|pp?|vol|no|nr|art|cap|fig|S|T|с|т|ст)\.\Z")
_UNIT = re.compile(r"\b(?:m|km|cm|mm|dm|м|км|см|мм)\Z")
_SIGN = re.compile("[*∗⁎＊†‡§¶※]")
_SYMBOL = re.compile(r"(?<=[\w.,;:!?)\]”’»\"'])([*∗⁎＊]{1,3}|[†‡§¶※]{1,3})(?![\w*])")
_WEAK = 0.3


def bracket_marks(index: int, text: str) -> Iterator[Mark]:
    """`[7]`, `[iv]`, and the members of `[3, 5–7]`."""
    if "[" not in text:
        return
    for match in _BRACKET.finditer(text):
        number = int(match[1]) if match[1].isdecimal() else roman(match[1].lower())
        if number is not None:
            yield Mark(index=index, offset=match.start(), number=number)
    for match in _LIST.finditer(text):
        yield from _members(index, match)
    for match in _LIST_PAGED.finditer(text):
        yield Mark(index=index, offset=match.start(), number=int(match[1]))


def _members(index: int, match: re.Match[str]) -> Iterator[Mark]:
    for part in _LIST_PART.finditer(match[1]):
        first, last = int(part[1]), int(part[2] or part[1])
        if last < first or last - first > 50:
            last = first
        for number in range(first, last + 1):
            yield Mark(index=index, offset=match.start(1) + part.start(), number=number, weight=0.9)


def round_marks(index: int, text: str) -> Iterator[Mark]:
    """`(7)` glued to a word or a closing mark."""
    if "(" not in text:
        return
    for match in _ROUND.finditer(text):
        number = int(match[1] or match[2])
        yield Mark(index=index, offset=match.start(), number=number, weight=0.7 if match[1] else 0.5)


def raised_marks(index: int, text: str) -> Iterator[Mark]:
    """Raised digits; after a unit of length they are an exponent."""
    if text.isascii():
        return
    for match in _RAISED.finditer(text):
        weight = _WEAK if _UNIT.search(text[max(0, match.start() - 4) : match.start()]) else 1.0
        yield Mark(index=index, offset=match.start(), number=superscript(match[0]), weight=weight)


def glued_marks(index: int, text: str) -> Iterator[Mark]:
    """Digits that a text layer has put down from above the line, each weighed by what it sticks to."""
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if not _may_end(text, end):
            continue
        digits = match[0]
        if start and not digits.startswith("0") and len(digits) <= 4:
            weight = _weight(text, start, end)
            if weight:
                yield Mark(index=index, offset=start, number=int(digits), weight=weight)
        if len(digits) > 4 and digits[4] != "0" and _YEAR.match(digits):
            yield Mark(index=index, offset=start + 4, number=int(digits[4:]), weight=0.7)


def _may_end(text: str, end: int) -> bool:
    if end == len(text):
        return True
    if text[end] not in _AFTER:
        return False
    return not (
        text[end] in ".,-–:’'" and text[end + 1 : end + 2].isalnum() and text[end + 1 : end + 2].isascii()
    )


def _weight(text: str, start: int, end: int) -> float:
    """How likely digits are a marker, by the character before them."""
    before = text[start - 1]
    if before.isalpha():
        word = _word_before(text, start)
        return 0.5 if len(word) > 2 and not word.isupper() else 0.2
    if before in _STRONG or before in _MIDDLING:
        if start > 1 and text[start - 2].isdigit() and before in ".,:":
            return _WEAK
        if before == "." and _ABBREVIATION.search(text[max(0, start - 5) : start]):
            return 0.1
        return 1.0 if before in _STRONG else 0.9
    if before.isspace():
        # "the region. 6 Le": the extractor saw a gap before the raised digit
        ended = text[max(0, start - 4) : start].rstrip()[-1:] in _STRONG
        follows = text[end : end + 3].strip()
        closes = not follows and end + 3 >= len(text)
        return 0.45 if ended and (closes or follows[:1].isupper()) else 0.0
    return 0.0


def _word_before(text: str, start: int) -> str:
    begin = start
    while begin > 0 and start - begin < 24 and text[begin - 1].isalpha():
        begin -= 1
    return text[begin:start]


def bare_chain(lines: Sequence[Fragment]) -> list[Mark]:
    """Markers of a text that has no notes: `[1]`, `[2]`, `[3]` … or `¹`, `²`, `³` … glued to words, in order.

    Args:
        lines: the document.
    """
    for finder in (bracket_marks, raised_marks):
        firsts: dict[int, Mark] = {}
        for index, line in enumerate(lines):
            for mark in finder(index, line.text):
                if mark.offset and not line.text[mark.offset - 1].isspace() and mark.weight > _WEAK:
                    firsts.setdefault(mark.number, mark)
        found = list(firsts.values())
        if len(found) > 2 and [mark.number for mark in found] == list(range(1, len(found) + 1)):
            return found
    return []


def symbol_marks(lines: Sequence[Fragment], indices: Iterable[int]) -> Iterator[tuple[str, Mark]]:
    """Asterisks and daggers glued to what they follow; a pair of asterisks in a line is emphasis."""
    places = list(indices)
    for at in lines_with([lines[index].text for index in places], _SIGN):
        index = places[at]
        text = lines[index].text
        for match in _SYMBOL.finditer(text):
            if text.count(match[1][0]) == len(match[1]):
                yield match[1], Mark(index=index, offset=match.start(), number=0)
