"""The lines of a PDF divided into notes and running text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from srccheck.documents.pdf_bibliography import entries
from srccheck.documents.pdf_extents import note_extents
from srccheck.documents.pdf_lines import Line
from srccheck.documents.pdf_links import covers, inline_notes, links_of, shows, whole_urls
from srccheck.documents.pdf_marks import missing_notes, pointing, raised_markers
from srccheck.documents.pdf_records import PageContent
from srccheck.documents.pdf_starts import note_starts, sign_starts
from srccheck.documents.pdf_zones import zones
from srccheck.model import Fragment, Link, Location, NoteKind, PlacedText, RawNote
from srccheck.notes.headings import list_headings
from srccheck.notes.records import Candidate
from srccheck.text.mending import KnownUrls, Vocabulary, mend

__all__ = ["Divided", "divide"]

_WEAK = 3
_HEADING = 1.08


@frozen(kw_only=True)
class Divided:
    """What the lines of a document are.

    Attributes:
        notes: in document order, links in running text among them.
        body: running text.
        orphans: marks without a note, and where they stand.
        known_urls: URLs that link annotations give whole.
    """

    notes: tuple[RawNote, ...]
    body: tuple[Fragment, ...]
    orphans: tuple[tuple[str, Location], ...]
    known_urls: tuple[str, ...]


def divide(
    lines: Sequence[Line], fragments: Sequence[Fragment], contents: Mapping[int, PageContent], size: float
) -> Divided:
    """Find the notes of a document.

    Args:
        lines: the document, without furniture.
        fragments: the same as text.
        contents: the pages, by number.
        size: of running text.
    """
    headings = list_headings(fragments)
    found = list(zones(lines, contents, size, _listed(lines, headings, size)))
    numbered = note_starts(lines, fragments, found)
    signs = list(sign_starts(fragments, found))
    owned = note_extents(lines, found, sorted([*numbered, *signs], key=lambda each: each.index))
    notes = frozenset(index for own in owned.values() for index in own)
    markers = list(raised_markers(lines, notes))
    references = pointing(lines, fragments, [*numbered, *signs], notes, markers)
    signs = [each for each in signs if each.index in references]
    if not _is_sound(lines, numbered, references):
        numbered = []
    starts = sorted([*numbered, *signs], key=lambda each: each.index)
    owned = {start.index: owned[start.index] for start in starts}
    owners = {index: start for start, own in owned.items() for index in own}
    listed = [entry for entry in entries(lines, fragments, headings, owners) if entry]
    owners |= {index: entry[0] for entry in listed for index in entry}
    found_links = covers(lines, contents)
    known_urls = whole_urls(lines, found_links)
    maker = _Maker(
        lines=lines,
        fragments=fragments,
        known=KnownUrls(known_urls),
        vocabulary=Vocabulary.of([fragment.text for fragment in fragments]),
        links=links_of(found_links, owners, fragments),
        references=references,
        body_after=max((index for index in range(len(lines)) if index not in owners), default=-1),
    )
    made = [maker.entry(entry) for entry in listed]
    own_notes = [maker.note(start, owned[start.index], starts) for start in starts]
    links = inline_notes(fragments, found_links, frozenset(owners), maker.known)
    return Divided(
        notes=tuple(sorted([*own_notes, *made, *links], key=_place)),
        body=tuple(fragment for index, fragment in enumerate(fragments) if index not in owners),
        orphans=missing_notes(fragments, numbered, markers),
        known_urls=known_urls,
    )


def _place(note: RawNote) -> tuple[int, int]:
    return note.location.line, note.location.column


def _listed(lines: Sequence[Line], headings: Iterable[int], size: float) -> frozenset[int]:
    """Lines of lists under a heading (references, endnotes), which `srccheck.notes` reads as lists."""
    listed: set[int] = set()
    for heading in headings:
        for index in range(heading + 1, len(lines)):
            if lines[index].size >= _HEADING * max(size, lines[heading].size):
                break
            listed.add(index)
    return frozenset(listed)


def _is_sound(lines: Sequence[Line], starts: Sequence[Candidate], references: Mapping[int, object]) -> bool:
    """Numbers that begin lines are notes where the text points to them, or their own marks are raised."""
    if not starts:
        return False
    pointed = sum(start.index in references for start in starts)
    raised = sum(start.style == "superscript" for start in starts)
    if len(starts) == 1:
        return bool(pointed)
    return pointed * _WEAK >= len(starts) or raised * 2 >= len(starts)


@frozen(kw_only=True)
class _Maker:
    """Makes the records of notes."""

    lines: Sequence[Line]
    fragments: Sequence[Fragment]
    known: KnownUrls
    vocabulary: Vocabulary
    links: Mapping[int, Sequence[Link]]
    references: Mapping[int, tuple[Location, ...]]
    body_after: int

    def entry(self, own: Sequence[int]) -> RawNote:
        """An entry of a bibliography that is not numbered."""
        first, last = self.fragments[own[0]], self.fragments[own[-1]]
        text = mend([self.fragments[index] for index in own], self.known, self.vocabulary)
        return RawNote(
            marker="",
            kind="reference",
            text=text,
            location=Location(line=first.line, column=first.column, end_line=last.line, page=first.page),
            linked=self._linked(own[0], text),
        )

    def _linked(self, start: int, text: PlacedText) -> tuple[Link, ...]:
        return tuple(link for link in self.links.get(start, ()) if not shows(text.text, link.url))

    def note(self, start: Candidate, own: Sequence[int], starts: Sequence[Candidate]) -> RawNote:
        first, last = self.fragments[own[0]], self.fragments[own[-1]]
        texts = [first.cut(start.end), *(self.fragments[index] for index in own[1:])]
        text = mend(texts, self.known, self.vocabulary)
        return RawNote(
            marker=start.marker,
            number=start.number or None,
            kind=self._kind(starts),
            text=text,
            location=Location(
                line=first.line, column=first.column + start.start, end_line=last.line, page=first.page
            ),
            references=self.references.get(start.index, ()),
            linked=self._linked(start.index, text),
        )

    def _kind(self, starts: Sequence[Candidate]) -> NoteKind:
        """Notes that all stand after the text are endnotes."""
        first, last = starts[0], starts[-1]
        at_end = first.index > self.body_after and self.lines[last.index].page > self.lines[first.index].page
        return "endnote" if at_end else "footnote"
