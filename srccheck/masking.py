"""Passwords that stand in the URLs of a document go no further than its reading."""

from __future__ import annotations

from typing import Any

import attrs

from srccheck.model import Document
from srccheck.text.urls import mask_credentials

__all__ = ["masked"]


def masked(document: Document) -> Document:
    """The document with `***@` in the place of every user name and password of a URL.

    Nobody asks such a URL, so nobody needs them; and a report is read by more people than a manuscript.

    Args:
        document: as it was read. Its places stay as they were.
    """
    is_suspect = any(
        "@" in note.text or any("@" in link.url for citation in note.citations for link in citation.links)
        for note in document.notes
    )
    clean: Document = _masked(document) if is_suspect else document
    return clean


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask_credentials(value)
    if isinstance(value, tuple):
        parts = tuple(_masked(part) for part in value)
        return value if all(map(_is, parts, value)) else parts
    if not attrs.has(type(value)):
        return value
    changes = {}
    for each in attrs.fields(type(value)):
        old = getattr(value, each.name)
        new = _masked(old) if each.init else old
        if new is not old:
            changes[each.alias] = new
    return attrs.evolve(value, **changes) if changes else value


def _is(one: object, other: object) -> bool:
    return one is other
