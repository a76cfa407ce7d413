"""Short ways to read documents in these tests."""

from __future__ import annotations

from pathlib import Path

from srccheck.documents import read
from srccheck.notes import FoundNotes, find_notes

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "documents"


def found(text: str, name: str = "a.txt") -> FoundNotes:
    return find_notes(read(text.encode(), name=name))


def brief(result: FoundNotes) -> list[tuple[str, int, int | None, str]]:
    return [
        (note.marker, note.location.line, note.location.end_line, note.text.text) for note in result.notes
    ]


def places(result: FoundNotes) -> dict[str, list[tuple[int, int]]]:
    return {note.marker: [(r.line, r.column) for r in note.references] for note in result.notes}
