"""Answers and turns, on both databases: what is kept, when it is written, who gets it."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys

import pytest
import sqlalchemy as sa

from srccheck.model.store import NoStore
from srccheck.store import default_path, open_store
from srccheck.store.schema import answers
from tests.conftest import ROOT

from .databases import DAY, NOW, PAGE, a_run, directly, put


def opened(where, troubles=None):
    return open_store(str(where), [] if troubles is None else troubles)


def test_the_users_own_store_is_the_default(own_store):
    """By the rules of the platform, among the user's data."""
    assert default_path() == own_store
    with open_store(None, []) as store:
        put(store)
    assert own_store.exists()


def test_none_remembers_nothing(own_store):
    """`none` is a store that asks nobody to wait and knows nothing."""
    with open_store("none", []) as store:
        assert isinstance(store, NoStore)
        put(store)
        assert store.get("live", PAGE) is None
        assert store.allow("x", 1, NOW) == 0.0
    assert not own_store.exists()


def test_answers_outlive_the_run(where):
    """What was put is there for the next one: value, times to the microsecond, and nothing of others."""
    with opened(where) as store:
        put(store, value=["ж", None, 1.5])
        put(store, kind="robots", value=2, expires_at=None)
    with opened(where) as store:
        found = store.get("live", PAGE)
        assert (found.value, found.checked_at, found.expires_at) == (
            {"word": ["ж", None, 1.5]},
            NOW,
            NOW + DAY,
        )
        assert store.get("robots", PAGE).expires_at is None
        assert store.get("live", "https://a.example/x") is None


def test_the_newest_answer_is_the_answer(where):
    """A second one takes the place of the first, before and after it is written."""
    with opened(where) as store:
        put(store, value=1)
        put(store, value=2)
        assert store.get("live", PAGE).value == {"word": 2}
    with opened(where) as store:
        put(store, value=3)
    with opened(where) as store:
        assert store.get("live", PAGE).value == {"word": 3}


@pytest.mark.parametrize(
    ("checked_at", "expires_at", "fresh"),
    [
        (NOW, NOW + DAY, True),
        (NOW - DAY, NOW, False),
        (NOW - 9 * DAY, NOW - DAY, False),
        (NOW - 900 * DAY, None, True),
        (NOW + DAY, NOW + 2 * DAY, False),
        (NOW + DAY, None, False),
    ],
)
def test_lives(where, checked_at, expires_at, fresh):
    """Expired ones are handed out, too, and say so; one from the future (a clock set back) is not fresh."""
    with opened(where) as store:
        put(store, value=1, checked_at=checked_at, expires_at=expires_at)
        assert store.get("live", PAGE).is_fresh(NOW) is fresh


def test_long_keys(where):
    """A URL of 60 kB is found by its digest."""
    with opened(where) as store:
        put(store, key=PAGE + "x" * 60_000, value=1)
        put(store, key=PAGE + "x" * 59_999, value=2)
    with opened(where) as store:
        assert store.get("live", PAGE + "x" * 60_000).value == {"word": 1}


# ------------------------------------------------------------------ turns
def test_turns(where):
    """A burst at once, then the rate to the microsecond; a quiet time gives back no more than a burst."""
    with opened(where) as store:
        waits = [store.allow("cdx", 60, NOW) for _ in range(7)]
        assert waits == [0, 0, 0, 0, 1, 2, 3]
        assert store.allow("playback", 60, NOW) == 0
        later = NOW + dt.timedelta(hours=1)
        assert [store.allow("cdx", 60, later) for _ in range(6)] == [0, 0, 0, 0, 1, 2]


def test_turns_are_shared(where):
    """Two stores at once, as two processes have, take turns at one limit."""
    with opened(where) as one, opened(where) as two:
        waits = [store.allow("cdx", 60, NOW, burst=1) for store in (one, two, one, two)]
    assert waits == [0, 1, 2, 3]


def test_a_clock_set_back_locks_nobody_out(where):
    """Turns taken a year ahead are forgotten."""
    with opened(where) as store:
        for _ in range(9):
            store.allow("cdx", 60, NOW + 365 * DAY)
        assert store.allow("cdx", 60, NOW) == 0


# ------------------------------------------------------------------ when it is written
async def test_answers_are_written_within_a_second(where):
    """Nothing is written at once, all of it by the timer, seen by a second store meanwhile."""
    with opened(where) as store, opened(where) as other:
        put(store, value=1)
        assert store.get("live", PAGE) is not None
        assert other.get("live", PAGE) is None
        loop = asyncio.get_running_loop()
        timer = store._timer
        assert timer is not None
        assert timer.when() - loop.time() <= 1.0
        timer._run()
        assert other.get("live", PAGE).value == {"word": 1}


async def test_a_hundred_answers_do_not_wait(where):
    """A batch that is full is written."""
    with opened(where) as store, opened(where) as other:
        for number in range(100):
            put(store, key=f"https://a.example/{number}", value=number)
        assert other.get("live", "https://a.example/99").value == {"word": 99}


def test_killed_at_any_moment(where):
    """SIGKILL right after the batches: every answer that was written is whole and there."""
    code = f"""
import asyncio, datetime as dt, os, signal
from srccheck.store import open_store
async def main():
    with open_store({where!r}, []) as store:
        now = dt.datetime.now(dt.UTC)
        for n in range(250):
            store.put("live", f"https://a.example/{{n}}", {{"n": n}}, checked_at=now, expires_at=None)
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == -9
    troubles = []
    with opened(where, troubles) as store:
        there = [n for n in range(250) if store.get("live", f"https://a.example/{n}")]
    assert there == list(range(200))
    assert troubles == []


def test_several_processes_at_once(where):
    """Four processes open one fresh store together; nobody fails, nothing is lost, no turn is given twice."""
    code = """
import datetime as dt, sys
from srccheck.store import open_store
troubles = []
with open_store(sys.argv[1], troubles) as store:
    now = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    for n in range(50):
        store.put("live", f"{sys.argv[2]}/{n}", {"n": n}, checked_at=now, expires_at=None)
        print(store.allow("cdx", 60, now, burst=1))
sys.exit("".join(troubles) or 0)
"""
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", code, where, f"https://{name}.example"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in "abcd"
    ]
    said = [process.communicate() for process in crowd]
    assert [(process.returncode, error) for process, (_, error) in zip(crowd, said, strict=True)] == [
        (0, "")
    ] * 4
    turns = sorted(float(line) for out, _ in said for line in out.split())
    assert turns == [float(n) for n in range(200)]
    with opened(where) as store:
        assert all(store.get("live", f"https://{name}.example/{n}") for name in "abcd" for n in range(50))


def test_an_answer_that_is_no_json_is_none(where):
    """Somebody's hand in the database: that answer is asked anew."""
    with opened(where) as store:
        for name in "abc":
            put(store, key=f"https://{name}.example/", value=1)
    with directly(where) as connection:
        for name, value in (("a", "{"), ("b", "[]")):
            spoilt = answers.update().where(answers.c.key == f"https://{name}.example/").values(value=value)
            assert connection.execute(spoilt).rowcount == 1
    with opened(where) as store:
        assert [store.get("live", f"https://{name}.example/") is None for name in "abc"] == [
            True,
            True,
            False,
        ]


@pytest.mark.parametrize(
    "key", ["https://a.example/\ud800", "https://a.example/\0x", "\x1a", "https://a.example/é字😀"]
)
def test_keys_of_any_characters(where, key):
    """Half a surrogate pair and NUL, which no database holds as text, find their answers."""
    with opened(where, troubles := []) as store:
        put(store, key=key, value="\0\ud800", kind="live")
        store.allow(key.replace("\ud800", "") * 30, 60, NOW)
    with opened(where) as store:
        assert store.get("live", key).value == {"word": "\0\ud800"}
    with directly(where) as connection:
        assert connection.execute(sa.select(answers.c.key)).scalar_one() == key
    assert troubles == []


def test_long_expired_answers_go(where):
    """Ninety days after their ends, when a run begins; the others stay, those without an end among them."""
    ends = {"a": 91, "b": 89, "c": -1, "d": None}
    with opened(where) as store:
        for name, days in ends.items():
            put(store, key=name, expires_at=None if days is None else NOW - days * DAY)
    with opened(where) as store:
        store.begin(a_run())
        assert [name for name in ends if store.get("live", name)] == ["b", "c", "d"]
