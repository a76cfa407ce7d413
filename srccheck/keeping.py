"""What an audit leaves in the store: a run, a check for every link, and what was told."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

from attrs import evolve

from srccheck import __version__
from srccheck.model import Audit, Finding, LinkReport
from srccheck.model.history import Check, Citing, History, PastFinding, Run
from srccheck.model.places import plain_path
from srccheck.model.store import NoStore, Store
from srccheck.model.web import Surroundings
from srccheck.settings import Settings
from srccheck.store import open_store

__all__ = [
    "ALWAYS_THE_SAME",
    "GOES_ON",
    "HistoryAlone",
    "Logbook",
    "check_of",
    "citings_of",
    "run_of",
    "store_for",
]

GOES_ON = "run {run} was interrupted; the same command, with --run {run}, goes on with it"
ALWAYS_THE_SAME = (
    "--max-links: no answer is remembered from run to run, so every run asks the same pages; give it a store"
)
_NOT_ASKED = frozenset({"budget", "interrupted"})


def check_of(report: LinkReport, *, began: dt.datetime) -> Check:
    """What a run came to about a link.

    Args:
        report: the link.
        began: when the run first began, aware UTC; an answer given since then is its own, even if the run was
            killed and it comes out of the store.
    """
    live, archive = report.live, report.archive
    snapshot = next((use.snapshot for use in report.uses if use.snapshot), None)
    return Check(
        url=report.url,
        checked_at=live.checked_at,
        status=live.status,
        reason=live.reason,
        http_status=live.http_status,
        final_url=live.final_url,
        from_cache=live.from_cache and live.checked_at < began,
        dead_since=live.dead_since,
        digest=live.digest,
        archive=archive.status,
        died_between=archive.died_between,
        capture=snapshot.url if snapshot else None,
        captured_at=snapshot.timestamp if snapshot else None,
    )


def citings_of(report: LinkReport) -> tuple[Citing, ...]:
    """Where the documents cite a link, in their order."""
    return tuple(
        Citing(
            url=report.url,
            document=plain_path(use.document),
            note=use.note,
            citation=use.citation,
            line=use.location.line,
            accessed=use.accessed,
            issued=use.cited.issued.earliest() if use.cited and use.cited.issued else None,
            drift=use.drift.verdict if use.drift else None,
        )
        for use in report.uses
    )


class Logbook:
    """Keeps a run in the store while it goes on.

    Attributes:
        began: when it first began, aware UTC; an earlier process may have been killed.
        is_kept: what is added is kept.
        known: what earlier runs told of the documents, once this one has ended; None where none read them.

    Args:
        history: where runs are kept.
        run: the run, which begins now; None for what is not to be kept.

    Raises:
        StoreError: a run of that name has been finished.
    """

    def __init__(self, history: History, run: Run | None) -> None:
        self._history = history
        self._run = history.begin(run) if run else None
        self._saw_all = True
        self.is_kept = run is not None and type(history) is not NoStore
        self.began = self._run.started if self._run else None
        self.known: tuple[PastFinding, ...] | None = None

    def add(self, report: LinkReport) -> None:
        """Keep what was found out about a link, which is settled."""
        self._saw_all &= report.live.reason not in _NOT_ASKED
        if self._run:
            check = check_of(report, began=self._run.started)
            self._history.add(self._run.id, check, citings_of(report))

    def look_up(self, documents: Iterable[str]) -> None:
        """Find out what is `known`, before this run ends.

        Args:
            documents: paths of what was read, or could not be, as the caller named them.
        """
        known = self._history.known_findings(_paths(documents))
        self.known = None if known is None else tuple(known)

    def finish(
        self,
        audit: Audit,
        documents: Iterable[str],
        *,
        is_whole: bool,
        carried: Sequence[PastFinding] = (),
    ) -> None:
        """Note what the run came to in the end.

        Args:
            audit: all of it.
            documents: paths of what was read, as the caller named them.
            is_whole: it was not cut short; links that nobody asked for make it not whole, too.
            carried: what earlier runs told and the next one has to know; see `srccheck.news.News`.
        """
        if self._run:
            for link in () if is_whole else audit.links:
                if link.live.status != "unchecked":
                    self.add(link)  # once more, or settled as the end came; the store keeps the first of each
            run = evolve(
                self._run,
                finished=audit.finished,
                documents=_paths(documents),
                is_whole=is_whole and self._saw_all,
                summary=audit.summary(),
            )
            self._history.finish(run, _ByPlainPaths(audit.findings, carried))


def run_of(settings: Settings, surroundings: Surroundings, *, as_of: dt.date) -> Run:
    """A run that begins now; one without a name gets one: when it began, and eight hex digits by chance.

    Args:
        settings: its name.
        surroundings: the clock.
        as_of: what today is.
    """
    now = surroundings.now().astimezone(dt.UTC)
    # A name decides nothing, and must be new even where a clock and a chance stand still.
    name = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
    return Run(id=settings.run or name, started=now, as_of=as_of, version=__version__)


class _ByPlainPaths(Collection[Finding | PastFinding]):
    """Findings, as history names their documents, one at a time: a large audit keeps them on disk."""

    def __init__(self, findings: Collection[Finding], carried: Collection[PastFinding]) -> None:
        self._findings = findings
        self._carried = carried

    def __len__(self) -> int:
        return len(self._findings) + len(self._carried)

    def __iter__(self) -> Iterator[Finding | PastFinding]:
        for each in chain[Finding | PastFinding](self._findings, self._carried):
            yield evolve(each, document=plain_path(each.document))

    def __contains__(self, item: object) -> bool:
        return any(each == item for each in self)


def _paths(documents: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(plain_path, documents)))


@contextmanager
def store_for(settings: Settings, notices: list[str]) -> Iterator[Store]:
    """The store for an audit by these settings; evidence goes round what was answered before.

    Args:
        settings: where it is, and what is to be asked.
        notices: what went wrong is added here, one sentence each.

    Raises:
        StoreError: see `srccheck.store.open_store`.
    """
    evidence = settings.record or settings.replay
    history = settings.store if settings.record or settings.run else None
    if not (settings.live or settings.archive) or (evidence and not history):
        yield NoStore()
        return
    with open_store(settings.store, notices) as store:
        yield HistoryAlone(store) if evidence else store


class HistoryAlone(NoStore):
    """Keeps runs, and no answers.

    Args:
        history: where runs are kept.
    """

    def __init__(self, history: History) -> None:
        self._history = history

    def begin(self, run: Run) -> Run:
        """See `History.begin`."""
        return self._history.begin(run)

    def add(self, run_id: str, check: Check, citings: Sequence[Citing]) -> None:
        """See `History.add`."""
        self._history.add(run_id, check, citings)

    def finish(self, run: Run, findings: Collection[Finding | PastFinding]) -> None:
        """See `History.finish`."""
        self._history.finish(run, findings)

    def looks(self, url: str, *, limit: int = 50) -> Sequence[Check]:
        """See `History.looks`."""
        return self._history.looks(url, limit=limit)

    def known_findings(self, documents: Collection[str]) -> Sequence[PastFinding] | None:
        """See `History.known_findings`."""
        return self._history.known_findings(documents)
