"""Finished records to report on: one document with a note for every way a link can end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from attrs import evolve

from srccheck.model import (
    AccessDate,
    ArchiveFacts,
    Attribution,
    Audit,
    Capture,
    Citation,
    CslItem,
    CslName,
    Document,
    Finding,
    Hop,
    Language,
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

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
HOSTILE = "\x1b[31mred\x1b[0m \u202eesrever\u202c [bold]x[/bold] `a`|b|<img> @octocat #7 *s* \x9b2J\r\nend"
ARCHIVED = ArchiveFacts(status="archived", first=NOON, last=NOON, last_good=NOON)
UNKNOWN = ArchiveFacts(status="unknown")


def day(year: int, month: int = 0, day_: int = 0) -> PartialDate:
    return PartialDate(year=year, month=month, day=day_)


def citation(number: int, *, url: str | None = "", title: str | None = "", **more: Any) -> Citation:
    """A citation of note `number`; with a URL unless told otherwise."""
    place = Location(line=100 + number, column=5)
    url = f"https://site{number}.example/page" if url == "" else url
    links = (Link(url=url, raw=url, location=place),) if url else ()
    title = f"Title {number}" if title == "" else title
    csl = CslItem(title=title, author=(CslName(family=f"Author{number}", given="A."),), issued=day(2020))
    fields: dict[str, Any] = {
        "csl": csl,
        "links": links,
        "accessed": AccessDate(raw="Accessed 20.07.2025", date=day(2025, 7, 20)),
    }
    fields |= {"id": f"n{number}.1", "text": f"Text of {number}", "location": place, **more}
    return Citation(**fields)


def note(number: int, *citations: Citation, **more: Any) -> Note:
    fields: dict[str, Any] = {
        "id": f"n{number}",
        "marker": str(number),
        "number": number,
        "kind": "endnote",
        "text": f"Text of {number}",
        "location": Location(line=100 + number, column=1, end_line=101 + number),
        "references": (Location(line=number, column=9),),
        "citations": citations,
    }
    return Note(**{**fields, **more})


def link(number: int, status: Any, reason: str, archive: ArchiveFacts = UNKNOWN, **more: Any) -> LinkReport:
    """A report on the link of note `number`; `more` goes to its use where it is a field of one."""
    url = NormalizedUrl(f"https://site{number}.example/page")
    use: dict[str, Any] = {
        name: more.pop(name)
        for name in ("snapshot", "distance_days", "accessed", "wanted", "language", "drift")
        if name in more
    }
    use = {"location": Location(line=100 + number, column=5), **use}
    return LinkReport(
        url=url,
        live=Live(status=status, reason=reason, checked_at=NOON, **more),
        archive=archive,
        uses=(Use(document="paper.txt", note=f"n{number}", citation=f"n{number}.1", **use),),
    )


def finding(code: str, severity: Any, number: int | None, **more: Any) -> Finding:
    fields: dict[str, Any] = {
        "name": "some-name",
        "message": f"what {code} says; what was seen; what to do",
        "document": "paper.txt",
        "location": Location(line=100 + number if number else 1, column=5),
        "note": f"n{number}" if number else None,
        "citation": f"n{number}.1" if number else None,
    }
    return Finding(code=code, severity=severity, **{**fields, **more})


SNAPSHOT = Capture(
    url="https://web.archive.org/web/20250718100000/https://site3.example/page",
    timestamp=dt.datetime(2025, 7, 18, 10, tzinfo=dt.UTC),
    http_status=200,
)
NEAR = {
    "snapshot": SNAPSHOT,
    "distance_days": 2,
    "accessed": dt.date(2025, 7, 20),
    "wanted": dt.date(2025, 7, 20),
}

NOTES = (
    note(1, citation(1)),
    note(2, citation(2)),
    note(3, citation(3)),
    note(4, citation(4), evolve(citation(4), id="n4.2", refers_to="n1.1", links=(), accessed=None)),
    note(5, citation(5)),
    note(6, citation(6, accessed=None)),
    note(7),
    note(8, citation(8, url="ftp://site8.example/x", accessed=AccessDate(raw="31.02.2025", date=None))),
)
DOCUMENT = Document(
    path="paper.txt",
    format="text",
    encoding="utf-8",
    title="A Paper",
    language=Language(tag="en", basis="text", confidence=0.98),
    notes=NOTES,
    attributions=(Attribution(kind="photo credit", text="Photo: NOBODY", location=Location(line=90)),),
)
LINKS = (
    link(1, "alive", "ok", ARCHIVED, **NEAR, http_status=200, page=PageFacts(title="T")),
    link(2, "moved", "moved-permanently", ArchiveFacts(status="not-archived"), http_status=200,
         final_url="https://new.example/page",
         hops=(Hop(url="https://site2.example/page", http_status=301),)),
    link(3, "dead", "http-404", ARCHIVED, **NEAR, http_status=404,
         language=Language(tag="ru", basis="snapshot", confidence=0.95)),
    link(4, "blocked", "http-403", UNKNOWN, http_status=403),
    link(5, "unreachable", "timeout", UNKNOWN),
    link(6, "skipped", "excluded", UNKNOWN),
)  # fmt: skip
FINDINGS = (
    finding("L202", "warning", 2, url="https://site2.example/page", fix="https://new.example/page"),
    finding("A401", "error", 3, url="https://site3.example/page", fix=SNAPSHOT.url),
    finding("L203", "info", 4, url="https://site4.example/page"),
    finding("D306", "error", 8),
    finding("N103", "warning", None),
)
AUDIT = Audit(
    as_of=dt.date(2026, 11, 22),
    started=NOON,
    finished=NOON,
    version="0.0",
    documents=(DOCUMENT,),
    links=LINKS,
    findings=FINDINGS,
)
X901 = finding("X901", "error", None, document="gone.txt", message="there is no such file; check the path")
