"""Comments in a document that speak to us: `srccheck: ignore[L201, D3]`, in the comment syntax of its format.

They are found in the source text by line, whatever the reader of the format makes of comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from srccheck.model.overrides import InlineIgnore

__all__ = ["ignores", "without_ignores"]

_ASIDE = re.compile(r"srccheck:[ \t]{0,8}ignore[ \t]{0,8}\[([^\[\]\n]{0,200})\]", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_CODE = re.compile(r"[A-Z]\d{0,3}")

_TAGS = ("<!--", "-->")
_COMMENTS: dict[str, tuple[tuple[str, str], ...]] = {
    # Format -> what a comment begins and ends with; an empty end is that of the line.
    "text": (("#", ""),),
    "markdown": (_TAGS,),
    "html": (_TAGS,),
    "jats": (_TAGS,),
    "wikitext": (_TAGS,),
    "latex": (("%", ""),),
    "bibtex": (("%", ""), ("#", "")),
    "org": (("#", ""),),
    "rst": (("..", ""),),
    "asciidoc": (("//", ""),),
}
_WITHOUT_COMMENTS = frozenset({"text", "bibtex"})
"""Formats in which a reader would take our comment for a part of the text."""


def ignores(text: str, form: str) -> tuple[InlineIgnore, ...]:
    """The comments of a text that silence findings, in their order.

    Args:
        text: the source.
        form: the format's name in the registry; formats without comments have none of these.
    """
    out, number, counted = [], 1, 0
    for aside in _asides(text, form):
        # As an editor numbers them, see `lines.to_lines`.
        number += len(_LINE_END.findall(text, counted, aside.line_start))
        counted = aside.line_start
        words = [word.strip().upper() for word in aside.codes.split(",")]
        around = text[aside.line_start : aside.start] + text[aside.end : aside.line_end]
        out.append(
            InlineIgnore(
                line=number,
                column=aside.start - aside.line_start + 1,
                codes=tuple(word for word in words if _CODE.fullmatch(word)),
                alone=not around.strip(),
            )
        )
    return tuple(out)


def without_ignores(text: str, form: str) -> str:
    """The text with blanks in the place of our comments, where its reader would not know them for such.

    Args:
        text: the source.
        form: the format's name in the registry.
    """
    if form not in _WITHOUT_COMMENTS:
        return text
    out, end = [], 0
    for aside in _asides(text, form):
        out += [text[end : aside.start], " " * (aside.end - aside.start)]
        end = aside.end
    return "".join((*out, text[end:])) if out else text


@frozen(kw_only=True)
class _Aside:
    """A comment of ours: offsets of it and of its line, and what stands in its brackets."""

    start: int
    end: int
    line_start: int
    line_end: int
    codes: str


def _asides(text: str, form: str) -> Iterator[_Aside]:
    # Nearly all documents have none, which is quickly seen.
    for found in _ASIDE.finditer(text) if form in _COMMENTS else ():
        line_start = max(text.rfind("\n", 0, found.start()), text.rfind("\r", 0, found.start())) + 1
        line_end = min(
            (at for at in (text.find("\n", found.end()), text.find("\r", found.end())) if at >= 0),
            default=len(text),
        )
        for opening, closing in _COMMENTS[form]:
            start = text.rfind(opening, line_start, found.start())
            if start < 0 or text[start + len(opening) : found.start()].strip(" \t%#/!-"):
                continue
            while text.startswith(opening, max(start - len(opening), line_start), start):
                start -= len(opening)
            at = text.find(closing, found.end(), line_end) if closing else line_end
            if at >= 0:
                yield _Aside(
                    start=start,
                    end=at + len(closing),
                    line_start=line_start,
                    line_end=line_end,
                    codes=found[1],
                )
                break
