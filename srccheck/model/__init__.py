"""The records that travel the road: frozen, keyword-only, and free of behaviour that needs a world."""

from __future__ import annotations

from srccheck.model.audit import AUDIT_SCHEMA, EXTRACT_SCHEMA, Audit
from srccheck.model.citation import Citation, CslItem, CslName, Language, Link, LinkRole
from srccheck.model.dates import AccessDate, PartialDate
from srccheck.model.document import (
    Attribution,
    Document,
    Manuscript,
    Note,
    NoteKind,
    RawNote,
    StatedSource,
)
from srccheck.model.findings import Finding, Severity
from srccheck.model.links import (
    ArchiveFacts,
    ArchiveStatus,
    Capture,
    Hop,
    LinkReport,
    LinkStatus,
    Live,
    NormalizedUrl,
    PageFacts,
    TitleMatch,
    Use,
    iso,
)
from srccheck.model.places import Fragment, Location, PlacedText

__all__ = [
    "AUDIT_SCHEMA",
    "EXTRACT_SCHEMA",
    "AccessDate",
    "ArchiveFacts",
    "ArchiveStatus",
    "Attribution",
    "Audit",
    "Capture",
    "Citation",
    "CslItem",
    "CslName",
    "Document",
    "Finding",
    "Fragment",
    "Hop",
    "Language",
    "Link",
    "LinkReport",
    "LinkRole",
    "LinkStatus",
    "Live",
    "Location",
    "Manuscript",
    "NormalizedUrl",
    "Note",
    "NoteKind",
    "PageFacts",
    "PartialDate",
    "PlacedText",
    "RawNote",
    "Severity",
    "StatedSource",
    "TitleMatch",
    "Use",
    "iso",
]
