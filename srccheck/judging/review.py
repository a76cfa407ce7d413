"""What people said about notes and links, before what was found: overrides, and comments in the documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from attrs import evolve

from srccheck.judging.rules import RULES, Place, finding, is_selected
from srccheck.model import Document, Finding, LinkReport, Location, Note
from srccheck.model.overrides import InlineIgnore, Override
from srccheck.settings import Settings, covers
from srccheck.text.urls import normalize, problem, without_fragment

__all__ = ["Review", "Silences", "is_silenced", "judge_ignores", "silences"]

Silences = Mapping[str | int, tuple[str, ...]]


class Review:
    """The overrides of a run, and what of it they are about.

    Args:
        overrides: as read.
        as_of: what today is.
    """

    def __init__(self, overrides: Sequence[Override], *, as_of: dt.date) -> None:
        self._overrides = overrides
        self._as_of = as_of
        self._urls = {id(each): _plain(each.url) for each in overrides if each.url}
        self._notes: dict[int, set[tuple[str, str]]] = {id(each): set() for each in overrides}
        self._used: set[int] = set()

    def hear(self, document: Document) -> None:
        """Note what a document holds; before its links and findings come."""
        for each in self._overrides:
            if each.document and covers(each.document, Path(each.file).parent, document.path):
                meant = {note.id for note in document.notes if each.note in (None, note.id, note.marker)}
                self._notes[id(each)] |= {(document.path, note) for note in meant}
                if meant or each.note is None:
                    self._used.add(id(each))

    def mark(self, link: LinkReport) -> LinkReport:
        """The link, and each of its uses, with the override that holds for it."""
        if not self._overrides:
            return link
        uses = tuple(evolve(use, override=self._first(link.url, use.document, use.note)) for use in link.uses)
        return evolve(link, uses=uses, override=self._first(link.url, None, None))

    def _first(self, url: str | None, document: str | None, note: str | None) -> Override | None:
        found = None
        for each in self._overrides:
            if self._is_meant(each, url, document, note):
                self._used.add(id(each))
                found = found or (each if each.holds(self._as_of) else None)
        return found

    def _is_meant(self, each: Override, url: str | None, document: str | None, note: str | None) -> bool:
        if each.document:
            return (document, note) in self._notes[id(each)]
        if not url:
            return False
        if each.host:
            host = _host(url)
            return host == _host(f"https://{each.host}/") or host.endswith(f".{each.host}")
        return self._urls[id(each)] in (_plain(url), without_fragment(_plain(url)))

    def keeps(self, item: Finding) -> bool:
        """Whether a finding still stands."""
        return not any(
            item.code.startswith(each.codes)
            and self._is_meant(each, item.url, item.document, item.note)
            and each.holds(self._as_of)
            for each in self._overrides
        )

    def findings(self, settings: Settings, *, whole: bool) -> Iterator[Finding]:
        """O901 and O902: what is out of date, and what is about nothing that was read.

        Args:
            settings: the codes that are selected.
            whole: all documents were read that the overrides can be about.
        """
        return (item for item in self._unfit(whole=whole) if is_selected(item.code, settings))

    def _unfit(self, *, whole: bool) -> Iterator[Finding]:
        for each in self._overrides:
            place = Place(document=each.file, location=Location(line=each.line))
            used = id(each) in self._used
            if not each.holds(self._as_of) and (whole or used):
                yield finding(
                    "O901",
                    place,
                    f"the word of {each.by} on {each.aim} held until {each.until}; look again and set a new "
                    "day, or remove it",
                    evidence=each.to_dict(),
                )
            elif whole and not used:
                yield finding(
                    "O902",
                    place,
                    f"nothing that was read cites {each.aim}; correct the entry or remove it",
                    evidence=each.to_dict(),
                )


def _plain(url: str) -> str:
    trouble = problem(url)
    return url if trouble and trouble.reason == "malformed" else normalize(url)


def _host(url: str) -> str:
    try:
        return urlsplit(_plain(url)).hostname or ""
    except ValueError:
        return ""


def silences(document: Document) -> Silences:
    """What comments in a document do not want to hear: codes by note, or by line of what has no note."""
    quiet: dict[str | int, tuple[str, ...]] = {}
    for each in document.ignores:
        line = each.line + each.alone
        keys: list[str | int] = [line, *(note.id for note in _meant(document, each))]
        for key in keys:
            quiet[key] = (*quiet.get(key, ()), *each.codes)
    return quiet


def is_silenced(item: Finding, quiet: Silences) -> bool:
    """Whether a comment in its document takes a finding away."""
    return bool(quiet) and item.code.startswith(quiet.get(item.note or item.location.line, ()))


def judge_ignores(document: Document) -> Iterator[Finding]:
    """O903: comments that can have no effect."""
    for each in document.ignores:
        if trouble := _trouble(each):
            place = Place(document=document.path, location=Location(line=each.line, column=each.column))
            yield finding("O903", place, trouble)


def _trouble(each: InlineIgnore) -> str | None:
    if not each.codes:
        return "this comment names no finding code; write it like srccheck: ignore[L201]"
    strange = [code for code in each.codes if not any(known.startswith(code) for known in RULES)]
    return f"there is no finding code {strange[0]}; correct the comment" if strange else None


def _meant(document: Document, each: InlineIgnore) -> tuple[Note, ...]:
    """The note that a comment stands in, else the next one where it stands alone; links by their line."""
    covering = [note for note in document.notes if _covers(note, each)]
    own = [note for note in covering if note.kind != "inline"]
    if own:
        return (max(own, key=_start),)
    if covering and not each.alone:
        return tuple(covering)
    if each.alone:
        after = [note for note in document.notes if _start(note) > (each.line, each.column)]
        first = min(after, key=_start, default=None)
        if first is not None:
            same = [note for note in after if note.location.line == first.location.line]
            return tuple(same) if first.kind == "inline" else (first,)
    return ()


def _covers(note: Note, each: InlineIgnore) -> bool:
    last = note.location.end_line or note.location.line
    begins = _start(note) < (each.line, each.column) or note.kind == "inline"
    return begins and note.location.line <= each.line <= last


def _start(note: Note) -> tuple[int, int]:
    return note.location.line, note.location.column
