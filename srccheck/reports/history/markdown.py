"""A history in Markdown: what has changed at the top, then tables; long lists are folded away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from srccheck.history.published import studies
from srccheck.history.records import Change, Chronicle, Counts, Flapping, Place, Survival
from srccheck.reports.cleaning import markdown, markdown_link
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
from srccheck.reports.view import View
from srccheck.reports.words import count

__all__ = ["history_report"]

_OPEN, _LONGEST, _PLACES = 10, 200, 5
_COUNTS = "gone | links | rot | archived | could not tell"
_RULE = " | ".join(["---:"] * 5)


def history_report(chronicle: Chronicle, view: View) -> str:
    """A history in GitHub's Markdown; what pages and documents say is escaped.

    Args:
        chronicle: what the runs say.
        view: not heeded.
    """
    return "\n".join(_lines(chronicle)) + "\n"


def _lines(chronicle: Chronicle) -> Iterator[str]:
    yield "# History of the sources"
    yield ""
    if chronicle.comparison is None:
        yield NOTHING
        return
    yield f"**{headline(chronicle)}** ({title(chronicle)})"
    for notice in notices(chronicle):
        yield from ("", f"> {markdown(notice)}")
    for kind, heading in HEADINGS.items():
        changes = chronicle.of_kind(kind)
        yield from _list(heading, [_entry(each, change_words(each)) for each in changes])
    flapping = [_entry(flap, flapping_words(flap)) for flap in chronicle.flapping]
    yield from _list("Coming and going", flapping)
    documents = [(markdown(each.path), each.counts, day(each.checked)) for each in chronicle.documents]
    yield from _table("Documents", "document", documents)
    lost = [(markdown(each.host), each.counts, None) for each in chronicle.hosts if each.counts.gone]
    if lost:
        yield from _table("Hosts that lost pages", "host", lost)
    if len(chronicle.trend) > 1:
        points = [(day(point.run.started), point.counts, None) for point in reversed(chronicle.trend)]
        yield from _table("Trend, the newest audit first", "audit", points)
    yield from _survival(chronicle.survival)


def _entry(told: Change | Flapping, words: str) -> str:
    capture = capture_to_cite(told)
    archived = f" {markdown_link(capture)}" if capture else ""
    return f"- {markdown_link(told.url)}: {markdown(words)}{archived}; {_places(told.places)}"


def _places(places: Sequence[Place]) -> str:
    more = f" and {len(places) - _PLACES} more places" if len(places) > _PLACES else ""
    return "; ".join(markdown(place(where)) for where in places[:_PLACES]) + more


def _list(heading: str, entries: Sequence[str]) -> Iterator[str]:
    if not entries:
        return
    yield from ("", f"## {heading} ({len(entries)})", "")
    yield from _folded(entries, "entry", "entries")


def _folded(rows: Sequence[str], one: str, many: str, head: Iterable[str] = ()) -> Iterator[str]:
    """The first rows in sight, the others under a heading to be opened."""
    yield from (*head, *rows[:_OPEN])
    rest = rows[_OPEN:_LONGEST]
    if rest:
        noun = one if len(rest) == 1 else many
        yield from ("", f"<details><summary>{len(rest)} more {noun}</summary>", "", *head, *rest)
        yield from ("", "</details>")
    if len(rows) > _LONGEST:
        yield from ("", f"*And {len(rows) - _LONGEST} more: `--format html` and `json` have all.*")


def _table(heading: str, what: str, rows: Sequence[tuple[str, Counts, str | None]]) -> Iterator[str]:
    dated = any(when for _, _, when in rows)
    head = (
        f"| {what} | {_COUNTS} |{' checked |' if dated else ''}",
        f"| --- | {_RULE} |{' --- |' if dated else ''}",
    )
    yield from ("", f"## {heading}", "")
    yield from _folded([_row(*row) for row in rows], what, f"{what}s", head)


def _row(name: str, counts: Counts, when: str | None) -> str:
    numbers = f"{counts.gone} | {counts.links} | {percent(counts.rot)} | {percent(counts.archived_share)}"
    return f"| {name} | {numbers} | {counts.unsure} |" + (f" {when} |" if when else "")


def _survival(known: Survival) -> Iterator[str]:
    yield from ("", "## How long cited pages last", "")
    yield markdown(" ".join(survival_words(known)))
    steps = [(years, step) for years in AGES if (step := known.at(years)) is not None]
    if steps:
        yield from ("", "| age of the citation | still there | 95 % band | citations as old |")
        yield "| --- | ---: | ---: | ---: |"
        for years, step in steps:
            band = f"{percent(step.low)} to {percent(step.high)}" if step.low is not None else "–"
            yield f"| {count(years, 'year')} | {percent(step.share)} | {band} | {step.at_risk} |"
    yield from ("", POPULATIONS, "", "| published | of | age | gone |", "| --- | --- | --- | ---: |")
    for study in studies():
        for rate in study.rates:
            age = after(rate.age) if rate.age is not None else ""
            name = f"[{markdown(study.name)}]({study.url})"
            yield f"| {name} | {markdown(rate.what)} | {age} | {percent(rate.gone)} |"
