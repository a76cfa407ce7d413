"""Repairs shown as a unified diff."""

from __future__ import annotations

import difflib
import re

from srccheck.fixing.repairing import Repaired

__all__ = ["unified_diff"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_NO_END = "\n\\ No newline at end of file\n"


def unified_diff(repaired: Repaired) -> str:
    """What `patch` and `git apply` take; of a Word document, its paragraphs. Empty without changes.

    Line ends stand as in the file.
    """
    before, after = _LINE.findall(repaired.before), _LINE.findall(repaired.after)
    name = repaired.path.replace("\\", "/")
    old, new = (name, name) if name.startswith("/") or ":" in name[:3] else (f"a/{name}", f"b/{name}")
    lines = difflib.unified_diff(before, after, fromfile=old, tofile=new)
    return "".join(line if line.endswith(("\n", "\r")) else line + _NO_END for line in lines)
