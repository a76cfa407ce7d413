"""Citations whose parts are set off by commas: `Ann Lee, Title, Place, Publisher, 2020`."""

from __future__ import annotations

import re

from srccheck.citations.headings import Heading, clean_title, has_words
from srccheck.citations.leading import family_first, leading_names
from srccheck.citations.pieces import split_at
from srccheck.citations.spans import MEDIUM
from srccheck.text.dates import DateSpan
from srccheck.text.names import is_person, read_names
from srccheck.text.wordlists import fold, words

__all__ = ["has_commas", "read_comma_style"]

_NUMBERS = re.compile(r"\d\s?\(|\bvol", re.IGNORECASE)
_IMPRINT = re.compile(r"\s\((?=[^()]{0,140}[^\W\d_][^()]{0,140}\))[^()]{3,170}\)[\s\d.,–-]{0,30}\Z")


def has_commas(left: str) -> bool:
    """Whether commas part authors and title, not only what follows `[Online]`."""
    pieces = split_at(left, ",")
    medium = left.find(MEDIUM)
    return len(pieces) > 1 and not 0 < medium <= pieces[0][1]


def read_comma_style(left: str, dates: tuple[DateSpan, ...]) -> Heading:
    """Read the head of `Ann Lee and Bo Poe, Title, Place, Publisher, 2020`.

    Authors are taken as long as they look it, then one title.
    """
    pieces = _comma_pieces(left)
    texts = [left[start:end] for start, end in pieces]
    count = leading_names(texts)
    while count and not any(
        _is_title(text, left, place, dates) for text, place in zip(texts[count:], pieces[count:], strict=True)
    ):
        count -= 1
    names = read_names(left[pieces[0][0] : pieces[count - 1][1]]) if count else ()
    if names is None:
        names, count = (), 0
    start = pieces[count][0]
    last = count
    while last + 1 < len(pieces) and _goes_on(left, pieces, texts, last):
        last += 1
    end = pieces[last][1]
    if last == len(pieces) - 1 and count and not left[end:].lstrip().startswith(","):
        end = start + split_at(left[start:end], ".")[0][1]
    marked = left.find(MEDIUM, start)
    if marked > start and not _has_numbers(left[start:marked]):
        end = marked
    title, dated = _without_date(left, start, end, dates)
    imprint = _IMPRINT.search(left[start:end])
    if (
        imprint
        and dated is None
        and any(date.start > start and left[date.end : date.end + 1] == ")" for date in dates)
    ):
        end = start + imprint.start()
        title = clean_title(left[start:end])
    return Heading(author=names, title=title, end=end, separator=",", dated=dated)


def _without_date(
    left: str, start: int, end: int, dates: tuple[DateSpan, ...]
) -> tuple[str | None, DateSpan | None]:
    """A title without the year in brackets that ends it."""
    for date in dates:
        if start < date.start and left[date.end : end].strip() == ")" and left[date.start - 1] == "(":
            return clean_title(left[start : date.start - 1]), date
    return clean_title(left[start:end]), None


def _comma_pieces(left: str) -> list[tuple[int, int]]:
    """The pieces between commas; `LEE, Ann ; POE, Bo, Title` keeps its names in one."""
    pieces = split_at(left, ",")
    semicolon = left.rfind(";", 0, pieces[-1][0])
    if semicolon < 0 or not (read := read_names(left[:semicolon])) or not family_first(left, read):
        return pieces
    last = next((index for index, (start, end) in enumerate(pieces) if start <= semicolon < end), None)
    if last is None or last + 2 >= len(pieces) or not is_person(left[slice(*pieces[last + 1])]):
        return pieces
    return [(pieces[0][0], pieces[last + 1][1]), *pieces[last + 2 :]]


def _goes_on(left: str, pieces: list[tuple[int, int]], texts: list[str], index: int) -> bool:
    """The next piece belongs to the title: it begins with a small letter, and nothing stands between."""
    following = texts[index + 1]
    if left[pieces[index][1] : pieces[index + 1][0]].strip(" ,"):
        return False
    word = following.split()[0].strip(".:")
    known = words("citation_words", "in_words").known | words("citation_words", "pages").known
    known |= words("citation_words", "volumes").known | words("citation_words", "issues").known
    known |= words("citation_words", "editors").known
    return (
        following[0].islower()
        and "." not in word
        and fold(word) not in known
        and not any(c.isdigit() for c in word)
    )


def _has_numbers(text: str) -> bool:
    return _NUMBERS.search(text) is not None


def _is_title(text: str, left: str, place: tuple[int, int], dates: tuple[DateSpan, ...]) -> bool:
    """A piece that can be a title: words, and not only a date."""
    dated = any(
        place[0] <= date.start and date.end <= place[1] and date.end - date.start > len(text) - 6
        for date in dates
    )
    return has_words(text) and not dated
