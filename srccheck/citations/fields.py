"""One source's text -> its CSL-JSON fields."""

from __future__ import annotations

from attrs import evolve, frozen

from srccheck.citations.headings import Heading
from srccheck.citations.rest import Rest, read_rest
from srccheck.citations.spans import Spans, find_spans
from srccheck.citations.titles import read_heading
from srccheck.citations.types import type_of
from srccheck.model.citation import CslItem
from srccheck.model.dates import PartialDate
from srccheck.text.dates import DateSpan

__all__ = ["Reading", "read_source"]


@frozen(kw_only=True)
class Reading:
    """What one source's text says."""

    spans: Spans
    csl: CslItem
    quoted: bool


def read_source(text: str) -> Reading:
    """Take one source apart.

    Args:
        text: a citation of one source, signal left out.
    """
    spans = find_spans(text)
    heading = read_heading(spans.left, spans.dates)
    if heading.title is None and not heading.author:
        rest = Rest()
    else:
        rest = read_rest(spans.left, heading, spans.dates, online=bool(spans.urls))
    title = heading.title
    if title and rest.title_translated and title.endswith(f"({rest.title_translated})"):
        title = title.removesuffix(f"({rest.title_translated})").rstrip()
    csl = CslItem(
        title=title,
        title_translated=rest.title_translated,
        author=heading.author,
        editor=rest.editor,
        container_title=rest.container,
        publisher=rest.publisher,
        publisher_place=rest.place,
        issued=_issued(spans, heading),
        accessed=spans.access.accessed.date if spans.access else None,
        volume=rest.numbers.volume,
        issue=rest.numbers.issue,
        page=rest.numbers.page,
        URL=next((url.url for url in spans.urls), None),
        DOI=spans.doi,
        ISBN=spans.isbn,
    )
    return Reading(spans=spans, csl=evolve(csl, type=type_of(csl, heading, spans)), quoted=heading.quoted)


def _issued(spans: Spans, heading: Heading) -> PartialDate | None:
    """The publication date: the one beside the authors, else the most precise outside of the title."""
    if heading.dated is not None and heading.dated.date is not None:
        return heading.dated.date
    title = heading.title or ""
    outside = [
        date
        for date in spans.dates
        if date.date is not None
        and not _in_comment(spans, date)
        and not _is_page(spans, date)
        and (date.start >= heading.end or spans.text[date.start : date.end] not in title)
    ]
    return max(outside, key=_precision).date if outside else None


def _in_comment(spans: Spans, date: DateSpan) -> bool:
    """Words stand between the last URL and the date: the author's remark, not the source's date."""
    last = max((url.end for url in spans.urls if url.end <= date.start), default=None)
    return last is not None and any(c.isalpha() for c in spans.left[last : date.start])


def _is_page(spans: Spans, date: DateSpan) -> bool:
    """`NJW 2010, 2061`: a year alone right behind a year alone is a page."""
    if date.date is None or date.date.month:
        return False
    return any(
        other.date is not None and not other.date.month and spans.text[other.end : date.start] == ", "
        for other in spans.dates
    )


def _precision(date: DateSpan) -> tuple[bool, bool, int]:
    found = date.date
    assert found is not None  # noqa: S101 - `_issued` keeps real dates only
    return bool(found.month), bool(found.day), date.start
