"""Page headers, footers and page numbers: what comes again at the same height of many pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from srccheck.documents.pdf_lines import Line
from srccheck.documents.pdf_pages import PageContent

__all__ = ["furniture"]

_DIGITS = re.compile(r"\d{1,9}")
_PAGE_NUMBER = re.compile(
    r"[\W_]{0,6}(?:[^\W\d_]{1,8}\.? ?)?(?:\d{1,5}|[ivxlcdm]{1,7})(?: ?(?:/|-|–|\||of|de|von|из) ?\d{1,5})?[\W_]{0,6}\Z"
)
_EDGE = 0.16
_OUTERMOST = 6
_SAME_HEIGHT = 4.0


def furniture(pages: Sequence[tuple[PageContent, Sequence[Line]]]) -> frozenset[int]:
    """Identities (`id`) of the lines that are no part of the text.

    Args:
        pages: each page with its lines.
    """
    edges: list[tuple[int, Line, str, bool]] = []
    for content, lines in pages:
        edges += _edges(content, lines)
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for page, line, key, _ in edges:
        seen[key].append((page, line.base))
    found = set()
    for page, line, key, outermost in edges:
        places = seen[key]
        others = {at for at, base in places if at != page and abs(base - line.base) <= _SAME_HEIGHT}
        enough = 1 if len(pages) < 4 or len(line.text) > 30 else 2
        if len(others) >= enough and not _begins_raised(line):
            found.add(id(line))
        elif outermost and _PAGE_NUMBER.match(line.text.strip()) and not _begins_raised(line):
            found.add(id(line))
    return frozenset(found)


def _begins_raised(line: Line) -> bool:
    return bool(line.raised) and line.raised[0].start == 0


def _edges(content: PageContent, lines: Sequence[Line]) -> Iterator[tuple[int, Line, str, bool]]:
    """Lines near the top and the bottom of a page, and whether they are the very last there."""
    height = content.top - content.bottom
    ordered = sorted(lines, key=lambda line: -line.base)
    for at, line in enumerate(ordered):
        is_high = line.base > content.top - _EDGE * height and at < _OUTERMOST
        is_low = line.base < content.bottom + _EDGE * height and at >= len(ordered) - _OUTERMOST
        if is_high or is_low:
            key = _DIGITS.sub("0", line.text.strip().casefold())
            yield content.number, line, key, at in (0, 1, len(ordered) - 2, len(ordered) - 1)
