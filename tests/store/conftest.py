"""Databases to keep a store in: a file of SQLite, and a fresh database of a PostgreSQL server."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that does not exist yet, in a folder that does not, either."""
    return tmp_path / "deep" / "er" / "store.sqlite3"


@pytest.fixture
def postgres() -> Iterator[str]:
    """The URL of an empty database."""
    server = os.environ.get("SRCCHECK_POSTGRES")
    if not server:
        pytest.skip("SRCCHECK_POSTGRES is no URL of a PostgreSQL server; .ci/run starts Debian's")
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed (srccheck[postgres])")
    name = f"srccheck_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest) -> str:
    """What `--store` is given, of each kind."""
    return str(request.getfixturevalue("path" if request.param == "sqlite" else "postgres"))
