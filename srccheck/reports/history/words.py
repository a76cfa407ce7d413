"""What is told of a history, in words: shared by the reports that people read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from srccheck.history.lasting import FEWEST, FEWEST_AT_RISK
from srccheck.history.records import Change, ChangeKind, Chronicle, Flapping, Place, Survival
from srccheck.model.history import Check
from srccheck.reports.cleaning import clean
from srccheck.reports.reasons import reason_words
from srccheck.reports.words import STATUS, count

__all__ = [
    "AGES",
    "HEADINGS",
    "INSTALL",
    "NOTHING",
    "POPULATIONS",
    "after",
    "capture_to_cite",
    "change_words",
    "day",
    "flapping_words",
    "headline",
    "notices",
    "percent",
    "place",
    "survival_words",
    "title",
]

HEADINGS: dict[ChangeKind, str] = {
    "rotted": "New rot",
    "recovered": "Recovered",
    "moved": "Moved",
    "archived": "Newly archived",
    "drifted": "Text changed",
}
NOTHING = "No finished audit has read these documents yet; srccheck audit PATH... keeps one."
INSTALL = 'pip install "srccheck[history]"'
POPULATIONS = (
    "What others found, of other pages: their samples differ from your citations and from each other, so the "
    "figures are a measure to look at, not one to be held against."
)
AGES = (1, 2, 5, 10, 15, 20)
"""Years at which a curve is told in words and tables."""

_TOLD: dict[ChangeKind, str] = {
    "rotted": "newly gone",
    "recovered": "recovered",
    "moved": "moved",
    "archived": "newly archived",
    "drifted": "with another text",
}
_WAS = {
    **STATUS,
    "dead": "gone",
    "flapping": "coming and going",
    "only-bad-captures": "archived only as an error page",
    "not-archived": "not archived",
    "excluded": "held back by the archive",
}


def day(moment: dt.datetime | dt.date) -> str:
    """`2026-11-22`, in UTC."""
    if isinstance(moment, dt.datetime):
        moment = moment.astimezone(dt.UTC).date()
    return moment.isoformat()


def percent(share: float | None) -> str:
    """`8 %`; a dash where nothing can be said; nothing is rounded to none or all."""
    if share is None:
        return "–"
    if 0 < share < 0.005:
        return "< 1 %"
    if 0.995 <= share < 1:
        return "> 99 %"
    return f"{100 * share:.0f} %"


def title(chronicle: Chronicle) -> str:
    """How much the history covers: `3 documents in 30 audits, 2026-01-04 to 2026-07-26`."""
    size = f"{count(len(chronicle.documents), 'document')} in {count(len(chronicle.trend), 'audit')}"
    if not chronicle.trend:
        return size
    days = sorted({day(point.run.started) for point in chronicle.trend})
    return f"{size}, {' to '.join(dict.fromkeys((days[0], days[-1])))}"


def headline(chronicle: Chronicle) -> str:
    """What has changed, in one sentence."""
    compared = chronicle.comparison
    if compared is None:
        return NOTHING
    if compared.since is not None:
        since = f"Since {day(compared.since)}"
    elif compared.before is not None:
        since = f"Since the audit of {day(compared.before.started)}"
    elif not chronicle.changes and compared.first_time:
        return f"First audit on {day(compared.last.started)}: there is nothing to compare with yet."
    else:
        since = "Since each document's audit before"
    numbers = {words: len(chronicle.of_kind(kind)) for kind, words in _TOLD.items()}
    told = [f"{number} {words}" for words, number in numbers.items() if number]
    fresh = sum(flap.is_new for flap in chronicle.flapping)
    if fresh:
        told.append(f"{fresh} newly coming and going")
    return f"{since}: {', '.join(told) or 'nothing has changed'}."


def notices(chronicle: Chronicle) -> Iterator[str]:
    """What must be known to read the rest rightly, a sentence each."""
    compared = chronicle.comparison
    if compared is not None and compared.first_time and chronicle.trend[1:]:
        names = ", ".join(compared.first_time[:3]) + (", …" if len(compared.first_time) > 3 else "")
        yield clean(f"Read for the first time, so with nothing to compare with: {names}.")
    sizes = {point.documents for point in chronicle.trend}
    if len(sizes) > 1:
        yield (
            f"Not every audit read the same documents (from {min(sizes)} to {max(sizes)} of them), so the "
            "trend may show their differences."
        )
    if chronicle.trend and not chronicle.trend[-1].run.is_whole:
        yield "The last audit was cut short: of links that it did not come to, the one before tells."


def place(where: Place) -> str:
    """`paper.txt:213, note n4`."""
    return clean(f"{where.document}:{where.line}, note {where.note}")


def change_words(change: Change) -> str:
    """What became of a link: `gone (HTTP 404, not found), was alive; archived on 2024-05-01`."""
    check = change.check
    was = f", was {_WAS.get(change.before, change.before)}" if change.before else ""
    if change.kind == "archived":
        return f"archived{_on(check)}{was}"
    if change.kind == "drifted":
        return clean(f"text {change.drift} since its capture{_of(check)}{was}")
    if change.kind == "rotted":
        since = f" since {day(check.dead_since)}" if check.dead_since else ""
        first = "" if change.before else " at its first check that could tell"
        return f"{STATUS['dead']}{since}{first} ({reason_words(check)}){was}{_saved(check)}"
    now = f"moved to {check.final_url}" if check.status == "moved" else STATUS[check.status]
    return clean(f"{now}{was}")


def flapping_words(flap: Flapping) -> str:
    """How a link comes and goes, and what it is for now."""
    check = flap.check
    reason = f", {reason_words(check)}" if check.status == "dead" else ""
    now = f"{STATUS[check.status]} on {day(check.checked_at)}{reason}"
    saved = _saved(check) if check.status == "dead" else ""
    return f"changed {flap.turns} times in its last {flap.looks} checks; {now}{saved}"


def capture_to_cite(told: Change | Flapping) -> str | None:
    """The archive's copy of a link, where it is wanted: the page is gone, or has another text."""
    is_wanted = told.check.status == "dead" or getattr(told, "kind", "") in ("archived", "drifted")
    return told.check.capture if is_wanted else None


def _saved(check: Check) -> str:
    if check.archive == "archived":
        return f"; archived{_on(check)}"
    return "" if check.archive == "unknown" else f"; {_WAS[check.archive]}"


def _on(check: Check) -> str:
    return f" on {day(check.captured_at)}" if check.captured_at else ""


def _of(check: Check) -> str:
    return f" of {day(check.captured_at)}" if check.captured_at else ""


def survival_words(known: Survival) -> Iterator[str]:
    """What the curve rests on, and what it does not tell, a sentence each."""
    if not known.citations:
        yield "No citation with a date has a page that a check could tell about."
        return
    yield (
        f"{count(known.citations, 'citation')} with a date (access, else publication): "
        f"{count(known.gone, 'page')} gone."
    )
    if known.why_not == "too-few":
        yield f"No curve: below {FEWEST} citations it would say nothing."
    elif known.why_not == "none-gone":
        yield "No curve: as long as no page is gone, it is a level line."
    elif known.why_not == "no-library":
        yield f"No curve: it needs scipy ({INSTALL})."
    else:
        yield (
            "Kaplan and Meier's estimate with its 95 % band, drawn as far as at least "
            f"{FEWEST_AT_RISK} citations are that old."
        )
        if known.late:
            yield (
                f"When {known.late} of the {known.gone} went, nobody saw: they count as gone at the first "
                "look, so the curve is, if anything, too high."
            )
    left = {"without a date": known.undated, "of which no check could tell": known.untold}
    if any(left.values()):
        told = ", ".join(f"{number} {words}" for words, number in left.items() if number)
        yield f"Left out: {told}."


def after(years: float) -> str:
    """`after 1 year`."""
    return f"after {years:g} year{'' if years == 1 else 's'}"
