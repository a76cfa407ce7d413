"""The formats that can be read: content decides first, the name second."""

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
        claims: whether the first 4 KiB show that a document is of this format, whatever its name; None
            for formats that only a name can tell.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    read: Callable[[str, Decoded], Manuscript] | None = None
    load: Callable[[str, bytes], Manuscript] | None = None
    claims: Callable[[bytes], bool] | None = None


@frozen(kw_only=True)
class Registry:
    """All formats; the first is what a text is whose name and content tell nothing."""

    formats: tuple[Format, ...]

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the names of readable documents."""
        return tuple(suffix for each in self.formats for suffix in each.suffixes)

    def choose(self, name: str, head: bytes) -> Format:
        """The format of a document.

        Args:
            name: its file name, `-` for none.
            head: its first 4 KiB.
        """
        promised = self.for_name(name)
        if promised.claims is not None and promised.claims(head):
            return promised
        claiming = (each for each in self.formats if each.claims is not None and each.claims(head))
        return next(claiming, promised)

    def for_name(self, name: str) -> Format:
        """The format that a name promises; plain text where it promises nothing."""
        suffix = PurePath(name).suffix.lower()
        return next((each for each in self.formats if suffix in each.suffixes), self.formats[0])

    def is_document(self, path: str | os.PathLike[str]) -> bool:
        """Whether a file found in a folder is to be read, by its name alone."""
        return PurePath(path).suffix.lower() in self.suffixes
