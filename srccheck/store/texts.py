"""Texts that many rows name: each is written once, and named by its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from srccheck.store.schema import texts
from srccheck.store.values import digest_of
from srccheck.store.wire import Wire, insert_into

__all__ = ["Texts", "known_numbers", "numbered", "page_of"]

Texts = Mapping[str, int]

_AT_ONCE = 5_000  # PostgreSQL takes 65,535 values a statement, SQLite 32,766


def numbered(connection: sa.Connection, wanted: Iterable[str | None]) -> Texts:
    """The numbers of texts, which are written where they are new; within a transaction.

    They are written in the order of their digests: two processes that write the same ones wait for each
    other, and never both at once.
    """
    by_digest = {digest_of(text): text for text in wanted if text is not None}
    digests = sorted(by_digest)
    insert = insert_into(texts, connection.dialect.name).on_conflict_do_nothing(index_elements=["digest"])
    known: dict[str, int] = {}
    for start in range(0, len(digests), _AT_ONCE):
        part = digests[start : start + _AT_ONCE]
        found = _found(connection.execute(_select(part)), by_digest)
        new = [{"digest": each, "text": by_digest[each]} for each in part if by_digest[each] not in found]
        if new:
            connection.execute(insert, new)
            found |= _found(connection.execute(_select([row["digest"] for row in new])), by_digest)
        known |= found
    return known


def known_numbers(wire: Wire, wanted: Sequence[str]) -> Texts | None:
    """The numbers of those texts that have one; None where the database cannot be read."""
    by_digest = {digest_of(text): text for text in wanted}
    digests = sorted(by_digest)
    known: dict[str, int] = {}
    for start in range(0, len(digests), _AT_ONCE):
        rows = wire.rows(_select(digests[start : start + _AT_ONCE]))
        if rows is None:
            return None
        known |= _found(rows, by_digest)
    return known


def page_of(url: str) -> str:
    """A link without its fragment: what was asked for."""
    return url.partition("#")[0]


def _select(digests: Sequence[object]) -> sa.Select[Any]:
    return sa.select(texts.c.digest, texts.c.number).where(texts.c.digest.in_(digests))


def _found(rows: Iterable[sa.Row[Any]], by_digest: Mapping[bytes, str]) -> dict[str, int]:
    return {by_digest[bytes(digest)]: number for digest, number in map(tuple, rows)}
