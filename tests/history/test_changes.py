"""What has changed since the last run, or a day; what only seems to have."""

from __future__ import annotations

import datetime as dt

import pytest

from srccheck.history import chronicle

from .diary import START, WEEK, day


def told(weeks, *paths, **how) -> dict[str, list[str]]:
    """Kinds of change -> links, in order; `flapping` among them."""
    seen = chronicle(weeks.history, paths, **how)
    out: dict[str, list[str]] = {}
    for change in seen.changes:
        out.setdefault(change.kind, []).append(name(change.url))
    if seen.flapping:
        out["flapping"] = [name(each.url) for each in seen.flapping]
    return out


def name(url: str) -> str:
    return url.removeprefix("https://").removesuffix(".example/page")


LIVES = [
    # statuses week by week (letters: alive, moved, dead, blocked, unreachable, -unchecked, skipped) -> told
    ("aa", None),
    ("ad", "rotted"),
    ("da", "recovered"),
    ("dd", None),
    ("am", "moved"),
    ("mm", None),
    ("ma", None),
    ("dm", "recovered"),
    ("md", "rotted"),
    ("ab", None),
    ("au", None),
    ("a-", None),
    ("as", None),
    ("db", None),
    ("du", None),
    ("d-", None),
    ("abd", "rotted"),
    ("abbbbbd", "rotted"),
    ("aub", None),
    ("dba", "recovered"),
    ("du-sba", "recovered"),
    ("dbd", None),
    ("dud", None),
    ("aba", None),
    ("bbd", "rotted"),
    ("bba", None),
    ("bbm", "moved"),
    ("uuu", None),
    ("add", None),
    ("adad", "flapping"),
    ("dada", "flapping"),
    ("adadd", "flapping"),
    ("abdbabd", "flapping"),
    ("amam", "flapping"),
    ("ada", "recovered"),
    ("addddda", "recovered"),
    ("adadb", "flapping"),
    ("adad" + "d" * 4, "flapping"),
    ("adad" + "d" * 5, "rotted"),
    ("adad" + "d" * 6, None),
    ("dada" + "a" * 5, "recovered"),
    ("adab" + "b" * 20 + "d", "flapping"),
]  # fmt: skip
LETTERS = {
    "a": "alive", "m": {"status": "moved", "final_url": "https://new.example/"}, "d": "dead", "b": "blocked",
    "u": "unreachable", "-": "unchecked", "s": "skipped",
}  # fmt: skip


@pytest.mark.parametrize(("life", "kind"), LIVES)
def test_what_is_told_of_a_link(weeks, life, kind):
    """By the last look that could tell before and now; three turns in eight looks are flapping."""
    for letter in life:
        weeks.audit(x=LETTERS[letter], steady="alive")
    assert told(weeks) == ({kind: ["x"]} if kind else {})


def test_a_page_that_moves_on(weeks):
    """Another address than last time is news; the same is none."""
    for where in ("one", "two", "two"):
        weeks.audit(x={"status": "moved", "final_url": f"https://{where}.example/"})
        if where == "one":
            assert told(weeks) == {}
    assert told(weeks) == {}
    assert told(weeks, since=day(2)) == {"moved": ["x"]}


def test_a_change_says_where_and_what(weeks):
    """The place in the document as it is now, what was seen, what was known before."""
    weeks.audit(x={"status": "alive", "line": 7})
    weeks.audit(x={"status": "dead", "http_status": 404, "line": 9, "dead_since": START + WEEK})
    seen = chronicle(weeks.history)
    (change,) = seen.changes
    assert (change.before, change.check.status, change.check.http_status) == ("alive", "dead", 404)
    (place,) = change.places
    assert (place.document, place.line, place.note, place.citation) == ("a.md", 9, "n1", "n1.1")
    assert (seen.comparison.before.id, seen.comparison.last.id) == ("w1", "w2")


def test_the_first_audit_has_nothing_to_compare_with(weeks):
    """Nor has a document that is new: its links are no new rot."""
    weeks.audit("a.md", x="dead")
    seen = chronicle(weeks.history)
    assert (seen.changes, seen.comparison.first_time, seen.comparison.before) == ((), ("a.md",), None)
    weeks.audit("a.md", "b.md", x="dead", y={"status": "dead", "documents": ["b.md"]})
    seen = chronicle(weeks.history)
    assert (seen.changes, seen.comparison.first_time) == ((), ("b.md",))
    assert seen.comparison.before.id == "w1"


def test_a_new_citation_of_a_page_that_is_gone(weeks):
    """Nobody could tell before: it is news at its first check, and only there."""
    weeks.audit(old="alive")
    weeks.audit(old="alive", x="dead")
    (change,) = chronicle(weeks.history).changes
    assert (change.kind, change.before) == ("rotted", None)
    weeks.audit(old="alive", x="dead")
    assert told(weeks) == {}


def test_a_link_that_is_cited_no_more(weeks):
    """What became of it is nobody's business; after a run that was cut short it still counts as cited."""
    weeks.audit(x="alive", y="alive")
    weeks.audit(y="alive")
    assert told(weeks) == {}
    weeks.audit(x="dead", y="alive", is_whole=False)
    weeks.audit(x="dead", y="alive", z="alive")
    weeks.audit(y="alive", is_whole=False)
    assert [d.counts.links for d in chronicle(weeks.history).documents] == [3]


def test_each_document_has_its_own_last_run(weeks):
    """A document is compared with the run that read it before, however many runs read others since."""
    weeks.audit("a.md", x="alive")
    weeks.audit("b.md", y="alive")
    weeks.audit("b.md", y="alive")
    weeks.audit("a.md", "b.md", x={"status": "dead", "documents": ["a.md"]},
                y={"status": "dead", "documents": ["b.md"]})  # fmt: skip
    assert told(weeks) == {"rotted": ["x", "y"]}
    assert chronicle(weeks.history).comparison.before is None
    assert chronicle(weeks.history, ["a.md"]).comparison.before.id == "w1"


def test_documents_of_other_runs_are_not_in_the_last(weeks):
    """What was told of them when they were read is not told again; with their path, or a day, it is."""
    weeks.audit("a.md", x="alive")
    weeks.audit("a.md", x="dead")
    weeks.audit("b.md", y="alive")
    weeks.audit("b.md", y="alive")
    assert told(weeks) == {}
    assert told(weeks, "a.md") == {"rotted": ["x"]}
    assert told(weeks, since=day(2)) == {"rotted": ["x"]}
    assert told(weeks, since=day(3)) == {}


def test_what_another_document_showed_is_known(weeks):
    """A link is one, whoever cites it: what was found out for one document counts for all, once."""
    weeks.audit("a.md", x="alive")
    weeks.audit("b.md", x="dead")
    weeks.audit("a.md", x={"status": "dead", "checked_at": START + WEEK, "from_cache": True})
    assert told(weeks, "a.md") == {"rotted": ["x"]}
    weeks.audit("a.md", "b.md", x="dead")
    assert told(weeks) == {}


@pytest.mark.parametrize(
    ("since", "kinds"),
    [
        (day(1), {"rotted": ["x"], "recovered": ["y"]}),
        (day(2), {"rotted": ["x"], "recovered": ["y"]}),
        (day(2) + dt.timedelta(days=1), {"recovered": ["y"]}),
        (day(4), {"recovered": ["y"]}),
        (day(4) + dt.timedelta(days=1), {}),
        (day(1) - dt.timedelta(days=300), {"rotted": ["x"], "recovered": ["y"]}),
    ],
)
def test_since_a_day(weeks, since, kinds):
    """Against what was known before that day; before the first run, against the first."""
    weeks.audit(x="alive", y="dead")
    weeks.audit(x="dead", y="dead")
    weeks.audit(x="blocked", y="dead")
    weeks.audit(x="dead", y="alive")
    assert told(weeks, since=since) == kinds


def test_there_and_back_is_no_change(weeks):
    """Of what happened between the two, only what is left is told."""
    for status in ("alive", "dead", "alive"):
        weeks.audit(x=status)
    assert told(weeks) == {"recovered": ["x"]}
    assert told(weeks, since=day(1)) == {}


def test_one_answer_counts_once(weeks):
    """An answer from the cache is the earlier look again: it makes no link flap, nor steadier."""
    weeks.audit(x="alive")
    weeks.audit(x="dead")
    for _ in range(9):
        weeks.audit(x={"status": "dead", "checked_at": START + WEEK, "from_cache": True})
    weeks.audit(x="alive")
    assert told(weeks) == {"recovered": ["x"]}
    weeks.audit(x="dead")
    (flap,) = chronicle(weeks.history).flapping
    assert (flap.turns, flap.looks, flap.is_new, flap.check.status) == (3, 4, True, "dead")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["not-archived", "archived"], "archived"),
        (["only-bad-captures", "archived"], "archived"),
        (["excluded", "archived"], "archived"),
        (["not-archived", "unknown", "archived"], "archived"),
        (["archived", "archived"], None),
        (["archived", "unknown", "archived"], None),
        (["unknown", "archived"], None),
        (["not-archived", "unknown"], None),
        (["archived", "not-archived"], None),
    ],
)
def test_newly_archived(weeks, words, kind):
    """The archive said that it had no good copy, and now has one; `unknown` is no word."""
    for word in words:
        weeks.audit(x={"status": "alive", "archive": word})
    assert told(weeks) == ({kind: ["x"]} if kind else {})


@pytest.mark.parametrize(
    ("verdicts", "kind"),
    [
        (["unchanged", "edited"], "drifted"),
        (["unchanged", "replaced"], "drifted"),
        (["edited", "replaced"], "drifted"),
        (["replaced", "unchanged", "edited"], "drifted"),
        (["unchanged", "edited", "edited"], None),
        (["unchanged", None, "unknown", "edited"], "drifted"),
        (["edited", "edited"], None),
        (["replaced", "edited"], None),
        (["edited", "unchanged"], None),
        ([None, "edited"], None),
        (["unknown", "replaced"], None),
        (["unchanged", "unknown"], None),
        (["unchanged", None], None),
    ],
)
def test_drifted(weeks, verdicts, kind):
    """The text was compared, and is worse than it was; a first comparison is no change."""
    for verdict in verdicts:
        weeks.audit(x={"status": "alive", "drift": verdict})
    assert told(weeks) == ({kind: ["x"]} if kind else {})
    if kind:
        (change,) = chronicle(weeks.history).changes
        assert (change.before, change.drift) == (
            next(v for v in reversed(verdicts[:-1]) if v not in (None, "unknown")), verdicts[-1],
        )  # fmt: skip


def test_one_link_in_several_places_is_one_change(weeks):
    """All its places stand with it, and with its flapping."""
    for status in ("alive", "dead"):
        weeks.audit("a.md", "b.md", x=status)
    (change,) = chronicle(weeks.history).changes
    assert [place.document for place in change.places] == ["a.md", "b.md"]
    for status in ("alive", "dead"):
        weeks.audit("a.md", "b.md", x=status)
    (flap,) = chronicle(weeks.history).flapping
    assert [place.document for place in flap.places] == ["a.md", "b.md"]


def test_no_run_at_all(weeks):
    """An empty store has nothing to tell; nor has one about a document it does not know."""
    assert chronicle(weeks.history).comparison is None
    weeks.audit(x="alive")
    assert chronicle(weeks.history, ["other.md"]).comparison is None
