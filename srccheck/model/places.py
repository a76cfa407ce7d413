"""Where things stand: locations in a source file, and text that remembers them."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from attrs import field, frozen

__all__ = ["Fragment", "Location", "PlacedText", "plain_path"]


def plain_path(path: str) -> str:
    """One way to write a path, so that what runs say of a document can be compared: `./a.md` is `a.md`.

    Args:
        path: as the caller named it.
    """
    return os.path.normpath(path).replace(os.sep, "/") if path else path


@frozen(kw_only=True)
class Location:
    """A place in a document; lines and columns are 1-based, columns count characters.

    Attributes:
        line: line in the source file.
        column: character in that line.
        end_line: last line of a range; None for a point.
        page: 1-based page; None where the format has no pages.
    """

    line: int
    column: int = 1
    end_line: int | None = None
    page: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's `location`: a point has no `end_line`."""
        out: dict[str, Any] = {"line": self.line, "column": self.column}
        if self.end_line is not None:
            out["end_line"] = self.end_line
        out["page"] = self.page
        return out


@frozen(kw_only=True)
class Fragment:
    """A run of characters that stand side by side on one line of the source.

    Attributes:
        text: the characters, without a line break.
        line: 1-based line of the source.
        column: 1-based column of the first character.
        page: 1-based page, or None.
    """

    text: str
    line: int
    column: int = 1
    page: int | None = None

    def cut(self, start: int, end: int | None = None) -> Fragment:
        """The part `text[start:end]`, with its column moved along (0 <= start)."""
        return Fragment(text=self.text[start:end], line=self.line, column=self.column + start, page=self.page)


@frozen(kw_only=True)
class PlacedText:
    """One line of text made of fragments, which knows where every character came from.

    Attributes:
        text: the text, line breaks mended.
        starts: for each piece, the offset in `text` at which it begins (ascending, first 0).
        origins: for each piece, the fragment of the source that it is.
    """

    text: str
    starts: tuple[int, ...] = field(default=(0,))
    origins: tuple[Fragment, ...]

    @classmethod
    def of(cls, text: str, *, line: int = 1, column: int = 1, page: int | None = None) -> PlacedText:
        """A text that stands unbroken on one line."""
        return cls(text=text, origins=(Fragment(text=text, line=line, column=column, page=page),))

    @classmethod
    def join(cls, pieces: Iterable[tuple[str, Fragment]]) -> PlacedText:
        """Put pieces side by side; each is (glue to put before it, fragment)."""
        parts: list[str] = []
        starts: list[int] = []
        origins: list[Fragment] = []
        length = 0
        for glue, fragment in pieces:
            parts += (glue, fragment.text)
            starts.append(length + len(glue))
            length += len(glue) + len(fragment.text)
            origins.append(fragment)
        if not origins:
            return cls.of("")
        return cls(text="".join(parts), starts=tuple(starts), origins=tuple(origins))

    def locate(self, start: int, end: int | None = None) -> Location:
        """The place of `text[start:end]`; a range over several lines has an `end_line`."""
        first, last = self._origin(start), None
        if end is not None and end > start:
            last = self._origin(end - 1)[0]
        fragment, offset = first
        end_line = last.line if last is not None and last.line != fragment.line else None
        return Location(
            line=fragment.line, column=fragment.column + offset, end_line=end_line, page=fragment.page
        )

    def cut(self, start: int, end: int | None = None) -> PlacedText:
        """The part `text[start:end]`, each character still in its place."""
        end = len(self.text) if end is None else min(end, len(self.text))
        starts: list[int] = []
        origins: list[Fragment] = []
        first = max(bisect_right(self.starts, start) - 1, 0)
        for index in range(first, len(self.starts)):
            begin, origin = self.starts[index], self.origins[index]
            if begin >= end:
                break
            bound = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text) + 1
            stop = min(bound, begin + len(origin.text))
            if stop <= start:
                continue
            low, high = max(start, begin), min(end, stop)
            starts.append(low - start)
            origins.append(origin.cut(low - begin, high - begin))
        if not origins:
            fragment, offset = self._origin(start)
            return PlacedText(text=self.text[start:end], origins=(fragment.cut(offset, offset),))
        return PlacedText(text=self.text[start:end], starts=tuple(starts), origins=tuple(origins))

    def _origin(self, offset: int) -> tuple[Fragment, int]:
        index = max(bisect_right(self.starts, offset) - 1, 0)
        fragment = self.origins[index]
        return fragment, min(offset - self.starts[index], len(fragment.text))
