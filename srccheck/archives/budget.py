"""How often an archive is asked: never more in any minute than we allow ourselves."""

from __future__ import annotations

from collections import deque

from srccheck.model.store import AnswerStore
from srccheck.model.web import Surroundings

__all__ = ["Budget"]

_BURST = 4


class Budget:
    """Hands out the moments at which requests of one kind may go to one archive.

    A few may go at once after a quiet time, the others at even distances; and in no minute, wherever it
    begins, more than the limit. What other processes of this machine take is known from the store.

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
        self._interval_s = 60.0 / per_minute if per_minute else 0.0
        self._next = surroundings.monotonic()
        self._sent: deque[float] = deque(maxlen=max(1, int(per_minute or 1)))

    async def wait(self) -> None:
        """Return when the next request may go; callers are served in the order they came."""
        if self._per_minute is None:
            return
        now = self._surroundings.monotonic()
        due = max(now, self._next - (_BURST - 1) * self._interval_s)
        if len(self._sent) == self._sent.maxlen:
            due = max(due, self._sent[0] + 60.0)
        self._next = max(self._next, due) + self._interval_s
        self._sent.append(due)
        elsewhere = self._store.allow(self._name, self._per_minute, self._surroundings.now(), burst=_BURST)
        pause = max(due - now, elsewhere)
        if pause > 0:
            await self._surroundings.sleep(pause)
