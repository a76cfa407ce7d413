"""The whole of what one run found out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from attrs import frozen

from srccheck.model.document import Document
from srccheck.model.findings import Finding
from srccheck.model.history import PastFinding
from srccheck.model.links import LinkReport, iso
from srccheck.model.tally import Tally

__all__ = ["AUDIT_SCHEMA", "EXTRACT_SCHEMA", "Audit"]

AUDIT_SCHEMA = "srccheck.audit/1"
EXTRACT_SCHEMA = "srccheck.extract/1"


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
        tally: what was counted while documents and links were handed out one by one; they are not held here
            again. None where they are.
        known: what earlier runs told of these documents, where there were any and the store knows
            (`srccheck.model.history.History.known_findings`); None where nothing is known.
    """

    as_of: dt.date
    started: dt.datetime
    finished: dt.datetime
    version: str
    documents: tuple[Document, ...] = ()
    links: tuple[LinkReport, ...] = ()
    findings: Sequence[Finding] = ()
    unreadable: tuple[str, ...] = ()
    interrupted: bool = False
    notices: tuple[str, ...] = ()
    tally: Tally | None = None
    known: tuple[PastFinding, ...] | None = None

    @property
    def offline(self) -> bool:
        """There were links to check, and none of them got an answer: exit code 3."""
        counted = self._counted()
        return bool(counted.asked) and not counted.answered

    def summary(self) -> dict[str, Any]:
        """The contract's `summary`."""
        return self._counted().to_dict(self.findings)

    def _counted(self) -> Tally:
        if self.tally is not None:
            return self.tally
        tally = Tally()
        for document in self.documents:
            tally.add_document(document)
        for link in self.links:
            tally.add_link(link)
        return tally

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
