"""A history in memory, written week by week; the same weeks can be written into a real store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from attrs import evolve

from srccheck.model import Finding
from srccheck.model.history import Check, Citing, History, PastFinding, Run

START = dt.datetime(2026, 1, 4, 8, tzinfo=dt.UTC)
WEEK = dt.timedelta(weeks=1)
REASONS = {
    "alive": "ok",
    "moved": "moved-permanently",
    "dead": "http-404",
    "blocked": "http-403",
    "unreachable": "timeout",
    "unchecked": "interrupted",
    "skipped": "excluded",
}


class Diary:
    """Implements `History` in memory."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._checks: dict[str, list[Check]] = {}
        self._citings: dict[str, list[Citing]] = {}

    def begin(self, run: Run) -> Run:
        self._checks[run.id], self._citings[run.id] = [], []
        return run

    def add(self, run_id: str, check: Check, citings: Sequence[Citing]) -> None:
        self._checks[run_id].append(check)
        self._citings[run_id] += citings

    def finish(self, run: Run, findings: Collection[Finding]) -> None:
        self._runs[run.id] = run

    def runs(self) -> Sequence[Run]:
        return tuple(sorted(self._runs.values(), key=lambda run: run.started, reverse=True))

    def checks(self, run_id: str) -> Iterator[Check]:
        return iter(self._checks[run_id])

    def citings(self, run_id: str) -> Iterator[Citing]:
        return iter(self._citings[run_id])

    def findings(self, run_id: str) -> Iterator[PastFinding]:
        return iter(())

    def looks(self, url: str, *, limit: int = 50) -> Sequence[Check]:
        return ()

    def known_findings(self, documents: Collection[str]) -> Sequence[PastFinding] | None:
        return None


class Weeks:
    """Writes runs, one a week.

    Args:
        history: where to.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self.number = 0

    def audit(self, *documents: str, is_whole: bool = True, **links: Any) -> str:
        """A run of this week over documents (default: `a.md`); `Cited` says what each link came to."""
        paths = documents or ("a.md",)
        started = START + self.number * WEEK
        self.number += 1
        run = Run(id=f"w{self.number}", started=started, as_of=started.date(), version="0.1")
        self.history.begin(run)
        for number, (name, what) in enumerate(links.items(), 1):
            told = {"status": what} if isinstance(what, str) else dict(what)
            self._add(run, name, number, told, paths)
        finished = started + dt.timedelta(minutes=5)
        self.history.finish(evolve(run, finished=finished, documents=paths, is_whole=is_whole), ())
        return run.id

    def _add(self, run: Run, name: str, number: int, told: dict[str, Any], paths: Sequence[str]) -> None:
        url = told.pop("url", f"https://{name}.example/page")
        where = told.pop("documents", paths)
        place = {key: told.pop(key) for key in ("accessed", "issued", "drift", "line") if key in told}
        told.setdefault("reason", REASONS[told["status"]])
        check = Check(**{"url": url, "checked_at": run.started, **told})
        citings = [
            Citing(**{"url": url, "document": path, "note": f"n{number}", "citation": f"n{number}.1",
                      "line": number, **place})
            for path in where
        ]  # fmt: skip
        self.history.add(run.id, check, citings)

    def quiet(self) -> None:
        """A week without a run."""
        self.number += 1


def day(week: int) -> dt.date:
    """The day of the run of a week, from 1."""
    return (START + (week - 1) * WEEK).date()
