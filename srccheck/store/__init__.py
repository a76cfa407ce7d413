"""What was answered before, and what runs came to; opened by `open_store`.

SQLite in a file by default; any database that SQLAlchemy and Alembic speak by its URL. The file lies
with the user's data, not in a cache folder: cleaning programs empty those, and what archives were
asked under their limits, and since when a page is dead, cannot be had again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from srccheck.model.store import NoStore, Store

__all__ = ["NONE", "default_path", "open_store"]

NONE = "none"
"""What `--store` is given to go without."""


def default_path() -> Path:
    """The store of this user, by the rules of the platform (XDG_DATA_HOME and its like)."""
    from platformdirs import user_data_path  # late: only runs that ask the web want it  # noqa: PLC0415

    return user_data_path("srccheck", appauthor=False) / "store.sqlite3"


@contextmanager
def open_store(where: str | None, troubles: list[str]) -> Iterator[Store]:
    """A store to use and to close; one that remembers nothing where it cannot be used.

    Args:
        where: a path, a database URL, `none`, or None for the user's own.
        troubles: what went wrong is added here, one sentence each: an audit goes on without a store.

    Raises:
        StoreError: the store is another program's or a newer srccheck's, or the URL means nothing.
    """
    if where == NONE:
        yield NoStore()
        return
    from srccheck.store.database import connected  # late: loads sqlalchemy  # noqa: PLC0415

    opened = connected(where or str(default_path()), troubles)
    if opened is None:
        yield NoStore()
        return
    try:
        yield opened
    finally:
        opened.close()
        if opened.trouble:
            troubles.append(opened.trouble)
