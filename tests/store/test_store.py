"""The store by itself: what it keeps, what it refuses, and what it survives."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import sqlite3
import stat
import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from srccheck.errors import StoreError
from srccheck.model.store import NoStore
from srccheck.store import default_path, open_store
from srccheck.store.schema import HEAD, VERSION_TABLE, metadata
from tests.conftest import ROOT

NOW = dt.datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "er" / "store.sqlite3"


def opened(path, troubles=None):
    return open_store(str(path), [] if troubles is None else troubles)


def put(store, key="https://a.example/", value=None, kind="live", **life):
    life = {"checked_at": NOW, "expires_at": NOW + DAY, **life}
    store.put(kind, key, {"word": "é\ud800" if value is None else value}, **life)


def test_answers_outlive_the_run(path):
    """What was put is there for the next one: value, times to the microsecond, and nothing of others."""
    with opened(path) as store:
        put(store, value=["ж", None, 1.5])
        put(store, kind="robots", value=2, expires_at=None)
    with opened(path) as store:
        found = store.get("live", "https://a.example/")
        assert (found.value, found.checked_at, found.expires_at) == (
            {"word": ["ж", None, 1.5]},
            NOW,
            NOW + DAY,
        )
        assert store.get("robots", "https://a.example/").expires_at is None
        assert store.get("live", "https://a.example/x") is None


def test_the_newest_answer_is_the_answer(path):
    """A second one takes the place of the first, before and after it is written."""
    with opened(path) as store:
        put(store, value=1)
        put(store, value=2)
        assert store.get("live", "https://a.example/").value == {"word": 2}
    with opened(path) as store:
        put(store, value=3)
    with opened(path) as store:
        assert store.get("live", "https://a.example/").value == {"word": 3}


@pytest.mark.parametrize(
    ("checked_at", "expires_at", "fresh"),
    [
        (NOW, NOW + DAY, True),
        (NOW - DAY, NOW, False),
        (NOW - 9 * DAY, NOW - DAY, False),
        (NOW - 900 * DAY, None, True),
        (NOW + DAY, NOW + 2 * DAY, False),
        (NOW + DAY, None, False),
    ],
)
def test_lives(path, checked_at, expires_at, fresh):
    """Expired ones are handed out, too, and say so; one from the future (a clock set back) is not fresh."""
    with opened(path) as store:
        put(store, value=1, checked_at=checked_at, expires_at=expires_at)
        assert store.get("live", "https://a.example/").is_fresh(NOW) is fresh


def test_long_keys(path):
    """A URL of 60 kB is found by its digest."""
    with opened(path) as store:
        put(store, key="https://a.example/" + "x" * 60_000, value=1)
        put(store, key="https://a.example/" + "x" * 59_999, value=2)
    with opened(path) as store:
        assert store.get("live", "https://a.example/" + "x" * 60_000).value == {"word": 1}


def test_nobody_else_reads_it(path):
    """Which pages somebody cites is theirs to tell."""
    with opened(path) as store:
        put(store)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_users_own_store_is_the_default(own_store):
    """By the rules of the platform, among the user's data."""
    assert default_path() == own_store
    with open_store(None, []) as store:
        put(store)
    assert own_store.exists()


def test_none_remembers_nothing(own_store):
    """`none` is a store that asks nobody to wait and knows nothing."""
    with open_store("none", []) as store:
        assert isinstance(store, NoStore)
        put(store)
        assert store.get("live", "https://a.example/") is None
        assert store.allow("x", 1, NOW) == 0.0
    assert not own_store.exists()


def test_urls_are_stores(path):
    """`sqlite:///path` is the file at that path."""
    with open_store(f"sqlite:///{path}", []) as store:
        put(store, value=1)
    with opened(path) as store:
        assert store.get("live", "https://a.example/") is not None


# ------------------------------------------------------------------ turns
def test_turns(path):
    """A burst at once, then the rate to the microsecond; a quiet time gives back no more than a burst."""
    with opened(path) as store:
        waits = [store.allow("cdx", 60, NOW) for _ in range(7)]
        assert waits == [0, 0, 0, 0, 1, 2, 3]
        assert store.allow("playback", 60, NOW) == 0
        later = NOW + dt.timedelta(hours=1)
        assert [store.allow("cdx", 60, later) for _ in range(6)] == [0, 0, 0, 0, 1, 2]


def test_turns_are_shared(path):
    """Two stores at once, as two processes have, take turns at one limit."""
    with opened(path) as one, opened(path) as two:
        waits = [store.allow("cdx", 60, NOW, burst=1) for store in (one, two, one, two)]
    assert waits == [0, 1, 2, 3]


def test_a_clock_set_back_locks_nobody_out(path):
    """Turns taken a year ahead are forgotten."""
    with opened(path) as store:
        for _ in range(9):
            store.allow("cdx", 60, NOW + 365 * DAY)
        assert store.allow("cdx", 60, NOW) == 0


# ------------------------------------------------------------------ when it is written
async def test_answers_are_written_within_a_second(path):
    """Nothing is written at once, all of it by the timer, seen by a second store meanwhile."""
    with opened(path) as store, opened(path) as other:
        put(store, value=1)
        assert store.get("live", "https://a.example/") is not None
        assert other.get("live", "https://a.example/") is None
        loop = asyncio.get_running_loop()
        timer = store._timer
        assert timer is not None
        assert timer.when() - loop.time() <= 1.0
        timer._run()
        assert other.get("live", "https://a.example/").value == {"word": 1}


async def test_a_hundred_answers_do_not_wait(path):
    """A batch that is full is written."""
    with opened(path) as store, opened(path) as other:
        for number in range(100):
            put(store, key=f"https://a.example/{number}", value=number)
        assert other.get("live", "https://a.example/99").value == {"word": 99}


def test_killed_at_any_moment(path):
    """SIGKILL right after the batches: every answer that was written is whole and there."""
    code = f"""
import asyncio, datetime as dt, os, signal
from srccheck.store import open_store
async def main():
    with open_store({str(path)!r}, []) as store:
        now = dt.datetime.now(dt.UTC)
        for n in range(250):
            store.put("live", f"https://a.example/{{n}}", {{"n": n}}, checked_at=now, expires_at=None)
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == -9
    troubles = []
    with opened(path, troubles) as store:
        there = [n for n in range(250) if store.get("live", f"https://a.example/{n}")]
    assert there == list(range(200))
    assert troubles == []


def test_several_processes_at_once(path):
    """Four processes open one fresh store together; nobody fails, nothing is lost, no turn is given twice."""
    code = """
import datetime as dt, sys
from srccheck.store import open_store
troubles = []
with open_store(sys.argv[1], troubles) as store:
    now = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    for n in range(50):
        store.put("live", f"{sys.argv[2]}/{n}", {"n": n}, checked_at=now, expires_at=None)
        print(store.allow("cdx", 60, now, burst=1))
sys.exit("".join(troubles) or 0)
"""
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), f"https://{name}.example"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in "abcd"
    ]
    said = [process.communicate() for process in crowd]
    assert [(process.returncode, error) for process, (_, error) in zip(crowd, said, strict=True)] == [
        (0, "")
    ] * 4
    turns = sorted(float(line) for out, _ in said for line in out.split())
    assert turns == [float(n) for n in range(200)]
    with opened(path) as store:
        assert all(store.get("live", f"https://{name}.example/{n}") for name in "abcd" for n in range(50))


# ------------------------------------------------------------------ what goes wrong
def test_garbage_is_done_without(path):
    """A file that is no database: said once, left as it is, and the run goes on."""
    path.parent.mkdir(parents=True)
    path.write_bytes(b"garbage, not a database" * 1000)
    troubles = []
    with opened(path, troubles) as store:
        assert isinstance(store, NoStore)
    assert troubles == [f"{path}: cannot be used (file is not a database); this run goes on without a store"]
    assert path.read_bytes().startswith(b"garbage")


def test_a_damaged_store_is_given_up_under_way(path):
    """Pages overwritten: what cannot be read is asked anew, and nothing is raised."""
    with opened(path) as store:
        for number in range(2000):
            put(store, key=f"https://a.example/{number}", value="x" * 200)
    data = bytearray(path.read_bytes())
    for start in range(4096 * 4, len(data), 4096):
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


def test_an_answer_that_is_no_json_is_none(path):
    """Somebody's hand in the file: that answer is asked anew."""
    with opened(path) as store:
        put(store, value=1)
        put(store, key="https://b.example/", value=1)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE answers SET value = '{' WHERE key = 'https://a.example/'")
        connection.execute("UPDATE answers SET value = '[]' WHERE key = 'https://b.example/'")
    connection.close()
    with opened(path) as store:
        assert store.get("live", "https://a.example/") is None
        assert store.get("live", "https://b.example/") is None


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
        store._reader.exec_driver_sql("PRAGMA query_only = 1")
        with store._engine.connect() as connection:  # the pool's other connection
            connection.exec_driver_sql("PRAGMA query_only = 1")
            connection.rollback()
        assert store.get("live", "https://a.example/").value == {"word": 1}
        put(store, value=2)
    assert "cannot be written" in troubles[0]
    assert "readonly" in troubles[0]


async def test_a_locked_store_is_tried_again(path, monkeypatch):
    """Answers wait for the lock; those of a store locked to the end are given up, and that is said."""
    monkeypatch.setattr("srccheck.store.database._BUSY_S", 0.01)
    troubles = []
    with opened(path, troubles) as store:
        blocker = sqlite3.connect(path, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        put(store, value=1)
        store.flush()
        assert store._timer is not None
        assert store.allow("x", 1, NOW) == 0.0
        assert store.get("live", "https://a.example/").value == {"word": 1}
        blocker.execute("ROLLBACK")
        store.flush()
        put(store, value=2)
        blocker.execute("BEGIN IMMEDIATE")
    blocker.close()
    assert troubles == [f"{path}: is locked by another process; answers of this run are not remembered"]
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
def test_the_migrations_lead_to_the_tables(path):
    """A store made step by step has the tables of the schema, and stands where opening expects it."""
    with opened(path) as store, store._engine.connect() as connection:
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


def test_portable_statements():
    """PostgreSQL gets the same upserts as SQLite."""
    from sqlalchemy.dialects import postgresql

    from srccheck.store.answers import _next_turn, _upsert

    engine = sa.create_mock_engine("postgresql://", lambda *_: None)
    for statement in (_upsert(engine), _next_turn(engine)):
        assert "ON CONFLICT" in str(statement.compile(dialect=postgresql.dialect()))
