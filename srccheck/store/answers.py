"""Answers with their lives, and turns at limited services."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import sqlalchemy as sa

from srccheck.model.store import StoredAnswer
from srccheck.store.schema import answers, turns
from srccheck.store.values import microseconds, moment_of
from srccheck.store.wire import Wire, insert_into

__all__ = ["Answers"]

_LONGEST_QUEUE_US = 3_600_000_000  # turns further ahead than an hour come from a clock set back
_KEPT_EXPIRED = dt.timedelta(days=90)
_PURGED_AT_ONCE = 5_000


class Answers:
    """The answers of a store, those that wait to be written among them.

    Args:
        wire: the database.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._pending: dict[tuple[str, str], StoredAnswer] = {}
        self._upsert = upsert(wire.dialect)
        self._next_turn = next_turn(wire.dialect)

    def __len__(self) -> int:
        return len(self._pending)

    def get(self, kind: str, key: str) -> StoredAnswer | None:
        """See `AnswerStore.get`; also finds what has not been written yet."""
        pending = self._pending.get((kind, key))
        if pending is not None:
            return pending
        wanted = sa.select(answers.c.value, answers.c.checked_at, answers.c.expires_at).where(
            answers.c.kind == kind, answers.c.digest == _digest(key)
        )
        found = self._wire.rows(wanted)
        if not found:
            return None
        row = found[0]
        try:
            value = json.loads(row.value)
        except ValueError:
            return None  # half an answer is none
        if not isinstance(value, dict):
            return None
        until = None if row.expires_at is None else moment_of(row.expires_at)
        return StoredAnswer(
            kind=kind, key=key, value=value, checked_at=moment_of(row.checked_at), expires_at=until
        )

    def put(self, answer: StoredAnswer) -> None:
        """Have it written the next time."""
        self._pending[answer.kind, answer.key] = answer

    def write(self, connection: sa.Connection) -> None:
        """Write what waits, in the order of its keys: two processes that do so cannot block each other."""
        if self._pending:
            rows = [_row(answer) for answer in self._pending.values()]
            connection.execute(self._upsert, sorted(rows, key=lambda row: (row["kind"], row["digest"])))

    def forget_pending(self) -> None:
        """What waited is written, or lost."""
        self._pending.clear()

    def allow(self, kind: str, per_minute: float, now: dt.datetime, *, burst: int) -> float:
        """See `AnswerStore.allow`; one statement, so that no two processes get the same turn."""
        interval = round(60_000_000 / per_minute)
        here = microseconds(now)
        values = {
            "kind": kind if len(kind) <= 80 else _digest(kind),
            "here": here,
            "interval": interval,
            "first": here + interval,
            "horizon": here + _LONGEST_QUEUE_US,
        }
        taken = self._wire.change(self._next_turn, values)
        if not taken:
            return 0.0
        due = int(taken[0].next_at) - interval - (burst - 1) * interval
        return max(0, due - here) / 1_000_000

    def purge(self, now: dt.datetime) -> None:
        """Delete some of what expired long ago, few enough not to be noticed."""
        limit = microseconds(now - _KEPT_EXPIRED)
        long_gone = (
            sa.select(answers.c.kind, answers.c.digest)
            .where(answers.c.expires_at < limit)
            .limit(_PURGED_AT_ONCE)
        )
        key = sa.tuple_(answers.c.kind, answers.c.digest)
        self._wire.write(lambda connection: connection.execute(sa.delete(answers).where(key.in_(long_gone))))


def upsert(dialect: str) -> sa.Executable:
    """Puts an answer in the place of the older one."""
    insert = insert_into(answers, dialect)
    new = insert.excluded
    statement: sa.Executable = insert.on_conflict_do_update(
        index_elements=[answers.c.kind, answers.c.digest],
        set_={"value": new.value, "checked_at": new.checked_at, "expires_at": new.expires_at},
    )
    return statement


def next_turn(dialect: str) -> sa.Executable:
    """Moves the theoretical arrival time of the next request on, and returns it."""
    here, horizon = sa.bindparam("here", type_=sa.BigInteger), sa.bindparam("horizon", type_=sa.BigInteger)
    interval = sa.bindparam("interval", type_=sa.BigInteger)
    insert = insert_into(turns, dialect).values(
        kind=sa.bindparam("kind"), next_at=sa.bindparam("first", type_=sa.BigInteger)
    )
    waiting = turns.c.next_at.between(here, horizon)
    statement: sa.Executable = insert.on_conflict_do_update(
        index_elements=[turns.c.kind],
        set_={"next_at": sa.case((waiting, turns.c.next_at), else_=here) + interval},
    ).returning(turns.c.next_at)
    return statement


def _row(answer: StoredAnswer) -> dict[str, Any]:
    until = answer.expires_at
    return {
        "kind": answer.kind,
        "digest": _digest(answer.key),
        "key": answer.key,  # for people; the digest is what finds it
        "value": json.dumps(answer.value, separators=(",", ":")),  # ASCII: half a surrogate pair is no UTF-8
        "checked_at": microseconds(answer.checked_at),
        "expires_at": None if until is None else microseconds(until),
    }


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
