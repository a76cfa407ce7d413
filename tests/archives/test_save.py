"""Save Page Now 2, spoken with over real sockets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

import pytest
from attrs import define, field

from srccheck.archives.save import Keys, Saver, refusals
from srccheck.web.client import HttpClient
from srccheck.web.pacing import RateLimiter
from tests.archives.conftest import SETTINGS
from tests.web.localweb import Asked, FakeTime, LocalWeb, Wire

KEYS = Keys(access="me", secret="hush")
PAGE = "https://coast.example/harbour"


@define
class Service:
    """A stand-in for the service: takes captures on, keeps them pending for a while, refuses by name.

    Attributes:
        wants_keys: whether it asks who is there.
        refuses: page to `status_ext`, said when it is asked; `fails`: the same, said by the job.
        pending: answers "pending" so many times for a job.
        recent: pages of which it has a capture of the last hour.
        down: answers 503 to everything.
    """

    wants_keys: bool = True
    refuses: dict[str, list[str]] = field(factory=dict)
    fails: dict[str, str] = field(factory=dict)
    pending: int = 1
    recent: set[str] = field(factory=set)
    down: bool = False
    posts: list[str] = field(factory=list)
    polls: dict[str, int] = field(factory=dict)
    jobs: dict[str, str] = field(factory=dict)
    seen: list[str] = field(factory=list)

    async def behave(self, asked: Asked, wire: Wire) -> None:
        self.seen.append(asked.headers.get("authorization", ""))
        status, said = self._answer(asked)
        await wire.reply(status, json.dumps(said).encode(), {"Content-Type": "application/json"})

    def _answer(self, asked: Asked) -> tuple[int, object]:
        if self.down:
            return 503, "try later"
        if asked.method == "POST":
            return self._take(dict(parse_qsl(asked.body.decode())), asked)
        job = asked.target.rpartition("/")[2]
        page = self.jobs[job]
        self.polls[job] = self.polls.get(job, 0) + 1
        if self.polls[job] <= self.pending and page not in self.recent:
            return 200, {"status": "pending", "job_id": job, "resources": []}
        if page in self.fails:
            return 200, {"status": "error", "status_ext": self.fails[page], "job_id": job, "message": "No."}
        return 200, {"status": "success", "job_id": job, "timestamp": "20261122080100", "original_url": page}

    def _take(self, form: dict[str, str], asked: Asked) -> tuple[int, object]:
        page = form["url"]
        self.posts.append(page)
        if self.wants_keys and "authorization" not in asked.headers:
            return 401, {"message": "You need to be logged in to use Save Page Now."}
        if self.refuses.get(page):
            return 200, {"status": "error", "status_ext": self.refuses[page].pop(0), "message": "Not now."}
        job = "spn2-" + hashlib.sha1(page.encode()).hexdigest()
        self.jobs[job] = page
        answer = {"url": page, "job_id": job}
        if page in self.recent:
            answer["message"] = "The same snapshot had been made 2 minutes ago."
        return 200, answer


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
async def http(service: Service) -> AsyncIterator[HttpClient]:
    async with LocalWeb() as web:
        web.host("save.example", {"*": service.behave})
        async with HttpClient(SETTINGS, resolver=web.resolver) as client:
            yield client


def saver(http: HttpClient, time: FakeTime, keys: Keys | None = KEYS) -> Saver:
    return Saver(
        service="http://save.example/save",
        replay="http://save.example/web/",
        keys=keys,
        fetcher=http,
        limiter=RateLimiter(5.6, time.surroundings, burst=1),
        surroundings=time.surroundings,
    )


async def test_a_page_is_captured(http: HttpClient, service: Service, time: FakeTime) -> None:
    """The job is followed to its end; the keys go along, the fragment does not."""
    saved = await saver(http, time).save(f"{PAGE}#part")
    assert (saved.outcome, saved.capture) == ("saved", f"http://save.example/web/20261122080100/{PAGE}")
    assert saved.timestamp is not None
    assert saved.is_kept
    assert service.posts == [PAGE]
    assert set(service.seen) == {"LOW me:hush"}


async def test_a_capture_of_the_last_hour_is_as_good(
    http: HttpClient, service: Service, time: FakeTime
) -> None:
    """The archive answers with the job of that capture."""
    service.recent.add(PAGE)
    saved = await saver(http, time).save(PAGE)
    assert saved.outcome == "fresh"
    assert saved.is_kept


async def test_without_keys_the_archive_may_say_no(
    http: HttpClient, service: Service, time: FakeTime
) -> None:
    """Then the message names the variables; where the archive allows it, the page is captured."""
    refused = await saver(http, time, None).save(PAGE)
    assert refused.outcome == "keys"
    assert refused.ends_the_run
    assert "SRCCHECK_IA_ACCESS_KEY" in refused.detail
    service.wants_keys = False
    assert (await saver(http, time, None).save(PAGE)).outcome == "saved"
    assert set(service.seen) == {""}


@pytest.mark.parametrize("code", sorted(code for code, row in refusals().items() if row[0] != "busy"))
async def test_every_refusal_is_told_apart(
    http: HttpClient, service: Service, time: FakeTime, code: str
) -> None:
    """Said at once or by the job, a documented refusal has its class and its words."""
    service.refuses[PAGE] = [f"error:{code}"]
    other = f"{PAGE}/2"
    service.fails[other] = f"error:{code}"
    at_once, later = await saver(http, time).save(PAGE), await saver(http, time).save(other)
    assert (at_once.outcome, at_once.detail) == (later.outcome, later.detail) == refusals()[code]
    assert not at_once.is_kept


async def test_an_unknown_refusal_keeps_the_archives_words(
    http: HttpClient, service: Service, time: FakeTime
) -> None:
    """A new code does not read as success, nor as the page's fault."""
    service.refuses[PAGE] = ["error:brand-new"]
    saved = await saver(http, time).save(PAGE)
    assert (saved.outcome, saved.detail) == ("later", "the archive refused: Not now.")


async def test_too_many_captures_at_once_are_waited_for(
    http: HttpClient, service: Service, time: FakeTime
) -> None:
    """A full account is asked again after half a minute, and not for ever."""
    service.refuses[PAGE] = ["error:user-session-limit"] * 2
    assert (await saver(http, time).save(PAGE)).outcome == "saved"
    service.refuses[PAGE] = ["error:user-session-limit"] * 9
    assert (await saver(http, time).save(PAGE)).outcome == "busy"
    assert service.posts == [PAGE] * 7


async def test_a_job_that_never_ends_is_unknown(http: HttpClient, service: Service, time: FakeTime) -> None:
    """Patience has a bound, and what it ends in is no failure of the page."""
    service.pending = 10_000
    saved = await saver(http, time).save(PAGE)
    assert saved.outcome == "unknown"
    assert "under way" in saved.detail
    assert max(service.polls.values()) < 60


async def test_an_archive_that_is_down_is_unknown(http: HttpClient, service: Service, time: FakeTime) -> None:
    """Neither kept nor refused."""
    service.down = True
    assert (await saver(http, time).save(PAGE)).outcome == "unknown"


def test_keys_are_not_printed() -> None:
    """A record in a traceback or a log does not give the secret away."""
    assert "hush" not in repr(KEYS)
