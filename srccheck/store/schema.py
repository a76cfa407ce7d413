"""The tables of the store; the migrations lead here, and a test holds the two together.

Portable between SQLite and PostgreSQL: moments are whole microseconds since 1970 (UTC), keys of any
length are found by their digest.
"""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["HEAD", "VERSION_TABLE", "answers", "metadata", "turns"]

HEAD = "0001"
"""The newest migration: known here, so that opening a store that is up to date loads no alembic."""

VERSION_TABLE = "srccheck_schema"

metadata = sa.MetaData()

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("kind", sa.String(40), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("checked_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger),
)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("kind", sa.String(80), primary_key=True),
    sa.Column("next_at", sa.BigInteger, nullable=False),
)
