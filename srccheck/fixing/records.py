"""What is to be changed in a document, and how it is done to a text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from attrs import frozen

from srccheck.errors import UsageError
from srccheck.model import Location

__all__ = ["Edit", "Fix", "Region", "apply", "edited"]


@frozen(kw_only=True, order=True)
class Edit:
    """`text[start:end]` is to become `text`; with `start == end` it is put in between."""

    start: int
    end: int
    text: str


@frozen(kw_only=True)
class Region:
    """Where an address stands in the source of a document.

    Attributes:
        start, end: the characters of the address itself.
        twins: other places that say the same address for the same link (the `href` of a link that shows it).
        after: where something may be put behind the whole link; None where that is nowhere.
        open_at: where attributes may be added to the link's own tag (HTML); None where there is none.
        is_target: the address is a link's target, which no reader sees.
    """

    start: int
    end: int
    twins: tuple[tuple[int, int], ...] = ()
    after: int | None = None
    open_at: int | None = None
    is_target: bool = False


@frozen(kw_only=True)
class Fix:
    """One repair of one link: to be done, or, with `why_not`, only to be told.

    Attributes:
        codes: the findings that it settles.
        document: path as the caller named it.
        location: where the link stands.
        note, citation: their ids.
        url: the link as it is read now.
        what: what is done, for people.
        place: indexes of note, citation and link in the document.
        edits: the changes; empty where none is possible or none is to be done.
        otherwise: another way to do the same, for where the first would be read wrongly.
        why_not: why it is not to be done; None for one that is.
        new_url: the address that takes the place of the old one, or None.
        snapshot: the capture that is added, or None.
        accessed: the access date that is added or renewed, or None.
    """

    codes: tuple[str, ...]
    document: str
    location: Location
    note: str
    citation: str
    url: str
    what: str
    place: tuple[int, int, int]
    edits: tuple[Edit, ...] = ()
    otherwise: tuple[Edit, ...] = ()
    why_not: str | None = None
    new_url: str | None = None
    snapshot: str | None = None
    accessed: dt.date | None = None

    @property
    def line(self) -> str:
        """`path:line:column: CODES what`, as findings are printed."""
        place = f"{self.document}:{self.location.line}:{self.location.column}"
        end = f" (not applied: {self.why_not})" if self.why_not else ""
        return f"{place}: {','.join(self.codes)} {self.what}{end}"


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """The text with the fixes done; those with `why_not` are passed over.

    Args:
        text: the source that the fixes were planned for.
        fixes: in any order; the same edit in several of them is done once.

    Raises:
        UsageError: two edits touch the same characters, or one lies outside the text.
    """
    return edited(text, (edit for fix in fixes if fix.why_not is None for edit in fix.edits))


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits done.

    Args:
        text: the source.
        edits: in any order; equal ones are done once.

    Raises:
        UsageError: two edits touch the same characters, or one lies outside the text.
    """
    out: list[str] = []
    at = 0
    for edit in sorted(set(edits)):
        if not at <= edit.start <= edit.end <= len(text):
            raise UsageError(f"two fixes touch the same characters, at offset {edit.start}")
        out += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join((*out, text[at:]))
