"""Links that a format marks as such: what they are for, and whether they are written out."""

from __future__ import annotations

from urllib.parse import unquote

from srccheck.model import LinkRole
from srccheck.text.urls import archived_original, doi_of

__all__ = ["is_web", "link_role", "same_address"]

_WEB = ("http://", "https://", "ftp://")


def is_web(url: str) -> bool:
    """Whether a link leads to the web, and not into the document, to a file or to a mailbox."""
    return url[:8].lower().startswith(_WEB)


def link_role(url: str) -> LinkRole:
    """What a URL is for: an archived copy, a DOI, or the source itself."""
    if archived_original(url) is not None:
        return "archive"
    return "doi" if doi_of(url) else "source"


def same_address(shown: str, url: str) -> bool:
    """Whether a link's text is its address, give or take scheme, escapes and a final slash."""
    return _bare(shown) == _bare(url)


def _bare(url: str) -> str:
    url = unquote(url.strip())
    return url.partition("://")[2].removesuffix("/") if "://" in url else url.removesuffix("/")
