"""Counts as bars: by document, by host, and rot by the age of the citation."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from attrs import frozen

from srccheck.model import Audit
from srccheck.reports.html.cards import GROUP_OF, GROUPS
from srccheck.reports.html.pieces import shown

__all__ = ["Bar", "Chart", "bar", "charts"]

_MOST = 8
_AGES = ((1, "under 1 year"), (2, "1 year"), (3, "2 years"), (5, "3–4 years"), (10, "5–9 years"))
_OLDEST = "10 years or more"
_YEAR = 365.2425  # days
_TOLD = ("gone", "moved", "alive")


@frozen(kw_only=True)
class Bar:
    """A row of a chart.

    Attributes:
        label: what it counts.
        parts: (token of the group, where it begins, width), in hundredths of the chart's width.
        words: the same in words.
        anchor: the document it counts, in the page, and `full` its whole path; None for none.
        search: what to search the page for; None for nothing.
    """

    label: str
    parts: tuple[tuple[str, float, float], ...]
    words: str
    anchor: str | None = None
    full: str | None = None
    search: str | None = None


@frozen(kw_only=True)
class Chart:
    """A chart: its heading, what it leaves out, its rows."""

    title: str
    note: str
    bars: tuple[Bar, ...]


def charts(audit: Audit) -> tuple[Chart, ...]:
    """The charts of an audit; those without a row are left out."""
    made = (_documents(audit), _hosts(audit), _ages(audit))
    return tuple(chart for chart in made if chart.bars)


def _documents(audit: Audit) -> Chart:
    counts: dict[str, Counter[str]] = {document.path: Counter() for document in audit.documents}
    for link in audit.links:
        for path in {use.document for use in link.uses} & counts.keys():
            counts[path][GROUP_OF[link.live.status]] += 1
    anchors = {document.path: f"d{number}" for number, document in enumerate(audit.documents, 1)}
    chosen = _worst(counts)
    longest = max((total.total() for _, total in chosen), default=0)
    return Chart(
        title="Links by document",
        note=_left_out(
            sum(map(bool, counts.values())), len(chosen), "documents", "those with the most links gone"
        ),
        bars=tuple(
            bar(_file_name(path), total, longest, anchor=anchors[path], full=shown(path))
            for path, total in chosen
        ),
    )


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path


def _hosts(audit: Audit) -> Chart:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for link in audit.links:
        if host := _host(link.url):
            counts[host][GROUP_OF[link.live.status]] += 1
    chosen = [pair for pair in _worst(counts) if pair[1]["gone"]]
    longest = max((total.total() for _, total in chosen), default=0)
    return Chart(
        title="Hosts that lost pages",
        note=_left_out(sum(c["gone"] > 0 for c in counts.values()), len(chosen), "hosts", "the worst"),
        bars=tuple(bar(host, total, longest, search=shown(host)) for host, total in chosen),
    )


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _ages(audit: Audit) -> Chart:
    """Of links whose page could be told about: each citation with the date it was looked at, or published."""
    counts = {label: Counter[str]() for label in (*(label for _, label in _AGES), _OLDEST)}
    for link in audit.links:
        group = GROUP_OF[link.live.status]
        for use in link.uses:
            if use.wanted and group in _TOLD:
                counts[_age(use.wanted, audit.as_of)][group] += 1
    return Chart(
        title="Rot by age of the citation",
        note="Years since the access date, or else since publication; shares of each row.",
        bars=tuple(bar(label, total, total.total()) for label, total in counts.items() if total),
    )


def _age(day: dt.date, today: dt.date) -> str:
    years = (today - day).days / _YEAR
    return next((label for bound, label in _AGES if years < bound), _OLDEST)


def _worst(counts: Mapping[str, Counter[str]]) -> list[tuple[str, Counter[str]]]:
    """The rows to show: most gone first, then most moved; of equals the first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1]["gone"], -item[1]["moved"]))
    return [(name, total) for name, total in ranked[:_MOST] if total]


def _left_out(known: int, told: int, noun: str, which: str) -> str:
    return f"{told} of {known:,} {noun}: {which}." if known > told else ""


def bar(label: str, counts: Counter[str], longest: int, **more: str) -> Bar:
    """A row of a chart.

    Args:
        label: what it counts.
        counts: by the tokens of `GROUPS`.
        longest: what the chart's whole width stands for.
        **more: other attributes of the row.
    """
    parts, at = [], 0.0
    for group in GROUPS:
        if counts[group]:
            width = 100 * counts[group] / longest
            parts.append((group, round(at, 2), round(width, 2)))
            at += width
    return Bar(label=shown(label, 60), parts=tuple(parts), words=_words(counts), **more)


def _words(counts: Counter[str]) -> str:
    total = counts.total()
    told: Iterable[str] = (
        f"{counts[group]:,} {GROUPS[group]}" for group in ("gone", "moved") if counts[group]
    )
    return f"{', '.join(told) or 'none gone'} of {total:,}"
