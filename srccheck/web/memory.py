"""Verdicts of earlier runs: how long each stands, and since when a page is dead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from attrs import evolve, frozen

from srccheck.model.links import Live
from srccheck.model.store import Store, StoredAnswer
from srccheck.model.web import Surroundings
from srccheck.web.rechecks import life

__all__ = ["Recollection", "VerdictMemory"]

_KIND = "live"
_ASKED = "asked"

_WORDS = ("status", "reason", "final_url")
_ANSWERED = ("alive", "moved")
_UNCONFIRMED = dt.timedelta(hours=1)


@frozen(kw_only=True)
class Recollection:
    """What is known of a page from earlier.

    Attributes:
        live: the verdict.
        is_fresh: it stands for a new one.
        is_confirmed: false for a page found dead in a run that ended before it looked again.
    """

    live: Live
    is_fresh: bool
    is_confirmed: bool


class VerdictMemory:
    """Keeps verdicts in the store.

    Attributes:
        since_run: when the run began that is gone on with: whatever was answered since then stands; None for
            a new run.

    Args:
        store: where.
        surroundings: the clock.
    """

    def __init__(self, store: Store, surroundings: Surroundings) -> None:
        self._store = store
        self._surroundings = surroundings
        self.since_run: dt.datetime | None = None

    def recall(self, page: str, fragments: Collection[str] = ()) -> Recollection | None:
        """The last verdict about a page; fresh only if it also tells of all these places in it.

        Args:
            page: the page's URL, without fragment.
            fragments: names of the places cited.
        """
        answer = self._store.get(_KIND, page)
        if answer is None:
            return None
        try:
            live = Live.from_record(answer.value["live"])
        except (KeyError, TypeError, ValueError):
            return None  # written by another version
        told = live.status not in _ANSWERED or set(fragments) <= {c.name for c in live.fragments}
        fresh = told and self._stands(answer)
        return Recollection(
            live=evolve(live, from_cache=fresh),
            is_fresh=fresh,
            is_confirmed=answer.value.get("confirmed") is True,
        )

    def _stands(self, answer: StoredAnswer) -> bool:
        now = self._surroundings.now()
        in_this_run = self.since_run is not None and self.since_run <= answer.checked_at <= now
        return in_this_run or answer.is_fresh(now)

    def due(self, page: str) -> dt.datetime | None:
        """When a page was, or is, to be asked for again; None for one that never was asked for.

        Args:
            page: the page's URL, without fragment.
        """
        now = self._surroundings.now()
        known = [self._store.get(kind, page) for kind in (_KIND, _ASKED)]
        # A clock that was set back since would have the page wait for years.
        known = [each for each in known if each and each.checked_at <= now]
        return max((each.expires_at or each.checked_at for each in known if each), default=None)

    def note_asked(self, page: str, life: dt.timedelta = dt.timedelta(0)) -> None:
        """Remember that a page was asked for, though there is no answer to be kept here.

        Args:
            page: the page's URL, without fragment.
            life: how long somebody else keeps the answer.
        """
        now = self._surroundings.now()
        self._store.put(_ASKED, page, {}, checked_at=now, expires_at=now + life)

    def since(self, page: str, live: Live, first_look: dt.datetime) -> dt.datetime | None:
        """Since when a page is dead: the first of the looks that nothing better came between.

        Args:
            page: the page's URL, without fragment.
            live: the verdict now.
            first_look: when this run first found it so.

        Returns:
            None for a page that answered; for one that could not be asked, what was known before.
        """
        if live.status in _ANSWERED:
            return None
        answer = self._store.get(_KIND, page)
        known = answer.value.get("dead_since") if answer else self._by_history(page)
        if isinstance(known, str):
            return min(dt.datetime.fromisoformat(known), first_look)
        return first_look if live.status == "dead" else None

    def _by_history(self, page: str) -> str | None:
        """What the answer said that expired so long ago that the store has deleted it."""
        for look in self._store.looks(page):
            if look.status == "dead":
                return look.dead_since.isoformat() if look.dead_since else None
            if look.status in _ANSWERED:
                return None
        return None

    def keep(self, page: str, live: Live, *, dead_since: dt.datetime | None, confirmed: bool = True) -> None:
        """Remember a verdict for as long as it stands.

        Args:
            page: the page's URL, without fragment.
            live: the verdict.
            dead_since: what `since` says.
            confirmed: false for `dead` before the second look.
        """
        same_since = self._same_since(page, live)
        stands = life(live.status, live.reason, page, checked_at=live.checked_at, same_since=same_since)
        if not stands:
            self.note_asked(page)
            return
        value = {
            "live": live.to_record(),
            "confirmed": confirmed,
            "dead_since": dead_since.isoformat() if dead_since else None,
            "same_since": same_since.isoformat(),
        }
        until = self._surroundings.now() + (stands if confirmed else min(stands, _UNCONFIRMED))
        self._store.put(_KIND, page, value, checked_at=live.checked_at, expires_at=until)

    def _same_since(self, page: str, live: Live) -> dt.datetime:
        """Since when every answer has been like this one."""
        answer = self._store.get(_KIND, page)
        before = answer.value.get("live") if answer else None
        if answer is None or not isinstance(before, dict):
            return live.checked_at
        if any(before.get(word) != getattr(live, word) for word in _WORDS):
            return live.checked_at
        known = answer.value.get("same_since")
        return dt.datetime.fromisoformat(known) if isinstance(known, str) else answer.checked_at
