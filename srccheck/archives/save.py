"""Asks the Internet Archive to capture a page, by Save Page Now 2, and waits until it says what came of it.

Source: "Save Page Now 2 Public API Docs Draft", Vangelis Banos, updated 2025-10-22; and replies quoted in
public threads: refusals come with HTTP 200 and no `job_id`, a capture of the last hour comes back with its
own `job_id` and a message, and a request without keys gets 401.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from attrs import field, frozen

from srccheck.archives.asking import Limiter
from srccheck.archives.moments import moment_of
from srccheck.model.web import Exchange, Fetcher, Request, Surroundings

__all__ = ["PER_MINUTE_ANONYMOUS", "PER_MINUTE_WITH_KEYS", "Keys", "Saved", "Saver", "refusals"]

Outcome = Literal[
    "saved", "fresh", "gone", "closed", "refused", "later", "today", "enough", "busy", "keys", "unknown"
]

PER_MINUTE_WITH_KEYS = 5.6
PER_MINUTE_ANONYMOUS = 2.4
"""80 % of the documented 7 and 3 captures a minute."""

_POLL_S = (4.0, 6.0, 8.0, 10.0)
"""Pauses between questions about a job; the last one repeats."""
_PATIENCE_S = 240.0
"""A capture takes two minutes at most by the documentation, and may wait in a queue before."""
_BUSY_S = 30.0
_BUSY_TRIES = 4
_UNHEARD = 3
"""Unanswered questions about one job after which its outcome is unknown."""
_FRESH = "the same snapshot had been made"


@frozen(kw_only=True)
class Keys:
    """S3-like keys of an archive.org account (https://archive.org/account/s3.php); never printed."""

    access: str
    secret: str = field(repr=False)


@frozen(kw_only=True)
class Saved:
    """What came of asking for one capture.

    Attributes:
        url: the page.
        outcome: `saved`; `fresh`, where the archive had a capture of the last hour; a class of
            refusals.toml; `keys`, where it wants to know who asks; `unknown`, where it did not answer.
        detail: a few words for people.
        capture: the URI-M, where there is one.
        timestamp: its datetime, aware UTC.
    """

    url: str
    outcome: Outcome
    detail: str
    capture: str | None = None
    timestamp: dt.datetime | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the archive has a capture now."""
        return self.outcome in ("saved", "fresh")

    @property
    def ends_the_run(self) -> bool:
        """Whether no other page can be saved either."""
        return self.outcome in ("enough", "keys")


@cache
def refusals() -> dict[str, tuple[Outcome, str]]:
    """Code without `error:` to its class and its meaning."""
    table = tomllib.loads(files("srccheck.archives").joinpath("refusals.toml").read_text(encoding="utf-8"))
    return {
        code: (cast("Outcome", kind), says) for kind, rows in table.items() for code, says in rows.items()
    }


class Saver:
    """Sends capture requests to one Save Page Now service.

    Args:
        service: its address, `https://web.archive.org/save`.
        replay: prefix of its captures, `https://web.archive.org/web/`.
        keys: the account; None to ask anonymously, where the archive allows it.
        fetcher: who answers requests.
        limiter: when the next capture may be asked for.
        surroundings: clock and sleep.
    """

    def __init__(
        self,
        *,
        service: str,
        replay: str,
        keys: Keys | None,
        fetcher: Fetcher,
        limiter: Limiter,
        surroundings: Surroundings,
    ) -> None:
        self._service = service
        self._replay = replay
        self._keys = keys
        self._fetcher = fetcher
        self._limiter = limiter
        self._surroundings = surroundings

    async def save(self, url: str) -> Saved:
        """Have one page captured, and wait for the end of it.

        Args:
            url: the page; a fragment is left out.
        """
        page = url.partition("#")[0]
        answer: dict[str, Any] | Saved = {}
        for attempt in range(_BUSY_TRIES):
            if attempt:
                await self._surroundings.sleep(_BUSY_S)
            await self._limiter.wait()
            answer = _read(page, await self._post(page))
            if not (isinstance(answer, Saved) and answer.outcome == "busy"):
                break
        if isinstance(answer, Saved):
            return answer
        fresh = str(answer.get("message") or "").lower().startswith(_FRESH)
        return await self._follow(page, str(answer["job_id"]), fresh=fresh)

    async def _post(self, page: str) -> Exchange:
        # what a "first capture" check would tell is known already
        form = (("url", page), ("skip_first_archive", "1"))
        return await self._fetcher.fetch(
            Request(url=self._service, method="POST", form=form, headers=self._headers(), lane="archive")
        )

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if self._keys:
            headers["Authorization"] = f"LOW {self._keys.access}:{self._keys.secret}"
        return headers

    async def _follow(self, page: str, job: str, *, fresh: bool) -> Saved:
        """Ask about a job until it is done."""
        end = self._surroundings.monotonic() + _PATIENCE_S
        unheard = polls = 0
        while self._surroundings.monotonic() < end and unheard < _UNHEARD:
            if not (fresh and polls == 0):
                await self._surroundings.sleep(_POLL_S[min(polls, len(_POLL_S) - 1)])
            polls += 1
            request = Request(url=f"{self._service}/status/{job}", headers=self._headers(), lane="archive")
            exchange = await self._fetcher.fetch(request)
            state = _json(exchange)
            if state.get("status") == "success" and (saved := self._done(page, state, fresh=fresh)):
                return saved
            if state.get("status") == "error":
                return _refusal(page, state)
            unheard = 0 if state.get("status") == "pending" else unheard + 1
        why = "the archive does not say what came of it" if unheard else "the capture is still under way"
        return Saved(url=page, outcome="unknown", detail=f"{why}; look again tomorrow")

    def _done(self, page: str, state: dict[str, Any], *, fresh: bool) -> Saved | None:
        digits = str(state.get("timestamp") or "")
        moment = moment_of(digits)
        if moment is None:
            return None
        said = "the archive had captured it within the hour" if fresh else "captured"
        return Saved(
            url=page,
            outcome="fresh" if fresh else "saved",
            detail=said,
            capture=f"{self._replay}{digits}/{state.get('original_url') or page}",
            timestamp=moment,
        )


def _read(page: str, exchange: Exchange) -> dict[str, Any] | Saved:
    """The archive's answer to a capture request where it took it on; else what that means."""
    if exchange.http_status is None:
        return Saved(url=page, outcome="unknown", detail=exchange.detail or "the archive could not be asked")
    answer = _json(exchange)
    if answer.get("job_id") and answer.get("status") != "error":
        return answer
    if answer.get("status") == "error":
        return _refusal(page, answer)
    status = exchange.http_status
    if status in (401, 403):
        detail = "the archive wants to know who asks: set SRCCHECK_IA_ACCESS_KEY and SRCCHECK_IA_SECRET"
        return Saved(url=page, outcome="keys", detail=detail)
    if status == 429:
        return Saved(url=page, outcome="enough", detail="the archive asked us to slow down (429)")
    return Saved(url=page, outcome="unknown", detail=f"the archive's answer ({status}) says nothing")


def _refusal(page: str, answer: dict[str, Any]) -> Saved:
    code = str(answer.get("status_ext") or "").removeprefix("error:")
    known = refusals().get(code)
    if known is not None:
        return Saved(url=page, outcome=known[0], detail=known[1])
    said = " ".join(str(answer.get("message") or code or "without a reason").split())[:200]
    return Saved(url=page, outcome="later", detail=f"the archive refused: {said}")


def _json(exchange: Exchange) -> dict[str, Any]:
    try:
        found = json.loads(exchange.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
