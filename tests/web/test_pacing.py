"""Rates and slots, by a clock that only sleeping moves."""

from __future__ import annotations

import pytest

from srccheck.model.web import Exchange
from srccheck.web.pacing import RateLimiter, retry_after_s
from tests.web.localweb import START


async def test_rate_limiter(time):
    """A burst goes out at once; in the long run the rate is kept to the second."""
    limiter = RateLimiter(60, time.surroundings, burst=4)
    sent = []
    for _ in range(10):
        async with limiter:
            sent.append(time.seconds)
    assert sent == [0, 0, 0, 0, 1, 2, 3, 4, 5, 6]


async def test_quiet_time_gives_back_no_more_than_a_burst(time):
    """After an hour of silence, four and not three thousand."""
    limiter = RateLimiter(60, time.surroundings, burst=4)
    await time.sleep(3600)
    for _ in range(6):
        await limiter.wait()
    assert time.slept[1:] == [1.0, 1.0]


async def test_no_limit(time):
    """None waits for nobody."""
    limiter = RateLimiter(None, time.surroundings)
    for _ in range(1000):
        await limiter.wait()
    assert time.slept == []


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("99999999999999999999", 999_999_999.0),
        ("Sun, 22 Nov 2026 08:00:30 GMT", 30.0),
        ("Sunday, 22-Nov-26 08:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 07:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2026 08:00:30 -0000", 30.0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("Fri, 99 Foo 99999 08:00:30 GMT", None),
        ("", None),
    ],
)
def test_retry_after(value, seconds):
    """Both forms; what is past means now, what cannot be read means nothing."""
    exchange = Exchange(url="https://a.example/", http_status=429, headers=(("retry-after", value),))
    assert retry_after_s(exchange, START) == seconds


def test_no_retry_after():
    """An answer without the header asks for nothing."""
    assert retry_after_s(Exchange(url="https://a.example/", http_status=503), START) is None
