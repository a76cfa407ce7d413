"""Notes in text that does not mark them: lists of notes, and notes at the bottoms of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from srccheck.model import Fragment, Location, NoteKind, RawNote
from srccheck.notes.chains import NoteList, note_lists
from srccheck.notes.extents import Extent, furniture, is_ruled, measure, overleaf, written_out
from srccheck.notes.headings import list_headings
from srccheck.notes.lonely import measure_lonely, paragraphs
from srccheck.notes.markers import candidates, is_separator
from srccheck.notes.records import Mark
from srccheck.notes.references import bare_chain
from srccheck.notes.symbols import SymbolNote, symbol_notes
from srccheck.text.mending import KnownUrls, Vocabulary, mend
from srccheck.text.urls import find_urls

__all__ = ["PlainNotes", "find_plain_notes"]


@frozen(kw_only=True)
class PlainNotes:
    """Notes found in lines of text.

    Attributes:
        notes: in document order.
        orphans: markers without a note, and where they stand.
        known_urls: URLs written out whole after a page's notes.
        taken: positions of the lines that are notes, or URLs after them.
    """

    notes: tuple[RawNote, ...] = ()
    orphans: tuple[tuple[str, Location], ...] = ()
    known_urls: tuple[str, ...] = ()
    taken: frozenset[int] = frozenset()


def find_plain_notes(
    lines: Sequence[Fragment], known_urls: Iterable[str] = (), *, headed_only: bool = False
) -> PlainNotes:
    """Find the notes of a text.

    Args:
        lines: the document, a fragment a line.
        known_urls: URLs known to be whole.
        headed_only: a list `1. …` is one of notes only under a heading that says so.
    """
    headings = list_headings(lines)
    lists = note_lists(lines, list(candidates(lines)), headings, headed_only=headed_only)
    passed_over = furniture(lines) | frozenset(headings) if lists else frozenset()
    extents = list(_measured(lines, lists, passed_over))
    symbols = () if headed_only else symbol_notes(lines, [extent for *_, extent in extents])
    taken = {index for *_, extent in extents for index in extent.lines}
    taken.update(index for each in symbols for index in each.extent.lines)
    if not taken:
        lost = () if headed_only else bare_chain(lines)
        return PlainNotes(orphans=tuple((str(mark.number), _place(lines, mark)) for mark in lost))
    all_extents = sorted(
        [extent for *_, extent in extents] + [each.extent for each in symbols], key=lambda e: e.lines[0]
    )
    places, urls = written_out(lines, all_extents, _urls_in(lines, taken))
    taken.update(places)
    oracle = KnownUrls([*known_urls, *urls])
    vocabulary = Vocabulary.of([line.text for line in lines])
    notes = [_note(lines, each, kind, extent, oracle, vocabulary) for each, kind, extent in extents]
    notes += [_symbol(lines, each, oracle, vocabulary) for each in symbols]
    notes.sort(key=lambda note: (note.location.line, note.location.column))
    orphans = tuple(
        (str(mark.number), _place(lines, mark))
        for each in lists
        for mark in each.missing
        if mark.index not in taken
    )
    return PlainNotes(notes=tuple(notes), orphans=orphans, known_urls=tuple(urls), taken=frozenset(taken))


def _measured(
    lines: Sequence[Fragment], lists: Sequence[NoteList], passed_over: frozenset[int]
) -> Iterator[tuple[NoteList, NoteKind, Extent]]:
    """The notes of all lists, and where each goes."""
    bottoms = [_is_at_bottom(lines, each, lists) for each in lists]
    ruled = any(bottoms) and is_ruled(lines)
    blocks = paragraphs(lines) if any(each.style == "alone" for each in lists) else []
    for each, at_bottom in zip(lists, bottoms, strict=True):
        kind = _kind(lines, each, at_bottom=at_bottom)
        if each.style == "alone":
            referring = {mark.index for marks in each.marks.values() for mark in marks}
            found = measure_lonely(lines, each.starts, referring, blocks)
        else:
            found = measure(lines, each.starts, at_bottom=at_bottom, passed_over=passed_over)
            found = overleaf(lines, found, ruled=ruled) if at_bottom else found
        for extent in found:
            yield each, kind, extent


def _is_at_bottom(lines: Sequence[Fragment], each: NoteList, lists: Sequence[NoteList]) -> bool:
    """Running text stands between the notes, or the count begins again with a page."""
    if each.at_bottom or each.heading:
        return each.at_bottom
    paged = lines[each.starts[0].index].page is not None
    return paged and any(other.style == each.style and other is not each for other in lists)


def _urls_in(lines: Sequence[Fragment], places: Iterable[int]) -> Iterator[str]:
    return (url.url for index in places if "." in lines[index].text for url in find_urls(lines[index].text))


def _note(
    lines: Sequence[Fragment],
    each: NoteList,
    kind: NoteKind,
    extent: Extent,
    oracle: KnownUrls,
    vocabulary: Vocabulary,
) -> RawNote:
    start = extent.start
    marks = each.marks.get(start.number, ())
    if start.style == "alone":
        texts = [lines[index] for index in extent.lines if index != start.index]
    else:
        texts = [lines[start.index].cut(start.end), *(lines[index] for index in extent.lines[1:])]
    return RawNote(
        marker=start.marker,
        number=start.number,
        kind=kind,
        text=mend(texts, oracle, vocabulary) if texts else mend([lines[start.index].cut(start.end)]),
        location=_location(lines, extent),
        references=tuple(_place(lines, mark) for mark in marks),
    )


def _symbol(
    lines: Sequence[Fragment], each: SymbolNote, oracle: KnownUrls, vocabulary: Vocabulary
) -> RawNote:
    start = each.extent.start
    texts = [lines[start.index].cut(start.end), *(lines[index] for index in each.extent.lines[1:])]
    return RawNote(
        marker=start.marker,
        kind="footnote",
        text=mend(texts, oracle, vocabulary),
        location=_location(lines, each.extent),
        references=(_place(lines, each.mark),),
    )


def _location(lines: Sequence[Fragment], extent: Extent) -> Location:
    first, last = lines[extent.lines[0]], lines[extent.lines[-1]]
    column = first.column + len(first.text) - len(first.text.lstrip())
    if extent.lines[0] == extent.start.index:
        column = first.column + extent.start.start
    return Location(line=first.line, column=column, end_line=last.line, page=first.page)


def _place(lines: Sequence[Fragment], mark: Mark) -> Location:
    line = lines[mark.index]
    return Location(line=line.line, column=line.column + mark.offset, page=line.page)


def _kind(lines: Sequence[Fragment], each: NoteList, *, at_bottom: bool) -> NoteKind:
    if each.heading == "bibliography":
        return "reference"
    if each.heading == "notes":
        return "endnote"
    if at_bottom or each.style == "alone":
        return "footnote"
    before = lines[max(0, each.starts[0].index - 6) : each.starts[0].index]
    return "footnote" if any(is_separator(line.text) for line in before) else "endnote"
