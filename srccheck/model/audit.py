"""The whole of what one run found out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from attrs import frozen

from srccheck.model.document import Document
from srccheck.model.findings import Finding
from srccheck.model.links import LinkReport, iso

__all__ = ["AUDIT_SCHEMA", "EXTRACT_SCHEMA", "Audit"]

AUDIT_SCHEMA = "srccheck.audit/1"
EXTRACT_SCHEMA = "srccheck.extract/1"


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


@frozen(kw_only=True)
class Audit:
    """Documents, their links, and what is to be said about them.

    Attributes:
        as_of: what "today" was for every date judgement.
        started, finished: aware UTC.
        version: version of srccheck.
        documents: in the order of the paths.
        links: in the order in which the documents first cite them.
        findings: ordered by document, line and column.
        unreadable: paths that could not be read (each has an X901 finding).
        interrupted: the run was cut short; links that were not asked are `unchecked`.
        notices: what went less well than it should have, a sentence each: a store that cannot be used.
    """

    as_of: dt.date
    started: dt.datetime
    finished: dt.datetime
    version: str
    documents: tuple[Document, ...] = ()
    links: tuple[LinkReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    unreadable: tuple[str, ...] = ()
    interrupted: bool = False
    notices: tuple[str, ...] = ()

    @property
    def offline(self) -> bool:
        """There were links to check, and none of them got an answer: exit code 3."""
        asked = [link for link in self.links if link.live.status != "skipped" or link.archive.asked]
        return bool(asked) and not any(link.answered for link in asked)

    def summary(self) -> dict[str, Any]:
        """The contract's `summary`."""
        notes = [n for d in self.documents for n in d.notes]
        citations = [c for n in notes for c in n.citations]
        uses = [use for link in self.links for use in link.uses]
        return {
            "documents": len(self.documents),
            "notes": len(notes),
            "citations": len(citations),
            "links": len(self.links),
            "by_status": _counted(link.live.status for link in self.links),
            "by_archive": _counted(link.archive.status for link in self.links),
            "access_dates": self._access_dates(),
            "source_languages": _counted(u.language.tag if u.language else "und" for u in uses),
            "findings": {
                s: sum(f.severity == s for f in self.findings) for s in ("error", "warning", "info")
            },
        }

    def _access_dates(self) -> dict[str, int]:
        counts = dict.fromkeys(("present", "missing", "ambiguous", "invalid"), 0)
        for citation in (c for d in self.documents for n in d.notes for c in n.citations):
            accessed = citation.accessed
            if accessed is None:
                counts["missing"] += any(link.role == "source" for link in citation.links)
            elif accessed.date is None:
                counts["invalid"] += 1
            else:
                counts["present"] += 1
                counts["ambiguous"] += accessed.ambiguous
        return counts

    def to_dict(self) -> dict[str, Any]:
        """The contract's audit, ready for `json.dumps`."""
        return {
            "schema": AUDIT_SCHEMA,
            "tool": {"name": "srccheck", "version": self.version},
            "as_of": self.as_of.isoformat(),
            "started": iso(self.started),
            "finished": iso(self.finished),
            "interrupted": self.interrupted,
            "notices": list(self.notices),
            "summary": self.summary(),
            "documents": [d.to_dict(with_findings=False) for d in self.documents],
            "links": [link.to_dict() for link in self.links],
            "findings": [finding.to_dict() for finding in self.findings],
        }
