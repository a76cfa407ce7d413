"""The bundled documents and the bundled capture of a small made-up web that `srccheck demo` audits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

__all__ = ["DEMO_AS_OF", "demo_capture", "demo_paths"]

DEMO_AS_OF = dt.date(2026, 11, 22)
"""What "today" is in the demo: the day on which its web was captured."""


def _folder() -> tuple[Path, Path]:
    package = Path(__file__).resolve().parent
    if (package / "demo_data").is_dir():
        return package / "demo_data" / "documents", package / "demo_data" / "demo.warc.gz"
    # An editable install has no copy of the fixtures: they lie beside the package.
    fixtures = package.parent / "fixtures"
    return fixtures / "documents" / "demo", fixtures / "web" / "demo.warc.gz"


def demo_paths() -> tuple[Path, ...]:
    """The demo's documents, sorted."""
    return tuple(sorted(path for path in _folder()[0].iterdir() if path.is_file()))


def demo_capture() -> Path:
    """The WARC file that answers the demo's requests."""
    return _folder()[1]
