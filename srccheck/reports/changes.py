"""What has changed since earlier runs, in words; and the report that says nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from srccheck.model import Audit
from srccheck.model.history import PastFinding
from srccheck.news import News, Over
from srccheck.reports.cleaning import clean
from srccheck.reports.lines import coloured
from srccheck.reports.news_words import news_words, over_words
from srccheck.reports.terminal import INTERRUPTED, OFFLINE
from srccheck.reports.view import View
from srccheck.reports.words import severities

__all__ = ["changes_report"]


def changes_report(audit: Audit, view: View) -> str:
    """What is new and what is over, a line each, and a last line of counts; that alone where nothing is.

    Args:
        audit: with the new findings alone.
        view: with the news; colours.
    """
    return "".join(f"{line}\n" for line in _lines(audit, view, view.news or News()))


def _lines(audit: Audit, view: View, news: News) -> Iterator[str]:
    if audit.interrupted:
        yield INTERRUPTED
    if audit.offline:
        yield OFFLINE
    for finding in news.new:
        yield coloured(finding, view)
    for each in news.over:
        yield _over_line(each)
    for words in news.stale:
        yield clean(f"the baseline lists what is over: {words}")
    found = severities(Counter(finding.severity for finding in news.new))
    if news.is_first:
        yield f"No earlier run read these documents, so everything is new: {found or 'nothing to object to'}."
    else:
        yield news_words(news)


def _over_line(each: Over[PastFinding]) -> str:
    past = each.finding
    url = f" [{past.url}]" if past.url else ""
    return clean(f"{past.document}:{past.line}: {past.code} is over: {over_words(each.why)}{url}")
