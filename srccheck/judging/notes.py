"""N1xx: what the notes and the references to them say about each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from srccheck.judging.rules import Place, finding
from srccheck.model import Document, Finding, Location, Note

__all__ = ["judge_notes"]


def judge_notes(document: Document, orphans: Sequence[tuple[str, Location]]) -> Iterator[Finding]:
    """All N1xx findings of a document.

    Args:
        document: with its citations resolved.
        orphans: markers in the text that no note answers to, and where they stand.
    """
    numbered = [note for note in document.notes if note.kind != "inline"]
    if not numbered and not orphans:
        yield finding(
            "N106",
            Place(document=document.path),
            "the document has no footnotes or endnotes; nothing in it says where its facts come from",
        )
    for marker, location in orphans:
        yield finding(
            "N101",
            Place(document=document.path, location=location),
            f"the text refers to note {marker}, but there is no such note; add the note or remove the marker",
            evidence={"marker": marker},
        )
    yield from _unreferenced(document, numbered)
    yield from _numbering(document, numbered)
    yield from _back_references(document)


def _unreferenced(document: Document, notes: Sequence[Note]) -> Iterator[Finding]:
    for note in notes:
        # A bibliography is a list: its entries need no marker in the text.
        if note.kind != "reference" and not note.references:
            yield finding(
                "N102",
                Place.of(document, note),
                f"no marker in the text refers to note {note.marker}; add the marker or remove the note",
                evidence={"marker": note.marker},
            )


def _numbering(document: Document, notes: Sequence[Note]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Note] = {}
    last: dict[str, int] = {}
    for note in notes:
        before = last.get(note.kind)
        if note.number == 1 and before is not None and before > 1:
            # A new page or chapter counts from 1 again: nothing is given twice, nothing left out.
            seen = {key: first for key, first in seen.items() if key[0] != note.kind}
            before = None
        first = seen.setdefault((note.kind, note.marker), note)
        if first is not note and (note.number is not None or note.marker.isalnum()):
            yield _twice(document, note, first)
            continue
        if note.number is None:
            continue
        if before is not None and note.number > before + 1:
            missing = _run(before + 1, note.number - 1)
            yield finding(
                "N103",
                Place.of(document, note),
                f"note {note.marker} follows note {before}: {missing} missing; "
                "renumber the notes or restore what was lost",
                evidence={"after": before, "number": note.number},
            )
        last[note.kind] = note.number


def _twice(document: Document, note: Note, first: Note) -> Finding:
    return finding(
        "N103",
        Place.of(document, note),
        f"note {note.marker} is given twice, first on line {first.location.line}; "
        "the reader cannot tell which one is meant: renumber one of them",
        evidence={"marker": note.marker, "first_line": first.location.line},
    )


def _run(first: int, last: int) -> str:
    return f"note {first} is" if first == last else f"notes {first} to {last} are"


def _back_references(document: Document) -> Iterator[Finding]:
    for note in document.notes:
        for citation in note.citations:
            if citation.short_form and citation.refers_to is None:
                yield finding(
                    "N104",
                    Place.of(document, note, citation),
                    f"“{citation.text}” points back to a source, but not to exactly one; name the source",
                )
