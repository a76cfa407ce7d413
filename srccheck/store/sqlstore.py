"""A store in a database."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from attrs import evolve

from srccheck.errors import StoreError, UsageError
from srccheck.model.findings import Finding
from srccheck.model.history import Check, Citing, PastFinding, Run
from srccheck.model.store import StoredAnswer
from srccheck.store.answers import Answers
from srccheck.store.known import known_findings
from srccheck.store.past import Past
from srccheck.store.runs import RunWriter
from srccheck.store.values import moment_of
from srccheck.store.wire import Wire

__all__ = ["SqlStore"]

_FLUSH_AT = 100
_FLUSH_AFTER_S = 0.1  # a killed run repeats no more; costs 1 % of the CPU at 500 answers a second
_FLUSH_AFTER_FAILURE_S = 10.0  # each try blocks for as long as the database is waited for
_LONGEST_PAUSE_S = 160.0
_MOST_PENDING = 50_000
_LOST = "not all answers of this run are remembered"


class SqlStore:
    """Answers and runs in a database; implements `srccheck.model.store.Store`.

    What is put or added is written together with what else comes within a tenth of a second, at once where
    no event loop runs. What cannot be written now (locked, no room, the server is away) is tried again,
    seldomer each time, and for the last time when the store is closed; `trouble` says what was lost.

    Args:
        engine: the database, in autocommit mode, its tables up to date.
        name: what messages call it.
    """

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self._wire = Wire(engine, name)
        self._answers = Answers(self._wire)
        self._runs = RunWriter(self._wire)
        self._past = Past(self._wire)
        self._timer: asyncio.TimerHandle | None = None
        self._pause_s = _FLUSH_AFTER_FAILURE_S

    @property
    def trouble(self) -> str | None:
        """The first failure that cost something, as a sentence."""
        return self._wire.trouble

    def get(self, kind: str, key: str) -> StoredAnswer | None:
        """See `AnswerStore.get`."""
        return self._answers.get(kind, key)

    def put(
        self,
        kind: str,
        key: str,
        value: Mapping[str, Any],
        *,
        checked_at: dt.datetime,
        expires_at: dt.datetime | None,
    ) -> None:
        """See `AnswerStore.put`."""
        self._answers.put(
            StoredAnswer(kind=kind, key=key, value=value, checked_at=checked_at, expires_at=expires_at)
        )
        self._flush_soon()

    def allow(self, kind: str, per_minute: float, now: dt.datetime, *, burst: int = 4) -> float:
        """See `AnswerStore.allow`."""
        return self._answers.allow(kind, per_minute, now, burst=burst)

    def begin(self, run: Run) -> Run:
        """See `History.begin`; also deletes some answers that expired long ago."""
        self._answers.purge(run.started)
        begun = self._runs.begin(run)
        if begun is None:
            return run
        if begun.is_finished:
            raise StoreError(
                f"{self._wire.name}: a run called {run.id!r} has been finished; give this one another name"
            )
        return evolve(run, started=moment_of(begun.started))

    def add(self, run_id: str, check: Check, citings: Sequence[Citing]) -> None:
        """See `History.add`."""
        if not self._wire.can_write:
            return
        if not self._runs.is_begun(run_id):
            raise UsageError(f"no run {run_id!r} has been begun")
        self._runs.add(run_id, check, citings)
        self._flush_soon()

    def finish(self, run: Run, findings: Collection[Finding | PastFinding]) -> None:
        """See `History.finish`."""
        if not self._wire.can_write:
            return
        if not self._runs.is_begun(run.id):
            raise UsageError(f"no run {run.id!r} has been begun")
        self._runs.finish(run, findings)
        self.flush()

    def runs(self) -> Sequence[Run]:
        """See `History.runs`."""
        self.flush()
        return self._past.runs()

    def checks(self, run_id: str) -> Iterator[Check]:
        """See `History.checks`."""
        self.flush()
        return self._past.checks(run_id)

    def citings(self, run_id: str) -> Iterator[Citing]:
        """See `History.citings`."""
        self.flush()
        return self._past.citings(run_id)

    def findings(self, run_id: str) -> Iterator[PastFinding]:
        """See `History.findings`."""
        self.flush()
        return self._past.findings(run_id)

    def looks(self, url: str, *, limit: int = 50) -> Sequence[Check]:
        """See `History.looks`."""
        return self._past.looks(url, limit)

    def known_findings(self, documents: Collection[str]) -> Sequence[PastFinding] | None:
        """See `History.known_findings`."""
        self.flush()
        return known_findings(self._wire, documents)

    def flush(self) -> None:
        """Write what waits; keep it for the next time where that cannot be done now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._pending():
            return
        if self._runs.settle() and self._wire.write(self._write):
            self._pause_s = _FLUSH_AFTER_FAILURE_S
            self._forget_pending()
        elif not self._wire.can_write:
            self._forget_pending()
        elif self._pending() > _MOST_PENDING:
            self._give_up()
        elif _in_a_loop():
            self._flush_after(self._pause_s)
            self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)

    def close(self) -> None:
        """Write what is left and let go of the database."""
        self.flush()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._pending():
            self._give_up()
        self._wire.close()

    def _pending(self) -> int:
        return len(self._answers) + len(self._runs)

    def _flush_soon(self) -> None:
        if self._pending() == _FLUSH_AT:
            self.flush()
        elif self._timer is None:
            self._flush_after(_FLUSH_AFTER_S)

    def _flush_after(self, seconds: float) -> None:
        if _in_a_loop():
            self._timer = asyncio.get_running_loop().call_later(seconds, self.flush)
        else:
            self.flush()

    def _write(self, connection: sa.Connection) -> bool:
        self._answers.write(connection)
        self._runs.write(connection)
        return True

    def _forget_pending(self) -> None:
        self._answers.forget_pending()
        self._runs.forget_pending()

    def _give_up(self) -> None:
        self._wire.give_up(_LOST)
        self._forget_pending()


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
