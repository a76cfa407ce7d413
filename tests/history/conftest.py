"""Every test of the history runs over a history in memory and over a store."""

from __future__ import annotations

import pytest

from srccheck.store import open_store

from .diary import Diary, Weeks


@pytest.fixture(params=["memory", "store"])
def weeks(request, tmp_path):
    if request.param == "memory":
        yield Weeks(Diary())
        return
    with open_store(str(tmp_path / "store.sqlite3"), []) as store:
        if not hasattr(store, "begin"):
            pytest.skip("no SQL yet")
        yield Weeks(store)
