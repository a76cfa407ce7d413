"""What audits leave in the store, however they end, and how one that was killed is gone on with."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import aclosing

import pytest
from attrs import evolve

from srccheck import Settings
from srccheck.auditing import aaudit, astream, audit
from srccheck.errors import StoreError
from srccheck.keeping import HistoryAlone, Logbook, check_of, citings_of, run_of, store_for
from srccheck.model import (
    ArchiveFacts,
    Audit,
    Capture,
    CslItem,
    Finding,
    LinkReport,
    Live,
    Location,
    NormalizedUrl,
    PartialDate,
    Use,
)
from srccheck.model.drift import Drift
from srccheck.model.history import Check, Citing, Run
from srccheck.model.places import plain_path
from srccheck.model.store import NoStore
from srccheck.store import open_store
from tests.test_audit import empty_evidence, write
from tests.test_weeks import PAGES, SETTINGS, Web
from tests.web.localweb import START, FakeTime

DAY = dt.timedelta(days=1)
LATER = START + dt.timedelta(hours=1)
URL = NormalizedUrl("https://a.example/#x")


def report(**live) -> LinkReport:
    capture = Capture(url="https://archive.example/1/https://a.example/", timestamp=START - 9 * DAY)
    use = Use(
        document="./texts//a.md", note="n1", citation="n1.1", location=Location(line=7), cited=CslItem(),
        accessed=dt.date(2025, 7, 20), snapshot=capture,
    )  # fmt: skip
    return LinkReport(
        url=URL,
        live=Live(**{"status": "dead", "reason": "http-404", "checked_at": LATER} | live),
        archive=ArchiveFacts(status="archived", died_between=(START - 9 * DAY, START - DAY)),
        uses=(evolve(use, snapshot=None), use),
    )


def test_a_check_tells_what_the_link_tells():
    """Every word of the report that history keeps; the capture is the first use's that has one."""
    more = {"http_status": 404, "final_url": "https://a.example/", "dead_since": START, "digest": "sha1:A"}
    assert check_of(report(**more), began=START) == Check(
        url=URL, checked_at=LATER, status="dead", reason="http-404", archive="archived",
        died_between=(START - 9 * DAY, START - DAY), captured_at=START - 9 * DAY,
        capture="https://archive.example/1/https://a.example/", **more,
    )  # fmt: skip


@pytest.mark.parametrize(("began", "cached"), [(START, False), (LATER, False), (LATER + DAY, True)])
def test_answers_of_a_killed_run_are_its_own(began, cached):
    """They come out of the store, and count as asked; those of earlier runs do not."""
    assert check_of(report(from_cache=True), began=began).from_cache is cached
    assert check_of(report(), began=began).from_cache is False


def test_citings():
    """One a use, by the path's one name; days that are not told are left out."""
    link = report()
    told = evolve(
        link.uses[0],
        cited=CslItem(issued=PartialDate(year=2024, month=3)),
        drift=Drift(verdict="edited", similarity=0.9),
        accessed=None,
    )
    plain = Citing(
        url=URL, document="texts/a.md", note="n1", citation="n1.1", line=7, accessed=dt.date(2025, 7, 20)
    )
    assert citings_of(evolve(link, uses=(link.uses[0], told, evolve(told, cited=None)))) == (
        plain,
        evolve(plain, accessed=None, issued=dt.date(2024, 3, 1), drift="edited"),
        evolve(plain, accessed=None, drift="edited"),
    )


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("a.md", "a.md"),
        ("./a.md", "a.md"),
        ("b/../a.md", "a.md"),
        ("b//a.md", "b/a.md"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_one_name_for_a_document(path, plain):
    """However it is named on the command line; a finding's fingerprint stays the same."""
    assert plain_path(path) == plain
    finding = Finding(
        code="L201",
        name="link-dead",
        severity="error",
        message="gone",
        document=path,
        location=Location(line=1),
    )
    assert finding.fingerprint == evolve(finding, document=plain).fingerprint


def test_names_of_runs():
    """The caller's own, or a new one each time, even where the clock stands still."""
    time = FakeTime().surroundings
    named = run_of(Settings(run="ci-17"), time, as_of=START.date())
    assert (named.id, named.started, named.as_of) == ("ci-17", START, START.date())
    ids = {run_of(Settings(), time, as_of=START.date()).id for _ in range(20)}
    assert len(ids) == 20
    assert {name[:17] for name in ids} == {"20261122T080000Z-"}


@pytest.fixture
def where(tmp_path):
    return str(tmp_path / "store")


@pytest.fixture
def kept(where):
    """What the store holds: (run, checks, citings, findings) of each finished run, newest first."""

    def read():
        with open_store(where, []) as store:
            return [
                (run, list(store.checks(run.id)), list(store.citings(run.id)), list(store.findings(run.id)))
                for run in store.runs()
            ]

    return read


async def once(where, path, *, web=None, settings=SETTINGS, seconds=0.0, **more) -> Audit:
    with open_store(where, []) as store:
        return await aaudit(
            path,
            settings=settings,
            fetcher=web or Web(lost=404),
            surroundings=FakeTime(seconds).surroundings,
            store=store,
            **more,
        )


async def test_an_audit_is_a_run(tmp_path, where, kept):
    """Its links, where they are cited, and what was told; the next one knows it."""
    path = write(tmp_path, *PAGES)
    first = await once(where, path)
    ((run, checks, citings, findings),) = kept()
    assert (run.started, run.finished, run.as_of) == (START, first.finished, first.as_of)
    assert (run.documents, run.is_whole, run.summary) == ((str(path),), True, first.summary())
    assert {(c.url, c.status, c.reason) for c in checks} == {
        (PAGES[0], "dead", "http-404"),
        (PAGES[1], "alive", "ok"),
    }
    assert [(c.document, c.note, c.line) for c in citings if c.url == PAGES[0]] == [(str(path), "n1", 5)]
    assert [f.fingerprint for f in findings] == [f.fingerprint for f in first.findings]
    second = await once(where, f"{path.parent}/./{path.name}", seconds=60.0)
    assert first.known is None
    assert {f.fingerprint for f in second.known} == {f.fingerprint for f in second.findings}
    newest, oldest = kept()
    assert newest[0].documents == oldest[0].documents
    assert {check.from_cache for check in newest[1]} == {True}


async def test_a_document_without_links_is_read_all_the_same(tmp_path, where, kept):
    """Else the links that it had would be told of for ever."""
    path = tmp_path / "a.md"
    path.write_text("Nothing.\n", "utf-8")
    await once(where, path)
    ((run, checks, _, _),) = kept()
    assert (run.documents, run.is_whole, checks) == ((str(path),), True, [])


@pytest.mark.parametrize("reason", ["max_links", "max_time_s"])
async def test_runs_that_did_not_look_at_all_are_not_whole(reason, tmp_path, where, kept):
    """They are finished, and say so."""

    class Slow(Web):
        async def fetch(self, request):
            if "lost" in request.url:
                await asyncio.sleep(60)
            return await super().fetch(request)

    settings = SETTINGS.with_changes(**{reason: 1 if reason == "max_links" else 0.3})
    web = Slow() if reason == "max_time_s" else Web()
    result = await once(where, write(tmp_path, *PAGES), web=web, settings=settings)
    ((run, *_),) = kept()
    assert (run.is_whole, result.interrupted) == (False, False)
    assert run.summary["by_status"]["unchecked"] == 1


class Hanging(Web):
    """Answers all but the lost host, which it is never done with."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def fetch(self, request):
        if "lost" in request.url:
            self.reached.set()
            await asyncio.Event().wait()
        return await super().fetch(request)


async def interrupted(where, path, settings) -> Audit | None:
    web = Hanging()
    task = asyncio.create_task(once(where, path, web=web, settings=settings))
    await web.reached.wait()
    for _ in range(200):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_interrupted_run_is_finished_but_not_whole(tmp_path, where, kept):
    """What was answered by then is kept; what was not is no check."""
    await interrupted(where, write(tmp_path, *PAGES), SETTINGS)
    ((run, checks, *_),) = kept()
    assert (run.is_whole, [check.url for check in checks]) == (False, [PAGES[1]])
    assert run.summary["by_status"] == {"alive": 1, "unchecked": 1}


async def test_what_is_settled_as_the_end_comes_is_kept(tmp_path, where, kept):
    """Though nobody has taken it up: history has what the summary counts."""

    def stop(done, total, what):
        if what == "links":
            task.cancel()

    path = write(tmp_path, *PAGES)
    with open_store(where, []) as store:
        work = aaudit(path, settings=SETTINGS, fetcher=Web(), store=store, progress=stop)
        task = asyncio.create_task(work)
        with pytest.raises(asyncio.CancelledError):
            await task
    ((run, checks, *_),) = kept()
    assert len(checks) == run.summary["by_status"]["alive"] > 0


async def test_an_interrupted_run_with_a_name_can_be_gone_on_with(tmp_path, where, kept):
    """Whoever gave it a name means to give it again."""
    path, settings = write(tmp_path, *PAGES), SETTINGS.with_changes(run="ci-17")
    await interrupted(where, path, settings)
    assert kept() == []
    result = await once(where, path, web=(web := Web()), settings=settings, seconds=9 * 86_400.0)
    assert not any("coast" in url for url in web.asked)
    ((run, checks, *_),) = kept()
    assert (run.id, run.started, run.is_whole) == ("ci-17", START, True)
    assert result.started == START + 9 * DAY
    assert {check.url: check.from_cache for check in checks} == dict.fromkeys(PAGES, False)


async def test_deaths_that_were_not_confirmed_get_their_second_look(tmp_path, where, kept):
    """A run that was killed after the first: its answer stands, but is no verdict."""
    path, settings = write(tmp_path, *PAGES), SETTINGS.with_changes(run="ci-17")

    asked_again = asyncio.Event()

    class Killed(Web):
        async def fetch(self, request):
            if self.asked.count(PAGES[0]):
                asked_again.set()
                await asyncio.Event().wait()
            return await super().fetch(request)

    task = asyncio.create_task(once(where, path, web=Killed(lost=404), settings=settings))
    await asked_again.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    web = Web(lost=404)
    result = await once(where, path, web=web, settings=settings, seconds=86_400.0)
    assert web.asked.count(PAGES[0]) == 1
    assert {link.live.reason for link in result.links} == {"http-404", "ok"}


async def test_the_third_failure_gets_its_second_look_too(tmp_path, where):
    """Killed between the two: the first answer stands, for the run alone, and the second is asked for."""
    path = write(tmp_path, *PAGES)
    for week in (0, 7):
        await once(where, path, web=Web(lost=503), seconds=week * 86_400.0)
    asked_again = asyncio.Event()

    class Killed(Web):
        async def fetch(self, request):
            if self.asked.count(PAGES[0]):
                asked_again.set()
                await asyncio.Event().wait()
            return await super().fetch(request)

    settings = SETTINGS.with_changes(run="week-3")
    third = once(where, path, web=Killed(lost=503), settings=settings, seconds=14 * 86_400.0)
    task = asyncio.create_task(third)
    await asked_again.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    web = Web(lost=503)
    result = await once(where, path, web=web, settings=settings, seconds=14.5 * 86_400.0)
    assert web.asked.count(PAGES[0]) == 1
    assert {link.live.reason for link in result.links} == {"unreachable-for-days", "ok"}


async def test_a_finished_run_is_not_gone_on_with(tmp_path, where):
    """The message says what to do."""
    path, settings = write(tmp_path, *PAGES), SETTINGS.with_changes(run="ci-17")
    await once(where, path, settings=settings)
    web = Web()
    with pytest.raises(StoreError, match=r"'ci-17' has been finished; give this one another name"):
        await once(where, path, settings=settings, web=web)
    assert web.asked == []


async def test_a_stream_keeps_history_too(tmp_path, where, kept):
    """All of it, or what was taken from it."""
    path = empty_document(tmp_path)
    settings = SETTINGS.with_changes(store=where)
    items = [item async for item in astream(path, settings=settings)]
    assert items[-1].known is None
    ((run, checks, *_),) = kept()
    assert (run.is_whole, len(checks), run.summary["links"]) == (True, 2, 2)
    async with aclosing(astream(path, settings=settings)) as stream:
        async for item in stream:
            if isinstance(item, LinkReport):
                break
    newest, _ = kept()
    assert (newest[0].is_whole, len(newest[1])) == (False, 1)


def empty_document(folder):
    """One whose links nobody may ask for: a run without a network."""
    return write(folder, "http://10.0.0.7/a", "http://10.0.0.8/b")


@pytest.mark.parametrize(
    ("more", "runs"),
    [({}, 1), ({"keep_run": False}, 0), ({"since": "HEAD"}, 0)],
    ids=["an audit", "an audit for another purpose", "a look at what is new"],
)
def test_which_audits_are_runs(more, runs, tmp_path, where, kept, monkeypatch):
    """Not those whose findings nobody is told of, or that look at a part."""
    if "since" in more:
        monkeypatch.setattr("srccheck.auditing.Novelty", Everything)
    path = empty_document(tmp_path)
    audit(path, settings=SETTINGS.with_changes(store=where), **more)
    assert len(kept()) == runs


class Everything:
    """A state of a repository before all."""

    def __init__(self, ref, *, environment):
        pass

    def only_new(self, wanted, documents, *, settings):
        return wanted

    def concerns(self, item):
        return True


@pytest.mark.parametrize(
    ("kind", "more", "runs"),
    [
        ("record", {}, 0),
        ("record", {"store": True}, 1),
        ("replay", {}, 0),
        ("replay", {"store": True}, 0),
        ("replay", {"store": True, "run": "week-1"}, 1),
        ("replay", {"store": "none", "run": "week-1"}, 0),
    ],
)
def test_evidence_goes_round_the_answers_but_not_the_history(kind, more, runs, tmp_path, where, kept):
    """A recorded run is kept where a store is named, a replayed one where a run is named besides."""
    changes = {**more, "store": where} if more.get("store") is True else more
    file = empty_evidence(tmp_path) if kind == "replay" else tmp_path / "new.warc.gz"
    audit(empty_document(tmp_path), settings=SETTINGS.with_changes(**{kind: file}, **changes))
    assert len(kept()) == runs


def test_a_history_by_itself(where):
    """Runs are kept, answers neither told nor remembered."""
    run = Run(id="r", started=START, as_of=START.date(), version="0")
    with store_for(Settings(store=where, record="x"), []) as store:
        assert isinstance(store, HistoryAlone)
        store.put("live", URL, {}, checked_at=START, expires_at=None)
        assert store.get("live", URL) is None
        log = Logbook(store, run)
        log.add(report())
        log.look_up(["a.md"])
        assert log.known is None
        log.finish(
            Audit(as_of=START.date(), started=START, finished=LATER, version="0"), ["a.md"], is_whole=True
        )
        assert (log.began, log.is_kept) == (START, True)
    with store_for(Settings(store=where, record="x"), []) as store:
        assert [check.url for check in store.looks(URL)] == [URL]
        assert list(store.known_findings(["a.md"])) == []


def test_what_is_not_to_be_kept():
    """No run: no beginning, and nothing is added."""
    log = Logbook(NoStore(), None)
    log.add(report())
    log.finish(Audit(as_of=START.date(), started=START, finished=START, version="0"), (), is_whole=True)
    assert (log.began, log.is_kept) == (None, False)
