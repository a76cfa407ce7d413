"""The tables that an audit comes to: their columns, and the rows that a record adds to each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

from srccheck.model import ArchiveFacts, Citation, Document, Finding, Language, LinkReport, Location, Use
from srccheck.model.drift import Drift
from srccheck.model.links import TitleMatch
from srccheck.model.overrides import Override
from srccheck.reports.cleaning import clean
from srccheck.web.manners import registrable

__all__ = ["TABLES", "Kind", "Row", "finding_rows", "rows"]

Kind = Literal["text", "word", "whole", "real", "flag", "day", "moment", "texts", "hops", "quotes", "notices"]
"""What a column holds; a word is one of few, which are kept apart from the rows."""

Row = tuple[str, dict[str, Any]]
"""The name of a table, and values by column."""

_LANGUAGE: dict[str, Kind] = {"language": "word", "language_basis": "word", "language_confidence": "real"}
_PLACE: dict[str, Kind] = {"line": "whole", "column": "whole", "end_line": "whole", "page": "whole"}
_OVERRIDE: dict[str, Kind] = {"override_verdict": "word", "override_by": "word", "override_why": "text"}

TABLES: dict[str, dict[str, Kind]] = {
    "links": {
        "url": "text", "host": "word", "site": "word", "status": "word", "reason": "word",
        "http_status": "whole", "final_url": "text", "hops": "hops", "checked_at": "moment",
        "elapsed_s": "real", "from_cache": "flag", "dead_since": "moment", "fragment_present": "flag",
        "attempts": "whole", "detail": "text", "digest": "text",
        "page_title": "text", "page_language": "word", "page_language_basis": "word",
        "page_language_confidence": "real", "page_declared_language": "word", "page_published": "day",
        "page_authors": "texts", "page_site_name": "text", "page_content_type": "word",
        "archive_name": "word", "archive_status": "word", "archive_first": "moment",
        "archive_last": "moment", "archive_last_good": "moment", "archive_died_after": "moment",
        "archive_died_before": "moment", "archive_captures": "whole",
        "copy_archive": "word", "copy_verdict": "word", "copy_url": "text", "copy_status": "word",
        **_OVERRIDE,
    },
    "uses": {
        "url": "text", "document": "word", "note": "text", "citation": "text", **_PLACE,
        "title": "text", "issued": "day", "accessed": "day", "wanted": "day", "doi": "text",
        "snapshot_url": "text", "snapshot_archive": "word", "snapshot_timestamp": "moment",
        "snapshot_http_status": "whole", "distance_days": "whole",
        "match_verdict": "word", "match_score": "real", "match_cited": "text", "match_found": "text",
        "match_via": "word",
        "drift_verdict": "word", "drift_similarity": "real", "drift_kept": "real",
        **_LANGUAGE,
        "registered_by": "word", "registered_match_verdict": "word", "registered_match_score": "real",
        "notices": "notices", "quotes": "quotes", **_OVERRIDE,
    },
    "findings": {
        "code": "word", "name": "word", "severity": "word", "message": "text", "document": "word", **_PLACE,
        "note": "text", "citation": "text", "url": "text", "evidence": "text", "fix": "text",
        "fingerprint": "text",
    },
    "documents": {
        "path": "text", "format": "word", "encoding": "word", "title": "text", **_LANGUAGE,
        "notes": "whole", "citations": "whole", "links": "whole",
    },
}  # fmt: skip
"""Columns by table; names are the contract's, `archive_first` for what it calls `archive.first`."""


def rows(item: Document | LinkReport) -> Iterator[Row]:
    """The rows of a document or of a link with its uses."""
    if isinstance(item, Document):
        yield "documents", _document(item)
        return
    yield "links", _link(item)
    for use in item.uses:
        yield "uses", {"url": item.url, **_use(use)}


def finding_rows(finding: Finding) -> Iterator[Row]:
    """The row of a finding."""
    yield (
        "findings",
        {
            "code": finding.code,
            "name": finding.name,
            "severity": finding.severity,
            "message": clean(finding.message),
            "document": finding.document,
            **_place(finding.location),
            "note": finding.note,
            "citation": finding.citation,
            "url": finding.url,
            "evidence": json.dumps(dict(finding.evidence), ensure_ascii=False),
            "fix": finding.fix,
            "fingerprint": finding.fingerprint,
        },
    )


def _document(document: Document) -> dict[str, Any]:
    citations: list[Citation] = [each for note in document.notes for each in note.citations]
    return {
        "path": document.path,
        "format": document.format,
        "encoding": document.encoding,
        "title": document.title,
        **_language(document.language),
        "notes": len(document.notes),
        "citations": len(citations),
        "links": sum(len(citation.links) for citation in citations),
    }


def _link(link: LinkReport) -> dict[str, Any]:
    live, page, copy = link.live, link.live.page, link.copy
    try:
        host = urlsplit(link.url).hostname
    except ValueError:  # a malformed address stands for itself
        host = None
    original = copy.original_live if copy else None
    return {
        "url": link.url,
        "host": host,
        "site": registrable(link.url) if host else None,
        "status": live.status,
        "reason": live.reason,
        "http_status": live.http_status,
        "final_url": live.final_url,
        "hops": [hop.to_dict() for hop in live.hops],
        "checked_at": live.checked_at,
        "elapsed_s": live.elapsed_s,
        "from_cache": live.from_cache,
        "dead_since": live.dead_since,
        "fragment_present": link.fragment_present,
        "attempts": live.attempts,
        "detail": live.detail,
        "digest": live.digest,
        "page_title": page.title if page else None,
        **_language(page.language if page else None, "page_"),
        "page_declared_language": page.declared.tag if page and page.declared else None,
        "page_published": page.published if page else None,
        "page_authors": list(page.authors) if page else [],
        "page_site_name": page.site_name if page else None,
        "page_content_type": page.content_type if page else None,
        **_archive(link.archive),
        "copy_archive": copy.archive if copy else None,
        "copy_verdict": copy.verdict if copy else None,
        "copy_url": copy.original if copy else None,
        "copy_status": original.status if original else None,
        **_override(link.override),
    }


def _archive(archive: ArchiveFacts) -> dict[str, Any]:
    died = archive.died_between
    return {
        "archive_name": archive.name,
        "archive_status": archive.status,
        "archive_first": archive.first,
        "archive_last": archive.last,
        "archive_last_good": archive.last_good,
        "archive_died_after": died[0] if died else None,
        "archive_died_before": died[1] if died else None,
        "archive_captures": archive.captures,
    }


def _use(use: Use) -> dict[str, Any]:
    issued = use.cited.issued if use.cited else None
    snapshot, registered = use.snapshot, use.registered
    return {
        "document": use.document,
        "note": use.note,
        "citation": use.citation,
        **_place(use.location),
        "title": use.cited_title,
        "issued": issued.earliest() if issued else None,
        "accessed": use.accessed,
        "wanted": use.wanted,
        "doi": use.doi,
        "snapshot_url": snapshot.url if snapshot else None,
        "snapshot_archive": snapshot.archive if snapshot else None,
        "snapshot_timestamp": snapshot.timestamp if snapshot else None,
        "snapshot_http_status": snapshot.http_status if snapshot else None,
        "distance_days": use.distance_days,
        **_match(use.match),
        **_drift(use.drift),
        **_language(use.language),
        "registered_by": registered.registry if registered else None,
        "registered_match_verdict": use.registered_match.verdict if use.registered_match else None,
        "registered_match_score": use.registered_match.score if use.registered_match else None,
        "notices": [
            {"kind": each.kind, "effect": each.effect, "doi": each.doi, "date": each.date}
            for each in (registered.notices if registered else ())
        ],
        "quotes": [check.to_dict() for check in use.quoted],
        **_override(use.override),
    }


def _match(match: TitleMatch | None) -> dict[str, Any]:
    return {
        "match_verdict": match.verdict if match else None,
        "match_score": match.score if match else None,
        "match_cited": match.cited if match else None,
        "match_found": match.found if match else None,
        "match_via": match.via if match else None,
    }


def _drift(drift: Drift | None) -> dict[str, Any]:
    return {
        "drift_verdict": drift.verdict if drift else None,
        "drift_similarity": drift.similarity if drift else None,
        "drift_kept": drift.kept if drift else None,
    }


def _override(override: Override | None) -> dict[str, Any]:
    return {
        "override_verdict": override.verdict if override else None,
        "override_by": override.by if override else None,
        "override_why": override.why if override else None,
    }


def _language(language: Language | None, before: str = "") -> dict[str, Any]:
    return {
        f"{before}language": language.tag if language else None,
        f"{before}language_basis": language.basis if language else None,
        f"{before}language_confidence": language.confidence if language else None,
    }


def _place(place: Location) -> dict[str, Any]:
    return {"line": place.line, "column": place.column, "end_line": place.end_line, "page": place.page}
