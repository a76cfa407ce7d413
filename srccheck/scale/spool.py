"""Links on disk: neither documents nor links are held, however many there are."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from attrs import evolve, frozen

from srccheck.model import Citation, Document, Use
from srccheck.model.links import NormalizedUrl
from srccheck.scale.packing import pack, unpack
from srccheck.scale.partition import MOST_LINKS, MOST_OF_ONE, Partition, asked_for, spared
from srccheck.worklist import cited, target_of

__all__ = ["Piece", "Spool"]

_TABLES = """
CREATE TABLE cited (domain BLOB, asked BLOB, url BLOB, place BLOB);
CREATE TABLE citations (document BLOB, citation BLOB, about BLOB);
CREATE TABLE parts (piece INTEGER, domain BLOB, low BLOB, high BLOB);
CREATE TABLE pieces (number INTEGER PRIMARY KEY, links INTEGER, after INTEGER, behind INTEGER);
"""
_COMMIT_EVERY = 20_000
_SHORT = 200  # an address that long fills an index; so many characters of it keep pages together all the same


@frozen(kw_only=True)
class Piece:
    """What is known of a partition before its links are read.

    Attributes:
        number, after: see `Partition`.
        links: how many it has.
        behind: links of its busiest domain, in it and in all that come after it.
    """

    number: int
    links: int
    after: int | None
    behind: int


class Spool:
    """A file of links; filled first (`add`), then cut (`plan`), then read by partition, by any process.

    Attributes:
        rows: citations of links that were added.

    What is kept is pickled: the file is this run's own, in a folder that nobody else may write to.

    Args:
        file: where; made where it is not there.
        allow_private: hosts of an intranet may be asked, too.
    """

    def __init__(self, file: Path, *, allow_private: bool = False) -> None:
        self.file = file
        self._allow_private = allow_private
        is_new = not file.exists()
        self._base = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        # Whoever loses power begins anew; and nobody reads before all is written.
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self.rows = 0
        if is_new:
            self._base.executescript(_TABLES)
            self._base.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def add(self, document: Document) -> None:
        """Take down the links of a document, or of a part of one."""
        for url, use in cited(document):
            target = target_of(url, (), allow_private=self._allow_private)
            row = (*map(_bytes, (spared(target), asked_for(target)[:_SHORT], url)), pack(use))
            self._base.execute("INSERT INTO cited VALUES (?, ?, ?, ?)", row)
            self.rows += 1
            if self.rows % _COMMIT_EVERY == 0:
                self._base.execute("COMMIT")
                self._base.execute("BEGIN")
        path = _bytes(document.path)
        for note in document.notes:
            if note.kind != "inline":
                for citation in note.citations:
                    row = (path, _bytes(citation.id), pack(evolve(citation, links=())))
                    self._base.execute("INSERT INTO citations VALUES (?, ?, ?)", row)

    def plan(self, *, most_links: int = MOST_LINKS, most_of_one: int = MOST_OF_ONE) -> tuple[Piece, ...]:
        """Cut what is there into partitions, the heaviest domains first; once, after the last `add`.

        Args:
            most_links: links of several domains in one partition, unless one page alone has more.
            most_of_one: links of one domain in one partition; the same.
        """
        self._base.execute("CREATE INDEX together ON cited (domain, asked)")
        self._base.execute("CREATE INDEX of_document ON citations (document, citation)")
        pieces = _Cutter(self._base, most_links, most_of_one)
        domains = self._base.execute(
            "SELECT domain, COUNT(DISTINCT url) AS links FROM cited"
            " GROUP BY domain ORDER BY links DESC, domain"
        )
        for domain, links in domains:
            pieces.take(domain, links)
        pieces.end()
        self._base.execute("CREATE INDEX parts_of ON parts (piece)")
        self._base.execute("COMMIT")
        return self.pieces()

    def pieces(self) -> tuple[Piece, ...]:
        """What `plan` came to."""
        rows = self._base.execute("SELECT number, links, after, behind FROM pieces ORDER BY number")
        return tuple(
            Piece(number=number, links=links, after=after, behind=behind)
            for number, links, after, behind in rows
        )

    def partition(self, number: int) -> Partition:
        """The links of a partition, each once, with all citations that give it, in their order.

        Args:
            number: one of `plan`'s.
        """
        after = self._base.execute("SELECT after FROM pieces WHERE number = ?", (number,)).fetchone()[0]
        rows = self._base.execute(
            "SELECT cited.url, cited.place FROM parts JOIN cited ON cited.domain = parts.domain"
            " AND cited.asked >= parts.low AND (parts.high IS NULL OR cited.asked < parts.high)"
            " WHERE parts.piece = ? ORDER BY parts.rowid, cited.asked, cited.rowid",
            (number,),
        )
        places: dict[NormalizedUrl, list[Use]] = {}
        for url, place in rows:
            address = NormalizedUrl(url.decode("utf-8", "surrogatepass"))
            places.setdefault(address, []).append(unpack(place))
        return Partition(
            number=number,
            after=after,
            targets=tuple(
                target_of(url, uses, allow_private=self._allow_private) for url, uses in places.items()
            ),
        )

    def citation(self, document: str, citation: str) -> Citation | None:
        """What a use hangs on, without its links; None for a link in running text. Not before `plan`.

        Args:
            document: its path.
            citation: the citation's id.
        """
        row = self._base.execute(
            "SELECT about FROM citations WHERE document = ? AND citation = ?",
            (_bytes(document), _bytes(citation)),
        ).fetchone()
        return unpack(row[0]) if row else None


def _bytes(text: str) -> bytes:
    """Half a surrogate pair, which a broken address may hold, is no UTF-8."""
    return text.encode("utf-8", "surrogatepass")


class _Cutter:
    """Writes down which links belong to which partition."""

    def __init__(self, base: sqlite3.Connection, most_links: int, most_of_one: int) -> None:
        self._base = base
        self._most_links = most_links
        self._most_of_one = most_of_one
        self._number = 0
        self._links = 0
        self._behind = 0

    def take(self, domain: bytes, links: int) -> None:
        """The next domain; none has more links than those before."""
        if links > self._most_of_one:
            self._chain(domain, links)
            return
        if self._links and self._links + links > self._most_links:
            self.end()
        self._part(domain, b"", None)
        self._links += links
        self._behind = max(self._behind, links)

    def end(self) -> None:
        """Close the partition of several domains."""
        if self._links:
            self._piece(self._links, None, self._behind)
            self._links = self._behind = 0

    def _chain(self, domain: bytes, links: int) -> None:
        pages = self._base.execute(
            "SELECT asked, COUNT(DISTINCT url) FROM cited WHERE domain = ? GROUP BY asked ORDER BY asked",
            (domain,),
        )
        after, low, filled, left = None, b"", 0, links
        for asked, count in pages:
            if filled and filled + count > self._most_of_one:
                self._part(domain, low, asked)
                self._piece(filled, after, left)
                after, low, left, filled = self._number - 1, asked, left - filled, 0
            filled += count
        self._part(domain, low, None)
        self._piece(filled, after, left)

    def _part(self, domain: bytes, low: bytes, high: bytes | None) -> None:
        self._base.execute("INSERT INTO parts VALUES (?, ?, ?, ?)", (self._number, domain, low, high))

    def _piece(self, links: int, after: int | None, behind: int) -> None:
        self._base.execute("INSERT INTO pieces VALUES (?, ?, ?, ?)", (self._number, links, after, behind))
        self._number += 1
