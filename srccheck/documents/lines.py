"""Decoded text into lines that know where they stood."""

from __future__ import annotations

from srccheck.model import Fragment

__all__ = ["to_fragments", "to_lines"]


def to_lines(text: str) -> list[str]:
    r"""Lines as an editor numbers them: `\n`, `\r\n` and `\r` end a line, nothing else does."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


def to_fragments(lines: list[str]) -> tuple[Fragment, ...]:
    """A fragment a line; a form feed begins a page, in the middle of a line too.

    Returns:
        fragments in reading order; `page` is None throughout where no form feed occurs.
    """
    if not any("\f" in line for line in lines):
        return tuple(Fragment(text=line, line=number) for number, line in enumerate(lines, 1))
    fragments: list[Fragment] = []
    page = 1
    for number, line in enumerate(lines, 1):
        column = 1
        for index, part in enumerate(line.split("\f")):
            if index:
                page += 1
                column += 1
            if index == 0 or part or column > len(line):
                fragments.append(Fragment(text=part, line=number, column=column, page=page))
            column += len(part)
    return _without_turned_pages(fragments)


def _without_turned_pages(fragments: list[Fragment]) -> tuple[Fragment, ...]:
    """Drop the empty piece before a form feed that begins its line: it is no line of the page before."""
    kept = [
        fragment
        for fragment, after in zip(fragments, [*fragments[1:], None], strict=True)
        if fragment.text or after is None or after.line != fragment.line
    ]
    return tuple(kept)
