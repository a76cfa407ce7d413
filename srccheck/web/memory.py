"""Verdicts of earlier runs: how long each stands, and since when a page is dead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from attrs import evolve, frozen

from srccheck.model.links import LinkStatus, Live
from srccheck.model.store import AnswerStore
from srccheck.model.web import Surroundings

__all__ = ["LIVES", "LIVES_BY_REASON", "Recollection", "VerdictMemory"]

_KIND = "live"

LIVES: dict[LinkStatus, dt.timedelta] = {
    "alive": dt.timedelta(days=3),
    "moved": dt.timedelta(days=3),
    "dead": dt.timedelta(days=1),
    "blocked": dt.timedelta(hours=6),
    "unreachable": dt.timedelta(minutes=10),
}
"""How long a verdict stands for a new one; `skipped` and `unchecked` are none."""

LIVES_BY_REASON: dict[str, dt.timedelta] = {
    "robots": dt.timedelta(0),  # the next run may not have to obey
    "http-429": dt.timedelta(hours=1),
}
"""The same for reasons that pass sooner than others of their status."""

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

    Args:
        store: where.
        surroundings: the clock.
    """

    def __init__(self, store: AnswerStore, surroundings: Surroundings) -> None:
        self._store = store
        self._surroundings = surroundings

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
        told = live.status not in ("alive", "moved") or set(fragments) <= {c.name for c in live.fragments}
        fresh = told and answer.is_fresh(self._surroundings.now())
        return Recollection(
            live=evolve(live, from_cache=fresh),
            is_fresh=fresh,
            is_confirmed=answer.value.get("confirmed") is True,
        )

    def since(self, page: str, live: Live, first_look: dt.datetime) -> dt.datetime | None:
        """Since when a page is dead: the first of the looks that nothing better came between.

        Args:
            page: the page's URL, without fragment.
            live: the verdict now.
            first_look: when this run first found it so.

        Returns:
            None for a page that answered; for one that could not be asked, what was known before.
        """
        if live.status in ("alive", "moved"):
            return None
        answer = self._store.get(_KIND, page)
        known = answer.value.get("dead_since") if answer else None
        if isinstance(known, str):
            return min(dt.datetime.fromisoformat(known), first_look)
        return first_look if live.status == "dead" else None

    def keep(self, page: str, live: Live, *, dead_since: dt.datetime | None, confirmed: bool = True) -> None:
        """Remember a verdict for as long as it stands.

        Args:
            page: the page's URL, without fragment.
            live: the verdict.
            dead_since: what `since` says.
            confirmed: false for `dead` before the second look.
        """
        life = LIVES_BY_REASON.get(live.reason, LIVES.get(live.status))
        if not life:
            return
        value = {
            "live": live.to_record(),
            "confirmed": confirmed,
            "dead_since": dead_since.isoformat() if dead_since else None,
        }
        until = self._surroundings.now() + (life if confirmed else min(life, _UNCONFIRMED))
        self._store.put(_KIND, page, value, checked_at=live.checked_at, expires_at=until)
