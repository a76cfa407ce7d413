"""Putting every question once, where evidence is kept: a replay asks in the same way, whoever comes first."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from srccheck.model.web import Exchange, Request

__all__ = ["Once"]

_MOST_BYTES = 64_000_000
_Key = tuple[str, tuple[tuple[str, str], ...], int | None]


class Once:
    """Answers of a run, shared by all who ask the same; the oldest are forgotten when they grow too large.

    Two links that lead to one capture would share out the recorded answers by who comes first, which chance
    decides.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[_Key, Exchange] = OrderedDict()
        self._bytes = 0
        self._asking: dict[_Key, asyncio.Lock] = {}

    async def ask(self, request: Request, put: Callable[[], Awaitable[Exchange]]) -> Exchange:
        """The answer that was given before in this run, or is being given, or a new one.

        Args:
            request: the question.
            put: asks it.
        """
        key = (request.url, tuple(sorted(request.headers.items())), request.max_body_bytes)
        lock = self._asking.setdefault(key, asyncio.Lock())
        async with lock:
            answer = self._answers.get(key)
            if answer is None:
                answer = await put()
                self._keep(key, answer)
        if not lock.locked():
            self._asking.pop(key, None)
        return answer

    def _keep(self, key: _Key, answer: Exchange) -> None:
        self._answers[key] = answer
        self._bytes += len(answer.body)
        while self._bytes > _MOST_BYTES:
            _, oldest = self._answers.popitem(last=False)
            self._bytes -= len(oldest.body)
