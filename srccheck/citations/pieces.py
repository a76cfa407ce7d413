"""A citation cut into pieces at its separators, brackets kept whole."""

from __future__ import annotations

import re

from srccheck.citations.spans import BLANK, MEDIUM
from srccheck.text.wordlists import fold, words

__all__ = ["sentences", "split_at", "top_level"]

_OPEN = "([{（［"
_BRACKET = re.compile(r"[(\[{（［)\]}）］]")
_MARKS = BLANK + MEDIUM
_SPACES = " \t\n\u00a0\u2009\u202f\u3000"
_BEFORE_PIECE, _AFTER_PIECE = _MARKS + ",;:.·،؛", _MARKS + ",;،؛"
_PLAIN = {"،": ",", "؛": ";"}  # the Arabic marks stand where the Latin ones do
_SEPARATOR = re.compile(rf"[,;.。；，،؛]|[{_MARKS}]+")
_INITIAL = re.compile(r"(?:^|[\s.(\x1f-])(?:[^\W\d_]|[A-ZÀ-ÞА-Я][a-zà-ÿа-я])\Z")
_NUMBERED = re.compile(r"[:;]\s\d{1,2}\Z")


def top_level(text: str) -> bytearray:
    """For every character, whether it stands outside of all brackets."""
    out = bytearray(b"\x01") * len(text)
    depth = begin = 0
    for bracket in _BRACKET.finditer(text):
        offset = bracket.start()
        if bracket[0] in _OPEN:
            if depth == 0:
                begin = offset + 1
            depth += 1
        elif depth <= 1:
            if depth == 0:
                begin = offset
            out[begin : offset + 1] = bytes(offset + 1 - begin)
            depth = 0
        else:
            depth -= 1
    if depth:  # a bracket that is never closed does not hide the rest
        return bytearray(b"\x01") * len(text)
    return out


def split_at(text: str, separators: str) -> list[tuple[int, int]]:
    """Cut at separators that are followed by a space or the end, and at blanks; brackets stay whole.

    Args:
        text: what is to be cut.
        separators: some of `,;.` and their East Asian forms; `.` cuts only where a sentence ends, not after
            initials.

    Returns:
        Places of the pieces that are not empty, white space trimmed.
    """
    outside = top_level(text)
    cuts, begin = [], 0
    for mark in _SEPARATOR.finditer(text):
        offset, character = mark.start(), mark[0][0]
        if not outside[offset]:
            continue
        if character in _MARKS or (
            _PLAIN.get(character, character) in separators and _separates(text, offset)
        ):
            cuts.append((begin, offset))
            begin = mark.end()
    cuts.append((begin, len(text)))
    return [place for start, end in cuts if (place := _trimmed(text, start, end)) is not None]


def _separates(text: str, offset: int) -> bool:
    after = text[offset + 1] if offset + 1 < len(text) else " "
    if text[offset] in "。；，":
        return True
    if not (after.isspace() or after in _MARKS or after in '(["“«„'):
        return False
    return text[offset] != "." or _ends_sentence(text, offset)


def _ends_sentence(text: str, offset: int) -> bool:
    head = text[max(0, offset - 12) : offset]
    if _INITIAL.search(head) and not head[-1:].isdigit():
        return _past(text, offset + 1, " " + _MARKS) == len(text)
    if _NUMBERED.search(head):
        return False  # `Interactions: 6. Phenology`
    following = _past(text, offset + 1, _SPACES)
    return not text[following : following + 1].islower() and not _is_abbreviated(head)


def _is_abbreviated(head: str) -> bool:
    """Whether the last word before a full stop is one that is printed with it."""
    if not head or head[-1].isspace():
        return False
    last = head.replace("(", " ").rsplit(None, 1)
    return bool(last) and head[-1] != "(" and fold(last[-1]) in words("citation_words", "abbreviations").known


def _past(text: str, offset: int, characters: str) -> int:
    """Where something else than these characters stands."""
    while offset < len(text) and text[offset] in characters:
        offset += 1
    return offset


def sentences(text: str) -> list[tuple[int, int]]:
    """Cut at full stops, `?` and `!` that end a sentence."""
    return split_at(text, ".。")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and (text[start].isspace() or text[start] in _BEFORE_PIECE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _AFTER_PIECE):
        end -= 1
    return (start, end) if start < end else None
