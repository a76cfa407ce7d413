"""How many links are gone, archived, and not to be told about: by document, by host, by run."""

from __future__ import annotations

from srccheck.history.memory import Memory
from srccheck.history.records import DocumentCounts, HostCounts, Point
from srccheck.history.tracks import Track, counted
from srccheck.web.manners import registrable

__all__ = ["by_document", "by_host", "trend"]


def by_document(memory: Memory) -> tuple[DocumentCounts, ...]:
    """The chosen documents, each with what is known of its links now.

    Args:
        memory: the runs.
    """
    return tuple(
        DocumentCounts(
            path=reading.document,
            checked=memory.runs[reading.runs[-1]].started,
            counts=counted(memory.tracks[url] for url in reading.urls),
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
    rows = (HostCounts(host=host, counts=counted(tracks)) for host, tracks in hosts.items())
    return tuple(sorted(rows, key=lambda each: (-each.counts.gone, -each.counts.links, each.host)))


def trend(memory: Memory) -> tuple[Point, ...]:
    """What was known of the links of each run after it, oldest first; runs without a link are left out.

    Its own checks alone would mislead: where it asked for a few pages only, those in doubt come first.

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
            counts=memory.counts[number],
        )
        for number, statuses in memory.statuses.items()
        if statuses
    )
