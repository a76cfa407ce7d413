"""A document's text as it stands in its file, and the places in it."""

from __future__ import annotations

import codecs
import html
import re

from attrs import field, frozen

from srccheck.errors import UnreadableInputError
from srccheck.model import Location, Note
from srccheck.text.encoding import Decoded

__all__ = ["Source", "written_at"]

_LINE_END = re.compile(r"\r\n|\r|\n")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INDENT = " \t\u00a0"
_MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@frozen(kw_only=True)
class Source:
    """The characters of a file, line ends as they are.

    Attributes:
        text: all of them, without a byte order mark.
        encoding: of the file.
        mark: its byte order mark, or nothing.
    """

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""
    _starts: tuple[int, ...] = field(init=False, repr=False, eq=False)

    @_starts.default
    def _line_starts(self) -> tuple[int, ...]:
        return (0, *(match.end() for match in _LINE_END.finditer(self.text)))

    @classmethod
    def of(cls, path: str, data: bytes, decoded: Decoded) -> Source:
        """The source of a document that is text.

        Raises:
            UnreadableInputError: writing it again would not give the same bytes.
        """
        mark = _MARKS[decoded.encoding] if decoded.basis == "bom" else b""
        source = cls(text=decoded.text, encoding=decoded.encoding, mark=mark)
        if decoded.invalid or source.encoded(decoded.text) != data:
            raise UnreadableInputError(
                path,
                f"it is not clean {decoded.encoding}, so that writing it would spoil it",
                "save it as UTF-8",
            )
        return source

    def encoded(self, text: str) -> bytes | None:
        """Bytes as the file has them; None where its encoding has no place for a character."""
        try:
            return self.mark + text.encode(self.encoding)
        except UnicodeEncodeError:
            return None

    def offset(self, place: Location) -> int | None:
        """The offset of a line and column; None where there is no such place."""
        if not 1 <= place.line <= len(self._starts):
            return None
        offset = self._starts[place.line - 1] + place.column - 1
        return offset if offset <= len(self.text) else None

    def extent(self, note: Note) -> tuple[int, int]:
        """The lines in which a note stands."""
        last = note.location.end_line or note.location.line
        start = self._starts[min(note.location.line, len(self._starts)) - 1]
        return start, self._starts[last] if last < len(self._starts) else len(self.text)


def written_at(
    text: str, start: int, raw: str, *, escapes: bool = False, references: bool = False
) -> int | None:
    r"""Where an address ends that is written at an offset; None where something else stands there.

    Args:
        text: the source.
        start: where it should begin.
        raw: the address as it was read, `\n` where it was broken; lines may be indented.
        escapes: backslashes before punctuation do not count (Markdown).
        references: characters may be written as references (`&amp;`).
    """
    at = start
    for character in raw:
        if character == "\n":
            end = _LINE_END.match(text, at)
            if end is None:
                return None
            at = end.end()
            while text[at : at + 1] and text[at] in _INDENT:
                at += 1
        elif text[at : at + 1] == character and not (references and text[at] == "&" and _reference(text, at)):
            at += 1
        elif escapes and text[at : at + 2] == f"\\{character}":
            at += 2
        elif references and (match := _reference(text, at)) and html.unescape(match) == character:
            at += len(match)
        else:
            return None
    return at


def _reference(text: str, at: int) -> str | None:
    match = _REFERENCE.match(text, at)
    return match[0] if match else None
