"""Brings the tables of a store up to date, and refuses what is not ours or is newer than we are."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from srccheck.errors import StoreError
from srccheck.store.schema import HEAD, VERSION_TABLE
from srccheck.store.wire import transaction

__all__ = ["bring_up_to_date"]

_LOCK = 0x73726363  # "srcc": PostgreSQL's advisory locks are numbers
_PATIENCE = "60s"  # another process may be at it, with a large store

_VERSION = sa.table(VERSION_TABLE, sa.column("version_num", sa.String))


def bring_up_to_date(engine: sa.Engine, name: str) -> None:
    """Make or change the tables where they are not as they should be.

    Several processes may do so at once: who comes second waits, and finds nothing left to do.

    Args:
        engine: the database, in autocommit mode.
        name: what messages call it.

    Raises:
        StoreError: the database belongs to another program, or to a newer srccheck.
        sqlalchemy.exc.DBAPIError: it cannot be read or written.
    """
    with engine.connect() as connection:
        if _version(connection, name) == HEAD:
            return
    with engine.connect() as connection, transaction(connection):
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        version = _version(connection, name)
        if version != HEAD:
            _upgrade(connection, version, name)


def _version(connection: sa.Connection, name: str) -> str | None:
    """The migration that the tables stand at; None for an empty database."""
    tables = sa.inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        return connection.execute(sa.select(_VERSION.c.version_num)).scalar()
    if tables:
        raise StoreError(
            f"{name}: is a database of another program (it has tables such as {min(tables)!r});"
            " name another one with --store"
        )
    return None


def _upgrade(connection: sa.Connection, version: str | None, name: str) -> None:
    # late: alembic takes longer to load than most runs wait for the store
    from alembic.config import Config  # noqa: PLC0415
    from alembic.operations import Operations  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext, MigrationStep  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    if version is not None and version not in known:
        raise StoreError(
            f"{name}: was written by a newer version of srccheck (schema {version}, known here: {HEAD});"
            " update srccheck, or name another store with --store"
        )

    def steps(current: tuple[str, ...], _: MigrationContext) -> list[MigrationStep]:
        wanted = reversed(list(scripts.iterate_revisions("head", current or "base")))
        return [MigrationStep.upgrade_from_script(scripts.revision_map, script) for script in wanted]

    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "fn": steps})
    with Operations.context(context):
        context.run_migrations()
