"""What is remembered from run to run: answers, each with a life, and turns at a limited service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Protocol

from attrs import frozen

__all__ = ["AnswerStore", "NoStore", "StoredAnswer"]


@frozen(kw_only=True)
class StoredAnswer:
    """An answer given earlier.

    Attributes:
        kind: what was asked: `live`, `robots`, `archive-capture`, …
        key: whom or what it was asked about, a URL mostly.
        value: the answer, plain JSON.
        checked_at: when it was given, aware UTC.
        expires_at: until when it may stand for a new one, aware UTC; None for good.
    """

    kind: str
    key: str
    value: Mapping[str, Any]
    checked_at: dt.datetime
    expires_at: dt.datetime | None = None

    def is_fresh(self, now: dt.datetime) -> bool:
        """Whether it may stand for a new answer; one from the future (a clock set back) may not."""
        return self.checked_at <= now and (self.expires_at is None or now < self.expires_at)


class AnswerStore(Protocol):
    """Remembers answers; quick enough to be called from a running event loop."""

    def get(self, kind: str, key: str) -> StoredAnswer | None:
        """The newest answer, expired ones too (see `StoredAnswer.is_fresh`); None where there is none."""
        ...

    def put(
        self,
        kind: str,
        key: str,
        value: Mapping[str, Any],
        *,
        checked_at: dt.datetime,
        expires_at: dt.datetime | None,
    ) -> None:
        """Remember an answer in the place of an older one.

        Args:
            kind: what was asked.
            key: about whom or what; never with a password in it.
            value: the answer, plain JSON.
            checked_at: when it was given, aware UTC.
            expires_at: until when it stands, aware UTC; None for good.
        """
        ...

    def allow(self, kind: str, per_minute: float, now: dt.datetime, *, burst: int = 4) -> float:
        """Take the next turn at a service whose limit all processes of this machine share (GCRA).

        Args:
            kind: whose limit: the archive's name and the kind of request.
            per_minute: requests a minute in the long run.
            now: the time, aware UTC.
            burst: requests that may come at once after a quiet time.

        Returns:
            Seconds to wait before the request goes out, 0 for none. The turn is taken by asking: every
            call is one request.
        """
        ...


class NoStore:
    """Remembers nothing: for a run that records or replays evidence, and where no store can be opened."""

    def get(self, kind: str, key: str) -> StoredAnswer | None:
        """Nothing is known."""
        return None

    def put(
        self,
        kind: str,
        key: str,
        value: Mapping[str, Any],
        *,
        checked_at: dt.datetime,
        expires_at: dt.datetime | None,
    ) -> None:
        """Nothing is kept."""

    def allow(self, kind: str, per_minute: float, now: dt.datetime, *, burst: int = 4) -> float:
        """Nobody is known to share the limit; who asks keeps to it within the process."""
        return 0.0
