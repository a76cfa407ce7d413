"""What the editor was told the last time there was something to tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from srccheck.model.history import PastFinding
from srccheck.store.past import FINDINGS, past_finding
from srccheck.store.schema import checks, citings, findings, readings, runs
from srccheck.store.texts import known_numbers
from srccheck.store.wire import Wire

__all__ = ["known_findings"]

_TOLD = checks.c.status.not_in(("unchecked", "unreachable", "blocked")) & (checks.c.reason != "excluded")
_AT_ONCE = 5_000


def known_findings(wire: Wire, documents: Collection[str]) -> Sequence[PastFinding] | None:
    """See `History.known_findings`."""
    known = known_numbers(wire, list(documents)) or {}
    numbers = sorted(known.values())
    told: list[PastFinding] = []
    was_read = False
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        last = _last_readings(part)
        rows = wire.rows(last)
        if rows is None:
            return None
        was_read = was_read or bool(rows)
        for wanted in (_of_links(part), _of_all_else(part)):
            found = wire.rows(wanted)
            if found is None:
                return None
            told += map(past_finding, found)
    return told if was_read else None


def _last_readings(documents: Sequence[int]) -> sa.Select[tuple[int, int]]:
    """Of each document the last finished run that read it, or could not."""
    read = sa.select(readings.c.document, readings.c.run).where(readings.c.document.in_(documents))
    unread = sa.select(findings.c.document, findings.c.run).where(
        findings.c.document.in_(documents), findings.c.code == "X901"
    )
    tried = sa.union_all(read, unread).subquery("tried")
    return (
        sa.select(tried.c.document, sa.func.max(tried.c.run).label("run"))
        .join(runs, runs.c.number == tried.c.run)
        .where(runs.c.finished.is_not(None))
        .group_by(tried.c.document)
    )


def _of_links(documents: Sequence[int]) -> sa.Select[tuple[object, ...]]:
    """Findings of links, as the last run told them that cites the link there and could tell."""
    pairs = (
        sa.select(findings.c.document, findings.c.link)
        .where(findings.c.document.in_(documents), findings.c.link.is_not(None))
        .distinct()
        .subquery("pairs")
    )
    told = _last_citing(pairs, _TOLD)
    last = sa.select(pairs, sa.func.coalesce(told, _last_citing(pairs, sa.true())).label("run")).cte("last")
    last = last.prefix_with("MATERIALIZED")  # once a link, not once a finding
    here = (
        (last.c.document == findings.c.document)
        & (last.c.link == findings.c.link)
        & (last.c.run == findings.c.run)
    )
    return FINDINGS.join(last, here).order_by(findings.c.number)


def _last_citing(pairs: sa.Subquery, condition: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    # Goes down the index run by run, and stops at the first that will do.
    return (
        sa.select(citings.c.run)
        .join(runs, runs.c.number == citings.c.run)
        .join(checks, (checks.c.link == citings.c.link) & (checks.c.run == citings.c.run))
        .where(
            citings.c.document == pairs.c.document,
            citings.c.link == pairs.c.link,
            runs.c.finished.is_not(None),
            condition,
        )
        .order_by(citings.c.run.desc())
        .limit(1)
        .correlate(pairs)
        .scalar_subquery()
    )


def _of_all_else(documents: Sequence[int]) -> sa.Select[tuple[object, ...]]:
    """Findings of no link that the document is known to cite, as the last run told them that read it."""
    last = _last_readings(documents).subquery("last")
    here = (last.c.document == findings.c.document) & (last.c.run == findings.c.run)
    cited = (
        sa.exists()
        .where(citings.c.document == findings.c.document, citings.c.link == findings.c.link)
        .correlate(findings)
    )
    return (
        FINDINGS.join(last, here)
        .where(sa.or_(findings.c.link.is_(None), sa.not_(cited)))
        .order_by(findings.c.number)
    )
