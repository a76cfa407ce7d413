"""The tables of the store; the migrations lead here, and a test holds the two together.

Portable between SQLite and PostgreSQL: moments are whole microseconds since 1970 (UTC), texts of any
length are found by their digest. What runs leave behind names its texts by numbers: an address that is
checked every week is written once. Foreign keys are left out: rows are only ever added, by one module,
and a million links a run would pay for four look-ups each.
"""

from __future__ import annotations

import sqlalchemy as sa

from srccheck.store.values import AnyText

__all__ = [
    "APPEND_ONLY",
    "HEAD",
    "VERSION_TABLE",
    "answers",
    "checks",
    "citings",
    "findings",
    "metadata",
    "readings",
    "runs",
    "texts",
    "turns",
]

HEAD = "0002"
"""The newest migration: known here, so that opening a store that is up to date loads no alembic."""

VERSION_TABLE = "srccheck_schema"

APPEND_ONLY = ("texts", "readings", "checks", "citings", "findings")
"""The tables in which the database itself refuses to change a row."""

metadata = sa.MetaData()

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("kind", sa.String(40), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("key", AnyText, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("checked_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger),
    sa.Index("answers_by_end", "expires_at"),
)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("kind", sa.String(80), primary_key=True),
    sa.Column("next_at", sa.BigInteger, nullable=False),
)

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite numbers only INTEGER keys by itself

texts = sa.Table(
    "texts",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("digest", sa.LargeBinary(16), nullable=False, unique=True),
    sa.Column("text", AnyText, nullable=False),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("id", AnyText, nullable=False, unique=True),
    sa.Column("started", sa.BigInteger, nullable=False),
    sa.Column("finished", sa.BigInteger),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("version", AnyText, nullable=False),
    sa.Column("is_whole", sa.Boolean, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
)

readings = sa.Table(
    "readings",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("run", sa.BigInteger, nullable=False),
    sa.Column("document", sa.BigInteger, nullable=False),
    sa.Index("readings_by_run", "run", "number"),
    sa.Index("readings_by_document", "document", "run"),
)

checks = sa.Table(
    "checks",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("run", sa.BigInteger, nullable=False),
    sa.Column("link", sa.BigInteger, nullable=False),
    sa.Column("page", sa.BigInteger, nullable=False),
    sa.Column("checked_at", sa.BigInteger, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("reason", sa.String(40), nullable=False),
    sa.Column("http_status", sa.Integer),
    sa.Column("final", sa.BigInteger),
    sa.Column("from_cache", sa.Boolean, nullable=False),
    sa.Column("dead_since", sa.BigInteger),
    sa.Column("payload", sa.String(80)),
    sa.Column("archive", sa.String(20), nullable=False),
    sa.Column("capture", sa.BigInteger),
    sa.Column("captured_at", sa.BigInteger),
    sa.Column("died_after", sa.BigInteger),
    sa.Column("died_before", sa.BigInteger),
    sa.Index("checks_by_link", "run", "link", unique=True),
    sa.Index("checks_by_page", "page", "run"),
    sa.Index("checks_by_run", "run", "number"),
)

citings = sa.Table(
    "citings",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("run", sa.BigInteger, nullable=False),
    sa.Column("link", sa.BigInteger, nullable=False),
    sa.Column("document", sa.BigInteger, nullable=False),
    sa.Column("note", AnyText, nullable=False),
    sa.Column("citation", AnyText, nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("accessed", sa.Date),
    sa.Column("issued", sa.Date),
    sa.Column("drift", sa.String(20)),
    sa.Index("citings_by_run", "run", "number"),
    sa.Index("citings_by_document", "document", "link", "run"),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("run", sa.BigInteger, nullable=False),
    sa.Column("document", sa.BigInteger, nullable=False),
    sa.Column("link", sa.BigInteger),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("code", sa.String(20), nullable=False),
    sa.Column("severity", sa.String(20), nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("message", sa.BigInteger, nullable=False),
    sa.Column("note", AnyText),
    sa.Column("fix", sa.BigInteger),
    sa.Index("findings_by_run", "run", "number"),
    sa.Index("findings_by_document", "document", "link", "run"),
)
