"""Writes what runs leave behind: only ever new rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from attrs import frozen

from srccheck.model.findings import Finding
from srccheck.model.history import Check, Citing, PastFinding, Run
from srccheck.store.schema import checks, citings, findings, readings, runs
from srccheck.store.texts import Texts, numbered, page_of
from srccheck.store.values import microseconds
from srccheck.store.wire import Wire, insert_into

__all__ = ["Begun", "RunWriter"]

_AT_ONCE = 500  # rows whose texts are looked up together; both databases limit what one statement may name


@frozen(kw_only=True)
class Begun:
    """How a run stands in the database.

    Attributes:
        number: what its rows name it.
        started: microseconds since 1970.
        is_finished: nothing can be added.
    """

    number: int
    started: int
    is_finished: bool


class RunWriter:
    """Rows of runs that wait to be written.

    Args:
        wire: the database.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._waiting: dict[str, Run] = {}
        self._numbers: dict[str, int] = {}
        self._checks: dict[tuple[str, str], tuple[Check, Sequence[Citing]]] = {}
        self._ends: list[tuple[Run, Collection[Finding | PastFinding]]] = []
        insert = insert_into(checks, wire.dialect).on_conflict_do_nothing(index_elements=["run", "link"])
        self._insert_checks = insert.returning(checks.c.run, checks.c.link)

    def __len__(self) -> int:
        return len(self._checks) + len(self._ends)

    def begin(self, run: Run) -> Begun | None:
        """Have the run in the database; None where that has to wait."""
        begun = self._wire.write(lambda connection: self._begin(connection, run))
        if begun is None:
            self._waiting[run.id] = run
        else:
            self._numbers[run.id] = begun.number
            self._waiting.pop(run.id, None)
        return begun

    def settle(self) -> bool:
        """Begin what could not be begun; whether that is done for all."""
        return all(self.begin(run) for run in tuple(self._waiting.values()))

    def is_begun(self, run_id: str) -> bool:
        """Whether a run is known, here or to the database: one process may begin it and others add to it."""
        if run_id in self._numbers or run_id in self._waiting:
            return True
        found = self._wire.rows(sa.select(runs.c.number).where(runs.c.id == run_id))
        if found:
            self._numbers[run_id] = found[0].number
        return found is None or bool(found)

    def add(self, run_id: str, check: Check, places: Sequence[Citing]) -> None:
        """Have a check written the next time; the first of a link stays."""
        self._checks.setdefault((run_id, check.url), (check, places))

    def finish(self, run: Run, told: Collection[Finding | PastFinding]) -> None:
        """Have the end of a run written the next time."""
        self._ends.append((run, told))

    def write(self, connection: sa.Connection) -> None:
        """Write what waits."""
        waiting = list(self._checks.items())
        for start in range(0, len(waiting), _AT_ONCE):
            self._write_checks(connection, waiting[start : start + _AT_ONCE])
        for run, told in self._ends:
            self._write_end(connection, run, told)

    def forget_pending(self) -> None:
        """What waited is written, or lost."""
        self._checks.clear()
        self._ends.clear()

    def _begin(self, connection: sa.Connection, run: Run) -> Begun:
        row = {
            "id": run.id,
            "started": microseconds(run.started),
            "as_of": run.as_of,
            "version": run.version,
            "is_whole": False,
            "summary": "{}",
        }
        connection.execute(
            insert_into(runs, self._wire.dialect).on_conflict_do_nothing(index_elements=["id"]), row
        )
        wanted = sa.select(runs.c.number, runs.c.started, runs.c.finished).where(runs.c.id == run.id)
        found = connection.execute(wanted).one()
        return Begun(number=found.number, started=found.started, is_finished=found.finished is not None)

    def _number(self, connection: sa.Connection, run_id: str) -> int:
        number = self._numbers.get(run_id)
        if number is None:  # nobody could look it up when it was first named
            wanted = sa.select(runs.c.number).where(runs.c.id == run_id)
            number = self._numbers[run_id] = int(connection.execute(wanted).scalar_one())
        return number

    def _write_checks(
        self,
        connection: sa.Connection,
        waiting: Sequence[tuple[tuple[str, str], tuple[Check, Sequence[Citing]]]],
    ) -> None:
        wanted = (text for _, (check, places) in waiting for text in _texts(check, places))
        known = numbered(connection, wanted)
        numbers = {run_id: self._number(connection, run_id) for run_id in {key[0] for key, _ in waiting}}
        rows = [_check_row(numbers[run_id], check, known) for (run_id, _), (check, _) in waiting]
        new = {(row.run, row.link) for row in connection.execute(self._insert_checks, rows)}
        places = [
            _citing_row(numbers[run_id], citing, known)
            for (run_id, url), (_, citings_of) in waiting
            if (numbers[run_id], known[url]) in new
            for citing in citings_of
        ]
        if places:
            connection.execute(sa.insert(citings), places)

    def _write_end(self, connection: sa.Connection, run: Run, told: Iterable[Finding | PastFinding]) -> None:
        number = self._number(connection, run.id)
        end = {
            "finished": microseconds(run.finished) if run.finished else None,
            "as_of": run.as_of,
            "version": run.version,
            "is_whole": run.is_whole,
            "summary": json.dumps(run.summary, separators=(",", ":")),
        }
        first = runs.c.number == number, runs.c.finished.is_(None)
        if not connection.execute(sa.update(runs).where(*first).values(end)).rowcount:
            return  # another process has finished it
        for start in range(0, len(run.documents), _AT_ONCE):
            paths = run.documents[start : start + _AT_ONCE]
            known = numbered(connection, paths)
            connection.execute(sa.insert(readings), [{"run": number, "document": known[p]} for p in paths])
        rest = iter(told)  # a large audit keeps them on disk
        while part := tuple(islice(rest, _AT_ONCE)):
            known = numbered(connection, (t for f in part for t in (f.document, f.message, f.url, f.fix)))
            connection.execute(sa.insert(findings), [_finding_row(number, f, known) for f in part])


def _texts(check: Check, places: Iterable[Citing]) -> Iterable[str | None]:
    yield from (check.url, page_of(check.url), check.final_url, check.capture)
    yield from (citing.document for citing in places)
    yield from (citing.url for citing in places)


def _check_row(run: int, check: Check, known: Texts) -> dict[str, Any]:
    return {
        "run": run,
        "link": known[check.url],
        "page": known[page_of(check.url)],
        "checked_at": microseconds(check.checked_at),
        "status": check.status,
        "reason": check.reason,
        "http_status": check.http_status,
        "final": known[check.final_url] if check.final_url is not None else None,
        "from_cache": check.from_cache,
        "dead_since": microseconds(check.dead_since) if check.dead_since else None,
        "payload": check.digest,
        "archive": check.archive,
        "capture": known[check.capture] if check.capture is not None else None,
        "captured_at": microseconds(check.captured_at) if check.captured_at else None,
        "died_after": microseconds(check.died_between[0]) if check.died_between else None,
        "died_before": microseconds(check.died_between[1]) if check.died_between else None,
    }


def _citing_row(run: int, citing: Citing, known: Texts) -> dict[str, Any]:
    return {
        "run": run,
        "link": known[citing.url],
        "document": known[citing.document],
        "note": citing.note,
        "citation": citing.citation,
        "line": citing.line,
        "accessed": citing.accessed,
        "issued": citing.issued,
        "drift": citing.drift,
    }


def _finding_row(run: int, finding: Finding | PastFinding, known: Texts) -> dict[str, Any]:
    return {
        "run": run,
        "document": known[finding.document],
        "link": known[finding.url] if finding.url is not None else None,
        "fingerprint": finding.fingerprint,
        "code": finding.code,
        "severity": finding.severity,
        "line": finding.location.line if isinstance(finding, Finding) else finding.line,
        "message": known[finding.message],
        "note": finding.note,
        "fix": known[finding.fix] if finding.fix is not None else None,
    }
