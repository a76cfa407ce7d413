"""Runs week after week with one store: strikes, turns, and what each run leaves behind."""

from __future__ import annotations

import datetime as dt

import pytest

from srccheck.auditing import aaudit
from srccheck.model.store import NoStore
from srccheck.model.web import Exchange, Request
from srccheck.settings import Settings
from srccheck.store import open_store
from tests.test_audit import codes, verdicts, write
from tests.web.localweb import START, FakeTime, html

SETTINGS = Settings(retries=0, registry=False, archive=False, pause_per_host_s=0, retry_after_max_s=0)
DAY = 86_400.0
PAGES = ("https://lost.example/a", "https://coast.example/b")


class Web:
    """Hosts and what they answer: a status, or a failure; all others show pages, called by one letter.

    Attributes:
        asked: URLs, in order.
    """

    def __init__(self, **answers: int | str) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def fetch(self, request: Request) -> Exchange:
        self.asked.append(request.url)
        host = request.url.split("/")[2].removesuffix(".example")
        said = self.answers.get(host, 200 if request.url[-2] == "/" else 404)
        if isinstance(said, str):
            return Exchange(url=request.url, failure=said, detail="nobody")  # type: ignore[arg-type]
        body = html(f"Page of {host}", text=f"What {request.url} has to say. " * 30) if said == 200 else ""
        headers = (("content-type", "text/html"),)
        return Exchange(url=request.url, http_status=said, headers=headers, body=body.encode())


@pytest.fixture
def time():
    return FakeTime()


@pytest.fixture
def week(tmp_path, time):
    """A run on a day, by its number."""

    async def run(day, web, *urls, settings=SETTINGS):
        time.seconds = day * DAY
        with open_store(str(tmp_path / "store"), troubles := []) as store:
            result = await aaudit(
                write(tmp_path, *(urls or PAGES)),
                settings=settings,
                fetcher=web,
                surroundings=time.surroundings,
                store=store,
            )
        assert troubles == []
        return result

    return run


def word(result) -> str:
    return " ".join(verdicts(result)[PAGES[0]])


GONE = "dead unreachable-for-days"
SILENT = "unreachable timeout"
ILL, WALL = "unreachable http-5xx", "blocked http-403"
LIVES = {
    # name: (day, what the lost page answers, what is said of it) for each run
    "three weeks": [(0, "timeout", SILENT), (7, "timeout", SILENT), (14, "timeout", GONE)],
    "three days apart": [(0, "timeout", SILENT), (3.1, "timeout", SILENT), (6.2, "timeout", GONE)],
    "2.9 days apart": [(0, "timeout", SILENT), (2.9, "timeout", SILENT), (5.8, "timeout", SILENT)],
    "a success between": [
        (0, "timeout", SILENT), (4, 200, "alive ok"), (8, "timeout", SILENT), (12, "timeout", SILENT),
        (16, "timeout", GONE),
    ],
    "somebody refuses between": [(0, "timeout", SILENT), (7, 403, WALL), (14, "timeout", SILENT)],
    "a server out of order": [(0, 503, ILL), (7, 500, ILL), (14, 503, GONE)],
    "dead, and back": [
        (0, "timeout", SILENT), (7, "timeout", SILENT), (14, "timeout", GONE), (21, 200, "alive ok"),
        (28, "timeout", SILENT),
    ],
    "dead, and still dead": [
        (0, "timeout", SILENT), (7, "timeout", SILENT), (14, "timeout", GONE), (15, "timeout", GONE),
        (16, "connect", GONE),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", LIVES)
async def test_unreachable_for_days(name, week):
    """Three failed checks in a row, three days apart: dead; not by answers out of memory."""
    for day, answer, expected in LIVES[name]:
        result = await week(day, Web(lost=answer))
        assert word(result) == expected, day
        if expected == GONE:
            (link, _) = result.links
            assert link.live.dead_since is not None
            assert codes(result, "L2") == ["L201"]
            (finding,) = (each for each in result.findings if each.code == "L201")
            assert "could not be reached on" in finding.message
            assert f"since {link.live.dead_since.date()}, last: " in finding.message


async def test_dead_since_the_first_look_however_rarely(week):
    """Audits half a year apart know it, too, though the answers of the last one are deleted by then."""
    for day in (0, 180, 360):
        result = await week(day, Web(lost=404))
        assert result.links[0].live.dead_since.date() == dt.date(2026, 11, 22), day
    await week(540, Web())
    result = await week(720, Web(lost=404))
    assert result.links[0].live.dead_since.date() == dt.date(2028, 11, 11)


async def test_what_is_told_of_it(week):
    """The first of the failures, and on how many days; one that is told out of memory says the same."""
    for day in (0, 1, 7):
        await week(day, Web(lost="timeout"))
    first = await week(14, Web(lost="timeout"))
    assert first.links[0].live.detail == "could not be reached on 4 days since 2026-11-22, last: nobody"
    assert first.links[0].live.dead_since.date() == dt.date(2026, 11, 22)
    second = await week(14.1, web := Web(lost="timeout"))
    assert PAGES[0] not in web.asked
    assert (second.links[0].live.detail, word(second)) == (first.links[0].live.detail, GONE)


@pytest.mark.parametrize(
    ("then", "expected"),
    [(200, "alive ok"), (404, SILENT), ("dns-nxdomain", SILENT), (403, WALL), (500, GONE)],
)
async def test_the_second_look_decides(week, then, expected):
    """A page that answers at the end of the run was reached: to be dead by a 404 it takes another one."""
    for day in (0, 7):
        await week(day, Web(lost="timeout"))

    class Back(Web):
        async def fetch(self, request):
            self.answers["lost"] = then if PAGES[0] in self.asked else "timeout"
            return await super().fetch(request)

    assert word(await week(14, Back())) == expected


@pytest.mark.parametrize(
    ("others", "expected"), [("connect", "unchecked offline"), ("dns-nxdomain", GONE), (500, GONE)]
)
async def test_never_while_offline(week, others, expected):
    """Nobody answers at all: it is this machine, whatever the history says."""
    for day in (0, 7):
        await week(day, Web(lost="timeout"))
    assert word(await week(14, Web(lost="timeout", coast=others))) == expected


async def test_the_network_goes_away_in_the_middle(week):
    """Others answered before, but none after: not told from a page that is gone."""
    for day in (0, 7):
        await week(day, Web(lost="timeout"))

    class Fading(Web):
        async def fetch(self, request):
            if self.asked:
                self.answers["new"] = "timeout"
            return await super().fetch(request)

    result = await week(14, web := Fading(lost="timeout", coast="timeout"), "https://new.example/a", *PAGES)
    assert web.asked.count("https://new.example/a") == 2, "the last hope, too"
    assert verdicts(result)["https://new.example/a"] == ("alive", "ok")
    assert word(result) == SILENT


async def test_the_archive_is_asked_as_of_the_dead(week):
    """Its index is asked in the same run, so that a capture can be told at once."""
    settings = SETTINGS.with_changes(archive=True)
    web = Web(lost="timeout", **{"web.archive.org": 404})
    for day in (0, 7):
        await week(day, web, settings=settings)
    assert not any("cdx" in url and "lost" in url for url in web.asked)
    await week(14, web, settings=settings)
    assert any("cdx" in url and "lost" in url for url in web.asked)


async def test_a_few_links_a_week(week, time):
    """--max-links: so many pages, the never asked first; what was not asked says so, and has its turn."""
    urls = [
        f"https://{host}.example/{n}"
        for host, n in [*(("big", n) for n in range(12)), ("one", 0), ("two", 0)]
    ]
    settings = SETTINGS.with_changes(max_links=4)
    seen: list[str] = []
    for number in range(12):
        result = await week(7 * number, web := Web(two="timeout"), *urls, settings=settings)
        pages = [url for url in dict.fromkeys(web.asked) if url in urls]
        assert len(pages) == 4
        if not number:
            assert {url.split("/")[2] for url in pages} == {"big.example", "one.example", "two.example"}
            left = [link for link in result.links if link.url not in pages]
            assert {(x.live.status, x.live.reason, x.live.attempts) for x in left} == {
                ("unchecked", "budget", 0)
            }
            assert {x.live.detail for x in left} == {"at most 4 were to be asked in this run"}
            assert not [f for f in result.findings if f.url in {x.url for x in left}]
        seen += pages
        if number == 3:
            assert sorted(set(seen)) == sorted(urls), "all, before any is asked twice but to fill up"
    assert min(seen.count(url) for url in urls) >= 2


async def test_fresh_answers_cost_nothing(week):
    """What is remembered is told, and the turns are for the others."""
    urls = [f"https://big.example/{n}" for n in range(6)]
    settings = SETTINGS.with_changes(max_links=3)
    await week(0, Web(), *urls, settings=settings)
    result = await week(0.1, Web(), *urls, settings=settings)
    assert {link.live.status for link in result.links} == {"alive"}


async def test_copies_count_too(week):
    """Each costs the archive a question, unless its answer is remembered."""
    copies = [f"https://web.archive.org/web/20240304090000/https://big.example/{n}" for n in range(6)]
    settings = SETTINGS.with_changes(max_links=3, archive=True)
    for day in (0, 1):
        result = await week(day, web := Web(), *copies, settings=settings)
        assert len({url for url in web.asked if url.endswith(tuple("012345"))}) == 3
        assert [link.live.reason for link in result.links].count("budget") >= 3


async def test_without_a_memory_it_is_said(tmp_path, time):
    """Every run would ask about the same pages."""
    result = await aaudit(
        write(tmp_path, *PAGES),
        settings=SETTINGS.with_changes(max_links=1),
        fetcher=Web(),
        surroundings=time.surroundings,
        store=NoStore(),
    )
    assert [link.live.reason for link in result.links] == ["ok", "budget"]
    assert ["--max-links" in notice for notice in result.notices] == [True]


async def test_the_most_overdue_first(week):
    """Without any limit, too: so that a run that is cut short has done what was most due."""
    urls = [f"https://big.example/{n}" for n in range(3)]
    await week(0, Web(), urls[2])
    await week(1, Web(), urls[1])
    settings = SETTINGS.with_changes(jobs=1)
    await week(20, web := Web(), *urls, settings=settings)
    assert [url for url in dict.fromkeys(web.asked) if url in urls] == [urls[0], urls[2], urls[1]]
    assert START
