"""Markdown: CommonMark, pandoc's and GitHub's footnotes, Jekyll's front matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from srccheck.documents.blocks import Blocks, Definition, parse_blocks
from srccheck.documents.lines import to_lines
from srccheck.documents.weblinks import hidden_links, inline_notes, shown
from srccheck.model import Fragment, Link, Location, Manuscript, PlacedText, RawNote
from srccheck.text.encoding import Decoded
from srccheck.text.markup import Span, scan
from srccheck.text.plainview import plain

__all__ = ["read_markdown"]


def read_markdown(path: str, decoded: Decoded) -> Manuscript:
    """Notes, links and running text of a Markdown document, each with line and column.

    Every definition of a note is kept, unused and repeated ones too. Links in running text and inline
    notes (`^[…]`) are notes of kind `inline`. Code and HTML comments hold neither.

    Args:
        path: the document as the caller named it.
        decoded: its characters.
    """
    lines = [line.replace("\0", "\ufffd") for line in to_lines(decoded.text)]
    blocks = parse_blocks(lines)
    reading = _Reading(blocks)
    hidden = set(blocks.hidden)
    for each in blocks.definitions:
        hidden.update(range(each.first, each.last + 1))
    return Manuscript(
        path=path,
        format="markdown",
        encoding=decoded.encoding,
        encoding_basis=decoded.basis,
        title=blocks.title or reading.heading,
        body=tuple(line for number, line in enumerate(blocks.lines) if number not in hidden),
        notes=reading.notes(),
        orphans=reading.orphans(),
    )


class _Reading:
    """What the scan of all blocks gives."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._inline: list[RawNote] = []
        self._texts: dict[int, list[tuple[str, Fragment]]] = defaultdict(list)
        self._linked: dict[int, list[Link]] = defaultdict(list)
        self._references: dict[str, list[Location]] = defaultdict(list)
        self.heading: str | None = None
        for at, (leaf, owner) in enumerate(zip(blocks.leaves, blocks.owners, strict=True)):
            spans = scan(leaf.text, blocks.targets, links_only=owner is None)
            if at == blocks.heading:
                self.heading = shown(leaf, 0, len(leaf.text), blocks.targets).text.strip() or None
            self._note_references(leaf, spans)
            if owner is None:
                self._inline += inline_notes(leaf, spans, blocks.targets)
            else:
                pieces = plain(leaf, spans)
                self._texts[owner] += [(" ", pieces[0][1]), *pieces[1:]] if pieces else []
                self._linked[owner] += hidden_links(leaf, spans)
        for leaf in blocks.html:
            self._inline += inline_notes(
                leaf, [span for span in scan(leaf.text, {}) if span.kind == "raw"], {}
            )

    def _note_references(self, leaf: PlacedText, spans: Iterable[Span]) -> None:
        for span in spans:
            if span.kind == "reference":
                self._references[span.target].append(leaf.locate(span.start))

    def notes(self) -> tuple[RawNote, ...]:
        """All notes, in document order."""
        defined = [self._defined(at, each) for at, each in enumerate(self._blocks.definitions)]
        notes = [*defined, *self._inline]
        return tuple(sorted(notes, key=lambda note: (note.location.line, note.location.column)))

    def _defined(self, at: int, each: Definition) -> RawNote:
        pieces = self._texts[at]
        first = pieces[0][1] if pieces else Fragment(text="", line=each.first + 1)
        text = PlacedText.join([("", first), *pieces[1:]])
        return RawNote(
            marker=each.label,
            number=int(each.label) if each.label.isdecimal() else None,
            kind="footnote",
            text=text,
            location=Location(line=each.first + 1, column=each.column, end_line=each.last + 1),
            references=tuple(self._references.get(each.label, ())),
            linked=tuple(self._linked[at]),
        )

    def orphans(self) -> tuple[tuple[str, Location], ...]:
        """References to notes that are not defined."""
        defined = {each.label for each in self._blocks.definitions}
        return tuple(
            (label, place)
            for label, places in self._references.items()
            if label not in defined and label[0].isalnum()
            for place in places
        )
