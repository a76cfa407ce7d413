"""`srccheck demo`: the main job over what is bundled."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from srccheck.auditing import audit
from srccheck.cli.outcome import FINE, INTERRUPTED
from srccheck.cli.output import Desk, complain
from srccheck.cli.wishes import Target
from srccheck.demo import DEMO_AS_OF, demo_capture, demo_paths
from srccheck.reports import render_audit
from srccheck.settings import Settings

__all__ = ["run_demo"]

DEMO_REPORT = "srccheck-demo.md"


def run_demo() -> int:
    """Audit the bundled documents against the bundled capture of a small web; returns the exit code."""
    settings = Settings(replay=demo_capture(), as_of=DEMO_AS_OF)
    result = audit([_near(path) for path in demo_paths()], settings=settings)
    desk = Desk(brief=False)
    desk.deliver((Target(),), "text", lambda name, view: render_audit(name, result, view))
    report = Path(DEMO_REPORT)
    try:
        report.write_text(render_audit("markdown", result), encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        complain(f"the report could not be written to {report.absolute()}: {error.strerror}")
    else:
        complain(f"the same report as Markdown: {report.absolute()}")
    return INTERRUPTED if result.interrupted else FINE


def _near(path: Path) -> str:
    """The path as seen from here, where it lies below."""
    with suppress(ValueError):  # another drive
        near = os.path.relpath(path)
        if not near.startswith(os.pardir):
            return near
    return str(path)
