"""Opens the database of a store: its URL, each database's ways, its tables."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from srccheck.errors import StoreError
from srccheck.store.migrating import bring_up_to_date
from srccheck.store.sqlstore import SqlStore
from srccheck.store.wire import what_failed

__all__ = ["connected"]

_BUSY_S = 3.0
_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")
_POSTGRES_WAYS = (
    # Killed at any moment, a process loses nothing; a server whose power fails may lose the last second.
    "SET synchronous_commit = off",
    f"SET lock_timeout = {round(_BUSY_S * 1000)}",
)


def connected(where: str, troubles: list[str]) -> SqlStore | None:
    """The store at a path or URL, made or brought up to date; None where it cannot be used.

    Args:
        where: a path, or a database URL (`sqlite:///path`, `postgresql://user@host/database`).
        troubles: why it cannot be used is added here.

    Raises:
        StoreError: it is another program's or a newer srccheck's, or the URL means nothing, or what speaks
            to its database is not installed.
    """
    url = _url(where)
    name = _name(url)
    try:
        engine = _engine(url, name)
        _make_room(url)
    except OSError as error:
        troubles.append(f"{name}: cannot be used ({error.strerror}); this run goes on without a store")
        return None
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(f"{name}: is no database that can be used here: {error}") from error
    try:
        bring_up_to_date(engine, name)
        return SqlStore(engine, name)
    except SQLAlchemyError as error:
        engine.dispose()
        why = _without_password(what_failed(error), url)
        if "malformed" in why or "not a database" in why:
            why += "; move it away, and a new one is made"
        troubles.append(f"{name}: cannot be used ({why}); this run goes on without a store")
        return None
    except StoreError:
        engine.dispose()
        raise


def _url(where: str) -> sa.URL:
    if "://" not in where:
        return sa.URL.create("sqlite", database=str(Path(where).expanduser()))
    try:
        url = sa.make_url(where)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "--store: that is no database URL; write a path, sqlite:///path, or postgresql://user@host/database"
        ) from error
    return url.set(drivername="postgresql+psycopg") if url.drivername in _POSTGRES else url


def _name(url: sa.URL) -> str:
    """What messages call it: no password, wherever in the URL it may stand."""
    if url.get_backend_name() == "sqlite":
        return url.database or "store"
    scheme = url.drivername.removesuffix("+psycopg")
    plain = sa.URL.create(scheme, username=url.username, host=url.host, port=url.port, database=url.database)
    return plain.render_as_string()


def _without_password(text: str, url: sa.URL) -> str:
    for secret in (url.password, url.query.get("password")):
        if secret:
            text = text.replace(str(secret), "***")
    return text


def _make_room(url: sa.URL) -> None:
    path = url.database
    if url.get_backend_name() == "sqlite" and path and not Path(path).exists():
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Which pages somebody cites is theirs to tell: nobody else reads the file.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _engine(url: sa.URL, name: str) -> sa.Engine:
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url, connect_args={"timeout": _BUSY_S}, isolation_level="AUTOCOMMIT")
        _tell_each(engine, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL")
        return engine
    if url.drivername != "postgresql+psycopg":
        raise StoreError(f"{name}: is no database that can be used here; SQLite and PostgreSQL are")
    try:
        engine = sa.create_engine(
            url,
            # A server that does not answer must not hold up the run; libpq waits two minutes by itself.
            connect_args={"connect_timeout": 5, "tcp_user_timeout": 15_000, "application_name": "srccheck"},
            isolation_level="AUTOCOMMIT",
            pool_size=1,  # a run has one connection, and one more for each list that it reads
            max_overflow=-1,
        )
    except ImportError as error:
        raise StoreError(f"{name}: PostgreSQL needs a driver: pip install 'srccheck[postgres]'") from error
    _tell_each(engine, *_POSTGRES_WAYS)
    return engine


def _tell_each(engine: sa.Engine, *statements: str) -> None:
    """Have every connection begin with these."""

    def begin(connection: Any, _: Any) -> None:
        for statement in statements:
            connection.execute(statement).close()

    sa.event.listen(engine, "connect", begin)
