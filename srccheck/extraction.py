"""The reading half of the road: document -> notes -> citations, and what they show by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from attrs import evolve

from srccheck import documents
from srccheck.citations import parse_citations, parse_note_text, resolve
from srccheck.errors import UnreadableInputError
from srccheck.judging import Place, finding, judge_document
from srccheck.masking import masked
from srccheck.model import Citation, Document, Finding, Fragment, Location, Note, PlacedText, RawNote
from srccheck.notes import FoundNotes, find_notes
from srccheck.notes.quotations import quoted_words
from srccheck.reading.messages import NoWorkerError, Request, Task
from srccheck.settings import Settings
from srccheck.text.dates import settle
from srccheck.text.languages import text_language, title_language

__all__ = [
    "SMALL",
    "extract",
    "extract_here",
    "extract_lines",
    "largest",
    "parse_note",
    "unreadable_finding",
]

_LANGUAGE_SAMPLE = 20_000
"""Characters of running text that are enough to tell a document's language."""

SMALL = 250_000
"""Bytes of text that are always read in this process: the worst that we know take 6 s, or 150 MB."""

_MEMORY_TO_SIZE = 4
"""Bytes, characters and lines of a document are in memory at once."""


def extract(
    source: documents.Source, *, name: str | None = None, settings: Settings | None = None
) -> Document:
    """Read a document: its notes, their citations, and what is wrong with them on paper.

    No network is touched. What is large, or of a format in which a small file can take long, is read in a
    process of its own, which is ended when it goes beyond the limits.

    Args:
        source: a path, the document's bytes, or an open file (binary or text).
        name: what the document is called; its suffix tells the format of bytes and files.
        settings: the limits of time and memory; the defaults where None.

    Raises:
        UnreadableInputError: the document is missing, binary, damaged, in no known format, or cannot be
            read within the limits.
    """
    return _guarded("document", source, name, settings)


def extract_lines(
    source: documents.Source, *, name: str | None = None, settings: Settings | None = None
) -> Document:
    """Read a list of notes: every line that is not empty is the text of one, without its marker.

    The notes are of kind `reference`, their marker is the number of their line.

    Args:
        source: a path, the bytes, or an open file (binary or text); taken for plain text in any case.
        name: what the list is called.
        settings: the limits of time and memory; the defaults where None.

    Raises:
        UnreadableInputError: the list is missing, binary, in no known encoding, or cannot be read within
            the limits.
    """
    return _guarded("lines", source, name, settings)


def extract_here(task: Task, given: documents.Given) -> Document:
    """Do what `extract` or `extract_lines` does in this process, without limits.

    Raises:
        UnreadableInputError: as these.
    """
    return _document(given) if task == "document" else _lines(given)


def _guarded(task: Task, source: documents.Source, name: str | None, settings: Settings | None) -> Document:
    limits = settings or Settings()
    given = documents.take(source, name=name, leave_above=SMALL, at_most=largest(limits))
    is_small = given.data is not None and len(given.data) <= SMALL
    if is_small and (task == "lines" or documents.is_text_format(given)):
        return extract_here(task, given)
    # late: only what is not read here needs it, and small documents are to be quick
    from srccheck.reading.guard import read_apart  # noqa: PLC0415

    try:
        return read_apart(Request(task=task, given=given, settings=limits))
    except NoWorkerError:
        return extract_here(task, given)


def largest(settings: Settings) -> int:
    """How many bytes a document can have that is to be read within the limits."""
    return settings.read_memory_limit_bytes // _MEMORY_TO_SIZE


def _document(given: documents.Given) -> Document:
    manuscript = documents.read_given(given)
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
        ignores=manuscript.ignores,
    )
    document = masked(document)
    return evolve(document, findings=judge_document(document, found.orphans))


def _lines(given: documents.Given) -> Document:
    manuscript = documents.read_given(given, as_text=True)
    lines = groupby(manuscript.body, key=attrgetter("line"))
    raws = (_line_note(number, tuple(fragments)) for number, fragments in lines)
    document = Document(
        path=manuscript.path,
        format=manuscript.format,
        encoding=manuscript.encoding,
        notes=resolve(_settled(_read_notes(raw for raw in raws if raw.text.text))),
        findings=manuscript.findings,
        ignores=manuscript.ignores,
    )
    document = masked(document)
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
    """`n4`; `n4-2` for a second note 4; `n-fn` for a named one; what has no marker is counted.

    `link1` is a link in running text, `ref1` an entry of a bibliography that is not numbered.
    """
    if raw.kind == "inline" or not raw.marker:
        name = {"inline": "link", "reference": "ref"}.get(raw.kind, "note")
        taken[name] += 1
        return f"{name}{taken[name]}"
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
