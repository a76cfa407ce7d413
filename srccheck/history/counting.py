"""How many links are gone, archived, and not to be told about: by document, by host, by run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from srccheck.history.memory import Memory
from srccheck.history.records import Counts, DocumentCounts, HostCounts, Point
from srccheck.history.tracks import TELLING, Track
from srccheck.web.manners import registrable

__all__ = ["by_document", "by_host", "trend"]

_NAMES = {"alive": "alive", "moved": "moved", "dead": "gone"}


def by_document(memory: Memory) -> tuple[DocumentCounts, ...]:
    """The chosen documents, each with what is known of its links now.

    Args:
        memory: the runs.
    """
    return tuple(
        DocumentCounts(
            path=reading.document,
            checked=memory.runs[reading.runs[-1]].started,
            counts=_sum(memory.tracks[url] for url in reading.urls),
        )
        for reading in memory.readings
    )


def by_host(memory: Memory) -> tuple[HostCounts, ...]:
    """The links of the chosen documents by registrable domain, most gone first.

    Args:
        memory: the runs.
    """
    hosts: dict[str, list[Track]] = {}
    for url in dict.fromkeys(url for reading in memory.readings for url in reading.urls):
        hosts.setdefault(registrable(url) or url, []).append(memory.tracks[url])
    counted = (HostCounts(host=host, counts=_sum(tracks)) for host, tracks in hosts.items())
    return tuple(sorted(counted, key=lambda each: (-each.counts.gone, -each.counts.links, each.host)))


def trend(memory: Memory) -> tuple[Point, ...]:
    """What each run came to by its own checks, oldest first; runs without a link are left out.

    Args:
        memory: the runs.
    """
    chosen = set(memory.documents)
    memory.tracks  # noqa: B018  the runs are counted as they are read
    return tuple(
        Point(
            run=memory.runs[number],
            documents=sum(path in chosen for path in memory.runs[number].documents),
            by_status=dict(sorted(statuses.items())),
            counts=_of_run(statuses, memory.archives[number]),
        )
        for number, statuses in memory.statuses.items()
        if statuses
    )


def _sum(tracks: Iterable[Track]) -> Counts:
    counts: Counter[str] = Counter()
    for track in tracks:
        counts[_NAMES[track.told.status] if track.told else "unsure"] += 1
        archive = track.archive()
        counts["archive_told"] += archive is not None
        counts["archived"] += archive == "archived"
    return Counts(**counts)


def _of_run(statuses: Mapping[str, int], archives: Mapping[str, int]) -> Counts:
    told = {_NAMES[status]: statuses.get(status, 0) for status in TELLING}
    return Counts(
        **told,
        unsure=sum(statuses.values()) - sum(told.values()),
        archived=archives.get("archived", 0),
        archive_told=sum(number for word, number in archives.items() if word != "unknown"),
    )
