"""Replies of the real Wayback Machine, as others recorded them (`../shared/archive_real`)."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
import vcr
import yaml

from srccheck.archives import WAYBACK
from srccheck.archives.cdx import read_history, read_rows
from srccheck.archives.linkheader import parse_links
from srccheck.archives.moments import http_date
from srccheck.archives.playback import Playback
from srccheck.model.web import Exchange
from srccheck.web.client import HttpClient
from tests.archives.conftest import SETTINGS, Canned, asker_of, exchange, failed, playback_of
from tests.web.localweb import FakeTime, LocalWeb


@pytest.fixture
def real(shared: Path) -> Path:
    return shared / "archive_real"


@pytest.fixture
def tape(real: Path) -> Callable[[str], AbstractContextManager[object]]:
    """Opens a cassette: what it does not hold cannot be asked."""
    recorder = vcr.VCR(record_mode="none", match_on=["method", "uri"])
    return lambda name: recorder.use_cassette(str(real / "edgi-wayback" / f"test_{name}.yaml"))


@pytest.fixture
async def playback(time: FakeTime) -> AsyncIterator[Playback]:
    """Our own way to the network, over httpx's transport, which the cassettes stand in for."""
    async with HttpClient(
        SETTINGS, resolver=LocalWeb().resolver, transport=httpx.AsyncHTTPTransport()
    ) as http:
        yield playback_of(WAYBACK, asker_of(http, time, SETTINGS.with_changes(retries=0)), time)


SIGHTS = {
    # cassette: (url, digits asked, verdict, digits of the capture, its status)
    "get_memento": ("https://www.fws.gov/birds/", "20171124151315", "good", "20171124151315", 200),
    "get_memento_with_inexact_string_datetime": (
        "https://www.fws.gov/birds/", "20171124151310", "good", "20171124151315", 200,
    ),
    "get_memento_target_window": (
        "https://www.fws.gov/birds/", "20171101000000", "good", "20171124151315", 200,
    ),
    "get_memento_returns_memento_with_accurate_url": (
        "http://fws.gov/", "20171124143728", "good", "20171124143728", 200,
    ),
    "get_memento_with_redirects": (
        "https://www.epa.gov/ghgreporting/san5779-factsheet", "20180808094144", "good", "20180808094144", 301,
    ),
    "get_memento_follows_historical_redirects": (
        "http://epa.gov/climatechange", "20200201020357", "good", "20200201023757", 301,
    ),
    "get_memento_with_path_based_redirects": (
        "https://www.whitehouse.gov/administration/eop/ostp/about/student/faqs",
        "20201027215555", "bad", "20201027215555", 301,
    ),
    "get_memento_raises_for_mementos_that_redirect_in_a_loop": (
        "https://link.springer.com/article/10.1007/s00382-012-1331-2",
        "20200925075402", "bad", "20200925075402", 303,
    ),
    "get_memento_works_on_archived_rate_limit_responses": (
        "http://www.reddit.com/r/PokemonGiveaway", "20150129034904", "bad", "20150129034904", 429,
    ),
    "get_memento_raises_no_memento_error": (
        "https://this-is-not-real-url.whatever/", "20170929002712", "absent", None, None,
    ),
    "get_memento_raises_blocked_error": (
        "https://nationalpost.com/health/", "20170929002712", "excluded", None, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SIGHTS)
async def test_playback(name, tape, playback):
    """edgi's cassettes, replayed through httpx as they are."""
    url, digits, verdict, captured, status = SIGHTS[name]
    with tape(name):
        seen = await playback.sight(url, digits)
    assert seen.verdict == verdict
    assert (seen.capture and seen.capture.http_status) == status
    place = WAYBACK.split(seen.capture.url) if seen.capture else None
    assert (place and place.digits) == captured


async def test_neighbours(tape, playback):
    """The capture's Link header names first, previous, next and last."""
    with tape("get_memento"):
        seen = await playback.sight("https://www.fws.gov/birds/", "20171124151315")
    named = [moment.date().isoformat() for moment in (seen.first, seen.previous, seen.following, seen.last)]
    assert named == ["2005-03-23", "2017-09-29", "2017-12-28", "2023-03-19"]


def recorded(path: Path) -> list[tuple[str, Exchange]]:
    """Requests and replies of a cassette, bodies unpacked."""
    out = []
    for pair in yaml.safe_load(path.read_text(encoding="utf-8"))["interactions"]:
        body = pair["response"]["body"]["string"]
        data = body.encode() if isinstance(body, str) else body
        headers = {name.lower().replace("-", "_"): v[0] for name, v in pair["response"]["headers"].items()}
        data = gzip.decompress(data) if headers.get("content_encoding") == "gzip" else data
        out.append((pair["request"]["uri"], exchange(pair["response"]["status"]["code"], data, **headers)))
    return out


@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("get_memento_should_fail_for_non_playbackable_mementos", "20150509080314"),
        ("get_memento_raises_when_memento_is_outside_target_window", "20171101000000"),
    ],
)
async def test_a_timegate_without_its_capture(name, digits, real, time):
    """The TimeGate's word alone, and no answer from the capture that it names: unknown, not archived."""
    replies = dict(recorded(real / "edgi-wayback" / f"test_{name}.yaml"))
    canned = Canned([lambda request: replies.get(request.url, failed("not-in-replay"))])
    seen = await playback_of(WAYBACK, asker_of(canned, time), time).sight(
        "https://www.fws.gov/birds/", digits
    )
    assert (seen.verdict, seen.capture) == ("unknown", None)
    assert len(canned.asked) == 2


@pytest.mark.parametrize(
    ("name", "replies", "rows"),
    [
        ("search", 1, 3),
        ("search_does_not_repeat_results", 1, 15),
        ("search_with_date", 3, 2245),
        ("search_multipage", 15, 350),
        ("search_with_filter", 2, 20),
        ("search_with_filter_list", 2, 16),
    ],
)
def test_index(name, replies, rows, real):
    """Text replies are read whole: every row waybackpy could read, and the status of every revisit."""
    tape = [reply for _, reply in recorded(real / "edgi-wayback" / f"test_{name}.yaml")]
    texts = [reply.body.partition(b"\n\n")[0].rstrip(b"\n") + b"\n" for reply in tape if reply.body]
    found = [read_rows(text) for text in texts]
    assert None not in found
    assert len(tape) == replies
    assert sum(len(one) for one in found) == rows
    history = read_history(exchange(200, b"".join(texts)), WAYBACK)
    assert history.verdict == "found"
    assert history.complete
    assert 0 < len(history.entries) <= rows


def test_redirects_dominate(real):
    """dw.com, five months: nothing but redirects, those that revisits hide told by their digest."""
    tape = recorded(real / "edgi-wayback" / "test_search_with_date.yaml")
    text = b"".join(reply.body.partition(b"\n\n")[0].rstrip(b"\n") + b"\n" for _, reply in tape)
    history = read_history(exchange(200, text), WAYBACK)
    statuses = Counter(entry.capture.http_status for entry in history.entries)
    assert statuses == {301: 1636, 302: 569}
    assert {entry.worth for entry in history.entries} == {"doubtful"}


@pytest.mark.parametrize(
    ("name", "captures", "complete"),
    [("bad_timestamp_cdx", 5, True), ("malformed_cdx", 3, True), ("zero_length_cdx", 5, True)],
)
def test_odd_rows(name, captures, complete, real):
    """Month 00, mail addresses, data URLs, rows without a length: the captures among them are told."""
    body = (real / "edgi-wayback" / f"{name}.txt").read_bytes()
    history = read_history(exchange(200, body.rstrip(b"\n") + b"\n"), WAYBACK)
    assert (len(history.entries), history.complete) == (captures, complete)


def test_blocked_index(real):
    """The index's own word for a site that it holds back."""
    ((_, reply),) = recorded(real / "edgi-wayback" / "test_search_raises_for_blocked_urls.yaml")
    assert read_history(reply, WAYBACK).verdict == "excluded"


@pytest.mark.parametrize("name", ["capture_object", "multi_ia", "multi_misc_ia", "warc_prefix_2"])
def test_json_index(name, real):
    """The Wayback Machine's JSON, as cdx_toolkit met it."""
    lines = (real / "cdx_toolkit" / f"test_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    replies = [reply for reply in map(json.loads, lines) if reply["url"].startswith(str(WAYBACK.cdx))]
    assert replies
    for reply in replies:
        history = read_history(exchange(200, reply["response_text"]), WAYBACK)
        assert history.verdict == "found"
        assert history.of_worth("good")
        cut = read_history(exchange(200, reply["response_text"][:-20]), WAYBACK)
        assert cut.verdict == "unknown"


def test_rate_limit_page(real):
    """The page that comes with 429 is no list of captures, whatever status it comes with."""
    body = (real / "issues" / "429_replies.http").read_text(encoding="utf-8").partition("<h1>")[2]
    for status in (200, 429):
        assert read_history(exchange(status, f"<h1>{body}"), WAYBACK).verdict == "unknown"


def test_timemap_is_a_list_of_links(real):
    """A TimeMap is written like a `Link` header; every member is read."""
    text = (real / "timemap" / "timemap_link_jaytaylor.com.link-format").read_text(encoding="utf-8")
    links = parse_links([text])
    mementos = [link for link in links if "memento" in link.rels]
    assert len(links) == text.count("<")
    assert mementos[0].rels == ("first", "memento")
    assert all(WAYBACK.split(link.target) and http_date(link.datetime) for link in mementos)
