"""DOCX: repairs as tracked changes, which the editor accepts or rejects.

The paragraphs of the running text and of the notes stand one after the other as lines of one text, to which
the places of links are turned and on which edits are planned as in plain text; `write` turns these into
`w:ins` and `w:del` (ECMA-376 part 1 §17.13.5). No other part of the package is touched.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, frozen

from srccheck.documents.archive import Package, xml_events
from srccheck.documents.docx_citations import joined
from srccheck.documents.docx_parts import Parts
from srccheck.documents.docx_records import Anchor, Paragraph, local_name
from srccheck.documents.docx_story import Story
from srccheck.fixing.docx_tracking import Place, Tracker
from srccheck.fixing.facts import Snapshot
from srccheck.fixing.hands import Hand
from srccheck.fixing.records import Edit, Region
from srccheck.fixing.source import Source
from srccheck.model import Document, Link, Location, Note

__all__ = ["DocxFile", "DocxHand"]


class _Writer(Story):
    """A story that remembers which element gave which characters.

    Attributes:
        places: for each paragraph's number, (offset in its text, number of the element, characters).
    """

    def __init__(self, relations: Mapping[str, str], bookmarks: Mapping[str, str]) -> None:
        super().__init__(relations, bookmarks)
        self.places: dict[int, list[tuple[int, int, int]]] = {}
        self._met = 0
        self._numbers: list[int] = []

    def handle(self, event: str, element: Any) -> None:
        """Take one event of the stream."""
        if event == "start":
            self._numbers.append(self._met)
            self._met += 1
        draft = self._open[-1] if self._open else None
        before = draft.length if draft else 0
        super().handle(event, element)
        if event == "end":
            number = self._numbers.pop()
            is_text = local_name(element.tag) == "t" and element.tag.endswith("main}t")
            if draft and is_text and draft.length > before:
                self.places.setdefault(draft.number, []).append((before, number, draft.length - before))


@frozen(kw_only=True)
class _Line:
    """A paragraph in the text of all parts, and the offset at which it begins."""

    start: int
    part: int
    paragraph: Paragraph


@define
class _Part:
    name: str
    data: bytes
    story: _Writer


class DocxFile:
    """A Word document whose text can be changed.

    Args:
        path: the document as the caller named it.
        data: the file.

    Raises:
        UnreadableInputError: as `read_docx`.
    """

    def __init__(self, path: str, data: bytes) -> None:
        package = Package.open(path, data, label="Word document")
        parts = Parts.of(package)
        names = [parts.main, parts.note_parts["footnote"], parts.note_parts["endnote"]]
        self._data = data
        self._parts: list[_Part] = []
        self._kinds: dict[str, int] = {}
        self._looked_at: dict[int, Tracker] = {}
        for kind, name in zip(("", "footnote", "endnote"), names, strict=True):
            inner = package.read(name) if name else None
            if name is not None and inner is not None:
                story = _Writer(Parts.relations_of(package, name), parts.bookmarks)
                xml_events(path, name, inner, story.handle)
                self._kinds[kind] = len(self._parts)
                self._parts.append(_Part(name=name, data=inner, story=story))
        self.lines: list[_Line] = []
        texts: list[str] = []
        start = 0
        for number, part in enumerate(self._parts):
            for paragraph in sorted(part.story.paragraphs, key=lambda each: each.number):
                self.lines.append(_Line(start=start, part=number, paragraph=paragraph))
                texts.append(paragraph.text)
                start += len(paragraph.text) + 1
        self.text = "\n".join(texts)
        self._starts = [line.start for line in self.lines]

    def at(self, offset: int) -> _Line:
        """The paragraph in which an offset lies."""
        return self.lines[bisect_right(self._starts, offset) - 1]

    def body_line(self, number: int) -> _Line | None:
        """A paragraph of the running text, by its number."""
        main = self._kinds.get("")
        found = (line for line in self.lines if line.part == main and line.paragraph.number == number)
        return next(found, None)

    def notes(self) -> list[tuple[list[_Line], str | None]]:
        """Paragraphs of each note, and its mark where the author typed one, in the order of the marks."""
        texts: dict[tuple[str, str], list[_Line]] = {}
        for line in self.lines:
            for kind in ("footnote", "endnote"):
                story = line.paragraph.story
                if line.part == self._kinds.get(kind) and story is not None:
                    texts.setdefault((kind, story), []).append(line)
        out: dict[tuple[str, str], str | None] = {}
        for line in self.lines:
            if line.part == self._kinds.get(""):
                for mark in sorted(line.paragraph.marks, key=lambda each: each.offset):
                    if (mark.kind, mark.id) in texts:
                        out.setdefault((mark.kind, mark.id), mark.custom)
        return [(texts[key], custom) for key, custom in out.items()]

    def place(self, start: int, end: int) -> Place | None:
        """Which elements hold `text[start:end]`; None where they hold more than that or not all of it."""
        line = self.at(start)
        low, high = start - line.start, end - line.start
        pieces = []
        for begin, number, length in self._parts[line.part].story.places.get(line.paragraph.number, ()):
            first, last = max(low, begin), min(high, begin + length)
            if first < last:
                pieces.append((number, first - begin, last - begin))
        whole = sum(last - first for _, first, last in pieces) == end - start
        return Place(part=line.part, pieces=tuple(pieces)) if pieces and whole else None

    def can(self, edit: Edit) -> bool:
        """Whether an edit can be tracked where it falls."""
        removed = edit.end > edit.start
        place = self._spot(edit)
        if place is None:
            return False
        if place.part not in self._looked_at:
            now = dt.datetime.min.replace(tzinfo=dt.UTC)
            self._looked_at[place.part] = Tracker(self._parts[place.part].data, now=now)
        return self._looked_at[place.part].allows(place, removed=removed)

    def _spot(self, edit: Edit) -> Place | None:
        """The characters that an edit strikes out, or the one behind which it inserts."""
        start = edit.start if edit.end > edit.start else edit.start - 1
        return self.place(start, edit.end) if start >= 0 else None

    def write(self, edits: Iterable[Edit], *, now: dt.datetime) -> bytes | None:
        """The file with edits tracked; None where one cannot be.

        Args:
            edits: changes of `text`.
            now: when the changes were made.
        """
        trackers = self._trackers(edits, now=now)
        if trackers is None:
            return None
        changed = {self._parts[number].name: tracker.to_bytes() for number, tracker in trackers.items()}
        return _repacked(self._data, changed)

    def _trackers(self, edits: Iterable[Edit], *, now: dt.datetime) -> dict[int, Tracker] | None:
        trackers: dict[int, Tracker] = {}
        marks = max((Tracker.highest_id(part.data) for part in self._parts), default=0)
        for edit in sorted(set(edits), reverse=True):
            place = self._spot(edit)
            if place is None:
                return None
            if place.part not in trackers:
                trackers[place.part] = Tracker(self._parts[place.part].data, now=now)
            tracker = trackers[place.part]
            tracker.next_id = marks = max(marks, tracker.next_id) + 1
            removed = edit.end > edit.start
            if not tracker.change(place, edit.text, removed=removed):
                return None
            marks = tracker.next_id
        return trackers


class DocxHand(Hand):
    """Word documents: what is added stands in square brackets behind the link, tracked.

    Args:
        file: the document.
        document: the same, read.
    """

    def __init__(self, file: DocxFile, document: Document) -> None:
        super().__init__(Source(text=file.text))
        self._file = file
        notes = [note for note in document.notes if note.kind in ("footnote", "endnote")]
        found = file.notes()
        self._notes = {
            note.id: lines
            for note, (lines, custom) in zip(notes, found, strict=False)
            if joined([line.paragraph for line in lines], custom).text == note.text
        }
        self._customs = {note.id: custom for note, (_, custom) in zip(notes, found, strict=False)}

    def offset(self, place: Location, note: Note) -> int | None:
        """The offset of a place: a column in the note's own text, or in a paragraph of running text."""
        if note.kind in ("footnote", "endnote"):
            return self._in_note(note, place.column - 1)
        line = self._file.body_line(place.line)
        return (
            line.start + place.column - 1 if line and place.column - 1 <= len(line.paragraph.text) else None
        )

    def _in_note(self, note: Note, column: int) -> int | None:
        """The inverse of `joined`: paragraphs without blanks at their ends, one blank between them."""
        lines, custom = self._notes.get(note.id, []), self._customs.get(note.id)
        for count, line in enumerate(lines, 1):
            before = joined([each.paragraph for each in lines[: count - 1]], custom).text if count > 1 else ""
            until = joined([each.paragraph for each in lines[:count]], custom).text
            if column < len(until):
                from_end = len(until) - column
                inside = len(line.paragraph.text.rstrip()) - from_end
                return line.start + inside if column >= len(before) and inside >= 0 else None
        return None

    def extent(self, note: Note) -> tuple[int, int]:
        """The paragraphs of the note."""
        lines = self._notes.get(note.id) or [
            line for line in [self._file.body_line(note.location.line)] if line is not None
        ]
        if not lines:
            return 0, 0
        return lines[0].start, lines[-1].start + len(lines[-1].paragraph.text)

    def elsewhere(self, start: int, link: Link) -> Region | None:
        """The hyperlink that begins here: what it shows is not its address."""
        anchor = self._anchor(start, link.url)
        return Region(start=start, end=start, after=anchor, is_target=True) if anchor is not None else None

    def _anchor(self, start: int, url: str) -> int | None:
        line = self._file.at(start)
        begin = start - line.start
        found: list[Anchor] = [
            each for each in line.paragraph.links if each.url == url and each.start >= begin
        ]
        return line.start + found[0].end if found and found[0].start == begin else None

    def replaced(self, region: Region, url: str) -> tuple[Edit, ...] | str:
        """The address struck out and the new one inserted; what a hyperlink leads to cannot be tracked."""
        if region.is_target:
            return "what a Word hyperlink leads to cannot be changed as a tracked change; change it in Word"
        return self._tracked(super().replaced(region, url))

    def archived(self, region: Region, link: Link, snapshot: Snapshot) -> tuple[Edit, ...] | str | None:
        """As in plain text."""
        edits = super().archived(region, link, snapshot)
        return self._tracked(edits) if isinstance(edits, tuple) else edits

    def dated(self, region: Region, words: str) -> tuple[Edit, ...] | str:
        """As in plain text."""
        return self._tracked(super().dated(region, words))

    def redated(self, region: Region, note: Note, raw: str, new: str) -> tuple[Edit, ...] | str:
        """As in plain text."""
        return self._tracked(super().redated(region, note, raw, new))

    def _tracked(self, edits: tuple[Edit, ...] | str) -> tuple[Edit, ...] | str:
        if isinstance(edits, str) or all(self._file.can(edit) for edit in edits):
            return edits
        return "it stands in a field, a hyperlink, or somebody's tracked change; change it in Word"


def _repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The package with some parts replaced, all others as they were, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            inner = changed.get(info.filename)
            new.writestr(info, old.read(info) if inner is None else inner, compress_type=info.compress_type)
    return out.getvalue()
