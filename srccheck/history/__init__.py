"""What the runs say together: change, counts, trend, and how long cited pages last.

Pure over `srccheck.model.history.History`: nobody is asked, no clock is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from srccheck.history.changes import changed, comparison
from srccheck.history.counting import by_document, by_host, trend
from srccheck.history.lasting import survival
from srccheck.history.memory import Memory
from srccheck.history.records import Chronicle
from srccheck.model.history import History

__all__ = ["chronicle"]


def chronicle(history: History, paths: Sequence[str] = (), *, since: dt.date | None = None) -> Chronicle:
    """All that the finished runs say of documents.

    Args:
        history: the store.
        paths: documents, folders and patterns to tell of; empty for all.
        since: tell what has changed since this day (UTC); None for the last run against the one before, for
            each document of the last run.
    """
    memory = Memory(history, paths)
    compared = comparison(memory, since)
    if compared is None:
        return Chronicle()
    changes, flapping = changed(memory, since)
    return Chronicle(
        comparison=compared,
        changes=changes,
        flapping=flapping,
        documents=by_document(memory),
        hosts=by_host(memory),
        trend=trend(memory),
        survival=survival(memory),
    )
