"""Takes what comes in, judges it at once, counts it, and hands it on; nothing is held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from srccheck.judging import is_selected, judge_use
from srccheck.judging.dates import judge_access_date
from srccheck.judging.languages import judge_foreign
from srccheck.judging.review import Review, Silences, is_silenced, silences
from srccheck.model import Document, Finding, LinkReport
from srccheck.model.tally import Tally
from srccheck.scale.spool import Spool
from srccheck.scale.told import Told
from srccheck.settings import Settings
from srccheck.text.urls import problem

__all__ = ["Clerk"]


class Clerk:
    """Judges documents, and then their links, one after another, each when it comes.

    All findings are those of an audit that holds everything, but for S504, which goes by the cited titles
    alone.

    Attributes:
        tally: what was counted.

    Args:
        spool: where the citations are.
        told: where findings go.
        as_of: what "today" is.
        settings: limits of dates, and the codes that are selected.
        review: what people said before.
    """

    def __init__(
        self, spool: Spool, told: Told, *, as_of: dt.date, settings: Settings, review: Review
    ) -> None:
        self.tally = Tally()
        self._spool = spool
        self._told = told
        self._as_of = as_of
        self._settings = settings
        self._review = review
        self._quiet: dict[str, Silences] = {}
        self._own: dict[str, Settings] = {}
        self._alike: dict[Settings, Settings] = {}  # thousands of documents have few settings
        self._last: str | None = None

    def hear(self, document: Document) -> tuple[Finding, ...]:
        """Count a document, and say what is to be said of it and its citations' dates.

        Args:
            document: as read, or a part of it.
        """
        self._review.hear(document)
        self.tally.add_document(document, continued=document.path == self._last)
        self._last = document.path
        quiet = silences(document)
        if quiet:
            self._quiet[document.path] = quiet
        settings = self._for(document.path)
        said = list(document.findings)
        for note in document.notes:
            for citation in note.citations:
                said += judge_access_date(document, note, citation, as_of=self._as_of, settings=settings)
                said += judge_foreign(document, note, citation, ())
        return self.tell(said)

    def settle(self, report: LinkReport) -> tuple[LinkReport, tuple[Finding, ...]]:
        """Count a link; it is returned as people marked it, with what is to be said of it.

        Args:
            report: as it came.
        """
        report = self._review.mark(report)
        self.tally.add_link(report)
        said: list[Finding] = []
        for use in report.uses:
            said += judge_use(report, use, self._spool.citation(use.document, use.citation))
        return report, self.tell(said)

    def tell(self, said: Iterable[Finding]) -> tuple[Finding, ...]:
        """Keep of what might be said what stands."""
        standing = tuple(filter(self._stands, said))
        self._told.add(standing)
        return standing

    def _stands(self, item: Finding) -> bool:
        settings, quiet = self._for(item.document), self._quiet.get(item.document, {})
        if (
            item.code == "L208"
            and settings.allow_private
            and problem(item.url or "", allow_private=True) is None
        ):
            return False  # the readers that are meant can open it
        return is_selected(item.code, settings) and not is_silenced(item, quiet) and self._review.keeps(item)

    def _for(self, path: str) -> Settings:
        if not self._settings.per_file:
            return self._settings
        if path not in self._own:
            own = self._settings.for_document(path)
            self._own[path] = self._alike.setdefault(own, own)
        return self._own[path]
