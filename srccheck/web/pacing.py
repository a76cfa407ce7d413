"""Not too often: rates, and what servers say of them."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime

from srccheck.model.web import Exchange, Surroundings

__all__ = ["RateLimiter", "retry_after_s"]


def retry_after_s(exchange: Exchange, now: dt.datetime) -> float | None:
    """Seconds that `Retry-After` asks for, in either of its forms (RFC 9110 §10.2.3).

    Args:
        exchange: the answer.
        now: the time, aware UTC.

    Returns:
        0 or more; None where there is no such header, or nothing readable in it.
    """
    value = (exchange.header("retry-after") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, OverflowError):
        return None


class RateLimiter:
    """Keeps requests under a rate; what comes too early waits its turn (GCRA).

    Use `await limiter.wait()` before a request, or `async with limiter:` around it.

    Args:
        per_minute: requests a minute in the long run; None for no limit (a replay has nobody to spare).
        surroundings: clock and sleep.
        burst: requests that may come at once after a quiet time.
    """

    def __init__(self, per_minute: float | None, surroundings: Surroundings, *, burst: int = 4) -> None:
        self._interval_s = 60.0 / per_minute if per_minute else 0.0
        self._tolerance_s = (burst - 1) * self._interval_s
        self._surroundings = surroundings
        self._next = surroundings.monotonic()

    async def wait(self) -> None:
        """Return when the next request may go out; callers are served in the order they came."""
        now = self._surroundings.monotonic()
        due = max(self._next, now)
        self._next = due + self._interval_s
        pause = due - self._tolerance_s - now
        if pause > 0:
            await self._surroundings.sleep(pause)

    async def __aenter__(self) -> None:
        await self.wait()

    async def __aexit__(self, *_: object) -> None:
        return None
