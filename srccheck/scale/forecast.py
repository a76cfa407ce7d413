"""How much longer: by how fast it goes, and by what the slowest host will take at its own pace."""

from __future__ import annotations

from collections import deque

__all__ = ["Forecast"]

_WINDOW_S = 300.0
"""How far back the rate looks: what came out of the store in the first second says nothing of the web."""


class Forecast:
    """The time that is left.

    Args:
        total: how many links there are.
        pause_s: from one request to a host to the next.
    """

    def __init__(self, total: int, pause_s: float) -> None:
        self._total = total
        self._pause_s = pause_s
        self._seen: deque[tuple[float, int]] = deque()

    def note(self, done: int, at: float) -> None:
        """Note how many links are done.

        Args:
            done: so many.
            at: when, in seconds of a clock that never goes back.
        """
        if not self._seen or at - self._seen[-1][0] >= 1.0:
            self._seen.append((at, done))
        while len(self._seen) > 2 and at - self._seen[0][0] > _WINDOW_S:
            self._seen.popleft()

    @property
    def rate(self) -> float:
        """Links a second of late; 0 where that is not known yet."""
        if len(self._seen) < 2:
            return 0.0
        (then, before), (now, after) = self._seen[0], self._seen[-1]
        return (after - before) / (now - then)

    def left_s(self, done: int, slowest: int) -> float | None:
        """Seconds until the end; None where nothing tells.

        Args:
            done: links that are done.
            slowest: links that the busiest host still has before it.
        """
        at_this_rate = (self._total - done) / self.rate if self.rate else None
        by_the_host = slowest * self._pause_s
        if at_this_rate is None:
            return by_the_host or None
        return max(at_this_rate, by_the_host)
