"""The contract's tokens in words: could not tell is never dead."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve

from srccheck.model import AccessDate, ArchiveFacts, CslItem, CslName, Language, Location, PageFacts
from srccheck.model.drift import Drift
from srccheck.reports.words import (
    access_words,
    citation_words,
    count,
    evidence_words,
    finding_line,
    has_news,
    note_words,
    outcome,
    place_words,
    severities,
    summary_rows,
    verdict,
)

from .samples import ARCHIVED, AUDIT, NEAR, SNAPSHOT, UNKNOWN, citation, day, finding, link, note

NOT_ASKED = ArchiveFacts(status="unknown", asked=False)
REASONS = {
    "alive": "ok",
    "moved": "moved-permanently",
    "dead": "http-404 http-410 dns-nxdomain soft-404 redirected-to-home parked unreachable-for-days",
    "blocked": "http-401 http-402 http-403 http-429 http-451 http-999 http-4xx challenge login consent",
    "unreachable": "timeout connect reset dns tls http-5xx redirect-loop too-many-redirects protocol"
    " too-slow",
    "skipped": "excluded private scheme malformed credentials",
    "unchecked": "offline not-in-replay interrupted budget",
}
ALL_REASONS = [(status, reason) for status, reasons in REASONS.items() for reason in reasons.split()]


@pytest.mark.parametrize(("status", "reason"), ALL_REASONS)
def test_every_reason_has_words(status: str, reason: str) -> None:
    """No token of the contract is shown raw, and only dead links are called gone."""
    report = link(1, status, reason, NOT_ASKED, http_status=418, final_url="https://new.example/")
    page, rest = outcome(report, report.uses[0])
    assert reason == "consent" or reason not in page.split()
    assert rest == ""
    assert page.startswith("gone") == (status == "dead")
    assert page.startswith("could not tell: ") == (status in ("blocked", "unreachable", "unchecked"))
    assert page.startswith("not asked: ") == (status == "skipped")


@pytest.mark.parametrize(
    ("status", "archive", "use", "words"),
    [
        ("alive", ARCHIVED, NEAR, "alive; archived on 2025-07-18, 2 days before the access date"),
        ("alive", ARCHIVED, {**NEAR, "distance_days": 1, "wanted": dt.date(2025, 7, 17)},
         "alive; archived on 2025-07-18, 1 day after the publication date"),
        ("alive", ARCHIVED, {**NEAR, "distance_days": 0},
         "alive; archived on 2025-07-18, the access date itself"),
        ("alive", ARCHIVED, {"snapshot": SNAPSHOT}, "alive; archived on 2025-07-18"),
        ("alive", ARCHIVED, {}, "alive; archived"),
        ("dead", ARCHIVED, {"snapshot": SNAPSHOT}, "gone (HTTP 404, not found), but archived on 2025-07-18"),
        ("dead", ArchiveFacts(status="not-archived"), {}, "gone (HTTP 404, not found); not archived"),
        ("dead", ArchiveFacts(status="only-bad-captures"), {},
         "gone (HTTP 404, not found); archived only as an error page"),
        ("dead", ArchiveFacts(status="excluded"), {}, "gone (HTTP 404, not found); held back by the archive"),
        ("dead", UNKNOWN, {}, "gone (HTTP 404, not found); could not tell if archived"),
        ("dead", NOT_ASKED, {}, "gone (HTTP 404, not found)"),
        ("alive", NOT_ASKED, {"language": Language(tag="ru", basis="page", confidence=1.0)},
         "alive; language ru"),
        ("alive", NOT_ASKED, {"language": Language(tag="und", basis="page", confidence=0.0)}, "alive"),
    ],
)  # fmt: skip
def test_outcome(status: str, archive: ArchiveFacts, use: dict[str, object], words: str) -> None:
    """What the archive has is said beside what the page did, with its distance from the day wanted."""
    report = link(1, status, "http-404", archive, http_status=404, **use)
    assert "".join(outcome(report, report.uses[0])) == words


def test_outcome_of_unchecked_does_not_repeat_itself() -> None:
    """Without a network one "could not tell" is enough; odd statuses show their number."""
    report = link(1, "unchecked", "offline")
    assert outcome(report, report.uses[0]) == ("could not tell: no network", "")
    report = link(1, "unreachable", "http-5xx", NOT_ASKED, http_status=599)
    assert outcome(report, report.uses[0]) == ("could not tell: HTTP 599", "")
    report = link(1, "unreachable", "brand\x1b-new", NOT_ASKED)
    assert outcome(report, report.uses[0]) == ("could not tell: brand␛-new", "")


@pytest.mark.parametrize(
    ("accessed", "url", "words"),
    [
        (None, "https://a.example", "no access date"),
        (None, None, ""),
        (AccessDate(raw="x", date=day(2025, 7)), None, "accessed 2025-07"),
        (AccessDate(raw="31.\t02", date=None), None, "impossible access date “31. 02”"),
        (AccessDate(raw="x", date=day(2025, 3, 4), ambiguous=True, alternatives=(day(2025, 4, 3),)), None,
         "accessed 2025-03-04 or 2025-04-03"),
    ],
)  # fmt: skip
def test_access_words(accessed: AccessDate | None, url: str | None, words: str) -> None:
    """An access date is missed only where a web source is cited; both readings are named."""
    assert access_words(citation(1, url=url, accessed=accessed)) == words


@pytest.mark.parametrize(
    ("csl", "words"),
    [
        (CslItem(), "Text of 1"),
        (CslItem(title="T"), "“T”"),
        (
            CslItem(title="T", container_title="Journal", publisher="House", issued=day(2011, 5)),
            "“T”, Journal, 2011",
        ),
        (CslItem(title="T", publisher="House"), "“T”, House"),
        (
            CslItem(title="T", author=tuple(CslName(literal=f"L{n}") for n in range(5))),
            "L0, L1, L2 and others, “T”",
        ),
        (CslItem(title="T", author=(CslName(given="Only"),)), "Only, “T”"),
        (CslItem(title="long " * 60), "“" + ("long " * 32).rstrip()[:159].rstrip() + "…”"),
        (CslItem(title="a\x1bb\u202e"), "“a␛b”"),
    ],
)
def test_citation_words(csl: CslItem, words: str) -> None:
    """Who, what, where, when, as far as known, in one clean line of bounded length."""
    assert citation_words(citation(1, csl=csl), {}) == words


def test_back_reference_names_its_note() -> None:
    """An ibid. says which note it stands for, by marker."""
    first = note(1, citation(1))
    ibid = citation(2, refers_to="n1.1", text="Ibid.")
    assert citation_words(ibid, {"n1.1": first}) == "Ibid. (the same source as note 1)"
    assert citation_words(ibid, {}) == "Ibid. (the same source as n1.1)"


def test_small_words() -> None:
    """Places, notes, counts and findings."""
    assert place_words(Location(line=3)) == "line 3"
    assert place_words(Location(line=3, page=6)) == "line 3 on page 6"
    assert note_words(note(1)) == "Note 1, line 101"
    assert note_words(note(1, kind="reference")) == "Reference 1, line 101"
    assert note_words(note(1, kind="inline", marker="")) == "Link, line 101"
    assert (count(1, "note"), count(0, "note")) == ("1 note", "0 notes")
    assert severities({"error": 1, "warning": 0, "info": 2}) == "1 error, 2 remarks"
    line = finding_line(finding("L201", "error", 1, message="a\nb", url="https://a.example/"))
    assert line == "paper.txt:101:5: L201 a b [https://a.example/]"
    assert finding_line(finding("D301", "info", 1, message="a")) == "paper.txt:101:5: D301 a"


@pytest.mark.parametrize(
    ("fix", "news"), [(None, False), ("u", False), ("what D301 says", False), ("other", True)]
)
def test_has_news(fix: str | None, news: bool) -> None:
    """A fix is shown only where the message and the URL do not show it already."""
    assert has_news(finding("D301", "info", 1, fix=fix, url="u")) is news


def test_verdict() -> None:
    """The verdict counts findings, owns up to what could not be told, and says nothing of sources offline."""
    assert verdict(AUDIT) == "2 errors, 2 warnings, 1 remark; could not tell for 2 links."
    assert verdict(evolve(AUDIT, links=(), findings=())) == "Nothing to object to."
    offline = evolve(AUDIT, links=(link(1, "unchecked", "offline"),), findings=())
    assert (
        verdict(offline)
        == "No link got an answer, so nothing is said of any source; on paper: nothing to object to."
    )


def test_summary_of_nothing() -> None:
    """An audit of nothing has a summary too."""
    rows = dict(summary_rows(evolve(AUDIT, documents=(), links=(), findings=())))
    assert rows == {
        "read": "0 documents, 0 notes, 0 citations, 0 links",
        "links": "none",
        "archive": "none",
        "access dates": "none",
        "languages": "none",
        "findings": "none",
    }


PAGE = PageFacts(
    title="Liman",
    language=Language(tag="az", basis="text", confidence=0.99),
    declared=Language(tag="en", basis="html-lang", confidence=0.93),
)
EDITED = Drift(verdict="edited", similarity=0.9, kept=0.846, then="Then", now="Now")


@pytest.mark.parametrize(
    ("page", "use", "words"),
    [
        (PAGE, {}, "language az by its text, though it declares en"),
        (evolve(PAGE, declared=None), {}, ""),
        (None, {}, ""),
        (None, {"snapshot": SNAPSHOT, "drift": EDITED}, "text edited since 2025-07-18: 85 % of it is left"),
        (None, {"snapshot": SNAPSHOT, "drift": evolve(EDITED, verdict="unchanged")}, ""),
        (None, {"snapshot": SNAPSHOT, "drift": evolve(EDITED, verdict="unknown", kept=None)}, ""),
        (None, {"drift": EDITED}, ""),
        (PAGE, {"snapshot": SNAPSHOT, "drift": evolve(EDITED, verdict="replaced", kept=0.0)},
         "language az by its text, though it declares en; text replaced since 2025-07-18: 0 % of it is left"),
    ],
)  # fmt: skip
def test_evidence(page, use, words) -> None:
    """Only what is not plain, on one line."""
    report = link(1, "alive", "ok", ARCHIVED, page=page, **use)
    assert evidence_words(report, report.uses[0]) == words
