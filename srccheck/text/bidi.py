"""Right-to-left runs that a text layer gives in the order of the eye, put back into the order of reading."""

from __future__ import annotations

import re
import unicodedata

from srccheck.model.places import Fragment

__all__ = ["in_reading_order"]

# pdftotext wraps each run in an embedding (U+202B ... U+202C), one run after the other as they stand on paper
_EMBEDDED = re.compile("[\u202a\u202b][^\u202a-\u202c]*\u202c?")
_UNITS = re.compile(r"\d+(?:[.,]\d+)?|.", re.DOTALL)
_RIGHT = frozenset({"R", "AL", "AN"})
_NEUTRAL = frozenset({"ON", "WS", "CS", "ES", "ET", "S", "B", "BN", "EN"})


def in_reading_order(line: Fragment) -> list[Fragment]:
    """The pieces of a line as they are read; a line without embeddings is one piece.

    Args:
        line: one line of the source.
    """
    if "\u202b" not in line.text:
        return [line]
    out: list[Fragment] = []
    group: list[Fragment] = []
    at = 0
    for match in _EMBEDDED.finditer(line.text):
        between = line.cut(at, match.start())
        if group and not _is_neutral(between.text):
            out += _turned(group)
            group = []
        if between.text:
            (group or out).append(between)
        piece = line.cut(match.start(), match.end())
        if any(unicodedata.bidirectional(c) in _RIGHT for c in piece.text):
            group.append(_bare(piece))
        else:
            out += _turned(group)
            group = []
            out.append(_bare(piece))
        at = match.end()
    out += _turned(group)
    if at < len(line.text):
        out.append(line.cut(at))
    return [piece for piece in out if piece.text]


def _is_neutral(text: str) -> bool:
    """Nothing that is read from left to right but numbers, which do not break a run."""
    return all(unicodedata.bidirectional(character) in _NEUTRAL for character in text)


def _bare(piece: Fragment) -> Fragment:
    """Without the embedding's marks at both ends."""
    start = 1 if piece.text[:1] in "\u202a\u202b" else 0
    end = len(piece.text) - 1 if piece.text.endswith("\u202c") else len(piece.text)
    return piece.cut(start, end)


def _turned(group: list[Fragment]) -> list[Fragment]:
    """Runs that follow each other on paper from left to right are read from the last to the first."""
    if len(group) < 2:
        return group
    out: list[Fragment] = []
    tail: list[Fragment] = []
    for at, piece in enumerate(reversed(group)):
        lead = len(piece.text) - len(piece.text.lstrip(" [](){}.,;:"))
        if at == 0 and lead:
            # what stands at the right edge belongs to the left-to-right text that follows on paper
            tail.append(piece.cut(0, lead))
            out.append(piece.cut(lead))
        elif _is_neutral(piece.text):
            out += [piece.cut(*match.span()) for match in reversed(list(_UNITS.finditer(piece.text)))]
        else:
            out.append(piece)
    return out + tail
