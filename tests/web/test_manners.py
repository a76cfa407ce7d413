"""How politely requests go out, by a clock that only sleeping moves."""

from __future__ import annotations

import asyncio
import email.utils
from collections import Counter

import pytest

from srccheck.model.web import Exchange, Request
from srccheck.settings import Settings
from srccheck.web.manners import Polite, registrable
from tests.web.clock import Clock
from tests.web.localweb import START


class Server:
    """Answers after a while, in turn; notes when requests started and how many were under way."""

    def __init__(self, clock: Clock, *answers: tuple[int | None, str | None], takes: float = 0.1) -> None:
        self.clock = clock
        self.answers = list(answers)
        self.takes = takes
        self.starts: list[float] = []
        self.urls: list[str] = []
        self.under_way: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    async def fetch(self, request: Request) -> Exchange:
        self.starts.append(round(self.clock.seconds, 6))
        self.urls.append(request.url)
        host = registrable(request.url)
        for name in (host, "all"):
            self.under_way[name] += 1
            self.most[name] = max(self.most[name], self.under_way[name])
        await self.clock.sleep(self.takes)
        self.under_way.subtract((host, "all"))
        status, wait = self.answers.pop(0) if len(self.answers) > 1 else (*self.answers, (200, None))[0]
        headers = (("retry-after", wait),) if wait else ()
        return Exchange(url=request.url, http_status=status, headers=headers)


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def ask(clock: Clock, polite: Polite, *urls: str, lane: str = "page") -> list[Exchange]:
    asked = (polite.fetch(Request(url=url, lane=lane)) for url in urls)
    return await clock.run(asyncio.gather(*asked))


async def in_turn(clock: Clock, polite: Polite, *urls: str) -> list[Exchange]:
    return [(await ask(clock, polite, url))[0] for url in urls]


def urls(count: int, host: str = "one.example") -> list[str]:
    return [f"https://{host}/{number}" for number in range(count)]


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/x", "bbc.co.uk"),
        ("https://a.b.one.example:8443/", "one.example"),
        ("https://One.Example./", "one.example"),
        ("https://me.github.io/x", "github.io"),
        ("https://somebody.blogspot.com/", "blogspot.com"),
        ("https://co.uk/", "co.uk"),
        ("http://192.0.2.7/x", "192.0.2.7"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("http://localhost/", "localhost"),
        ("http://xn--e1afmkfd.xn--p1ai/", "xn--e1afmkfd.xn--p1ai"),
        ("http://[broken/", "http://[broken/"),
    ],
)
def test_who_is_spared(url, domain):
    """Registrable domains by the registries' own suffixes: a hoster's sites are one server."""
    assert registrable(url) == domain


async def test_pause_between_starts(clock):
    """Half a second from start to start at one domain, whatever the subdomain; not a moment less."""
    server = Server(clock)
    polite = Polite(server, Settings(), clock.surroundings)
    await ask(clock, polite, "https://a.one.example/", "https://one.example/", "https://b.one.example/x")
    assert server.starts == [0, 0.5, 1.0]


async def test_two_connections_a_host(clock):
    """Slow answers: the third request waits for the first to end."""
    server = Server(clock, takes=5)
    polite = Polite(server, Settings(), clock.surroundings)
    await ask(clock, polite, *urls(4))
    assert server.starts == [0, 0.5, 5.0, 5.5]
    assert server.most["one.example"] == 2


async def test_a_global_limit_that_no_waiting_host_uses_up(clock):
    """Eight at once in all; those who wait for one busy host hold none of them."""
    server = Server(clock, takes=1)
    polite = Polite(server, Settings(jobs=8), clock.surroundings)
    many = [f"https://host{number}.example/" for number in range(40)]
    await ask(clock, polite, *urls(100), *many)
    assert server.most["all"] == 8
    quick = [start for start, url in zip(server.starts, server.urls, strict=True) if "host" in url]
    assert max(quick) <= 7


async def test_the_pause_counts_from_the_start_that_was(clock):
    """A request that waited for a free slot is not followed by another at once."""
    server = Server(clock, takes=2)
    polite = Polite(server, Settings(jobs=1), clock.surroundings)
    await ask(clock, polite, "https://other.example/", *urls(2))
    assert server.starts == [0, 2, 4]


@pytest.mark.parametrize("value", ["7", email.utils.format_datetime(START.replace(second=7), usegmt=True)])
async def test_retry_after_holds_for_the_host(clock, value):
    """Both forms: nobody asks the host before its time, and others do not wait."""
    server = Server(clock, (429, value), (200, None), takes=0)
    polite = Polite(server, Settings(), clock.surroundings)
    await in_turn(clock, polite, *urls(2), "https://other.example/")
    assert server.starts == [0, 7, 7]


async def test_two_refusals_together_are_one_wait(clock):
    """Two requests under way were told 15 s each: that is 15 s, within the bound of 20."""
    server = Server(clock, (429, "15"), (503, "15"), (200, None), takes=1)
    polite = Polite(server, Settings(), clock.surroundings)
    answers = await ask(clock, polite, *urls(3))
    assert [exchange.http_status for exchange in answers] == [429, 503, 200]
    assert server.starts == [0, 0.5, 16.5]


async def test_more_patience_than_there_is(clock):
    """An hour is not waited: until it is up, the host's other links come back as `budget`, unasked."""
    server = Server(clock, (429, "3600"), (200, None), takes=0)
    polite = Polite(server, Settings(), clock.surroundings)
    answers = await in_turn(clock, polite, *urls(3), "https://other.example/")
    assert [(e.http_status, e.failure) for e in answers] == [
        (429, None),
        (None, "budget"),
        (None, "budget"),
        (200, None),
    ]
    assert "one.example" in answers[1].detail
    assert len(server.starts) == 2
    await clock.run(clock.sleep(3600))
    assert (await ask(clock, polite, *urls(1)))[0].http_status == 200


async def test_those_who_wait_already_are_told_too(clock):
    """Requests in the host's queue when the bound is passed do not wait on."""
    server = Server(clock, (429, "3600"), takes=1)
    polite = Polite(server, Settings(), clock.surroundings)
    answers = await ask(clock, polite, *urls(50))
    assert [e.failure for e in answers].count("budget") == 48
    assert clock.seconds < 30


async def test_endless_refusals_with_a_date_end(clock):
    """429 with a short Retry-After for ever: a bounded number of requests in a bounded time."""
    server = Server(clock, (429, "6"), takes=0)
    polite = Polite(server, Settings(), clock.surroundings)
    answers = await in_turn(clock, polite, *urls(1000))
    assert len(server.starts) <= 5
    assert clock.seconds <= 60
    assert answers[-1].failure == "budget"


async def test_endless_patience_in_small_pieces_ends(clock):
    """429 and 200 in turn: all waits of a run for one host are bounded, too."""
    server = Server(clock, *[(429, "10"), (200, None)] * 500, takes=0)
    polite = Polite(server, Settings(), clock.surroundings)
    answers = await in_turn(clock, polite, *urls(900))
    assert sum(e.failure == "budget" for e in answers) > 800
    assert clock.seconds <= 260


async def test_endless_refusals_without_a_date_end(clock):
    """429 and no word of when: asked ever more slowly, ten times, then left alone for a minute."""
    server = Server(clock, (429, None), takes=0)
    polite = Polite(server, Settings(), clock.surroundings)
    answers = await in_turn(clock, polite, *urls(30))
    assert server.starts == [0, 1, 3, 7, 11, 15, 19, 23, 27, 31]
    assert [e.failure for e in answers[10:]] == ["budget"] * 20


async def test_good_answers_make_up_for_it(clock):
    """After the pause that was agreed on, the next is what it was before."""
    server = Server(clock, (429, None), (200, None), takes=0)
    polite = Polite(server, Settings(), clock.surroundings)
    await in_turn(clock, polite, *urls(4))
    assert server.starts == [0, 1, 2, 2.5]


async def test_an_error_of_one_page_is_no_refusal(clock):
    """503 without a date slows nobody down."""
    server = Server(clock, (503, None), takes=0)
    polite = Polite(server, Settings(), clock.surroundings)
    await in_turn(clock, polite, *urls(20))
    assert server.starts[-1] == 9.5


async def test_the_archives_lane_goes_round(clock):
    """The archive has a limiter of its own."""
    server = Server(clock)
    polite = Polite(server, Settings(jobs=1), clock.surroundings)
    await ask(clock, polite, *urls(20, "web.archive.org"), lane="archive")
    assert server.starts == [0] * 20


async def test_crawl_delay(clock):
    """Longer pauses on request, up to the bound."""
    server = Server(clock, takes=0)
    polite = Polite(server, Settings(), clock.surroundings)
    polite.slow_down("https://one.example", 3)
    polite.slow_down("https://two.example", 86_400)
    await ask(clock, polite, *urls(2), *urls(2, "two.example"))
    assert sorted(server.starts) == [0, 0, 3, 20]


async def test_no_pause(clock):
    """A pause of 0 is none."""
    server = Server(clock, takes=0)
    polite = Polite(server, Settings(pause_per_host_s=0, jobs_per_host=100), clock.surroundings)
    await ask(clock, polite, *urls(50))
    assert server.starts == [0] * 50


async def test_quiet_hosts_are_forgotten(clock):
    """A run over many hosts remembers the strained and the recent ones alone."""
    server = Server(clock, (429, "3600"), (200, None), takes=0)
    polite = Polite(server, Settings(), clock.surroundings)
    await ask(clock, polite, "https://strained.example/")
    for number in range(2100):
        await ask(clock, polite, f"https://h{number}.example/")
        clock.seconds += 1
    assert len(polite._hosts) < 300
    assert (await ask(clock, polite, "https://strained.example/"))[0].failure == "budget"


async def test_whoever_is_called_off_holds_nothing(clock):
    """Cancelled in the queue, in the pause, under way: the next gets its turn."""
    server = Server(clock, takes=10)
    polite = Polite(server, Settings(jobs=2), clock.surroundings)
    tasks = [asyncio.ensure_future(polite.fetch(Request(url=url))) for url in urls(6)]
    for _ in range(20):
        await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await ask(clock, polite, *urls(2), "https://other.example/")
    assert polite._all._value == 2
