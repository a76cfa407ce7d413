"""What is saved, what is left out, and what is not asked for twice: over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from srccheck.archives.save import Keys
from srccheck.errors import UsageError
from srccheck.saving import Saving
from srccheck.settings import Settings
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
async def http(service: Service, settings: Settings) -> AsyncIterator[HttpClient]:
    wayback = Wayback()
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
