"""Opening a store: where it lies, what is refused, what is done without, and the migrations."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import sqlite3
import stat
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from srccheck.errors import StoreError
from srccheck.model.store import NoStore
from srccheck.store import open_store
from srccheck.store.schema import HEAD, VERSION_TABLE, metadata
from tests.conftest import ROOT

from .databases import NOW, a_check, directly, put


def opened(where, troubles=None):
    return open_store(str(where), [] if troubles is None else troubles)


def test_nobody_else_reads_it(path):
    """Which pages somebody cites is theirs to tell."""
    with opened(path) as store:
        put(store)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_urls_are_stores(path):
    """`sqlite:///path` is the file at that path."""
    with open_store(f"sqlite:///{path}", []) as store:
        put(store, value=1)
    with opened(path) as store:
        assert store.get("live", "https://a.example/") is not None


# ------------------------------------------------------------------ what goes wrong
def test_garbage_is_done_without(path):
    """A file that is no database: said once, left as it is, and the run goes on."""
    path.parent.mkdir(parents=True)
    path.write_bytes(b"garbage, not a database" * 1000)
    troubles = []
    with opened(path, troubles) as store:
        assert isinstance(store, NoStore)
    assert troubles == [
        f"{path}: cannot be used (file is not a database; move it away, and a new one is made);"
        " this run goes on without a store"
    ]
    assert path.read_bytes().startswith(b"garbage")


def test_a_damaged_store_is_given_up_under_way(path):
    """Pages overwritten: what cannot be read is asked anew, and nothing is raised."""
    with opened(path) as store:
        for number in range(2000):
            put(store, key=f"https://a.example/{number}", value="x" * 200)
    data = bytearray(path.read_bytes())
    for start in range(0, len(data), 4096):
        if b"https://a.example/" in data[start : start + 4096]:
            data[start : start + 2000] = b"\xff" * 2000
    path.write_bytes(data)
    troubles = []
    with opened(path, troubles) as store:
        for number in range(2000):
            store.get("live", f"https://a.example/{number}")
        put(store)
        assert store.allow("x", 1, NOW) == 0.0
    assert len(troubles) == 1
    assert "cannot be read" in troubles[0]


def test_where_nothing_can_be_made(tmp_path):
    """A folder that is a file: said, and done without."""
    (tmp_path / "file").write_text("x")
    troubles = []
    with opened(tmp_path / "file" / "store", troubles) as store:
        assert isinstance(store, NoStore)
    assert "this run goes on without a store" in troubles[0]


def test_a_store_that_may_not_be_written(path):
    """Its answers still serve; that new ones are not kept is said."""
    with opened(path) as store:
        put(store, value=1)
    troubles = []
    with opened(path, troubles) as store:
        with store._wire._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only = 1")
        store._wire._connection.exec_driver_sql("PRAGMA query_only = 1")
        put(store, key="https://b.example/", value=2)
        store.add("none", a_check(), [])
        assert store.get("live", "https://a.example/").value == {"word": 1}
    [trouble] = troubles
    assert trouble.startswith(f"{path}: cannot be written (attempt to write a readonly database); not all")


async def test_a_locked_store_is_tried_again(path, monkeypatch):
    """Answers wait for the lock; those of a store locked to the end are given up, and that is said."""
    monkeypatch.setattr("srccheck.store.database._BUSY_S", 0.01)
    troubles = []
    with opened(path, troubles) as store:
        blocker = sqlite3.connect(path, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        put(store, value=1)
        store.flush()
        assert store._timer.when() - asyncio.get_running_loop().time() > 5
        assert store.allow("x", 1, NOW) == 0.0
        assert store.get("live", "https://a.example/").value == {"word": 1}
        blocker.execute("ROLLBACK")
        store.flush()
        put(store, value=2)
        blocker.execute("BEGIN IMMEDIATE")
    blocker.close()
    assert troubles == [
        f"{path}: cannot be written (database is locked); not all answers of this run are remembered"
    ]
    with opened(path) as store:
        assert store.get("live", "https://a.example/").value == {"word": 1}


def test_a_newer_store_is_refused(path):
    """With a clear word, and untouched."""
    with opened(path) as store:
        put(store, value=1)
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    connection.close()
    with (
        pytest.raises(StoreError, match=r"store\.sqlite3: was written by a newer version of srccheck"),
        opened(path),
    ):
        pass
    with sqlite3.connect(path) as connection:
        assert connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone() == ("9999",)
    connection.close()


def test_anothers_database_is_refused(tmp_path):
    """Nobody's reference manager gets our tables."""
    path = tmp_path / "zotero.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE items (id)")
    connection.close()
    with pytest.raises(StoreError, match="another program"), opened(path):
        pass


@pytest.mark.parametrize("url", ["nonsense://x", "nonsense+driver://x", "://", "sqlite+nonsense:///x"])
def test_urls_that_mean_nothing(url, tmp_path, monkeypatch):
    """A word that names the trouble, never a traceback; and no file is left behind."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError), open_store(url, []):
        pass
    assert list(tmp_path.iterdir()) == []


def test_passwords_of_databases_are_not_shown():
    """A URL in a message has its password hidden."""
    with pytest.raises(StoreError) as caught, open_store("nonsense://me:secret@db/x", []):
        pass
    assert "secret" not in str(caught.value)


# ------------------------------------------------------------------ migrations
def test_the_migrations_lead_to_the_tables(where):
    """A store made step by step has the tables of the schema, and stands where opening expects it."""
    with opened(where):
        pass
    with directly(where) as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "include_object": lambda _, name, kind, *__: (kind, name) != ("table", VERSION_TABLE),
            },
        )
        assert context.get_current_revision() == HEAD
        assert compare_metadata(context, metadata) == []
    config = Config()
    config.set_main_option("script_location", str(ROOT / "srccheck" / "store" / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_store_of_the_first_schema_is_read(path):
    """What the first release wrote, table by table as it wrote them, is there after all later steps."""
    path.parent.mkdir(parents=True)
    connection = sqlite3.connect(path)
    connection.executescript(
        f"""
        CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
        INSERT INTO {VERSION_TABLE} VALUES ('0001');
        CREATE TABLE answers (kind VARCHAR(40) NOT NULL, digest VARCHAR(64) NOT NULL, "key" TEXT NOT NULL,
            value TEXT NOT NULL, checked_at BIGINT NOT NULL, expires_at BIGINT, PRIMARY KEY (kind, digest));
        CREATE TABLE turns (kind VARCHAR(80) NOT NULL, next_at BIGINT NOT NULL, PRIMARY KEY (kind));
        """
    )
    digest = hashlib.sha256(b"https://a.example/").hexdigest()
    row = ("live", digest, "https://a.example/", '{"word": 1}', 1795334400000000, None)
    connection.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", row)
    connection.commit()
    connection.close()
    troubles = []
    with opened(path, troubles) as store:
        found = store.get("live", "https://a.example/")
        assert (found.value, found.checked_at) == ({"word": 1}, dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC))
        put(store, value=2)
    assert troubles == []


def test_opening_loads_no_alembic(path):
    """An up-to-date store opens without the migrations' library; `--version` needs no database at all."""
    with opened(path):
        pass
    code = (
        "import sys; from srccheck.store import open_store\n"
        f"with open_store({str(path)!r}, []): pass\n"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
    code = (
        "import sys, srccheck.cli, srccheck.store\n"
        "sys.exit(bool({'sqlalchemy', 'alembic', 'platformdirs'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
