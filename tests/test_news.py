"""What is new, what is over, and what nobody could tell: one week held against the week before."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from srccheck.model import Audit, Finding, PageFacts, Registered, TitleMatch
from srccheck.model.drift import Drift
from srccheck.model.history import PastFinding
from srccheck.model.live import FragmentCheck
from srccheck.model.overrides import Override
from srccheck.model.sources import QuoteCheck
from srccheck.news import News, matched, news_of
from tests.reports.samples import ARCHIVED, AUDIT, DOCUMENT, UNKNOWN, finding, link

PAGE = "https://site1.example/page"


def told(code: str, note: str | None = "n1", url: str | None = PAGE, **more: Any) -> PastFinding:
    """A finding as a run of last week told it."""
    fields: dict[str, Any] = {
        "fingerprint": "0" * 16,
        "severity": "error",
        "document": "paper.txt",
        "line": 101,
        "message": f"what {code} says; what was seen; what to do",
    }
    return PastFinding(code=code, note=note, url=url, **{**fields, **more})


def now(
    code: str, number: int | None = 1, url: str | None = PAGE, severity: Any = "error", **more: Any
) -> Finding:
    return finding(code, severity, number, url=url, **more)


def week(*findings: Finding, links: Any = (), known: Any = (), **more: Any) -> Audit:
    """This week's audit of the sample document."""
    return evolve(AUDIT, findings=findings, links=tuple(links), known=known, **more)


def codes(news: News) -> tuple[list[str], list[tuple[str, str]], list[str]]:
    return (
        [each.code for each in news.new],
        [(each.finding.code, each.why) for each in news.over],
        [each.code for each in news.untold],
    )


DEAD = link(1, "dead", "http-404", ARCHIVED)
ALIVE = link(1, "alive", "ok", ARCHIVED, http_status=200, page=PageFacts(title="T"))
AWAY = link(1, "unreachable", "timeout", UNKNOWN)


@pytest.mark.parametrize(
    ("before", "after", "links", "new", "over", "untold"),
    [
        # the week before, this week, what became of the page -> what is to be told
        ((), (now("A401"),), [DEAD], ["A401"], [], []),
        ((told("A401"),), (now("A401"),), [DEAD], [], [], []),
        ((told("L201"),), (now("A401"),), [DEAD], [], [], []),
        ((told("A403"),), (now("L201"),), [DEAD], [], [], []),
        ((told("A405"),), (now("A401"),), [DEAD], [], [], []),
        ((told("A401", note="n7"),), (now("A401"),), [DEAD], [], [], []),
        ((told("A401"),), (now("A401"), now("A401", 2)), [DEAD], ["A401"], [], []),
        ((told("A401"), told("A401", note="n2")), (now("A401", 2),), [DEAD], [], [("A401", "settled")], []),
        ((told("L202"),), (now("A401"),), [DEAD], ["A401"], [], []),
        ((told("A401"),), (now("L202", severity="warning"),), [ALIVE], ["L202"], [("A401", "answers")], []),
        ((told("A401"),), (), [ALIVE], [], [("A401", "answers")], []),
        ((told("A401"),), (), [AWAY], [], [], ["A401"]),
        ((told("A401"),), (now("L204", severity="warning"),), [AWAY], [], [], ["A401"]),
        ((told("A401", url="https://gone.example/"),), (), [ALIVE], [], [("A401", "left")], []),
        ((told("A401"),), (), [], [], [], ["A401"]),
        ((told("L204"), told("L203"), told("A406")), (), [ALIVE], [], [], []),
        ((), (now("L203"), now("L204"), now("A406")), [AWAY], [], [], []),
        ((told("A401", document="other.txt"),), (now("A401"),), [DEAD], ["A401"], [], ["A401"]),
    ],
)  # fmt: skip
def test_one_week_after_another(before, after, links, new, over, untold):
    """A page that is gone is one piece of news, whatever the archive says; nobody's silence is one."""
    assert codes(news_of(week(*after, links=links, known=before))) == (new, over, untold)


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        (told("D306", url=None), now("D306", url=None), []),
        (told("D306", note="n9", url=None), now("D306", url=None), []),
        (told("D306", url=None, message="another day"), now("D306", url=None), ["D306"]),
        (told("D301", note="n9"), now("D301"), []),
        (told("X901", None, None, message="too large"), now("X901", None, None), []),
        (told("N103", None, None), now("N103", None, None), []),
        (told("N101", None, None), now("N103", None, None), ["N103"]),
    ],
)
def test_what_is_about_no_link_is_known_by_its_words(before, after, new):
    """Notes may have been numbered anew; an unread document is one, whatever stood in the way."""
    assert [each.code for each in news_of(week(after, known=[before])).new] == new


def test_the_note_decides_where_it_can():
    """Of two places of a link the one that was told before is the known one."""
    first, second = now("A401", 1), now("A401", 2)
    held = matched((first, second), (told("A401", note="n2"),))
    assert (held.unmatched, held.matched, held.left) == ((first,), (second,), ())


def test_an_outage_makes_nothing_new():
    """Known by an earlier week, silent in the outage, known again the week after."""
    known = (told("A401"),)
    outage = news_of(week(now("L204", severity="warning"), links=[AWAY], known=known))
    assert (codes(outage), outage.open) == (([], [], ["A401"]), 1)
    # The store still knows what the last run said that could tell.
    assert codes(news_of(week(now("A401"), links=[DEAD], known=known))) == ([], [], [])


def carried(known, *findings, links=(), **more):
    """Codes of what the next week has to know."""
    audit = week(*findings, links=links, known=known)
    return [each.code for each in news_of(audit, **more).carried]


UNASKED = evolve(ALIVE, archive=UNKNOWN)


@pytest.mark.parametrize(
    ("known", "findings", "link", "kept"),
    [
        # what was told, this week's findings, what became of the page -> what is kept in mind
        ("A402", (), UNASKED, True),
        ("D305", (), UNASKED, True),
        ("S501", (), UNASKED, True),
        ("S501", (), AWAY, True),
        ("A401", (), AWAY, True),
        ("L202", (now("A401"),), DEAD, True),
        ("S501", (now("L201"),), DEAD, True),
        ("D301", (now("L201"),), DEAD, False),
        ("A401", (), ALIVE, False),
        ("A402", (), ALIVE, False),
        ("S501", (), ALIVE, False),
        ("L204", (), ALIVE, False),
    ],
)
def test_what_the_next_week_has_to_know(known, findings, link, kept):
    """What nobody saw this week, and what hides behind a page that is gone, is not new when it is back."""
    assert carried([told(known)], *findings, links=[link]) == ([known] if kept else [])


def test_what_was_not_to_be_told_is_kept_in_mind():
    """A run of other codes, and a document that could not be read, leave what was known as it was."""
    known = [told("A401")]
    assert carried(known, links=[DEAD], selected=lambda code, document: False) == ["A401"]
    unread = news_of(week(known=known, unreadable=("paper.txt",)))
    assert (unread.carried, unread.untold) == (tuple(known), tuple(known))
    assert carried([told("S506", url=None)]) == []


def test_what_a_gone_page_hides_is_neither_over_nor_untold():
    """Week after week: not only in the week in which it went."""
    known = [told("L201"), told("L202"), told("S501")]
    news = news_of(week(now("L201"), links=[DEAD], known=known))
    assert codes(news) == ([], [], [])
    assert [each.code for each in news.carried] == ["L202", "S501"]


def use_of(report, **more):
    return evolve(report, uses=tuple(evolve(use, **more) for use in report.uses))


SAME = TitleMatch(verdict="same", score=1.0, cited="T")
DIFFERENT = TitleMatch(verdict="different", score=0.1, cited="T")
UNCHANGED = Drift(verdict="unchanged", similarity=1.0)
FOUND = QuoteCheck(words="w", verdict="found")


@pytest.mark.parametrize(
    ("code", "report", "is_over"),
    [
        ("L202", ALIVE, True),
        ("L202", AWAY, False),
        ("L207", ALIVE, True),
        ("L211", ALIVE, False),
        ("L211", DEAD, True),
        ("A402", link(1, "alive", "ok", ARCHIVED), True),
        ("A402", link(1, "blocked", "http-403", evolve(ARCHIVED, status="not-archived")), False),
        ("A402", link(1, "alive", "ok", UNKNOWN), False),
        ("A404", ALIVE, True),
        ("A404", AWAY, False),
        ("D304", ALIVE, True),
        ("D304", AWAY, False),
        ("D305", ALIVE, True),
        ("D301", AWAY, True),
        ("L206", AWAY, True),
        ("S501", use_of(ALIVE, match=SAME), True),
        ("S501", ALIVE, False),
        ("S501", use_of(ALIVE, match=SAME, registered_match=DIFFERENT), False),
        ("S502", use_of(ALIVE, drift=UNCHANGED), True),
        ("S502", ALIVE, False),
        ("S503", ALIVE, False),
        ("S503", link(1, "alive", "ok", language=DOCUMENT.language), True),
        ("S504", ALIVE, False),
        ("S506", use_of(ALIVE, quoted=(FOUND,)), True),
        ("S506", ALIVE, False),
        ("S507", use_of(ALIVE, registered=Registered(doi="10.1/x")), True),
        ("S507", ALIVE, False),
    ],
)
def test_over_is_only_what_was_looked_at(code, report, is_over):
    """For every kind of finding: what must be known before its silence means anything."""
    news = news_of(week(links=[report], known=[told(code)]))
    assert codes(news) == ([], [(code, "settled")], []) if is_over else ([], [], [code])


def test_a_place_in_a_page():
    """That a fragment is there again must have been seen."""
    url = f"{PAGE}#there"
    document = evolve(
        DOCUMENT,
        notes=(evolve(DOCUMENT.notes[0], citations=(_citing(url),)),),
    )
    seen = evolve(
        ALIVE, url=url, live=evolve(ALIVE.live, fragments=(FragmentCheck(name="there", present=True),))
    )
    news = news_of(evolve(week(links=[seen], known=[told("L211", url=url)]), documents=(document,)))
    assert codes(news) == ([], [("L211", "settled")], [])


def _citing(url: str):
    citation = DOCUMENT.notes[0].citations[0]
    return evolve(citation, links=(evolve(citation.links[0], url=url),))


def test_links_are_known_as_written_and_normalised():
    """A finding names a link as it stands in the text or in its one form; both are cited still."""
    document = evolve(
        DOCUMENT, notes=(evolve(DOCUMENT.notes[0], citations=(_citing("HTTPS://Site1.Example:443/page"),)),)
    )
    for url in (PAGE, "HTTPS://Site1.Example:443/page"):
        news = news_of(evolve(week(known=[told("A401", url=url)]), documents=(document,)))
        assert codes(news) == ([], [], ["A401"])


def test_what_a_person_has_looked_at_is_over():
    """An override settles a finding, whatever the page does."""
    override = Override(verdict="accepted", by="M. Editor", why="seen", url=PAGE, file="o.toml")
    for report in (evolve(AWAY, override=override), use_of(AWAY, override=override)):
        assert codes(news_of(week(links=[report], known=[told("A401")]))) == ([], [("A401", "settled")], [])


def test_a_silenced_finding_is_over():
    """The page is dead still, and nobody is to be told."""
    assert codes(news_of(week(links=[DEAD], known=[told("A401")]))) == ([], [("A401", "settled")], [])


def test_documents_by_any_name():
    """The store writes paths in one way, callers in theirs."""
    document = evolve(DOCUMENT, path="./paper.txt")
    seen = evolve(DEAD, uses=tuple(evolve(use, document="./paper.txt") for use in DEAD.uses))
    audit = evolve(
        week(now("A401", document="./paper.txt"), links=[seen], known=[told("A401")]), documents=(document,)
    )
    assert codes(news_of(audit)) == ([], [], [])
    alive = evolve(audit, findings=(), links=(evolve(ALIVE, uses=seen.uses),))
    assert codes(news_of(alive)) == ([], [("A401", "answers")], [])


def test_documents_that_were_not_read():
    """Nothing is over in a document that could not be read, or was not reached."""
    for more in ({"documents": ()}, {"unreadable": ("paper.txt",)}):
        assert codes(news_of(week(known=[told("N103", None, None)], **more))) == ([], [], ["N103"])


def test_what_is_not_selected_is_no_news_when_it_is_silent():
    """A code that this run was not to tell is neither over nor untold."""
    news = news_of(week(known=[told("N103", None, None)]), selected=lambda code, document: code != "N103")
    assert codes(news) == ([], [], [])


def test_the_first_run():
    """Everything is new; remarks never make a run fail."""
    news = news_of(week(now("A401"), now("L206", severity="info"), now("L204"), known=None, links=[DEAD]))
    assert (news.is_first, codes(news)[0], [each.code for each in news.alarming]) == (
        True,
        ["A401", "L206"],
        ["A401"],
    )
    assert not news_of(week(known=())).is_first
    assert (news.open, news.is_any, News().is_any) == (1, True, False)
