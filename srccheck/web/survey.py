"""Every page of a run: known from before, looked at, or, where that may be a mistake, looked at twice."""

from __future__ import annotations

import datetime as dt

from attrs import evolve

from srccheck.model.links import Live, NormalizedUrl
from srccheck.model.store import AnswerStore
from srccheck.model.web import Exchange, Fetcher, Request, Surroundings
from srccheck.settings import Settings
from srccheck.web.live import Prober
from srccheck.web.memory import VerdictMemory

__all__ = ["Survey", "Witness"]


class Witness:
    """Passes requests on and notes whether anybody answered any; implements `Fetcher`.

    Args:
        fetcher: who answers.
    """

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.asked = 0
        self.saw_an_answer = False

    async def fetch(self, request: Request) -> Exchange:
        """Answer one request."""
        self.asked += 1
        exchange = await self._fetcher.fetch(request)
        self.saw_an_answer |= exchange.http_status is not None or exchange.failure == "dns-nxdomain"
        return exchange


class Survey:
    """The verdicts of a run about live pages; each goes to the store as soon as it is known.

    Args:
        fetcher: who answers requests.
        settings: limits.
        surroundings: clock, sleep and chance.
        store: verdicts of earlier runs.
    """

    def __init__(
        self, *, fetcher: Fetcher, settings: Settings, surroundings: Surroundings, store: AnswerStore
    ) -> None:
        self._prober = Prober(fetcher=fetcher, settings=settings, surroundings=surroundings)
        self._memory = VerdictMemory(store, surroundings)
        self._settings = settings
        self._surroundings = surroundings
        self._live: dict[str, Live] = {}
        self._stale: dict[str, Live] = {}
        self._final: set[str] = set()
        self._found_dead_at: dict[str, dt.datetime] = {}

    def __getitem__(self, page: str) -> Live | None:
        """The verdict so far; one that is not final may still turn out otherwise."""
        return self._live.get(page)

    def is_final(self, page: str) -> bool:
        """Whether nothing in this run can change the verdict."""
        return page in self._final

    def shorten(self, page: str) -> None:
        """Let go of the text of a page; its verdict stays."""
        live = self._live.get(page)
        if live is not None:
            self._live[page] = live.without_text()

    def forget(self, page: str) -> None:
        """Let go of a page that nobody will ask about again in this run."""
        self._live.pop(page, None)
        self._found_dead_at.pop(page, None)
        self._final.discard(page)

    def skip(self, page: str, reason: str, detail: str) -> None:
        """Note that a page is not to be asked for, and why."""
        self._live[page] = Live(
            status="skipped", reason=reason, detail=detail, attempts=0, checked_at=self._surroundings.now()
        )
        self._final.add(page)

    def take(self, page: str, live: Live) -> None:
        """Note the verdict that somebody else came to, who has a memory of their own."""
        self._live[page] = live
        if live.http_status is not None or live.status == "dead":
            self._final.add(page)

    def recall(self, page: str, fragments: tuple[str, ...]) -> bool:
        """Take the verdict of an earlier run where it still stands, and say whether it does.

        Args:
            page: the page's URL, without fragment.
            fragments: names of the places in it that are cited.
        """
        known = self._memory.recall(page, fragments)
        if known is not None and self._settings.drift and _lacks_text(known.live):
            return False  # and a server that says "unchanged" would not send it
        if known is None or not known.is_fresh:
            if known is not None:
                self._stale[page] = known.live
            return False
        live = self._live[page] = known.live
        if live.status == "dead":
            self._found_dead_at[page] = live.checked_at
            self._live[page] = self._dated(page)
        if known.is_confirmed:
            self._final.add(page)
        return True

    async def look(self, page: str, fragments: tuple[str, ...], names: tuple[str, ...] = ()) -> None:
        """Ask for a page; a verdict that may be a mistake waits for `look_again` or `conclude`.

        Args:
            page: the page's URL, without fragment.
            fragments: names of the places in it that are cited.
            names: the titles that citations give it.
        """
        stale = self._stale.pop(page, None)
        live = self._live[page] = await self._prober.probe(
            NormalizedUrl(page),
            fragments=fragments,
            known=stale if stale and stale.validators else None,
            names=names,
        )
        if live.status == "dead":
            self._found_dead_at[page] = live.checked_at
            self._keep(page, confirmed=False)
        elif live.http_status is not None or live.status == "skipped":
            # All others are silence, which an offline machine would meet, too.
            self._keep(page)
            self._final.add(page)

    def wants_another_look(self, page: str) -> bool:
        """Whether a second request may change the verdict: a death, a name unknown, a host too busy."""
        live = self._live.get(page)
        return (
            live is not None
            and page not in self._final
            and (live.status == "dead" or live.reason in ("dns", "budget"))
        )

    async def look_again(self, page: str, fragments: tuple[str, ...], names: tuple[str, ...] = ()) -> None:
        """Ask once more, at the end of the run; the second answer is the verdict.

        Args:
            page: the page's URL, without fragment.
            fragments: names of the places in it that are cited.
            names: the titles that citations give it.
        """
        first = self._live[page]
        second = await self._prober.probe(NormalizedUrl(page), fragments=fragments, names=names)
        # A name that was not found at first and is denied now was denied once: not enough for "dead".
        if first.status != "dead" and second.status == "dead":
            if first.reason == "budget":
                self._live[page] = evolve(second, status="unchecked", reason="budget", page=None)
            return
        self._live[page] = evolve(
            second,
            attempts=first.attempts + second.attempts,
            elapsed_s=first.elapsed_s + second.elapsed_s,
        )

    def conclude(self, page: str, *, online: bool) -> None:
        """Make a verdict final at the end of the run.

        Args:
            page: the page's URL, without fragment.
            online: anybody answered anything in this run; silence is the machine's own fault otherwise.
        """
        live = self._live[page]
        if not online and live.status in ("unreachable", "dead"):
            self._live[page] = evolve(
                live, status="unchecked", reason="offline", dead_since=None, from_cache=False
            )
        else:
            self._keep(page)
        self._final.add(page)

    def _keep(self, page: str, *, confirmed: bool = True) -> None:
        live = self._live[page] = self._dated(page)
        since = self._memory.since(page, live, self._found_dead_at.get(page, live.checked_at))
        self._memory.keep(page, live, dead_since=since, confirmed=confirmed)

    def _dated(self, page: str) -> Live:
        """The verdict with the day of death where it is one."""
        live = self._live[page]
        if live.status != "dead":
            return live if live.dead_since is None else evolve(live, dead_since=None)
        since = self._memory.since(page, live, self._found_dead_at.get(page, live.checked_at))
        return evolve(live, dead_since=since)


def _lacks_text(live: Live) -> bool:
    """Whether its page was looked at without keeping its text."""
    return live.page is not None and live.page.main_text is None
