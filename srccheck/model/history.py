"""What runs leave behind: a row for every link of every run, never rewritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from attrs import field, frozen

from srccheck.model.findings import Finding, Severity
from srccheck.model.links import ArchiveStatus, LinkStatus

__all__ = ["Check", "Citing", "History", "PastFinding", "Run"]


@frozen(kw_only=True)
class Run:
    """One audit.

    Attributes:
        id: what its caller calls it, or a name made for it; at most 64 characters.
        started: aware UTC.
        finished: aware UTC; None while it is under way, and for good where it was killed.
        as_of: what "today" was for its judgements.
        version: version of srccheck.
        documents: paths of what it read, as the caller named them; empty while it is under way.
        is_whole: it looked at every link of its documents and was not cut short.
        summary: the contract's `summary`; empty while it is under way.
    """

    id: str
    started: dt.datetime
    as_of: dt.date
    version: str
    finished: dt.datetime | None = None
    documents: tuple[str, ...] = ()
    is_whole: bool = False
    summary: Mapping[str, Any] = field(factory=dict)


@frozen(kw_only=True)
class Check:
    """What one run came to about one link.

    Attributes:
        url: the link, normalised, with its fragment.
        checked_at: when the live page was asked, aware UTC; by an earlier run where `from_cache`.
        status, reason, http_status, final_url: the contract's words about the live page.
        from_cache: an earlier run's answer stood for a new one.
        dead_since: since when it is dead, aware UTC.
        digest: of the page's body, as WARC-Payload-Digest writes it (`sha1:` and base32, ISO 28500); None
            where there was no body.
        archive: the contract's word about the archive.
        capture, captured_at: the first use's snapshot (URI-M, aware UTC), where there is one.
        died_between: by the archive's history; `ArchiveFacts` tells what it means.
    """

    url: str
    checked_at: dt.datetime
    status: LinkStatus
    reason: str
    http_status: int | None = None
    final_url: str | None = None
    from_cache: bool = False
    dead_since: dt.datetime | None = None
    digest: str | None = None
    archive: ArchiveStatus = "unknown"
    capture: str | None = None
    captured_at: dt.datetime | None = None
    died_between: tuple[dt.datetime, dt.datetime] | None = None


@frozen(kw_only=True)
class Citing:
    """Where a document cites a link, as of one run.

    Attributes:
        url: the link, normalised, with its fragment.
        document: path as the caller named it.
        note, citation: their ids.
        line: 1-based.
        accessed: the access date, where it is a whole day.
        issued: the earliest day of the publication date.
        drift: verdict of the comparison of texts; None where none was made.
    """

    url: str
    document: str
    note: str
    citation: str
    line: int
    accessed: dt.date | None = None
    issued: dt.date | None = None
    drift: str | None = None


@frozen(kw_only=True)
class PastFinding:
    """A finding as a run told it; `srccheck.model.Finding` tells what the fields mean."""

    fingerprint: str
    code: str
    severity: Severity
    document: str
    line: int
    message: str
    note: str | None = None
    url: str | None = None
    fix: str | None = None


class History(Protocol):
    """The memory of runs; a store that has answers has this, too (`srccheck.store.open_store`)."""

    def begin(self, run: Run) -> Run:
        """Note that a run begins; one of that id that was begun and not finished is gone on with.

        Args:
            run: the run; `finished` is None.

        Returns:
            The run as it is known: its `started` is that of the first beginning.

        Raises:
            StoreError: a run of that id has been finished. A store that fails raises nothing here, nor in
                `add` and `finish`: the run goes on, and what was lost is said when the store is closed.
        """
        ...

    def add(self, run_id: str, check: Check, citings: Sequence[Citing]) -> None:
        """Keep a check and the places of its link; written within a second, with what else there is.

        A link that the run has already (it was killed and is gone on with) is left as it is.
        """
        ...

    def finish(self, run: Run, findings: Collection[Finding | PastFinding]) -> None:
        """Note what a run came to in the end.

        Args:
            run: the same as begun, with `finished`, `documents`, `is_whole` and `summary`.
            findings: all that it told, and what earlier runs told of which it could tell nothing.
        """
        ...

    def runs(self) -> Sequence[Run]:
        """All runs that were finished, newest first.

        That is the order in which they were begun, whatever the clock said: of a run that a wrong clock dates
        into the future nobody wants to hear for years.

        Raises:
            StoreError: the store cannot be read to the end, as with the three that follow: a list that is cut
                short would be a false report.
        """
        ...

    def checks(self, run_id: str) -> Iterator[Check]:
        """The checks of a run, in the order in which they were added."""
        ...

    def citings(self, run_id: str) -> Iterator[Citing]:
        """The places of the links of a run, in the order in which they were added."""
        ...

    def findings(self, run_id: str) -> Iterator[PastFinding]:
        """What a run told, in its order; then what it carried on from earlier ones (see `finish`)."""
        ...

    def looks(self, url: str, *, limit: int = 50) -> Sequence[Check]:
        """What runs found out about a page by asking, newest first; finished or not, one check a run.

        Left out are answers that stood for new ones (`from_cache`), `unchecked` and `skipped`: nobody asked.

        Args:
            url: a link, normalised; its fragment does not matter, nor do those of the checks.
            limit: at most so many.
        """
        ...

    def known_findings(self, documents: Collection[str]) -> Sequence[PastFinding] | None:
        """What the editor was told the last time there was something to tell.

        Of a link: by the last finished run that cites it in that document and could tell (its status was not
        `unchecked`, `unreachable` or `blocked`, its reason not `excluded`; unless every run's was, and then
        by the last). Of all else: by the last finished run that read the document, or told that it cannot be
        read.

        Args:
            documents: paths, as the runs named them.

        Returns:
            None where no finished run read any of them, or the store cannot be read.
        """
        ...
