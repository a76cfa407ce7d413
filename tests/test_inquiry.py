"""What a second run over the same documents asks for, and what a first one may not assume."""

from __future__ import annotations

import json
import sqlite3

import pytest
from click.testing import CliRunner

from srccheck.auditing import aaudit, audit
from srccheck.cli import cli
from srccheck.errors import StoreError
from srccheck.model import Document
from srccheck.store import open_store
from srccheck.web.client import HttpClient
from srccheck.web.proxies import WEAKER_CHECK
from tests.test_audit import SETTINGS, Nowhere, behaviour, codes, verdicts, write
from tests.web.localweb import FakeTime, LocalWeb, answer, html, in_turn, page, redirect
from tests.web.wayback import Wayback

HOUR, DAY = 3600.0, 86_400.0
BASE = "https://coast.example"


@pytest.fixture
def machine():
    return Wayback(origin="https://web.archive.org")


@pytest.fixture
async def web(machine, monkeypatch):
    web = LocalWeb()
    web.host("web.archive.org", {"*": behaviour(machine)})
    async with web:
        monkeypatch.setenv("SSL_CERT_FILE", str(web.ca_file))
        yield web


@pytest.fixture
def time():
    return FakeTime()


@pytest.fixture
def look(tmp_path, web, time):
    """One run after another, with one store and one clock."""

    async def run(path, settings=SETTINGS, wrap=lambda fetcher: fetcher, **more):
        web.asked.clear()
        with open_store(str(tmp_path / "store"), troubles := []) as store:
            async with HttpClient(settings, surroundings=time.surroundings, resolver=web.resolver) as client:
                result = await aaudit(
                    path,
                    settings=settings,
                    fetcher=wrap(client),
                    surroundings=time.surroundings,
                    store=store,
                    **more,
                )
        assert troubles == []
        return result

    return run


def asked(web, host="coast.example"):
    return [one.target for one in web.asked if one.host == host]


async def test_a_second_run_asks_for_nothing(tmp_path, web, machine, look):
    """Every status: no request to any page, none to the archive; the same verdicts and findings."""
    web.host(
        "coast.example",
        {
            "/a": page("Harbour News"),
            "/old": redirect(f"{BASE}/new", 301),
            "/new": page("Harbour News"),
            "/wall": answer("no", 403),
            "/ill": answer("no", 500),
        },
    )
    machine.hold(f"{BASE}/gone", ("20240304090000", 200), ("20240601000000", 404))
    machine.hold(f"{BASE}/a", ("20240304090000", 200))
    path = write(tmp_path, *(f"{BASE}/{name}" for name in ("a", "old", "gone", "wall", "ill")))
    first = await look(path)
    assert web.asked
    second = await look(path)
    assert asked(web) == []
    assert asked(web, "web.archive.org") == []
    assert verdicts(second) == verdicts(first)
    assert codes(second, "") == codes(first, "")
    assert [link.live.from_cache for link in first.links] == [False] * 5
    assert [link.to_dict()["from_cache"] for link in second.links] == [True] * 5
    assert not second.offline


async def test_what_is_stale_is_asked_again(tmp_path, web, time, look):
    """Each status in its own time."""
    web.host("coast.example", {"/a": page("Harbour News"), "/wall": answer("no", 403)})
    path = write(tmp_path, *(f"{BASE}/{name}" for name in ("a", "wall", "gone")))
    settings = SETTINGS.with_changes(archive=False)
    await look(path, settings)
    for hours, expected in [(7, {"/wall"}), (18, {"/wall", "/gone"}), (48, {"/a", "/wall", "/gone"})]:
        time.seconds += hours * HOUR
        await look(path, settings)
        assert {target for target in asked(web) if target in ("/a", "/wall", "/gone")} == expected


async def test_a_page_that_did_not_change_is_not_sent_again(tmp_path, web, time, look):
    """Its validators go along; 304 makes the old verdict new."""

    async def behave(question, wire):
        if question.headers.get("if-none-match") == '"v1"':
            await wire.reply(304)
        else:
            await wire.reply(200, html("Harbour News").encode(), {"ETag": '"v1"'})

    web.host("coast.example", {"/a": behave})
    path = write(tmp_path, f"{BASE}/a")
    settings = SETTINGS.with_changes(archive=False)
    first = await look(path, settings)
    time.seconds += 4 * DAY
    second = await look(path, settings)
    assert web.asked[0].headers["if-none-match"] == '"v1"'
    assert verdicts(second) == verdicts(first)
    assert second.links[0].live.page.title == "Harbour News"
    assert not second.links[0].live.from_cache
    time.seconds += 2 * DAY
    await look(path, settings)
    assert web.asked == []


async def test_another_place_in_a_known_page(tmp_path, web, look):
    """The page is asked for again where its places were not looked for."""
    web.host("coast.example", {"/a": answer(html("Harbour News", text='<p id="two">x</p>' * 30))})
    settings = SETTINGS.with_changes(archive=False)
    await look(write(tmp_path, f"{BASE}/a"), settings)
    result = await look(write(tmp_path, f"{BASE}/a#two"), settings)
    assert asked(web).count("/a") == 1
    assert result.links[0].fragment_present is True
    await look(write(tmp_path, f"{BASE}/a#two"), settings)
    assert web.asked == []


async def test_since_when_it_is_dead(tmp_path, web, time, look):
    """The first of the looks, over runs; an answer between begins a new row."""
    web.host("coast.example", {"/a": in_turn(*[answer("", 404)] * 4, page("Back"), answer("", 404))})
    settings = SETTINGS.with_changes(archive=False)
    path = write(tmp_path, f"{BASE}/a")
    first = (await look(path, settings)).links[0].live
    assert first.dead_since is not None
    assert first.dead_since <= first.checked_at
    cached = (await look(path, settings)).links[0].live
    assert (cached.from_cache, cached.dead_since) == (True, first.dead_since)
    time.seconds += 2 * DAY
    again = (await look(path, settings)).links[0].live
    assert (again.from_cache, again.dead_since) == (False, first.dead_since)
    time.seconds += 2 * DAY
    assert (await look(path, settings)).links[0].live.dead_since is None
    time.seconds += 9 * DAY
    assert (await look(path, settings)).links[0].live.dead_since > again.checked_at


async def test_a_death_is_only_believed_with_its_second_look(tmp_path, web, look):
    """A run that was cut short after its first looks accuses nobody in the next: that one looks again."""
    web.host(
        "coast.example",
        {"/a": in_turn(answer("", 404), page("Back")), "/b": answer("", 404), "/c": page("x")},
    )
    path = write(tmp_path, f"{BASE}/a", f"{BASE}/b", f"{BASE}/c")
    settings = SETTINGS.with_changes(archive=False)

    class Cut:
        """The power fails before the second look."""

        def __init__(self, inner):
            self.inner, self.seen = inner, set()

        async def fetch(self, request):
            if request.url in self.seen:
                raise StoreError("stop")
            self.seen.add(request.url)
            return await self.inner.fetch(request)

    with pytest.raises(StoreError, match="stop"):
        await look(path, settings, Cut)
    result = await look(path, settings)
    assert verdicts(result) == {
        f"{BASE}/a": ("alive", "ok"),
        f"{BASE}/b": ("dead", "http-404"),
        f"{BASE}/c": ("alive", "ok"),
    }
    assert [t for t in asked(web) if t in ("/a", "/b", "/c")] == ["/a", "/b"]


async def test_offline_with_a_memory(tmp_path, web, look):
    """What is known and fresh is said; the rest is `offline`; a death without its second look, too."""
    web.host("coast.example", {"/a": page("Harbour News")})
    settings = SETTINGS.with_changes(archive=False)
    await look(write(tmp_path, f"{BASE}/a", f"{BASE}/gone"), settings)
    path = write(tmp_path, f"{BASE}/a", f"{BASE}/gone", f"{BASE}/new")
    result = await look(path, settings, lambda client: Nowhere())
    assert verdicts(result) == {
        f"{BASE}/a": ("alive", "ok"),
        f"{BASE}/gone": ("dead", "http-404"),
        f"{BASE}/new": ("unchecked", "offline"),
    }
    assert not result.offline
    only = await look(write(tmp_path, f"{BASE}/new"), settings, lambda client: Nowhere())
    assert only.offline


async def test_a_host_without_patience_does_not_hold_up_the_run(tmp_path, web, look):
    """An hour is asked for: its other links wait for the end, and are `budget` where the time is not up."""
    web.host("busy.example", {"*": answer("", 429, {"Retry-After": "3600"})})
    web.host("coast.example", {"/a": page("Harbour News")})
    urls = [f"https://busy.example/{number}" for number in range(20)]
    result = await look(
        write(tmp_path, *urls, f"{BASE}/a"), SETTINGS.with_changes(archive=False, jobs_per_host=1)
    )
    said = verdicts(result)
    assert said.pop(f"{BASE}/a") == ("alive", "ok")
    assert said.pop(urls[0]) == ("blocked", "http-429")
    assert set(said.values()) == {("unchecked", "budget")}
    assert len(asked(web, "busy.example")) == 1
    assert not codes(result, "L201", "A4")


async def test_links_that_waited_for_the_end_are_asked_there(tmp_path, web, look):
    """The host's time is up when the others are done."""
    web.host(
        "busy.example",
        {"/0": answer("", 429, {"Retry-After": "30"}), "/1": page("Harbour News")},
    )
    web.host("coast.example", {"*": page("Harbour News")})
    urls = [*(f"https://busy.example/{n}" for n in range(2)), *(f"{BASE}/{n}" for n in range(99))]
    result = await look(write(tmp_path, *urls), SETTINGS.with_changes(archive=False, jobs_per_host=1))
    assert verdicts(result)["https://busy.example/1"] == ("alive", "ok")


async def test_robots_are_obeyed_on_request(tmp_path, web, look):
    """Off by default; with it, what is forbidden is `blocked`/`robots`, and asked for again without it."""
    web.host(
        "coast.example",
        {"/robots.txt": answer("User-agent: *\nDisallow: /a"), "/a": page("Harbour News"), "/b": page("x")},
    )
    path = write(tmp_path, f"{BASE}/a", f"{BASE}/b")
    settings = SETTINGS.with_changes(archive=False)
    obedient = await look(path, settings.with_changes(robots=True))
    assert verdicts(obedient) == {f"{BASE}/a": ("blocked", "robots"), f"{BASE}/b": ("alive", "ok")}
    assert asked(web) == ["/robots.txt", "/b"]
    assert not codes(obedient, "L201", "A4")
    plain = await look(path, settings)
    assert verdicts(plain)[f"{BASE}/a"] == ("alive", "ok")
    assert asked(web) == ["/a"]


async def test_intranets_are_asked_but_archives_not_told(tmp_path, web, machine, look):
    """With `allow_private` a page of the house is a page; its address stays in the house."""
    web.host("coast.example", {"/a": page("Harbour News")})
    result = await look(
        write(tmp_path, "http://10.0.0.7/wiki"),
        SETTINGS.with_changes(allow_private=True, connect_timeout_s=0.05, retries=0),
        lambda client: Nowhere(),
    )
    assert verdicts(result) == {"http://10.0.0.7/wiki": ("unchecked", "offline")}
    assert result.links[0].archive.asked is False
    assert web.asked == []


async def test_copies_and_their_originals(tmp_path, web, machine, look):
    """A cited capture is the archive's to show; its original is asked for too, and is no link of its own."""
    web.host("coast.example", {"/a": page("Harbour News"), "/gone": answer("", 404)})
    machine.hold(f"{BASE}/a", ("20240304090000", 200))
    machine.hold(f"{BASE}/gone", ("20240304090000", 200))
    prefix = "https://web.archive.org/web/20240304090000/"
    told = []
    path = write(tmp_path, f"{prefix}{BASE}/a", f"{prefix}{BASE}/gone")
    result = await look(path, progress=lambda *args: told.append(args))
    assert [link.url for link in result.links] == [f"{prefix}{BASE}/a", f"{prefix}{BASE}/gone"]
    assert [link.copy.verdict for link in result.links] == ["good", "good"]
    assert [link.copy.original_live.status for link in result.links] == ["alive", "dead"]
    assert [target for target in asked(web) if target in ("/a", "/gone")] == ["/a", "/gone", "/gone"]
    assert told[-1] == (2, 2, "links")


async def test_copies_in_archives_whose_ways_we_do_not_know(tmp_path, web, look):
    """They are pages like others; what their pages answer is what the copies are worth."""
    web.host("perma.cc", {"/AB12-CD34": page("Harbour News"), "/GH12-CD34": answer("", 500)})
    names = ("AB12-CD34", "EF12-CD34", "GH12-CD34")
    result = await look(write(tmp_path, *(f"https://perma.cc/{name}" for name in names)))
    assert [link.live.status for link in result.links] == ["alive", "dead", "unreachable"]
    assert [link.copy.verdict for link in result.links] == ["good", "absent", "unknown"]
    assert not any("archive.org" in url for url in web.urls_asked())
    await look(write(tmp_path, *(f"https://perma.cc/{name}" for name in names)))
    assert web.asked == []


async def test_a_budget_that_ends_in_a_death_is_no_death(tmp_path, web, look):
    """A page that had to wait for the end and is not there then was seen dead once: not enough."""
    web.host("busy.example", {"/0": answer("", 429, {"Retry-After": "21"}), "*": answer("", 404)})
    web.host("coast.example", {"*": page("Harbour News")})
    urls = [*(f"https://busy.example/{n}" for n in range(2)), *(f"{BASE}/{n}" for n in range(99))]
    result = await look(write(tmp_path, *urls), SETTINGS.with_changes(archive=False, jobs_per_host=1))
    assert verdicts(result)["https://busy.example/1"] == ("unchecked", "budget")


async def test_documents_that_were_read_already(tmp_path, web, look):
    """They are audited without a path."""
    web.host("coast.example", {"/a": page("Harbour News")})
    known = (await look(write(tmp_path, f"{BASE}/a"))).documents[0]
    assert isinstance(known, Document)
    assert verdicts(await look([], documents=[known])) == {f"{BASE}/a": ("alive", "ok")}


async def test_a_fetcher_of_ones_own_has_no_memory(tmp_path, web, own_store):
    """Somebody else's answers are not written among the user's."""
    await aaudit(write(tmp_path, f"{BASE}/a"), settings=SETTINGS, fetcher=Nowhere())
    assert not own_store.exists()


def documents(folder):
    """One whose only link nobody may ask for: a run that needs a store, but no network."""
    path = folder / "private.md"
    path.write_text("See <http://10.0.0.7/intranet>.\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "there"), [({}, True), ({"store": "none"}, False), ({"live": False, "archive": False}, False)]
)
def test_where_the_store_is(tmp_path, own_store, changes, there):
    """The user's own by default; none on request, and none for a run that asks nobody."""
    result = audit(documents(tmp_path), settings=SETTINGS.with_changes(**changes))
    assert own_store.exists() is there
    assert result.notices == ()


def test_a_store_that_cannot_be_used_is_a_notice(tmp_path):
    """One sentence, and the audit."""
    (tmp_path / "store").write_bytes(b"garbage" * 1000)
    result = audit(documents(tmp_path), settings=SETTINGS.with_changes(store=str(tmp_path / "store")))
    assert len(result.links) == 1
    assert len(result.notices) == 1
    assert "goes on without a store" in result.to_dict()["notices"][0]


@pytest.mark.parametrize("option", ["record", "replay"])
def test_evidence_goes_round_the_store(tmp_path, own_store, option):
    """Neither kept nor taken."""
    evidence = tmp_path / "run.warc.gz"
    audit(documents(tmp_path), settings=SETTINGS.with_changes(record=evidence))
    audit(documents(tmp_path), settings=SETTINGS.with_changes(**{option: evidence}))
    assert not own_store.exists()


def test_a_proxy_is_a_notice(tmp_path):
    """Addresses were checked before a proxy was asked, which is the weaker way: the report says so."""
    settings = SETTINGS.with_changes(proxy="http://192.0.2.9:3128")
    assert audit(documents(tmp_path), settings=settings).notices == (WEAKER_CHECK,)


class TestCommand:
    """The options, as a user gives them."""

    def test_a_store_of_a_newer_version(self, tmp_path):
        """Exit code 2, and a sentence."""
        store = tmp_path / "store"
        with open_store(str(store), []):
            pass
        with sqlite3.connect(store) as connection:
            connection.execute("UPDATE srccheck_schema SET version_num = '9999'")
        connection.close()
        result = CliRunner().invoke(cli, ["audit", str(documents(tmp_path)), "--store", str(store)])
        assert result.exit_code == 2
        assert "newer version" in result.stderr
        assert result.stdout == ""

    def test_notices_are_told(self, tmp_path):
        """On stderr, in one line; the report is as ever."""
        (tmp_path / "store").write_bytes(b"garbage" * 1000)
        args = ["audit", str(documents(tmp_path)), "--store", str(tmp_path / "store"), "--format", "json"]
        result = CliRunner().invoke(cli, [*args, "--contact", "me@lab.example", "--robots"])
        assert "goes on without a store" in result.stderr
        assert json.loads(result.stdout)["links"][0]["status"] == "skipped"

    @pytest.mark.parametrize("contact", ["me", "@x", "a b@c", "me@x)\r\nX: y", "(me@x)"])
    def test_contacts_that_are_none(self, tmp_path, contact):
        """What could break out of a header, or nobody could write to."""
        result = CliRunner().invoke(cli, ["audit", str(documents(tmp_path)), "--contact", contact])
        assert result.exit_code == 2
        assert "contact" in result.stderr


async def test_cut_off_in_the_middle(tmp_path, web):
    """A store that was never closed: all but the last batch of answers is there, and asked for no more."""
    web.host("coast.example", {"*": page("Harbour News")})
    path = write(tmp_path, *(f"{BASE}/{number}" for number in range(150)))
    settings = SETTINGS.with_changes(archive=False, pause_per_host_s=0)

    class Mortal:
        def __init__(self, inner):
            self.inner, self.left = inner, 120

        async def fetch(self, request):
            self.left -= 1
            if self.left < 0:
                raise StoreError("the power failed")
            return await self.inner.fetch(request)

    abandoned = open_store(str(tmp_path / "store"), [])
    async with HttpClient(settings, resolver=web.resolver) as client:
        with pytest.raises(StoreError, match="power"):
            await aaudit(path, settings=settings, fetcher=Mortal(client), store=abandoned.__enter__())
        web.asked.clear()
        with open_store(str(tmp_path / "store"), []) as opened:
            result = await aaudit(path, settings=settings, fetcher=client, store=opened)
    abandoned.__exit__(None, None, None)
    assert set(verdicts(result).values()) == {("alive", "ok")}
    assert len(asked(web)) <= 50
