"""Answers and turns in a database."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from srccheck.model.store import StoredAnswer
from srccheck.store.schema import answers, turns

__all__ = ["SqlStore"]

_FLUSH_AT = 100
_FLUSH_AFTER_S = 1.0
_FLUSH_AFTER_BUSY_S = 10.0  # each try blocks for as long as SQLite waits for the lock
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_LONGEST_QUEUE_US = 3_600_000_000  # turns further ahead than an hour come from a clock set back


class SqlStore:
    """Answers in a database; implements `srccheck.model.store.AnswerStore`.

    What is put is written together with what else comes within a second, at once where no event loop
    runs. A store that fails under way is given up: what it cannot tell is asked anew, and `trouble` says so.

    Args:
        engine: the database, its tables up to date.
        name: what messages call it.
    """

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.trouble: str | None = None
        self._name = name
        self._engine = engine
        self._reader: sa.Connection | None = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._pending: dict[tuple[str, str], StoredAnswer] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._upsert = _upsert(engine)
        self._next_turn = _next_turn(engine)

    def get(self, kind: str, key: str) -> StoredAnswer | None:
        """See `AnswerStore.get`; also finds what has not been written yet."""
        pending = self._pending.get((kind, key))
        if pending is not None or self._reader is None:
            return pending
        wanted = sa.select(answers.c.value, answers.c.checked_at, answers.c.expires_at).where(
            answers.c.kind == kind, answers.c.digest == _digest(key)
        )
        try:
            row = self._reader.execute(wanted).first()
            value = json.loads(row.value) if row else None
        except SQLAlchemyError as error:
            self._give_up("cannot be read", error)
            return None
        except ValueError:
            return None  # half an answer is none
        if row is None or not isinstance(value, dict):
            return None
        until = None if row.expires_at is None else _moment(row.expires_at)
        return StoredAnswer(
            kind=kind, key=key, value=value, checked_at=_moment(row.checked_at), expires_at=until
        )

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
        self._pending[kind, key] = StoredAnswer(
            kind=kind, key=key, value=value, checked_at=checked_at, expires_at=expires_at
        )
        if len(self._pending) == _FLUSH_AT:
            self.flush()
        elif self._timer is None:
            self._flush_after(_FLUSH_AFTER_S)

    def _flush_after(self, seconds: float) -> None:
        if _in_a_loop():
            self._timer = asyncio.get_running_loop().call_later(seconds, self.flush)
        else:
            self.flush()

    def flush(self) -> None:
        """Write what has been put; keep it for the next time where another process holds the lock."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._pending or self._reader is None:
            return
        rows = [_row(answer) for answer in self._pending.values()]
        try:
            with self._engine.begin() as connection:
                connection.execute(self._upsert, rows)
        except OperationalError as error:
            if not _is_busy(error):
                self._give_up("cannot be written", error)
            elif _in_a_loop():
                self._flush_after(_FLUSH_AFTER_BUSY_S)
        except SQLAlchemyError as error:
            self._give_up("cannot be written", error)
        else:
            self._pending.clear()

    def allow(self, kind: str, per_minute: float, now: dt.datetime, *, burst: int = 4) -> float:
        """See `AnswerStore.allow`; one statement, so that no two processes get the same turn."""
        if self._reader is None:
            return 0.0
        interval = round(60_000_000 / per_minute)
        here = _microseconds(now)
        values = {
            "kind": kind,
            "here": here,
            "interval": interval,
            "first": here + interval,
            "horizon": here + _LONGEST_QUEUE_US,
        }
        try:
            following = int(self._reader.execute(self._next_turn, values).scalar_one())
        except SQLAlchemyError as error:
            if not _is_busy(error):
                self._give_up("cannot be written", error)
            return 0.0
        due = following - interval - (burst - 1) * interval
        return max(0, due - here) / 1_000_000

    def close(self) -> None:
        """Write what is left and let go of the database."""
        self.flush()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._pending and self._reader is not None:
            self._give_up("is locked by another process", None)
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        self._engine.dispose()

    def _give_up(self, what: str, error: SQLAlchemyError | None) -> None:
        if self.trouble is None:
            why = f" ({getattr(error, 'orig', None) or error})" if error else ""
            self.trouble = f"{self._name}: {what}{why}; answers of this run are not remembered"
        if self._reader is not None:
            self._reader.invalidate() if error else None
            self._reader.close()
            self._reader = None


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _upsert(engine: sa.Engine) -> sa.Executable:
    insert = _dialect(engine).insert(answers)
    new = insert.excluded
    statement: sa.Executable = insert.on_conflict_do_update(
        index_elements=[answers.c.kind, answers.c.digest],
        set_={"value": new.value, "checked_at": new.checked_at, "expires_at": new.expires_at},
    )
    return statement


def _next_turn(engine: sa.Engine) -> sa.Executable:
    """Moves the theoretical arrival time of the next request on, and returns it."""
    here, horizon = sa.bindparam("here", type_=sa.BigInteger), sa.bindparam("horizon", type_=sa.BigInteger)
    interval = sa.bindparam("interval", type_=sa.BigInteger)
    insert = (
        _dialect(engine)
        .insert(turns)
        .values(kind=sa.bindparam("kind"), next_at=sa.bindparam("first", type_=sa.BigInteger))
    )
    waiting = turns.c.next_at.between(here, horizon)
    statement: sa.Executable = insert.on_conflict_do_update(
        index_elements=[turns.c.kind],
        set_={"next_at": sa.case((waiting, turns.c.next_at), else_=here) + interval},
    ).returning(turns.c.next_at)
    return statement


def _dialect(engine: sa.Engine) -> Any:
    """The dialect's module: both speak `INSERT … ON CONFLICT`, which the common language lacks."""
    if engine.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  only where it is asked for

        return postgresql
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415

    return sqlite


def _row(answer: StoredAnswer) -> dict[str, Any]:
    until = answer.expires_at
    return {
        "kind": answer.kind,
        "digest": _digest(answer.key),
        "key": answer.key.encode("utf-8", "replace").decode(),  # for people; the digest is what finds it
        "value": json.dumps(answer.value, separators=(",", ":")),  # ASCII: half a surrogate pair is no UTF-8
        "checked_at": _microseconds(answer.checked_at),
        "expires_at": None if until is None else _microseconds(until),
    }


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _microseconds(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _moment(microseconds: int) -> dt.datetime:
    return _EPOCH + microseconds * _MICROSECOND


def _is_busy(error: SQLAlchemyError) -> bool:
    return "locked" in str(getattr(error, "orig", ""))
