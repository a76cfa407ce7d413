"""Audits that hold nothing: the same verdicts and findings as those that hold everything."""

from __future__ import annotations

from contextlib import aclosing, asynccontextmanager

import pytest
from attrs import evolve

from srccheck.auditing import aaudit
from srccheck.errors import EvidenceError
from srccheck.extraction import extract
from srccheck.model import Finding, LinkReport
from srccheck.scale.large import LargeAudit
from srccheck.scale.lists import read_lists
from srccheck.settings import PerFile
from srccheck.store import open_store
from srccheck.web.client import HttpClient
from tests.scale.samples import SETTINGS, listed, of_host
from tests.web.localweb import FakeTime, LocalWeb, answer, hang, in_turn, page, redirect

NOTES = """One claim.[1] Another.[2] More.[3] Old.[4]

[1] A. Author, “The first report of the coast”, http://coast.example/alive, accessed 3 March 2024.
[2] B. Author, “Another title than that of the page”, http://coast.example/alive, accessed 3 March 2031.
[3] C. Author, “Gone”, http://coast.example/gone (in German). See also http://hill.example/moved.
[4] D. Author, “Broken”, http://hill.example/broken?utm_source=x, http://127.0.0.1:9/x.
"""


@pytest.fixture
async def web():
    web = LocalWeb()
    web.host(
        "coast.example",
        {
            "/alive": page("The first report of the coast"),
            "/gone": answer("", 404),
            "/late": in_turn(answer("", 404), page("There again")),
            "*": page("Whatever"),
        },
    )
    web.host(
        "hill.example",
        {"/moved": redirect("http://hill.example/new", 301), "/new": page("New"), "*": answer("", 500)},
    )
    web.host("slow.example", {"*": hang()})
    async with web:
        yield web


def network_of(web):
    @asynccontextmanager
    async def network(settings):
        async with HttpClient(settings, resolver=web.resolver) as client:
            yield client

    return network


async def settled(run, items):
    """Take everything, walk, and say what came: links, findings as they came."""
    reports: list[LinkReport] = []
    said: list[Finding] = []
    for item in items:
        said += run.take(item)
    async for report, findings in run.walk():
        reports.append(report)
        said += findings
    return reports, said


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"ignore": ("L201", "D")},
        {"allow_private": True},
        {"extend_select": ("S504",)},
    ],
    ids=str,
)
async def test_it_says_what_an_audit_says_that_holds_everything(tmp_path, web, more):
    """All findings, the same links with the same verdicts, the same summary."""
    settings = evolve(SETTINGS, **more)
    for number in range(3):
        text = NOTES.replace("/gone", f"/gone{number}" if number else "/gone")
        ignore = "<!-- srccheck: ignore[L204] -->" if number == 2 else ""
        (tmp_path / f"d{number}.md").write_text(f"{text.rstrip()} {ignore}\n", encoding="utf-8")
    paths = [str(tmp_path / f"d{number}.md") for number in range(3)]
    async with HttpClient(settings, resolver=web.resolver) as client:
        whole = await aaudit(paths, settings=settings, fetcher=client)
    with LargeAudit(settings, network=network_of(web)) as run:
        reports, said = await settled(run, [extract(path) for path in paths])
        result = run.result()
        told = list(result.findings)
        assert [(f.fingerprint, f.severity, f.location) for f in told] == [
            (f.fingerprint, f.severity, f.location) for f in whole.findings
        ]
        assert sorted(f.fingerprint for f in said) == sorted(f.fingerprint for f in told)
        assert result.summary() == whole.summary()
    assert whole.findings
    assert {r.url: (r.live.status, r.uses) for r in reports} == {
        r.url: (r.live.status, r.uses) for r in whole.links
    }
    assert (result.interrupted, result.offline, result.unreadable) == (False, False, ())


async def test_partitions_share_the_limits_and_the_dead_are_asked_twice(tmp_path, web, monkeypatch):
    """Every page once, the dead ones twice, and never more requests at a host than allowed."""
    monkeypatch.setattr("srccheck.scale.spool.Spool.plan.__kwdefaults__", {"most_links": 6, "most_of_one": 4})
    urls = [*of_host("coast.example", 11), *of_host("hill.example", 5), "http://coast.example/late"]
    settings = evolve(SETTINGS, jobs_per_host=1)
    with LargeAudit(settings, network=network_of(web)) as run:
        reports, _ = await settled(run, read_lists([listed(tmp_path, urls)]))
    assert {r.url: r.live.status for r in reports} == {
        url: "unreachable" if "hill" in url else "alive" for url in urls
    }
    assert len(reports) == len(urls)
    asked = [each.url for each in web.asked if each.url.startswith("http://coast")]
    assert sorted(asked) == sorted([*(u for u in urls if "coast" in u), "http://coast.example/late"])
    assert web.most_at_once["coast.example"] == 1


async def test_a_host_keeps_its_pace_over_its_partitions(tmp_path, web, monkeypatch):
    """The pause between two requests to a host holds from one partition to the next."""
    monkeypatch.setattr("srccheck.scale.spool.Spool.plan.__kwdefaults__", {"most_links": 6, "most_of_one": 3})
    time = FakeTime()
    settings = evolve(SETTINGS, pause_per_host_s=2.0)
    with LargeAudit(settings, network=network_of(web), surroundings=time.surroundings) as run:
        reports, _ = await settled(run, read_lists([listed(tmp_path, of_host("coast.example", 7))]))
    assert len(reports) == 7
    assert time.seconds >= 12.0


async def test_one_answer_anywhere_says_that_the_machine_is_online(tmp_path, web, monkeypatch):
    """A partition in which nobody answers is no sign of a machine that is offline."""
    monkeypatch.setattr("srccheck.scale.spool.Spool.plan.__kwdefaults__", {"most_links": 1, "most_of_one": 1})
    settings = evolve(SETTINGS, first_byte_timeout_s=0.05)
    urls = ["http://coast.example/alive", "http://slow.example/a"]
    with LargeAudit(settings, network=network_of(web)) as run:
        reports, _ = await settled(run, read_lists([listed(tmp_path, urls)]))
    assert {r.url: (r.live.status, r.live.reason) for r in reports}["http://slow.example/a"] == (
        "unreachable", "timeout"
    )  # fmt: skip


async def test_a_second_run_asks_for_nothing(tmp_path, web):
    """What is in the store is not asked again, so that a run that was killed goes on where it was."""
    settings = evolve(SETTINGS, store=str(tmp_path / "store"))
    path = listed(tmp_path, of_host("coast.example", 5))
    for times in (5, 0):
        web.asked.clear()
        with LargeAudit(settings, network=network_of(web)) as run:
            reports, _ = await settled(run, read_lists([path]))
        assert (len(reports), len(web.asked)) == (5, times)


async def test_a_run_is_kept_in_the_store(tmp_path, web):
    """With a check for every link, its place, and what was told; whole, since nothing was left out."""
    settings = evolve(SETTINGS, store=str(tmp_path / "store"), run="weekly")
    urls = [*of_host("coast.example", 3), "http://coast.example/gone"]
    path = listed(tmp_path, urls)
    with LargeAudit(settings, network=network_of(web)) as run:
        await settled(run, read_lists([path]))
    with open_store(settings.store, []) as store:
        (kept,) = store.runs()
        assert (kept.id, kept.is_whole, len(kept.documents)) == ("weekly", True, 1)
        assert sorted(check.url for check in store.checks("weekly")) == sorted(urls)
        assert {citing.line for citing in store.citings("weekly")} == {1, 2, 3, 4}
        assert [finding.code for finding in store.findings("weekly")] == ["L201"]


async def test_a_run_that_was_cut_short_goes_on(tmp_path, web):
    """By its name: what was answered is not asked again, however long ago that was; then it is whole."""
    settings = evolve(SETTINGS, store=str(tmp_path / "store"), run="weekly", jobs=1)
    path = listed(tmp_path, of_host("coast.example", 20))
    time = FakeTime()

    def audit():
        return LargeAudit(settings, network=network_of(web), surroundings=time.surroundings)

    with audit() as run:
        for item in read_lists([path]):
            run.take(item)
        async with aclosing(run.walk()) as walk:
            for _ in range(5):
                await anext(walk)
        assert "--run weekly, goes on" in run.result().notices[0]
    before = {each.url for each in web.asked}
    web.asked.clear()
    time.seconds += 30 * 86_400
    with audit() as run:
        reports, _ = await settled(run, read_lists([path]))
        assert run.result().notices == ()
    assert len(reports) == 20
    assert 20 - len(before) <= len(web.asked) <= 20 - 4
    with open_store(settings.store, []) as store:
        (kept,) = store.runs()
        assert kept.is_whole
        assert len(list(store.checks("weekly"))) == 20


async def test_a_walk_that_is_left_leaves_nothing_running(tmp_path, web):
    """Whoever stops early gets what there is; the files on disk are gone."""
    with LargeAudit(SETTINGS, network=network_of(web)) as run:
        for item in read_lists([listed(tmp_path, of_host("coast.example", 50))]):
            run.take(item)
        async with aclosing(run.walk()) as walk:
            await anext(walk)
        result = run.result()
        folder = run._folder
        assert (result.summary()["links"], result.interrupted) == (1, True)
    assert not folder.exists()


async def test_the_time_that_is_allowed(tmp_path, web):
    """When it is up the rest is counted, not told link by link."""
    settings = evolve(SETTINGS, max_time_s=0.2)
    urls = ["http://coast.example/alive", *of_host("slow.example", 3)]
    with LargeAudit(settings, network=network_of(web)) as run:
        reports, _ = await settled(run, read_lists([listed(tmp_path, urls)]))
        (notice,) = run.result().notices
    assert len(reports) <= 1  # a busy machine may not have come so far
    assert notice == f"{4 - len(reports)} links were not asked: the time that is allowed is up"


async def test_the_standing_is_told(tmp_path, web):
    """How many of how many, to the last."""
    seen = []
    with LargeAudit(SETTINGS, network=network_of(web), progress=seen.append) as run:
        await settled(run, read_lists([listed(tmp_path, of_host("coast.example", 30))]))
    assert (seen[-1].done, seen[-1].total) == (30, 30)


async def test_what_cannot_be_read(tmp_path, web):
    """It is a finding, and named as unreadable; the other lists are done."""
    paths = [str(tmp_path / "no.txt"), listed(tmp_path, ["http://coast.example/alive"])]
    with LargeAudit(SETTINGS, network=network_of(web)) as run:
        reports, said = await settled(run, read_lists(paths))
        result = run.result()
        assert result.unreadable == (paths[0],)
        assert [f.code for f in said] == [f.code for f in result.findings] == ["X901"]
    assert len(reports) == 1


async def test_people_have_the_last_word(tmp_path, web):
    """Overrides mark links and take findings away; one about nothing is told."""
    overrides = tmp_path / "o.toml"
    overrides.write_text(
        '[[override]]\nurl = "http://coast.example/gone"\nverdict = "alive"\nby = "M"\nwhy = "seen"\n'
        '[[override]]\nurl = "http://coast.example/nobody"\nverdict = "alive"\nby = "M"\nwhy = "seen"\n'
    )
    settings = evolve(SETTINGS, overrides=str(overrides))
    with LargeAudit(settings, network=network_of(web)) as run:
        (report,), said = await settled(run, read_lists([listed(tmp_path, ["http://coast.example/gone"])]))
        assert [f.code for f in run.result().findings] == ["O902"]
    assert (report.live.status, said) == ("dead", [])
    assert report.override is not None


async def test_settings_for_some_of_the_documents(tmp_path, web):
    """What a section of the configuration says of a list holds for its findings alone."""
    paths = [listed(tmp_path, ["http://coast.example/gone"], name) for name in ("a.txt", "b.txt")]
    section = PerFile(pattern="b.txt", folder=tmp_path, changes=(("ignore", ("L201",)),))
    with LargeAudit(evolve(SETTINGS, per_file=(section,)), network=network_of(web)) as run:
        _, said = await settled(run, read_lists(paths))
    assert [(f.code, f.document) for f in said] == [("L201", paths[0])]


async def test_what_is_raised_on_purpose_comes_out_as_itself(tmp_path):
    """Evidence that can no longer be written ends the audit, with many links under way."""

    class Full:
        async def fetch(self, request):
            raise EvidenceError("the disk is full")

    @asynccontextmanager
    async def network(settings):
        yield Full()

    items = read_lists([listed(tmp_path, of_host("coast.example", 300))])
    with LargeAudit(SETTINGS, network=network) as run, pytest.raises(EvidenceError, match="disk is full"):
        await settled(run, items)
