"""Asking the registries, over real sockets."""

from __future__ import annotations

import asyncio
import json

import pytest

from srccheck.registries import RegistryClient
from srccheck.settings import Settings
from srccheck.store import open_store
from srccheck.web.client import HttpClient
from tests.web.localweb import FakeTime, LocalWeb, answer, redirect

SETTINGS = Settings(retries=0)
DOI = "10.5555/harbour.7"
CSL = {"title": "On Harbour Dues", "author": [{"family": "Larsen"}], "issued": {"date-parts": [[2020]]}}
WORK = {"message": {"title": ["On Harbour Dues"], "updated-by": [{"type": "retraction", "DOI": "10.5555/n"}]}}


def tells(data, **more):
    return answer(json.dumps(data), headers={"Content-Type": "application/json"}, **more)


@pytest.fixture
async def web(monkeypatch):
    web = LocalWeb()
    async with web:
        monkeypatch.setenv("SSL_CERT_FILE", str(web.ca_file))
        yield web


@pytest.fixture
def time():
    return FakeTime()


@pytest.fixture
def ask(tmp_path, web, time):
    """A run's questions, with a store that later runs share."""

    async def run(*dois):
        with open_store(str(tmp_path / "store"), []) as store:
            async with HttpClient(SETTINGS, surroundings=time.surroundings, resolver=web.resolver) as fetcher:
                client = RegistryClient(
                    fetcher=fetcher, settings=SETTINGS, surroundings=time.surroundings, store=store
                )
                return [await client.look(doi) for doi in dois]

    return run


def asked(web):
    return [f"{one.host}{one.target}" for one in web.asked]


async def test_both_registries(web, ask):
    """The agency's description, by content negotiation along its redirects, and Crossref's notices."""
    web.host("doi.org", {f"/{DOI}": redirect("https://data.crossref.org/x")})
    web.host("data.crossref.org", {"/x": tells(CSL)})
    web.host("api.crossref.org", {"/works/10.5555%2Fharbour.7": tells(WORK)})
    [known] = await ask(DOI.upper())
    assert (known.doi, known.registry, known.titles) == (DOI, "data.crossref.org", ("On Harbour Dues",))
    assert [notice.doi for notice in known.notices] == ["10.5555/n"]
    accepted = [one.headers["accept"] for one in web.asked]
    assert accepted == ["application/vnd.citationstyles.csl+json"] * 2 + ["application/json"]


async def test_other_agencies(web, ask):
    """A DOI that another agency registered is nothing to ask Crossref about."""
    web.host("doi.org", {f"/{DOI}": redirect("https://data.datacite.org/x")})
    web.host("data.datacite.org", {"/x": tells(CSL)})
    [known] = await ask(DOI)
    assert known.registry == "data.datacite.org"
    assert all("crossref" not in url for url in asked(web))


async def test_once_a_run_and_a_month(web, ask, time):
    """One request to each, however often it is cited; the next run asks after thirty days."""
    web.host("doi.org", {f"/{DOI}": tells(CSL)})
    web.host("api.crossref.org", {"*": tells(WORK)})
    first = await ask(DOI, DOI, DOI)
    assert len(web.asked) == 2
    assert await ask(DOI) == first[:1]
    assert len(web.asked) == 2
    time.seconds += 31 * 86_400
    await ask(DOI)
    assert len(web.asked) == 4


async def test_unknown_is_remembered_too(web, ask):
    """A DOI that nobody registered: silence, and no second question."""
    web.host("doi.org", {})
    web.host("api.crossref.org", {})
    assert await ask(DOI) == [None]
    assert await ask(DOI) == [None]
    assert len(web.asked) == 2


@pytest.mark.parametrize(
    "behaviour",
    [
        answer("busy", 503),
        answer("slow down", 429),
        redirect("https://127.0.0.1/secret"),
        redirect("https://[broken"),
        redirect(f"https://doi.org/{DOI}"),
    ],
    ids=["5xx", "429", "private", "malformed", "circle"],
)
async def test_a_failing_registry_changes_nothing(web, ask, behaviour):
    """Trouble is silence, and nothing is remembered of it."""
    web.host("doi.org", {"*": behaviour})
    web.host("api.crossref.org", {"*": behaviour})
    assert await ask(DOI) == [None]
    web.host("doi.org", {"*": tells(CSL)})
    web.host("api.crossref.org", {"*": tells(WORK)})
    [known] = await ask(DOI)
    assert known is not None


@pytest.mark.parametrize("body", ["", "<p>A page</p>", "[]"])
async def test_an_answer_of_another_kind(web, ask, body):
    """A page in the place of a description tells nothing; what Crossref knows still counts."""
    web.host("doi.org", {"*": answer(body)})
    web.host("api.crossref.org", {"*": tells(WORK)})
    [known] = await ask(DOI)
    assert known.registry == "api.crossref.org"


async def test_left_in_peace(web, ask):
    """After three silences in a row a registry is asked no more in this run."""
    web.host("doi.org", {"*": answer("busy", 503)})
    web.host("api.crossref.org", {"*": answer("busy", 503)})
    await ask(*(f"10.5555/{number}" for number in range(9)))
    assert len(web.asked) == 6


async def test_a_word_between_counts(web, ask):
    """Silences with an answer between them are no silence."""
    busy = {f"/10.5555/{number}": answer("busy", 503) for number in (0, 1, 3, 4)}
    web.host("doi.org", {**busy, "*": tells(CSL)})
    web.host("api.crossref.org", {"*": tells(WORK)})
    await ask(*(f"10.5555/{number}" for number in range(6)))
    assert sum("doi.org" in url for url in asked(web)) == 6


async def test_two_at_once_share_an_answer(web, time):
    """Citations that are looked up side by side wait for one question."""
    web.host("doi.org", {"*": tells(CSL)})
    web.host("api.crossref.org", {"*": tells(WORK)})
    with open_store("none", []) as store:
        async with HttpClient(SETTINGS, surroundings=time.surroundings, resolver=web.resolver) as fetcher:
            client = RegistryClient(
                fetcher=fetcher, settings=SETTINGS, surroundings=time.surroundings, store=store
            )
            one, other = await asyncio.gather(client.look(DOI), client.look(f" {DOI.upper()} "))
    assert one is other
    assert len(web.asked) == 2
