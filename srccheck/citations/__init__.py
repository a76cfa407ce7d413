"""From a note's text to the sources that it names: Note -> Citations."""

from __future__ import annotations

from srccheck.citations.ibid import resolve
from srccheck.citations.notes import parse_citations, parse_note_text

__all__ = ["parse_citations", "parse_note_text", "resolve"]
