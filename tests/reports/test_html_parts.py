"""What the HTML report shows of records, without a browser."""

# ruff: noqa: E501 - tables

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve

from srccheck.model import ArchiveFacts, Language, NormalizedUrl, PageFacts, PartialDate, TitleMatch
from srccheck.model.citation import AccessDate
from srccheck.model.copies import CitedCopy
from srccheck.model.drift import Drift
from srccheck.model.live import Hop
from srccheck.model.sources import Notice, Registered
from srccheck.reports import render_audit
from srccheck.reports.grouping import by_document
from srccheck.reports.html.cards import section
from srccheck.reports.html.charts import charts
from srccheck.reports.html.evidence import evidence
from srccheck.reports.html.pieces import link as linked
from srccheck.reports.html.pieces import shown

from .samples import ARCHIVED, AUDIT, DOCUMENT, LINKS, NEAR, NOON, citation, finding, link, note


def told(report, cited=None, **use):
    rows = evidence(cited or citation(1), report, evolve(report.uses[0], **use))
    return {name: "".join(piece.text for piece in pieces) for name, pieces in rows}


@pytest.mark.parametrize(
    ("report", "row", "words"),
    [
        (link(1, "alive", "ok", from_cache=True), "Asked", "2026-11-22 12:00 UTC, remembered from an earlier run"),
        (link(1, "moved", "moved-permanently", final_url="https://n.example/", hops=tuple(
            Hop(url=f"https://h.example/{n}", http_status=301) for n in range(12))), "Way", "2 hops more … → n.example/"),
        (link(1, "alive", "ok", page=PageFacts(title="Alone")), "Page title", "Alone"),
        (link(1, "alive", "ok", page=PageFacts(published=dt.date(2025, 1, 2))), "Published", "2025-01-02, by the page"),
        (link(1, "alive", "ok", page=PageFacts(
            language=Language(tag="ru", basis="text", confidence=0.9),
            declared=Language(tag="en", basis="html-lang", confidence=0.9),
        )), "Language", "ru, by its text, 90% sure; the page declares en"),
        (link(1, "alive", "ok", ArchiveFacts(status="unknown", detail="no answer")), "Archive", "no answer"),
    ],
)  # fmt: skip
def test_evidence(report, row, words) -> None:
    """Each fact has its row, in words."""
    assert told(report)[row].endswith(words)


def test_evidence_of_archives() -> None:
    """Captures, when the page went, and what a cited copy is worth."""
    archive = evolve(ARCHIVED, captures=1200, died_between=(NOON - dt.timedelta(days=9), NOON))
    seen = told(link(1, "dead", "http-404", archive, **NEAR))
    assert seen["Archive"] == (
        "1,200 captures, 2026-11-22 to 2026-11-22, the page went between 2026-11-13 and 2026-11-22"
    )
    for original, words in ((None, ""), (NormalizedUrl("https://o.example/"), ", of o.example/")):
        copy = CitedCopy(archive="Wayback Machine", original=original, verdict="bad")
        seen = told(evolve(link(1, "dead", "http-404"), copy=copy))
        assert seen["Cited copy"] == f"this copy at Wayback Machine shows an error page{words}"


def test_evidence_of_registries() -> None:
    """The registered title compared with the cited one; notices with their dates."""
    registered = Registered(
        doi="10.5555/x", titles=("Dues",), notices=(Notice(kind="expression-of-concern", effect="doubted", date=dt.date(2024, 5, 6)),)
    )  # fmt: skip
    match = TitleMatch(verdict="similar", score=0.8, cited="Due", found="Dues", via="registered")
    seen = told(link(1, "alive", "ok"), registered=registered, registered_match=match)
    assert seen["Registered"] == "10.5555/x: Dues (nearly the title cited, 80% alike)"
    assert seen["Notice"] == "expression of concern of 2024-05-06"
    assert "Registered" not in told(link(1, "alive", "ok"), registered=evolve(registered, titles=()))


def test_evidence_of_texts() -> None:
    """Both texts side by side where they differ; the verdict alone where they do not."""
    drift = Drift(verdict="replaced", similarity=0.1, then="Then", now="Now")
    assert (
        told(link(1, "alive", "ok"), drift=drift)["Text"]
        == "another text stands there now, 10% of it the same"
    )
    same = told(link(1, "alive", "ok"), drift=evolve(drift, verdict="unchanged", similarity=None))
    assert (same["Text"], "Then" in same) == ("the text is unchanged", False)


@pytest.mark.parametrize(
    ("accessed", "words"),
    [
        (
            AccessDate(raw="11/09/2025", date=PartialDate(year=2025, month=9, day=11)),
            "11/09/2025, read as 2025-09-11",
        ),
        (AccessDate(raw="31.02.2025", date=None), "31.02.2025: impossible access date “31.02.2025”"),
        (None, "none is given"),
    ],
)
def test_access_date(accessed, words) -> None:
    """As written, and as it was read."""
    assert told(link(1, "alive", "ok"), citation(1, accessed=accessed))["Access date"] == words


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("HTTP://a.example/x", "HTTP://a.example/x"),
        ("javascript:alert(1)", None),
        ("//a.example/x", None),
        ("https://a.example/ x", None),
        ("https://a.example/" + "x" * 9000, None),
    ],
)
def test_only_web_addresses_become_links(url, href) -> None:
    """http and https, whole, and not endlessly long."""
    assert linked(url).href == href


def test_long_texts_are_cut() -> None:
    """A megabyte is cut, and its length told."""
    assert shown("x" * 1_000_000, 10) == "xxxxxxxxx… (1,000,000 characters)"
    assert shown("short") == "short"


def test_card() -> None:
    """Worst first; a repair once, and not again in the message; a back-reference leads to its note."""
    fix = "https://new.example/a/long/address"
    said = (
        finding("D301", "info", 4),
        finding("L202", "warning", 4, message=f"moved to {fix}; cite it", fix=fix),
        finding("L207", "info", 4, fix=fix),
    )
    (view,) = by_document(evolve(AUDIT, findings=said))
    card = section(view, 1).cards[3]
    assert [remark.code for remark in card.remarks] == ["L202", "D301", "L207"]
    assert card.remarks[0].message == "Moved to the address above; cite it"
    assert [(repair.advice, repair.put.href) for repair in card.repairs] == [("Cite the new address", fix)]
    assert card.sources[1].same_as == ("d1-1", "1")
    assert card.outcomes == ("unsure",)


def test_charts() -> None:
    """Shares of each age, the worst documents and hosts; an address without a host counts nowhere."""
    odd = evolve(LINKS[2], url=NormalizedUrl("http://[broken"))
    made = {chart.title: chart for chart in charts(evolve(AUDIT, links=(*LINKS, odd)))}
    (document,) = made["Links by document"].bars
    assert (document.words, document.anchor) == ("2 gone, 1 moved of 7", "d1")
    assert [bar.label for bar in made["Hosts that lost pages"].bars] == ["site3.example"]
    (age,) = made["Rot by age of the citation"].bars
    assert (age.label, age.words) == ("1 year", "2 gone of 3")
    assert age.parts == (("gone", 0.0, 66.67), ("alive", 66.67, 33.33))


def test_charts_name_what_they_leave_out() -> None:
    """Of many documents the worst are shown."""
    documents = tuple(evolve(DOCUMENT, path=f"folder\\{n}.txt") for n in range(12))
    uses = tuple(evolve(LINKS[2].uses[0], document=document.path) for document in documents)
    chart = charts(evolve(AUDIT, documents=documents, links=(evolve(LINKS[2], uses=uses),)))[0]
    assert chart.note == "8 of 12 documents: those with the most links gone."
    assert chart.bars[0].label == "0.txt"


def test_audit_without_links_has_no_charts() -> None:
    """What `lint` found makes a page, too; an audit of nothing does."""
    page = render_audit("html", evolve(AUDIT, links=()))
    assert "<figure" not in page
    assert "D306" in page
    empty = evolve(AUDIT, documents=(), links=(), findings=(), interrupted=True)
    assert "Interrupted" in render_audit("html", empty)


def test_page_of_a_path_that_is_no_utf_8() -> None:
    """Lone surrogates cannot be written; they are replaced."""
    document = evolve(DOCUMENT, path="\udcff.txt", notes=(note(1, citation(1, text="\ud800")),))
    render_audit("html", evolve(AUDIT, documents=(document,), links=())).encode()
