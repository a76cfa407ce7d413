"""What is handed out by one place for a whole cluster: turns at archives and strangers' hosts, and the mail.

One desk stands in the scheduler. It knows nothing of Dask: `srccheck.scale.plugins` puts it there. Answers
pass through it unread. All times are of its own clock, and what it tells others are distances, so that the
clocks of the machines need not agree.
"""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from attrs import define, field

from srccheck.archives.budget import Pace

__all__ = ["Desk"]

_LATER_S = 0.5  # whoever finds all places taken asks again after this
_SWEEP_AT = 10_000  # gates remembered before the quiet ones are forgotten
_QUIET_S = 60.0
_MOST_WAITING = 64_000_000  # bytes of answers nobody has fetched, beyond which workers have to wait
_POST_EVERY_S = 0.5
_POSTS_A_SECOND = 400  # of all workers together: a tenth of what a scheduler can take


@define
class _Gate:
    """Who may be asked how often; held: the worker of each request under way."""

    pace: Pace
    interval_s: float
    is_exact: bool
    held: dict[int, str] = field(factory=dict)
    not_before: float = 0.0
    used_at: float = 0.0


@define
class _Domain:
    """A domain that partitions hold; of each, whether it asks for leases as others do."""

    owners: dict[str, bool] = field(factory=dict)
    settled_at: float = -math.inf


@define
class _Mail:
    """What has come for one audit and has not been fetched."""

    client: str
    events: deque[tuple[str, Any]] = field(factory=deque)
    size: int = 0
    came: asyncio.Event = field(factory=asyncio.Event)
    fetched: asyncio.Event = field(factory=asyncio.Event)

    def put(self, event: str, content: Any) -> None:
        self.events.append((event, content))
        self.came.set()


class Desk:
    """The one place; every public method answers one kind of message.

    A domain in a partition under way is its worker's alone (the owner's), who asks nobody. Should another
    worker want to go there (a redirect, a registry), the owner is told with the answer to its next post, and
    from then on all of them ask for a lease; nobody gets one before the owner has said so.

    Args:
        monotonic: seconds of a clock that never goes back.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._now = monotonic
        self._mail: dict[str, _Mail] = {}
        self._workers: dict[str, None] = {}
        self._gates: dict[str, _Gate] = {}
        self._domains: dict[str, _Domain] = {}
        self._owned: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._to_tell: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._leases: dict[int, str] = {}
        self._numbers = count(1)
        self._sweep_at = _SWEEP_AT

    def open(self, run: str, client: str) -> None:
        """Begin an audit: the workers that there are, and all that come and go, are told to its client."""
        mail = self._mail[run] = _Mail(client)
        for worker in self._workers:
            mail.put("here", worker)

    def close(self, run: str) -> None:
        """End an audit: its workers hear of it with their next post."""
        mail = self._mail.pop(run, None)
        if mail is not None:
            mail.fetched.set()
            mail.came.set()

    def lose_client(self, client: str) -> None:
        """Whoever waited for answers has gone."""
        for run in [run for run, mail in self._mail.items() if mail.client == client]:
            self.close(run)

    def arrive(self, worker: str) -> None:
        """A worker is there."""
        self._workers[worker] = None
        for mail in self._mail.values():
            mail.put("here", worker)

    def leave(self, worker: str) -> None:
        """A worker has gone: what it held is free, and what it posted before stands before the news."""
        self._workers.pop(worker, None)
        self._to_tell.pop(worker, None)
        for owner in [owner for owner, (held_by, _) in self._owned.items() if held_by == worker]:
            self.end(owner)
        for gate in self._gates.values():
            for lease in [lease for lease, holder in gate.held.items() if holder == worker]:
                del gate.held[lease], self._leases[lease]
        for mail in self._mail.values():
            mail.put("gone", worker)

    async def collect(self, run: str, at_most_s: float) -> list[tuple[str, Any]]:
        """Everything that has come for an audit, in order; waits for the first, so many seconds at most."""
        mail = self._mail[run]
        if not mail.events:
            mail.came.clear()
            try:
                await asyncio.wait_for(mail.came.wait(), at_most_s)
            except TimeoutError:
                return []
        events = list(mail.events)
        mail.events.clear()
        mail.size = 0
        mail.fetched.set()
        return events

    async def post(
        self, run: str, worker: str, parcel: bytes, settled: Iterable[tuple[str, str]]
    ) -> dict[str, Any]:
        """Take answers for an audit.

        Args:
            run: the audit.
            worker: who posts.
            parcel: the answers, as the client reads them; empty for none.
            settled: (owner, domain) for which nothing is under way any more that had no lease.

        Returns:
            `goes_on`: the audit does. `shared`: (owner, domain) that need leases from now on. `every_s`:
            when to post again.
        """
        for owner, name in settled:
            if name in self._domains and owner in self._domains[name].owners:
                self._domains[name].owners[owner] = True
                self._domains[name].settled_at = self._now()
        mail = self._mail.get(run)
        if mail is not None and parcel:
            mail.put("parcel", parcel)
            mail.size += len(parcel)
            while mail.size > _MOST_WAITING and run in self._mail:
                mail.fetched.clear()
                await mail.fetched.wait()
        return {
            "goes_on": run in self._mail,
            "shared": sorted(self._to_tell.pop(worker, ())),
            "every_s": max(_POST_EVERY_S, len(self._workers) / _POSTS_A_SECOND),
        }

    def begin(self, owner: str, worker: str, domains: Iterable[str]) -> list[str]:
        """Take domains for a partition that begins.

        Args:
            owner: what the partition is called, in all audits of the cluster.
            worker: where it is.
            domains: registrable domains.

        Returns:
            Those that somebody else holds or has a lease for: they need leases from the start.
        """
        names = tuple(domains)
        self._owned[owner] = (worker, names)
        shared = []
        for name in names:
            domain = self._domains.setdefault(name, _Domain())
            gate = self._gates.get(f"host {name}")
            is_shared = bool(domain.owners) or (gate is not None and self._is_used(gate))
            self._share(name, domain)
            domain.owners[owner] = is_shared
            if is_shared:
                shared.append(name)
        return shared

    def end(self, owner: str) -> None:
        """Let go of the domains of a partition."""
        _, names = self._owned.pop(owner, ("", ()))
        for name in names:
            domain = self._domains[name]
            domain.owners.pop(owner, None)
            if not domain.owners:
                del self._domains[name]

    def _is_used(self, gate: _Gate) -> bool:
        return bool(gate.held) or self._now() < gate.used_at + gate.interval_s

    def _share(self, name: str, domain: _Domain, but: str = "") -> bool:
        """Have the owners told that a domain is not theirs alone; whether all know already."""
        waiting = [owner for owner, knows in domain.owners.items() if not knows and owner != but]
        for owner in waiting:
            self._to_tell[self._owned[owner][0]].add((owner, name))
        return not waiting

    def lease(
        self,
        name: str,
        worker: str,
        *,
        owner: str,
        at_once: int,
        interval_s: float,
        burst: int,
        per_minute: int | None,
    ) -> tuple[int, float]:
        """One turn for one request.

        Args:
            name: `host ` and a registrable domain, or what an archive's limit is called.
            worker: who asks.
            owner: the partition whose domain it is; empty for none of the worker's.
            at_once: requests under way at once.
            interval_s: from one request to the next.
            burst: so many may go at once after a quiet time.
            per_minute: and never more in a minute; None for no such limit.

        Returns:
            The lease's number and seconds to wait before the request goes out; or 0, and seconds to wait
            before asking again.
        """
        now = self._now()
        domain = self._domains.get(name.removeprefix("host "))
        if domain is not None:
            if not self._share(name.removeprefix("host "), domain, owner):
                return 0, _LATER_S
            if now < domain.settled_at + interval_s:
                return 0, domain.settled_at + interval_s - now
        gate = self._gates.get(name)
        if gate is None:
            self._forget_the_quiet(now)
            pace = Pace(interval_s, now, burst=burst, most_in_a_minute=per_minute)
            gate = self._gates[name] = _Gate(pace, interval_s, at_once == 1)
        gate.used_at = now
        if gate.not_before > now:
            return 0, gate.not_before - now
        if len(gate.held) >= at_once:
            return 0, min(_LATER_S, max(interval_s, 0.05))
        number = next(self._numbers)
        gate.held[number] = worker
        self._leases[number] = name
        return number, gate.pace.due(now) - now

    def release(self, lease: int, ago_s: float, rest_s: float) -> None:
        """Give a turn back.

        Args:
            lease: its number.
            ago_s: how long ago the request went out.
            rest_s: how long nobody is to go there, by what the answer said.
        """
        name = self._leases.pop(lease, None)
        if name is not None:
            gate = self._gates[name]
            gate.held.pop(lease, None)
            if gate.is_exact:
                # a worker that is busy sends later than it was allowed to: the next counts from then on
                rest_s = max(rest_s, gate.interval_s - ago_s)
            gate.not_before = max(gate.not_before, self._now() + rest_s)

    def _forget_the_quiet(self, now: float) -> None:
        if len(self._gates) < self._sweep_at:
            return
        for name, gate in list(self._gates.items()):
            if not gate.held and max(gate.used_at, gate.not_before) + _QUIET_S < now:
                del self._gates[name]
        self._sweep_at = max(_SWEEP_AT, 2 * len(self._gates))
