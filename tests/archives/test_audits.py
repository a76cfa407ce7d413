"""Whole audits through the public face, with an archive of each kind behind them, in all its moods."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from srccheck.auditing import aaudit
from srccheck.model import Audit
from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from tests.archives.conftest import Server
from tests.archives.world import CAPTURES, SITE, TITLE, WITHHELD
from tests.web.localweb import FakeTime, page
from tests.web.wayback import Wayback

Run = Callable[[Settings], Coroutine[Any, Any, Audit]]

CITED = {
    # address (COPY: in the archive): (status of the live page, archive, codes besides those on dates)
    f"{SITE}/near": ("alive", "archived", {"A404"}),
    f"{SITE}/died": ("dead", "archived", {"A401", "A404", "D305"}),
    f"{SITE}/polite": ("dead", "archived", {"A401", "A404"}),
    f"{SITE}/never": ("dead", "not-archived", {"A403"}),
    f"{SITE}/bad": ("dead", "only-bad-captures", {"A403"}),
    f"{SITE}/new": ("alive", "not-archived", {"A402"}),
    WITHHELD: ("dead", "excluded", {"L201"}),
    f"COPY20240304090000/{SITE}/never": ("dead", "not-archived", {"A405"}),
    f"COPY20240304090000/{SITE}/near": ("alive", "archived", set()),
    f"COPY20240601000000/{SITE}/died": ("dead", "archived", {"A405", "D305"}),
    f"COPY20240304090000/{SITE}/lies": ("dead", "only-bad-captures", {"A405"}),
}
CODES = {"L201", "A401", "A402", "A403", "A404", "A405", "D305"}


def address(server: Server, cited: str) -> str:
    return cited.replace("COPY", server.timegate)


@pytest.fixture
def document(server: Server, tmp_path: Path) -> Path:
    lines = ["# Ports and Peace", ""]
    for number in range(1, len(CITED) + 1):
        lines += [f"A claim.[^{number}]", ""]
    for number, cited in enumerate(CITED, 1):
        url = address(server, cited)
        lines += [f'[^{number}]: "{TITLE}", Coast News, <{url}>, accessed 9 September 2025.', ""]
    path = tmp_path / "paper.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def run(server: Server, document: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """An audit of the document; pages alive are `/near` and `/new`."""
    monkeypatch.setenv("SSL_CERT_FILE", str(server.web.ca_file))
    server.web.host("coast.example", {"/near": page(TITLE), "/new": page(TITLE)})
    server.web.host("withheld.example", {})

    async def audit(settings: Settings) -> Audit:
        time = FakeTime()
        if settings.replay:
            return await aaudit(document, settings=settings, surroundings=time.surroundings)
        async with HttpClient(settings, resolver=server.web.resolver) as http:
            return await aaudit(document, settings=settings, fetcher=http, surroundings=time.surroundings)

    return audit


def verdicts(audit: Audit) -> dict[str, tuple[Any, ...]]:
    """All that a link came to, without times and words for people."""
    codes: dict[str, set[str]] = {}
    for item in audit.findings:
        codes.setdefault(item.url or "", set()).add(item.code)
    return {
        link.url: (
            link.live.status,
            link.live.reason,
            link.live.http_status,
            link.archive.status,
            link.archive.died_between,
            [use.snapshot and use.snapshot.url for use in link.uses],
            link.copy and link.copy.verdict,
            codes.get(link.url, set()),
        )
        for link in audit.links
    }


async def test_findings(server, run):
    """Every link: the live page's word, the archive's, and what follows for the author."""
    found = verdicts(await run(server.settings))
    assert len(found) == len(CITED)
    for cited, (status, archive, codes) in CITED.items():
        seen = found[address(server, cited)]
        assert (seen[0], seen[3], seen[-1] & CODES) == (status, archive, codes), cited


async def test_repairs(server, run):
    """The fix of a dead link is the capture; that of a broken copy another capture of the same page."""
    audit = await run(server.settings)
    fixes = {item.url: item.fix for item in audit.findings if item.code in ("A401", "A405")}
    assert fixes[f"{SITE}/died"] == f"{server.timegate}20230505120000/{SITE}/died"
    assert fixes[f"{server.timegate}20240601000000/{SITE}/died"] == fixes[f"{SITE}/died"]
    assert fixes[f"{server.timegate}20240304090000/{SITE}/lies"] is None


async def test_names_in_json(server, run):
    """Whose word it is stands in the report, and what a copy is a copy of."""
    audit = (await run(server.settings)).to_dict()
    links = {link["url"]: link for link in audit["links"]}
    host = "wayback.example" if server.wayback else "pywb.example"
    assert links[f"{SITE}/near"]["archive"]["name"] == host
    assert links[f"{SITE}/near"]["uses"][0]["snapshot"]["archive"] == host
    copy = links[f"{server.timegate}20240601000000/{SITE}/died"]["copy_of"]
    assert copy == {
        "archive": host, "verdict": "bad", "url": f"{SITE}/died", "status": "dead", "reason": "http-404",
    }  # fmt: skip


@pytest.mark.parametrize("server", ["stand-in"], indirect=True)
@pytest.mark.parametrize("mode", ["normal", "outage", "ratelimit", "flaky", "slow", "empty-availability"])
async def test_moods(mode, server, run, tmp_path):
    """Whatever the archive's mood: no wrong absence, no accusation on its silence, live verdicts as ever,

    and what was recorded replays to the same verdicts.
    """
    calm = verdicts(await run(server.settings))
    server.wayback.mode = mode
    evidence = tmp_path / "evidence.warc.gz"
    moody = await run(server.settings.with_changes(record=evidence))
    replayed = await run(server.settings.with_changes(replay=evidence))
    assert verdicts(replayed) == verdicts(moody)
    for url, seen in verdicts(moody).items():
        before = calm[url]
        if not before[6]:
            assert seen[:3] == before[:3]
        assert seen[3] in (before[3], "unknown") or (before[3] == "archived" == seen[3])
        accused = seen[-1] & {"A401", "A402", "A403", "A405"}
        assert accused <= before[-1]
        assert not (seen[3] == "unknown" and accused - {"A405"})


@pytest.mark.parametrize(
    ("path", "accessed", "cdx"), [("near", "4 March 2024", 0), ("died", "5 May 2023", 1)]
)
async def test_requests_for_a_page(path, accessed, cdx, run, server, document):
    """Two playback requests for a live page at most; two and one to the index for a dead one."""
    note = f'[^1]: "{TITLE}", <{SITE}/{path}>, accessed {accessed}.'
    document.write_text(f"A claim.[^1]\n\n{note}\n", encoding="utf-8")
    server.web.asked.clear()
    (link,) = (await run(server.settings)).links
    assert link.archive.status == "archived"
    asked = [one.target for one in server.web.asked if one.host in server.timegate]
    index = sum("cdx?" in target for target in asked)
    assert (index, len(asked) - index <= 2) == (cdx, True)


def test_the_past_is_the_same_for_both():
    """The stand-in holds every capture that pywb is given."""
    wayback = Wayback()
    for held in CAPTURES:
        wayback.keep(held)
    assert sum(map(len, wayback.held.values())) == len(CAPTURES)
