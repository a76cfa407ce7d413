"""The CSL type of a source: what it says of itself, else what its fields speak for."""

from __future__ import annotations

import re
from functools import cache

from srccheck.citations.headings import Heading
from srccheck.citations.spans import Spans
from srccheck.model.citation import CslItem
from srccheck.text.wordlists import Words, fold, table, words

__all__ = ["type_of"]

_ONLINE = re.compile(r"/ol\Z")
_NUMBER = re.compile(r"[\s:.,(]{0,3}(?:(?:no|nr|n°|nº|n|№)\.?\s?)?[A-Z]{0,5}[-/]?\d", re.IGNORECASE)
_NEAR = 60  # characters in which a law's number or year follows its kind


def type_of(csl: CslItem, heading: Heading, spans: Spans) -> str:
    """The CSL type.

    Args:
        csl: the fields; their type is not looked at.
        heading: its authors and title.
        spans: the certain parts.
    """
    return (
        _bracketed(spans.media) or _law(csl.title) or _numbered(csl, heading, spans) or _spoken(csl, heading)
    )


def _bracketed(media: tuple[str, ...]) -> str | None:
    """`[R]`, `[J/OL]`, `[Data set]`."""
    for medium in media:
        said = _ONLINE.sub("", fold(medium).strip(" ."))
        for kind in table("source_types")["bracketed"]:
            if said in words("source_types", "bracketed", kind).known:
                return str(kind)
    return None


def _law(title: str | None) -> str | None:
    """`Law No. 5651 on …`, `Directive (EU) 2016/680 …`: a kind of law, and a number near it."""
    if not title or not title[0].isupper():
        return None
    word = words("source_types", "numbered", "legislation").after(title, 0)
    if word is not None and _NUMBER.match(title, word):
        return "legislation"
    end = words("source_types", "begins", "legislation").after(title, 0)
    near = title[end : end + _NEAR] if end else ""
    return "legislation" if any(character.isdigit() for character in near) else None


def _numbered(csl: CslItem, heading: Heading, spans: Spans) -> str | None:
    """`Working Paper 7`, `Report No. 12` in or behind the title, where no periodical holds the source."""
    if csl.volume and csl.container_title:
        return None
    said = f"{csl.title or ''} {spans.left[heading.end :]}"
    known = words("source_types", "numbered", "report")
    for start in _first_letters(known).finditer(fold(said)):
        end = known.after(said, start.start())
        if end is not None and _NUMBER.match(said, end):
            return "report"
    return None


@cache
def _first_letters(known: Words) -> re.Pattern[str]:
    pairs = sorted({word[:3] for word in known.known})
    return re.compile(rf"(?<!\w)(?={'|'.join(map(re.escape, pairs))})")


def _spoken(csl: CslItem, heading: Heading) -> str:
    """The type that the fields speak for."""
    if csl.editor or (heading.quoted and csl.container_title and csl.publisher):
        return "chapter"
    if csl.container_title:
        if csl.volume or csl.issue:
            return "article-journal"
        if csl.URL and not csl.DOI:
            return "article-newspaper" if csl.issued and csl.issued.day else "webpage"
        return "article-journal" if csl.page or csl.DOI else "article"
    if csl.publisher or csl.publisher_place or csl.ISBN:
        return "book"
    return "webpage" if csl.URL and not csl.DOI else "document"
