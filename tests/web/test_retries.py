"""Retries, pauses and the record that a probe leaves, by a fake clock."""

from __future__ import annotations

import pytest

from srccheck.model.links import Hop
from srccheck.text.urls import normalize
from srccheck.web.live import Prober
from tests.web.conftest import SETTINGS
from tests.web.localweb import START, answer, in_turn, page, redirect

T = "Harbour Notes"


def busy(status=503, **headers):
    return answer("later", status, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("behaviour", "slept", "status", "attempts"),
    [
        (page(T), [], "alive", 1),
        (page(T, status=404), [], "dead", 1),
        (busy(500), [0.5, 1.0], "unreachable", 3),
        (in_turn(busy(), page(T)), [0.5], "alive", 2),
        (in_turn(busy(429, Retry_After="7"), page(T)), [7.125], "alive", 2),
        (in_turn(busy(503, Retry_After="Sun, 22 Nov 2026 08:00:09 GMT"), page(T)), [9.125], "alive", 2),
        (in_turn(busy(503, Retry_After="Sun, 22 Nov 2026 08:00:09 -0000"), page(T)), [9.125], "alive", 2),
        (in_turn(busy(503, Retry_After="Sun, 22 Nov 2020 08:00:09 GMT"), page(T)), [0.125], "alive", 2),
        (in_turn(busy(503, Retry_After="soon"), page(T)), [0.5], "alive", 2),
        (in_turn(busy(503, Retry_After="21"), page(T)), [], "unreachable", 1),
        (busy(429, Retry_After="9" * 30), [], "blocked", 1),
        (busy(429, Retry_After="Sun, 22 Nov 2093 08:00:09 GMT"), [], "blocked", 1),
        (busy(429, Retry_After="20"), [20.125, 20.25], "blocked", 3),
    ],
)  # fmt: skip
async def test_pauses(web, client, time, behaviour, slept, status, attempts):
    """Doubling with jitter, or as Retry-After says in either form, up to the bound; never for ever."""
    web.host("one.example", {"/": behaviour})
    live = await Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings).probe(
        normalize("http://one.example/")
    )
    assert time.slept == slept
    assert (live.status, live.attempts) == (status, attempts)
    assert len(web.asked) == attempts


async def test_names_are_not_asked_again(web, client, time):
    """A machine without a network is done at once."""
    web.name("one.example", "dns")
    live = await Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings).probe(
        normalize("http://one.example/")
    )
    assert (live.status, live.reason, live.attempts, time.slept) == ("unreachable", "dns", 1, [])
    assert web.resolved == ["one.example"]


async def test_the_record(web, client, time):
    """Hops, end, attempts and the page's facts are all kept."""
    web.host("one.example", {"/a": redirect("http://two.example/b?x=1#frag", 301)})
    web.host("two.example", {"/b": in_turn(busy(), redirect("c", 308)), "/c": page(T)})
    live = await Prober(
        fetcher=client,
        settings=SETTINGS,
        surroundings=time.surroundings,
    ).probe(normalize("http://one.example/a#note"))
    assert (live.status, live.http_status, live.final_url) == ("moved", 200, "http://two.example/c")
    assert live.hops == (
        Hop(url="http://one.example/a", http_status=301),
        Hop(url="http://two.example/b?x=1", http_status=308),
    )
    assert (live.attempts, live.page.title, live.page.language.tag) == (2, T, "en")
    assert (live.checked_at - START).total_seconds() == 0.5


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://10.0.0.7/", "private"), ("mailto:a@b.example", "scheme"),
        ("http://u:p@one.example/", "credentials"),
        ("http://one.example:port/", "malformed"), ("http://" + "x" * 10_000 + ".example/", "malformed"),
    ],
)  # fmt: skip
async def test_skipped(web, client, time, url, reason):
    """What must not be asked is not asked."""
    prober = Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings)
    live = await prober.probe(normalize(url))
    assert (live.status, live.reason, live.attempts, live.http_status) == ("skipped", reason, 0, None)
    assert web.asked == []
    assert web.resolved == []


async def test_a_name_with_a_private_address(web, client, time):
    """The citation itself names an inner host: skipped, as a literal address would be."""
    web.name("intranet.example", "private")
    live = await Prober(
        fetcher=client,
        settings=SETTINGS,
        surroundings=time.surroundings,
    ).probe(normalize("http://intranet.example/"))
    assert (live.status, live.reason) == ("skipped", "private")


async def test_passwords_in_redirects_are_not_shown(web, client, time):
    """Neither sent nor printed."""
    web.host("one.example", {"/": redirect("http://me:hush@two.example/")})
    live = await Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings).probe(
        normalize("http://one.example/")
    )
    assert "hush" not in str(live)
