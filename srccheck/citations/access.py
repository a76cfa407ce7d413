"""Access dates: told from all other dates by the words beside them, or by where they stand."""

from __future__ import annotations

from attrs import frozen

from srccheck.model.dates import AccessDate
from srccheck.text.dates import DateSpan
from srccheck.text.urls import UrlSpan
from srccheck.text.wordlists import words

__all__ = ["AccessSpan", "find_access"]

_OPENING, _CLOSING = "([（［【<", ")]）］】>"
_EAST_ASIAN = "\u2e80"
_BETWEEN = " \u00a0:.,;–—-："


@frozen(kw_only=True)
class AccessSpan:
    """An access date in a citation: its place with word and brackets, and what it says."""

    start: int
    end: int
    accessed: AccessDate


def find_access(text: str, urls: tuple[UrlSpan, ...], dates: tuple[DateSpan, ...]) -> AccessSpan | None:
    """The access date of a citation; None where it gives none.

    Args:
        text: the citation, URLs blanked out.
        urls: its URLs and DOIs.
        dates: its dates.
    """
    for find in (_words_before, _words_after):
        for date in dates:
            place = find(text, date, linked=bool(urls))
            if place is not None:
                return _span(text, *place, date)
    if not urls:
        return None
    for date in dates:
        if date.date is not None and date.date.day and _stands_alone(text, date, urls, dates):
            return _span(text, date.start, date.end, date)
    return None


def _words_before(text: str, date: DateSpan, *, linked: bool) -> tuple[int, int] | None:
    """`Access Date: 20.07.2025`. Short words (`cit`, `vid`) need a bracket, or a URL and a whole date."""
    start = _word_before(text, date.start)
    if start is None or not (linked or _has_month(date)):
        return None
    word = text[start : date.start].strip(" :.,[(")
    bracketed = "[" in text[max(0, start - 1) : date.start]
    if len(word) <= 3 and not bracketed and not (linked and _has_month(date)):
        return None
    return start, date.end


def _words_after(text: str, date: DateSpan, *, linked: bool) -> tuple[int, int] | None:
    """`20.07.2025 tarihinde erişildi`."""
    after = words("access_words", "after").after(text, _after_marks(text, date.end))
    if after is None or not (linked or _has_month(date)):
        return None
    return date.start, after


def _word_before(text: str, end: int) -> int | None:
    before = words("access_words", "before")
    start = before.before(text, end)
    if start is None:
        linking = words("access_words", "linking").before(text, end)
        start = before.before(text, linking) if linking is not None else None
    return start


def _has_month(date: DateSpan) -> bool:
    return date.date is None or bool(date.date.month)


def _after_marks(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] in " \u00a0,，":
        offset += 1
    return offset


def _stands_alone(text: str, date: DateSpan, urls: tuple[UrlSpan, ...], dates: tuple[DateSpan, ...]) -> bool:
    """A whole date without a word, where only an access date stands.

    After the URL, when the citation has no other date; in square brackets by itself (GB/T 7714); in brackets
    set off by commas right before the URL, in figures, when there is no other date. A date in words before
    the URL, `(12 May 2020)`, is the publication's.
    """
    left, right = text[: date.start].rstrip(), text[date.end :].lstrip()
    others = [other for other in dates if other is not date]
    following = min((url.start for url in urls if url.start >= date.end), default=None)
    if left.endswith(("[", "［")) and right.startswith(("]", "］")):
        return following is None or bool(others) or _is_in_figures(text[date.start : date.end])
    if following is not None:
        if others or not _is_in_figures(text[date.start : date.end]):
            return False
        between = text[date.end : following].strip()
        return left.endswith("(") and left[:-1].rstrip().endswith(",") and between in ("),", "), <")
    last = max(url.end for url in urls)
    bracketed = left.endswith("(") and right.startswith(")") and all(_is_older(o, date) for o in others)
    return (not others or bracketed) and not text[last : date.start].strip(_BETWEEN + _OPENING + _CLOSING)


def _is_older(other: DateSpan, date: DateSpan) -> bool:
    """Whether a source's own date leaves room for this one to be its access date."""
    if other.date is None or date.date is None:
        return False
    return (other.date.year, other.date.month, other.date.day) <= (
        date.date.year,
        date.date.month,
        date.date.day,
    )


def _is_in_figures(text: str) -> bool:
    """`20.07.2025`, `2025年7月20日`: no month's name."""
    return not any(character.isalpha() and character < _EAST_ASIAN for character in text)


def _span(text: str, start: int, end: int, date: DateSpan) -> AccessSpan:
    raw = text[start:end].strip(" :,")
    while start and text[start - 1] in _OPENING:
        start -= 1
    while (
        end < len(text)
        and text[end] in _CLOSING + "."
        and (text[end] == "." or start < date.start or end == date.end)
    ):
        end += 1
    accessed = AccessDate(
        raw=raw, date=date.date, ambiguous=bool(date.alternatives), alternatives=date.alternatives
    )
    return AccessSpan(start=start, end=end, accessed=accessed)
