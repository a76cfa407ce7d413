"""Reads what runs left behind."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from srccheck.model.history import Check, Citing, PastFinding, Run
from srccheck.store.schema import checks, citings, findings, readings, runs, texts
from srccheck.store.texts import page_of
from srccheck.store.values import digest_of, moment_of
from srccheck.store.wire import Wire

__all__ = ["FINDINGS", "Past", "past_finding"]

_LINK, _DOCUMENT, _FINAL, _CAPTURE, _MESSAGE, _FIX = (
    texts.alias(name)
    for name in ("link_text", "document_text", "final_text", "capture_text", "message_text", "fix_text")
)

_CHECKS = (
    sa.select(
        _LINK.c.text,
        checks.c.checked_at,
        checks.c.status,
        checks.c.reason,
        checks.c.http_status,
        _FINAL.c.text,
        checks.c.from_cache,
        checks.c.dead_since,
        checks.c.payload,
        checks.c.archive,
        _CAPTURE.c.text,
        checks.c.captured_at,
        checks.c.died_after,
        checks.c.died_before,
    )
    .join(_LINK, _LINK.c.number == checks.c.link)
    .outerjoin(_FINAL, _FINAL.c.number == checks.c.final)
    .outerjoin(_CAPTURE, _CAPTURE.c.number == checks.c.capture)
)

_CITINGS = (
    sa.select(citings, _LINK.c.text.label("url"), _DOCUMENT.c.text.label("path"))
    .join(_LINK, _LINK.c.number == citings.c.link)
    .join(_DOCUMENT, _DOCUMENT.c.number == citings.c.document)
)

FINDINGS = (
    sa.select(
        findings,
        _LINK.c.text.label("url"),
        _DOCUMENT.c.text.label("path"),
        _MESSAGE.c.text.label("said"),
        _FIX.c.text.label("repair"),
    )
    .join(_DOCUMENT, _DOCUMENT.c.number == findings.c.document)
    .join(_MESSAGE, _MESSAGE.c.number == findings.c.message)
    .outerjoin(_LINK, _LINK.c.number == findings.c.link)
    .outerjoin(_FIX, _FIX.c.number == findings.c.fix)
)
"""Findings with their texts; `past_finding` reads a row of it."""

_NOBODY_ASKED = ("unchecked", "skipped")

# One a run, by the index; then in the order of looking: an older run may have been gone on with.
_NEWEST = (
    sa.select(sa.func.max(checks.c.number))
    .where(
        checks.c.page
        == sa.select(texts.c.number).where(texts.c.digest == sa.bindparam("page")).scalar_subquery(),
        sa.not_(checks.c.from_cache),
        checks.c.status.not_in(_NOBODY_ASKED),
    )
    .group_by(checks.c.run)
    .order_by(checks.c.run.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_LOOKS = _CHECKS.where(checks.c.number.in_(_NEWEST)).order_by(checks.c.number.desc())


class Past:
    """The runs of a store.

    Args:
        wire: the database.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def runs(self) -> Sequence[Run]:
        """See `History.runs`."""
        rows = list(
            self._wire.stream(
                sa.select(runs).where(runs.c.finished.is_not(None)).order_by(runs.c.number.desc())
            )
        )
        named = sa.select(texts.c.number, texts.c.text).where(
            texts.c.number.in_(sa.select(readings.c.document).distinct())
        )
        paths = {row.number: row.text for row in self._wire.stream(named)} if rows else {}
        read: defaultdict[int, list[str]] = defaultdict(list)
        if rows:
            order = sa.select(readings.c.run, readings.c.document).order_by(readings.c.number)
            for row in self._wire.stream(order):
                read[row.run].append(paths[row.document])
        return tuple(_run(row, read[row.number]) for row in rows)

    def checks(self, run_id: str) -> Iterator[Check]:
        """See `History.checks`."""
        return map(_check, self._of_run(_CHECKS, checks, run_id))

    def citings(self, run_id: str) -> Iterator[Citing]:
        """See `History.citings`."""
        return map(_citing, self._of_run(_CITINGS, citings, run_id))

    def findings(self, run_id: str) -> Iterator[PastFinding]:
        """See `History.findings`."""
        return map(past_finding, self._of_run(FINDINGS, findings, run_id))

    def looks(self, url: str, limit: int) -> Sequence[Check]:
        """See `History.looks`."""
        rows = self._wire.rows(_LOOKS, {"page": digest_of(page_of(url)), "limit": limit})
        return tuple(map(_check, rows or ()))

    def _of_run(self, wanted: sa.Select[Any], table: sa.Table, run_id: str) -> Iterator[sa.Row[Any]]:
        number = sa.select(runs.c.number).where(runs.c.id == run_id).scalar_subquery()
        return self._wire.stream(wanted.where(table.c.run == number).order_by(table.c.number))


def _run(row: sa.Row[Any], documents: Sequence[str]) -> Run:
    return Run(
        id=row.id,
        started=moment_of(row.started),
        finished=moment_of(row.finished),
        as_of=row.as_of,
        version=row.version,
        documents=tuple(documents),
        is_whole=row.is_whole,
        summary=json.loads(row.summary),
    )


def _check(row: sa.Row[Any]) -> Check:
    # Taken apart in one go: by name it takes twice as long.
    (url, checked_at, status, reason, http_status, final_url, from_cache, dead_since, payload, archive,
     capture, captured_at, died_after, died_before) = tuple(row)  # fmt: skip
    is_dated = died_after is not None and died_before is not None
    return Check(
        url=url,
        checked_at=moment_of(checked_at),
        status=status,
        reason=reason,
        http_status=http_status,
        final_url=final_url,
        from_cache=from_cache,
        dead_since=None if dead_since is None else moment_of(dead_since),
        digest=payload,
        archive=archive,
        capture=capture,
        captured_at=None if captured_at is None else moment_of(captured_at),
        died_between=(moment_of(died_after), moment_of(died_before)) if is_dated else None,
    )


def _citing(row: sa.Row[Any]) -> Citing:
    return Citing(
        url=row.url,
        document=row.path,
        note=row.note,
        citation=row.citation,
        line=row.line,
        accessed=row.accessed,
        issued=row.issued,
        drift=row.drift,
    )


def past_finding(row: sa.Row[Any]) -> PastFinding:
    """A finding as its run told it."""
    return PastFinding(
        fingerprint=row.fingerprint,
        code=row.code,
        severity=row.severity,
        document=row.path,
        line=row.line,
        message=row.said,
        note=row.note,
        url=row.url,
        fix=row.repair,
    )
