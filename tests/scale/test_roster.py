"""Who asks for what on a cluster, as workers come and go."""

from __future__ import annotations

import datetime as dt

from srccheck.model import ArchiveFacts, LinkReport, Live
from srccheck.scale.cluster import _given_up, _pieces
from srccheck.scale.dispatch import Dispatcher
from srccheck.scale.partition import cut
from srccheck.scale.roster import Roster
from srccheck.text.urls import normalize
from srccheck.worklist import target_of

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def roster_of(*urls: str, most: int = 2, jobs: int = 50) -> Roster:
    partitions = list(cut([target_of(normalize(url), ()) for url in urls], most_links=most, most_of_one=most))
    return Roster(
        run="run",
        dispatcher=Dispatcher(_pieces(partitions)),
        load=partitions.__getitem__,
        jobs=jobs,
        pause_s=0.5,
    )


def answer(url: str) -> LinkReport:
    live = Live(status="alive", reason="ok", checked_at=NOW)
    return LinkReport(url=normalize(url), live=live, archive=ArchiveFacts(status="unknown"))


def sent(roster: Roster, now: float) -> list[tuple[str, str, list[str]]]:
    return [
        (worker, order.id, [target.url for target in order.partition.targets])
        for worker, order in roster.next_orders(now)
    ]


def test_orders_go_to_whoever_has_least() -> None:
    """Nobody there, nothing sent; then to each in turn."""
    roster = roster_of(*[f"http://h{n}.example/" for n in range(6)])
    assert not roster.has_workers
    assert sent(roster, 0) == []
    roster.arrive("w1")
    roster.arrive("w2")
    assert [worker for worker, _, _ in sent(roster, 0)] == ["w1", "w2", "w1"]
    assert roster.has_workers
    assert not roster.is_over


def test_a_worker_has_no_more_than_it_can_use() -> None:
    """Four domains for each request that may be under way; the rest waits until some are done."""
    urls = [f"http://h{n}.example/" for n in range(12)]
    roster = roster_of(*urls, jobs=1)
    roster.arrive("w1")
    first = sent(roster, 0)
    assert len(first) == 2
    _, order, links = first[0]
    assert roster.take(order, answer(links[0]))
    assert len(sent(roster, 0)) == 1


def test_the_next_of_a_chain_waits_for_the_last() -> None:
    """And for the host's pause."""
    roster = roster_of(*[f"http://h.example/{n}" for n in range(4)])
    roster.arrive("w1")
    ((_, first, links),) = sent(roster, 0)
    assert len(links) == 2
    for link in links:
        assert roster.take(first, answer(link))
        assert not roster.take(first, answer(link)), "an answer counts once"
    roster.finish(first, 10)
    assert sent(roster, 10.4) == []
    ((_, second, rest),) = sent(roster, 10.5)
    assert not set(rest) & set(links)
    for link in rest:
        roster.take(second, answer(link))
    roster.finish(second, 20)
    roster.finish(second, 20)
    assert not roster.is_over
    assert sent(roster, 21) == []
    assert roster.is_over


def test_what_a_lost_worker_had_not_answered_is_ordered_again() -> None:
    """Without what it had; what it still says comes too late."""
    roster = roster_of("http://a.example/1", "http://a.example/2")
    roster.arrive("w1")
    ((_, order, _),) = sent(roster, 0)
    roster.take(order, answer("http://a.example/1"))
    assert roster.leave("w1", 1) == [order]
    assert roster.leave("w1", 1) == []
    assert not roster.take(order, answer("http://a.example/2"))
    roster.arrive("w2")
    assert sent(roster, 1.2) == []
    ((worker, again, links),) = sent(roster, 1.5)
    assert (worker, links) == ("w2", ["http://a.example/2"])
    assert again != order
    assert roster.take(again, answer("http://a.example/2"))
    assert roster.leave("w2", 2) == [again], "all is answered, but for the last word"
    roster.arrive("w3")
    assert sent(roster, 3) == []
    assert roster.is_over


def test_what_every_worker_is_lost_over_is_given_up() -> None:
    """Three in a row without an answer; one answer in between, and it is tried on."""
    roster = roster_of("http://a.example/1", "http://a.example/2")
    for n, has_answer in enumerate((False, False, True, False, False)):
        roster.arrive(f"w{n}")
        ((_, order, links),) = sent(roster, n)
        if has_answer:
            roster.take(order, answer(links[0]))
        assert not roster.given_up
        roster.leave(f"w{n}", n)
    assert [target.url for target in roster.given_up] == ["http://a.example/2"]
    (report,) = _given_up(roster.given_up, NOW)
    assert (report.url, report.live.status, report.live.reason) == (
        "http://a.example/2",
        "unchecked",
        "interrupted",
    )
    roster.arrive("w9")
    assert sent(roster, 9) == []
    assert roster.is_over
