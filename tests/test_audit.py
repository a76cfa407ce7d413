"""The whole road on real sockets: documents in, a true report out."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import signal
from pathlib import Path

import pytest

import srccheck
from srccheck.auditing import aaudit, audit, stream
from srccheck.errors import EvidenceError, UsageError
from srccheck.model import Audit, Document, LinkReport
from srccheck.model.web import Exchange, Request
from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from srccheck.web.evidence import Recorder
from tests.web.localweb import FakeTime, LocalWeb, answer, in_turn, page, redirect
from tests.web.wayback import Wayback

SETTINGS = Settings(as_of=dt.date(2026, 11, 22), retries=1)


def behaviour(machine: Wayback):
    """The stand-in archive as a host of the local web."""

    async def behave(asked, wire):
        reply = machine.reply(asked.target)
        await wire.reply(reply.status, reply.body, dict(reply.headers))

    return behave


def write(folder: Path, *urls: str, accessed: str = "5 March 2024") -> Path:
    """A Markdown article that cites every URL once."""
    text = [f"Claim {number}.[^{number}]\n" for number, _ in enumerate(urls, 1)]
    text += [
        f"[^{number}]: “Harbour News”, The Wire, <{url}> (accessed {accessed}).\n"
        for number, url in enumerate(urls, 1)
    ]
    path = folder / "article.md"
    path.write_text("\n".join(text), "utf-8")
    return path


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


async def run(path, web, settings=SETTINGS, surroundings=None, wrap=lambda fetcher: fetcher) -> Audit:
    surroundings = surroundings or FakeTime().surroundings
    async with HttpClient(settings, surroundings=surroundings, resolver=web.resolver) as client:
        return await aaudit(path, settings=settings, fetcher=wrap(client), surroundings=surroundings)


def verdicts(result: Audit) -> dict[str, tuple[str, str]]:
    return {link.url: (link.live.status, link.live.reason) for link in result.links}


def codes(result: Audit, *wanted: str) -> list[str]:
    return [f.code for f in result.findings if f.code.startswith(wanted)]


async def test_the_main_job(tmp_path, web, machine):
    """Alive, moved, dead with a capture, dead without, blocked: each with its word and its repair."""
    web.host(
        "coast.example",
        {
            "/a": page("Harbour News"),
            "/old": redirect("https://coast.example/new", 301),
            "/new": page("Harbour News"),
            "/wall": answer("no", 403),
        },
    )
    machine.hold("https://coast.example/gone", ("20240304090000", 200), ("20240601000000", 404))
    urls = [f"https://coast.example/{name}" for name in ("a", "old", "gone", "never", "wall")]
    result = await run(write(tmp_path, *urls), web)
    assert verdicts(result) == {
        urls[0]: ("alive", "ok"),
        urls[1]: ("moved", "moved-permanently"),
        urls[2]: ("dead", "http-404"),
        urls[3]: ("dead", "http-404"),
        urls[4]: ("blocked", "http-403"),
    }
    assert codes(result, "L", "A401", "A403") == ["L202", "A401", "A403", "L203"]
    rotted = next(f for f in result.findings if f.code == "A401")
    assert rotted.fix == "https://web.archive.org/web/20240304090000/https://coast.example/gone"
    assert (rotted.note, rotted.location.line) == ("n3", 15)
    use = result.links[2].uses[0]
    assert (use.accessed, use.distance_days) == (dt.date(2024, 3, 5), 1)
    assert json.loads(json.dumps(result.to_dict()))["summary"]["by_status"]["dead"] == 2


async def test_a_page_is_asked_once_for_all_its_fragments_and_notes(tmp_path, web):
    """Three links, two fragments, one request to the page and two to the archive at most."""
    web.host("coast.example", {"/a": page("Harbour News")})
    base = "https://coast.example/a"
    result = await run(write(tmp_path, base, f"{base}#one", f"{base}#one"), web)
    assert [link.url for link in result.links] == [base, f"{base}#one"]
    assert len(result.links[1].uses) == 2
    assert web.urls_asked().count(base) == 1
    assert sum("web.archive.org" in url for url in web.urls_asked()) <= 2


async def test_dead_is_said_after_a_second_look(tmp_path, web):
    """A page that answers 404 once and is back at the end of the run is alive."""
    web.host(
        "coast.example", {"/back": in_turn(answer("", 404), page("Harbour News")), "/gone": answer("", 410)}
    )
    result = await run(write(tmp_path, "https://coast.example/back", "https://coast.example/gone"), web)
    assert verdicts(result) == {
        "https://coast.example/back": ("alive", "ok"),
        "https://coast.example/gone": ("dead", "http-410"),
    }
    assert [link.live.attempts for link in result.links] == [2, 2]


async def test_a_busy_server_at_the_second_look_is_no_death(tmp_path, web):
    """404 and then 503: nobody can say that the page is gone."""
    web.host("coast.example", {"/a": in_turn(answer("", 404), answer("", 503))})
    result = await run(write(tmp_path, "https://coast.example/a"), web)
    assert verdicts(result) == {"https://coast.example/a": ("unreachable", "http-5xx")}
    assert not codes(result, "L201", "A401", "A403")


async def test_a_name_that_could_not_be_looked_up_is_asked_again(tmp_path, web):
    """A resolver's hiccup passes where the run had any answer at all."""
    web.host("coast.example", {"/a": page("Harbour News")})
    web.host("late.example", {"/b": page("Harbour News")})
    web.name("late.example", "dns")

    class Repaired:
        """The network after the first failed look-up."""

        def __init__(self, inner):
            self.inner = inner

        async def fetch(self, request):
            exchange = await self.inner.fetch(request)
            if exchange.failure == "dns":
                web.names.clear()
            return exchange

    path = write(tmp_path, "https://coast.example/a", "https://late.example/b")
    result = await run(path, web, wrap=Repaired)
    assert verdicts(result)["https://late.example/b"] == ("alive", "ok")


class Nowhere:
    """A machine without a network."""

    def __init__(self):
        self.asked: list[str] = []

    async def fetch(self, request: Request) -> Exchange:
        self.asked.append(request.url)
        return Exchange(url=request.url, failure="dns", detail="no name service")


async def test_offline_is_said_once_and_nothing_is_dead(tmp_path):
    """Nobody answered: every link `unchecked`/`offline`, and no second round of questions."""
    nowhere = Nowhere()
    path = write(tmp_path, "https://coast.example/a", "https://port.example/b")
    result = await aaudit(path, settings=SETTINGS, fetcher=nowhere, surroundings=FakeTime().surroundings)
    assert set(verdicts(result).values()) == {("unchecked", "offline")}
    assert result.offline
    assert not codes(result, "L2", "A4")
    assert len([url for url in nowhere.asked if "archive" not in url]) == 2


async def test_who_is_not_to_be_asked(tmp_path, web):
    """`live` and `archive` switched off: no request, and a dead link cannot be told."""
    web.host("coast.example", {"/a": answer("", 404)})
    path = write(tmp_path, "https://coast.example/a")
    no_live = await run(path, web, SETTINGS.with_changes(live=False))
    assert verdicts(no_live) == {"https://coast.example/a": ("skipped", "excluded")}
    assert all("archive.org" in url for url in web.urls_asked())
    web.asked.clear()
    no_archive = await run(path, web, SETTINGS.with_changes(archive=False))
    assert codes(no_archive, "L", "A") == ["L201"]
    assert not any("archive.org" in url for url in web.urls_asked())


async def test_addresses_that_nobody_may_ask(tmp_path, web):
    """Private and malformed addresses are findings; not one request goes out for them."""
    path = write(tmp_path, "http://10.0.0.7/intranet", "http://coast.example:99999/x")
    result = await run(path, web)
    assert {link.live.status for link in result.links} == {"skipped"}
    assert sorted(codes(result, "L")) == ["L205", "L208"]
    assert web.asked == []
    assert not result.offline


async def test_unreadable_documents_do_not_stop_the_others(tmp_path, web):
    """X901 for what could not be read, the audit for the rest."""
    web.host("coast.example", {"/a": page("Harbour News")})
    good = write(tmp_path, "https://coast.example/a")
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"%PDF-1.7\x00\x01")
    result = await run([bad, good, tmp_path / "missing.md"], web)
    assert len(result.documents) == 1
    assert sorted(result.unreadable) == sorted([str(bad), str(tmp_path / "missing.md")])
    assert codes(result, "X") == ["X901", "X901"]


async def test_replay_gives_the_same_report_without_a_network(tmp_path, web, machine):
    """Byte for byte, apart from times; and the sockets are not asked again."""
    web.host("coast.example", {"/a": page("Harbour News"), "/flaky": in_turn(answer("", 503), page("Up"))})
    web.name("lapsed.example", "dns-nxdomain")
    machine.hold("https://coast.example/gone", ("20240304090000", 200))
    names = ("coast.example/a", "coast.example/flaky", "coast.example/gone", "lapsed.example/x")
    path = write(tmp_path, *(f"https://{name}" for name in names))
    evidence = tmp_path / "run.warc.gz"
    time = FakeTime().surroundings
    with_recorder = []

    def recorded(client):
        with_recorder.append(Recorder(client, evidence, surroundings=time))
        return with_recorder[0]

    first = await run(path, web, surroundings=time, wrap=recorded)
    with_recorder[0].close()
    asked = len(web.asked)
    second = await asyncio.to_thread(audit, path, settings=SETTINGS.with_changes(replay=evidence))
    assert timeless(first) == timeless(second)
    assert len(web.asked) == asked


def timeless(result: Audit) -> dict:
    out = result.to_dict()
    for moment in ("started", "finished"):
        del out[moment]
    for link in out["links"]:
        del link["checked_at"], link["elapsed_s"], link["dead_since"]
    return out


async def test_what_a_recording_lacks_is_unchecked(tmp_path, web):
    """A link that was not recorded is not asked of anybody."""
    evidence = tmp_path / "empty.warc.gz"
    Recorder(Nowhere(), evidence).close()
    path = write(tmp_path, "https://coast.example/a")
    result = await aaudit(path, settings=SETTINGS.with_changes(replay=evidence))
    assert verdicts(result) == {"https://coast.example/a": ("unchecked", "not-in-replay")}
    assert result.offline


async def test_recording_and_replaying_at_once_makes_no_sense(tmp_path):
    """A clear word instead of a surprise."""
    both = SETTINGS.with_changes(record=tmp_path / "a.warc", replay=tmp_path / "b.warc")
    with pytest.raises(UsageError, match="record or replay, not both"):
        await aaudit(write(tmp_path, "https://coast.example/a"), settings=both)


def empty_evidence(folder: Path) -> Path:
    evidence = folder / "none.warc.gz"
    Recorder(Nowhere(), evidence).close()
    return evidence


async def test_the_plain_face_works_inside_a_running_loop(tmp_path):
    """`audit` and `stream` called from a thread that has a loop of its own."""
    settings = SETTINGS.with_changes(replay=empty_evidence(tmp_path))
    path = write(tmp_path, "https://coast.example/a")
    assert len(audit(path, settings=settings).links) == 1
    kinds = [type(item) for item in stream(path, settings=settings)]
    assert kinds == [Document, LinkReport, Audit]


def test_streams_can_be_left_early(tmp_path):
    """Whoever stops listening leaves nothing running."""
    settings = SETTINGS.with_changes(replay=empty_evidence(tmp_path))
    results = srccheck.stream([write(tmp_path, "https://coast.example/a")], settings=settings)
    assert isinstance(next(results), Document)
    results.close()


def test_ctrl_c_keeps_what_is_done(tmp_path):
    """An interrupted audit is an audit: documents read, links `unchecked`/`interrupted`."""
    path = write(tmp_path, "https://coast.example/a", "https://coast.example/b")

    def strike(done, total, what):
        if what == "links":
            signal.raise_signal(signal.SIGINT)

    settings = SETTINGS.with_changes(replay=empty_evidence(tmp_path))
    result = audit(path, settings=settings, progress=strike)
    assert result.interrupted
    assert len(result.documents) == 1
    assert set(verdicts(result).values()) == {("unchecked", "interrupted")}


def test_progress_is_told(tmp_path):
    """Done, total and what, for documents and for links."""
    told = []
    settings = SETTINGS.with_changes(replay=empty_evidence(tmp_path))
    audit(write(tmp_path, "https://coast.example/a"), settings=settings, progress=lambda *a: told.append(a))
    assert told == [(1, 1, "documents"), (1, 1, "links")]


async def test_archived_copies_are_pages_of_their_own(tmp_path, web, machine):
    """A cited capture is asked for, and the archive is not asked for captures of its captures."""
    machine.hold("https://coast.example/a", ("20240304090000", 200))
    url = "https://web.archive.org/web/20240304090000/https://coast.example/a"
    result = await run(write(tmp_path, url), web)
    assert verdicts(result) == {url: ("alive", "ok")}
    assert not codes(result, "A4", "D301")
    assert len(web.asked) == 1


async def test_evidence_that_cannot_be_kept_is_an_error_of_its_own(tmp_path, web):
    """A full disk is said in its own words, not as a group of exceptions."""

    class Full:
        async def fetch(self, request):
            raise EvidenceError("run.warc.gz: cannot be written: No space left on device")

    path = write(tmp_path, "https://coast.example/a", "https://coast.example/b")
    with pytest.raises(EvidenceError, match="No space left"):
        await aaudit(path, settings=SETTINGS, fetcher=Full())


async def test_a_run_without_links_can_be_recorded_and_replayed(tmp_path):
    """The evidence of a run that asked nobody anything is a WARC file all the same."""
    evidence = tmp_path / "run.warc.gz"
    path = tmp_path / "plain.md"
    path.write_text("No sources at all.\n", "utf-8")
    first = await aaudit(path, settings=SETTINGS.with_changes(record=evidence))
    second = await aaudit(path, settings=SETTINGS.with_changes(replay=evidence))
    assert evidence.stat().st_size > 0
    assert timeless(first) == timeless(second)
    assert codes(first, "N") == ["N106"]


async def test_the_network_is_asked_where_nothing_else_is_said(tmp_path):
    """Without `record` and `replay` a run connects by itself; here to nobody."""
    path = tmp_path / "plain.md"
    path.write_text("See <http://10.0.0.7/intranet>.\n", "utf-8")
    result = await aaudit(path, settings=SETTINGS)
    assert verdicts(result) == {"http://10.0.0.7/intranet": ("skipped", "private")}


async def test_cited_titles_are_held_against_the_pages(tmp_path, web):
    """The same title, another one, a generic one; nothing where no page was seen, and nobody is accused."""
    web.host(
        "coast.example",
        {
            "/same": page("Harbour News - Coast"),
            "/other": page("Tariffs on Steel Return to the Strait of Ost"),
            "/generic": page("Home"),
            "/gone": answer("", 404),
        },
    )
    names = ("same", "other", "generic", "gone")
    result = await run(write(tmp_path, *(f"https://coast.example/{name}" for name in names)), web)
    matches = [link.uses[0].match for link in result.links]
    # two words are too little to hold against a page
    assert [match and match.verdict for match in matches] == ["same", "unknown", "unknown", None]
    assert matches[0].to_dict()["via"] == "title"
    assert not codes(result, "S")
