"""An audit with all that the page can show, and with all that a page could plant in it."""

# ruff: noqa: E501 - a table

from __future__ import annotations

import datetime as dt

from attrs import evolve

from srccheck.model import (
    ArchiveFacts,
    Audit,
    CslItem,
    Hop,
    Language,
    Link,
    NormalizedUrl,
    PageFacts,
    TitleMatch,
)
from srccheck.model.drift import Drift
from srccheck.model.sources import Notice, QuoteCheck, Registered
from tests.reports.samples import (
    ARCHIVED,
    AUDIT,
    DOCUMENT,
    FINDINGS,
    HOSTILE,
    LINKS,
    NEAR,
    NOON,
    NOTES,
    X901,
    citation,
    finding,
    link,
    note,
)

ARABIC = "وزارة الصحة تعلن عن خطة جديدة للموانئ"
PLANTED = (
    "<script>window.planted = 1</script><img src=x onerror='window.planted = 2'>"
    "\"><svg onload=window.planted=3>{{ 7 * 7 }}</script><!--</style>' onfocus='window.planted=4' autofocus='"
)
"""What would run, load or break out, were it ever taken for markup."""


def _rich(number: int, **changes):
    """A dead link with all evidence there is."""
    report = link(number, "dead", "http-404", ARCHIVED, **NEAR, http_status=404, dead_since=NOON, attempts=2,
                  hops=(Hop(url="https://site3.example/old", http_status=301),), detail="gone for good")  # fmt: skip
    use = evolve(
        report.uses[0],
        match=TitleMatch(verdict="different", score=0.41, cited="Harbour dues", found=ARABIC, via="snapshot-title"),
        language=Language(tag="ar", basis="snapshot", confidence=0.97),
        registered=Registered(doi="10.5555/x.1", registry="api.crossref.org", titles=("Dues of the harbour",),
                              notices=(Notice(kind="retraction", effect="retracted", doi="10.5555/x.2"),)),
        quoted=(QuoteCheck(words="the quay is sinking", verdict="not-found"),),
        drift=Drift(verdict="edited", similarity=0.8, kept=0.7, then="The quay was sound.", now="The quay sinks."),
    )  # fmt: skip
    return evolve(report, uses=(evolve(use, **changes),))


def full_audit() -> Audit:
    """Two documents, a note for every outcome, a title that runs from right to left, what was not read."""
    quoted = evolve(NOTES[2], text=f"{ARABIC}، 2024، https://site3.example/page")
    notes = (*NOTES[:2], quoted, *NOTES[3:])
    first = evolve(DOCUMENT, path="drafts/harbour/paper.txt", notes=notes)
    second = evolve(DOCUMENT, path="drafts/other.txt", title=None, notes=(), attributions=())
    archived = ArchiveFacts(status="archived", first=NOON - dt.timedelta(days=900), last=NOON, captures=12,
                            died_between=(NOON - dt.timedelta(days=90), NOON))  # fmt: skip
    links = (*LINKS[:2], evolve(_rich(3), archive=archived), *LINKS[3:])
    links = tuple(_in(report, first.path) for report in links)
    findings = tuple(evolve(said, document=first.path) for said in FINDINGS)
    return evolve(AUDIT, documents=(first, second), links=links, findings=(*findings, X901),
                  notices=("the store could not be used",))  # fmt: skip


def _in(report, path: str):
    return evolve(report, uses=tuple(evolve(use, document=path) for use in report.uses))


def planted_audit() -> Audit:
    """Every text of others says the worst: in documents, pages, archives, registries, URLs."""
    bad = PLANTED + HOSTILE
    urls = (
        "javascript:window.planted=5",
        "data:text/html,<script>planted</script>",
        f"https://a.example/{PLANTED}",
    )
    place = citation(1).location
    notes = tuple(
        note(number, citation(number, csl=CslItem(title=bad), text=bad,
                              links=(Link(url=url, raw=url, location=place),)),
             marker=bad, text=bad + "x" * 1_000_000)
        for number, url in enumerate(urls, 1)
    )  # fmt: skip
    document = evolve(DOCUMENT, path=bad, title=bad + "t" * 1_000_000, notes=notes)
    page = PageFacts(title="p" * 1_000_000 + bad, language=Language(tag=bad, basis=bad, confidence=0.9))
    rich = _rich(
        1, document=bad, drift=Drift(verdict="replaced", similarity=0.1, then=bad, now=bad),
        match=TitleMatch(verdict="similar", score=0.7, cited=bad, found=bad + "f" * 1_000_000, via=bad),
        registered=Registered(doi=bad, titles=(bad,), notices=(Notice(kind=bad, effect="doubted", doi=bad),)),
        quoted=(QuoteCheck(words=bad, verdict="found"),),
        snapshot=evolve(NEAR["snapshot"], url="javascript:window.planted=6", archive=bad),
    )  # fmt: skip
    live = evolve(
        rich.live, page=page, detail=bad, hops=(Hop(url=urls[0], http_status=301),), final_url=urls[1]
    )
    rich = evolve(rich, url=NormalizedUrl(urls[0]), live=live)
    said = [
        evolve(finding("L202", "error", number, message=bad, url=url, fix=url), document=bad)
        for number, url in enumerate(urls, 1)
    ]
    return evolve(AUDIT, documents=(document,), links=(rich,), notices=(bad,),
                  findings=(*said, evolve(X901, document=bad, message=bad)))  # fmt: skip
