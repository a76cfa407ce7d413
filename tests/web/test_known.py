"""What is known from before: asked for only if it changed, and kept without loss."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from attrs import evolve

from srccheck.model import Language
from srccheck.model.live import FragmentCheck, Hop, Live, PageFacts, Validators
from srccheck.text.urls import normalize
from srccheck.web.live import Prober
from tests.web.conftest import SETTINGS
from tests.web.localweb import answer, html, in_turn, page, redirect

URL = normalize("http://one.example/a")
BODY = html("Harbour Notes", text="The harbour was quiet that morning. " * 20 + "<i id=two></i>")
TAGGED = {"ETag": '"v1"', "Last-Modified": "Sun, 01 Nov 2026 08:00:00 GMT"}


def unless_changed(body=BODY, tag='"v1"'):
    async def behave(asked, wire):
        if asked.headers.get("if-none-match") == tag:
            await wire.reply(304, b"", {"ETag": tag})
        else:
            await wire.reply(200, body.encode(), {**TAGGED, "ETag": tag})

    return behave


@pytest.fixture
def prober(client, time):
    return Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings)


async def test_an_unchanged_page_keeps_its_verdict(web, prober, time):
    """304: the earlier verdict, looked at anew."""
    web.host("one.example", {"/a": redirect("/b", 301), "/b": unless_changed()})
    first = await prober.probe(URL, fragments=("two",))
    assert first.validators == Validators(etag='"v1"', last_modified=TAGGED["Last-Modified"])
    await time.sleep(3600)
    again = await prober.probe(URL, fragments=("two",), known=evolve(first, from_cache=True))
    assert again == evolve(first, checked_at=again.checked_at, elapsed_s=again.elapsed_s)
    assert again.checked_at > first.checked_at
    assert web.asked[-1].headers["if-modified-since"] == TAGGED["Last-Modified"]
    assert "if-none-match" not in web.asked[-2].headers, "only the page at the end is asked for so"
    assert len(web.asked) == 5, "one of them for an address that nobody ever gave"


async def test_a_changed_page_is_judged_anew(web, prober):
    """200 in answer to the condition is an answer like any other."""
    web.host("one.example", {"/a": in_turn(unless_changed(), unless_changed(html("New"), '"v2"'))})
    first = await prober.probe(URL)
    again = await prober.probe(URL, known=first)
    assert (again.page.title, again.validators.etag) == ("New", '"v2"')


async def test_another_way_to_the_same_page(web, prober):
    """The way there is part of the verdict: where it changed, the page is asked for whole."""
    web.host("one.example", {"/a": in_turn(redirect("/b", 302), redirect("/b", 301)), "/b": unless_changed()})
    first = await prober.probe(URL)
    again = await prober.probe(URL, known=first)
    assert (first.status, again.status) == ("alive", "moved")


@pytest.mark.parametrize(
    ("changes", "fragments"),
    [
        ({"status": "dead", "reason": "http-404"}, ()),
        ({"validators": None}, ()),
        ({}, ("three",)),
        ({"final_url": "http://one.example/elsewhere"}, ()),
    ],
)
async def test_when_a_condition_would_not_do(web, prober, changes, fragments):
    """No condition where a 304 would not answer what is asked."""
    web.host("one.example", {"/a": unless_changed()})
    first = await prober.probe(URL)
    again = await prober.probe(URL, fragments=fragments, known=evolve(first, **changes))
    assert (again.status, again.page.title) == ("alive", "Harbour Notes")
    assert "if-none-match" not in web.asked[-1].headers


async def test_a_304_that_nobody_asked_for(web, prober):
    """Without a condition it is no answer."""
    web.host("one.example", {"/a": answer(status=304)})
    assert (await prober.probe(URL)).reason == "protocol"


async def test_validators_beyond_all_bounds(web, prober):
    """What a server gives is kept within limits, and only of pages that are there."""
    web.host("one.example", {"/a": answer(BODY, headers={"ETag": "x" * 5000}), "/b": page("x", status=404)})
    assert (await prober.probe(URL)).validators is None
    assert (await prober.probe(normalize("http://one.example/b"))).validators is None


NOW = dt.datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=dt.UTC)
FULL = Live(
    status="moved",
    reason="moved-permanently",
    http_status=200,
    final_url="https://one.example/b",
    hops=(Hop(url="https://one.example/a", http_status=301),),
    checked_at=NOW,
    elapsed_s=0.1234567,
    attempts=2,
    page=PageFacts(
        title="Порт",
        language=Language(tag="ru", basis="html-lang", confidence=0.98),
        published=dt.date(2025, 7, 18),
        content_type="text/html",
        h1=("Порт", "Порт 2"),
        og_title="Порт!",
        headline="Порт?",
        text_sample="Комитет",
        declared=Language(tag="en", basis="header", confidence=0.95),
        main_text="Комитет собрался",
    ),
    detail="x",
    fragments=(FragmentCheck(name="two", present=None), FragmentCheck(name="nine", present=False)),
    validators=Validators(etag='W/"1"'),
    dead_since=NOW,
    from_cache=True,
)


@pytest.mark.parametrize(
    "live",
    [
        FULL,
        Live(status="dead", reason="dns-nxdomain", checked_at=NOW),
        evolve(FULL, page=PageFacts()),
    ],
)
def test_records(live):
    """Through JSON and back, nothing is lost."""
    assert Live.from_record(json.loads(json.dumps(live.to_record()))) == live
