"""Where this machine has its Chromium; none is downloaded."""

from __future__ import annotations

import os
import shutil


def chromium() -> str | None:
    """Path of an installed Chromium, or None; SRCCHECK_CHROMIUM names one that lies elsewhere."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("SRCCHECK_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
