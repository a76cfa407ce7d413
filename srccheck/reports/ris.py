"""RIS, for reference managers (RIS format specification, Research Information Systems, 2011)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from srccheck.model import CslItem, CslName, Document, Finding, PartialDate
from srccheck.reports.cleaning import clean
from srccheck.reports.sources import Source, sources
from srccheck.reports.view import View

__all__ = ["extract_report"]

_TYPES = {
    "article": "INPR", "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "bill": "BILL", "book": "BOOK", "chapter": "CHAP", "classic": "CLSWK", "dataset": "DATA",
    "entry-dictionary": "DICT", "entry-encyclopedia": "ENCYC", "figure": "FIGURE", "graphic": "ART",
    "hearing": "HEAR", "legal_case": "CASE", "legislation": "STAT", "manuscript": "UNPB", "map": "MAP",
    "motion_picture": "VIDEO", "musical_score": "MUSIC", "pamphlet": "PAMP", "paper-conference": "CPAPER",
    "patent": "PAT", "periodical": "JFULL", "personal_communication": "PCOMM", "post-weblog": "BLOG",
    "report": "RPRT", "software": "COMP", "song": "SOUND", "speech": "SLIDE", "standard": "STAND",
    "thesis": "THES", "webpage": "ELEC",
}  # fmt: skip
_RANGE = re.compile(r"([^\s–—-]{1,20})\s?[–—-]{1,2}\s?([^\s–—-]{1,20})")


def extract_report(documents: tuple[Document, ...], unreadable: tuple[Finding, ...], view: View) -> str:
    """The sources of documents as RIS records; lines end with CR LF, as the specification has it."""
    return "".join(
        "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(source)) + "ER  - \r\n\r\n"
        for source in sources(documents)
    )


def _lines(source: Source) -> Iterator[tuple[str, str]]:
    csl = source.citation.csl
    yield "TY", _TYPES.get(csl.type, "GEN")
    start, end = _pages(csl)
    values = (
        ("ID", source.id),
        *(("AU", _name(name)) for name in csl.author),
        *(("ED", _name(name)) for name in csl.editor),
        ("TI", csl.title),
        ("TT", csl.title_translated),
        ("T2", csl.container_title),
        ("PB", csl.publisher),
        ("CY", csl.publisher_place),
        ("PY", f"{csl.issued.year:04d}" if csl.issued else None),
        ("DA", _date(csl.issued)),
        ("Y2", _date(csl.accessed)),
        ("VL", csl.volume),
        ("IS", csl.issue),
        ("SP", start),
        ("EP", end),
        ("UR", csl.URL),
        ("DO", csl.DOI),
        ("SN", csl.ISBN),
        ("LA", csl.language),
    )
    for tag, value in values:
        # A value is one line: what looks like a tag on the next one would be read as such.
        if value and (line := clean(value).strip()):
            yield tag, line


def _name(name: CslName) -> str:
    """`Family, Given`; a comma is what tells a person from a body, and has no escape."""
    if name.family:
        return f"{name.family.replace(',', '')}, {name.given or ''}"
    return (name.literal or name.given or "").replace(",", "")


def _date(date: PartialDate | None) -> str | None:
    """`YYYY/MM/DD/`, with what is unknown left empty."""
    if date is None:
        return None
    month, day = (f"{part:02d}" if part else "" for part in (date.month, date.day))
    return f"{date.year:04d}/{month}/{day}/"


def _pages(csl: CslItem) -> tuple[str | None, str | None]:
    found = _RANGE.fullmatch(csl.page or "")
    return (found[1], found[2]) if found else (csl.page, None)
