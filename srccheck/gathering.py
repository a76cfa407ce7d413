"""What comes in while an audit goes on: held until it is judged, or judged, counted and let go of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from srccheck.judging import Hearing, is_selected, judge_audit
from srccheck.judging.review import Review
from srccheck.model import Document, Finding, LinkReport
from srccheck.model.tally import Tally
from srccheck.novelty import Novelty
from srccheck.overrides import load_overrides
from srccheck.settings import Settings
from srccheck.worklist import Target, Worklist

__all__ = ["Gathering"]


class Gathering:
    """Documents, their links, and what was found out about these.

    Attributes:
        documents: those held, in order.
        read: paths of all, in order.
        unreadable: findings about what could not be read.

    Args:
        settings: the codes that are selected, and where people's words are.
        as_of: what today is.
        keep: hold documents after they were taken in; else they are forgotten, but for their links.

    Raises:
        UsageError: there is no such code.
        SettingsError: the file of what people found out cannot be used.
    """

    def __init__(self, settings: Settings, *, as_of: dt.date, keep: bool = True) -> None:
        is_selected("X901", settings)
        self.keep = keep
        self.documents: list[Document] = []
        self.read: list[str] = []
        self.unreadable: list[Finding] = []
        self._settings = settings
        self._as_of = as_of
        self._worklist = Worklist()
        self._review = Review(load_overrides(settings.overrides), as_of=as_of)
        self._hearing = Hearing(as_of=as_of, settings=settings, review=self._review)
        self._tally = Tally()

    def take(self, document: Document) -> None:
        """Take in a document."""
        self.read.append(document.path)
        self._worklist.add(document)
        self._review.hear(document)
        if self.keep:
            self.documents.append(document)
        else:
            self._hearing.hear(document)
            self._tally.add_document(document)

    def targets(self) -> tuple[Target, ...]:
        """The links of all documents, once."""
        targets = self._worklist.targets(allow_private=self._settings.allow_private)
        self._worklist = Worklist()
        return targets

    def mark(self, report: LinkReport) -> LinkReport:
        """A link that is settled, with what people said of it; counted and judged if it is not to be held."""
        marked = self._review.mark(report)
        if not self.keep:
            self._hearing.judge(marked)
            self._tally.add_link(marked)
        return marked

    def findings(self, links: Sequence[LinkReport], novelty: Novelty | None) -> tuple[Finding, ...]:
        """All that is to be told.

        Args:
            links: those that are held.
            novelty: what to look at, where that is not everything.
        """
        judged = self._hearing.findings()
        if self.keep:
            judged = judge_audit(
                self.documents, links, as_of=self._as_of, settings=self._settings, review=self._review
            )
        if novelty:
            judged = tuple(filter(novelty.concerns, judged))
        reviewed = self._review.findings(self._settings, whole=novelty is None)
        return (*self.unreadable, *judged, *reviewed)

    @property
    def tally(self) -> Tally | None:
        """What was counted; None where everything is held."""
        return None if self.keep else self._tally
