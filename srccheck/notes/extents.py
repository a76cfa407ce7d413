"""How far a note goes: continuation lines, the end of a page's notes, what goes on overleaf."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import frozen

from srccheck.model import Fragment
from srccheck.notes.markers import is_separator
from srccheck.notes.records import Candidate

__all__ = [
    "Extent",
    "furniture",
    "is_ruled",
    "measure",
    "overleaf",
    "starts_lower",
    "unfinished",
    "written_out",
]

_URL_LINE = re.compile(r"\s{0,20}(?:https?://|www\.)\S{3,4000}\s{0,20}\Z", re.IGNORECASE)
_FINISHED = re.compile(r"[.!?…。！？](?:[)\]”»\"'’>]{0,3})\Z")
_SHORT_WORD = re.compile(r"(?:\A|[\s(.,])[^\W\d_]{1,3}\.\Z")
_DIGITS = re.compile(r"\d+")
_GAP_LINES = 40
_FURNITURE_LENGTH = 160


@frozen(kw_only=True)
class Extent:
    """A note and its lines.

    Attributes:
        start: its marker.
        lines: positions of its lines, the marker's own among them, in reading order.
    """

    start: Candidate
    lines: tuple[int, ...]


def unfinished(text: str) -> bool:
    """The text stops in the middle: no full stop, one that ends an abbreviation, or a bracket left open."""
    text = text.rstrip()
    if text.rfind("[") > text.rfind("]") or text.rfind("(") > text.rfind(")"):
        return True
    return not _FINISHED.search(text) or bool(_SHORT_WORD.search(text[-6:]))


def starts_lower(text: str) -> bool:
    """The text goes on with a sentence begun before."""
    text = text.lstrip()
    return text[:1].islower() and not text.startswith(("http://", "https://", "www."))


def furniture(lines: Sequence[Fragment]) -> frozenset[int]:
    """Page headers, footers and page numbers: lines that stand apart and come again."""
    apart: dict[str, list[int]] = {}
    pages = [line.page for line in lines]
    texts = [line.text.strip() for line in lines]
    texts.append("")
    above = ""
    for index, text in enumerate(texts):
        if text and len(text) <= _FURNITURE_LENGTH:
            turned = index > 0 and pages[index] != pages[index - 1]
            last = index + 1 == len(pages) or pages[index + 1] != pages[index]
            if last or turned or not (above or texts[index + 1]):
                apart.setdefault(_DIGITS.sub("0", text), []).append(index)
        above = text
    return frozenset(
        index for text, places in apart.items() if len(places) > 1 or text.isdecimal() for index in places
    )


def measure(
    lines: Sequence[Fragment],
    starts: Sequence[Candidate],
    *,
    at_bottom: bool,
    passed_over: frozenset[int],
    end: int | None = None,
) -> list[Extent]:
    """The lines of each note.

    Args:
        lines: the document.
        starts: where notes begin, in document order.
        at_bottom: notes stand at page bottoms, running text between them; else all together.
        passed_over: furniture, and headings of lists.
        end: the line at which the last note ends at the latest; None for the end of the document.
    """
    indented = _hangs(lines, starts)
    extents = []
    for each, after in zip(starts, [*starts[1:], None], strict=True):
        bound = after.index if after else len(lines) if end is None else end
        own = _first_paragraph(lines, each, bound, hanging=indented, at_bottom=at_bottom)
        if not at_bottom and after and bound - own[-1] <= _GAP_LINES:
            own = _further(lines, own, bound, passed_over)
        extents.append(Extent(start=each, lines=tuple(own)))
    return extents


def _hangs(lines: Sequence[Fragment], starts: Sequence[Candidate]) -> bool:
    """Whether continuation lines are indented, as in a hanging list."""
    deeper = flush = 0
    begins = {each.index for each in starts}
    for each in starts:
        after = each.index + 1
        if after < len(lines) and after not in begins and lines[after].text.strip():
            if _indent(lines[after].text) > _indent(lines[each.index].text):
                deeper += 1
            else:
                flush += 1
    return deeper > flush


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _first_paragraph(
    lines: Sequence[Fragment], start: Candidate, bound: int, *, hanging: bool, at_bottom: bool
) -> list[int]:
    own = [start.index]
    margin = _indent(lines[start.index].text)
    for index in range(start.index + 1, bound):
        text, before = lines[index].text, lines[index - 1]
        if not text.strip() or is_separator(text):
            break
        if lines[index].page != before.page and (at_bottom or not unfinished(before.text)):
            break
        if at_bottom:
            if not hanging and _indent(text) > margin:
                break
            if starts_lower(text) and not unfinished(before.text):
                break
        own.append(index)
    return own


def _further(lines: Sequence[Fragment], own: list[int], bound: int, passed_over: frozenset[int]) -> list[int]:
    """A note's further paragraphs, up to the next note of the list; headings end it."""
    more = []
    for index in range(own[-1] + 1, bound):
        if is_separator(lines[index].text):
            break
        if lines[index].text.strip() and index not in passed_over:
            more.append(index)
    return [*own, *more]


def is_ruled(lines: Sequence[Fragment]) -> bool:
    """Whether rules part the notes of a document from its text."""
    return sum(is_separator(line.text) for line in lines) > 1


def overleaf(lines: Sequence[Fragment], extents: Sequence[Extent], *, ruled: bool) -> list[Extent]:
    """Give each unfinished note the lines that stand before the next page's first note.

    Args:
        lines: the document.
        extents: the notes of a list.
        ruled: whether the document is, as `is_ruled` tells.
    """
    out = list(extents)
    for at, each in enumerate(extents):
        bound = extents[at + 1].start.index if at + 1 < len(extents) else len(lines)
        last = lines[each.lines[-1]].text
        if bound - each.lines[-1] < 3 or not unfinished(last):
            continue
        rest = (
            _ruled_rest(lines, each.lines[-1] + 1, bound)
            if ruled
            else _rest(lines, each.lines[-1] + 1, bound)
        )
        if rest:
            out[at] = Extent(start=each.start, lines=(*each.lines, *rest))
    return out


def _ruled_rest(lines: Sequence[Fragment], begin: int, bound: int) -> list[int]:
    """The block under the next rule, if it is no new note."""
    rule = next((index for index in range(begin, bound) if is_separator(lines[index].text)), None)
    if rule is None:
        return []
    rest = []
    for index in range(rule + 1, bound):
        if not lines[index].text.strip() or is_separator(lines[index].text):
            break
        rest.append(index)
    return rest


def _rest(lines: Sequence[Fragment], begin: int, bound: int) -> list[int]:
    """Without rules: the few lines directly above the next note, if they go on with a sentence."""
    rest: list[int] = []
    for index in range(bound - 1, begin, -1):
        if not lines[index].text.strip():
            break
        rest.append(index)
    rest.reverse()
    apart = bool(rest) and rest[0] > begin and bound < len(lines)
    goes_on = apart and (starts_lower(lines[rest[0]].text) or bool(_URL_LINE.match(lines[rest[0]].text)))
    return rest if goes_on and len(rest) <= 8 else []


def written_out(
    lines: Sequence[Fragment], extents: Sequence[Extent], note_urls: Iterable[str]
) -> tuple[list[int], list[str]]:
    """Lines on which an extractor has written out a page's links, after its notes.

    Args:
        lines: the document.
        extents: its notes.
        note_urls: the URLs that the notes give, looked at when a run of lines is found that may be such; one
            of which no line begins like one of them is text.

    Returns:
        positions of the lines, and their URLs.
    """
    heads: set[str] = set()
    places: list[int] = []
    urls: list[str] = []
    for at, each in enumerate(extents):
        bound = extents[at + 1].start.index if at + 1 < len(extents) else len(lines)
        ends = sorted({index for index in each.lines if index + 1 not in each.lines})
        for end in ends:
            run = _url_run(lines, end + 1, bound)
            if run and not heads:
                heads = {_head(url) for url in note_urls}
            found = [lines[index].text.strip() for index in run]
            if any(_head(url) in heads for url in found):
                places += run
                urls += found
    return places, urls


def _head(url: str) -> str:
    return url.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.")[:12]


def _url_run(lines: Sequence[Fragment], begin: int, bound: int) -> list[int]:
    run: list[int] = []
    index = begin
    while index < bound and not lines[index].text.strip():
        index += 1
    if index == begin:
        return run
    while index < bound and _URL_LINE.match(lines[index].text):
        run.append(index)
        index += 1
    return run
