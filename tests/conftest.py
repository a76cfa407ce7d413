"""What all tests share: where the shared data lies, and what a skip means in CI."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
NO_SHARED = "../shared is not here"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared measuring data, beside the project."""
    if not SHARED.is_dir():
        pytest.skip(NO_SHARED)
    return SHARED


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_store(_homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has a store of its own, and none touches the user's; the file, which need not exist."""
    home = _homes / uuid.uuid4().hex
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    return home / "srccheck" / "store.sqlite3"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Where everything is required, a skip is a failure; the shared data alone may be missing."""
    report = yield
    if report.skipped and os.environ.get("SRCCHECK_REQUIRE_ALL") == "1" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "../shared" not in reason:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid}: skipped where nothing may be: {reason}"
    return report
