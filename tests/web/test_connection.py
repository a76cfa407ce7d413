"""What a run connects to, and what is said where that makes no sense."""

from __future__ import annotations

import pytest

from srccheck.errors import UsageError
from srccheck.model.store import NoStore
from srccheck.settings import Settings
from srccheck.web import connection
from tests.web.localweb import FakeTime


async def test_texts_are_not_compared_without_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the extra that is missing; without `drift` it is not missed."""
    monkeypatch.setattr(connection, "find_spec", lambda name: None)
    time = FakeTime().surroundings
    with pytest.raises(UsageError, match=r"srccheck\[drift\]"):
        async with connection.connect(Settings(drift=True), time, store=NoStore()):
            pass
    async with connection.connect(Settings(), time, store=NoStore()) as fetcher:
        assert fetcher
