"""What earlier runs on this machine found out within the last seven days; nobody is asked for more."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve

from srccheck.auditing import aaudit
from srccheck.fixing.facts import LinkFacts, facts_of
from srccheck.model import Document
from srccheck.model.store import AnswerStore, NoStore, StoredAnswer
from srccheck.model.web import Exchange, Request, Surroundings
from srccheck.settings import Settings
from srccheck.store import open_store

__all__ = ["remembered_facts"]

_WEEK = dt.timedelta(days=7)
_UNKNOWN = frozenset({"unchecked", "skipped"})


def remembered_facts(
    documents: Sequence[Document], settings: Settings, *, now: dt.datetime, troubles: list[str]
) -> dict[str, LinkFacts]:
    """What the store knows of the links of documents, as an audit would tell it.

    Args:
        documents: whose links.
        settings: where the store is, and which archives count.
        now: the time, aware UTC; no answer about a living page counts that is older than seven days.
        troubles: what went wrong with the store is added here, one sentence each.

    Returns:
        Facts of the links of which something is known.

    Raises:
        StoreError: the store is another program's, or a newer srccheck's.
    """
    quiet = settings.with_changes(
        replay=Path("store"), record=None, registry=False, robots=False, drift=False, pause_per_host_s=0
    )
    with open_store(settings.store, troubles) as store:
        result = asyncio.run(
            aaudit(
                (),
                documents=documents,
                settings=quiet,
                fetcher=_Nobody(),
                store=_Recent(store, now),
                surroundings=Surroundings(now=lambda: now),
            )
        )
    return {url: each for url, each in facts_of(result).items() if each.status not in _UNKNOWN}


class _Nobody:
    """Answers nothing: what the store lacks stays unknown."""

    async def fetch(self, request: Request) -> Exchange:
        """No answer."""
        return Exchange(url=request.url, failure="not-in-replay", detail="not in the store")


class _Recent(NoStore):
    """A store in which every answer of the last seven days counts, and nothing new is kept."""

    def __init__(self, store: AnswerStore, now: dt.datetime) -> None:
        self._store = store
        self._now = now

    def get(self, kind: str, key: str) -> StoredAnswer | None:
        """The answer, which stands for a week at least."""
        answer = self._store.get(kind, key)
        if answer is None or not dt.timedelta(0) <= self._now - answer.checked_at <= _WEEK:
            return answer  # stale if it is about a living page; captures may stand for good
        longer = evolve(answer, expires_at=answer.checked_at + 2 * _WEEK)
        return answer if answer.is_fresh(self._now) else longer
