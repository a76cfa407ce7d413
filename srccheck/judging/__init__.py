"""Facts in, findings out; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from attrs import define, evolve, field

from srccheck.judging.archives import judge_archives
from srccheck.judging.dates import judge_access_date, judge_reading, judge_web_dates
from srccheck.judging.drift import judge_drift
from srccheck.judging.identity import judge_identity
from srccheck.judging.languages import judge_foreign, judge_language
from srccheck.judging.links import judge_link, judge_written
from srccheck.judging.notes import judge_notes
from srccheck.judging.review import Review, Silences, is_silenced, judge_ignores, silences
from srccheck.judging.rules import RULES, Place, finding, is_selected
from srccheck.model import Citation, Document, Finding, Link, LinkReport, Location, Note, Use
from srccheck.settings import Settings
from srccheck.text.urls import problem

__all__ = [
    "RULES",
    "Hearing",
    "Place",
    "finding",
    "is_selected",
    "judge_audit",
    "judge_document",
    "judge_use",
]


def judge_document(document: Document, orphans: Sequence[tuple[str, Location]]) -> tuple[Finding, ...]:
    """What the document shows by itself, without a clock and without the web."""
    found = [*document.findings, *judge_notes(document, orphans)]
    for note in document.notes:
        for citation in note.citations:
            found += judge_reading(document, note, citation)
            for link in citation.links:
                place = Place.of(document, note, citation)
                found += judge_written(place, link, _problem(link))
    quiet = silences(document)
    heard = [item for item in found if not is_silenced(item, quiet)]
    return tuple(sorted((*heard, *judge_ignores(document)), key=_position))


def _problem(link: Link) -> tuple[str, str] | None:
    trouble = problem(link.url)
    return (trouble.reason, trouble.message) if trouble else None


def judge_audit(
    documents: Sequence[Document],
    links: Sequence[LinkReport],
    *,
    as_of: dt.date,
    settings: Settings,
    review: Review | None = None,
) -> tuple[Finding, ...]:
    """Everything to be said, ordered by document and place, as far as the settings select it."""
    hearing = Hearing(as_of=as_of, settings=settings, review=review)
    for document in documents:
        hearing.hear(document)
    for link in links:
        hearing.judge(link)
    return hearing.findings()


class Hearing:
    """Documents, and then their links, one after another; of each only what is needed later is held.

    Args:
        as_of: what "today" is.
        settings: limits of dates, and the codes that are selected.
        review: what people said before.
    """

    def __init__(self, *, as_of: dt.date, settings: Settings, review: Review | None = None) -> None:
        self._as_of = as_of
        self._settings = settings
        self._review = review or Review((), as_of=as_of)
        self._for: dict[str, tuple[Settings, Silences]] = {}
        self._said: dict[str, list[Finding]] = {}
        self._cited: dict[tuple[str, str], _Cited] = {}

    def hear(self, document: Document) -> None:
        """Take down a document's own findings, and those of its citations' dates."""
        said = self._said.setdefault(document.path, [])
        said += document.findings
        settings = self._settings.for_document(document.path)
        self._for[document.path] = settings, silences(document)
        self._review.hear(document)
        shell = evolve(document, notes=(), attributions=(), findings=())
        for note in document.notes:
            head = evolve(note, citations=(), text="") if note.kind != "inline" else None
            for citation in note.citations:
                said += judge_access_date(document, note, citation, as_of=self._as_of, settings=settings)
                if head is not None:
                    self._cited[document.path, citation.id] = _Cited(shell, head, citation)

    def judge(self, link: LinkReport) -> None:
        """Judge a link, in the place of all citations that give it."""
        for use in link.uses:
            cited = self._cited.get((use.document, use.citation))
            if cited is not None:
                cited.uses.append(use)
            self._said[use.document] += judge_use(link, use, cited.citation if cited else None)

    def findings(self) -> tuple[Finding, ...]:
        """What is to be said so far, ordered by document and place, as far as the settings select it."""
        said = {path: list(found) for path, found in self._said.items()}
        for (path, _), cited in self._cited.items():
            said[path] += judge_foreign(cited.document, cited.note, cited.citation, cited.uses)
        return tuple(
            item for found in said.values() for item in sorted(found, key=_position) if self._stands(item)
        )

    def _stands(self, item: Finding) -> bool:
        settings, quiet = self._for[item.document]
        if (
            item.code == "L208"
            and settings.allow_private
            and problem(item.url or "", allow_private=True) is None
        ):
            return False  # the readers that are meant can open it
        return is_selected(item.code, settings) and not is_silenced(item, quiet) and self._review.keeps(item)


@define
class _Cited:
    """A citation of a note, and how its links were used."""

    document: Document
    note: Note
    citation: Citation
    uses: list[Use] = field(factory=list)


def judge_use(link: LinkReport, use: Use, citation: Citation | None) -> Iterator[Finding]:
    """What is to be said of a link in the place of one citation that gives it.

    Args:
        link: what was found out.
        use: the citation's use of it.
        citation: the citation itself; None for a link in running text.
    """
    place = Place(document=use.document, location=use.location, note=use.note, citation=use.citation)
    yield from judge_link(place, link, use)
    yield from judge_archives(place, link, use)
    yield from judge_identity(place, link, use)
    yield from judge_drift(place, link, use)
    if citation:
        yield from judge_language(place, link, use, citation)
    if citation and citation.accessed:
        yield from judge_web_dates(place, citation.accessed, link)


def _position(item: Finding) -> tuple[int, int, str, str]:
    return item.location.line, item.location.column, item.code, item.url or ""
