"""The title of a text that does not mark it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from srccheck.model import Fragment

__all__ = ["find_title"]

_HEADING = re.compile(r"#{1,2}[ \t]+(\S[^\n]{0,300})")
_WORDS = re.compile(r"\w+")
_NO_TITLE = re.compile(r"(?:https?://|www\.|[●•◀▶▲▼■*-]\s|\[|\d{1,4}(?:\Z|[.)]\s)|©)", re.IGNORECASE)
_TWO_SENTENCES = re.compile(r"\w{3}[.!?][\[\]\d¹²³⁰-⁹]{0,5} \w")
_LOOKED_AT = 60
_LONGEST = 250


def find_title(lines: Sequence[Fragment], taken: Collection[int] = ()) -> str | None:
    """The first heading `# …`, else the first line near the top that reads like a title.

    A single word before it ("Analysis") is a section's name; a long line that ends with a full stop is
    text.

    Args:
        lines: the document.
        taken: positions of lines that are notes or attributions.
    """
    head = [(index, line.text.strip()) for index, line in enumerate(lines[:_LOOKED_AT]) if index not in taken]
    for _, text in head:
        match = _HEADING.match(text)
        if match:
            return match[1].rstrip(" #")
    kicker = None
    for _, text in head:
        if not text or _NO_TITLE.match(text):
            continue
        if len(text) > _LONGEST or _is_sentence(text):
            break
        if len(_WORDS.findall(text)) > 1 or len(text) > 20:
            return text
        kicker = kicker or text
    return kicker


def _is_sentence(text: str) -> bool:
    if _TWO_SENTENCES.search(text):
        return True
    return text.endswith((".", "。", ":", ";", ",")) and not text.endswith(("..", "…")) and len(text) > 40
