"""How often an archive is asked: never more in any minute than we allow ourselves."""

from __future__ import annotations

from collections import deque

from srccheck.model.store import AnswerStore
from srccheck.model.web import Surroundings

__all__ = ["BURST", "Budget", "Pace"]

BURST = 4
"""Requests that may go to an archive at once after a quiet time."""


class Pace:
    """The moments at which requests may go, of whoever keeps count of them all.

    A few may go at once after a quiet time, the others at even distances (GCRA); and in no minute, wherever
    it begins, more than the limit.

    Args:
        interval_s: the even distance.
        now: the time, in seconds of a clock that never goes back.
        burst: so many may go at once.
        most_in_a_minute: None for no limit but the distance.
    """

    def __init__(self, interval_s: float, now: float, *, burst: int, most_in_a_minute: int | None) -> None:
        self._interval_s = interval_s
        self._burst = burst
        self._next = now
        self._sent: deque[float] | None = (
            None if most_in_a_minute is None else deque(maxlen=max(1, most_in_a_minute))
        )

    def due(self, now: float) -> float:
        """When the next request may go; asking takes the turn."""
        due = max(now, self._next - (self._burst - 1) * self._interval_s)
        if self._sent is not None:
            if len(self._sent) == self._sent.maxlen:
                due = max(due, self._sent[0] + 60.0)
            self._sent.append(due)
        self._next = max(self._next, due) + self._interval_s
        return due


class Budget:
    """Hands out the moments at which requests of one kind may go to one archive.

    What other processes of this machine take is known from the store.

    Args:
        name: whose limit: the archive and the kind of request.
        per_minute: the limit, 1 or more; None for none (a replay has nobody to spare).
        surroundings: clock and sleep.
        store: keeps the limit with the other processes.
    """

    def __init__(
        self, name: str, per_minute: float | None, surroundings: Surroundings, store: AnswerStore
    ) -> None:
        self._name = name
        self._per_minute = per_minute
        self._surroundings = surroundings
        self._store = store
        self._pace = Pace(
            60.0 / (per_minute or 60.0),
            surroundings.monotonic(),
            burst=BURST,
            most_in_a_minute=int(per_minute or 1),
        )

    async def wait(self) -> None:
        """Return when the next request may go; callers are served in the order they came."""
        if self._per_minute is None:
            return
        now = self._surroundings.monotonic()
        due = self._pace.due(now)
        elsewhere = self._store.allow(self._name, self._per_minute, self._surroundings.now(), burst=BURST)
        pause = max(due - now, elsewhere)
        if pause > 0:
            await self._surroundings.sleep(pause)
