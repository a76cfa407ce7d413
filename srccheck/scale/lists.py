"""Lists of addresses as documents: every row a citation with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from srccheck.documents.bibliography_csl import access_date
from srccheck.documents.bibliography_links import link_role
from srccheck.errors import UnreadableInputError
from srccheck.extraction import unreadable_finding
from srccheck.judging import Place, finding
from srccheck.judging.dates import judge_reading
from srccheck.judging.links import judge_written
from srccheck.masking import masked
from srccheck.model import AccessDate, Citation, CslItem, Document, Finding, Link, Location, Note
from srccheck.scale.rows import Row, rows
from srccheck.text.dates import settle
from srccheck.text.languages import title_language
from srccheck.text.urls import problem

__all__ = ["read_lists"]

_TOGETHER = 1_000
"""Rows of one document; of several of them where a list is longer."""


def read_lists(paths: Iterable[str]) -> Iterator[Document | Finding]:
    """Lists of addresses, a thousand rows at a time, each time as a document with the list's path.

    A row is a note of kind `reference` with one citation; of kind `inline` where the list has no column of
    access dates, so that nobody misses them. A row without an address is a finding, and so is a list that
    cannot be read (X901).

    Args:
        paths: see `srccheck.scale.rows.rows`.
    """
    for path in paths:
        try:
            several = rows(path)
            while some := list(islice(several, _TOGETHER)):
                yield _document(path, some)
        except UnreadableInputError as error:
            yield unreadable_finding(error)


def _document(path: str, some: list[Row]) -> Document:
    dates = [_access_date(row.accessed) if row.accessed else None for row in some]
    if any(date and date.ambiguous for date in dates):
        settled = iter(settle(tuple(filter(None, dates))))
        dates = [next(settled) if date else None for date in dates]
    notes = tuple(_note(row, date) for row, date in zip(some, dates, strict=True) if not row.trouble)
    document = masked(Document(path=path, format="urls", notes=notes))
    said = [
        finding("L205", Place(document=path, location=Location(line=row.line)), f"{row.trouble}; correct it")
        for row in some
        if row.trouble
    ]
    for note in document.notes:
        said += judge_reading(document, note, note.citations[0])
        said += _written(document, note)
    return Document(path=path, format="urls", notes=document.notes, findings=tuple(said))


_access_date = lru_cache(maxsize=4096)(access_date)


def _note(row: Row, accessed: AccessDate | None) -> Note:
    place, name = Location(line=row.line), f"row{row.line}"
    csl = CslItem(
        type="webpage", title=row.title or None, URL=row.url, accessed=accessed.date if accessed else None
    )
    citation = Citation(
        id=f"{name}.1",
        text=row.title or "",
        csl=csl,
        title_language=title_language(row.title) if row.title else None,
        accessed=accessed,
        links=(Link(url=row.url, raw=row.url, role=link_role(row.url), location=place),),
        stated=True,
        location=place,
    )
    return Note(
        id=name,
        marker=str(row.line),
        number=row.line,
        kind="inline" if row.accessed is None else "reference",
        text=row.url,
        location=place,
        citations=(citation,),
    )


def _written(document: Document, note: Note) -> Iterator[Finding]:
    citation = note.citations[0]
    link = citation.links[0]
    trouble = problem(link.url)
    yield from judge_written(
        Place.of(document, note, citation), link, (trouble.reason, trouble.message) if trouble else None
    )
