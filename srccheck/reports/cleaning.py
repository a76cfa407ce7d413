"""Text from pages and documents, made safe for a terminal, for JSON on a terminal, and for Markdown."""

from __future__ import annotations

import re

__all__ = ["clean", "is_web_address", "json_safe", "markdown", "markdown_link"]

_INVISIBLE = (0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x2060, 0x2065))
_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x2070))
_TAGS = (*range(0xE0000, 0xE0080), *range(0xFFF9, 0xFFFC))
_C0, _C1 = range(0x20), range(0x7F, 0xA0)

_CLEAN = {
    # Unicode's control pictures: ESC is seen as ␛ and does nothing.
    **{code: chr(0x2400 + code) for code in _C0},
    **dict.fromkeys((*_C1, *range(0xD800, 0xE000)), "\ufffd"),
    # Marks that only steer the writing direction or stand for nothing; joiners stay, Persian needs them.
    **dict.fromkeys((*_INVISIBLE, *_BIDI, *_TAGS), None),
    **dict.fromkeys((0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), " "),
}
_JSON = {
    code: f"\\u{code:04x}"
    for code in (*_C1, *_INVISIBLE, *_BIDI, 0x2028, 0x2029, *range(0xD800, 0xE000), *range(0xFFF9, 0xFFFC))
}
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|~$&!@#]")
_URL = re.compile(r"https?://[^\s<>`|\\]+", re.IGNORECASE)
_STOPS = frozenset(".,;:!?'\"")
_OPENS = {")": "(", "]": "["}


def clean(text: str) -> str:
    """One line that does nothing to a terminal.

    Line breaks and tabs become spaces; other control characters are shown as pictures (`␛`) or U+FFFD;
    what reorders the writing direction (Unicode TR 36, 2.10.1) or cannot be seen is dropped.
    """
    return text if text.isascii() and text.isprintable() else text.translate(_CLEAN)


def json_safe(dumped: str) -> str:
    r"""A JSON text with C1 and bidi controls and lone surrogates written as `\uXXXX`; its value stays.

    Args:
        dumped: what `json.dumps` gives; such characters stand only inside its strings.
    """
    return dumped if dumped.isascii() else dumped.translate(_JSON)


def markdown(text: str) -> str:
    """Text of others inside Markdown: its marks are escaped, its URLs linked, `@name` calls nobody."""
    out, end = [], 0
    text = clean(text)
    for found in _URL.finditer(text):
        url = _trimmed(found[0])
        out += [_escaped(text[end : found.start()]), markdown_link(url)]
        end = found.start() + len(url)
    return "".join((*out, _escaped(text[end:])))


def markdown_link(url: str) -> str:
    """A URL as a Markdown autolink; as text where it could break out of one or is no web address."""
    url = clean(url)
    return f"<{url}>" if is_web_address(url) else _escaped(url)


def is_web_address(url: str) -> bool:
    """Whether it begins with http or https and holds nothing that could end a link."""
    return _URL.fullmatch(url) is not None


def _trimmed(url: str) -> str:
    """Without what belongs to the sentence: closing marks, and a bracket that nothing opens."""
    end = len(url)
    unopened = {close: url.count(close) - url.count(opening) for close, opening in _OPENS.items()}
    while url[end - 1] in _STOPS or unopened.get(url[end - 1], 0) > 0:
        end -= 1
        if url[end] in unopened:
            unopened[url[end]] -= 1
    return url[:end]


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    mark = found[0]
    # A word joiner parts `@name` and `#1` from what GitHub makes links and calls of.
    return f"{mark}&#8288;" if mark in "@#" else f"\\{mark}"
