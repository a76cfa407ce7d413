"""Facts in, findings out; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from srccheck.judging.archives import judge_archives
from srccheck.judging.dates import judge_access_date, judge_reading, judge_web_dates
from srccheck.judging.drift import judge_drift
from srccheck.judging.identity import judge_identity
from srccheck.judging.languages import judge_foreign, judge_language
from srccheck.judging.links import judge_link, judge_written
from srccheck.judging.notes import judge_notes
from srccheck.judging.rules import RULES, Place, finding, is_selected
from srccheck.model import Citation, Document, Finding, Link, LinkReport, Location, Use
from srccheck.settings import Settings
from srccheck.text.urls import problem

__all__ = ["RULES", "Place", "finding", "is_selected", "judge_audit", "judge_document"]


def judge_document(document: Document, orphans: Sequence[tuple[str, Location]]) -> tuple[Finding, ...]:
    """What the document shows by itself, without a clock and without the web."""
    found = [*document.findings, *judge_notes(document, orphans)]
    for note in document.notes:
        for citation in note.citations:
            found += judge_reading(document, note, citation)
            for link in citation.links:
                place = Place.of(document, note, citation)
                found += judge_written(place, link, _problem(link))
    return tuple(sorted(found, key=_position))


def _problem(link: Link) -> tuple[str, str] | None:
    trouble = problem(link.url)
    return (trouble.reason, trouble.message) if trouble else None


def judge_audit(
    documents: Sequence[Document], links: Sequence[LinkReport], *, as_of: dt.date, settings: Settings
) -> tuple[Finding, ...]:
    """Everything to be said, ordered by document and place, as far as the settings select it."""
    said: dict[str, list[Finding]] = {document.path: list(document.findings) for document in documents}
    cited: dict[tuple[str, str], Citation] = {}
    uses: dict[tuple[str, str], list[Use]] = {}
    for use in (use for link in links for use in link.uses):
        uses.setdefault((use.document, use.citation), []).append(use)
    for document in documents:
        for note in document.notes:
            for citation in note.citations:
                if note.kind != "inline":
                    cited[document.path, citation.id] = citation
                said[document.path] += judge_access_date(
                    document, note, citation, as_of=as_of, settings=settings
                )
                said[document.path] += judge_foreign(
                    document, note, citation, uses.get((document.path, citation.id), ())
                )
    for link in links:
        for use in link.uses:
            said[use.document] += _judge_use(link, use, cited.get((use.document, use.citation)))
    return tuple(
        item
        for found in said.values()
        for item in sorted(found, key=_position)
        if is_selected(item.code, settings)
    )


def _judge_use(link: LinkReport, use: Use, citation: Citation | None) -> Iterator[Finding]:
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
