"""Link annotations: what they cover, what they tell about broken URLs, and the links of running text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from srccheck.documents.pdf_lines import Line
from srccheck.documents.pdf_records import Area, PageContent
from srccheck.model import Fragment, Link, PlacedText, RawNote
from srccheck.notes.inline import find_inline
from srccheck.text.mending import KnownUrls, Vocabulary, mend
from srccheck.text.urls import find_urls

__all__ = ["Cover", "covers", "inline_notes", "links_of", "whole_urls"]

_CLOSERS = ".,;:!?)]}>”’»\"'"


@frozen(kw_only=True)
class Cover:
    """An annotation and the text that it lies on.

    Attributes:
        uri: where it leads.
        parts: position of a line, and the offsets that it covers there; in reading order.
    """

    uri: str
    parts: tuple[tuple[int, int, int], ...]


def covers(lines: Sequence[Line], contents: Mapping[int, PageContent]) -> list[Cover]:
    """The annotations of a document that lead to the web, with the text under them.

    Args:
        lines: the document.
        contents: the pages, by number.
    """
    by_page: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if contents[line.page].areas:
            by_page[line.page].append(index)
    out: list[Cover] = []
    for page, indices in by_page.items():
        parts = [
            (part, area.uri)
            for area in contents[page].areas
            if area.uri.lower().startswith(("http://", "https://"))
            for part in _under(lines, indices, area)
        ]
        out += _joined(sorted(set(parts)), lines)
    return out


def _under(lines: Sequence[Line], indices: Iterable[int], area: Area) -> Iterator[tuple[int, int, int]]:
    for index in indices:
        line = lines[index]
        middle = line.base + 0.3 * line.size
        if area.bottom <= middle <= area.top and area.left < line.right and line.left < area.right:
            start, end = _offsets(line, area)
            if line.text[start:end].strip():
                yield index, start, end


def _offsets(line: Line, area: Area) -> tuple[int, int]:
    """The words of which an area covers more than half; places within a run are measured out evenly."""
    start, end = len(line.text), 0
    for span in line.spans:
        if span.right <= area.left or area.right <= span.left:
            continue
        width = max(span.right - span.left, 0.01) / (span.end - span.start)
        at = span.start
        for word in line.text[span.start : span.end].split(" "):
            left = span.left + (at - span.start) * width
            right = left + len(word) * width
            covered = min(right, area.right) - max(left, area.left)
            if word and covered * 2 > right - left:
                start, end = min(start, at), max(end, at + len(word))
            at += len(word) + 1
    return start, end


def _joined(parts: Sequence[tuple[tuple[int, int, int], str]], lines: Sequence[Line]) -> Iterator[Cover]:
    """Annotations to one place on lines that follow each other are one link that was broken."""
    run: list[tuple[int, int, int]] = []
    uri = ""
    for part, target in parts:
        if run and target == uri and _follows(run[-1], part, lines):
            run.append(part)
            continue
        if run:
            yield Cover(uri=uri, parts=tuple(run))
        run, uri = [part], target
    if run:
        yield Cover(uri=uri, parts=tuple(run))


def _follows(before: tuple[int, int, int], part: tuple[int, int, int], lines: Sequence[Line]) -> bool:
    if before[0] == part[0]:
        return part[1] - before[2] <= 2
    ends = not lines[before[0]].text[before[2] :].strip(_CLOSERS + " ")
    return part[0] == before[0] + 1 and ends and not lines[part[0]].text[: part[1]].strip()


def whole_urls(lines: Sequence[Line], found: Iterable[Cover]) -> tuple[str, ...]:
    """URLs that annotations give whole: all but those that may have been cut off where a line ended.

    Some converters make links of what looks like one, a line at a time.

    Args:
        lines: the document.
        found: its annotations.
    """
    whole: dict[str, None] = {}
    for cover in found:
        index, _, end = cover.parts[-1]
        text = lines[index].text
        breaks_off = not text[end:].strip() and text.rstrip().endswith(cover.uri[-12:])
        if len(cover.parts) > 1 or not breaks_off:
            whole.setdefault(cover.uri)
    return tuple(whole)


def links_of(
    found: Iterable[Cover], owners: Mapping[int, int], fragments: Sequence[Fragment]
) -> dict[int, list[Link]]:
    """Links over each note, by the line that the note begins on.

    Args:
        found: the annotations.
        owners: for each line of a note, the line that the note begins on.
        fragments: the document.
    """
    out: dict[int, list[Link]] = defaultdict(list)
    for cover in found:
        owner = owners.get(cover.parts[0][0])
        if owner is not None and all(link.url != cover.uri for link in out[owner]):
            out[owner].append(_link(cover, _text(cover, fragments)))
    return out


def _text(cover: Cover, fragments: Sequence[Fragment], known: KnownUrls | None = None) -> PlacedText:
    pieces = [fragments[index].cut(start, end) for index, start, end in cover.parts]
    return mend(pieces, known or KnownUrls([cover.uri]), Vocabulary())


def _link(cover: Cover, text: PlacedText) -> Link:
    return Link(url=cover.uri, raw=cover.uri, role="source", location=text.locate(0, len(text.text)))


def shows(text: str, url: str) -> bool:
    """The URL stands written out in the text."""
    plain = url.rstrip("/")
    return any(each.url.rstrip("/") == plain for each in find_urls(text))


def inline_notes(
    fragments: Sequence[Fragment], found: Sequence[Cover], notes: Collection[int], known: KnownUrls
) -> list[RawNote]:
    """Links of running text: those of annotations, and URLs that are only written out.

    Args:
        fragments: the document.
        found: its annotations.
        notes: positions of the lines of notes.
        known: URLs known to be whole.
    """
    out: list[RawNote] = []
    taken: set[tuple[int, int]] = set()
    for cover in found:
        if any(index in notes for index, *_ in cover.parts):
            continue
        text = _text(cover, fragments)
        linked = () if shows(text.text, cover.uri) else (_link(cover, text),)
        location = text.locate(0, len(text.text))
        out.append(RawNote(marker="", kind="inline", text=text, location=location, linked=linked))
        taken.update((fragments[i].line, column) for i, a, b in cover.parts for column in range(a + 1, b + 1))
    written = find_inline(fragments, notes, known)
    out += [note for note in written if not taken & set(_places(note))]
    return sorted(out, key=lambda note: (note.location.line, note.location.column))


def _places(note: RawNote) -> Iterator[tuple[int, int]]:
    for origin in note.text.origins:
        for column in range(origin.column, origin.column + len(origin.text)):
            yield origin.line, column
