"""The runs of a store, read once, for all that is told of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from attrs import field, frozen

from srccheck.history.records import Counts
from srccheck.history.selection import chosen
from srccheck.history.tracks import Track, counted
from srccheck.model.history import Citing, History, Run

__all__ = ["Memory", "Reading"]


@frozen(kw_only=True)
class Reading:
    """What a document cites, as of the last run that read it.

    Attributes:
        document: path as the caller named it.
        runs: numbers of the runs that read it, oldest first; at least one.
        citings: of the last of them; where that one was cut short, also those of the last whole one.
    """

    document: str
    runs: tuple[int, ...]
    citings: tuple[Citing, ...] = field(default=(), repr=False)

    @property
    def urls(self) -> tuple[str, ...]:
        """The links, each once, in order."""
        return tuple(dict.fromkeys(citing.url for citing in self.citings))


class Memory:
    """Runs, tracks of links, and what documents cite.

    Args:
        history: the store.
        wanted: paths of documents and folders; empty for all documents.

    Attributes:
        runs: all finished runs, oldest first; other attributes give them by their number here.
        documents: the chosen documents, in the order in which runs first read them.
        statuses: links by status, for each run that read any of them.
        counts: what was known of these links after it, for the same.
    """

    def __init__(self, history: History, wanted: Sequence[str] = ()) -> None:
        self._history = history
        self._cited: dict[int, tuple[Citing, ...]] = {}
        self._by_document: dict[int, dict[str, list[Citing]]] = {}
        self.runs: tuple[Run, ...] = tuple(reversed(history.runs()))
        every = tuple(dict.fromkeys(path for run in self.runs for path in run.documents))
        self.documents = chosen(wanted, every)
        self._all = self.documents == every
        self._read_by: dict[str, list[int]] = {path: [] for path in self.documents}
        for number, run in enumerate(self.runs):
            for path in run.documents:
                if path in self._read_by:
                    self._read_by[path].append(number)
        self.statuses: dict[int, Counter[str]] = {}
        self.counts: dict[int, Counts] = {}

    @cached_property
    def tracks(self) -> dict[str, Track]:
        """What is known of each link, whichever document cites it."""
        tracks: dict[str, Track] = {}
        for number, run in enumerate(self.runs):
            chosen_links = self._chosen_links(number)
            statuses: Counter[str] = Counter()
            looked_at: list[Track] = []
            for check in self._history.checks(run.id):
                track = tracks.get(check.url)
                if track is None:
                    track = tracks[check.url] = Track()
                track.add(number, check)
                if chosen_links is None or check.url in chosen_links:
                    statuses[check.status] += 1
                    looked_at.append(track)
            if chosen_links is None or chosen_links:
                self.statuses[number], self.counts[number] = statuses, counted(looked_at)
        return tracks

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The chosen documents, each as of the last run that read it."""
        return tuple(
            Reading(document=path, runs=tuple(numbers), citings=self._current(path, numbers))
            for path, numbers in self._read_by.items()
        )

    def citings(self, number: int) -> tuple[Citing, ...]:
        """What the chosen documents cite in a run.

        Args:
            number: of the run.
        """
        if number not in self._cited:
            every = self._history.citings(self.runs[number].id)
            self._cited[number] = tuple(citing for citing in every if citing.document in self._read_by)
        return self._cited[number]

    def before(self, day: dt.date) -> int:
        """Number of the last run that began before a day (UTC); -1 where there is none.

        Args:
            day: the day.
        """
        return sum(run.started.astimezone(dt.UTC).date() < day for run in self.runs) - 1

    def _chosen_links(self, number: int) -> frozenset[str] | None:
        """The links of the chosen documents in a run; None where that is all of them."""
        if self._all:
            return None
        if not any(path in self._read_by for path in self.runs[number].documents):
            return frozenset()
        return frozenset(citing.url for citing in self.citings(number))

    def _current(self, path: str, numbers: Sequence[int]) -> tuple[Citing, ...]:
        newest = self.citings_of(path, numbers[-1])
        whole = next((n for n in reversed(numbers) if self.runs[n].is_whole), None)
        if whole is None or whole == numbers[-1]:
            return newest
        seen = {citing.url for citing in newest}
        return (*newest, *(citing for citing in self.citings_of(path, whole) if citing.url not in seen))

    def citings_of(self, path: str, number: int) -> tuple[Citing, ...]:
        """What one of them cites in a run.

        Args:
            path: the document.
            number: of the run.
        """
        if number not in self._by_document:
            sorted_: dict[str, list[Citing]] = {}
            for citing in self.citings(number):
                sorted_.setdefault(citing.document, []).append(citing)
            self._by_document[number] = sorted_
        return tuple(self._by_document[number].get(path, ()))
