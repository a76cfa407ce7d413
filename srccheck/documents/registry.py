"""What a format is, and how the right one is chosen: content decides first, the name second."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import PurePath

from attrs import frozen

from srccheck.model import Manuscript
from srccheck.text.encoding import Decoded

__all__ = ["Format", "Registry"]


@frozen(kw_only=True)
class Format:
    """One format, read either as text or as bytes.

    Attributes:
        name: its name in the contract (`text`, `markdown`, …).
        label: how people call it.
        suffixes: endings of file names, lower case, with the dot.
        read: makes the manuscript of a format that is text; given the path to report and the characters.
        load: makes the manuscript of a format that is not; given the path to report and the bytes.
        is_text: whether characters are of this format, where the content can tell.
        is_data: whether bytes are of this format.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    read: Callable[[str, Decoded], Manuscript] | None = None
    load: Callable[[str, bytes], Manuscript] | None = None
    is_text: Callable[[str], bool] | None = None
    is_data: Callable[[bytes], bool] | None = None


@frozen(kw_only=True)
class Registry:
    """All formats; the first is what a text is whose name and content tell nothing."""

    formats: tuple[Format, ...]

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the names of readable documents."""
        return tuple(suffix for each in self.formats for suffix in each.suffixes)

    def for_data(self, data: bytes) -> Format | None:
        """The format that bytes show themselves to be of; None for text and for what nobody can read."""
        return next((each for each in self.formats if each.is_data and each.is_data(data)), None)

    def for_text(self, name: str, text: str) -> Format:
        """The format of a text: what its name promises, unless that is nothing or its content denies it."""
        promised = self.for_name(name)
        if promised.is_text and promised.is_text(text):
            return promised
        shown = next((each for each in self.formats if each.is_text and each.is_text(text)), None)
        # Markdown may quote any other format; only a plain name, or a page of HTML, tells nothing.
        if shown and (promised is self.formats[0] or shown.name == "html"):
            return shown
        return promised

    def for_name(self, name: str) -> Format:
        """The format that a name promises; plain text where it promises nothing."""
        suffix = PurePath(name).suffix.lower()
        return next((each for each in self.formats if suffix in each.suffixes), self.formats[0])

    def is_document(self, path: str | os.PathLike[str]) -> bool:
        """Whether a file found in a folder is to be read, by its name alone."""
        return PurePath(path).suffix.lower() in self.suffixes
