"""What only PostgreSQL does: URLs, drivers, passwords, and a server that goes away."""

from __future__ import annotations

import sys

import psycopg
import pytest
import sqlalchemy as sa

from srccheck.errors import StoreError
from srccheck.model.store import NoStore
from srccheck.store import open_store

from .databases import NOW, PAGE, a_check, a_citing, a_run, directly, put


class Server:
    """The server as the store of one database sees it: away, and back."""

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)
        self._database = self._url.database

    def _say(self, *statements: str) -> None:
        server = self._url.set(database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(server, autocommit=True) as admin:
            for statement in statements:
                admin.execute(statement)

    def go_away(self) -> None:
        self._say(
            f"ALTER DATABASE {self._database} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._database}'",
        )

    def come_back(self) -> None:
        self._say(f"ALTER DATABASE {self._database} ALLOW_CONNECTIONS true")


async def test_a_server_that_comes_back(postgres):
    """What was found out meanwhile is written then: nothing is lost, and nothing is said."""
    server = Server(postgres)
    with open_store(postgres, troubles := []) as store:
        run = store.begin(a_run())
        put(store, value=1)
        store.flush()
        server.go_away()
        assert store.get("live", PAGE) is None
        assert store.allow("cdx", 60, NOW) == 0.0
        put(store, key="https://b.example/", value=2)
        store.add(run.id, a_check(), [a_citing()])
        store.flush()
        assert store.get("live", "https://b.example/").value == {"word": 2}
        assert store.looks(PAGE) == ()
        server.come_back()
        store.finish(a_run(finished=NOW, documents=("paper.md",)), ())
        assert store.get("live", PAGE).value == {"word": 1}
        assert list(store.checks(run.id)) == [a_check()]
    with open_store(postgres, troubles) as store:
        assert store.get("live", "https://b.example/").value == {"word": 2}
        assert [each.id for each in store.runs()] == ["one"]
    assert troubles == []


async def test_a_server_that_stays_away(postgres):
    """The run goes on; what was lost is said, once; what was written before is there."""
    server = Server(postgres)
    with open_store(postgres, troubles := []) as store:
        put(store, value=1)
        store.begin(a_run())
        store.flush()
        server.go_away()
        for number in range(300):
            assert store.get("live", PAGE) is None
            put(store, key=f"https://b.example/{number}", value=2)
            store.add("one", a_check(f"https://b.example/{number}"), [])
        store.finish(a_run(finished=NOW), ())
    [trouble] = troubles
    assert trouble.startswith("postgresql://")
    assert "cannot be written (" in trouble
    assert trouble.endswith("; not all answers of this run are remembered")
    assert "\n" not in trouble
    server.come_back()
    with open_store(postgres, []) as store:
        assert store.get("live", PAGE).value == {"word": 1}
        assert store.runs() == ()


def test_a_run_begun_while_the_server_is_away(postgres):
    """It is begun later, before anything of it is written; a run that others began is looked up then, too."""
    server = Server(postgres)
    with open_store(postgres, troubles := []) as store:
        store.begin(a_run("two"))
        store.flush()
    with open_store(postgres, troubles) as store:
        server.go_away()
        store.get("live", PAGE)
        assert store.begin(a_run()) == a_run()
        store.add("one", a_check(), [a_citing()])
        store.add("two", a_check(), [a_citing()])
        server.come_back()
        store.finish(a_run(finished=NOW), ())
        assert [list(store.checks(name)) for name in ("one", "two")] == [[a_check()]] * 2
    assert troubles == []


def test_what_waits_has_an_end(postgres, monkeypatch):
    """More than can be held in memory is given up, and that is said."""
    monkeypatch.setattr("srccheck.store.sqlstore._MOST_PENDING", 20)
    server = Server(postgres)
    with open_store(postgres, troubles := []) as store:
        server.go_away()
        for number in range(30):
            put(store, key=str(number), value=2)
        assert len(troubles) == 0
        assert store.get("live", "3") is None
    assert len(troubles) == 1
    server.come_back()


def test_locks_are_waited_for_as_long_as_elsewhere(postgres, monkeypatch):
    """Another session holds the table: its lock passes, and so does the failure."""
    monkeypatch.setattr("srccheck.store.database._POSTGRES_WAYS", ("SET lock_timeout = 10",))
    with open_store(postgres, troubles := []) as store:
        with directly(postgres) as connection:
            connection.execute(sa.text("LOCK TABLE answers IN EXCLUSIVE MODE"))
            put(store, value=1)
            assert store.get("live", PAGE).value == {"word": 1}
        store.flush()
    with open_store(postgres, troubles) as store:
        assert store.get("live", PAGE).value == {"word": 1}
    assert troubles == []


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_its_names(postgres, scheme):
    """`postgres://`, too, as hosting services write it; psycopg 3 speaks to all of them."""
    with open_store(postgres.replace("postgresql", scheme, 1), []) as store:
        put(store, value=1)
        assert store._wire._engine.driver == "psycopg"


def test_anothers_database_is_refused(postgres):
    """Nobody's tables get ours beside them."""
    with directly(postgres) as connection:
        connection.execute(sa.text("CREATE TABLE items (id integer)"))
    with pytest.raises(StoreError, match="'items'"), open_store(postgres, []):
        pass


# ------------------------------------------------------------------ no server needed
def test_nobody_is_there():
    """Said on one line, without the password wherever it stands, and the run goes on without a store."""
    for url in ("postgresql://me:secret@127.0.0.1:1/x", "postgresql://me@127.0.0.1:1/x?password=secret"):
        with open_store(url, troubles := []) as store:
            assert isinstance(store, NoStore)
        [trouble] = troubles
        assert trouble.startswith("postgresql://me@127.0.0.1:1/x: cannot be used (")
        assert trouble.endswith("; this run goes on without a store")
        assert "secret" not in trouble
        assert "\n" not in trouble


def test_what_to_install(monkeypatch):
    """Without a driver, the message names the extra that brings one."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with (
        pytest.raises(
            StoreError,
            match=r"postgresql://db/x: PostgreSQL needs a driver: pip install 'srccheck\[postgres\]'",
        ),
        open_store("postgresql://db/x", []),
    ):
        pass


@pytest.mark.parametrize("url", ["mysql://me:secret@db/x", "postgresql+nonsense://me:secret@db/x"])
def test_other_databases_are_refused(url):
    """With a word of those that can be used, and without the password."""
    with pytest.raises(StoreError) as caught, open_store(url, []):
        pass
    assert "SQLite and PostgreSQL" in str(caught.value)
    assert "secret" not in str(caught.value)
