"""A history as a page that needs no network, no server, no script and no other file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from attrs import frozen
from markupsafe import Markup

from srccheck import __version__
from srccheck.history.published import Rate, studies
from srccheck.history.records import Change, ChangeKind, Chronicle, Counts, Flapping
from srccheck.reports.cleaning import clean
from srccheck.reports.history.plots import survival_plot, trend_plots
from srccheck.reports.history.words import (
    AGES,
    HEADINGS,
    POPULATIONS,
    after,
    capture_to_cite,
    change_words,
    day,
    flapping_words,
    headline,
    notices,
    percent,
    place,
    survival_words,
    title,
)
from srccheck.reports.html.cards import GROUPS
from srccheck.reports.html.charts import Bar, bar
from srccheck.reports.html.pages import asset, source_hash, template
from srccheck.reports.html.pieces import Piece, link, shown
from srccheck.reports.view import View

__all__ = ["history_report"]

_HOME = "srccheck.reports.history"
_TOKENS: dict[ChangeKind, str] = {
    "rotted": "gone",
    "recovered": "alive",
    "moved": "moved",
    "archived": "alive",
}
_PLACES = 20
_HOSTS = 200


@frozen(kw_only=True)
class Entry:
    """A link that has changed: its address, what became of it, its capture, where it is cited."""

    url: Piece
    words: str
    capture: Piece | None
    places: tuple[str, ...]
    more: int


@frozen(kw_only=True)
class Group:
    """Links of which the same is to be told."""

    token: str
    heading: str
    entries: tuple[Entry, ...]


@frozen(kw_only=True)
class Row:
    """Counts of a document or a host, as a bar and in numbers."""

    bar: Bar
    counts: Counts
    rot: str
    archived: str
    checked: str


def history_report(chronicle: Chronicle, view: View) -> str:
    """A history as one HTML page.

    Its policy lets it load nothing and run nothing; what pages and documents say is escaped by the template,
    and only http and https addresses become links.

    Args:
        chronicle: what the runs say.
        view: not heeded.
    """
    style = asset("report.css") + asset("history.css", _HOME)
    last = chronicle.comparison.last if chronicle.comparison else None
    page = template(
        "history.html.jinja", _HOME
    ).render(
        style=Markup(style),  # noqa: S704  files of this package, nothing of others is in them
        policy=f"default-src 'none'; style-src {source_hash(style)}; base-uri 'none'; form-action 'none'",
        version=__version__,
        day=day(last.started) if last else "",
        headline=clean(headline(chronicle)),
        title=title(chronicle),
        notices=list(notices(chronicle)),
        groups=_groups(chronicle),
        plots=trend_plots(chronicle),
        colours=[(group, words) for group, words in GROUPS.items() if group != "skipped"],
        trend=_audits(chronicle),
        lasting=survival_plot(chronicle.survival),
        sentences=list(survival_words(chronicle.survival)) if last else [],
        ages=_ages(chronicle),
        studies=[(study, [_rate(rate) for rate in study.rates]) for study in studies()],
        populations=POPULATIONS,
        documents=_rows([(d.path, d.counts, day(d.checked)) for d in chronicle.documents]),
        hosts=_rows([(h.host, h.counts, "") for h in chronicle.hosts if h.counts.gone][:_HOSTS]),
    )
    # A lone surrogate (a path that is no UTF-8) cannot be written to a file.
    return page.encode("utf-8", "replace").decode().strip() + "\n"


def _audits(chronicle: Chronicle) -> list[tuple[str, Counts, str, str]]:
    return [
        (
            day(point.run.started),
            point.counts,
            percent(point.counts.rot),
            percent(point.counts.archived_share),
        )
        for point in reversed(chronicle.trend)
    ]


def _groups(chronicle: Chronicle) -> list[Group]:
    groups = [
        Group(
            token=_TOKENS.get(kind, "unsure"),
            heading=heading,
            entries=tuple(_entry(each, change_words(each)) for each in chronicle.of_kind(kind)),
        )
        for kind, heading in HEADINGS.items()
    ]
    flaps = tuple(_entry(flap, flapping_words(flap)) for flap in chronicle.flapping)
    groups.append(Group(token="unsure", heading="Coming and going", entries=flaps))  # noqa: S106  a colour
    return [group for group in groups if group.entries]


def _entry(told: Change | Flapping, words: str) -> Entry:
    capture = capture_to_cite(told)
    return Entry(
        url=link(told.url),
        words=words,
        capture=link(capture, "archived copy") if capture else None,
        places=tuple(shown(place(where)) for where in told.places[:_PLACES]),
        more=max(0, len(told.places) - _PLACES),
    )


def _rows(counted: Sequence[tuple[str, Counts, str]]) -> list[Row]:
    longest = max((counts.links for _, counts, _ in counted), default=0)
    return [
        Row(
            bar=bar(name, _by_group(counts), longest, full=shown(name)),
            counts=counts,
            rot=percent(counts.rot),
            archived=percent(counts.archived_share),
            checked=checked,
        )
        for name, counts, checked in counted
    ]


def _by_group(counts: Counts) -> Counter[str]:
    return Counter(gone=counts.gone, moved=counts.moved, alive=counts.alive, unsure=counts.unsure)


def _ages(chronicle: Chronicle) -> list[tuple[str, str, str, int]]:
    out = []
    for years in AGES:
        step = chronicle.survival.at(years)
        if step is not None:
            band = f"{percent(step.low)} to {percent(step.high)}" if step.low is not None else "–"
            out.append((after(years), percent(step.share), band, step.at_risk))
    return out


def _rate(rate: Rate) -> tuple[str, str, str]:
    return rate.what, after(rate.age) if rate.age is not None else "", percent(rate.gone)
