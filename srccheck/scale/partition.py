"""A piece of the work that can be done anywhere: links whose hosts nobody else asks in the meantime."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing
from functools import cache
from itertools import groupby

from attrs import frozen

from srccheck.archives import ArchiveClient
from srccheck.archives.archive import known_archives
from srccheck.inquiry import Inquiry
from srccheck.model import LinkReport
from srccheck.model.store import Store
from srccheck.model.web import Fetcher, Surroundings
from srccheck.settings import Settings
from srccheck.web.manners import registrable
from srccheck.worklist import Target

__all__ = ["MOST_LINKS", "MOST_OF_ONE", "Partition", "ask", "asked_for", "cut", "spared"]

MOST_LINKS = 5_000
"""Links of several domains in one partition."""

MOST_OF_ONE = 500
"""Links of one domain in one partition: with half a second between requests, four minutes."""


@frozen(kw_only=True)
class Partition:
    """Links that are asked for together.

    Two partitions with a domain in common stand in one chain, and may never be under way at once: so a
    host is spared as it is in one process, without a lock.

    Attributes:
        number: from 0, in the order in which they are best begun.
        targets: the links; all that ask for one page stand together.
        after: number of the partition that must be done before this one begins; None for none.
    """

    number: int
    targets: tuple[Target, ...]
    after: int | None = None


@cache
def _archive_hosts() -> frozenset[str]:
    return frozenset(host for archive in known_archives().values() for host in archive.hosts)


def asked_for(target: Target) -> str:
    """The page at the bottom of a link: what an archived copy is a copy of, else the page itself.

    A copy in an archive whose limits we do not know counts as a page of the archive's host.

    Args:
        target: the link.
    """
    if target.original is not None and target.copy is not None and target.copy.archive in _archive_hosts():
        return target.original
    return target.page


def spared(target: Target) -> str:
    """The registrable domain whose pace holds for a link (by the public suffix list).

    An archived copy goes with the page that was archived, which is asked for, too: its archive's limits
    are kept by all processes together, through `AnswerStore.allow`.

    Args:
        target: the link.
    """
    return registrable(asked_for(target))


def cut(
    targets: Iterable[Target], *, most_links: int = MOST_LINKS, most_of_one: int = MOST_OF_ONE
) -> Iterator[Partition]:
    """Partitions of links that fit in memory, the heaviest domains first.

    A domain with more links than `most_of_one` becomes a chain; others share a partition with their like.

    Args:
        targets: the links, each once.
        most_links: in a partition, unless one page alone has more.
        most_of_one: links of one domain in a partition; the same.
    """
    by_domain: dict[str, list[Target]] = {}
    for target in targets:
        by_domain.setdefault(spared(target), []).append(target)
    number, shared = 0, list[Target]()
    for links in sorted(by_domain.values(), key=len, reverse=True):
        if len(links) > most_of_one:
            after = None
            for piece in _pieces(links, most_of_one):
                yield Partition(number=number, targets=piece, after=after)
                after, number = number, number + 1
            continue
        if shared and len(shared) + len(links) > most_links:
            yield Partition(number=number, targets=tuple(shared))
            number, shared = number + 1, []
        shared += links
    if shared:
        yield Partition(number=number, targets=tuple(shared))


def _pieces(links: Iterable[Target], most: int) -> Iterator[tuple[Target, ...]]:
    piece: list[Target] = []
    for _, together in groupby(sorted(links, key=asked_for), asked_for):
        page = tuple(together)
        if piece and len(piece) + len(page) > most:
            yield tuple(piece)
            piece = []
        piece += page
    if piece:
        yield tuple(piece)


async def ask(
    partition: Partition,
    *,
    settings: Settings,
    surroundings: Surroundings,
    store: Store,
    fetcher: Fetcher,
    archives: ArchiveClient | None = None,
    began: dt.datetime | None = None,
    progress: Callable[[int, str | None], None] | None = None,
) -> AsyncGenerator[LinkReport, None]:
    """Ask for every link of a partition; each is handed on as soon as nothing can change its answer.

    Pages that seem dead are asked for once more at the end of the partition.

    Args:
        partition: the links.
        settings: limits, and whom to ask.
        surroundings: clock, sleep and chance.
        store: what was answered before; its `allow` is the archives' budget of the whole audit.
        fetcher: who answers; politely (`srccheck.web.connection.connect`), the same one for all partitions
            of a process. A `Witness` remembers for all of them whether anybody ever answered.
        archives: the same for the archives; a new one where None.
        began: when the run first began, aware UTC; what was answered since then is not asked again.
        progress: see `Inquiry`.
    """
    inquiry = Inquiry(
        partition.targets,
        fetcher=fetcher,
        settings=settings,
        surroundings=surroundings,
        store=store,
        progress=progress or (lambda done, waiting: None),
        keep=False,
        archives=archives,
    )
    if began is not None:
        inquiry.go_on_from(began)
    async with aclosing(inquiry.ask()) as reports:
        async for report in reports:
            yield report
