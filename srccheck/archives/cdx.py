"""The index of an archive (CDX): one question a URL, and every answer out of the one reply.

waybackpy knows how to put the question and what a row is; it does neither the asking nor the judging:
its own network code reads a 429 as "never archived".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from attrs import frozen

from srccheck.archives.archive import Archive
from srccheck.archives.asking import Asker
from srccheck.archives.history import History, entries_of
from srccheck.archives.marks import own_words, trouble_of
from srccheck.archives.moments import digits_of, moment_of
from srccheck.model import Capture
from srccheck.model.web import Exchange

__all__ = ["Index", "query", "read_history", "read_rows"]

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
"""The fields of a row, in their order, where the reply does not name them."""

ROWS_AT_MOST = 50_000


@frozen(kw_only=True)
class _Row:
    capture: Capture
    status: str
    digest: str


class Index:
    """Asks one archive's CDX server."""

    def __init__(self, archive: Archive, asker: Asker) -> None:
        self._archive = archive
        self._asker = asker

    async def history(self, url: str) -> History:
        """All captures of a URL, by one request.

        Args:
            url: the URI-R, without fragment.
        """
        if self._archive.cdx is None:
            return History(verdict="unknown", detail=f"no index of {self._archive.name} is known")
        return read_history(await self._asker.ask("cdx", query(self._archive.cdx, url)), self._archive)


def query(endpoint: str, url: str) -> str:
    """The question for all captures of one URL, as JSON.

    Args:
        endpoint: address of the CDX server.
        url: the URI-R; a `*` in it is meant as such and asks for no other page.
    """
    from waybackpy.cdx_api import WaybackMachineCDXServerAPI  # late: loads requests  # noqa: PLC0415
    from waybackpy.cdx_utils import full_url  # noqa: PLC0415

    # `gzip` asks for gzip files inside the reply unless it is set; the connection compresses anyway
    builder = WaybackMachineCDXServerAPI(url.replace("*", "%2A"), match_type="exact", gzip="")
    payload: dict[str, str] = {}
    builder.add_payload(payload)
    return full_url(endpoint, payload | {"output": "json", "limit": str(ROWS_AT_MOST)})


def read_history(exchange: Exchange, archive: Archive) -> History:
    """What a reply of the CDX server says.

    Args:
        exchange: the reply. Only a whole and well-formed one counts; anything else is `unknown`.
        archive: whose it is, for the captures' addresses.
    """
    said = own_words(exchange)
    if said:
        return History(verdict=said)
    rows = read_rows(exchange.body) if exchange.http_status == 200 and not exchange.truncated else None
    if rows is None:
        why = "the archive's index broke off" if exchange.truncated else trouble_of(exchange)
        return History(verdict="unknown", detail=why)
    pages = [row for row in rows if _is_page(row["original"])]
    read = {(row["timestamp"], row["original"], row["digest"]): _row(row, archive) for row in pages}
    known = [row for row in read.values() if row is not None]
    if not pages:
        return History(verdict="absent")
    return History(
        verdict="found",
        entries=entries_of(_resolved(known)),
        complete=len(known) == len(read) and len(rows) < ROWS_AT_MOST,
    )


def read_rows(body: bytes) -> tuple[Mapping[str, str], ...] | None:
    """The rows of a reply, JSON or text.

    Returns:
        None where it is not a whole CDX reply: an HTML page, an empty text, a list that breaks off.
    """
    text = body.decode("utf-8", "replace")
    if not text.lstrip().startswith("["):
        lines = [line.split(" ") for line in text.splitlines()]
        whole = text.endswith("\n") and all(_is_row(line) for line in lines)
        return tuple(dict(zip(FIELDS, line, strict=True)) for line in lines) if whole else None
    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not all(isinstance(line, list) and all(isinstance(cell, str) for cell in line) for line in table):
        return None
    names, lines = (table[0], table[1:]) if table else (list(FIELDS), [])
    if not set(FIELDS) <= set(names) or any(len(line) != len(names) for line in lines):
        return None
    return tuple(dict(zip(names, line, strict=True)) for line in lines)


def _is_row(line: list[str]) -> bool:
    return len(line) == len(FIELDS) and len(line[1]) == 14 and line[1].isdigit()


def _is_page(original: str) -> bool:
    """Rows for `data:` and `mailto:`, which crawlers took for pages, share the page's key."""
    try:
        parts = urlsplit(original)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and not parts.netloc.startswith(("mailto:", "data:"))


def _row(properties: Mapping[str, str], archive: Archive) -> _Row | None:
    """A row as waybackpy reads it; None where its time means nothing."""
    from waybackpy.cdx_snapshot import CDXSnapshot  # late, as above  # noqa: PLC0415

    moment = moment_of(properties["timestamp"])
    if moment is None:
        return None
    # CDXSnapshot raises on month 00, so it gets the moment that was meant; the address keeps the digits
    snapshot = CDXSnapshot({**properties, "timestamp": digits_of(moment)})
    return _Row(
        capture=Capture(
            url=archive.address(snapshot.original, properties["timestamp"]),
            timestamp=moment,
            http_status=int(snapshot.statuscode) if _is_status(snapshot.statuscode) else None,
        ),
        status=snapshot.statuscode,
        digest=snapshot.digest,
    )


def _is_status(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isdigit()


def _resolved(rows: Iterable[_Row]) -> list[Capture]:
    """Captures with the status that a revisit does not tell taken from the capture it repeats.

    That is the last one before it with the same digest, else any: a crawler that finds a page unchanged
    writes a row without status.
    """
    ordered = sorted(rows, key=lambda row: row.capture.timestamp)
    any_with: dict[str, int] = {}
    for row in reversed(ordered):
        if row.capture.http_status is not None:
            any_with[row.digest] = row.capture.http_status
    before: dict[str, int] = {}
    out: list[Capture] = []
    for row in ordered:
        status = row.capture.http_status
        if status is None and row.status == "-":
            status = before.get(row.digest, any_with.get(row.digest))
        if status is not None:
            before[row.digest] = status
        out.append(Capture(url=row.capture.url, timestamp=row.capture.timestamp, http_status=status))
    return out
