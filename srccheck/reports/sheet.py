"""A sheet that lines of styled text are written on, to be read on a terminal or in a file."""

from __future__ import annotations

import io
import re

from srccheck.reports.cleaning import clean
from srccheck.reports.view import View

__all__ = ["Part", "Sheet"]

Part = str | tuple[str, str]
"""Text, or text with a style in rich's words; no markup is read in it."""

_WORD = re.compile(r"\S+\s*|\s+")
_NARROWEST = 40
_HANG = 2


class Sheet:
    """Collects lines; every text is cleaned on its way in."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._lines: list[tuple[int, list[tuple[str, str]]]] = []

    def line(self, *parts: Part, indent: int = 0) -> None:
        """Add a line; where it is too long for the terminal it goes on, indented further.

        Args:
            parts: its pieces, side by side.
            indent: cells to leave free at the left.
        """
        pairs = [(part, "") if isinstance(part, str) else part for part in parts]
        self._lines.append((indent, [(clean(text), style) for text, style in pairs]))

    def blank(self) -> None:
        """Add an empty line, unless there is one already or the sheet is empty."""
        if self._lines and self._lines[-1][1]:
            self._lines.append((0, []))

    def text(self) -> str:
        """All of it, each line with its line break."""
        if self._view.colour or self._view.width:
            return self._drawn()
        return "".join(
            (" " * indent + "".join(text for text, _ in parts)).rstrip() + "\n"
            for indent, parts in self._lines
        )

    def _drawn(self) -> str:
        # rich is needed for terminals only; a pipe does without the time it takes to load.
        from rich.console import Console  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        width = max(self._view.width or 80, _NARROWEST)
        console = Console(
            file=io.StringIO(),
            force_terminal=self._view.colour,
            color_system="standard" if self._view.colour else None,
            no_color=not self._view.colour,
            legacy_windows=False,
            width=width,
            markup=False,
            highlight=False,
            emoji=False,
            _environ={},
        )
        with console.capture() as capture:
            for indent, parts in self._lines:
                whole = Text.assemble(*parts, end="")
                rows = whole.divide(_breaks(whole.plain, width - indent - _HANG))
                for number, row in enumerate(rows):
                    row.rstrip()
                    margin = " " * (indent + (_HANG if number else 0)) if parts else ""
                    console.print(Text.assemble(margin, row), soft_wrap=True)
        return capture.get()


def _breaks(text: str, width: int) -> list[int]:
    """Where lines of at most `width` cells begin; a word (a URL) stays whole, to be clicked and copied."""
    from rich.cells import cell_len  # noqa: PLC0415  as above

    breaks, filled = [], 0
    for word in _WORD.finditer(text):
        size = cell_len(word[0].rstrip())
        if filled and filled + size > width:
            breaks.append(word.start())
            filled = 0
        filled += size + len(word[0]) - len(word[0].rstrip())
    return breaks
