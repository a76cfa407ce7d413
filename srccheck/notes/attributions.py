"""Sources named outside notes: photo credits and lines that say where a text came out before."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Literal

from srccheck.model import Attribution, Fragment, Link, PlacedText
from srccheck.notes.linewise import lines_with
from srccheck.text.urls import find_urls

__all__ = ["find_attributions"]

_BULLET = re.compile(r"\s{0,8}[●•▪■◼◆∙·○◦]\s{0,4}(\S.{0,119})\Z")
# one of these signs is near the beginning of every credit but those that `_BY` tells
_SIGN = re.compile("[:：©●•▪■◼◆∙·○◦]")
_BY_LINE = re.compile(
    r"\n[^\S\n]{0,8}[(\[*_]{0,3}(?:photo|photograph|image|picture)s? (?:by|courtesy of)[^\S\n]", re.IGNORECASE
)
_CAPTION = re.compile(r"\s{0,8}[◀▲▼►▶◄△▽↑↓←→⬆⬇◣◤]\s{0,4}\S")
_COPYRIGHT = re.compile(r"\s{0,8}[(\[]?©\s{0,4}([^\s/\d][^/]{0,79}(?:/[^/\n]{1,80}){0,3}?)[)\]]?\s{0,4}\Z")
_LABEL = re.compile(r"\s{0,8}[(\[*_]{0,3}([^\W\d_][^:：]{0,39}?)\s?[:：]\s{0,4}(\S.{0,159})\Z")
_BY = re.compile(
    r"\s{0,8}[(\[*_]{0,3}((?:photo|photograph|image|picture)s? (?:by|courtesy of))\s(\S.{0,119})\Z",
    re.IGNORECASE,
)
_SENTENCE_BREAK = re.compile(r"(?<=[.!?。])(?:\s+|(?=[^\s.]))(?=[\"“«„]?[^\W\da-zа-я_])|(?<=。)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_TRAILING = ")]*_ \t"
_HEAD = 60
_SHORT = 50
_ENDS = frozenset('.!?…”»")。')
_LONGEST_CREDIT = 160
_LONGEST_NOTICE = 240
_LONGEST_PARAGRAPH = 600


@cache
def _table(name: str) -> dict[str, Any]:
    text = files("srccheck.text").joinpath("data", "attribution_words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)[name]
    return dict(table)


@cache
def _labels() -> frozenset[str]:
    return frozenset(word.casefold() for words in _table("credit").values() for word in words)


@cache
def _phrases() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = _table("republication").values()
    return tuple((said.casefold(), tuple(row["of"])) for row in rows for said in row["said"])


def find_attributions(lines: Sequence[Fragment], taken: frozenset[int]) -> Iterator[tuple[int, Attribution]]:
    """Photo credits and republication lines, each with the position of its line.

    Args:
        lines: the document.
        taken: positions of lines that are notes.
    """
    texts = [line.text for line in lines]
    signed = frozenset(lines_with(texts, _SIGN, _BY_LINE, head=_HEAD))
    saying = frozenset(_saying(texts))
    for index in sorted(signed | saying):
        line = lines[index]
        if index in taken:
            continue
        if index in signed and len(line.text) <= _LONGEST_CREDIT:
            span = _credit(lines, index)
            if span is not None:
                yield index, _attribution("photo credit", line.cut(*span))
                continue
        if index in saying:
            span = _republication(line.text)
            if span is not None:
                yield index, _attribution("republication", line.cut(*span))


def _saying(texts: Sequence[str]) -> list[int]:
    """Positions of lines that begin a paragraph and hold words that tell of another place.

    The line before such a line is blank, short, or ends a sentence.
    """
    ends = [len(text := each.rstrip()) < _SHORT or text[-1] in _ENDS for each in texts]
    begins = [
        index
        for index, (text, is_begin) in enumerate(zip(texts, [True, *ends], strict=False))
        if is_begin and text and len(text) <= _LONGEST_PARAGRAPH
    ]
    said = lines_with([texts[index] for index in begins], *(said for said, _ in _phrases()), folded=True)
    return [begins[at] for at in said]


def _credit(lines: Sequence[Fragment], index: int) -> tuple[int, int] | None:
    text = lines[index].text.rstrip()
    bullet = _BULLET.match(text)
    if bullet:
        return _trimmed(text, bullet.start(1)) if _is_under_caption(lines, index) else None
    labelled = _LABEL.match(text)
    if labelled and labelled[1].rstrip(".*_ ").casefold() in _labels():
        return _trimmed(text, labelled.start(2)) if _is_name(labelled[2]) else None
    by = _BY.match(text)
    if by:
        return _trimmed(text, by.start(2)) if _is_name(by[2]) else None
    owner = _COPYRIGHT.match(text)
    if owner and ("/" in owner[1] or _is_under_caption(lines, index)):
        return _trimmed(text, owner.start(1))
    return None


def _trimmed(text: str, start: int) -> tuple[int, int]:
    end = len(text.rstrip())
    closed = text[start:end]
    while (
        closed
        and closed[-1] in _TRAILING
        and not (closed[-1] in ")]" and closed.count("(") + closed.count("["))
    ):
        closed = closed[:-1]
    return start, start + len(closed)


def _is_name(text: str) -> bool:
    """A credit names somebody: a few words, no sentence."""
    words = _WORD.findall(text)
    return 0 < len(words) <= 10 and not text.rstrip(_TRAILING).endswith(("?", "!", ";", ","))


def _is_under_caption(lines: Sequence[Fragment], index: int) -> bool:
    """The line above begins with a caption's arrow, or is a block of text that this one line closes."""
    if index == 0:
        return False
    above, text = lines[index - 1].text, lines[index].text
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    if not _is_name(text) or _BULLET.match(above) or _BULLET.match(below):
        return False
    return bool(_CAPTION.match(above)) or (len(above) >= 40 and not below.strip() and len(text) < 60)


def _republication(text: str) -> tuple[int, int] | None:
    """The sentence that tells where the text came out before, in a paragraph of two at most."""
    bounds = [0, *(match.end() for match in _SENTENCE_BREAK.finditer(text)), len(text)]
    if len(bounds) > 4:
        return None
    for start, end in pairwise(bounds):
        sentence = text[start:end]
        if len(sentence) <= _LONGEST_NOTICE and _is_notice(sentence.casefold()):
            begin = start + len(sentence) - len(sentence.lstrip(" \t*_>"))
            return begin, start + len(sentence.rstrip(" \t*_"))
    return None


def _is_notice(sentence: str) -> bool:
    """It begins with what it speaks of, and says of it that it came out elsewhere."""
    for said, subjects in _phrases():
        at = sentence.find(said)
        if at < 0:
            continue
        before = sentence[:at]
        if len(before) <= 80 and (_has_subject(before, subjects) or not before.strip(" *_([")):
            return True
    return False


def _has_subject(text: str, subjects: tuple[str, ...]) -> bool:
    words = set(_WORD.findall(text))
    return any(subject in words or (not subject.isascii() and subject in text) for subject in subjects)


def _attribution(kind: Literal["photo credit", "republication"], place: Fragment) -> Attribution:
    text = PlacedText(text=place.text, origins=(place,))
    links = tuple(
        Link(
            url=url.url,
            raw=place.text[url.start : url.end],
            role="source",
            location=text.locate(url.start, url.end),
        )
        for url in find_urls(place.text)
    )
    return Attribution(kind=kind, text=place.text, links=links, location=text.locate(0))
