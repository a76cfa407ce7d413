"""The title in the order of bibliographies: where it ends, and what it is without its marks."""

from __future__ import annotations

import re

from attrs import frozen

from srccheck.citations.pieces import sentences
from srccheck.citations.spans import BLANK, MEDIUM, find_quotes
from srccheck.model.citation import CslName
from srccheck.text.dates import DateSpan

__all__ = ["EDGE", "Heading", "clean_title", "first_sentence", "has_words"]

EDGE = " \u00a0,;:.،؛，。；：" + BLANK + MEDIUM
"""What stands around names and titles without belonging to them."""
_NUMBERS_OR_IN = re.compile(r"\d\s?[(:]\s?\d|\. [Ii]n:? ")
_BREAK_INSIDE = re.compile(
    r"[?!]\s(?=[^\W\d_a-z])|[,.:;?!]\s[Ii]n:?\s(?=[A-ZÀ-Ý\u0400-\u042f])"  # a question; `Title, in Whole`
)
# `Journal [Internet]. 2011`, `Journal [online], vol. 38`
_ISSUE_FOLLOWS = re.compile(
    rf"[{MEDIUM}\s.,]{{1,150}}(?:\d{{4}}|\d{{1,2}}\.?\s[^\W\d_]{{3,12}}\s\d{{4}}|[Vv](?:ol)?\.?\s?\d)"
)
_THREE_LETTERS = re.compile(r"[^\W\d_][^\W\d_][^\W\d_]")
_LONGEST_OUTLET = 8  # words in an abbreviated journal's name


@frozen(kw_only=True)
class Heading:
    """The head of a citation.

    Attributes:
        author: its authors.
        title: the title without quotation marks; None where there is none.
        end: where what follows the title begins.
        quoted: the title stood in quotation marks.
        separator: what the citation's parts are set off with: `,` or `.`.
        container: the outlet, where it is plain from the head (quoted, while the title is not).
        dated: the date that stands between authors and title.
    """

    author: tuple[CslName, ...] = ()
    title: str | None = None
    end: int
    quoted: bool = False
    separator: str = "."
    container: str | None = None
    dated: DateSpan | None = None


def has_words(text: str) -> bool:
    """Whether a text says something: three letters at least."""
    return _THREE_LETTERS.search(text) is not None or sum(map(str.isalpha, text)) > 2


def first_sentence(left: str, start: int) -> tuple[str | None, int]:
    """The title in the order of bibliographies: up to the medium, to *in*, or to the sentence's end."""
    marked = left.find(MEDIUM, start)
    if marked > start and _ends_title(left, start, marked):
        return clean_title(left[start:marked]), marked
    places = sentences(left[start:])
    if not places:
        return None, len(left)
    begin, end = places[0]
    inside = _BREAK_INSIDE.search(left[start + begin : start + end])
    if (
        inside is not None
        and inside.start() > 3
        and (
            inside[0][0] not in "?!"
            or _outlet_follows(left[start + begin + inside.end() : start + end], left[start + end :])
        )
    ):
        end = begin + inside.start() + (inside[0][0] in "?!")
    return clean_title(left[start + begin : start + end]), start + end


def _ends_title(left: str, start: int, marked: int) -> bool:
    """Whether a medium stands after the title, not after a journal, which begins a sentence of its own."""
    if not has_words(left[start:marked]) or _NUMBERS_OR_IN.search(left, start):
        return False
    return not (_ISSUE_FOLLOWS.match(left, marked) and len(sentences(left[start:marked])) > 1)


def _outlet_follows(text: str, rest: str) -> bool:
    """`Still photography? Afterimage, v. 32`: numbers after a question tell that the title is over."""
    numbered = "," in text and any(character.isdigit() for character in text)
    return numbered or (len(text.split()) <= _LONGEST_OUTLET and rest.lstrip(" .,")[:1].isdigit())


def clean_title(text: str) -> str | None:
    """A title without final marks and without quotation marks around the whole; None if empty."""
    text = " ".join(text.replace(MEDIUM, " ").replace(BLANK, " ").split())
    text = text.strip(" ,;:،؛，：").removesuffix(".").strip(" ,;:،؛，：").lstrip(". ")
    quotes = find_quotes(text)
    if len(quotes) == 1 and quotes[0].start == 0 and quotes[0].end == len(text):
        text = quotes[0].inner
    return text or None
