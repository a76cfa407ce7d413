"""Questions that several put: one request, one answer for all of them."""

from __future__ import annotations

import asyncio

import pytest

from srccheck.archives import once
from srccheck.archives.once import Once
from srccheck.model.web import Exchange, Request

PAGE = Request(url="http://archive.example/1/http://a.example/")


@pytest.fixture
def put():
    """A question that counts its answers."""
    answers: list[Exchange] = []

    async def ask(size: int = 9) -> Exchange:
        await asyncio.sleep(0)
        answers.append(Exchange(url=PAGE.url, http_status=200 + len(answers), body=b"x" * size))
        return answers[-1]

    ask.answers = answers
    return ask


async def test_at_once_and_later(put):
    """Failures are shared, too: who comes later would get another answer in a replay."""
    shared = Once()
    found = await asyncio.gather(*(shared.ask(PAGE, put) for _ in range(5)))
    assert [*found, await shared.ask(PAGE, put)] == [put.answers[0]] * 6
    other = Request(url=PAGE.url, headers={"Accept-Datetime": "x"})
    assert (await shared.ask(other, put)).http_status == 201


async def test_who_gives_up_leaves_the_question_to_the_next(put):
    """A cancelled question is put again by whoever waits for it."""
    shared = Once()
    first = asyncio.create_task(shared.ask(PAGE, asyncio.Event().wait))
    second = asyncio.create_task(shared.ask(PAGE, put))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == put.answers[0]


async def test_memory_is_bounded(put, monkeypatch):
    """The oldest answers are forgotten, and asked for again."""
    monkeypatch.setattr(once, "_MOST_BYTES", 20)
    shared = Once()
    for number in (1, 2, 3, 1):
        await shared.ask(Request(url=f"http://archive.example/{number}"), put)
    assert len(put.answers) == 4
