"""What is recorded can be replayed, read by other tools, and holds no secrets."""

from __future__ import annotations

import asyncio
import gzip
from io import BytesIO

import pytest
from attrs import evolve
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from srccheck.errors import EvidenceError
from srccheck.model.web import Exchange, Request
from srccheck.text.urls import normalize
from srccheck.web.evidence import Recorder, Replayer
from srccheck.web.live import Prober
from tests.web.conftest import SETTINGS
from tests.web.localweb import START, answer, gzipped, hang, html, in_turn, page, redirect, reset, sends

URLS = [
    f"http://one.example/{name}"
    for name in ("ok", "gz", "to", "gone", "silent", "torn", "half", "busy", "big")
]
URLS += ["https://safe.example/", "http://no.example/", "http://10.0.0.1/"]


@pytest.fixture
def town(web):
    web.host(
        "one.example",
        {
            "/ok": answer(html("Порт", lang="ru"), headers={"Set-Cookie": "id=secret1", "X-Note": "grüße"}),
            "/gz": gzipped(html("Packed")), "/to": redirect("/ok", 301), "/gone": page("x", status=410),
            "/silent": hang(), "/torn": in_turn(reset(), page("Then fine")), "/big": answer(b"x" * 200_000),
            "/half": sends(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<title>half"),
            "/busy": in_turn(page("x", status=503), page("x", status=503), page("At last")),
            "/when": answer("now"),
        },
    )  # fmt: skip
    web.host("safe.example", {"/": page("x")}, tls="expired")
    return web


async def probe_all(fetcher, time, urls):
    return await asyncio.gather(
        *[
            Prober(fetcher=fetcher, settings=SETTINGS, surroundings=time.surroundings).probe(normalize(url))
            for url in urls
        ]
    )


def _timeless(live):
    return evolve(live, checked_at=START, elapsed_s=0)


@pytest.mark.parametrize("name", ["e.warc.gz", "e.warc"])
async def test_record_and_replay(town, hasty, time, tmp_path, name):
    """The replay of a whole run gives the same results, whatever the order of its requests."""
    path = tmp_path / name
    with Recorder(hasty, path, surroundings=time.surroundings) as recorder:
        recorded = await probe_all(recorder, time, URLS)
    asked = len(town.asked)
    replayed = await probe_all(Replayer(path), time, URLS[::-1])
    assert len(town.asked) == asked
    assert [_timeless(live) for live in replayed[::-1]] == [_timeless(live) for live in recorded]
    assert replayed[::-1][4].elapsed_s == pytest.approx(recorded[4].elapsed_s, abs=1e-4)
    assert recorded[4].elapsed_s > 0.2
    assert {live.status for live in recorded} == {"alive", "moved", "dead", "unreachable", "skipped"}


async def test_exchanges_are_the_same(town, hasty, tmp_path):
    """Headers, body, cut and failure, byte by byte."""
    path = tmp_path / "e.warc.gz"
    requests = [Request(url=url) for url in URLS]
    with Recorder(hasty, path) as recorder:
        recorded = [await recorder.fetch(request) for request in requests]
    replayer = Replayer(path)
    for request, exchange in zip(requests, recorded, strict=True):
        again = await replayer.fetch(request)
        assert evolve(again, elapsed_s=0) == evolve(exchange, elapsed_s=0)
        assert again.elapsed_s == pytest.approx(exchange.elapsed_s, abs=1e-5)


async def test_n_th_answer(town, client, tmp_path):
    """The n-th request gets the n-th answer; what was not recorded is not in the replay."""
    path = tmp_path / "e.warc.gz"
    dated = {"Accept-Datetime": "Sun, 22 Nov 2020 08:00:00 GMT"}
    with Recorder(client, path) as recorder:
        for _ in range(3):
            await recorder.fetch(Request(url="http://one.example/busy"))
        await recorder.fetch(Request(url="http://one.example/when", headers=dated))
        await recorder.fetch(Request(url="http://one.example/when", method="HEAD"))
    replayer = Replayer(path)

    async def ask(url, **more):
        exchange = await replayer.fetch(Request(url=url, **more))
        return exchange.http_status or exchange.failure

    assert [await ask("http://one.example/busy#x") for _ in range(4)] == [503, 503, 200, "not-in-replay"]
    assert await ask("http://one.example/when") == "not-in-replay"
    assert await ask("http://one.example/when", headers=dated) == 200
    assert await ask("http://one.example/when", method="HEAD") == 200
    assert await ask("http://two.example/") == "not-in-replay"


async def test_missing_evidence_is_unchecked(town, client, time, tmp_path):
    """A link that the file lacks was not checked; it is not dead."""
    path = tmp_path / "e.warc.gz"
    Recorder(client, path).close()
    (live,) = await probe_all(Replayer(path), time, ["http://one.example/ok"])
    assert (live.status, live.reason) == ("unchecked", "not-in-replay")


async def test_no_secrets(town, client, tmp_path):
    """Neither what we send nor what they send back to identify us is kept, nor handed on."""
    path = tmp_path / "e.warc"
    headers = {
        "Authorization": "LOW secret2",
        "Cookie": "id=secret3",
        "Proxy-Authorization": "secret4",
        "X-A": "b",
    }
    with Recorder(client, path) as recorder:
        exchange = await recorder.fetch(Request(url="http://one.example/ok", headers=headers))
    assert exchange.header("set-cookie") is None
    text = path.read_bytes()
    assert b"secret" not in text
    assert b"X-A: b" in text


async def test_no_passwords_of_urls(web, client, tmp_path):
    """Those of a link and those of a redirect are neither sent nor kept; a replay decides alike."""
    path = tmp_path / "e.warc"
    web.host("one.example", {"/r": redirect("http://me:secret@one.example/x")})
    requests = [Request(url="http://you:secret@one.example/"), Request(url="http://one.example/r")]
    with Recorder(client, path) as recorder:
        recorded = [await recorder.fetch(request) for request in requests]
    assert b"secret" not in path.read_bytes()
    assert recorded[1].header("location") == "http://***@one.example/x"
    replayer = Replayer(path)
    replayed = [await replayer.fetch(request) for request in requests]
    assert [one.failure for one in replayed] == ["credentials", None]
    assert replayed[1].header("location") == recorded[1].header("location")
    assert web.urls_asked() == ["http://one.example/r"]


async def test_other_tools_read_it(town, hasty, time, tmp_path, capsys):
    """Standard WARC: digests right, a request beside every answer, one member a record, no file names."""
    path = tmp_path / "e.warc.gz"
    with Recorder(hasty, path, surroundings=time.surroundings) as recorder:
        await probe_all(recorder, time, URLS)
    assert Checker(type("Args", (), {"inputs": [str(path)], "verbose": False})).process_all() == 0
    capsys.readouterr()
    with path.open("rb") as file:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Date")) for record in ArchiveIterator(file)
        ]
    kinds = [kind for kind, _ in records]
    assert kinds[0] == "warcinfo"
    assert kinds.count("request") == kinds.count("response") + kinds.count("metadata") == len(kinds) // 2
    assert all(date.startswith("2026-11-22T08:00:") for kind, date in records if kind != "warcinfo")
    assert str(tmp_path).encode() not in gzip.decompress(path.read_bytes())


async def test_interrupted(town, client, tmp_path):
    """A file that ends in the middle of a record still answers for all that is whole in it."""
    path = tmp_path / "e.warc.gz"
    recorder = Recorder(client, path)
    for name in ("ok", "gone"):
        await recorder.fetch(Request(url=f"http://one.example/{name}"))
    whole = path.read_bytes()  # not closed: every record is in the file as soon as it is there
    path.write_bytes(whole[:-25])
    assert (await Replayer(path).fetch(Request(url="http://one.example/ok"))).http_status == 200
    path.write_bytes(whole)
    assert (await Replayer(path).fetch(Request(url="http://one.example/gone"))).http_status == 410
    recorder.close()


@pytest.mark.parametrize(
    "content", [b"", b"not a WARC", b"\x1f\x8b\x08garbage", gzip.compress(b"hello"), b"\0" * 999]
)
def test_not_a_warc(tmp_path, content):
    """One clear error, with the file's name."""
    path = tmp_path / "e.warc.gz"
    path.write_bytes(content)
    with pytest.raises(EvidenceError, match=r"e\.warc\.gz: "):
        Replayer(path)


def test_no_such_file(tmp_path, client):
    """Neither to read nor to write."""
    with pytest.raises(EvidenceError, match="No such file"):
        Replayer(tmp_path / "none.warc.gz")
    with pytest.raises(EvidenceError, match="cannot be written"):
        Recorder(client, tmp_path / "none" / "e.warc.gz")


async def test_a_closed_recorder(town, client, tmp_path):
    """What can no longer be kept is not passed over in silence."""
    recorder = Recorder(client, tmp_path / "e.warc.gz")
    recorder.close()
    with pytest.raises(EvidenceError, match="cannot be written"):
        await recorder.fetch(Request(url="http://one.example/ok"))


async def test_foreign_warc(tmp_path):
    """What a crawler wrote: packed bodies, no requests, records that are no answers."""
    path = tmp_path / "crawl.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        fields = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Set-Cookie", "a=b")]
        for kind, more in (
            ("response", {"http_headers": StatusAndHeaders("200 OK", fields, "HTTP/1.1")}),
            ("resource", {}),
        ):
            data = gzip.compress(b"<title>Old</title>")
            writer.write_record(
                writer.create_warc_record("http://a.example/", kind, BytesIO(data), len(data), **more)
            )
        note = b"fetchTimeMs: 25\r\n"
        writer.write_record(
            writer.create_warc_record("http://a.example/", "metadata", BytesIO(note), len(note))
        )
    exchange = await Replayer(path).fetch(Request(url="http://a.example/", max_body_bytes=7))
    assert exchange == Exchange(
        url="http://a.example/", http_status=200, headers=(("content-type", "text/html"),), body=b"<title>",
        truncated=True,
    )  # fmt: skip


async def test_a_page_and_its_description(town, client, tmp_path):
    """One address asked for in two kinds: each replay gets its own; what browsers accept is no kind."""
    path = tmp_path / "e.warc.gz"
    data = {"Accept": "application/vnd.citationstyles.csl+json"}
    url = "http://one.example/busy"
    with Recorder(client, path) as recorder:
        await recorder.fetch(Request(url=url, headers=data))
        await recorder.fetch(Request(url=url, headers={"Accept": "text/html,*/*"}))
    replayer = Replayer(path)
    assert (await replayer.fetch(Request(url=url))).http_status == 503
    assert (await replayer.fetch(Request(url=url))).failure == "not-in-replay"
    assert (await replayer.fetch(Request(url=url, headers=data))).http_status == 503
