"""Every page of a run: known from before, looked at, or, where that may be a mistake, looked at twice."""

from __future__ import annotations

import datetime as dt

from attrs import evolve

from srccheck.model.links import Live, NormalizedUrl
from srccheck.model.store import Store
from srccheck.model.web import Exchange, Fetcher, Request, Surroundings
from srccheck.settings import Settings
from srccheck.web.live import Prober
from srccheck.web.memory import VerdictMemory
from srccheck.web.strikes import Strikes

__all__ = ["Survey", "Witness"]

_A_GLANCE_BYTES = 1_000


class Witness:
    """Passes requests on and notes whether anybody answered any; implements `Fetcher`.

    Attributes:
        asked: how many requests there were.
        answers: how many of them somebody answered.

    Args:
        fetcher: who answers.
    """

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.asked = 0
        self.answers = 0

    @property
    def saw_an_answer(self) -> bool:
        """Whether anybody answered anything: this machine is connected."""
        return self.answers > 0

    async def fetch(self, request: Request) -> Exchange:
        """Answer one request."""
        self.asked += 1
        exchange = await self._fetcher.fetch(request)
        self.answers += exchange.http_status is not None or exchange.failure == "dns-nxdomain"
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
        self,
        *,
        fetcher: Witness,
        settings: Settings,
        surroundings: Surroundings,
        store: Store,
    ) -> None:
        self._prober = Prober(fetcher=fetcher, settings=settings, surroundings=surroundings)
        self._memory = VerdictMemory(store, surroundings)
        self._witness = fetcher
        self._strikes = Strikes(store)
        self._somebody: str | None = None
        self._settings = settings
        self._surroundings = surroundings
        self._live: dict[str, Live] = {}
        self._stale: dict[str, Live] = {}
        self._final: set[str] = set()
        self._found_dead_at: dict[str, dt.datetime] = {}

    def go_on_from(self, began: dt.datetime) -> None:
        """Go on with an earlier run, before asking: what was answered since it began stands."""
        self._memory.since_run = began

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
        self._strikes.forget(page)
        self._final.discard(page)

    def skip(self, page: str, reason: str, detail: str) -> None:
        """Note that a page is not to be asked for, and why."""
        self._live[page] = Live(
            status="skipped", reason=reason, detail=detail, attempts=0, checked_at=self._surroundings.now()
        )
        self._final.add(page)

    def put_off(self, page: str, detail: str) -> None:
        """Note that a page is not asked for in this run, and why."""
        self._live[page] = Live(
            status="unchecked",
            reason="budget",
            detail=detail,
            attempts=0,
            checked_at=self._surroundings.now(),
        )
        self._final.add(page)

    def due(self, page: str) -> dt.datetime | None:
        """When a page was to be asked for again; None for one that never was asked for."""
        return self._memory.due(page)

    def take(self, page: str, live: Live, *, life: dt.timedelta) -> None:
        """Note the verdict that somebody else came to, who has a memory of their own.

        Args:
            page: the page's URL, without fragment.
            live: the verdict.
            life: how long they keep it, silence excepted.
        """
        self._live[page] = live
        answered = live.http_status is not None or live.status == "dead"
        if answered:
            self._final.add(page)
        if not live.from_cache:
            self._memory.note_asked(page, life if answered else dt.timedelta(0))

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
        self._note_alive(page, live)
        if live.status == "dead":
            self._found_dead_at[page] = live.checked_at
            self._live[page] = self._dated(page)
        if known.is_confirmed:
            self._final.add(page)
        elif live.status == "unreachable":
            self._strikes.note_first(page, live, answers=self._witness.answers)
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
        self._note_alive(page, live)
        if live.status == "unreachable":
            self._strikes.note_first(page, live, answers=self._witness.answers)
        if live.status == "dead":
            self._found_dead_at[page] = live.checked_at
            self._keep(page, confirmed=False)
        elif live.http_status is None and live.status != "skipped":
            # Silence, which an offline machine would meet, too.
            self._memory.note_asked(page)
        elif page in self._strikes:
            self._keep(page, confirmed=False)
        else:
            self._keep(page)
            self._final.add(page)

    async def ask_somebody(self) -> None:
        """Ask for a page that is known to answer, where only silence was met: is the network away?"""
        is_doubtful = self._strikes or (self._witness.asked and not self._witness.saw_an_answer)
        if self._somebody is not None and is_doubtful:
            await self._witness.fetch(Request(url=self._somebody, max_body_bytes=_A_GLANCE_BYTES))

    def seems_gone(self, page: str) -> bool:
        """Whether a page is dead, or will be if nobody is reached at the second look either."""
        live = self._live.get(page)
        return page in self._strikes or (live is not None and live.status == "dead")

    def _note_alive(self, page: str, live: Live) -> None:
        if live.status == "alive":
            self._somebody = page

    def wants_another_look(self, page: str) -> bool:
        """Whether a second request may change the verdict: a death, a name unknown, a host too busy."""
        live = self._live.get(page)
        return (
            live is not None
            and page not in self._final
            and (live.status == "dead" or page in self._strikes or live.reason in ("dns", "budget"))
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
        if page in self._strikes:
            self._strikes.note_second(page)
        # A name that was not found at first and is denied now was denied once: not enough for "dead".
        if first.status != "dead" and second.status == "dead":
            if first.reason == "budget":
                self._live[page] = evolve(second, status="unchecked", reason="budget", page=None)
            self._strikes.forget(page)  # nor is it one more look at which nobody was reached
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
            gone = self._strikes.verdict(page, live, answers=self._witness.answers)
            if gone is not None:
                self._live[page], self._found_dead_at[page] = gone, gone.dead_since or gone.checked_at
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
