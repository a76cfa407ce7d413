"""What tests of the store do to a database behind its back."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from srccheck.model import Finding, Location
from srccheck.model.history import Check, Citing, Run

NOW = dt.datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PAGE = "https://a.example/"


@contextlib.contextmanager
def directly(where: str) -> Iterator[sa.Connection]:
    """The database itself, changes and all."""
    url = where if "://" in where else f"sqlite:///{where}"
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def put(store: Any, key: str = PAGE, value: Any = None, kind: str = "live", **life: Any) -> None:
    life = {"checked_at": NOW, "expires_at": NOW + DAY, **life}
    store.put(kind, key, {"word": "é\ud800" if value is None else value}, **life)


def a_run(name: str = "one", **more: Any) -> Run:
    return Run(**{"id": name, "started": NOW, "as_of": NOW.date(), "version": "0.9", **more})


def a_check(url: str = PAGE, **more: Any) -> Check:
    return Check(**{"url": url, "checked_at": NOW, "status": "alive", "reason": "ok", **more})


def a_citing(url: str = PAGE, document: str = "paper.md", **more: Any) -> Citing:
    return Citing(**{"url": url, "document": document, "note": "n1", "citation": "n1.1", "line": 7, **more})


def a_finding(url: str | None = PAGE, document: str = "paper.md", **more: Any) -> Finding:
    facts = {"code": "L201", "name": "link-dead", "severity": "error", "message": "gone; cite another"}
    here = Location(line=7, column=3)
    return Finding(**{**facts, "document": document, "location": here, "note": "n1", "url": url, **more})


def keep(
    store: Any, name: str, *told: Finding, checks: Any = (), documents: Any = ("paper.md",), **more: Any
) -> Run:
    """A whole run: begun, its checks with one citing in `paper.md` each, finished."""
    run = store.begin(a_run(name, **more))
    for check in checks:
        store.add(name, check, [a_citing(check.url)])
    ended = a_run(
        name, started=run.started, finished=run.started + DAY / 24, documents=tuple(documents), is_whole=True
    )
    store.finish(ended, told)
    return ended
