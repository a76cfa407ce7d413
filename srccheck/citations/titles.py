"""Who wrote what: the authors at the head of a citation, and the title after them."""

from __future__ import annotations

import re

from srccheck.citations.commas import has_commas, read_comma_style
from srccheck.citations.headings import EDGE, Heading, clean_title, first_sentence, has_words
from srccheck.citations.leading import family_first, leading_names, names_before_colon, names_before_stop
from srccheck.citations.pieces import sentences, split_at
from srccheck.citations.spans import BLANK, MEDIUM, Quote, find_quotes
from srccheck.model.citation import CslName
from srccheck.text.dates import DateSpan
from srccheck.text.names import read_names
from srccheck.text.wordlists import fold, words

__all__ = ["read_heading"]

_MARKS = BLANK + MEDIUM
_DATE_IN_BRACKETS = re.compile(r"[(（](?P<inner>[^()（）]{2,40})[)）][.,:;]?")
_MARK_BETWEEN = re.compile(rf"[,.;:()，。；：（）、،؛{_MARKS}]")
_PARALLEL = re.compile(r"\s//\s?")
_LONGEST_HEAD = 1500  # characters of authors before the date
_BESIDE_A_DATE = 12  # characters: `(2020, orig. 1911)`
_LONGEST_BODY = 12  # words in the name of an organisation


def read_heading(left: str, dates: tuple[DateSpan, ...]) -> Heading:
    """Find authors and title.

    Args:
        left: a citation with its certain parts blanked out (`Spans.left`).
        dates: its dates, access date left out.
    """
    quote = _title_quote(left)
    if quote is not None:
        return _quoted(left, quote, dates)
    return _dated(left, dates) or _unquoted(left, dates)


def _title_quote(left: str) -> Quote | None:
    """The quotation that is a title or an outlet as a whole, not a part of one."""
    quotes = find_quotes(left)
    for index, quote in enumerate(quotes):
        if not _is_whole(left, quote):
            continue
        last = quote
        for later in quotes[index + 1 :]:
            between = left[last.end : later.start]
            if not between.strip() or _MARK_BETWEEN.search(between) or len(between) > 60:
                break
            if fold(between).strip() in words("citation_words", "in_words").known:
                break
            last = later
        if last is quote:
            return quote
        return Quote(start=quote.start, end=last.end, inner=left[quote.start : last.end])
    return None


def _is_whole(left: str, quote: Quote) -> bool:
    rest = left[quote.end :].lstrip(" \u00a0")
    before = left[: quote.start].rstrip()
    if before.endswith(":") and names_before_stop(before):
        return False  # `LEE, A. On power: ‘What is it?’`
    if rest.startswith(":") or (before and before[-1].isalnum() and not read_names(before)):
        return False
    if not rest or rest[0] in ",.;([</。，；（、،؛" + _MARKS or quote.inner[-1] in ",.?!":
        return True
    word = rest.split()[0].strip(".,:")
    return not word[0].islower() or fold(word) in words("citation_words", "in_words").known


def _quoted(left: str, quote: Quote, dates: tuple[DateSpan, ...]) -> Heading:
    before = left[: quote.start]
    title = clean_title(quote.inner)
    dated = next((date for date in dates if date.end <= quote.start), None)
    named = before[: dated.start].rstrip(" (") if dated else before
    names = read_names(_after_colon(named)) if named.strip(EDGE) else ()
    if names is None:
        inner = _dated(before, dates) or _unquoted(before, dates)
        if inner.title and inner.author:
            return Heading(
                author=inner.author,
                title=inner.title,
                end=quote.end,
                separator=",",
                container=title,
                dated=inner.dated,
            )
    separator = "." if quote.inner.endswith(".") or left[quote.end : quote.end + 1] == "." else ","
    return Heading(
        author=names or (), title=title, end=quote.end, quoted=True, separator=separator, dated=dated
    )


def _after_colon(text: str) -> str:
    """The author after an introduction: `see the author's text: Ann Lee`."""
    head, colon, tail = text.rstrip(" :,").rpartition(": ")
    return tail if colon and len(head.split()) > 3 else text


def _dated(left: str, dates: tuple[DateSpan, ...]) -> Heading | None:
    """`Authors (2020). Title. …`, `Title. (2020). …`, `Authors. 2020. Title. …`."""
    for match in _DATE_IN_BRACKETS.finditer(left[:_LONGEST_HEAD]):
        date = next((d for d in dates if match.start() <= d.start and d.end <= match.end()), None)
        undated = match["inner"] in words("citation_words", "no_date")
        if undated or (date and len(match["inner"]) <= date.end - date.start + _BESIDE_A_DATE):
            found = _around_date(left, match, date)
            earlier = any(d.end <= match.start() for d in dates)
            return _plainly_dated(left, dates) if found is None and earlier else found
    return _plainly_dated(left, dates)


def _around_date(left: str, match: re.Match[str], date: DateSpan | None) -> Heading | None:
    before, after = left[: match.start()], left[match.end() :]
    names = read_names(before)
    if not after.strip(EDGE) and _is_comma_style(before):
        return None
    if names and has_words(after):
        return None if after.lstrip().startswith(",") else _title_first(left, match.end(), names, date)
    if names and _is_short(before):
        return Heading(author=names, end=match.end(), dated=date)
    if match[0].endswith("."):
        return _before_stop(left, match, names, date)
    if after.strip(EDGE) or (names is None and any(mark in before.strip(EDGE) for mark in ",.")):
        return None
    return Heading(title=clean_title(before), end=match.end(), dated=date)


def _before_stop(
    left: str, match: re.Match[str], names: tuple[CslName, ...] | None, date: DateSpan | None
) -> Heading | None:
    """What stands before `(2020).`: an organisation when two sentences follow, else the title."""
    before, after = left[: match.start()], left[match.end() :]
    if names is None and has_words(before):
        if names_before_stop(before):
            return None  # `Lee AB. Title. J Law (2003). 2021;61`
        if len(sentences(after)) > 1 and len(before.split()) <= _LONGEST_BODY:
            return _title_first(left, match.end(), (CslName(literal=before.strip(EDGE)),), date)
    return Heading(title=clean_title(before), end=match.end(), dated=date)


def _is_comma_style(before: str) -> bool:
    """`Ann Lee, Title, 12 J. Law 45`: names, and a title behind them, set off by commas."""
    texts = [before[start:end] for start, end in split_at(before, ",")]
    several = len(texts) > 2 or (len(texts) == 2 and " " in texts[0])
    return several and 0 < leading_names(texts) < len(texts)


def _plainly_dated(left: str, dates: tuple[DateSpan, ...]) -> Heading | None:
    for date in dates[:2]:
        before, after = left[: date.start].rstrip(), left[date.end :]
        names = read_names(before) if date.start > 2 and len(before) < 800 else None
        if names is None or (names[0].literal and len(sentences(before)) > 1):
            continue  # `Institute of Ports. Census of 2010. Nort: …`
        if not has_words(after):
            return Heading(author=names, end=date.end, dated=date) if _is_short(before) else None
        strong = family_first(before, names) or len(names) > 1 or before.endswith(".")
        if (
            strong
            and after.lstrip(" \u00a0")[:1] in (".", ",", ":", ")", BLANK, MEDIUM)
            and not before.endswith(("(", ":"))
        ):
            return _title_first(left, date.end, names, date)
    return None


def _is_short(text: str) -> bool:
    """`SUZUMORI 2017`: an author and a year, nothing else."""
    return len(text.split()) <= 5 and not text.rstrip().endswith((",", "،", "，"))


def _title_first(left: str, start: int, names: tuple[CslName, ...], date: DateSpan | None) -> Heading:
    title, end = first_sentence(left, start)
    return Heading(author=names, title=title, end=end, dated=date)


def _unquoted(left: str, dates: tuple[DateSpan, ...]) -> Heading:
    parallel = _PARALLEL.search(left)
    found = [read for read in (names_before_colon(left), names_before_stop(left)) if read]
    names, start = min(found, key=lambda read: read[1]) if found else ((), 0)
    if parallel is not None and parallel.start() > start:
        return Heading(author=names, title=clean_title(left[start : parallel.start()]), end=parallel.start())
    if names or not has_commas(left):
        title, end = first_sentence(left, start)
        return Heading(author=names, title=title, end=end)
    return read_comma_style(left, dates)
