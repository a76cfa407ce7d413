"""`srccheck history`; loads the store, and nothing of documents or the web."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from srccheck.cli.history_options import HISTORY_FORMATS
from srccheck.cli.outcome import exit_code
from srccheck.cli.output import Desk, complain
from srccheck.cli.wishes import Wishes
from srccheck.errors import UsageError
from srccheck.history import chronicle
from srccheck.history.records import Chronicle
from srccheck.history.selection import unknown
from srccheck.reports.history import render_history
from srccheck.store import NONE, default_path, open_store

__all__ = ["run_history"]

_NAMED = 3


def run_history(values: dict[str, Any]) -> int:
    """Tell what the audits of a store say together; returns the exit code.

    Raises:
        UsageError: there is to be no store, or the one that is named is not there, or a path is neither
            there nor known.
        StoreError: the store is another program's or a newer srccheck's.
    """
    since: dt.date | None = values.pop("since")
    wishes = Wishes.of(values, HISTORY_FORMATS)
    troubles: list[str] = []
    told = _told(wishes.settings.store, wishes.paths, since, troubles)
    for trouble in troubles:
        complain(trouble)
    _miss(wishes.paths, told)
    desk = Desk(brief=False)
    if not troubles:
        desk.deliver(wishes.targets, wishes.format, lambda name, view: render_history(name, told, view))
    return exit_code(interrupted=False, unusable=bool(troubles) or desk.failed, failing=False)


def _told(store: str | None, paths: Sequence[str], since: dt.date | None, troubles: list[str]) -> Chronicle:
    if store == NONE:
        raise UsageError("--store none: audits were to remember nothing, so there is nothing to tell")
    # A store that is not there would be made by opening it.
    if store is None and not default_path().exists():
        return Chronicle()
    if store is not None and "://" not in store and not Path(store).expanduser().exists():
        raise UsageError(f"{store}: there is no such store; srccheck audit --store {store} PATH... makes it")
    with open_store(store, troubles) as opened:
        return chronicle(opened, paths, since=since)


def _miss(paths: Sequence[str], told: Chronicle) -> None:
    """Say which paths nothing is known of.

    Raises:
        UsageError: one of them does not even exist.
    """
    unread = unknown(paths, [document.path for document in told.documents])
    for path in unread:
        if not Path(path).exists():
            raise UsageError(f"{path}: there is no such document, here or in any audit")
    if unread and told.documents:
        more = f" and {len(unread) - _NAMED} more" if len(unread) > _NAMED else ""
        complain(f"{', '.join(unread[:_NAMED])}{more}: no finished audit has read that yet")
