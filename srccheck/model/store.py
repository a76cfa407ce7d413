"""What is remembered from run to run: answers, each with a life, turns at a limited service, and the runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from attrs import frozen

from srccheck.model.findings import Finding
from srccheck.model.history import Check, Citing, History, PastFinding, Run

__all__ = ["AnswerStore", "NoStore", "Store", "StoredAnswer"]


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


class Store(AnswerStore, History, Protocol):
    """Answers and runs in one place; what `srccheck.store.open_store` gives."""


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

    def begin(self, run: Run) -> Run:
        """Every run is a new one."""
        return run

    def add(self, run_id: str, check: Check, citings: Sequence[Citing]) -> None:
        """Nothing is kept."""

    def finish(self, run: Run, findings: Collection[Finding | PastFinding]) -> None:
        """Nothing is kept."""

    def runs(self) -> Sequence[Run]:
        """There was none."""
        return ()

    def checks(self, run_id: str) -> Iterator[Check]:
        """There was none."""
        return iter(())

    def citings(self, run_id: str) -> Iterator[Citing]:
        """There was none."""
        return iter(())

    def findings(self, run_id: str) -> Iterator[PastFinding]:
        """There was none."""
        return iter(())

    def looks(self, url: str, *, limit: int = 50) -> Sequence[Check]:
        """Nobody has looked."""
        return ()

    def known_findings(self, documents: Collection[str]) -> Sequence[PastFinding] | None:
        """Nobody has read them."""
        return None
