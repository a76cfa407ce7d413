"""How values lie in the database: moments, digests, and text of any characters."""

from __future__ import annotations

import datetime as dt
import hashlib

import sqlalchemy as sa

__all__ = ["AnyText", "digest_of", "microseconds", "moment_of"]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_ESCAPED = "\x1a"


class AnyText(sa.types.TypeDecorator[str]):
    """Text of any characters: what no database can hold (half a surrogate pair, NUL) is written escaped."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """As it is, mostly."""
        if value is None or (_is_utf8(value) and "\0" not in value and not value.startswith(_ESCAPED)):
            return value
        return _ESCAPED + value.encode("unicode_escape").decode("ascii")

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """As it was."""
        if value is None or not value.startswith(_ESCAPED):
            return value
        return value[1:].encode("ascii").decode("unicode_escape")


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def digest_of(text: str) -> bytes:
    """The first half of its SHA-256: 16 bytes that stand for a text of any length."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def microseconds(moment: dt.datetime) -> int:
    """An aware moment as whole microseconds since 1970 (UTC)."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(count: int) -> dt.datetime:
    """The moment, aware UTC."""
    return _EPOCH + count * _MICROSECOND
