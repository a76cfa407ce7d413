"""Where the text that pandoc gives stood in the source: its tree does not say, so it is looked for.

Letters and digits of both are compared in order, folded (no marks, no case), so that markup, line breaks,
quotation marks and TeX's accents between them do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right

from srccheck.documents.lines import to_lines
from srccheck.model import Fragment, Location, PlacedText

__all__ = ["Source"]

_WORD = re.compile(r"\S+")
_LONG, _SHORT, _LEAST = 32, 12, 4
_NEAR = 2_000
_WITHIN = 400
_FAR = 20_000
# How many times the whole source may be searched in vain before places are given up
_PATIENCE = 200
_FOLDED: dict[str, str] = {}


def _fold_one(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character).casefold()
    folded = _FOLDED[character] = "".join(each for each in plain if each.isalnum())
    return folded


def _fold(text: str) -> str:
    return "".join(_FOLDED[each] if each in _FOLDED else _fold_one(each) for each in text)


class Source:
    """A text in which places are looked for, from its beginning to its end.

    Attributes:
        lines: the source, as an editor numbers its lines.
    """

    def __init__(self, text: str, *, body: str = "") -> None:
        """Take a text; looking begins after the first occurrence of `body` in it."""
        self.lines = to_lines(text)
        self._text = "\n".join(self.lines)
        self._starts = array("L", [0])
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        folded: list[str] = []
        self._offsets = array("L")
        for offset, character in enumerate(self._text):
            pieces = _FOLDED[character] if character in _FOLDED else _fold_one(character)
            folded.append(pieces)
            for _ in pieces:
                self._offsets.append(offset)
        self._folded = "".join(folded)
        self._body = self._note = self._index(max(self._text.find(body), 0)) if body else 0
        self._patience = _PATIENCE * max(len(self._folded), 10_000)

    def _index(self, offset: int) -> int:
        """The first folded character at or after an offset."""
        return bisect_right(self._offsets, offset - 1)

    def place_of(self, offset: int) -> tuple[int, int]:
        """Line and column, 1-based, of an offset."""
        line = min(bisect_right(self._starts, offset), max(len(self.lines), 1))
        return line, offset - self._starts[line - 1] + 1

    def body(self, text: str, *, begins: bool) -> PlacedText:
        """Place running text, after what was placed before.

        Args:
            text: a paragraph or a part of one.
            begins: it begins a paragraph; else it goes on where the last part or note ended.
        """
        start = self._find(text, self._body) if begins else None
        if start is None:
            start = self._body
        placed, end = self._words(text, start)
        if start - self._body < _FAR:
            self._body = end
        return placed

    def note(
        self, text: str, openers: tuple[str, ...], *, inside: bool
    ) -> tuple[PlacedText, Location] | None:
        """Place a note.

        Args:
            text: the note.
            openers: what begins a note in the source, up to 300 characters before its text.
            inside: notes stand inside the text that refers to them; else somewhere after it, in order.

        Returns:
            the note, and its place from the opener to its last line; None where it is not found.
        """
        start = self._find(text, max(self._body, self._note), within=_WITHIN if inside else None)
        if start is None:
            start = self._find(text, self._note)
        if start is None:
            return None
        placed, end = self._words(text, start)
        self._note = end
        if inside:
            self._body = end
        offset = self._offsets[start]
        found = [self._text.rfind(opener, max(offset - 300, 0), offset) for opener in openers]
        first = max(found, default=-1)
        line, column = self.place_of(first if first >= 0 else offset)
        last = self.place_of(self._offsets[end - 1])[0]
        return placed, Location(line=line, column=column, end_line=last)

    def rewind_notes(self) -> None:
        """Look for the next note from the beginning of the running text."""
        self._note = 0

    def mark(self, after: Location, openers: tuple[str, ...]) -> Location:
        """Where a reference to a note stands that follows a character of the text."""
        start = self._starts[after.line - 1] + after.column
        for opener in openers:
            at = self._text.find(opener, start, start + 80)
            if at >= 0:
                line, column = self.place_of(at)
                return Location(line=line, column=column)
        return Location(line=after.line, column=after.column + 1)

    def _find(self, text: str, start: int, *, within: int | None = None) -> int | None:
        """The first place of the beginning of a text: the longer the beginning, the farther it may be."""
        needle = _fold(text[: 4 * _LONG])
        for size in (_LONG, _SHORT, _LEAST):
            piece = needle[:size]
            if not piece or (size != _LONG and len(needle) <= size):
                continue
            reach = within or (len(self._folded) if len(piece) >= _SHORT else _NEAR)
            if self._patience <= 0:
                return None
            at = self._folded.find(piece, start, start + reach + len(piece))
            if at >= 0:
                return at
            self._patience -= min(reach, len(self._folded) - start)
        return None

    def _words(self, text: str, start: int) -> tuple[PlacedText, int]:
        """Place word by word; words that stand side by side in the source become one fragment."""
        pieces: list[tuple[str, Fragment]] = []
        position, done = start, 0
        for match in _WORD.finditer(text):
            word, folded = match[0], _fold(match[0])
            at = self._folded.find(folded[:16], position, position + _WITHIN) if folded else -1
            if at >= 0:
                position = at + len(folded)
                fragment = self._fragment(word, self._offsets[at])
            else:
                index = min(position, len(self._offsets)) - 1
                line, column = self.place_of(self._offsets[index] + 1 if index >= 0 else 0)
                fragment = Fragment(text=word, line=line, column=column)
            glue = text[done : match.start()]
            done = match.end()
            last = pieces[-1][1] if pieces else None
            if last and last.line == fragment.line and last.column + len(last.text + glue) == fragment.column:
                fragment = Fragment(text=last.text + glue + word, line=last.line, column=last.column)
                glue = pieces.pop()[0]
            pieces.append((glue, fragment))
        if not pieces:
            index = min(start, len(self._offsets) - 1)
            line, column = self.place_of(self._offsets[index] if index >= 0 else 0)
            return PlacedText.of(text, line=line, column=column), start
        placed = PlacedText.join(pieces)
        tail = Fragment(text=text[done:], line=pieces[-1][1].line, column=pieces[-1][1].column)
        return (PlacedText.join([*pieces, ("", tail)]) if tail.text else placed), position

    def _fragment(self, word: str, offset: int) -> Fragment:
        """A word whose first letter stands at an offset; a bracket or quote before it belongs to it."""
        lead = next((index for index, character in enumerate(word) if _fold(character)), 0)
        if lead and self._text[offset - lead : offset] == word[:lead]:
            offset -= lead
        line, column = self.place_of(offset)
        return Fragment(text=word, line=line, column=column)
