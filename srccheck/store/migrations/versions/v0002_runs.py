"""What runs leave behind: texts, runs, what they read, checks, their places, and findings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_REFUSAL = "what runs leave behind is never rewritten"


def upgrade() -> None:
    """Make the tables, and have the database refuse to change their rows."""
    _make_runs()
    _make_what_they_found()
    op.create_index("answers_by_end", "answers", ["expires_at"])
    op.create_index("readings_by_run", "readings", ["run", "number"])
    op.create_index("readings_by_document", "readings", ["document", "run"])
    op.create_index("checks_by_link", "checks", ["run", "link"], unique=True)
    op.create_index("checks_by_page", "checks", ["page", "run"])
    op.create_index("checks_by_run", "checks", ["run", "number"])
    op.create_index("citings_by_run", "citings", ["run", "number"])
    op.create_index("citings_by_document", "citings", ["document", "link", "run"])
    op.create_index("findings_by_run", "findings", ["run", "number"])
    op.create_index("findings_by_document", "findings", ["document", "link", "run"])
    for table in ("texts", "readings", "checks", "citings", "findings"):
        _refuse_updates(table)


def _make_runs() -> None:
    op.create_table(
        "texts",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("digest", sa.LargeBinary(16), nullable=False, unique=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("started", sa.BigInteger, nullable=False),
        sa.Column("finished", sa.BigInteger),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("is_whole", sa.Boolean, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
    )
    op.create_table(
        "readings",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("run", sa.BigInteger, nullable=False),
        sa.Column("document", sa.BigInteger, nullable=False),
    )


def _make_what_they_found() -> None:
    op.create_table(
        "checks",
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
    )
    op.create_table(
        "citings",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("run", sa.BigInteger, nullable=False),
        sa.Column("link", sa.BigInteger, nullable=False),
        sa.Column("document", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("citation", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("accessed", sa.Date),
        sa.Column("issued", sa.Date),
        sa.Column("drift", sa.String(20)),
    )
    op.create_table(
        "findings",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("run", sa.BigInteger, nullable=False),
        sa.Column("document", sa.BigInteger, nullable=False),
        sa.Column("link", sa.BigInteger),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("severity", sa.String(20), nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("message", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("fix", sa.BigInteger),
    )


def _refuse_updates(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION srccheck_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION srccheck_refuse()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
