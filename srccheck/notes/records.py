"""What is found in a document's text."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from srccheck.model import Attribution, Fragment, Location, RawNote

__all__ = ["Candidate", "FoundNotes", "Mark", "Style"]

Style = Literal["bracket", "round", "dot", "paren", "bare", "superscript", "alone", "symbol"]


@frozen(kw_only=True)
class FoundNotes:
    """A document, divided into its notes and its running text.

    Attributes:
        title: the document's title, or None.
        notes: in document order; links in running text among them as kind `inline`, with an empty marker.
        orphans: markers in the text that no note answers to, and where they stand.
        attributions: photo credits and republication lines.
        known_urls: URLs that an extractor wrote out whole after a page's notes.
        body: the running text, without notes.
    """

    title: str | None = None
    notes: tuple[RawNote, ...] = ()
    orphans: tuple[tuple[str, Location], ...] = ()
    attributions: tuple[Attribution, ...] = ()
    known_urls: tuple[str, ...] = ()
    body: tuple[Fragment, ...] = ()


@frozen(kw_only=True)
class Candidate:
    """A line that may begin a note.

    Attributes:
        index: position of the line among the fragments.
        style: how its marker is written.
        marker: the marker without brackets or dots.
        number: what it counts as.
        start: offset of the marker in the line.
        end: offset of the text after it.
        weight: how much speaks for it; about 1 for a plain case.
    """

    index: int
    style: Style
    marker: str
    number: int
    start: int
    end: int
    weight: float = 1.0


@frozen(kw_only=True)
class Mark:
    """A place in running text that may point to a note.

    Attributes:
        index: position of the line among the fragments.
        offset: offset of the mark in the line.
        number: the note it would point to.
        weight: how much speaks for it, 0 to 1.
    """

    index: int
    offset: int
    number: int
    weight: float = 1.0
