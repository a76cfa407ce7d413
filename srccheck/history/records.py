"""What the runs say together: changes, counts, the trend, and how long citations last."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from attrs import frozen

from srccheck.model.history import Check, Run

__all__ = [
    "CHANGES",
    "Change",
    "ChangeKind",
    "Chronicle",
    "Comparison",
    "Counts",
    "DocumentCounts",
    "Flapping",
    "HostCounts",
    "Place",
    "Point",
    "Step",
    "Survival",
    "WhyNoCurve",
]

ChangeKind = Literal["rotted", "recovered", "moved", "archived", "drifted"]
CHANGES: tuple[ChangeKind, ...] = ("rotted", "recovered", "moved", "archived", "drifted")
"""The kinds of change, in the order in which an editor wants to hear of them."""

WhyNoCurve = Literal["too-few", "none-gone", "no-library"]


@frozen(kw_only=True)
class Place:
    """Where a document cites a link, as of its last audit; its fields are those of `Citing`."""

    document: str
    note: str
    citation: str
    line: int


@frozen(kw_only=True)
class Change:
    """What became of a link between two audits.

    Attributes:
        kind: `rotted` (gone, and was not), `recovered` (there, and was gone), `moved` (for good, to another
            page than before), `archived` (the archive has a good capture, and had none), `drifted` (its
            text is another, and was not).
        url: the link, normalised, with its fragment.
        check: the last check that could tell: of the page; of the archive where `kind` is `archived`.
        before: what it was: the contract's word (`alive`, `not-archived`, `unchanged`), or `flapping`; None
            where no earlier check could tell.
        drift: verdict of the comparison of texts now, where `kind` is `drifted`.
        places: where it is cited, by document and line.
    """

    kind: ChangeKind
    url: str
    check: Check
    before: str | None
    places: tuple[Place, ...]
    drift: str | None = None


@frozen(kw_only=True)
class Flapping:
    """A link that comes and goes: it is neither new rot nor recovered each time.

    Attributes:
        url: the link, normalised, with its fragment.
        turns: how often it changed its mind in its last `looks` checks that could tell.
        looks: how many those are.
        check: the last of them.
        is_new: it did not count as flapping at the time that is compared with.
        places: where it is cited.
    """

    url: str
    turns: int
    looks: int
    check: Check
    is_new: bool
    places: tuple[Place, ...]


@frozen(kw_only=True)
class Counts:
    """How many links ended as what.

    Attributes:
        alive, moved, gone: by the last check that could tell.
        unsure: links of which no check could tell.
        archived: links of which the archive has a good capture.
        archive_told: links of which it could tell.
    """

    alive: int = 0
    moved: int = 0
    gone: int = 0
    unsure: int = 0
    archived: int = 0
    archive_told: int = 0

    @property
    def links(self) -> int:
        """All of them."""
        return self.alive + self.moved + self.gone + self.unsure

    @property
    def rot(self) -> float | None:
        """Share of the gone in those that could be told, 0 to 1; None where none could."""
        told = self.links - self.unsure
        return self.gone / told if told else None

    @property
    def archived_share(self) -> float | None:
        """Share of the archived in those of which the archive could tell; None where it could of none."""
        return self.archived / self.archive_told if self.archive_told else None


@frozen(kw_only=True)
class DocumentCounts:
    """The links of a document, as of the last audit that read it."""

    path: str
    checked: dt.datetime
    counts: Counts


@frozen(kw_only=True)
class HostCounts:
    """The links to a registrable domain, as of the last audits."""

    host: str
    counts: Counts


@frozen(kw_only=True)
class Point:
    """What was known after one audit.

    Attributes:
        run: the audit.
        documents: how many of the chosen documents it read.
        by_status: links by the contract's status, by its own checks alone.
        counts: the same links by the last checks that could tell, its own or earlier ones.
    """

    run: Run
    documents: int
    by_status: dict[str, int]
    counts: Counts


@frozen(kw_only=True)
class Step:
    """A step of the survival curve.

    Attributes:
        years: since the citation was made.
        share: of pages still there, 0 to 1.
        low, high: 95 % confidence band; None where it is not defined.
        at_risk: citations that were watched at this age.
    """

    years: float
    share: float
    low: float | None
    high: float | None
    at_risk: int


@frozen(kw_only=True)
class Survival:
    """How long cited pages last.

    Attributes:
        citations: pairs of a document and a link, with a date, of whose page a check could tell.
        gone: those whose page is gone.
        late: those of the gone whose end nobody saw: they were gone at the first look, and no archive
            tells when it was. They count as gone at that look.
        undated: pairs left out, without access and publication date.
        untold: pairs left out, of which no check could tell.
        steps: the curve, from age 0 to the age that too few have reached; empty without one.
        why_not: why there is no curve.
    """

    citations: int = 0
    gone: int = 0
    late: int = 0
    undated: int = 0
    untold: int = 0
    steps: tuple[Step, ...] = ()
    why_not: WhyNoCurve | None = None

    def at(self, years: float) -> Step | None:
        """The step that holds at an age; None beyond the curve."""
        if not self.steps or years > self.steps[-1].years:
            return None
        return next(step for step in reversed(self.steps) if step.years <= years)


@frozen(kw_only=True)
class Comparison:
    """What is compared with what.

    Attributes:
        since: the day asked for; None for the last audit against the one before.
        last: the newest audit of the chosen documents.
        before: the audit before it of the same documents, where they all have the same; None where they
            differ, and with `since`.
        first_time: documents that were read once only: nothing to compare with.
    """

    since: dt.date | None
    last: Run
    before: Run | None
    first_time: tuple[str, ...] = ()


@frozen(kw_only=True)
class Chronicle:
    """All that `srccheck history` tells.

    Attributes:
        comparison: None where no finished audit read any of the chosen documents.
        changes: by kind, then by the place in the first document.
        flapping: links that come and go.
        documents: the chosen documents.
        hosts: most gone first.
        trend: oldest first.
        survival: how long cited pages last.
    """

    comparison: Comparison | None = None
    changes: tuple[Change, ...] = ()
    flapping: tuple[Flapping, ...] = ()
    documents: tuple[DocumentCounts, ...] = ()
    hosts: tuple[HostCounts, ...] = ()
    trend: tuple[Point, ...] = ()
    survival: Survival = Survival()

    def of_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The changes of a kind."""
        return tuple(change for change in self.changes if change.kind == kind)
