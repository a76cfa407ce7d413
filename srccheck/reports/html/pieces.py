"""What the templates show: text that does nothing, and links that lead to the web only."""

from __future__ import annotations

from attrs import frozen

from srccheck.reports.cleaning import clean, is_web_address

__all__ = ["LONGEST_URL", "Piece", "foreign", "link", "short", "shown"]

_TITLE = 300
_URL = 72
LONGEST_URL = 8192
"""Characters of an address; what is longer becomes no link."""


@frozen(kw_only=True)
class Piece:
    """A run of text in the report.

    Attributes:
        text: what is seen.
        href: where it leads; http and https only.
        is_foreign: somebody else's words: their writing direction is their own.
    """

    text: str
    href: str | None = None
    is_foreign: bool = False


def shown(text: str, longest: int = _TITLE) -> str:
    """Text of others as one line, cut where it is too long to be read.

    Args:
        text: any text; it is cut before it is cleaned, so that a megabyte costs nothing.
        longest: characters to show.
    """
    if len(text) <= longest:
        return clean(text)
    return f"{clean(text[: longest - 1])}… ({len(text):,} characters)"


def short(text: str, longest: int) -> str:
    """As `shown`, ending in an ellipsis alone."""
    return clean(text) if len(text) <= longest else clean(text[: longest - 1]) + "…"


def foreign(text: str, longest: int = _TITLE) -> Piece:
    """Somebody else's words."""
    return Piece(text=shown(text, longest), is_foreign=True)


def link(url: str, words: str | None = None) -> Piece:
    """A link, if the URL is one of the web; else its text.

    Args:
        url: as it stands in records.
        words: what to show instead of the URL.
    """
    whole = clean(url[: LONGEST_URL + 1])
    if len(whole) > LONGEST_URL or not is_web_address(whole):
        return Piece(text=words or short(url, _TITLE), is_foreign=words is None)
    return Piece(text=words or short(whole.partition("://")[2], _URL), href=whole)
