"""Asks who registered a DOI what it stands for, and Crossref what was published about it since."""

from __future__ import annotations

import asyncio
import datetime as dt
from urllib.parse import quote, urljoin, urlsplit

from attrs import evolve

from srccheck.model import Registered
from srccheck.model.store import AnswerStore
from srccheck.model.web import Exchange, Fetcher, Request, Surroundings
from srccheck.registries.reading import read_csl, read_object, read_work
from srccheck.settings import Settings
from srccheck.text.urls import problem

__all__ = ["RegistryClient"]

_KIND = "registry"
_LIFE = dt.timedelta(days=30)
_RESOLVER = "https://doi.org/"
_CROSSREF = "https://api.crossref.org/works/"
_CSL = "application/vnd.citationstyles.csl+json"
"""DOI Citation Formatter and content negotiation: citation.doi.org/docs.html."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_MOST_BYTES = 1_000_000
_PATIENCE = 3
"""Questions in a row without a word, after which a registry is left in peace for the run."""
_TOLD = frozenset({200, 204, 404, 406, 410})
"""Answers that tell something, if only that nothing is known."""


class RegistryClient:
    """Asks registries; make one for an audit, so that each DOI is asked for once.

    Args:
        fetcher: who answers requests.
        settings: whether private addresses may be asked.
        surroundings: the clock.
        store: what is known from earlier runs.
    """

    def __init__(
        self, *, fetcher: Fetcher, settings: Settings, surroundings: Surroundings, store: AnswerStore
    ) -> None:
        self._fetcher = fetcher
        self._settings = settings
        self._surroundings = surroundings
        self._store = store
        self._silent: dict[str, int] = {}
        self._looks: dict[str, asyncio.Task[Registered | None]] = {}

    async def look(self, doi: str) -> Registered | None:
        """What is registered about a DOI.

        One request to each of the two registries, redirects apart; none where the answer of an earlier run
        is younger than 30 days.

        Args:
            doi: `10.…/…`, unescaped.

        Returns:
            None where nobody knows it, or nobody could be asked.
        """
        doi = doi.strip().lower()
        if doi not in self._looks:
            self._looks[doi] = asyncio.create_task(self._look(doi))
        return await asyncio.shield(self._looks[doi])

    async def _look(self, doi: str) -> Registered | None:
        known = self._store.get(_KIND, doi)
        if known is not None and known.is_fresh(self._surroundings.now()):
            try:
                record = known.value["registered"]
                return Registered.from_record(record) if record else None
            except (KeyError, TypeError, ValueError):
                pass  # written by another version
        described, agency = await self._described(doi)
        # Other agencies' DOIs are unknown to Crossref; who did not answer may be any of them.
        work, told = (None, True) if agency and not agency.endswith("crossref.org") else await self._work(doi)
        found = _joined(described, work)
        if agency is not None and told:
            now = self._surroundings.now()
            record = {"registered": found.to_dict() if found else None}
            self._store.put(_KIND, doi, record, checked_at=now, expires_at=now + _LIFE)
        return found

    async def _described(self, doi: str) -> tuple[Registered | None, str | None]:
        """The description, and the host that gave it; no host where nobody answered."""
        exchange = await self._ask(_RESOLVER + quote(doi, safe="/:;()._-~"), _CSL)
        if exchange is None:
            return None, None
        host = urlsplit(exchange.url).hostname or ""
        # Without a redirect the resolver speaks for an agency that it does not name.
        agency = "crossref.org" if host == "doi.org" else host
        data = read_object(exchange.body) if exchange.http_status == 200 else None
        return (read_csl(data, doi=doi, registry=host) if data else None), agency

    async def _work(self, doi: str) -> tuple[Registered | None, bool]:
        """What Crossref itself knows, and whether it answered."""
        exchange = await self._ask(_CROSSREF + quote(doi, safe=""), "application/json")
        if exchange is None:
            return None, False
        data = read_object(exchange.body) if exchange.http_status == 200 else None
        return (read_work(data, doi=doi) if data else None), True

    async def _ask(self, url: str, accept: str) -> Exchange | None:
        """The answer at the end of the redirects; None where there is none that tells anything."""
        asked = urlsplit(url).hostname or ""
        if self._silent.get(asked, 0) >= _PATIENCE:
            return None
        for _ in range(_MOST_REDIRECTS + 1):
            request = Request(url=url, headers={"Accept": accept}, max_body_bytes=_MOST_BYTES)
            exchange = await self._fetcher.fetch(request)
            location = exchange.header("location")
            if exchange.http_status in _REDIRECTS and location:
                there = self._next(url, location)
                if there is None:
                    return None
                url = there
                continue
            if exchange.http_status in _TOLD and not exchange.truncated:
                self._silent[asked] = 0
                return evolve(exchange, url=url)
            break
        self._silent[asked] = self._silent.get(asked, 0) + 1
        return None

    def _next(self, url: str, location: str) -> str | None:
        try:
            there = urljoin(url, location.strip())
        except ValueError:
            return None
        return there if problem(there, allow_private=self._settings.allow_private) is None else None


def _joined(described: Registered | None, work: Registered | None) -> Registered | None:
    if described is None or work is None:
        return described or work
    return evolve(
        described,
        titles=tuple(dict.fromkeys((*described.titles, *work.titles))),
        authors=described.authors or work.authors,
        years=tuple(dict.fromkeys((*described.years, *work.years))),
        container=described.container or work.container,
        notices=tuple(dict.fromkeys((*work.notices, *described.notices))),
    )
