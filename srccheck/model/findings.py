"""What is wrong, where, what was seen, and what to do about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

from srccheck.model.places import Location, plain_path

__all__ = ["Finding", "Severity"]

Severity = Literal["error", "warning", "info"]


@frozen(kw_only=True)
class Finding:
    """One thing to tell the editor.

    Attributes:
        code: `L201`; the table of codes is `srccheck.judging.rules`.
        name: `link-dead`.
        severity: `error`, `warning` or `info`.
        message: what is wrong, what was seen, what to do.
        document: path as the caller named it.
        location: the place in the document; line 1, column 1 for the document as a whole.
        note: id of the note, or None.
        citation: id of the citation, or None.
        url: the link it is about, or None.
        evidence: the facts it rests on, JSON values only.
        fix: the text to put in place of the faulty one, where one is known.
    """

    code: str
    name: str
    severity: Severity
    message: str
    document: str
    location: Location
    note: str | None = None
    citation: str | None = None
    url: str | None = None
    evidence: Mapping[str, Any] = field(factory=dict)
    fix: str | None = None

    @property
    def fingerprint(self) -> str:
        """16 hex digits that stay the same when lines move: code, document, note, citation, URL."""
        place = (self.note, self.citation or "") if self.note else (self.message,)
        parts = (self.code, plain_path(self.document), *place, self.url or "")
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def to_dict(self) -> dict[str, Any]:
        """The contract's finding."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity,
            "message": self.message,
            "document": self.document,
            "location": self.location.to_dict(),
            "note": self.note,
            "citation": self.citation,
            "url": self.url,
            "evidence": dict(self.evidence),
            "fix": self.fix,
            "fingerprint": self.fingerprint,
        }
