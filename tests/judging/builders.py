"""Short ways to make the records that the judges look at."""

from __future__ import annotations

import datetime as dt

from attrs import evolve

from srccheck.model import (
    AccessDate,
    ArchiveFacts,
    Capture,
    Citation,
    CslItem,
    Document,
    Link,
    LinkReport,
    Live,
    Location,
    NormalizedUrl,
    Note,
    PageFacts,
    PartialDate,
    Use,
)

URL = "https://coast.example/a"
NOW = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
HERE = Location(line=3, column=5)


def day(text: str) -> PartialDate:
    parts = [int(part) for part in text.split("-")] + [0, 0]
    return PartialDate(year=parts[0], month=parts[1], day=parts[2])


def accessed(text: str, *alternatives: str) -> AccessDate:
    return AccessDate(
        raw=text,
        date=day(text),
        ambiguous=bool(alternatives),
        alternatives=tuple(day(other) for other in alternatives),
    )


def link(url: str = URL, **changes: object) -> Link:
    return evolve(Link(url=url, raw=url, location=HERE), **changes)


def citation(*links: Link, **changes: object) -> Citation:
    return evolve(Citation(id="n1.1", text="A source", csl=CslItem(), links=links, location=HERE), **changes)


def note(*citations: Citation, number: int | None = 1, **changes: object) -> Note:
    base = Note(
        id=f"n{number}",
        marker=str(number),
        number=number,
        kind="footnote",
        text="A source",
        location=HERE,
        references=(Location(line=1, column=9),),
        citations=citations,
    )
    return evolve(base, **changes)


def document(*notes: Note) -> Document:
    return Document(path="paper.md", format="markdown", notes=notes)


def live(status: str, reason: str, http_status: int | None = None, **changes: object) -> Live:
    base = Live(status=status, reason=reason, http_status=http_status, checked_at=NOW, final_url=URL)
    return evolve(base, **changes)


def capture(stamp: str = "2024-03-04") -> Capture:
    moment = dt.datetime.fromisoformat(stamp).replace(tzinfo=dt.UTC)
    return Capture(url=f"https://web.archive.org/web/{moment:%Y%m%d%H%M%S}/{URL}", timestamp=moment)


def use(**changes: object) -> Use:
    return evolve(Use(document="paper.md", note="n1", citation="n1.1", location=HERE), **changes)


def report(answer: Live, archive: ArchiveFacts | None = None, *uses: Use, url: str = URL) -> LinkReport:
    return LinkReport(
        url=NormalizedUrl(url),
        live=answer,
        archive=archive or ArchiveFacts(status="archived"),
        uses=uses or (use(),),
    )


def page(**facts: object) -> PageFacts:
    return evolve(PageFacts(), **facts)
