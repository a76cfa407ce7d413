"""What a run counts while its documents and links pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from attrs import define, field

from srccheck.model.document import Document
from srccheck.model.findings import Finding
from srccheck.model.links import LinkReport

__all__ = ["Tally"]


@define(kw_only=True)
class Tally:
    """The figures of the contract's `summary`, added up one by one.

    Attributes:
        asked: links that somebody was asked about.
        answered: those of them that anybody said anything of.
    """

    asked: int = 0
    answered: int = 0
    _whole: Counter[str] = field(factory=Counter)
    _status: Counter[str] = field(factory=Counter)
    _archive: Counter[str] = field(factory=Counter)
    _languages: Counter[str] = field(factory=Counter)
    _dates: Counter[str] = field(factory=Counter)

    def add_document(self, document: Document, *, continued: bool = False) -> None:
        """Count a document with its notes and citations.

        Args:
            document: as read.
            continued: it is a further part of one that is counted already.
        """
        self._whole["documents"] += not continued
        for note in document.notes:
            self._whole["notes"] += 1
            self._whole["citations"] += len(note.citations)
            for citation in note.citations:
                accessed = citation.accessed
                if accessed is None:
                    self._dates["missing"] += any(link.role == "source" for link in citation.links)
                elif accessed.date is None:
                    self._dates["invalid"] += 1
                else:
                    self._dates["present"] += 1
                    self._dates["ambiguous"] += accessed.ambiguous

    def add_link(self, link: LinkReport) -> None:
        """Count a link with its uses."""
        self._whole["links"] += 1
        self._status[link.live.status] += 1
        self._archive[link.archive.status] += 1
        for use in link.uses:
            self._languages[use.language.tag if use.language else "und"] += 1
        # A run whose time was too short says nothing of the network.
        if link.live.reason != "budget" and (link.live.status != "skipped" or link.archive.asked):
            self.asked += 1
            self.answered += link.answered

    def to_dict(self, findings: Iterable[Finding]) -> dict[str, Any]:
        """The contract's `summary`.

        Args:
            findings: what is to be said.
        """
        severities = Counter(finding.severity for finding in findings)
        return {
            **{name: self._whole[name] for name in ("documents", "notes", "citations", "links")},
            "by_status": dict(sorted(self._status.items())),
            "by_archive": dict(sorted(self._archive.items())),
            "access_dates": {
                name: self._dates[name] for name in ("present", "missing", "ambiguous", "invalid")
            },
            "source_languages": dict(sorted(self._languages.items())),
            "findings": {name: severities[name] for name in ("error", "warning", "info")},
        }
