"""Page headers, footers and page numbers: what comes again at the same height of many pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from srccheck.documents.pdf_lines import Line
from srccheck.documents.pdf_records import PageContent

__all__ = ["furniture"]

_DIGITS = re.compile(r"\d{1,9}")
_PAGE_NUMBER = re.compile(
    r"[\W_]{0,6}(?:(?:page|pag|pág|página|pagina|seite|sayfa|strana|strona|str|стр|с|p|s|f)\.? ?)?"
    r"(?:(\d{1,5})|[ivxlcdm]{1,7})(?: ?(?:/|-|–|\||of|de|von|di|sur|из|z) ?\d{1,5})?[\W_]{0,6}\Z",
    re.IGNORECASE,
)
_EDGE = 0.16
_OUTERMOST = 6
_SAME_HEIGHT = 4.0
_APART = 1.7
_FEW_LETTERS = 3


class _Edge(NamedTuple):
    """A line near an edge of its page; `is_apart`: it is the outermost and stands by itself."""

    page: int
    line: Line
    key: str
    is_apart: bool


def furniture(pages: Sequence[tuple[PageContent, Sequence[Line]]]) -> frozenset[int]:
    """Identities (`id`) of the lines that are no part of the text.

    Args:
        pages: each page with its lines.
    """
    edges = [edge for content, lines in pages for edge in _edges(content, lines)]
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for edge in edges:
        seen[edge.key].append((edge.page, edge.line.base))
    counted = _counted(edges)
    found = set()
    for edge in edges:
        line = edge.line
        if line.raised and line.raised[0].start == 0:
            continue
        others = {
            page
            for page, base in seen[edge.key]
            if page != edge.page and abs(base - line.base) <= _SAME_HEIGHT
        }
        enough = 1 if len(pages) < 4 or len(line.text) > 30 else 2
        comes_again = len(others) >= enough and sum(map(str.isalpha, edge.key)) > _FEW_LETTERS
        if comes_again or _is_page_number(edge, counted):
            found.add(id(line))
    return frozenset(found)


def _counted(edges: Sequence[_Edge]) -> dict[int, list[tuple[int, float]]]:
    """Where numbers stand, by how much they differ from the count of pages: page numbers agree in it."""
    places: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for edge in edges:
        match = _PAGE_NUMBER.match(edge.line.text.strip())
        if match and match[1]:
            places[int(match[1]) - edge.page].append((edge.page, edge.line.base))
    return places


def _is_page_number(edge: _Edge, counted: Mapping[int, Sequence[tuple[int, float]]]) -> bool:
    match = _PAGE_NUMBER.match(edge.line.text.strip())
    if match is None:
        return False
    places = counted[int(match[1]) - edge.page] if match[1] else ()
    if any(page != edge.page and abs(base - edge.line.base) <= _SAME_HEIGHT for page, base in places):
        return True
    return edge.is_apart


def _edges(content: PageContent, lines: Sequence[Line]) -> Iterator[_Edge]:
    """Lines near the top and the bottom of a page."""
    height = content.top - content.bottom
    ordered = sorted(lines, key=lambda line: -line.base)
    last = len(ordered) - 1
    for at, line in enumerate(ordered):
        is_high = line.base > content.top - _EDGE * height and at < _OUTERMOST
        is_low = line.base < content.bottom + _EDGE * height and at > last - _OUTERMOST
        if is_high or is_low:
            inner = ordered[min(at + 1, last) if is_high else max(at - 1, 0)]
            gap = abs(inner.base - line.base)
            yield _Edge(
                page=content.number,
                line=line,
                # the page number may stand before or behind the rest
                key=" ".join(_DIGITS.sub(" ", line.text.casefold()).split()),
                is_apart=at in (0, last) and gap > _APART * max(inner.size, line.size),
            )
