"""The finding of a document that was read, but not in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from srccheck.model import Finding, Location

__all__ = ["shortfall"]


def shortfall(
    path: str, message: str, location: Location, evidence: Mapping[str, Any] | None = None
) -> Finding:
    """An X901 that is a warning: some of the document could not be read, the rest can be audited.

    Args:
        path: the document as the caller named it.
        message: what is missing, and what to do.
        location: where the first of it is.
        evidence: what was seen.
    """
    return Finding(
        code="X901",
        name="input-unreadable",
        severity="warning",
        message=message,
        document=path,
        location=location,
        evidence=dict(evidence or {}),
    )
