"""The index of an archive (CDX): one question a URL, and every answer out of the one reply.

waybackpy knows how to put the question and what a row is; it does neither the asking nor the judging:
its own network code reads a 429 as "never archived".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from attrs import evolve, frozen

from srccheck.archives.archive import Archive
from srccheck.archives.asking import Asker
from srccheck.archives.history import History, entries_of
from srccheck.archives.linkheader import parse_links
from srccheck.archives.marks import own_words, trouble_of
from srccheck.archives.moments import digits_of, http_date, moment_of
from srccheck.model import Capture
from srccheck.model.web import Exchange

__all__ = ["Index", "query", "read_history", "read_rows", "read_timemap"]

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
"""The fields of a row, in their order, where the reply does not name them."""

ROWS_AT_MOST = 50_000


@frozen(kw_only=True)
class _Row:
    capture: Capture
    status: str
    digest: str


class Index:
    """Asks one archive's CDX server, or for its TimeMap where it has none."""

    def __init__(self, archive: Archive, asker: Asker) -> None:
        self._archive = archive
        self._asker = asker

    async def history(self, url: str) -> History:
        """All captures of a URL, by one request.

        Args:
            url: the URI-R, without fragment.
        """
        archive = self._archive
        if archive.cdx is not None:
            return read_history(await self._asker.ask("cdx", query(archive.cdx, url)), archive)
        if archive.timemap is not None:
            return read_timemap(await self._asker.ask("cdx", f"{archive.timemap}{url}"), archive)
        return History(verdict="unknown", detail=f"no index of {archive.name} is known")


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
    whole = exchange.http_status == 200 and not exchange.truncated
    rows = read_rows(exchange.body, exchange.header("content-type")) if whole else None
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


def read_timemap(exchange: Exchange, archive: Archive) -> History:
    """What a TimeMap says (RFC 7089, 5; link-format, RFC 6690): when captures were made, not their status.

    Args:
        exchange: the reply.
        archive: whose it is.
    """
    said = own_words(exchange)
    if said:
        return History(verdict=said)
    links = parse_links([exchange.body.decode("utf-8", "replace")]) if exchange.http_status == 200 else ()
    captures = [
        Capture(url=link.target, timestamp=moment, archive=archive.name)
        for link in links
        if "memento" in link.rels and (moment := http_date(link.datetime))
    ]
    if not captures:
        return History(verdict="unknown", detail=trouble_of(exchange))
    # a TimeMap may be one page of several
    complete = not exchange.truncated and sum("timemap" in link.rels for link in links) == 0
    return History(verdict="found", entries=entries_of(captures), complete=complete)


def read_rows(body: bytes, content_type: str | None = None) -> tuple[Mapping[str, str], ...] | None:
    """The rows of a reply: one JSON table, a JSON object a line, or text.

    Args:
        body: the whole reply.
        content_type: its header: an empty reply counts only where it says that it is a list of objects.

    Returns:
        None where it is not a whole CDX reply: an HTML page, an empty text, a list that breaks off.
    """
    text = body.decode("utf-8", "replace")
    if text.startswith("{") or (not text.strip() and "ndjson" in (content_type or "")):
        return _rows_of_objects(text)
    if text.lstrip().startswith("["):
        return _rows_of_table(text)
    lines = [line.split(" ") for line in text.splitlines()]
    whole = text.endswith("\n") and all(_is_row(line) for line in lines)
    return tuple(dict(zip(FIELDS, line, strict=True)) for line in lines) if whole else None


def _rows_of_table(text: str) -> tuple[Mapping[str, str], ...] | None:
    """The Wayback Machine's JSON: a list of lists, the names first; an empty list for no rows."""
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


def _rows_of_objects(text: str) -> tuple[Mapping[str, str], ...] | None:
    """The JSON of pywb: an object a line, some fields under other names, others missing."""
    rows: list[Mapping[str, str]] = []
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            return None
        if not isinstance(row, dict) or not {"urlkey", "timestamp", "url"} <= set(row):
            return None
        named = {
            "original": row["url"],
            "mimetype": row.get("mime", "-"),
            "statuscode": row.get("status", "-"),
        }
        filled = {**dict.fromkeys(FIELDS, "-"), **row, **named}
        rows.append({name: str(filled[name]) for name in FIELDS})
    return tuple(rows) if not text or text.endswith("\n") else None


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
            archive=archive.name,
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
        out.append(evolve(row.capture, http_status=status))
    return out
