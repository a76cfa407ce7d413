"""What has changed since earlier runs, in words and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from srccheck.news import News, Why
from srccheck.reports.cleaning import clean
from srccheck.reports.words import count

__all__ = ["news_record", "news_rows", "news_words", "over_words"]

_OVER: Mapping[Why, str] = {
    "answers": "the page answers",
    "left": "it is not cited any more",
    "settled": "it is not so any more",
}
_GRAVE = {0: "no errors or warnings", 1: "1 error or warning"}


def over_words(why: Why) -> str:
    """Why a finding is over."""
    return _OVER[why]


def news_words(news: News) -> str:
    """How much has changed since the last run, in one sentence."""
    told = {"new": len(news.new), "over": len(news.over)}
    changed = ", ".join(f"{number} {word}" for word, number in told.items() if number)
    stays = _GRAVE.get(news.open, f"{news.open} errors and warnings")
    text = f"Since the last run: {changed or 'nothing has changed'}; all in all {stays} to see to."
    return text + (f" Could not tell of {count(len(news.untold), 'earlier finding')}." if news.untold else "")


def news_rows(news: News | None) -> tuple[tuple[str, str], ...]:
    """What has changed, and what the baseline does, as (what, words); empty where nobody looked."""
    if news is None:
        return ()
    rows = []
    if not news.is_first:
        rows.append(("since last run", f"{len(news.new)} new, {len(news.over)} over"))
    if news.accepted or news.stale:
        accepted = count(news.accepted, "finding")
        stale = f", {len(news.stale)} over: {'; '.join(news.stale[:3])}" if news.stale else ""
        rows.append(("baseline", clean(f"{accepted} not told{stale}")))
    return tuple(rows)


def news_record(news: News) -> dict[str, Any]:
    """What has changed, for JSON: new findings by their fingerprints, those that are over in full."""
    return {
        "first": news.is_first,
        "new": [item.fingerprint for item in news.new],
        "over": [
            {
                "why": each.why,
                "code": each.finding.code,
                "document": each.finding.document,
                "line": each.finding.line,
                "note": each.finding.note,
                "url": each.finding.url,
                "message": each.finding.message,
            }
            for each in news.over
        ],
        "untold": len(news.untold),
        "open": news.open,
        "accepted": news.accepted,
        "stale": list(news.stale),
    }
