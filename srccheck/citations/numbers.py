"""Volume, issue and pages, and the tokens that hold nothing else."""

from __future__ import annotations

import re

from attrs import frozen

from srccheck.text.wordlists import fold, words

__all__ = ["Numbers", "is_number_token", "read_numbers"]

_PAGE_RANGE = r"[A-Za-z]{0,4}\d{1,9}[a-z]?(?:\s?[-–—‑‒]{1,2}\s?[A-Z]{0,2}\d{1,6}[a-z]?)?"
_PAGES = re.compile(
    rf"(?<!\w)(?P<word>[^\W\d_]{{1,6}})(?P<dot>\.?:?)\s?(?P<page>{_PAGE_RANGE}|[ivxlc]{{1,7}}(?:[-–][ivxlc]{{1,7}})?)(?!\w)"
)
_LABELLED = re.compile(
    r"(?<!\w)(?P<word>[^\W\d_]{1,9}|№|#|nº|n°|№№)(?P<dot>\.?:?)\s?(?P<value>[A-Z]?\d{1,5}[\w/–.-]{0,8}|[IVXLC]{1,8}(?!\w))"
)
_COMPACT = re.compile(
    rf"(?<![\w.-])(?P<volume>\d{{1,4}}[A-Z]?)\s?\((?![^()]{{0,20}}(?:1[5-9]|20)\d\d\))(?P<issue>[^()]{{1,24}})\)(?:\s?[:,]\s?(?P<page>{_PAGE_RANGE}))?"
)
_VOLUME_PAGES = re.compile(
    rf"(?<![\w.-])(?P<volume>\d{{1,4}}[A-Z]?)\s?[:,]\s?(?!(?:1[5-9]|20)\d\d(?!\d|\s?[-–]))(?P<page>{_PAGE_RANGE})(?!\w|\s?\()"
)
_DOTTED = re.compile(
    r"(?<![\w.])(?!(?:1[5-9]|20)\d\d-(?:1[5-9]|20)\d\d)(?P<volume>\d{1,4})[.-](?P<issue>\d{1,4})(?![\w.])"
)
_TOKEN = re.compile(r"[\W\d_]*\Z|(?:[^\w]*\d[\w]{0,3}[^\w]*){1,4}\Z")


@frozen(kw_only=True)
class Numbers:
    """Volume, issue and pages as printed; None where not given."""

    volume: str | None = None
    issue: str | None = None
    page: str | None = None


def read_numbers(text: str) -> tuple[Numbers, tuple[tuple[int, int], ...]]:
    """Volume, issue and pages of the part of a citation that follows its title.

    Returns:
        The numbers, and the places that they take.
    """
    found: dict[str, str] = {}
    places: list[tuple[int, int]] = []
    for match in _COMPACT.finditer(text):
        if "volume" in found or (len(match["volume"]) == 4 and match["page"] is None):
            continue
        found |= {key: value for key, value in match.groupdict().items() if value}
        places.append(match.span())
    for pattern in (_PAGES, _LABELLED):
        for match in pattern.finditer(text):
            kind = _kind(match, pages=pattern is _PAGES)
            if kind and not any(match.start() < end and start < match.end() for start, end in places):
                found.setdefault(kind, match["page" if pattern is _PAGES else "value"].rstrip(".-"))
                places.append(match.span())
    for pattern in (_VOLUME_PAGES, _DOTTED):
        match_ = pattern.search(text)
        if (
            match_
            and "volume" not in found
            and not any(match_.start() < end and start < match_.end() for start, end in places)
        ):
            found |= match_.groupdict()
            places.append(match_.span())
    return Numbers(**found), tuple(places)


def _kind(match: re.Match[str], *, pages: bool) -> str | None:
    word = fold(match["word"])
    if pages:
        return (
            "page"
            if word in words("citation_words", "pages").known and (match["dot"] or len(word) > 1)
            else None
        )
    if word in words("citation_words", "volumes").known:
        return "volume"
    return "issue" if word in words("citation_words", "issues").known else None


def is_number_token(token: str) -> bool:
    """Whether a token holds digits, marks and nothing else."""
    return not any(character.isalpha() for character in token)
