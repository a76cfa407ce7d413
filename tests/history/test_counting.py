"""How many links are gone, by document, host and run."""

from __future__ import annotations

import pytest

from srccheck.history import chronicle
from srccheck.history.records import Counts
from srccheck.history.selection import chosen, unknown

from .samples import collection


def test_by_document_and_by_run(weeks):
    """By what is known of the links, then and now: what a run could not tell is neither rot nor recovery."""
    weeks.audit(
        a="alive",
        b="dead",
        c={"status": "moved", "final_url": "https://c.example/"},
        d="blocked",
        e={"status": "dead", "archive": "archived"},
        f={"status": "alive", "archive": "not-archived"},
    )
    weeks.audit(a="unreachable", b="unchecked", c="alive", d="blocked", e={"status": "blocked"}, f="alive")
    seen = chronicle(weeks.history)
    (document,) = seen.documents
    assert document.path == "a.md"
    assert document.counts == Counts(alive=3, gone=2, unsure=1, archived=1, archive_told=2)
    assert (document.counts.links, document.counts.rot, document.counts.archived_share) == (6, 0.4, 0.5)
    first, second = seen.trend
    assert first.by_status == {"alive": 2, "blocked": 1, "dead": 2, "moved": 1}
    assert first.counts == Counts(alive=2, moved=1, gone=2, unsure=1, archived=1, archive_told=2)
    assert second.by_status == {"alive": 2, "blocked": 2, "unchecked": 1, "unreachable": 1}
    assert second.counts == document.counts


def test_a_run_that_asked_for_little_is_no_change_of_the_trend(weeks):
    """`--max-links` asks for what is in doubt first; an outage of everybody is no gap."""
    weeks.audit(a="dead", b="alive", c="alive", d="alive")
    weeks.audit(a="dead", b="unchecked", c="unchecked", d="unchecked", is_whole=False)
    weeks.audit(a="unreachable", b="unreachable", c="unreachable", d="unreachable")
    assert [point.counts.rot for point in chronicle(weeks.history).trend] == [0.25] * 3


def test_nothing_to_count():
    """No link, no share: neither none nor all."""
    assert (Counts().rot, Counts().archived_share, Counts(unsure=3).rot) == (None, None, None)


def test_by_host(weeks):
    """All hosts of a registrable domain are one; a link counts once, however many documents cite it."""
    urls = ("https://news.bbc.co.uk/1", "https://www.bbc.co.uk/2", "https://x.example/", "http://192.0.2.7/a")
    for week in range(2):
        weeks.audit(
            "a.md",
            "b.md",
            **{
                f"l{n}": {"status": "dead" if n < 1 + week else "alive", "url": url}
                for n, url in enumerate(urls)
            },
        )
    seen = {each.host: (each.counts.gone, each.counts.links) for each in chronicle(weeks.history).hosts}
    assert seen == {"bbc.co.uk": (2, 2), "192.0.2.7": (0, 1), "x.example": (0, 1)}
    assert next(iter(seen)) == "bbc.co.uk"


def test_the_trend_of_some_documents(weeks):
    """Only their links count, and only in runs that read them."""
    weeks.audit("a.md", "b.md", x={"status": "dead", "documents": ["a.md"]},
                y={"status": "alive", "documents": ["b.md"]})  # fmt: skip
    weeks.audit("b.md", y="dead")
    weeks.audit("c.md", z="dead")
    everything = chronicle(weeks.history)
    assert [(p.documents, p.counts.links, p.counts.gone) for p in everything.trend] == [
        (2, 2, 1),
        (1, 1, 1),
        (1, 1, 1),
    ]
    some = chronicle(weeks.history, ["b.md"])
    assert [(p.documents, p.counts.links, p.counts.gone) for p in some.trend] == [(1, 1, 0), (1, 1, 1)]
    assert [each.path for each in some.documents] == ["b.md"]
    assert [each.host for each in some.hosts] == ["y.example"]


@pytest.mark.parametrize(
    ("wanted", "document", "meant"),
    [
        ("a.md", "a.md", True),
        ("./a.md", "a.md", True),
        ("texts", "texts/a.md", True),
        ("texts/", "texts/deep/a.md", True),
        (".", "texts/a.md", True),
        ("texts/*.md", "texts/a.md", True),
        ("text", "texts/a.md", False),
        ("a.md", "texts/a.md", False),
        ("b.md", "a.md", False),
        ("texts/*.md", "texts/a.txt", False),
        ("..", "texts/a.md", True),
    ],
)
def test_paths(wanted, document, meant):
    """A document, a folder, a pattern; what is meant need not be there any more."""
    assert chosen([wanted], [document]) == ((document,) if meant else ())
    assert unknown([wanted], [document]) == (() if meant else (wanted,))


def test_an_absolute_path_means_the_same(tmp_path, monkeypatch):
    """However a run named a document, and however it is asked for."""
    monkeypatch.chdir(tmp_path)
    assert chosen([str(tmp_path / "a.md")], ["a.md", "b.md"]) == ("a.md",)
    assert chosen(["a.md"], [str(tmp_path / "a.md"), "b.md"]) == (str(tmp_path / "a.md"),)
    assert chosen([], ["a.md", "b.md"]) == ("a.md", "b.md")


def test_a_large_collection_is_told_in_whole(weeks):
    """Documents, hosts and runs agree on how many links there are."""
    collection(weeks.history, weeks=4, links=60, documents=5)
    seen = chronicle(weeks.history)
    assert len(seen.documents) == 5
    assert sum(host.counts.links for host in seen.hosts) == 60
    assert [point.counts.links for point in seen.trend] == [60] * 4
