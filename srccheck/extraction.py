"""The reading half of the road: document -> notes -> citations, and what they show by themselves."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import IO

from attrs import evolve

from srccheck import documents
from srccheck.citations import parse_citations, parse_note_text, resolve
from srccheck.errors import UnreadableInputError
from srccheck.judging import Place, finding, judge_document
from srccheck.model import Citation, Document, Finding, Fragment, Location, Note, PlacedText, RawNote
from srccheck.notes import FoundNotes, find_notes
from srccheck.notes.quotations import quoted_words
from srccheck.text.dates import settle
from srccheck.text.languages import text_language, title_language

__all__ = ["extract", "extract_lines", "parse_note", "unreadable_finding"]

_LANGUAGE_SAMPLE = 20_000
"""Characters of running text that are enough to tell a document's language."""


def extract(
    source: str | os.PathLike[str] | bytes | IO[bytes] | IO[str], *, name: str | None = None
) -> Document:
    """Read a document: its notes, their citations, and what is wrong with them on paper.

    No network is touched and no clock is read.

    Args:
        source: a path, the document's bytes, or an open file (binary or text).
        name: what the document is called; its suffix tells the format of bytes and files.

    Raises:
        UnreadableInputError: the document is missing, binary, damaged, or in no known format.
    """
    manuscript = documents.read(source, name=name)
    found = find_notes(manuscript)
    notes = resolve(_settled(_with_quotes(_read_notes(found.notes), found)))
    document = Document(
        path=manuscript.path,
        format=manuscript.format,
        encoding=manuscript.encoding,
        title=found.title,
        language=text_language(_sample(found)) if found.body else None,
        notes=notes,
        attributions=found.attributions,
        findings=manuscript.findings,
    )
    return evolve(document, findings=judge_document(document, found.orphans))


def extract_lines(
    source: str | os.PathLike[str] | bytes | IO[bytes] | IO[str], *, name: str | None = None
) -> Document:
    """Read a list of notes: every line that is not empty is the text of one, without its marker.

    The notes are of kind `reference`, their marker is the number of their line.

    Args:
        source: a path, the bytes, or an open file (binary or text); taken for plain text in any case.
        name: what the list is called.

    Raises:
        UnreadableInputError: the list is missing, binary, or in no known encoding.
    """
    manuscript = documents.read(source, name=name, as_text=True)
    lines = groupby(manuscript.body, key=attrgetter("line"))
    raws = (_line_note(number, tuple(fragments)) for number, fragments in lines)
    document = Document(
        path=manuscript.path,
        format=manuscript.format,
        encoding=manuscript.encoding,
        notes=resolve(_settled(_read_notes(raw for raw in raws if raw.text.text))),
        findings=manuscript.findings,
    )
    return evolve(document, findings=judge_document(document, ()))


def parse_note(text: str) -> tuple[Citation, ...]:
    """Take the text of one note apart into citations, in their order.

    Args:
        text: the note without its marker; line breaks are allowed.
    """
    return tuple(_with_language(citation) for citation in parse_note_text(text))


def unreadable_finding(error: UnreadableInputError) -> Finding:
    """The X901 that stands for a document that could not be read."""
    return finding("X901", Place(document=error.path), f"{error.why}; {error.remedy}")


def _read_notes(raws: Iterable[RawNote]) -> tuple[Note, ...]:
    taken: Counter[str] = Counter()
    notes = []
    for raw in raws:
        name = _id(raw, taken)
        citations = _stated(raw, name) or parse_citations(raw.text, note_id=name, linked=raw.linked)
        notes.append(
            Note(
                id=name,
                marker=raw.marker,
                number=raw.number,
                kind=raw.kind,
                text=raw.text.text,
                location=raw.location,
                references=raw.references,
                citations=tuple(_with_language(citation) for citation in citations),
            )
        )
    return tuple(notes)


def _with_quotes(notes: tuple[Note, ...], found: FoundNotes) -> tuple[Note, ...]:
    quotes = quoted_words(found.body, [note.references for note in notes])
    return tuple(
        evolve(note, quotes=words) if words else note for note, words in zip(notes, quotes, strict=True)
    )


def _line_note(number: int, fragments: tuple[Fragment, ...]) -> RawNote:
    # A form feed, which parts fragments, is white space here.
    text = PlacedText.join((" " if index else "", fragment) for index, fragment in enumerate(fragments))
    start = len(text.text) - len(text.text.lstrip())
    text = text.cut(start, len(text.text.rstrip()))
    place = fragments[0]
    return RawNote(
        marker=str(number),
        kind="reference",
        text=text,
        location=Location(line=number, column=place.column + start, page=place.page),
    )


def _stated(raw: RawNote, note_id: str) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            id=f"{note_id}.{number}",
            text=source.text,
            csl=source.csl,
            accessed=source.accessed,
            links=source.links,
            stated=True,
            location=source.location,
        )
        for number, source in enumerate(raw.stated, 1)
    )


def _id(raw: RawNote, taken: Counter[str]) -> str:
    """`n4`; `n4-2` for a second note 4; `n-fn` for a named one; `link1` for links in running text."""
    if raw.kind == "inline":
        taken["link"] += 1
        return f"link{taken['link']}"
    base = f"n{raw.number}" if raw.number is not None else f"n-{raw.marker}"
    taken[base] += 1
    return base if taken[base] == 1 else f"{base}-{taken[base]}"


def _with_language(citation: Citation) -> Citation:
    title = citation.csl.title
    return evolve(citation, title_language=title_language(title)) if title else citation


def _settled(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Access dates, each read in the light of the document's others."""
    dated = [c.accessed for note in notes for c in note.citations if c.accessed]
    if not any(accessed.ambiguous for accessed in dated):
        return notes
    readings = iter(settle(tuple(dated)))

    def read(citation: Citation) -> Citation:
        if not citation.accessed:
            return citation
        accessed = next(readings)
        return evolve(citation, accessed=accessed, csl=evolve(citation.csl, accessed=accessed.date))

    return tuple(evolve(n, citations=tuple(read(c) for c in n.citations)) for n in notes)


def _sample(found: FoundNotes) -> str:
    out, size = [], 0
    for fragment in found.body:
        out.append(fragment.text)
        size += len(fragment.text)
        if size > _LANGUAGE_SAMPLE:
            break
    return " ".join(out)[:_LANGUAGE_SAMPLE]
