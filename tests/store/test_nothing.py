"""The store that keeps nothing."""

from __future__ import annotations

from srccheck.model.store import NoStore

from .databases import PAGE, a_check, a_citing, a_run


def test_it_remembers_nothing():
    """Every run is a new one, and none was before."""
    store = NoStore()
    assert store.begin(a_run()) == a_run()
    store.add("one", a_check(), [a_citing()])
    store.finish(a_run(), ())
    assert store.begin(a_run()) == a_run()
    assert not any([*store.runs(), *store.checks("one"), *store.citings("one"), *store.findings("one")])
    assert not store.looks(PAGE)
    assert store.known_findings(["paper.md"]) is None
