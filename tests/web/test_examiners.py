"""Processes that help to examine pages: the same answers, whatever becomes of them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import pytest

from srccheck.apart import start_apart
from srccheck.model.web import Exchange
from srccheck.web import examiners as module
from srccheck.web.examiners import Examiner, Examiners
from srccheck.web.examining import Question, examine
from tests.web.localweb import html

HEADERS = (("content-type", "text/html; charset=utf-8"),)


def question(number, *, size=6_000):
    body = html(
        f"Report {number}", text=f"<p>Ships waited at sea for {number} days. " + "More. " * (size // 6)
    )
    url = f"http://one.example/{number}"
    return Question(url=url, exchange=Exchange(url=url, http_status=200, headers=HEADERS, body=body.encode()))


@pytest.fixture
def examiners():
    found = Examiners(limit=1)
    yield found
    found.close()
    assert found.pids == ()


class Clock:
    """Seconds that pass with every look at it."""

    def __init__(self, step):
        self.now, self.step = 0.0, step

    def __call__(self):
        self.now += self.step
        return self.now


async def test_another_process_says_the_same(examiners):
    """Order, number and loop do not matter; what is small is not sent."""
    examiners.add()
    questions = [question(number) for number in range(40)]
    answers = await asyncio.gather(*map(examiners.ask, questions))
    assert answers == [examine(each) for each in questions]
    assert await examiners.ask(question(1, size=10)) is None
    assert len(examiners.pids) == 1


def test_every_loop_may_ask(examiners):
    """A process outlives the run that called it; an answer that nobody waits for is dropped."""
    examiners.add()

    async def give_up():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(examiners.ask(question(1)), 0)

    asyncio.run(give_up())
    assert asyncio.run(examiners.ask(question(2))) == examine(question(2))


async def test_a_process_that_is_killed(examiners):
    """Whoever waits is told, examines by itself, and may call for another."""
    examiners.add()
    (pid,) = examiners.pids
    asking = [asyncio.create_task(examiners.ask(question(number))) for number in range(9)]
    await asyncio.sleep(0)
    os.kill(pid, signal.SIGTERM)
    assert set(await asyncio.gather(*asking)) <= {None, *(examine(question(number)) for number in range(9))}
    examiner = Examiner(clock=Clock(9.0), examiners=examiners)
    assert await examiner.examine(question(1)) == examine(question(1))
    assert examiners.pids == ()
    examiners.add()
    assert examiners.pids not in ((), (pid,))
    assert await examiners.ask(question(1)) is not None


async def test_a_process_that_hangs(examiners, monkeypatch):
    """It is ended when patience is, and does not hold the run."""
    monkeypatch.setattr(module, "_PATIENCE_S", 0.0)
    examiners.add()
    assert await examiners.ask(question(1)) is None
    assert examiners.pids == ()


async def test_a_process_that_talks_nonsense(examiners, monkeypatch):
    """Its answers are not believed."""
    monkeypatch.setattr(module, "start_apart", lambda _: start_apart("tests.web.babbler"))
    examiners.add()
    async with asyncio.timeout(module._PATIENCE_S / 2):  # it is not patience that ends it
        assert await examiners.ask(question(1)) is None
    assert examiners.pids == ()


@pytest.mark.parametrize(("step", "limit", "processes"), [(0.1, 1, 1), (0.6, 1, 0), (0.1, 0, 0)])
async def test_help_is_called_for_where_there_is_much(examiners, monkeypatch, step, limit, processes):
    """Not for few pages, nor for pages that come slowly, nor where there may be none."""
    examiners.limit_to(limit)
    examiner = Examiner(clock=Clock(step), examiners=examiners)
    for number in range(63):
        await examiner.examine(question(number, size=10))
    assert examiners.pids == ()
    await examiner.examine(question(64, size=10))
    assert len(examiners.pids) == processes
    monkeypatch.setattr(module, "examine", lambda _: None)  # so that it shows who answers
    answered = await examiner.examine(question(65))
    assert answered == (examine(question(65)) if processes else None)


async def test_where_no_process_can_be_had(examiners, monkeypatch):
    """A frozen program would start itself; one look is enough."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    examiners.add()
    examiner = Examiner(clock=Clock(0.0), examiners=examiners)
    assert await examiner.examine(question(1)) == examine(question(1))
    monkeypatch.setattr(sys, "frozen", False)
    examiners.add()
    assert examiners.pids == ()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX forks")
def test_a_fork_lets_go(examiners):
    """The processes are the parent's; the child begins anew, and ends none of them."""
    examiners.add()
    copy = Examiners(limit=1)
    copy._processes = list(examiners._processes)
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        copy.forget()
        os.write(writing, b"none" if not copy.pids else b"some")
        os._exit(0)
    os.waitpid(pid, 0)
    assert os.read(reading, 9) == b"none"
    os.close(reading)
    os.close(writing)
    assert asyncio.run(examiners.ask(question(3))) == examine(question(3))
