"""Imprints in brackets (`(Oslo: Fjord Press, 2016)`) and journals between their numbers (`12 J. Law 45`)."""

from __future__ import annotations

import re

from attrs import frozen

from srccheck.citations.headings import EDGE
from srccheck.citations.outlets import SEASON
from srccheck.citations.spans import BLANK
from srccheck.text.dates import months
from srccheck.text.wordlists import fold, words

__all__ = ["Imprint", "Serial", "read_imprint", "read_serial", "without_numbers"]

_BRACKET = re.compile(r"\((?P<inner>[^()\d][^()]{1,160}?|\d[^()]{1,12},[^()]{2,140}?),?\s(?:1[4-9]|20)\d\d\)")
_VOLUME_FIRST = re.compile(
    rf"[\s{BLANK}.,;:]{{0,20}}(?:[\[(]\d{{4}}[\])]\s)?(?P<volume>\d{{1,4}})(?:\s?(?::|\()(?P<issue>\d{{1,3}})\)?)?"
    r"\s(?P<name>[^\W\d_][^\d,;()]{1,80}[^\s\d,;()])\s(?P<page>\d{1,5})(?![\w:/-])"
)
_YEAR_FIRST = re.compile(
    r"\s?[\[(]\d{4}[\])]\s(?P<name>[A-Z][^\W\d_]{0,9}(?:\s[A-Z][^\W\d_]{0,9}){0,3})\s(?P<page>\d{1,5})(?!\w)"
)
_NUMBERS_BEHIND = re.compile(
    rf",?\s(?P<volume>\d{{1,4}})(?P<second>[/:]\d{{1,4}})?(?P<tail>[\s(),:;.–—\d{BLANK}-]{{0,60}})\Z"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")
_PAGE_BEHIND = re.compile(r"[:,]\s?(?P<page>\d{1,5}(?:[-–—]\d{1,5})?)")


@frozen(kw_only=True)
class Imprint:
    """Publisher and place, and the characters `text[start:end]` of the bracket that holds them."""

    start: int
    end: int
    publisher: str | None
    place: str | None


@frozen(kw_only=True)
class Serial:
    """A serial with numbers on both sides, or behind it; `end` is where it ends."""

    end: int
    name: str
    volume: str | None = None
    issue: str | None = None
    page: str | None = None


def read_imprint(text: str) -> Imprint | None:
    """The first bracket that ends with a year and names a publisher; seasons and months are none.

    Args:
        text: what follows a title that is not an article's, or that follows *in*.
    """
    for match in _BRACKET.finditer(text):
        place, colon, publisher = match["inner"].partition(":")
        if not colon:
            place, publisher = "", match["inner"]
        pieces = [piece.strip(EDGE) for piece in publisher.split(",")]
        pieces = [piece for piece in pieces if piece and not any(c.isdigit() for c in piece)]
        places = words("citation_words", "places")
        if not colon and pieces and pieces[0] in places:
            place = pieces.pop(0)
        if not pieces or SEASON.match(pieces[0]) or fold(pieces[0]).split()[0].strip(".") in months():
            continue
        place = place.rpartition(";")[2].rpartition(" edn,")[2]
        return Imprint(
            start=match.start(), end=match.end(), publisher=pieces[0], place=place.strip(EDGE) or None
        )
    return None


def read_serial(text: str) -> Serial | None:
    """`112 Nw. L. Rev. 455`, `57:4 McGill LJ 745`, `[2005] PL 440` at the head of what follows a title."""
    match = _VOLUME_FIRST.match(text)
    if match and not _YEAR.match(match["volume"]):
        return Serial(
            end=match.end(),
            name=match["name"],
            volume=match["volume"],
            issue=match["issue"],
            page=match["page"],
        )
    match = _YEAR_FIRST.match(text)
    return Serial(end=match.end(), name=match["name"], page=match["page"]) if match else None


def without_numbers(container: str) -> Serial | None:
    """`Journal 12/3`, `Journal 7 ( ): 45–61`: a serial's name without the numbers behind it.

    None where nothing tells a volume from a figure in the name (`France 24`).
    """
    match = _NUMBERS_BEHIND.search(container)
    if match is None or match.start() < 3 or _YEAR.match(match["volume"]):
        return None
    name = container[: match.start()].rstrip(EDGE)
    page = _PAGE_BEHIND.search(match["tail"])
    issue = match["second"][1:] if match["second"] else None
    return Serial(
        end=match.start(), name=name, volume=match["volume"], issue=issue, page=page["page"] if page else None
    )
