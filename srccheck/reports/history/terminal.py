"""A history for a terminal: what has changed, then the counts, the trend as sparks, the ages as bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from srccheck.history.published import Rate, studies
from srccheck.history.records import Change, ChangeKind, Chronicle, Counts, Flapping, Survival
from srccheck.reports.history.words import (
    AGES,
    HEADINGS,
    NOTHING,
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
from srccheck.reports.sheet import Sheet
from srccheck.reports.view import View
from srccheck.reports.words import count

__all__ = ["history_report"]

_STYLES: dict[ChangeKind, str] = {"rotted": "red", "recovered": "green", "moved": "yellow"}
_PLACES, _HOSTS, _RUNS = 5, 10, 12
_DOCUMENTS = "Documents (rot: gone, of the links that could be told)"
_SPARKS = "▁▂▃▄▅▆▇█"
_WIDEST = 60  # audits, a column each
_BAR = 20


def history_report(chronicle: Chronicle, view: View) -> str:
    """A history for a terminal, a pipe or a file.

    Args:
        chronicle: what the runs say.
        view: colours and width.
    """
    sheet = Sheet(view)
    if chronicle.comparison is None:
        sheet.line(NOTHING)
        return sheet.text()
    sheet.line((f"History of {title(chronicle)}", "bold underline"))
    sheet.line((headline(chronicle), "bold"))
    for notice in notices(chronicle):
        sheet.line((notice, "dim"))
    for kind, heading in HEADINGS.items():
        _changes(sheet, heading, _STYLES.get(kind, "cyan"), chronicle.of_kind(kind))
    _flapping(sheet, chronicle.flapping)
    _table(sheet, _DOCUMENTS, [(each.counts, day(each.checked), each.path) for each in chronicle.documents])
    _hosts(sheet, chronicle)
    _trend(sheet, chronicle)
    _survival(sheet, chronicle.survival)
    return sheet.text()


def _heading(sheet: Sheet, text: str) -> None:
    sheet.blank()
    sheet.line((text, "bold underline"))


def _changes(sheet: Sheet, heading: str, style: str, changes: Sequence[Change]) -> None:
    if not changes:
        return
    _heading(sheet, f"{heading} ({len(changes)})")
    for change in changes:
        sheet.line(change.url, indent=2)
        sheet.line((change_words(change), style), indent=4)
        _rest(sheet, change)


def _flapping(sheet: Sheet, flapping: Sequence[Flapping]) -> None:
    if not flapping:
        return
    _heading(sheet, f"Coming and going ({len(flapping)})")
    for flap in flapping:
        sheet.line(flap.url, indent=2)
        sheet.line((flapping_words(flap), "yellow"), indent=4)
        _rest(sheet, flap)


def _rest(sheet: Sheet, told: Change | Flapping) -> None:
    """The archive's copy, and where the link is cited."""
    capture = capture_to_cite(told)
    if capture:
        sheet.line(capture, indent=4)
    for where in told.places[:_PLACES]:
        sheet.line((place(where), "dim"), indent=4)
    if len(told.places) > _PLACES:
        sheet.line((f"and {len(told.places) - _PLACES} more places", "dim"), indent=4)


def _table(sheet: Sheet, heading: str, rows: Sequence[tuple[Counts, str, str]]) -> None:
    """Counts, with what they are of at the end, where it may be as long as it likes."""
    _heading(sheet, heading)
    day_width = max(len(when) for _, when, _ in rows)
    head = f"{'gone':>6} {'links':>6} {'rot':>6} {'archived':>9} {'unsure':>7}  "
    sheet.line((f"{head}{'checked'[:day_width]:<{day_width}}".rstrip(), "dim"), indent=1)
    for counts, when, what in rows:
        numbers = (
            f"{counts.gone:>6} {counts.links:>6} {percent(counts.rot):>6} "
            f"{percent(counts.archived_share):>9} {counts.unsure:>7}"
        )
        sheet.line(numbers, (f"  {when}", "dim"), f"  {what}" if when else what, indent=1)


def _hosts(sheet: Sheet, chronicle: Chronicle) -> None:
    lost = [host for host in chronicle.hosts if host.counts.gone]
    if lost:
        more = f": the worst {_HOSTS} of {len(lost)}" if len(lost) > _HOSTS else ""
        _table(sheet, f"Hosts that lost pages{more}", [(h.counts, "", h.host) for h in lost[:_HOSTS]])


def _trend(sheet: Sheet, chronicle: Chronicle) -> None:
    trend = chronicle.trend
    if len(trend) < 2:
        return
    shown = trend[-_RUNS:]
    more = f": the last {_RUNS} of {count(len(trend), 'audit')}" if len(trend) > _RUNS else ""
    _heading(sheet, f"Trend{more}")
    for name, shares in (
        ("rot", [point.counts.rot for point in trend[-_WIDEST:]]),
        ("archived", [point.counts.archived_share for point in trend[-_WIDEST:]]),
    ):
        told = [share for share in shares if share is not None]
        if told:
            words = f"  {percent(told[0])} → {percent(told[-1])}"
            sheet.line((f"{name:<9}", "dim"), "".join(_sparks(shares)), words, indent=2)
    _table_of_runs(sheet, [(point.counts, day(point.run.started)) for point in shown])


def _table_of_runs(sheet: Sheet, rows: Sequence[tuple[Counts, str]]) -> None:
    head = f"{'audit':<10} {'gone':>6} {'links':>6} {'rot':>6} {'archived':>9} {'unsure':>7}"
    sheet.line((head, "dim"), indent=2)
    for counts, when in rows:
        sheet.line(
            f"{when:<10} {counts.gone:>6} {counts.links:>6} {percent(counts.rot):>6} "
            f"{percent(counts.archived_share):>9} {counts.unsure:>7}",
            indent=2,
        )


def _sparks(shares: Sequence[float | None]) -> Iterator[str]:
    """A column for each share, from none to the highest of them; a gap where nothing can be said."""
    highest = max((share for share in shares if share is not None), default=0) or 1
    for share in shares:
        yield " " if share is None else _SPARKS[round(share / highest * (len(_SPARKS) - 1))]


def _survival(sheet: Sheet, known: Survival) -> None:
    _heading(sheet, "How long cited pages last")
    for sentence in survival_words(known):
        sheet.line(sentence, indent=2)
    for years in AGES:
        step = known.at(years)
        if step is not None:
            band = f" ({percent(step.low)} to {percent(step.high)})" if step.low is not None else ""
            bar = "█" * round(_BAR * step.share)
            there = f"{percent(step.share):>6} still there{band}"
            sheet.line((f"{after(years):<15}", "dim"), f"{bar:<{_BAR}} {there}", indent=2)
    sheet.line((POPULATIONS, "dim"), indent=2)
    for study in studies():
        sheet.line((study.name, "bold"), f": {study.population} ({study.url})", indent=2)
        sheet.line(("gone: ", "dim"), "; ".join(_rate(rate) for rate in study.rates), indent=4)


def _rate(rate: Rate) -> str:
    age = f" {after(rate.age)}" if rate.age is not None else ""
    return f"{percent(rate.gone)} of {rate.what}{age}"
