"""The one place of a cluster: turns, domains that several want, and the mail."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from srccheck.scale.desk import Desk


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def desk(clock: Hand) -> Desk:
    return Desk(clock)


def host(desk: Desk, worker: str, owner: str = "", name: str = "host a.example") -> tuple[int, float]:
    return desk.lease(name, worker, owner=owner, at_once=1, interval_s=0.5, burst=1, per_minute=None)


def archive(desk: Desk, worker: str) -> tuple[int, float]:
    return desk.lease("A cdx", worker, owner="", at_once=9, interval_s=2.0, burst=2, per_minute=3)


def test_a_host_has_one_visitor_and_a_pause(desk: Desk, clock: Hand) -> None:
    """The next may come when the first has left, and half a second after it set out."""
    first, wait_s = host(desk, "w1")
    assert (first, wait_s) == (1, 0.0)
    assert host(desk, "w2") == (0, 0.5)
    clock.now += 0.1
    desk.release(first, 0.0, 0.0)  # it was sent only now: its worker was busy
    assert host(desk, "w2") == (0, 0.5)
    clock.now += 0.5
    assert host(desk, "w2") == (2, 0.0)


def test_an_archive_has_one_pace_for_all(desk: Desk, clock: Hand) -> None:
    """Two at once, then at even distances, and never more in a minute than allowed."""
    waits = [archive(desk, f"w{n}")[1] for n in range(4)]
    assert waits == [0.0, 0.0, 2.0, 60.0]


def test_whoever_is_refused_speaks_for_all(desk: Desk, clock: Hand) -> None:
    """What one answer says of patience holds for everybody."""
    lease, _ = archive(desk, "w1")
    desk.release(lease, 0.0, 20.0)
    assert archive(desk, "w2") == (0, 20.0)
    desk.release(lease, 0.0, 99.0)  # given back already
    assert archive(desk, "w2") == (0, 20.0)


async def test_an_owner_hears_before_a_stranger_may(desk: Desk, clock: Hand) -> None:
    """A stranger waits until the owner says that all of its requests have turns; then both take turns."""
    desk.open("run", "client")
    assert desk.begin("run/1", "w1", ["a.example", "b.example"]) == []
    assert host(desk, "w2") == (0, 0.5)
    said = await desk.post("run", "w1", b"", [])
    assert said == {"goes_on": True, "shared": [("run/1", "a.example")], "every_s": 0.5}
    assert host(desk, "w2") == (0, 0.5)
    await desk.post("run", "w1", b"", [("run/1", "a.example"), ("run/1", "gone.example")])
    assert host(desk, "w2") == (0, 0.5), "the owner's last request was just now"
    clock.now += 0.5
    assert host(desk, "w2") == (1, 0.0)
    assert host(desk, "w1", "run/1") == (0, 0.5)
    desk.release(1, 0.5, 0.0)
    assert host(desk, "w1", "run/1")[0] == 2


async def test_a_domain_that_strangers_are_at_is_shared_from_the_start(desk: Desk, clock: Hand) -> None:
    """So is one that another audit's partition has; what nobody is at any more is the owner's alone."""
    lease, _ = host(desk, "w2")
    assert desk.begin("run/1", "w1", ["a.example"]) == ["a.example"]
    assert desk.begin("other/1", "w3", ["a.example"]) == ["a.example"]
    desk.end("run/1")
    desk.end("other/1")
    desk.release(lease, 0.0, 0.0)
    clock.now += 5
    assert desk.begin("run/2", "w1", ["a.example"]) == []
    assert desk.begin("other/2", "w3", ["a.example"]) == ["a.example"]
    assert host(desk, "w3", "other/2") == (0, 0.5), "the first owner has not heard yet"


def test_what_a_lost_worker_held_is_free(desk: Desk, clock: Hand) -> None:
    """Its turns and its domains."""
    desk.arrive("w1")
    desk.begin("run/1", "w1", ["b.example"])
    host(desk, "w1")
    desk.leave("w1")
    clock.now += 1
    assert host(desk, "w2") == (2, 0.0)
    assert host(desk, "w2", name="host b.example")[0] == 3


async def collected(desk: Desk, run: str = "run") -> list[tuple[str, Any]]:
    return await desk.collect(run, 0.01)


async def test_mail_comes_in_order(desk: Desk) -> None:
    """Who is there, answers, and that a worker has gone after what it had posted."""
    desk.arrive("w1")
    desk.open("run", "client")
    desk.arrive("w2")
    await desk.post("run", "w1", b"answers", [])
    await desk.post("run", "w1", b"", [])
    desk.leave("w1")
    assert await collected(desk) == [("here", "w1"), ("here", "w2"), ("parcel", b"answers"), ("gone", "w1")]
    assert await collected(desk) == []


async def test_mail_is_waited_for(desk: Desk) -> None:
    """Whoever listens hears at once."""
    desk.open("run", "client")
    listening = asyncio.create_task(desk.collect("run", 60))
    await asyncio.sleep(0)
    desk.arrive("w1")
    assert await listening == [("here", "w1")]


async def test_who_writes_faster_than_is_read_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheduler's memory is no store."""
    monkeypatch.setattr("srccheck.scale.desk._MOST_WAITING", 10)
    desk.open("run", "client")
    posting = asyncio.create_task(desk.post("run", "w1", b"x" * 11, []))
    await asyncio.sleep(0)
    assert not posting.done()
    await collected(desk)
    assert (await posting)["goes_on"]


@pytest.mark.parametrize("end", ["close", "lose_client", "posting"])
async def test_an_audit_that_is_over_takes_no_mail(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """Closed by its client, or its client is gone: workers hear of it, those that wait at once."""
    monkeypatch.setattr("srccheck.scale.desk._MOST_WAITING", 1)
    desk.open("run", "client")
    desk.open("other", "another client")
    posting = asyncio.create_task(desk.post("run", "w1", b"xx", []))
    await asyncio.sleep(0)
    desk.lose_client("client") if end == "lose_client" else desk.close("run")
    assert not (await posting)["goes_on"]
    assert (await desk.post("other", "w1", b"", []))["goes_on"]


async def test_many_workers_post_less_often(desk: Desk) -> None:
    """What a scheduler can take is shared by all."""
    for n in range(1000):
        desk.arrive(f"w{n}")
    assert (await desk.post("run", "w1", b"", []))["every_s"] == 2.5


def test_quiet_hosts_are_forgotten(desk: Desk, clock: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large audit is redirected to a great many hosts."""
    monkeypatch.setattr("srccheck.scale.desk._SWEEP_AT", 10)
    desk = Desk(clock)
    for n in range(10):
        lease, _ = host(desk, "w1", name=f"host h{n}.example")
        if n:
            desk.release(lease, 0.0, 0.0)
    clock.now += 100
    host(desk, "w1")
    assert set(desk._gates) == {"host h0.example", "host a.example"}
