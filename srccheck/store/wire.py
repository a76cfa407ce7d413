"""The one connection of a store, and what becomes of its failures.

Three kinds of failure: one that passes (locked, no room, the server is away) is tried again later, one of
writing leaves the reading, and any other ends the use of the store. The run goes on without it each time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from srccheck.errors import StoreError

__all__ = ["Wire", "insert_into", "transaction", "what_failed"]

_T = TypeVar("_T")

_PASSING = ("locked", "busy")
_PASSING_WHEN_WRITING = (*_PASSING, "is full", "disk I/O error")
"""Words of SQLite's messages about what may be better in a minute; a full disk has two of them."""

_PASSING_STATES = ("40001", "40P01", "53", "55P03", "57P")
"""SQLSTATEs that may: serialisation, deadlock, insufficient resources, lock not available, shutting down."""

_ROWS_AT_ONCE = 1000


class Wire:
    """A connection that outlives its failures.

    Args:
        engine: the database, in autocommit mode, its tables up to date.
        name: what messages call it; no password in it.

    Attributes:
        name: the same.
        dialect: `sqlite` or `postgresql`.
        trouble: the first failure that cost something, as a sentence.
        can_write: false for good once writing has failed for good.
    """

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.name = name
        self.dialect = engine.dialect.name
        self.trouble: str | None = None
        self.can_write = True
        self._can_read = True
        self._engine = engine
        self._passing: SQLAlchemyError | None = None
        self._streams: dict[int, tuple[sa.CursorResult[Any], sa.Connection]] = {}
        self._connection: sa.Connection | None = engine.connect()

    def rows(
        self, statement: sa.Executable, values: Mapping[str, Any] | None = None
    ) -> Sequence[sa.Row[Any]] | None:
        """What the database answers; None where it cannot."""
        return self._execute(statement, values, "read") if self._can_read else None

    def change(self, statement: sa.Executable, values: Mapping[str, Any]) -> Sequence[sa.Row[Any]] | None:
        """What one statement that writes returns; None where it cannot be done now."""
        return self._execute(statement, values, "written") if self.can_write else None

    def _execute(
        self, statement: sa.Executable, values: Mapping[str, Any] | None, what: str
    ) -> Sequence[sa.Row[Any]] | None:
        if self._connection is None:
            return None
        try:
            return self._connection.execute(statement, values or {}).fetchall()
        except SQLAlchemyError as error:
            self._failed(error, what)
            return None

    def write(self, work: Callable[[sa.Connection], _T]) -> _T | None:
        """Do all of it in one transaction, or nothing of it.

        Returns:
            What the work returns; None where it failed: it may be tried again as long as `can_write`.
        """
        if not self.can_write:
            return None
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            with transaction(self._connection):
                done = work(self._connection)
        except SQLAlchemyError as error:
            self._failed(error, "written")
            return None
        self._passing = None
        return done

    def stream(self, statement: sa.Executable) -> Iterator[sa.Row[Any]]:
        """Rows as they come, over a connection of their own, so that no run is held in memory.

        Raises:
            StoreError: they cannot be read to the end; a list that is cut short would be a false report.
        """
        if not self._can_read:
            raise StoreError(self.trouble or f"{self.name}: cannot be read")
        how: dict[str, Any] = {"stream_results": True, "yield_per": _ROWS_AT_ONCE}
        if self.dialect == "postgresql":
            how["isolation_level"] = "REPEATABLE READ"  # its cursors live in transactions
        try:
            with (
                self._engine.connect().execution_options(**how) as connection,
                contextlib.closing(connection.execute(statement)) as rows,
            ):
                self._streams[id(rows)] = rows, connection
                try:
                    yield from rows
                finally:
                    self._streams.pop(id(rows), None)
        except SQLAlchemyError as error:
            raise StoreError(f"{self.name}: cannot be read ({what_failed(error)})") from error

    def give_up(self, rest: str) -> None:
        """Say that what is still to be written is lost.

        Args:
            rest: what is lost.
        """
        why = f" ({what_failed(self._passing)})" if self._passing else ""
        self._tell(f"cannot be written{why}; {rest}")
        self.can_write = False

    def close(self) -> None:
        """Let go of the database, also where somebody has left a list before its end."""
        for rows, connection in self._streams.values():
            rows.close()
            connection.close()
        self._streams.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._engine.dispose()
        self._can_read = self.can_write = False

    def _failed(self, error: SQLAlchemyError, what: str) -> None:
        if isinstance(error, DBAPIError) and (error.connection_invalidated or self._connection is None):
            self._drop()  # the server went away, or is still away
            self._passing = error
        elif _passes(error, what):
            self._passing = error
        else:
            self._tell(f"cannot be {what} ({what_failed(error)}); not all answers of this run are remembered")
            self.can_write = False
            if what == "read":
                self._can_read = False
                self._drop()

    def _tell(self, trouble: str) -> None:
        if self.trouble is None:
            self.trouble = f"{self.name}: {trouble}"

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError):  # it is broken, which is known
                connection.invalidate()
            connection.close()


@contextlib.contextmanager
def transaction(connection: sa.Connection) -> Iterator[None]:
    """All or nothing, over a connection in autocommit mode.

    SQLite takes the write lock at once: a transaction that reads first cannot wait for it later.
    """
    sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "BEGIN")
    is_done = False
    try:
        yield
        connection.exec_driver_sql("COMMIT")
        is_done = True
    finally:
        if not is_done:
            with contextlib.suppress(
                SQLAlchemyError
            ):  # a full disk or a dead server has rolled back by itself
                connection.exec_driver_sql("ROLLBACK")


def insert_into(table: sa.Table, dialect: str) -> Any:
    """An INSERT of the dialect: both speak `ON CONFLICT`, which the common language lacks."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  only where it is asked for

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415

    return sqlite.insert(table)


def what_failed(error: BaseException) -> str:
    """The driver's own words, on one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split())


def _passes(error: SQLAlchemyError, what: str) -> bool:
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if state is not None:
        return str(state).startswith(_PASSING_STATES)
    words = _PASSING if what == "read" else _PASSING_WHEN_WRITING
    return isinstance(error, OperationalError) and any(word in what_failed(error) for word in words)
