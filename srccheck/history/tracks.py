"""The looks at one link, one after the other, and what they come to at any time."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from srccheck.history.records import Counts
from srccheck.model.history import Check

__all__ = ["FLAPPING", "TELLING", "WINDOW", "Track", "counted"]

TELLING: Final = ("alive", "moved", "dead")
"""Statuses that tell what the page is; `blocked`, `unreachable`, `unchecked` and `skipped` do not."""

FLAPPING: Final = "flapping"

WINDOW: Final = 8
"""Checks that are looked back at: two months of weekly audits."""

_TURNS = 3
"""Changes of mind among them that make a link one that flaps: gone, back, and gone again."""

_CODES = {status: code for code, status in enumerate(TELLING)}
_UNTOLD_ARCHIVE = "unknown"


class Track:
    """What runs found out about one link; looks are added oldest first.

    A check that repeats an earlier run's answer (`checked_at` is the same) is no look of its own. Five bytes
    a look: there may be hundreds of runs of a hundred thousand links.

    Attributes:
        last: the newest check, whatever it says.
        told: the newest check that could tell; None where none could.
        kept: the newest check by which the archive has a good capture.
    """

    __slots__ = ("_archive", "_archive_runs", "_codes", "_finals", "_runs", "kept", "last", "told")

    def __init__(self) -> None:
        self.last: Check | None = None
        self.told: Check | None = None
        self.kept: Check | None = None
        self._runs = array("L")
        self._codes = bytearray()
        self._finals: dict[int, str | None] = {}
        self._archive_runs: list[int] = []
        self._archive: list[str] = []

    def add(self, run: int, check: Check) -> None:
        """Note a look.

        Args:
            run: number of the run; never less than before.
            check: what it found out.
        """
        self.last = check
        code = _CODES.get(check.status)
        if code is not None:
            told = self.told
            if told is None or (told.checked_at, told.status) != (check.checked_at, check.status):
                if check.status == "moved":
                    self._finals[len(self._codes)] = check.final_url
                self._runs.append(run)
                self._codes.append(code)
            self.told = check
        if check.archive == _UNTOLD_ARCHIVE:
            return
        if check.archive == "archived":
            self.kept = check
        if not self._archive or self._archive[-1] != check.archive:
            self._archive_runs.append(run)
            self._archive.append(check.archive)

    def state(self, until: int | None = None) -> str | None:
        """What the link was by the looks of the runs up to a number, that one included.

        Args:
            until: number of the run; None for all looks.

        Returns:
            A status of `TELLING`, `FLAPPING`, or None where no look could tell.
        """
        end = self._end(until)
        if not end:
            return None
        return FLAPPING if self.turns(until)[0] >= _TURNS else TELLING[self._codes[end - 1]]

    def turns(self, until: int | None = None) -> tuple[int, int]:
        """(changes of mind, looks) among the last `WINDOW` looks that could tell.

        Args:
            until: number of the run; None for all looks.
        """
        end = self._end(until)
        recent = self._codes[max(0, end - WINDOW) : end]
        return sum(one != other for one, other in pairwise(recent)), len(recent)

    def final_url(self, until: int | None = None) -> str | None:
        """Where the page had moved to by the last look that could tell; None where it had not."""
        return self._finals.get(self._end(until) - 1)

    def archive(self, until: int | None = None) -> str | None:
        """The archive's last word that is not `unknown`; None where there is none.

        Args:
            until: number of the run; None for all looks.
        """
        end = len(self._archive) if until is None else bisect_right(self._archive_runs, until)
        return self._archive[end - 1] if end else None

    def last_change(self) -> tuple[int, bool]:
        """(number of the run in which the present state was first seen, whether another was seen before).

        Raises:
            IndexError: no look could tell.
        """
        place = len(self._codes) - 1
        while place and self._codes[place - 1] == self._codes[-1]:
            place -= 1
        return self._runs[place], place > 0

    def _end(self, until: int | None) -> int:
        return len(self._codes) if until is None else bisect_right(self._runs, until)


_NAMES = {"alive": "alive", "moved": "moved", "dead": "gone"}


def counted(tracks: Iterable[Track]) -> Counts:
    """How many of some links ended as what, by the looks until now.

    Args:
        tracks: of the links.
    """
    counts: Counter[str] = Counter()
    for track in tracks:
        counts[_NAMES[track.told.status] if track.told else "unsure"] += 1
        archive = track.archive()
        counts["archive_told"] += archive is not None
        counts["archived"] += archive == "archived"
    return Counts(**counts)
