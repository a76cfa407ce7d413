"""Manuscript in, notes out."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from srccheck.model import Fragment, Manuscript, PlacedText, RawNote
from srccheck.notes.attributions import find_attributions
from srccheck.notes.inline import find_inline
from srccheck.notes.plain import PlainNotes, find_plain_notes
from srccheck.notes.records import FoundNotes
from srccheck.notes.titles import find_title
from srccheck.text.markup import scan
from srccheck.text.mending import KnownUrls
from srccheck.text.plainview import plain as plain_pieces

__all__ = ["FoundNotes", "find_notes"]


def find_notes(manuscript: Manuscript) -> FoundNotes:
    """Divide a document into notes and running text.

    Args:
        manuscript: what a reader made of the document; where it gives no notes, they are found in its body.
    """
    lines = manuscript.body
    native = manuscript.notes
    plain = find_plain_notes(lines, manuscript.known_urls, headed_only=native is not None)
    attributions = tuple(find_attributions(lines, plain.taken))
    passed_over = plain.taken | {index for index, _ in attributions}
    known_urls = (*manuscript.known_urls, *plain.known_urls)
    if native is None:
        notes = [*plain.notes, *find_inline(lines, passed_over, KnownUrls(known_urls))]
    else:
        listed = [_unmarked(note) for note in plain.notes] if manuscript.format == "markdown" else plain.notes
        notes = _merged(native, listed)
    return FoundNotes(
        title=manuscript.title or find_title(lines, passed_over),
        notes=tuple(sorted(notes, key=_place)),
        orphans=(*manuscript.orphans, *plain.orphans),
        attributions=tuple(attribution for _, attribution in attributions),
        known_urls=known_urls,
        body=_body(lines, plain),
    )


def _place(note: RawNote) -> tuple[int, int]:
    return note.location.line, note.location.column


def _body(lines: Sequence[Fragment], plain: PlainNotes) -> tuple[Fragment, ...]:
    if not plain.taken:
        return tuple(lines)
    return tuple(line for index, line in enumerate(lines) if index not in plain.taken)


def _unmarked(note: RawNote) -> RawNote:
    """A list's note without the markup of Markdown."""
    return evolve(note, text=PlacedText.join(plain_pieces(note.text, scan(note.text.text, {}))))


def _merged(native: Sequence[RawNote], written: Sequence[RawNote]) -> list[RawNote]:
    """Notes of the format itself, and lists of notes written by hand; links in the latter are theirs."""
    owners: dict[int, int] = {}
    listed = list(written)
    for at, note in enumerate(listed):
        for line in range(note.location.line, (note.location.end_line or note.location.line) + 1):
            owners[line] = at
    out: list[RawNote] = []
    for note in native:
        owner = owners.get(note.location.line)
        if note.kind != "inline" or owner is None:
            out.append(note)
        elif note.linked:
            listed[owner] = evolve(listed[owner], linked=(*listed[owner].linked, *note.linked))
    return [*out, *listed]
