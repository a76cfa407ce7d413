"""What has changed since earlier runs: what is new, what is over, and what nobody could tell this time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import Generic, Literal, Protocol, TypeVar

from attrs import frozen

from srccheck.judging import is_selected
from srccheck.model import Audit, Document, Finding, LinkReport, Use
from srccheck.model.history import PastFinding
from srccheck.model.places import plain_path
from srccheck.settings import Settings
from srccheck.worklist import address_of

__all__ = ["UNSURE", "Matching", "News", "Over", "Told", "Why", "chosen_by", "matched", "news_of", "over"]

UNSURE = frozenset({"L203", "L204", "A406"})
"""Codes that say that nobody could tell: never news, neither when they come nor when they go."""

_FAMILIES = dict.fromkeys(("L201", "A401", "A403", "A405"), "gone")
"""One piece of news under several codes: which of them it is hangs on what the archive says that week."""

Why = Literal["answers", "left", "settled"]
"""Why a finding is over: the page answers; it is no longer cited; it was put right, or somebody has said
that it is in order."""


class Told(Protocol):
    """A finding, by whichever run it was told; see `srccheck.model.Finding`."""

    @property
    def code(self) -> str:
        """Of the table of codes."""

    @property
    def document(self) -> str:
        """Path of its document."""

    @property
    def note(self) -> str | None:
        """Id of its note."""

    @property
    def url(self) -> str | None:
        """The link it is about."""

    @property
    def message(self) -> str:
        """What it says."""


Now = TypeVar("Now", bound=Told)
Past = TypeVar("Past", bound=Told)


@frozen(kw_only=True)
class Matching(Generic[Now, Past]):
    """Two lists of findings, held against each other.

    Attributes:
        unmatched, matched: of those that are told now.
        left: of those that were told before, what none of now's matches.
    """

    unmatched: tuple[Now, ...]
    matched: tuple[Now, ...]
    left: tuple[Past, ...]


def _exactly(item: Told) -> Hashable:
    return item.code, plain_path(item.document), item.note, item.url or item.message


def _roughly(item: Told) -> Hashable:
    # Notes are numbered anew when one is put before them, so their ids tell nothing here.
    what = item.url or ("" if item.code == "X901" else item.message)
    return _FAMILIES.get(item.code, item.code), plain_path(item.document), what


def matched(now: Iterable[Now], past: Iterable[Past]) -> Matching[Now, Past]:
    """Which findings were told before, one for one: a second place of the same link is one more.

    A finding is the same under the same code, in the same document, about the same link (the same words
    where it is about none); in the same note if there is one such, else wherever. The codes of a page that
    is gone (L201, A401, A403, A405) count as one.
    """
    current = list(now)
    left: dict[int, Past] = dict(enumerate(past))
    known: set[int] = set()
    for key in (_exactly, _roughly):
        shelves: dict[Hashable, list[int]] = defaultdict(list)
        for number in reversed(left):
            shelves[key(left[number])].append(number)
        for number, item in enumerate(current):
            if number not in known and (shelf := shelves.get(key(item))):
                del left[shelf.pop()]
                known.add(number)
    return Matching(
        unmatched=tuple(item for number, item in enumerate(current) if number not in known),
        matched=tuple(item for number, item in enumerate(current) if number in known),
        left=tuple(left.values()),
    )


@frozen(kw_only=True)
class Over(Generic[Past]):
    """A finding that was told before and is over."""

    finding: Past
    why: Why


@frozen(kw_only=True)
class News:
    """What has changed since earlier runs.

    Attributes:
        new: findings that no earlier run told; none of `UNSURE`.
        over: findings of earlier runs that hold no more.
        untold: those of which nobody could say this time whether they still hold.
        carried: what the store has to keep in mind of them, or the next run would tell it as new: this run
            was not to tell it, could not see the place, or saw nothing but that the page is gone.
        is_first: no earlier run read any of the documents, so everything is new.
        accepted: how many findings the baseline covers; they are not among the audit's any more.
        stale: the entries of the baseline that hold no more, in words.
        open: how many errors and warnings there are to see to: new ones, old ones, and those of which nobody
            could say this time whether they still hold.
    """

    new: tuple[Finding, ...] = ()
    over: tuple[Over[PastFinding], ...] = ()
    untold: tuple[PastFinding, ...] = ()
    carried: tuple[PastFinding, ...] = ()
    is_first: bool = False
    accepted: int = 0
    stale: tuple[str, ...] = ()
    open: int = 0

    @property
    def is_any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.new or self.over)

    @property
    def alarming(self) -> tuple[Finding, ...]:
        """What makes a run fail that fails on news: new errors and warnings, never remarks."""
        return tuple(item for item in self.new if item.severity != "info")


def news_of(audit: Audit, *, selected: Callable[[str, str], bool] = lambda code, document: True) -> News:
    """What an audit tells that earlier runs did not, and the other way round.

    Args:
        audit: with what is `known` of earlier runs.
        selected: whether a code is wanted for a document; what is not is no news when it is not told.
    """
    past = tuple(item for item in audit.known or () if item.code not in UNSURE)
    held = matched((item for item in audit.findings if item.code not in UNSURE), past)
    gone = {(plain_path(item.document), item.url) for item in audit.findings if item.code in _FAMILIES}
    asked: list[PastFinding] = []
    carried: list[PastFinding] = []
    for item in held.left:
        # That a page that is gone has no other faults any more is no good news.
        is_hidden = item.code in _FAULTS and (plain_path(item.document), item.url) in gone
        (carried if is_hidden or not selected(item.code, item.document) else asked).append(item)
    sight = _Sight(audit)
    ended, untold = _over(asked, sight)
    return News(
        new=held.unmatched,
        over=ended,
        untold=untold,
        carried=(*carried, *filter(sight.is_dark, untold)),
        is_first=audit.known is None,
        open=_grave(audit.findings) + _grave(untold),
    )


def chosen_by(settings: Settings) -> Callable[[str, str], bool]:
    """Whether a code is wanted for a document, by these settings."""
    return lambda code, document: is_selected(code, settings.for_document(document))


def _grave(findings: Iterable[Finding] | Iterable[PastFinding]) -> int:
    return sum(item.severity != "info" and item.code not in UNSURE for item in findings)


def over(left: Sequence[Past], audit: Audit) -> tuple[tuple[Over[Past], ...], tuple[Past, ...]]:
    """Which of the findings that are not told any more hold no more, and which nobody could tell.

    Args:
        left: findings that were told before, and are not now.
        audit: what was found out now.
    """
    return _over(left, _Sight(audit)) if left else ((), ())


def _over(left: Sequence[Past], sight: _Sight) -> tuple[tuple[Over[Past], ...], tuple[Past, ...]]:
    ended, untold = [], []
    for item in left:
        why = sight.why_over(item)
        if why is None:
            untold.append(item)
        else:
            ended.append(Over(finding=item, why=why))
    return tuple(ended), tuple(untold)


class _Sight:
    """What an audit saw, by document and link."""

    def __init__(self, audit: Audit) -> None:
        unread = set(audit.unreadable)
        self._cited = {
            plain_path(document.path): _addresses(document)
            for document in audit.documents
            if document.path not in unread
        }
        self._seen: dict[tuple[str, str], tuple[LinkReport, list[Use]]] = {}
        for report in audit.links:
            for use in report.uses:
                place = plain_path(use.document), report.url
                self._seen.setdefault(place, (report, []))[1].append(use)

    def why_over(self, item: Told) -> Why | None:
        """Why a finding that is not told any more holds no more; None where nobody could tell."""
        path = plain_path(item.document)
        cited = self._cited.get(path)
        if cited is None:
            return None
        if item.url is not None and item.url not in cited:
            return "left"
        told = _TELLING.get(item.code)
        if told is None or (item.url is None and item.code == "D304"):
            return "settled"  # it hangs on the document alone, and that was read
        seen = self._seen.get((path, item.url or ""))
        return _why_over(item.code, *seen, is_told=told) if seen else None

    def is_dark(self, item: Told) -> bool:
        """Whether nothing was seen of what a finding is about: the document, the page, or its captures."""
        place = plain_path(item.document), item.url or ""
        if place not in self._seen:
            return place[0] not in self._cited or item.url is not None
        report, uses = self._seen[place]
        return not _has_answered(report, uses[0]) or not _archive_has_answered(report, uses[0])


def _why_over(
    code: str, report: LinkReport, uses: Sequence[Use], *, is_told: Callable[[LinkReport, Use], bool]
) -> Why | None:
    if report.override or any(use.override for use in uses):
        return "settled"
    if not any(is_told(report, use) for use in uses):
        return None
    is_back = code in _FAMILIES and report.live.status in ("alive", "moved")
    return "answers" if is_back else "settled"


def _addresses(document: Document) -> Collection[str]:
    """The URLs that a document cites, as findings name them: as written, and normalised."""
    written = {link.url for note in document.notes for each in note.citations for link in each.links}
    return written | {str(address_of(url)) for url in written}


def _has_answered(report: LinkReport, use: Use) -> bool:
    return report.live.status in ("alive", "moved", "dead")


def _archive_has_answered(report: LinkReport, use: Use) -> bool:
    return report.archive.status != "unknown"


def _has_been_compared(report: LinkReport, use: Use) -> bool:
    verdicts = {match.verdict for match in (use.match, use.registered_match) if match}
    return bool(verdicts & {"same", "similar"}) and "different" not in verdicts


_TELLING: dict[str, Callable[[LinkReport, Use], bool]] = {
    **dict.fromkeys((*_FAMILIES, "L202", "L207"), _has_answered),
    "L211": lambda report, use: report.live.status == "dead" or report.fragment_present is True,
    "A402": lambda report, use: report.archive.status in ("archived", "only-bad-captures", "excluded"),
    "A404": _archive_has_answered,
    "D304": lambda report, use: report.live.page is not None,
    "D305": _archive_has_answered,
    "S501": _has_been_compared,
    "S502": lambda report, use: use.drift is not None and use.drift.verdict in ("unchanged", "edited"),
    "S503": lambda report, use: use.language is not None and use.language.tag != "und",
    "S504": lambda report, use: False,
    "S506": lambda report, use: bool(use.quoted) and all(each.verdict == "found" for each in use.quoted),
    "S507": lambda report, use: use.registered is not None,
}
"""Findings that hang on the world: what must be known now for their absence to mean that they are over."""

_FAULTS = frozenset(_TELLING.keys() - _FAMILIES.keys())
"""Those that are told of a page only while it is there, or of its captures."""
