"""How a report will be looked at."""

from __future__ import annotations

import os
import posixpath
from pathlib import PurePath
from urllib.parse import quote

from attrs import frozen

from srccheck.news import News

__all__ = ["Source", "View"]

_SHOWN_AS_PAGES = (".md", ".markdown", ".rst", ".org", ".adoc", ".asciidoc", ".csv", ".html", ".htm")
_NO_LINES = (".docx", ".pdf", ".odt", ".epub")


@frozen(kw_only=True)
class Source:
    """Where the documents can be looked at as they were checked.

    Attributes:
        url: the commit's files on GitHub or GitLab: `https://github.com/o/r/blob/5f3c…`.
        folder: the working directory as seen from the repository's root, with slashes; empty for the root.
    """

    url: str
    folder: str = ""

    def line(self, document: str, number: int) -> str | None:
        """The address of a line of a document; None for one that lies outside of the repository.

        Args:
            document: path as the caller named it.
            number: the line, 1-based.
        """
        path = PurePath(document).as_posix()
        inside = posixpath.normpath(posixpath.join(self.folder, path))
        if document == "-" or inside.startswith(("/", "../")) or ":" in path.partition("/")[0]:
            return None
        ending = posixpath.splitext(path)[1].lower()
        plain = "?plain=1" if ending in _SHOWN_AS_PAGES else ""
        place = "" if ending in _NO_LINES else f"{plain}#L{number}"
        return f"{self.url}/{quote(os.fsencode(inside))}{place}"


@frozen(kw_only=True)
class View:
    """How a report will be looked at; reports for programs heed its `exit_code` alone.

    Attributes:
        colour: the reader's terminal shows colours.
        width: cells in a line of the terminal; None to break no line (pipes, files).
        brief: leave out what nothing is to be said about.
        exit_code: what the run will end with, for reports that tell (SARIF); None where it is not known.
        news: what has changed since earlier runs; None where nobody looked.
        source: where the lines of the documents can be seen; None where that is not known.
    """

    colour: bool = False
    width: int | None = None
    brief: bool = False
    exit_code: int | None = None
    news: News | None = None
    source: Source | None = None
