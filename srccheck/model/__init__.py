"""The records that travel the road: frozen, keyword-only, and free of behaviour that needs a world."""

from __future__ import annotations

from srccheck.model.audit import AUDIT_SCHEMA, EXTRACT_SCHEMA, Audit
from srccheck.model.citation import Citation, CslItem, CslName, Language, Link, LinkRole
from srccheck.model.copies import CitedCopy, CopyVerdict
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
    FragmentCheck,
    Hop,
    LinkReport,
    LinkStatus,
    Live,
    NormalizedUrl,
    PageFacts,
    TitleMatch,
    Use,
    Validators,
    iso,
)
from srccheck.model.places import Fragment, Location, PlacedText
from srccheck.model.sources import Notice, QuoteCheck, Registered

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
    "CitedCopy",
    "CopyVerdict",
    "CslItem",
    "CslName",
    "Document",
    "Finding",
    "Fragment",
    "FragmentCheck",
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
    "Notice",
    "PageFacts",
    "PartialDate",
    "PlacedText",
    "QuoteCheck",
    "RawNote",
    "Registered",
    "Severity",
    "StatedSource",
    "TitleMatch",
    "Use",
    "Validators",
    "iso",
]
