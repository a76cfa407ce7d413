"""Histories to report on: a small one with everything in it, a large one, one of hostile words."""

from __future__ import annotations

import datetime as dt
from functools import cache

from srccheck.history import chronicle
from srccheck.history.records import Chronicle
from tests.history.diary import START, WEEK, Diary, Weeks
from tests.history.samples import collection
from tests.reports.samples import HOSTILE

CAPTURE = "https://web.archive.org/web/20240502000000/https://rotted.example/page"
KEPT = {"archive": "archived", "capture": CAPTURE, "captured_at": dt.datetime(2024, 5, 2, tzinfo=dt.UTC)}
NEW = {"status": "moved", "final_url": "https://new.example/page"}


@cache
def small() -> Chronicle:
    """One of each kind of change, a link that flaps, a document that is new; too few for a curve."""
    weeks = Weeks(Diary())
    for back in ("alive", "dead", "alive"):
        weeks.audit(flaps=back, rotted="alive")
    before = {"status": "alive", "accessed": dt.date(2025, 3, 4)}
    weeks.audit(
        rotted=before,
        recovered="dead",
        moved="alive",
        archived={"status": "alive", "archive": "not-archived"},
        drifted={"status": "alive", "drift": "unchanged"},
        flaps="dead",
        steady="unreachable",
    )
    weeks.audit(
        "a.md",
        "new.md",
        rotted={"status": "dead", "http_status": 404, "dead_since": START + 4 * WEEK, **KEPT, **_old(before)},
        recovered="alive",
        moved=NEW,
        archived={"status": "alive", **KEPT},
        drifted={"status": "alive", "drift": "replaced", **KEPT},
        flaps={"status": "dead", "archive": "only-bad-captures"},
        steady="blocked",
        first={"status": "dead", "documents": ["a.md"], "reason": "dns-nxdomain", "archive": "not-archived"},
    )
    return chronicle(weeks.history)


def _old(before: dict[str, object]) -> dict[str, object]:
    return {"accessed": before["accessed"]}


@cache
def large() -> Chronicle:
    """Thirty weeks of three hundred links: curves, long tables."""
    diary = Diary()
    collection(diary, weeks=30, links=300)
    return chronicle(diary, since=START.date())


@cache
def hostile() -> Chronicle:
    """Words that are no words, wherever somebody else's can stand."""
    weeks = Weeks(Diary())
    for number in range(2):
        weeks.audit(
            f"{HOSTILE}.md",
            bad={"status": "dead" if number else "alive", "reason": HOSTILE, "url": "javascript:alert(1)",
                 "archive": "archived", "capture": "javascript:alert(2)"},
            worse={"status": "moved", "final_url": f"https://a.example/{HOSTILE}{number}",
                   "url": f"https://a.example/{HOSTILE}"},
        )  # fmt: skip
    return chronicle(weeks.history)


def many(number: int) -> Chronicle:
    """So many links, all newly gone."""
    weeks = Weeks(Diary())
    for status in ("alive", "dead"):
        weeks.audit(*(f"{n}.md" for n in range(8)), **{f"link{n}": status for n in range(number)})
    return chronicle(weeks.history)
