"""Whose turn it is where not everybody can be asked: nobody is passed over for ever."""

from __future__ import annotations

import datetime as dt
import heapq
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from attrs import frozen

__all__ = ["Waiting", "in_turn"]


@frozen(kw_only=True)
class Waiting:
    """A page that waits to be asked for.

    Attributes:
        page: its URL.
        host: whose it is.
        documents: paths of those that cite it.
        due: when its last answer ceased to stand, aware UTC; None for a page that was never asked for.
    """

    page: str
    host: str
    documents: frozenset[str] = frozenset()
    due: dt.datetime | None = None


def in_turn(waiting: Iterable[Waiting]) -> list[str]:
    """The pages, in the order in which they are to be asked for.

    Those never asked for come first, then those that have been due for most days; among their like, documents
    take turns, and for each of them hosts. Asking puts a page at the end of the queue, so that every page
    comes to its turn.

    Args:
        waiting: in any order, which decides between equals.
    """
    ordered = sorted(waiting, key=_due)
    return [page for _, group in groupby(ordered, key=_day) for page in _by_turns(group)]


def _due(each: Waiting) -> float:
    return each.due.timestamp() if each.due else float("-inf")


def _day(each: Waiting) -> int:
    return each.due.toordinal() if each.due else 0


class _Turns:
    """Names of those that wait, whoever was served least first."""

    def __init__(self, names: Iterable[str]) -> None:
        self._heap = [(0, number, name) for number, name in enumerate(names)]

    def first(self, served: Mapping[str, int]) -> str | None:
        """Whose turn it is; None where nobody is left."""
        while self._heap:
            times, number, name = self._heap[0]
            if served[name] <= times:
                return name
            heapq.heapreplace(self._heap, (served[name], number, name))
        return None

    def drop_first(self) -> None:
        """Whose turn it was has nothing left to ask."""
        heapq.heappop(self._heap)


def _by_turns(waiting: Iterable[Waiting]) -> Iterator[str]:
    lines: dict[str, dict[str, deque[Waiting]]] = {}
    for each in waiting:
        for cited in each.documents or ("",):
            lines.setdefault(cited, {}).setdefault(each.host, deque()).append(each)
    documents = _Turns(lines)
    hosts = {path: _Turns(lines[path]) for path in lines}
    served_documents: Counter[str] = Counter()
    served_hosts: Counter[str] = Counter()
    done: set[str] = set()
    while (path := documents.first(served_documents)) is not None:
        host = hosts[path].first(served_hosts)
        if host is None:
            documents.drop_first()
            continue
        line = lines[path][host]
        while line and line[0].page in done:
            line.popleft()
        if not line:
            hosts[path].drop_first()
            continue
        each = line.popleft()
        done.add(each.page)
        served_hosts[each.host] += 1
        served_documents.update(each.documents or ("",))
        yield each.page
