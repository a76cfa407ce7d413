"""The title of a PDF: what its metadata say, if that is a title; else the largest print on its first page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from srccheck.documents.pdf_lines import Line

__all__ = ["find_title"]

_FOLD = re.compile(r"[\W_]{1,1000}")
_NO_TITLE = re.compile(
    r"\A(?:microsoft (?:word|powerpoint)|untitled|sans titre|ohne titel|slide \d|doc(?:ument)?\d{0,4}\Z)"
    r"|\.(?:docx?|indd|qxd|qxp|tex|dvi|rtf|odt|pdf|pub|wpd|pmd|eps|ps)\Z|\A[\w.-]{1,60}\Z",
    re.IGNORECASE,
)
_LONGEST = 300
_MOST_LINES = 5
_NEXT_LINE = 2.4


def find_title(stated: str, lines: Sequence[Line], size: float) -> str | None:
    """The title of a document.

    Args:
        stated: what the metadata give; empty for nothing.
        lines: the document, without furniture.
        size: of running text.
    """
    stated = " ".join(stated.split())
    first = [line for line in lines if line.page == lines[0].page] if lines else []
    is_sane = 3 < len(stated) <= _LONGEST and not _NO_TITLE.search(stated)
    if is_sane and _fold(stated) in _fold(" ".join(line.text for line in lines[:200])):
        return stated
    return _largest(first, size) or (stated if is_sane else None)


def _fold(text: str) -> str:
    return _FOLD.sub("", text.casefold())


def _largest(first: Sequence[Line], size: float) -> str | None:
    """The lines of the largest print that reads like a title; a drop cap or a lone word is none."""
    worded = [line for line in first if sum(letter.isalpha() for letter in line.text) > 3]
    largest = max((line.size for line in worded if len(line.text.split()) > 2), default=0.0)
    if largest < 1.06 * size:
        return None
    title: list[str] = []
    above = 0.0
    for line in worded:
        if title and above - line.base > _NEXT_LINE * largest:
            break
        if 0.96 * largest <= line.size <= 1.04 * largest:
            above = line.base
            begin = line.raised[-1].start if line.raised and line.raised[-1].end == len(line.text) else None
            title.append(line.text[:begin].strip())
        elif title:
            break
    if len(title) > _MOST_LINES:
        return None
    text = ""
    for part in title:
        glue = "" if not text or (text.endswith("-") and text[-2:-1].isalpha()) else " "
        text += glue + part
    return text[:_LONGEST] or None
