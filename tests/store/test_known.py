"""What earlier runs knew of a link, and what they told of a document, on both databases."""

from __future__ import annotations

import pytest

from srccheck.store import open_store

from .databases import DAY, NOW, PAGE, a_check, a_citing, a_finding, a_run, keep


def status_of(word):
    """A check with a status, and a reason that goes with it."""
    status, _, reason = word.partition("/")
    return a_check(status=status, reason=reason or {"alive": "ok"}.get(status, "http-404"))


# ------------------------------------------------------------------ looks
def test_looks_are_those_who_asked(where):
    """Newest first; answers that stood for new ones and links that nobody asked are no looks."""
    days = {
        0: {"status": "alive"},
        1: {"status": "alive", "from_cache": True},
        2: {"status": "unchecked", "reason": "offline"},
        3: {"status": "skipped", "reason": "excluded"},
        4: {"status": "unreachable", "reason": "timeout"},
        5: {"status": "dead", "reason": "http-404"},
    }
    with open_store(where, []) as store:
        for day, facts in days.items():
            keep(
                store,
                str(day),
                checks=[a_check(checked_at=NOW + day * DAY, **facts)],
                started=NOW + day * DAY,
            )
        assert [(look.checked_at - NOW).days for look in store.looks(PAGE)] == [5, 4, 0]
        assert [look.status for look in store.looks(PAGE, limit=2)] == ["dead", "unreachable"]
        assert store.looks("https://b.example/") == ()


def test_a_run_that_was_killed_has_looked(where):
    """Its checks count as those of any other."""
    with open_store(where, []) as store:
        store.begin(a_run())
        store.add("one", a_check(), [])
        store.flush()
        assert store.looks(PAGE) == (a_check(),)


def test_looks_are_the_pages(where):
    """Whatever the fragments, and one a run, however many fragments of the page it checked."""
    links = [PAGE, f"{PAGE}#a", f"{PAGE}#b"]
    with open_store(where, []) as store:
        keep(store, "1", checks=map(a_check, links))
        keep(store, "2", checks=[a_check(f"{PAGE}#c", status="dead")])
        for link in (*links, f"{PAGE}#never"):
            assert [look.status for look in store.looks(link, limit=3)] == ["dead", "alive"]
        assert store.looks(f"{PAGE}x") == ()


def test_looks_of_a_run_that_is_gone_on_with(where):
    """Who looked last comes first, though another run was begun later."""
    with open_store(where, []) as store:
        store.begin(a_run("monday"))
        keep(store, "tuesday", checks=[a_check(checked_at=NOW + DAY)])
        store.add("monday", a_check(checked_at=NOW + 2 * DAY), [])
        store.flush()
        assert [(look.checked_at - NOW).days for look in store.looks(PAGE)] == [2, 1]


# ------------------------------------------------------------------ findings
@pytest.mark.parametrize(
    ("statuses", "told_by"),
    [
        (["dead"], 0),
        (["dead", "dead"], 1),
        (["alive", "dead"], 1),
        (["dead", "alive"], 1),
        (["dead", "unreachable"], 0),
        (["dead", "unchecked", "blocked", "unreachable"], 0),
        (["dead", "skipped/excluded"], 0),
        (["dead", "skipped/private"], 1),
        (["unreachable"], 0),
        (["blocked", "unreachable"], 1),
        (["unchecked", "unchecked", "unchecked"], 2),
        (["dead", "moved", "unreachable"], 1),
    ],
)
def test_findings_of_a_link(where, statuses, told_by):
    """Those of the last run that could tell; where none could, those of the last."""
    with open_store(where, []) as store:
        for number, status in enumerate(statuses):
            keep(store, str(number), a_finding(message=str(number)), checks=[status_of(status)])
        known = store.known_findings(["paper.md"])
    assert [found.message for found in known] == [str(told_by)]


def test_what_a_link_no_longer_has(where):
    """The last run that could tell told nothing: nothing is known, whatever was told before."""
    with open_store(where, []) as store:
        keep(store, "1", a_finding(), checks=[status_of("dead")])
        keep(store, "2", checks=[status_of("alive")])
        keep(store, "3", a_finding(), checks=[status_of("unreachable")])
        assert store.known_findings(["paper.md"]) == []


def test_findings_of_all_else(where):
    """By the last run that read the document; an address that is no link of it goes with these."""
    notes = a_finding(None, code="N101", message="no note 3")
    malformed = a_finding("http://[", code="L205", message="not valid")
    with open_store(where, []) as store:
        keep(store, "1", notes, malformed, checks=[])
        keep(store, "2", documents=["other.md"])
        assert {found.code for found in store.known_findings(["paper.md"])} == {"N101", "L205"}
        keep(store, "3", malformed)
        assert {found.code for found in store.known_findings(["paper.md"])} == {"L205"}


def test_a_document_that_cannot_be_read(where):
    """That it cannot be is known the next time, and forgotten when it can be."""
    with open_store(where, []) as store:
        keep(store, "1", a_finding(None, code="N101", message="no note 3"))
        keep(store, "2", a_finding(None, code="X901", message="no text"), documents=())
        assert {found.code for found in store.known_findings(["paper.md"])} == {"X901"}
        keep(store, "3")
        assert store.known_findings(["paper.md"]) == []


def test_what_is_carried_on(where):
    """A run keeps what an earlier one told as it was told."""
    told = a_finding(fix="https://c.example/"), a_finding(None, code="N101", citation="n1.1")
    with open_store(where, []) as store:
        keep(store, "1", *told, checks=[status_of("dead")])
        first = store.known_findings(["paper.md"])
        keep(store, "2", *first, checks=[status_of("dead")])
        assert list(store.findings("2")) == first == store.known_findings(["paper.md"])


def test_documents_are_apart(where):
    """One link in two documents, read by runs of their own."""
    other = "other.md"
    with open_store(where, []) as store:
        keep(store, "1", a_finding(message="1"), checks=[status_of("dead")])
        store.begin(a_run("2"))
        store.add("2", status_of("dead"), [a_citing(document=other)])
        store.finish(a_run("2", finished=NOW, documents=(other,)), [a_finding(document=other, message="2")])
        assert [found.message for found in store.known_findings(["paper.md"])] == ["1"]
        assert [found.message for found in store.known_findings([other])] == ["2"]
        assert [found.message for found in store.known_findings([other, "paper.md", "new.md"])] == ["1", "2"]


def test_what_was_never_read_is_not_known(where):
    """None, not an empty list; runs that were not finished do not count."""
    with open_store(where, []) as store:
        assert store.known_findings(["paper.md"]) is None
        store.begin(a_run())
        store.add("one", status_of("dead"), [a_citing()])
        assert store.known_findings(["paper.md"]) is None
        assert store.known_findings([]) is None
        store.finish(a_run(finished=NOW, documents=("paper.md",)), ())
        assert store.known_findings(["paper.md"]) == []
        assert store.known_findings(["new.md"]) is None


def test_many_documents(where):
    """More than one statement may name."""
    paths = [f"{number}.md" for number in range(6_000)]
    with open_store(where, []) as store:
        keep(store, "1", *(a_finding(None, document=path) for path in paths), documents=paths)
        assert len(store.known_findings(paths)) == 6_000
