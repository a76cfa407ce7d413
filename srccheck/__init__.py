"""srccheck reads a document's notes, takes them apart into citations, and checks their sources.

Names are loaded when first used (PEP 562), so that `import srccheck` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from srccheck.auditing import aaudit, astream, audit, stream
    from srccheck.configuration import load_settings
    from srccheck.errors import (
        EvidenceError,
        MissingLibraryError,
        SettingsError,
        SrccheckError,
        StoreError,
        UnreadableInputError,
        UsageError,
    )
    from srccheck.extraction import extract, parse_note
    from srccheck.linting import lint
    from srccheck.model import (
        AccessDate,
        ArchiveFacts,
        Attribution,
        Audit,
        Capture,
        Citation,
        CslItem,
        CslName,
        Document,
        Finding,
        Hop,
        Language,
        Link,
        LinkReport,
        Live,
        Location,
        Note,
        PageFacts,
        PartialDate,
        TitleMatch,
        Use,
    )
    from srccheck.settings import Settings

__all__ = [
    "AccessDate",
    "ArchiveFacts",
    "Attribution",
    "Audit",
    "Capture",
    "Citation",
    "CslItem",
    "CslName",
    "Document",
    "EvidenceError",
    "Finding",
    "Hop",
    "Language",
    "Link",
    "LinkReport",
    "Live",
    "Location",
    "MissingLibraryError",
    "Note",
    "PageFacts",
    "PartialDate",
    "Settings",
    "SettingsError",
    "SrccheckError",
    "StoreError",
    "TitleMatch",
    "UnreadableInputError",
    "UsageError",
    "Use",
    "__version__",
    "aaudit",
    "astream",
    "audit",
    "extract",
    "lint",
    "load_settings",
    "parse_note",
    "stream",
]

__version__ = "0.1.0"

_HOMES = {
    "aaudit": "auditing",
    "astream": "auditing",
    "audit": "auditing",
    "stream": "auditing",
    "extract": "extraction",
    "lint": "linting",
    "parse_note": "extraction",
    "Settings": "settings",
    "load_settings": "configuration",
    **dict.fromkeys((name for name in __all__ if name.endswith("Error")), "errors"),
}


def __getattr__(name: str) -> Any:
    if name.startswith("_") or name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'model')}"), name)


def __dir__() -> list[str]:
    return list(__all__)
