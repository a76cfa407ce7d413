"""Markdown's backslash escapes and entities (CommonMark 0.31, §2.4 and §2.5)."""

from __future__ import annotations

import html
import re

__all__ = ["ESCAPE", "unescaped"]

ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|&#?\w{1,31};")
"""A character behind a backslash (group 1), or an entity."""


def unescaped(text: str) -> str:
    """A string of Markdown as its reader sees it: escapes and entities undone.

    Args:
        text: a URL or a title; what is code is none of these.
    """
    return ESCAPE.sub(lambda match: match[1] or html.unescape(match[0]), text)
