"""Rates and slots, by a clock that only sleeping moves."""

from __future__ import annotations

import asyncio

from srccheck.web.pacing import Pace, RateLimiter


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


async def test_slots_are_forgotten():
    """Hosts that nobody waits for are not kept, even when the work inside fails."""
    pace = Pace(5, 2)

    async def fail() -> None:
        async with pace.slot("one.example"):
            raise OSError

    await asyncio.gather(*[fail() for _ in range(5)], return_exceptions=True)
    assert pace._hosts == {}


async def test_a_busy_host_holds_up_nobody_else():
    """Whoever waits for a host holds none of the slots that others need."""
    pace = Pace(2, 1)
    release = asyncio.Event()

    async def hold(host: str) -> str:
        async with pace.slot(host):
            if host == "slow":
                await release.wait()
            return host

    slow = [asyncio.create_task(hold("slow")) for _ in range(5)]
    await asyncio.sleep(0)
    assert await asyncio.wait_for(hold("quick"), 1) == "quick"
    release.set()
    assert await asyncio.gather(*slow) == ["slow"] * 5
