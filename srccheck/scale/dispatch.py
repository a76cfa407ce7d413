"""Which partition is begun next, and how much of the work is left."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from srccheck.scale.spool import Piece

__all__ = ["Dispatcher"]


class Dispatcher:
    """Hands out partitions: the host that will take longest first, and no host twice at once.

    Attributes:
        links: how many there are in all.

    Args:
        pieces: all that is to be done; of a chain, each after the one that it follows.
    """

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._ready: list[tuple[int, int, Piece]] = []
        self._following: dict[int, Piece] = {}
        self._under_way: dict[int, Piece] = {}
        self._links_under_way = 0
        self.links = 0
        for piece in pieces:
            self.links += piece.links
            if piece.after is None:
                self._queue(piece)
            else:
                self._following[piece.after] = piece

    def _queue(self, piece: Piece) -> None:
        heapq.heappush(self._ready, (-piece.behind, piece.number, piece))

    @property
    def is_done(self) -> bool:
        """Whether nothing is left or under way."""
        return not self._ready and not self._under_way

    @property
    def links_under_way(self) -> int:
        """Links of the partitions that are handed out."""
        return self._links_under_way

    def next(self) -> Piece | None:
        """A partition that may begin now; None while all that is left follows another."""
        if not self._ready:
            return None
        piece = heapq.heappop(self._ready)[2]
        self._under_way[piece.number] = piece
        self._links_under_way += piece.links
        return piece

    def done(self, number: int) -> None:
        """Note that a partition is done; the next of its chain may begin."""
        self._links_under_way -= self._under_way.pop(number).links
        following = self._following.pop(number, None)
        if following is not None:
            self._queue(following)

    def give_back(self, number: int) -> None:
        """Note that whoever had a partition is gone; it may begin anew."""
        piece = self._under_way.pop(number)
        self._links_under_way -= piece.links
        self._queue(piece)

    def slowest(self) -> int:
        """Links that the busiest host still has before it; those of partitions under way all count."""
        ready = -self._ready[0][0] if self._ready else 0
        return max([ready, *(piece.behind for piece in self._under_way.values())])
