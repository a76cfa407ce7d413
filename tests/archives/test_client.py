"""The whole question, put to an archive on real sockets."""

from __future__ import annotations

import datetime as dt

import pytest

from srccheck.archives import ArchiveClient
from srccheck.model.web import Exchange, Request
from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from tests.archives.conftest import SETTINGS, Canned, client_of, exchange, failed
from tests.web.localweb import hang, reset
from tests.web.wayback import Held

PAGE = "https://coast.example/dues"
MARCH = dt.date(2024, 3, 5)


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


ONLY_BAD = "only-bad-captures"
LOOKS = {
    # name: (captures, day wanted, dead, status, digits of the snapshot, playback and index requests)
    "good and near": (
        [("20240304090000", 200), ("20250101000000", 200)],
        MARCH,
        False,
        "archived",
        "20240304090000",
        2,
        0,
    ),
    "no day: the newest": (
        [("20240304090000", 200), ("20250101000000", 200)],
        None,
        False,
        "archived",
        "20250101000000",
        2,
        0,
    ),
    "any 2xx is good": ([("20240304090000", 206)], MARCH, False, "archived", "20240304090000", 2, 0),
    "nothing": ([], MARCH, False, "not-archived", None, 1, 0),
    "nothing, and dead": ([], MARCH, True, "not-archived", None, 1, 0),
    "dead, good capture near": ([("20240304090000", 200)], MARCH, True, "archived", "20240304090000", 2, 1),
    "dead, bad capture near": (
        [("20220101000000", 200), ("20240304090000", 404)],
        MARCH,
        True,
        "archived",
        "20220101000000",
        2,
        1,
    ),
    "dead, only bad ones": (
        [("20220101000000", 404), ("20240304090000", 503)],
        MARCH,
        True,
        ONLY_BAD,
        None,
        1,
        1,
    ),
    "an archived 429 is a bad capture": ([("20240304090000", 429)], MARCH, True, ONLY_BAD, None, 1, 1),
    "a step back past a bad one": (
        [("20240301090000", 200), ("20240304090000", 503)],
        MARCH,
        False,
        "archived",
        "20240301090000",
        3,
        0,
    ),
    "a step on past a bad one": (
        [("20240101090000", 200), ("20240304090000", 503), ("20240310000000", 200)],
        MARCH,
        False,
        "archived",
        "20240310000000",
        3,
        0,
    ),
    "two steps": (
        [("20240101090000", 200), ("20240304090000", 503), ("20240310000000", 500)],
        MARCH,
        False,
        "archived",
        "20240101090000",
        4,
        0,
    ),
    "two steps the same way": (
        [("20230101090000", 200), ("20240303090000", 503), ("20240304090000", 500)],
        MARCH,
        False,
        "archived",
        "20230101090000",
        4,
        0,
    ),
    "past many bad ones by the index": (
        [("20200101000000", 200), *((f"2024030{d}000000", 500) for d in range(1, 9))],
        MARCH,
        False,
        "archived",
        "20200101000000",
        5,
        1,
    ),
    "alive, only bad ones": ([("20240304090000", 404)], MARCH, False, ONLY_BAD, None, 2, 1),
}


@pytest.mark.parametrize("name", LOOKS)
async def test_look(name, archive, wayback):
    """Captures → status and nearest good one, in as few requests as the archive's manners ask for."""
    captures, wanted, dead, status, digits, playback, cdx = LOOKS[name]
    wayback.hold(PAGE, *captures)
    facts, found = await archive.look(PAGE, [wanted], dead=dead)
    assert facts.status == status
    expected = f"{wayback.timegate}{digits}/{PAGE}" if digits else None
    assert (found[wanted].url if found[wanted] else None) == expected
    assert (wayback.count["playback"], wayback.count["cdx"]) == (playback, cdx)


async def test_capture_has_its_own_moment_and_status(archive, wayback):
    """The snapshot carries what was archived, not what was asked for."""
    wayback.hold(PAGE, ("20240304091122", 203))
    _, found = await archive.look(PAGE, [MARCH], dead=False)
    assert found[MARCH].timestamp == day("2024-03-04T09:11:22")
    assert found[MARCH].http_status == 203
    assert found[MARCH].distance_days(MARCH) == 1


async def test_first_and_last_come_with_the_capture(archive, wayback):
    """The capture's own Link header names the oldest and the newest; nothing else is asked for them."""
    wayback.hold(PAGE, ("20200101000000", 200), ("20240304090000", 200), ("20250101000000", 404))
    facts, _ = await archive.look(PAGE, [MARCH], dead=False)
    assert (facts.first, facts.last) == (day("2020-01-01"), day("2025-01-01"))
    assert (facts.last_good, facts.captures) == (day("2024-03-04T09:00"), None)
    assert len(wayback.asked) == 2


async def test_history_of_a_dead_page(archive, wayback):
    """When it died: last good capture, first of two later 404; their number; all from one reply."""
    wayback.hold(PAGE, ("20230505120000", 200), ("20240601000000", 404), ("20240701000000", 404))
    facts, found = await archive.look(PAGE, [dt.date(2023, 5, 6)], dead=True)
    assert facts.died_between == (day("2023-05-05T12:00"), day("2024-06-01"))
    assert (facts.captures, facts.first, facts.last) == (3, day("2023-05-05T12:00"), day("2024-07-01"))
    assert facts.last_good == day("2023-05-05T12:00")
    assert found[dt.date(2023, 5, 6)].timestamp == day("2023-05-05T12:00")


async def test_history_alone(archive, wayback):
    """The index can be asked by itself."""
    wayback.hold(PAGE, ("20230505120000", 200), ("20240601000000", 404))
    history = await archive.history(f"{PAGE}#part")
    assert (history.verdict, history.captures) == ("found", 2)
    assert wayback.asked[0].startswith("/cdx/search/cdx?")
    assert "part" not in wayback.asked[0]


@pytest.mark.parametrize("dead", [False, True])
async def test_excluded(dead, archive, wayback):
    """What the archive holds back is neither there nor absent."""
    wayback.hold(PAGE, ("20240304090000", 200))
    wayback.excluded.add("coast.example")
    facts, found = await archive.look(PAGE, [MARCH], dead=dead)
    assert (facts.status, found[MARCH]) == ("excluded", None)
    assert len(wayback.asked) == 1


async def test_several_days_share_a_capture(archive, wayback):
    """A capture that is the nearest for another day, too, is not asked for again."""
    wayback.hold(PAGE, ("20200101000000", 200), ("20240304090000", 200), ("20250101000000", 200))
    days = [MARCH, dt.date(2024, 3, 20), dt.date(2020, 1, 2), None]
    facts, found = await archive.look(PAGE, days, dead=False)
    assert [found[d].timestamp.year for d in days] == [2024, 2024, 2020, 2025]
    assert wayback.count["playback"] == 6
    assert facts.last_good == day("2025-01-01")


async def test_no_day_wanted_means_the_newest(archive, wayback):
    """Without any citation that knows a day, the newest good capture stands for all."""
    wayback.hold(PAGE, ("20240304090000", 200))
    _, found = await archive.look(PAGE, [], dead=False)
    assert found[None].timestamp == day("2024-03-04T09:00")


async def test_days_found_by_the_history(archive, wayback):
    """One reply of the index serves every day for which playback met only bad captures."""
    wayback.hold(
        PAGE,
        ("20200101000000", 200),
        ("20210101000000", 200),
        ("20220101000000", 404),
        ("20240101000000", 404),
    )
    days = [dt.date(2022, 2, 1), dt.date(2024, 2, 1), None]
    _, found = await archive.look(PAGE, days, dead=True)
    assert {d: c.timestamp.year for d, c in found.items()} == dict.fromkeys(days, 2021)
    assert wayback.count["cdx"] == 1


REDIRECTS = {
    # name: (captures of other pages, target of the redirect, is it a good capture)
    "to a good capture": (
        [("https://coast.example/new", "20240305000000", 200, "")],
        "https://coast.example/new",
        True,
    ),
    "to another site": (
        [("https://other.example/new", "20240305000000", 200, "")],
        "https://other.example/new",
        True,
    ),
    "to a bad capture": (
        [("https://coast.example/new", "20240305000000", 404, "")],
        "https://coast.example/new",
        False,
    ),
    "to nowhere": ([], "https://coast.example/new", False),
    "to the start page": (
        [("https://coast.example/", "20240305000000", 200, "")],
        "https://www.coast.example/",
        False,
    ),
    "over two hops": (
        [
            ("https://coast.example/b", "20240304090001", 302, "https://coast.example/c"),
            ("https://coast.example/c", "20240305000000", 200, ""),
        ],
        "https://coast.example/b",
        True,
    ),
    "in a circle": (
        [("https://coast.example/b", "20240304090001", 302, PAGE)],
        "https://coast.example/b",
        False,
    ),
    "to a page that is no page": ([], "mailto:editor@coast.example", False),
}


@pytest.mark.parametrize("name", REDIRECTS)
async def test_redirect_captures(name, archive, wayback):
    """A redirect is as good as what it leads to inside the archive; its own address is the snapshot."""
    others, target, good = REDIRECTS[name]
    wayback.hold(PAGE, ("20240304090000", 301, target))
    for url, digits, status, location in others:
        wayback.keep(Held(digits=digits, original=url, status=status, location=location))
    facts, found = await archive.look(PAGE, [MARCH], dead=False)
    if good:
        assert facts.status == "archived"
        assert found[MARCH].url == f"{wayback.timegate}20240304090000/{PAGE}"
        assert found[MARCH].http_status == 301
        assert wayback.count["cdx"] == 0
    else:
        assert (facts.status, found[MARCH]) == ("only-bad-captures", None)


async def test_endless_redirects_end(archive, wayback):
    """A long chain is given up, and is no good capture."""
    for n in range(12):
        wayback.hold(f"https://coast.example/{n}", ("20240304090000", 302, f"https://coast.example/{n + 1}"))
    facts, _ = await archive.look("https://coast.example/0", [MARCH], dead=False)
    assert facts.status == "only-bad-captures"
    assert wayback.count["playback"] < 10


async def test_redirects_of_the_history_are_followed(archive, wayback):
    """Where the index knows only redirects and bad captures, the redirects nearest to the day are tried."""
    new = "https://coast.example/new"
    wayback.hold(new, ("20210102000000", 200))
    wayback.hold(PAGE, ("20200101000000", 404), ("20210101000000", 301, new), ("20240304090000", 404))
    facts, found = await archive.look(PAGE, [MARCH], dead=True)
    assert facts.status == "archived"
    assert found[MARCH].url == f"{wayback.timegate}20210101000000/{PAGE}"


async def test_many_untried_redirects_are_no_proof(archive, wayback):
    """More bad redirects than we follow: nobody can say that all captures are bad."""
    wayback.hold(PAGE, *((f"20{year}0101000000", 301, "https://coast.example/") for year in range(10, 20)))
    facts, found = await archive.look(PAGE, [MARCH], dead=True)
    assert (facts.status, found[MARCH]) == ("unknown", None)
    assert "not all captures" in facts.detail
    assert wayback.count["playback"] < 20


async def test_a_nearer_redirect_beats_a_far_page(archive, wayback):
    """Of the history's candidates the nearest good one counts, redirects included."""
    new = "https://coast.example/new"
    wayback.hold(new, ("20240201000000", 200))
    wayback.hold(PAGE, ("20100101000000", 200), ("20240201000000", 301, new), ("20240304090000", 404))
    _, found = await archive.look(PAGE, [MARCH], dead=True)
    assert found[MARCH].timestamp == day("2024-02-01")


async def test_archive_without_navigation(archive, wayback):
    """Archives that name no neighbours (pywb) give the nearest capture all the same."""
    wayback.navigation = False
    wayback.hold(PAGE, ("20240101000000", 200), ("20240304090000", 404), ("20240304100000", 404))
    wayback.hold(PAGE + "2", ("20240304090000", 200))
    facts, found = await archive.look(PAGE, [MARCH], dead=False)
    assert (facts.status, found[MARCH].timestamp) == ("archived", day("2024-01-01"))
    facts, _ = await archive.look(PAGE + "2", [MARCH, dt.date(2024, 3, 6)], dead=False)
    assert (facts.first, facts.last) == (day("2024-03-04T09:00"), day("2024-03-04T09:00"))


async def test_nearest(archive, wayback):
    """The small question: playback alone, never the index."""
    wayback.hold(PAGE, ("20240301090000", 200), ("20240304090000", 503))
    answer = await archive.nearest(f"{PAGE}#top", MARCH)
    assert answer.facts.status == "archived"
    assert answer.snapshot.timestamp == day("2024-03-01T09:00")
    assert wayback.count["cdx"] == 0


async def test_nearest_does_not_judge_what_it_did_not_see(archive, wayback):
    """Only bad captures seen, others not looked at: unknown."""
    wayback.hold(PAGE, *((f"2024030{d}000000", 500) for d in range(1, 9)))
    answer = await archive.nearest(PAGE, MARCH)
    assert (answer.facts.status, answer.snapshot) == ("unknown", None)
    assert answer.facts.first == day("2024-03-01")


# ------------------------------------------------------------------ silence is no answer
async def test_outage(archive, wayback):
    """503 for everything: unknown for all, and after a while nothing is asked any more."""
    wayback.hold(PAGE, ("20240304090000", 200))
    wayback.mode = "outage"
    for n in range(20):
        facts, found = await archive.look(f"{PAGE}{n}", [MARCH], dead=n % 2 == 0)
        assert (facts.status, found[MARCH]) == ("unknown", None)
        assert facts.detail
    assert len(wayback.asked) < 30


async def test_flaky(archive, wayback):
    """Every third request fails: asked again, every answer is right."""
    for n in range(12):
        wayback.hold(f"{PAGE}{n}", ("20240304090000", 200), ("20240601000000", 404), ("20240701000000", 404))
    wayback.mode = "flaky"
    for n in range(12):
        facts, found = await archive.look(f"{PAGE}{n}", [MARCH], dead=True)
        assert (facts.status, facts.captures) == ("archived", 3)
        assert found[MARCH].timestamp == day("2024-03-04T09:00")
    assert (await archive.look("https://coast.example/none", [MARCH], dead=True))[0].status == "not-archived"


async def test_index_rate_limited(archive, wayback):
    """No index: what playback found stays found; a bad capture alone is unknown, and says why."""
    wayback.hold(PAGE, ("20240304090000", 200))
    wayback.hold(PAGE + "2", ("20240101000000", 200), ("20240304090000", 404))
    wayback.hold(PAGE + "3", ("20240304090000", 404))
    wayback.mode = "ratelimit"
    facts, found = await archive.look(PAGE, [MARCH], dead=True)
    assert (facts.status, facts.captures, found[MARCH].http_status) == ("archived", None, 200)
    facts, found = await archive.look(PAGE + "2", [MARCH], dead=True)
    assert (facts.status, found[MARCH].timestamp) == ("archived", day("2024-01-01"))
    for suffix in ("3", "3", "3"):
        facts, _ = await archive.look(PAGE + suffix, [MARCH], dead=True)
        assert facts.status == "unknown"
        assert facts.detail
    assert wayback.count["cdx"] == 2


async def test_playback_out_but_index_up(time):
    """The index alone can tell that a dead page is absent or held back, but not that a capture is good:

    "not found" pages with status 200 have the same rows.
    """
    row = f"k {'20240304090000'} {PAGE} text/html 200 D 1\n"
    cases = (
        ("unknown", exchange(200, row)),
        ("not-archived", exchange(200, "[]")),
        ("excluded", exchange(403, "AdministrativeAccessControlException")),
        ("unknown", exchange(200, "<html>Please wait</html>")),
    )
    for status, index in cases:
        client = client_of([lambda r, i=index: i if "/cdx/" in r.url else exchange(503)], time)
        facts, found = await client.look(PAGE, [MARCH], dead=True)
        assert (facts.status, found) == (status, {MARCH: None})
        assert (status == "unknown") == bool(facts.detail)


async def test_contradiction_is_no_proof(time):
    """Playback shows a bad capture, the index knows none: unknown."""
    memento = exchange(404, memento_datetime="Mon, 04 Mar 2024 09:00:00 GMT")
    client = client_of([lambda r: exchange(200, "[]") if "/cdx/" in r.url else memento], time)
    facts, _ = await client.look(PAGE, [MARCH], dead=True)
    assert facts.status == "unknown"


async def test_index_that_breaks_off_ends_nothing(time):
    """Rows of a history that is not whole: good captures count, the end and the number are not told."""
    memento = exchange(404, memento_datetime="Mon, 04 Mar 2024 09:00:00 GMT")
    rows = (
        f"k 20200101000000 {PAGE} text/html 200 D 1\nk 20210101000000 {PAGE} text/html 404 E 1\n"
        f"k 20220101000000 {PAGE} text/html 404 E 1\nk 20229901000000 {PAGE} text/html 404 E 1\n"
    )
    good = exchange(200, memento_datetime="Wed, 01 Jan 2020 00:00:00 GMT")

    def answer(request: Request) -> Exchange:
        if "/cdx/" in request.url:
            return exchange(200, rows)
        return good if "/20200101000000" in request.url else memento

    facts, found = await client_of([answer], time).look(PAGE, [MARCH], dead=True)
    assert (facts.status, found[MARCH].timestamp) == ("archived", day("2020-01-01"))
    assert (facts.died_between, facts.captures, facts.last) == (None, None, None)
    assert facts.first == day("2020-01-01")


async def test_half_a_history_condemns_nothing(time):
    """Bad rows alone, but not all rows: unknown, never "only bad captures"."""
    memento = exchange(404, memento_datetime="Mon, 04 Mar 2024 09:00:00 GMT")
    rows = f"k 20210101000000 {PAGE} text/html 404 E 1\nk 20229901000000 {PAGE} text/html 404 E 1\n"
    client = client_of([lambda r: exchange(200, rows) if "/cdx/" in r.url else memento], time)
    facts, _ = await client.look(PAGE, [MARCH], dead=True)
    assert facts.status == "unknown"
    assert facts.detail


async def test_absent_is_absent_for_every_day(archive, wayback):
    """What the archive does not have it need not be asked for again."""
    facts, found = await archive.look(PAGE, [MARCH, None, dt.date(2020, 1, 1)], dead=True)
    assert (facts.status, facts.captures) == ("not-archived", 0)
    assert found == {MARCH: None, None: None, dt.date(2020, 1, 1): None}
    assert len(wayback.asked) == 1


async def test_a_good_capture_after_death_undoes_it(time):
    """The index lags behind: playback shows a good capture newer than its last one."""
    memento = exchange(200, memento_datetime="Mon, 04 Mar 2024 09:00:00 GMT")
    rows = "".join(
        f"k {y}0101000000 {PAGE} text/html {s} {s} 1\n" for y, s in ((2020, 200), (2021, 404), (2022, 404))
    )
    client = client_of([lambda r: exchange(200, rows) if "/cdx/" in r.url else memento], time)
    facts, _ = await client.look(PAGE, [MARCH], dead=True)
    assert (facts.died_between, facts.last_good) == (None, day("2024-03-04T09:00"))


async def test_silent_archive(web, wayback, time):
    """A server that never answers: unknown, in a bounded number of attempts."""
    web.host("wayback.example", {"*": hang()})
    settings = SETTINGS.with_changes(total_timeout_s=0.1)
    async with HttpClient(settings, resolver=web.resolver) as http:
        client = ArchiveClient(
            fetcher=http,
            settings=settings,
            surroundings=time.surroundings,
        )
        for n in range(9):
            facts, _ = await client.look(f"{PAGE}{n}", [MARCH], dead=False)
            assert facts.status == "unknown"
    assert len(web.asked) == 4


async def test_torn_connections(web, wayback, archive):
    """A reset is tried again and then unknown."""
    web.host("wayback.example", {"*": reset()})
    facts, _ = await archive.look(PAGE, [MARCH], dead=True)
    assert facts.status == "unknown"


@pytest.mark.parametrize("failure", ["dns", "dns-nxdomain"])
async def test_offline_is_quick(failure, web, archive, time):
    """Without a network two questions settle it: each asked once more, then silence without a request."""
    web.name("wayback.example", failure)
    for n in range(50):
        facts, _ = await archive.look(f"{PAGE}{n}", [MARCH], dead=False)
        assert facts.status == "unknown"
    assert web.resolved.count("wayback.example") == 4
    assert sum(time.slept) < 2


async def test_replay_waits_for_nothing_and_gives_up_nothing(time, tmp_path):
    """From evidence: no pauses, no breaker; what the evidence lacks is unknown, and the rest is told."""
    memento = exchange(200, memento_datetime="Mon, 04 Mar 2024 09:00:00 GMT")
    answers = [*[failed("not-in-replay")] * 2, *[exchange(503)] * 12, *[failed("connect")] * 4, memento]
    settings = SETTINGS.with_changes(replay=tmp_path / "evidence.warc.gz")
    client = client_of(answers, time, settings)
    status = [(await client.look(f"{PAGE}{n}", [MARCH], dead=False))[0].status for n in range(9)]
    assert status == [*["unknown"] * 8, "archived"]
    assert time.slept == []


async def test_waiting_for_somebody_else(time):
    """Who asks for a capture by himself takes a place in the same queue."""
    client = client_of([exchange(200)], time)
    for _ in range(100):
        await client.wait("http://wayback.example/web/2024/https://coast.example/")
        await client.wait("https://coast.example/")
    assert time.seconds == pytest.approx(60 / 480 * 96)


async def test_limits_are_kept(time):
    """100 links: the archive is asked no faster than its limits allow, and not much slower."""
    fetcher = Canned([lambda r: exchange(200, "[]") if "/cdx/" in r.url else exchange(500)])
    client = ArchiveClient(
        fetcher=fetcher,
        settings=Settings(retries=0, archives=("http://x.example/web/",)),
        surroundings=time.surroundings,
    )
    for n in range(100):
        await client.history(f"{PAGE}{n}")
    assert time.seconds == pytest.approx(60 / 24 * 96)
