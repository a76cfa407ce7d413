"""Several archives, asked in order; and those that speak nothing but plain Memento (RFC 7089)."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime

import pytest

from srccheck.archives import ArchiveClient
from srccheck.errors import SettingsError
from srccheck.model import Capture
from srccheck.web.client import HttpClient
from tests.archives.conftest import SETTINGS, Canned, exchange
from tests.web.localweb import Asked, FakeTime, LocalWeb, Wire, html
from tests.web.wayback import Wayback

PAGE = "https://coast.example/dues"
MARCH = dt.date(2024, 3, 5)
GATE = "http://gate.example/timegate/"
TITLE = "Harbour Dues Rise for the Third Time"


class Gate:
    """A TimeGate whose captures have addresses that tell nothing."""

    def __init__(self, **captures: str) -> None:
        self.captures = {
            name: dt.datetime.fromisoformat(f"{day}T09:00+00:00") for name, day in captures.items()
        }
        self.bodies: dict[str, str] = {}

    async def behave(self, asked: Asked, wire: Wire) -> None:
        kind, _, _ = asked.target.removeprefix("/").partition("/")
        if kind == "timegate":
            await self._gate(asked, wire)
        elif kind == "timemap":
            lines = [
                f'<{self._address(name)}>; rel="memento"; datetime="{self._date(name)}"'
                for name in self.captures
            ]
            await wire.reply(200, ",\n".join(lines).encode(), {"Content-Type": "application/link-format"})
        else:
            body = self.bodies.get(kind, html(TITLE))
            await wire.reply(200, body.encode(), {"Memento-Datetime": self._date(kind)})

    async def _gate(self, asked: Asked, wire: Wire) -> None:
        wanted = parsedate_to_datetime(asked.headers.get("accept-datetime", "Fri, 01 Jan 2100 00:00:00 GMT"))
        if not self.captures or PAGE not in asked.target:
            await wire.reply(404, b"", {"Vary": "accept-datetime"})
            return
        name = min(self.captures, key=lambda one: abs(self.captures[one] - wanted))
        await wire.reply(302, b"", {"Vary": "accept-datetime", "Location": self._address(name)})

    def _address(self, name: str) -> str:
        return f"http://gate.example/{name}"

    def _date(self, name: str) -> str:
        return self.captures[name].strftime("%a, %d %b %Y %H:%M:%S GMT")


@pytest.fixture
def gate() -> Gate:
    return Gate(AbC1="2023-01-01", AbC2="2024-03-04")


@pytest.fixture
async def both(web: LocalWeb, wayback: Wayback, gate: Gate, time: FakeTime) -> AsyncIterator[ArchiveClient]:
    """The stand-in first, then the plain TimeGate."""
    web.host("gate.example", {"*": gate.behave})
    settings = SETTINGS.with_changes(archives=(wayback.timegate, GATE))
    async with HttpClient(settings, resolver=web.resolver) as http:
        yield ArchiveClient(fetcher=http, settings=settings, surroundings=time.surroundings)


@pytest.mark.parametrize("dead", [False, True])
async def test_the_first_that_has_it(dead, both, wayback, web):
    """Where the first has a good capture, nobody else is asked."""
    wayback.hold(PAGE, ("20240304090000", 200))
    facts, found = await both.look(PAGE, [MARCH], dead=dead)
    assert (facts.name, found[MARCH].archive) == ("wayback.example", "wayback.example")
    assert not any(asked.host == "gate.example" for asked in web.asked)


@pytest.mark.parametrize("captures", [[], [("20240304090000", 404)]])
@pytest.mark.parametrize("dead", [False, True])
async def test_the_next_one(captures, dead, both, wayback):
    """Nothing good in the first: the second's capture, in the second's name."""
    wayback.hold(PAGE, *captures)
    facts, found = await both.look(PAGE, [MARCH], dead=dead)
    assert (facts.status, facts.name) == ("archived", "gate.example")
    assert found[MARCH].url == "http://gate.example/AbC2"
    assert found[MARCH].timestamp == dt.datetime(2024, 3, 4, 9, tzinfo=dt.UTC)
    assert (await both.nearest(PAGE, None)).snapshot.url == "http://gate.example/AbC2"
    page = await both.raw_capture(found[MARCH])
    assert TITLE in page.body.decode()


WORDS = {
    # what the first and the second come to: (status, names)
    ("absent", "absent"): ("not-archived", "wayback.example, gate.example"),
    ("bad", "absent"): ("only-bad-captures", "wayback.example, gate.example"),
    ("excluded", "absent"): ("excluded", "wayback.example, gate.example"),
    ("silent", "absent"): ("unknown", "wayback.example"),
    ("absent", "silent"): ("unknown", "gate.example"),
}


@pytest.mark.parametrize("case", WORDS)
async def test_what_they_say_together(case, both, wayback, gate, web):
    """None only where all said none; one that is silent leaves it open."""
    first, second = case
    gate.captures.clear()
    if first == "bad":
        wayback.hold(PAGE, ("20240304090000", 404))
    if first == "excluded":
        wayback.excluded.add("coast.example")
    if first == "silent":
        wayback.mode = "outage"
    if second == "silent":
        web.name("gate.example", "dns")
    for dead in (False, True):
        facts, found = await both.look(PAGE, [MARCH], dead=dead)
        assert (facts.status, facts.name) == WORDS[case]
        assert found == {MARCH: None}
    answer = await both.nearest(PAGE, MARCH)
    assert answer.snapshot is None


async def test_past_a_bad_capture_by_the_timemap(both, gate):
    """Without CDX and navigation the TimeMap tells where else to look."""
    gate.bodies["AbC2"] = html("Page not found", text="The page does not exist.")
    facts, found = await both.look(PAGE, [MARCH], dead=False)
    assert facts.status == "archived"
    assert found[MARCH].url == "http://gate.example/AbC1"


async def test_no_archive_at_all(time):
    """An empty list: nobody is asked, and nothing is said."""
    canned = Canned([exchange(200)])
    client = ArchiveClient(
        fetcher=canned, settings=SETTINGS.with_changes(archives=()), surroundings=time.surroundings
    )
    facts, found = await client.look(PAGE, [MARCH], dead=True)
    assert (facts.status, facts.asked, found) == ("unknown", False, {MARCH: None})
    assert not (await client.nearest(PAGE, None)).facts.asked
    assert (await client.history(PAGE)).verdict == "unknown"
    assert canned.asked == []


def test_unknown_names(time):
    """A typing error is no archive."""
    with pytest.raises(SettingsError, match="waybak"):
        ArchiveClient(
            fetcher=Canned([]),
            settings=SETTINGS.with_changes(archives=("waybak",)),
            surroundings=time.surroundings,
        )


GATES = {
    # name: (answers of the TimeGate in turn, verdict)
    "a 404 without a word on time": ([exchange(404)], "unknown"),
    "a 404 of a TimeGate": ([exchange(404, vary="Accept-Datetime, Cookie")], "not-archived"),
    "a redirect to nowhere": ([exchange(302, location="mailto:a@b.c")], "unknown"),
    "a redirect to the page itself": ([exchange(302, location=PAGE), exchange(200, html(TITLE))], "unknown"),
    "redirects without end": ([lambda r: exchange(302, location=f"{r.url}x")], "unknown"),
    "no date": ([exchange(200, html(TITLE), memento_datetime="today")], "unknown"),
    "played back at once": (
        [exchange(200, html(TITLE), memento_datetime="Mon, 04 Mar 2024 09:00:00 GMT")], "archived",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GATES)
async def test_odd_timegates(name, time):
    """Only what the protocol says counts."""
    answers, status = GATES[name]
    client = ArchiveClient(
        fetcher=Canned(answers),
        settings=SETTINGS.with_changes(archives=(GATE,)),
        surroundings=time.surroundings,
    )
    assert (await client.look(PAGE, [None], dead=False))[0].status == status


async def test_raw_capture_of_anybody(time):
    """A capture of an archive that is known but not asked goes through that archive's own queue."""
    canned = Canned([exchange(200)])
    client = ArchiveClient(fetcher=canned, settings=SETTINGS, surroundings=time.surroundings)
    moment = dt.datetime(2024, 3, 4, tzinfo=dt.UTC)
    for address in (
        "https://arquivo.pt/wayback/20240304000000/",
        "http://web.archive.org/web/20240304000000/",
    ):
        await client.raw_capture(Capture(url=f"{address}{PAGE}", timestamp=moment))
    assert canned.asked == [
        f"https://arquivo.pt/wayback/20240304000000id_/{PAGE}",
        f"https://web.archive.org/web/20240304000000id_/{PAGE}",
    ]
