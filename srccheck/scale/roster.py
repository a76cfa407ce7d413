"""Which worker asks for what: workers that come and go, and what is answered already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count

from attrs import define, field

from srccheck.model import LinkReport
from srccheck.scale.dispatch import Dispatcher
from srccheck.scale.office import Order
from srccheck.scale.partition import Partition, spared
from srccheck.worklist import Target

__all__ = ["Roster"]

_WIDTH = 4  # domains that a worker has to choose from, in multiples of the requests it may have under way
_MOST_ORDERS = 256  # of one worker at once
_MOST_LOSSES = 3  # workers lost over a partition, with no answer in between, before it is given up


@define
class _Order:
    """An order under way: the domain of every link that is not answered, and how many each has."""

    id: str
    number: int
    worker: str
    waiting: dict[str, str]
    domains: Counter[str]
    has_answers: bool = False


@define
class _Lost:
    """What is left of a partition whose worker was lost."""

    number: int
    ready_at: float
    urls: frozenset[str]


@define(kw_only=True)
class Roster:
    """An audit on a cluster, without the cluster: a state that events change.

    A partition whose worker goes away is ordered again without what was answered. Nothing is ordered twice
    at a time.

    Attributes:
        given_up: links nobody asks for any more: every worker that tried was lost.

    Args:
        run: the audit.
        dispatcher: whose turn it is.
        load: a partition by its number.
        jobs: requests that a worker may have under way.
        pause_s: from the end of a partition to the next of its chain, and from the loss of a worker to the
            next that does its work.
    """

    run: str
    dispatcher: Dispatcher
    load: Callable[[int], Partition]
    jobs: int
    pause_s: float
    given_up: list[Target] = field(factory=list, init=False)
    _workers: dict[str, dict[str, _Order]] = field(factory=dict, init=False)
    _orders: dict[str, _Order] = field(factory=dict, init=False)
    _lost: list[_Lost] = field(factory=list, init=False)
    _resting: list[tuple[float, int]] = field(factory=list, init=False)
    _losses: Counter[int] = field(factory=Counter, init=False)
    _ids: Iterator[int] = field(factory=count, init=False)

    @property
    def is_over(self) -> bool:
        """Nothing is under way or waits."""
        return self.dispatcher.is_done

    @property
    def has_workers(self) -> bool:
        """There is somebody to send orders to."""
        return bool(self._workers)

    def arrive(self, worker: str) -> None:
        """A worker can be given orders."""
        self._workers.setdefault(worker, {})

    def leave(self, worker: str, now: float) -> list[str]:
        """A worker is gone.

        Args:
            worker: its address.
            now: seconds of a clock that never goes back.

        Returns:
            The ids of its orders; what is left of them is ordered again.
        """
        lost = self._workers.pop(worker, {})
        for each in lost.values():
            del self._orders[each.id]
            self._losses[each.number] = 1 if each.has_answers else self._losses[each.number] + 1
            if not each.waiting:
                self._finish(each.number, now)
            elif self._losses[each.number] < _MOST_LOSSES:
                self._lost.append(_Lost(each.number, now + self.pause_s, frozenset(each.waiting)))
            else:
                self.given_up += self._left(each.number, frozenset(each.waiting))
                self._finish(each.number, now)
        return list(lost)

    def next_orders(self, now: float) -> Iterator[tuple[str, Order]]:
        """Orders to be sent now, each with its worker: the one with the fewest domains to choose from.

        Args:
            now: seconds of a clock that never goes back.
        """
        for rest in [rest for rest in self._resting if rest[0] <= now]:
            self._resting.remove(rest)
            self.dispatcher.done(rest[1])
        while self._workers:
            worker = min(self._workers, key=self._width)
            if self._width(worker) >= _WIDTH * self.jobs or len(self._workers[worker]) >= _MOST_ORDERS:
                return
            found = self._next(now)
            if found is None:
                return
            number, targets = found
            waiting: dict[str, str] = {target.url: spared(target) for target in targets}
            started = _Order(
                f"{number}.{next(self._ids)}", number, worker, waiting, Counter(waiting.values())
            )
            self._orders[started.id] = self._workers[worker][started.id] = started
            yield (
                worker,
                Order(run=self.run, id=started.id, partition=Partition(number=number, targets=targets)),
            )

    def _next(self, now: float) -> tuple[int, tuple[Target, ...]] | None:
        lost = next((each for each in self._lost if each.ready_at <= now), None)
        if lost is not None:
            self._lost.remove(lost)
            return lost.number, self._left(lost.number, lost.urls)
        piece = self.dispatcher.next()
        return None if piece is None else (piece.number, self.load(piece.number).targets)

    def _left(self, number: int, urls: frozenset[str]) -> tuple[Target, ...]:
        return tuple(target for target in self.load(number).targets if target.url in urls)

    def _width(self, worker: str) -> int:
        return sum(len(each.domains) for each in self._workers[worker].values())

    def take(self, order_id: str, report: LinkReport) -> bool:
        """Note an answer; whether it is the first to its link."""
        started = self._orders.get(order_id)
        domain = started.waiting.pop(report.url, None) if started else None
        if started is None or domain is None:
            return False
        started.has_answers = True
        started.domains[domain] -= 1
        if not started.domains[domain]:
            del started.domains[domain]
        return True

    def finish(self, order_id: str, now: float) -> None:
        """Note that an order's last answer has come."""
        started = self._orders.pop(order_id, None)
        if started is not None:
            del self._workers[started.worker][order_id]
            self._finish(started.number, now)

    def _finish(self, number: int, now: float) -> None:
        self._losses.pop(number, None)
        self._resting.append((now + self.pause_s, number))
