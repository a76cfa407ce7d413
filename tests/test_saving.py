"""What is saved, what is left out, and what is not asked for twice: over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from srccheck import aaudit
from srccheck.archives.save import Keys
from srccheck.errors import UsageError
from srccheck.model.web import Exchange, Request
from srccheck.saving import Saving, document_of
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.web.client import HttpClient
from tests.archives.test_save import Service
from tests.web.localweb import Asked, FakeTime, LocalWeb, Wire, page
from tests.web.wayback import Wayback

KEYS = Keys(access="me", secret="hush")
LACKED = "http://coast.example/lacked"
HELD = "http://coast.example/held"
GONE = "http://coast.example/gone"
SIGNED = "http://coast.example/file?X-Amz-Signature=0011223344"


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        archives=("http://wayback.example/web/",), store=str(tmp_path / "store.sqlite3"), retries=0
    )


@pytest.fixture
def wayback() -> Wayback:
    return Wayback()


@pytest.fixture
async def http(service: Service, wayback: Wayback, settings: Settings) -> AsyncIterator[HttpClient]:
    wayback.hold(HELD, ("20260501120000", 200))

    async def archive(asked: Asked, wire: Wire) -> None:
        await (service if asked.target.startswith("/save") else wayback).behave(asked, wire)

    async with LocalWeb() as web:
        there = page("A page that is there")
        web.host("coast.example", {"/lacked": there, "/held": there, "/file": there})
        web.host("wayback.example", {"*": archive})
        async with HttpClient(settings, resolver=web.resolver) as client:
            yield client


async def run(
    run: Saving, http: HttpClient, settings: Settings, *sources: str, time: FakeTime | None = None
) -> Saving:
    await run.run(
        sources,
        settings=settings,
        keys=KEYS,
        progress=lambda done, total, what: None,
        fetcher=http,
        surroundings=(time or FakeTime()).surroundings,
    )
    return run


async def test_only_what_the_archive_lacks_is_saved(
    http: HttpClient, service: Service, settings: Settings
) -> None:
    """A page with a good capture, and one that is gone, are not asked for."""
    done = await run(Saving(), http, settings, LACKED, HELD, GONE)
    assert [(saved.url, saved.outcome) for saved in done.saved] == [(LACKED, "saved")]
    assert service.posts == [LACKED]


async def test_what_was_saved_is_not_asked_for_again(
    http: HttpClient, service: Service, settings: Settings
) -> None:
    """A second run remembers the capture."""
    time = FakeTime()
    first = await run(Saving(), http, settings, LACKED, time=time)
    second = await run(Saving(), http, settings, LACKED, time=time)
    assert [saved.outcome for saved in second.saved] == ["fresh"]
    assert second.saved[0].capture == first.saved[0].capture
    assert service.posts == [LACKED]


async def test_a_key_is_published_only_on_demand(
    http: HttpClient, service: Service, settings: Settings
) -> None:
    """A signed address is left out, with the reason; `yes` saves it."""
    done = await run(Saving(), http, settings, SIGNED)
    assert done.saved == []
    assert "signed" in str(done.candidates[0].why_not)
    assert service.posts == []
    assert (await run(Saving(yes=True), http, settings, SIGNED)).saved[0].is_kept


async def test_the_findings_choose(http: HttpClient, service: Service, settings: Settings) -> None:
    """`only` takes codes and their beginnings."""
    done = await run(Saving(only=("A403",), dry_run=True), http, settings, LACKED, HELD, GONE)
    assert done.wanted == (GONE,)
    both = await run(Saving(only=("A4",), dry_run=True), http, settings, LACKED, HELD, GONE)
    assert both.wanted == (LACKED, GONE)
    assert service.posts == []


async def test_an_archive_that_has_had_enough_is_left_alone(
    http: HttpClient, service: Service, settings: Settings
) -> None:
    """One refusal for all pages ends the asking; every page has its answer."""
    service.wants_keys = True
    pages = [f"{LACKED}?n={n}" for n in range(9)]
    service.refuses = {url: ["error:max-daily-bandwidth"] for url in pages}
    done = await run(Saving(), http, settings, *pages)
    assert [saved.outcome for saved in done.saved] == ["enough"] * 9
    assert len(service.posts) <= 3


async def test_documents_and_urls_go_together(
    http: HttpClient, service: Service, settings: Settings, tmp_path: Path
) -> None:
    """A document's links are saved beside those of the command line."""
    text = tmp_path / "draft.md"
    text.write_text(f"A claim.[^1]\n\n[^1]: Coast, {LACKED}?a=1, accessed 1 May 2026.\n", encoding="utf-8")
    done = await run(Saving(), http, settings, str(text), f"{LACKED}?a=2")
    assert sorted(service.posts) == [f"{LACKED}?a=1", f"{LACKED}?a=2"]
    assert all(saved.is_kept for saved in done.saved)


async def test_an_archive_that_saves_nothing_is_wrong_usage(http: HttpClient) -> None:
    """The message names the archives."""
    with pytest.raises(UsageError, match=r"http://only\.example/timegate/"):
        await run(Saving(), http, Settings(archives=("http://only.example/timegate/",)), LACKED)


class Listening:
    """Answers as another does, and notes what was asked for."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http
        self.asked: list[str] = []

    async def fetch(self, request: Request) -> Exchange:
        self.asked.append(request.url)
        return await self._http.fetch(request)


async def audited(http: HttpClient, settings: Settings, time: FakeTime, *urls: str) -> None:
    """An audit that leaves a run in the store."""
    with open_store(settings.store, []) as store:
        await aaudit(
            (),
            documents=(document_of(urls, name="list"),),
            settings=settings,
            fetcher=http,
            store=store,
            surroundings=time.surroundings,
        )


async def test_the_last_audit_tells_what_is_missing(
    http: HttpClient, service: Service, settings: Settings
) -> None:
    """Nobody is asked again what is there and what the archive has; only for the captures."""
    time = FakeTime()
    await audited(http, settings, time, f"{LACKED}?a=1", HELD, GONE, f"{LACKED}?a=2#part", SIGNED)
    ears = Listening(http)
    pages = (f"{LACKED}?a=1", HELD, GONE, f"{LACKED}?a=2#part", SIGNED, f"{LACKED}?never=seen")
    done = await run(Saving(missing=True), ears, settings, *pages, time=time)  # type: ignore[arg-type]
    assert sorted(saved.url for saved in done.saved) == [f"{LACKED}?a=1", f"{LACKED}?a=2"]
    assert all("/save" in url for url in ears.asked)
    assert done.audit is None
    assert [each.url for each in done.candidates if each.why_not] == [SIGNED]


async def test_without_an_audit_everybody_is_asked(
    http: HttpClient, service: Service, settings: Settings, tmp_path: Path
) -> None:
    """No run, or none of the last month: then the archive is asked what it has."""
    time = FakeTime()
    text = tmp_path / "draft.md"
    text.write_text(f"A claim.[^1]\n\n[^1]: Coast, {LACKED}?a=1.\n", encoding="utf-8")
    paths = (str(text), str(tmp_path / "none.md"))
    done = await run(Saving(missing=True, dry_run=True), http, settings, *paths, time=time)
    assert (done.wanted, done.audit is None) == ((f"{LACKED}?a=1",), False)
    assert done.unreadable == (paths[1],)
    await audited(http, settings, time, f"{LACKED}?a=1")
    done = await run(Saving(missing=True, dry_run=True), http, settings, *paths, time=time)
    assert (done.wanted, done.audit is None, done.unreadable) == ((f"{LACKED}?a=1",), True, (paths[1],))
    time.seconds += 31 * 86_400
    done = await run(Saving(missing=True, dry_run=True), http, settings, *paths, time=time)
    assert done.audit is not None


async def test_a_little_each_week(
    http: HttpClient, service: Service, wayback: Wayback, settings: Settings
) -> None:
    """So many pages a run; what was refused stands in nobody's way for four weeks, and then has its turn."""
    service.wants_keys = True
    time = FakeTime()
    pages = [f"{LACKED}?n={n}" for n in range(5)]
    service.refuses = {pages[0]: ["error:blocked-url"] * 9, pages[1]: ["error:service-unavailable"] * 9}
    await audited(http, settings, time, *pages)
    weeks = []
    for _ in range(3):
        done = await run(Saving(missing=True, at_most=2), http, settings, *pages, time=time)
        weeks.append(([saved.outcome for saved in done.saved], done.postponed))
        for saved in done.saved:
            if saved.is_kept:
                wayback.hold(saved.url, ("20261122080000", 200))
        time.seconds += 7 * 86_400
        await audited(http, settings, time, *pages)
    assert [outcomes for outcomes, _ in weeks] == [["refused", "later"], ["saved", "saved"], ["saved"]]
    assert [postponed for _, postponed in weeks] == [3, 1, 0]
    left = [each.why_not for each in done.candidates if each.why_not]
    assert left[0].startswith("it could not be captured on 2026-11-22: the archive does not capture")
    time.seconds += 14 * 86_400
    await audited(http, settings, time, *pages)
    again = await run(Saving(missing=True, dry_run=True), http, settings, *pages, time=time)
    assert set(pages[:2]) <= set(again.wanted)
