"""A history for programs: schema `srccheck.history/1`.

Fields (moments are RFC 3339 in UTC, shares 0 to 1, null where nothing can be said):

- `tool`: name and version of srccheck.
- `comparison`: null where no finished audit read the documents; else `since` (the day asked for, or null),
  `last` and `before` (audits: `run`, `started`; `before` is null where the documents differ in theirs), and
  `first_time` (documents with nothing to compare with).
- `changes`: `kind` (`rotted`, `recovered`, `moved`, `archived`, `drifted`), `url`, `before` (the contract's
  word, `flapping`, or null where no check could tell), `drift`, `check`, `places`.
- `flapping`: `url`, `turns` in the last `looks` checks that could tell, `is_new`, `check`, `places`.
- a `check`: `checked_at`, `status`, `reason`, `http_status`, `final_url`, `dead_since`, `archive`, `capture`,
  `captured_at`; the contract's words. A place: `document`, `line`, `note`, `citation`.
- `documents`: `path`, `checked`, and counts; `hosts`: `host`, and counts. Counts: `links`, `alive`, `moved`,
  `gone`, `unsure` (by the last check that could tell), `rot` (gone of alive, moved and gone), `archived`,
  `archive_told`, `archived_share`.
- `trend`: audits, oldest first: `run`, `started`, `documents`, `whole`, `by_status` (its own checks alone),
  and counts (by the last checks that could tell, its own or earlier ones).
- `survival`: `citations`, `gone`, `late`, `undated`, `untold`, `why_not` (`too-few`, `none-gone`,
  `no-library`, or null), `steps`: `years`, `share`, `low`, `high`, `at_risk`.
- `published`: studies: `name`, `title`, `url`, `population`, `rates`: `what`, `unit`, `cohort`, `age`,
  `gone`.
"""

from __future__ import annotations

import json
from typing import Any

from attrs import asdict

from srccheck import __version__
from srccheck.history.published import studies
from srccheck.history.records import Change, Chronicle, Comparison, Counts, Flapping, Place
from srccheck.model import iso
from srccheck.model.history import Check, Run
from srccheck.reports.cleaning import json_safe
from srccheck.reports.view import View

__all__ = ["HISTORY_SCHEMA", "history_report"]

HISTORY_SCHEMA = "srccheck.history/1"


def history_report(chronicle: Chronicle, view: View) -> str:
    """A history as JSON; see above for its fields."""
    compared = chronicle.comparison
    report = {
        "schema": HISTORY_SCHEMA,
        "tool": {"name": "srccheck", "version": __version__},
        "comparison": _comparison(compared) if compared else None,
        "changes": [_change(change) for change in chronicle.changes],
        "flapping": [_flapping(flap) for flap in chronicle.flapping],
        "documents": [
            {"path": each.path, "checked": iso(each.checked), **_counts(each.counts)}
            for each in chronicle.documents
        ],
        "hosts": [{"host": each.host, **_counts(each.counts)} for each in chronicle.hosts],
        "trend": [
            {
                **_run(point.run),
                "documents": point.documents,
                "whole": point.run.is_whole,
                "by_status": point.by_status,
                **_counts(point.counts),
            }
            for point in chronicle.trend
        ],
        "survival": asdict(chronicle.survival),
        "published": [asdict(study) for study in studies()],
    }
    return json_safe(json.dumps(report, ensure_ascii=False, indent=2)) + "\n"


def _comparison(compared: Comparison) -> dict[str, Any]:
    return {
        "since": compared.since.isoformat() if compared.since else None,
        "last": _run(compared.last),
        "before": _run(compared.before) if compared.before else None,
        "first_time": list(compared.first_time),
    }


def _run(run: Run) -> dict[str, Any]:
    return {"run": run.id, "started": iso(run.started)}


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "url": change.url,
        "before": change.before,
        "drift": change.drift,
        "check": _check(change.check),
        "places": [_place(where) for where in change.places],
    }


def _flapping(flap: Flapping) -> dict[str, Any]:
    return {
        "url": flap.url,
        "turns": flap.turns,
        "looks": flap.looks,
        "is_new": flap.is_new,
        "check": _check(flap.check),
        "places": [_place(where) for where in flap.places],
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "checked_at": iso(check.checked_at),
        "status": check.status,
        "reason": check.reason,
        "http_status": check.http_status,
        "final_url": check.final_url,
        "dead_since": iso(check.dead_since),
        "archive": check.archive,
        "capture": check.capture,
        "captured_at": iso(check.captured_at),
    }


def _place(where: Place) -> dict[str, Any]:
    return {
        "document": where.document,
        "line": where.line,
        "note": where.note,
        "citation": where.citation,
    }


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "links": counts.links,
        "alive": counts.alive,
        "moved": counts.moved,
        "gone": counts.gone,
        "unsure": counts.unsure,
        "rot": _rounded(counts.rot),
        "archived": counts.archived,
        "archive_told": counts.archive_told,
        "archived_share": _rounded(counts.archived_share),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
