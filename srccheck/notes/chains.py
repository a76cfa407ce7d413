"""Which lines begin notes: chains of numbers, each held against the marks in the running text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from attrs import field, frozen

from srccheck.model import Fragment
from srccheck.notes.extents import measure
from srccheck.notes.headings import ListKind
from srccheck.notes.marking import Marks
from srccheck.notes.numbering import chain
from srccheck.notes.records import Candidate, Mark

__all__ = ["NoteList", "note_lists"]

_CITING = re.compile(r"https?://|www\.|\bdoi\b|\b10\.\d{4,9}/|(?:1[89]|20)\d\d|\b[Ii]bid", re.IGNORECASE)
_LINKING = re.compile(r"https?://|www\.|\b10\.\d{4,9}/", re.IGNORECASE)
_NEAR = 3


@frozen(kw_only=True)
class NoteList:
    """Notes that count together.

    Attributes:
        starts: where they begin, in document order.
        marks: for each number, where the running text points to it.
        missing: marks of numbers in the count that have no note.
        heading: the kind of list that a heading announces; None without one.
        floor: the line that the list before it ends on, where the count begins again; else -1.
        ceiling: the line that its last note begins on, where the count begins again after it; else None.
    """

    starts: tuple[Candidate, ...]
    marks: dict[int, tuple[Mark, ...]] = field(factory=dict)
    missing: tuple[Mark, ...] = ()
    heading: ListKind | None = None
    floor: int = -1
    ceiling: int | None = None

    @property
    def support(self) -> float:
        """How much of the running text speaks for this list."""
        return sum(marks[0].weight for marks in self.marks.values())

    @property
    def style(self) -> str:
        """How its markers are written."""
        return self.starts[0].style

    @property
    def at_bottom(self) -> bool:
        """Running text that refers to them stands between the notes."""
        first = self.starts[0].index
        return any(mark.index > first for marks in self.marks.values() for mark in marks)


def note_lists(
    lines: Sequence[Fragment], found: Sequence[Candidate], headings: dict[int, ListKind], *, headed_only: bool
) -> list[NoteList]:
    """All lists of notes of a document, best supported first; none shares a line or a mark with another.

    Args:
        lines: the document.
        found: lines that may begin a note.
        headings: headings over lists.
        headed_only: lists of the form `1. …` count only under a heading (in Markdown, lists are lists).
    """
    families: dict[str, list[Candidate]] = defaultdict(list)
    for each in found:
        families[each.style].append(each)
    segments = [segment for each in families.values() for segment in _segments(lines, each, headings)]
    if not segments:
        return []
    marks = Marks(lines, [each for segment, *_ in segments for each in segment])
    lists = [_read(lines, segment, headings, marks, (floor, end)) for segment, floor, end in segments]
    lists.sort(key=_rank)
    accepted: list[NoteList] = []
    styles: set[str] = set()
    ends = list(accumulate((len(line.text) for line in lines), initial=0))
    for proposed in lists:
        # the marks that an accepted list has taken are no longer there for the next
        bounds = proposed.floor, proposed.ceiling
        group = _read(lines, proposed.starts, headings, marks, bounds) if accepted else proposed
        if _is_list(lines, group, styles, ends, headed_only=headed_only):
            accepted.append(group)
            styles.add(group.style)
            marks.take(mark for pointing in group.marks.values() for mark in pointing)
            marks.close(covered_lines(lines, group.starts))
    return accepted


def _rank(each: NoteList) -> tuple[float, bool, bool, int]:
    """Best supported first; of equals, a bibliography and lone numbers last."""
    return -each.support, each.heading == "bibliography", each.style == "alone", each.starts[0].index


def _segments(
    lines: Sequence[Fragment], family: Sequence[Candidate], headings: dict[int, ListKind]
) -> Iterator[tuple[tuple[Candidate, ...], int, int | None]]:
    """A style's chain, cut where the count begins again; with floor and ceiling of each part."""
    first_on_page: dict[int | None, int] = {}
    for each in family:
        first_on_page.setdefault(lines[each.index].page, each.index)

    def restart_cost(each: Candidate) -> float:
        headed = any(index in headings for index in range(max(0, each.index - _NEAR), each.index))
        paged = lines[each.index].page is not None and first_on_page[lines[each.index].page] == each.index
        return 0.3 if headed or paged else 2.5

    segment: list[Candidate] = []
    floor = -1
    for each in chain(family, restart_cost):
        again = bool(segment) and each.number == segment[-1].number == 1 and restart_cost(each) < 1
        if again or (segment and each.number < segment[-1].number):
            yield tuple(segment), floor, segment[-1].index
            floor = segment[-1].index
            segment = []
        segment.append(each)
    if segment:
        yield tuple(segment), floor, None


def _read(
    lines: Sequence[Fragment],
    starts: Sequence[Candidate],
    headings: dict[int, ListKind],
    marks: Marks,
    bounds: tuple[int, int | None],
) -> NoteList:
    covered = covered_lines(lines, starts)
    floor, ceiling = bounds
    pointing, missing = marks.pointing_to(starts, covered, floor, ceiling)
    if (floor >= 0 or ceiling is not None) and len(pointing) * 2 < len(starts):
        pointing, missing = marks.anywhere(starts, covered)
    return NoteList(
        starts=tuple(starts),
        marks=pointing,
        missing=missing,
        heading=_heading_over(lines, starts[0], headings),
        floor=floor,
        ceiling=ceiling,
    )


def covered_lines(lines: Sequence[Fragment], starts: Sequence[Candidate]) -> frozenset[int]:
    """Lines that are notes for certain, whatever else will be given to them."""
    if starts[0].style == "alone":
        return frozenset(start.index for start in starts)
    extents = measure(lines, starts, at_bottom=True, passed_over=frozenset())
    return frozenset(index for extent in extents for index in extent.lines)


def _heading_over(
    lines: Sequence[Fragment], start: Candidate, headings: dict[int, ListKind]
) -> ListKind | None:
    """The kind of a heading above a list, at most a few lines of introduction between."""
    seen = 0
    for index in range(start.index - 1, -1, -1):
        if index in headings:
            return headings[index]
        seen += bool(lines[index].text.strip())
        if seen > 2 or start.index - index > 12:
            break
    return None


def _is_list(
    lines: Sequence[Fragment],
    each: NoteList,
    accepted: Collection[str],
    ends: Sequence[int],
    *,
    headed_only: bool,
) -> bool:
    """Whether numbered lines are notes; `accepted` are the styles of the lists that are."""
    count = len({start.number for start in each.starts})
    share = len(each.marks) / count
    if each.heading:
        return True
    if each.style in ("bracket", "superscript"):
        return share >= 0.5 or (each.starts[0].number == 1 and count >= 2 and _cites(lines, each) >= 0.5)
    if headed_only or (accepted and each.style not in accepted):
        return False
    start = each.starts[0]
    if count == 1:
        return start.number == 1 and each.support >= 0.8 and (start.weight >= 1.5 or start.style == "alone")
    # digits in running text prove a list; without them, a list of links at the end speaks for itself
    referred = share >= 0.5 and each.support >= 0.4 * count
    return referred or (start.number == 1 and _links(lines, each) >= 0.6 and _at_end(each, ends))


def _cites(lines: Sequence[Fragment], each: NoteList) -> float:
    return _share(lines, each, _CITING)


def _links(lines: Sequence[Fragment], each: NoteList) -> float:
    return _share(lines, each, _LINKING)


def _share(lines: Sequence[Fragment], each: NoteList, pattern: re.Pattern[str]) -> float:
    hits = sum(bool(pattern.search(_with_next(lines, start.index))) for start in each.starts)
    return hits / len(each.starts)


def _with_next(lines: Sequence[Fragment], index: int) -> str:
    return " ".join(line.text[:2000] for line in lines[index : index + 3])


def _at_end(each: NoteList, ends: Sequence[int]) -> bool:
    """Little text comes after the list, compared with what is in it; `ends`: the length up to each line."""
    last = each.starts[-1].index
    after = ends[-1] - ends[min(last + 4, len(ends) - 1)]
    inside = ends[last + 1] - ends[each.starts[0].index]
    return after <= max(inside, 600)
