"""What earlier runs on this machine found out within the last seven days; nobody is asked for more."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve

from srccheck.archives.moments import moment_of
from srccheck.auditing import aaudit
from srccheck.fixing.facts import LinkFacts, Snapshot, facts_of
from srccheck.model import Document
from srccheck.model.history import Check, History, PastFinding
from srccheck.model.store import AnswerStore, NoStore, StoredAnswer
from srccheck.model.web import Exchange, Request, Surroundings
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.text.urls import archived_original

__all__ = ["remembered_facts"]

_WEEK = dt.timedelta(days=7)
_UNKNOWN = frozenset({"unchecked", "skipped"})


def remembered_facts(
    documents: Sequence[Document], settings: Settings, *, now: dt.datetime, troubles: list[str]
) -> dict[str, LinkFacts]:
    """What the store knows of the links of documents, as an audit would tell it.

    Answers tell more than runs do (which capture suits which access date); runs know what no answer was kept
    of: audits that recorded evidence, and pages that were silent in three of them.

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
        replay=Path("store"),
        record=None,
        registry=False,
        robots=False,
        drift=False,
        pause_per_host_s=0,
        max_time_s=0,
        max_links=0,
        cluster=None,
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
                keep_run=False,
            )
        )
        facts = facts_of(result)
        for url, each in _facts_of_runs(set(facts), store, now).items():
            known = facts[url]
            if known.status in _UNKNOWN or known.checked_at < each.checked_at:
                facts[url] = evolve(each, is_reviewed=known.is_reviewed)
    return {url: each for url, each in facts.items() if each.status not in _UNKNOWN}


def _facts_of_runs(wanted: set[str], history: History, now: dt.datetime) -> dict[str, LinkFacts]:
    """What the runs of the last seven days found out about links, the newest first heard."""
    found: dict[str, LinkFacts] = {}
    for run in history.runs():
        if now - run.started > _WEEK or len(found) == len(wanted):
            break
        told: dict[str, list[PastFinding]] = {}
        for item in history.findings(run.id):
            if item.url and item.code in ("A401", "A405"):
                told.setdefault(item.url, []).append(item)
        for check in history.checks(run.id):
            is_lately = dt.timedelta(0) <= now - check.checked_at <= _WEEK
            if check.url in wanted and check.url not in found and is_lately and check.status not in _UNKNOWN:
                found[check.url] = _facts_of_check(check, told.get(check.url, ()))
    return found


def _facts_of_check(check: Check, told: Sequence[PastFinding]) -> LinkFacts:
    copies = {item.fix: _captured_at(item.fix) for item in told if item.fix}
    copies |= {check.capture: check.captured_at} if check.capture else {}
    return LinkFacts(
        url=check.url,
        status=check.status,
        final_url=check.final_url,
        checked_at=check.checked_at,
        dead_since=check.dead_since,
        has_died=check.died_between is not None,
        snapshots=tuple(Snapshot(url=url, timestamp=moment) for url, moment in copies.items() if moment),
        is_broken_copy=any(item.code == "A405" for item in told),
    )


def _captured_at(url: str) -> dt.datetime | None:
    """When a capture was made, where its address says so."""
    copy = archived_original(url)
    return moment_of(copy.timestamp) if copy and copy.timestamp else None


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
