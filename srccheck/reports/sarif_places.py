"""Where findings are, in SARIF's terms: URIs, regions, and the regions that a fix may touch."""

from __future__ import annotations

import os
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from srccheck.model import Document, Finding, Link, Location
from srccheck.text.urls import normalize

__all__ = ["SOURCE_ROOT", "artifact", "exact_link", "fixes", "path_uri", "region"]

SOURCE_ROOT = "%SRCROOT%"
# Elsewhere an address may be escaped in the source (HTML, BibTeX, LaTeX), or the link begin at its words
# (Markdown); `raw` is then not what stands at its place, and a fix would replace the wrong characters.
_VERBATIM = frozenset({"text", "wikitext"})
_WINDOWS = os.name == "nt"


def artifact(path: str) -> dict[str, str]:
    """A document as an `artifactLocation`: against the folder of the run, unless its path is absolute.

    Args:
        path: as the caller named it.
    """
    uri = path_uri(path)
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": SOURCE_ROOT}


def path_uri(path: str, *, windows: bool = _WINDOWS) -> str:
    r"""A path as a URI reference (RFC 3986, RFC 8089): `docs/a%20b.md`, `file:///C:/a.md`.

    Args:
        path: relative or absolute; drives (`C:\`) and shares (`\\host`) are known everywhere.
        windows: whether a backslash parts folders, or is a character like any other.
    """
    there = PureWindowsPath(path)
    if not windows and not there.is_absolute():
        text = _quoted(str(PurePosixPath(path)))
        return f"file://{text}" if text.startswith("/") else text
    text = there.as_posix()
    if text.startswith("//"):
        return f"file:{_quoted(text)}"
    # The colon of a drive stays as it is; elsewhere it would be taken for the end of a scheme.
    drive, folders = there.drive, _quoted(text.removeprefix(there.drive))
    return f"file:///{drive}{folders}" if there.is_absolute() else _quoted(text)


def _quoted(path: str) -> str:
    return quote(path, safe="/", errors="surrogateescape")


def region(place: Location, link: Link | None) -> dict[str, Any]:
    """A place as a `region`; it has an end where that is known.

    Args:
        place: where the finding is.
        link: the link it is about, where that stands in the source character by character.
    """
    out = {"startLine": place.line, "startColumn": place.column}
    if link:
        out["endColumn"] = place.column + len(link.raw)
    elif place.end_line and place.end_line > place.line:
        # Without an end column a region ends with its last line.
        out["endLine"] = place.end_line
    return out


def exact_link(finding: Finding, document: Document) -> Link | None:
    """The link that a finding is about, if its place in the source is known to the character.

    Args:
        finding: with the citation and the URL it is about.
        document: where it is.
    """
    if document.format not in _VERBATIM or not finding.url:
        return None
    for note in document.notes:
        if note.id != finding.note:
            continue
        for citation in note.citations:
            for link in citation.links:
                if link.location == finding.location and finding.url in (link.url, normalize(link.url)):
                    # Scripts that run from right to left may hold marks that were read over.
                    return link if link.raw.isascii() and link.raw.isprintable() else None
    return None


def fixes(finding: Finding, link: Link) -> list[dict[str, Any]]:
    """The finding's own repair, in the place of its link and of nothing else."""
    return [
        {
            "description": {"text": f"Put {finding.name} right"},
            "artifactChanges": [
                {
                    "artifactLocation": artifact(finding.document),
                    "replacements": [
                        {
                            "deletedRegion": {
                                "startLine": link.location.line,
                                "startColumn": link.location.column,
                                "endColumn": link.location.column + len(link.raw),
                            },
                            "insertedContent": {"text": finding.fix},
                        }
                    ],
                }
            ],
        }
    ]
