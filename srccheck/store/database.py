"""Opens the database of a store: its URL, SQLite's ways, its tables."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from srccheck.errors import StoreError
from srccheck.store.answers import SqlStore
from srccheck.store.migrating import bring_up_to_date

__all__ = ["connected"]

_BUSY_S = 3.0


def connected(where: str, troubles: list[str]) -> SqlStore | None:
    """The store at a path or URL, made or brought up to date; None where it cannot be used.

    Args:
        where: a path, or a database URL (`sqlite:///path`).
        troubles: why it cannot be used is added here.

    Raises:
        StoreError: it is another program's or a newer srccheck's, or the URL means nothing.
    """
    url = _url(where)
    name = url.database or "store" if url.drivername == "sqlite" else url.render_as_string()
    try:
        engine = _engine(url)
        _make_room(url)
    except OSError as error:
        troubles.append(f"{name}: cannot be used ({error.strerror}); this run goes on without a store")
        return None
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreError(f"{name}: is no database that can be used here: {error}") from error
    try:
        bring_up_to_date(engine, name)
        return SqlStore(engine, name)
    except SQLAlchemyError as error:
        engine.dispose()
        why = getattr(error, "orig", None) or error
        troubles.append(f"{name}: cannot be used ({why}); this run goes on without a store")
        return None
    except StoreError:
        engine.dispose()
        raise


def _url(where: str) -> sa.URL:
    if "://" not in where:
        return sa.URL.create("sqlite", database=str(Path(where).expanduser()))
    try:
        return sa.make_url(where)
    except (ArgumentError, ValueError) as error:
        raise StoreError("--store: that is no database URL; write a path, or sqlite:///path") from error


def _make_room(url: sa.URL) -> None:
    path = url.database
    if url.get_backend_name() == "sqlite" and path and not Path(path).exists():
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Which pages somebody cites is theirs to tell: nobody else reads the file.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url)
    engine = sa.create_engine(url, connect_args={"timeout": _BUSY_S})

    def arrange(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so, see `begin`
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {pragma}").close()

    def begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    sa.event.listen(engine, "connect", arrange)
    sa.event.listen(engine, "begin", begin)
    return engine
