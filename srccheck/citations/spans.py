"""The certain parts of a citation, found before anything is guessed: URLs, dates, labels, quotations."""

from __future__ import annotations

import re
from functools import lru_cache

from attrs import frozen

from srccheck.citations.access import AccessSpan, find_access
from srccheck.text.dates import DateSpan, find_dates
from srccheck.text.urls import UrlSpan, doi_of, find_urls
from srccheck.text.wordlists import words

__all__ = ["BLANK", "MEDIUM", "Quote", "Spans", "blank", "find_quotes", "find_spans", "urls_of"]

BLANK = "\x1f"
"""Stands for every character of a part that has been taken out, so that places stay."""
MEDIUM = "\x1e"
"""The same for `[Online]` and its like, which often end a title."""

_PAIRS = {
    "“": "”",
    "„": '“”"‟',
    "«": "»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’",
    "‚": "‘’",
    '"': '"”',
    "'": "'",
    "”": "”",
    "»": "«",
    "‟": "”",
    "〈": "〉",
    "《": "》",
}
_OPENER = re.compile("[" + "".join(_PAIRS) + "]")
_MARK_OF = {opener: re.compile(f"[{opener}{closers}]") for opener, closers in _PAIRS.items()}
_ISBN = re.compile(
    r"\bISBN(?:-1[03])?[:\s]{0,3}(?P<isbn>(?:97[89][- ]?)?[\d][\d -]{7,14}[\dX])\b", re.IGNORECASE
)
_ID_NAMES = ("ISBN", "ISSN", "PMID", "PMC", "ARXIV", "JSTOR", "SICI", "CODEN", "EDN")
_OTHER_IDS = re.compile(
    r"\b(?:e?ISSN|PMID|PMCID|PMC|PubMed PMID|arXiv|JSTOR|SICI|CODEN|EDN)\b[:\s]{0,3}[\w./-]{4,24}",
    re.IGNORECASE,
)
_MOST_UNCLOSED = 20  # keeps the time linear on text that is all opening quotes
_LONGEST_TITLE = 500
_MEDIUM = re.compile(r"\s?[\[［](?P<medium>[^\[\]［］]{1,140})[\]］]")


@frozen(kw_only=True)
class Quote:
    """A quotation: `text[start:end]` with its marks; `inner` without them."""

    start: int
    end: int
    inner: str


@frozen(kw_only=True)
class Spans:
    """What is certain in a citation.

    Attributes:
        text: the citation.
        left: the same, with URLs, identifiers, access date, media and their labels blanked out.
        urls: URLs and DOIs.
        dates: dates but the access date.
        access: the access date.
        doi, isbn: identifiers.
        media: what stands in square brackets as a medium or kind: `Online`, `J/OL`, `Data set`.
    """

    text: str
    left: str
    urls: tuple[UrlSpan, ...]
    dates: tuple[DateSpan, ...]
    access: AccessSpan | None
    doi: str | None = None
    isbn: str | None = None
    media: tuple[str, ...] = ()


def blank(text: str, start: int, end: int, mark: str = BLANK) -> str:
    """A text with a part of it taken out."""
    return text[:start] + mark * (end - start) + text[end:]


def find_spans(text: str) -> Spans:
    """Take out what is certain."""
    urls = tuple(url for url in urls_of(text) if not _is_name(text, url))
    left = text
    for url in urls:
        left = blank(left, url.start, url.end)
    dates = find_dates(left)
    access = find_access(left, urls, dates)
    if access is not None:
        dates = tuple(date for date in dates if date.end <= access.start or date.start >= access.end)
        dates = tuple(date for date in dates if not _is_foreseen(left, date, access))
        left = blank(left, access.start, access.end)
    for url in urls:
        start, end = _with_label(text, left, url)
        left = blank(left, start, end)
    isbn = None
    if any(map(left.upper().__contains__, _ID_NAMES)):
        isbn = _ISBN.search(left)
        for match in [*_ISBN.finditer(left), *_OTHER_IDS.finditer(left)]:
            left = blank(left, *match.span())
    shown: list[str] = []
    for match in list(_MEDIUM.finditer(left)) if "[" in left or "［" in left else ():
        media = words("citation_words", "media")
        said = match["medium"] in media or match["medium"] in words("source_types", "bracketed")
        if said or (len(match["medium"]) > 3 and media.after(match["medium"], 0)):
            left = blank(left, *match.span(), MEDIUM)
            shown.append(match["medium"])
    return Spans(
        text=text,
        left=left,
        urls=urls,
        dates=dates,
        access=access,
        doi=next((doi for url in urls if (doi := doi_of(url.url))), None),
        isbn=isbn["isbn"].replace(" ", "").replace("-", "") if isbn else None,
        media=tuple(shown),
    )


def _is_foreseen(left: str, date: DateSpan, access: AccessSpan) -> bool:
    """`Agenda 2030`, looked at in 2023: a year that ends a name and has not come yet is a part of it."""
    looked, found = access.accessed.date, date.date
    if looked is None or found is None or found.month or found.year <= looked.year:
        return False
    before = left[: date.start]
    return before.endswith((" ", "\u00a0")) and before.rstrip()[-1:].isalpha()


def _is_name(text: str, url: UrlSpan) -> bool:
    """A bare domain without a path is an outlet's name (`Today.az`) unless a label announces a URL."""
    if not url.bare or "/" in url.url.partition("//")[2]:
        return False
    if text[url.start : url.start + 4].lower() == "www.":
        return False
    before = text[: url.start].rstrip()
    return (
        not before.endswith("<") and words("citation_words", "url_labels").before(before, len(before)) is None
    ) or before.endswith((",", "in", "en"))


def _with_label(text: str, left: str, url: UrlSpan) -> tuple[int, int]:
    """A URL's place with the brackets around it and the label before it."""
    start, end = url.start, url.end
    while True:
        trimmed = start
        while trimmed and left[trimmed - 1] in "<([⟨＜ \u00a0:":
            trimmed -= 1
        labels = words("citation_words", "url_labels").before(left, trimmed)
        if labels is None:
            labels = words("citation_words", "doi_labels").before(left, trimmed)
        if labels is None or (left[labels:trimmed].strip() and not _labels(left, labels, trimmed)):
            break
        start = labels
    while start and left[start - 1] in "<([⟨＜":
        start -= 1
    while end < len(text) and left[end] in ">)]⟩＞":
        end += 1
    return start, end


def _labels(left: str, start: int, end: int) -> bool:
    """A short word (`in`, `na`) is a label only before a colon, or at the beginning of its clause."""
    word = left[start:end].strip(" :.")
    if len(word) > 3 or left[start:end].rstrip().endswith(":") or ":" in left[end : end + 2]:
        return True
    before = left[:start].rstrip(" ")
    return not before or before[-1] in ".,;:([" + BLANK


# the stations of one note ask for the same text
urls_of = lru_cache(maxsize=64)(find_urls)


@lru_cache(maxsize=64)
def find_quotes(text: str) -> tuple[Quote, ...]:
    """The outermost quotations of a text, in all scripts; apostrophes are none."""
    out: list[Quote] = []
    position, unclosed = 0, 0
    while unclosed < _MOST_UNCLOSED and (opener := _OPENER.search(text, position)):
        position = opener.start()
        if _opens(text, position):
            end = _closing(text, position)
            if end is not None:
                inner = text[position + 1 : end].strip()
                if inner:
                    out.append(Quote(start=position, end=end + 1, inner=inner))
                position = end + 1
                continue
            unclosed += 1
        position += 1
    return tuple(out)


def _opens(text: str, position: int) -> bool:
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    if text[position] in "\"'‘”»":
        return not (before.isalnum() or before in "”’»") and (not after.isspace() or before == "«")
    return True


def _closing(text: str, start: int) -> int | None:
    """Where a quotation ends: at its own level, and for marks that are apostrophes, too, at a word's end."""
    opener = text[start]
    closers = _PAIRS[opener]
    same = opener in closers
    depth, last = 1, None
    for mark in _MARK_OF[opener].finditer(text, start + 1):
        offset, character = mark.start(), mark[0]
        if character == opener and not same:
            depth += 1
        elif character in closers:
            if opener in "'‘‚" and not _ends_word(text, offset):
                continue
            if same and opener in "'\"" and _opens(text, offset) and not _ends_word(text, offset):
                continue
            depth -= 1
            if depth == 0:
                if opener in "'‘‚" and _more_inside(text, offset, opener):
                    depth, last = 1, offset
                    continue
                return offset
    return last


def _ends_word(text: str, offset: int) -> bool:
    after = text[offset + 1] if offset + 1 < len(text) else " "
    before = text[offset - 1]
    return not after.isalnum() and not before.isspace()


def _more_inside(text: str, offset: int, opener: str) -> bool:
    """After `’` a lower-case word goes on in the same sentence: a plural's apostrophe (`States’ rights`)."""
    rest = text[offset + 1 : offset + _LONGEST_TITLE]
    if not rest.startswith(" ") or rest.lstrip()[:1].islower() is False:
        return False
    if rest.lstrip().split(" ", 1)[0] in words("citation_words", "in_words_sure"):
        return False
    return any(
        _ends_word(text, later.start())
        for later in _MARK_OF[opener].finditer(text, offset + 1, offset + _LONGEST_TITLE)
        if later[0] in _PAIRS[opener]
    )
