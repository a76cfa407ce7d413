"""Keeps every exchange as standard WARC (ISO 28500), and answers requests from it."""

from __future__ import annotations

import datetime as dt
import io
import zlib
from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self, get_args

from attrs import evolve

from srccheck.errors import EvidenceError
from srccheck.model.web import Exchange, Failure, Fetcher, Request, Surroundings
from srccheck.text.urls import without_credentials

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord
    from warcio.warcwriter import WARCWriter

__all__ = ["Recorder", "Replayer"]

_ELAPSED = "Srccheck-Elapsed-Seconds"
_FIELDS = "application/warc-fields"
_FAILURES: dict[str, Failure] = {word: word for word in get_args(Failure)}
_OF_THE_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_Key = tuple[str, str, str]


def _is_secret(name: str) -> bool:
    return name.lower() in (
        "authorization",
        "cookie",
        "set-cookie",
        "set-cookie2",
    ) or name.lower().startswith("proxy-")


def _public(headers: Any) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if not _is_secret(name)]


class Recorder:
    """Passes requests on and writes every exchange to a WARC file; implements `Fetcher`.

    What it hands back is what a replay will hand back, so that a recorded run and its replay see the
    same. Records are written whole, one by one: an interrupted run leaves a file that can be used.

    Args:
        fetcher: who answers.
        path: the file; compressed record by record where it ends in `.gz`. It is overwritten.
        surroundings: the clock of WARC-Date.

    Raises:
        EvidenceError: the file cannot be written.
    """

    def __init__(self, fetcher: Fetcher, path: Path, *, surroundings: Surroundings | None = None) -> None:
        from warcio.warcwriter import WARCWriter  # late: only with --record  # noqa: PLC0415

        self._fetcher = fetcher
        self._path = path
        self._surroundings = surroundings or Surroundings()
        self._gzip = path.suffix == ".gz"
        self._buffer = io.BytesIO()
        self._writer: WARCWriter = WARCWriter(self._buffer, gzip=self._gzip, warc_version="1.1")
        try:
            self._file: BinaryIO = path.open("wb")
        except OSError as error:
            raise EvidenceError(f"{path}: cannot be written: {error.strerror}") from error
        about = {"software": "srccheck", "format": "WARC File Format 1.1"}
        self._write([self._writer.create_warcinfo_record(path.name, about)])

    async def fetch(self, request: Request) -> Exchange:
        """Answer one request, and keep the exchange.

        Raises:
            EvidenceError: the file can no longer be written.
        """
        exchange = await self._fetcher.fetch(request)
        exchange = evolve(exchange, headers=tuple(_public(exchange.headers)))
        self._write(self._records(request, exchange))
        return exchange

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the file."""
        self._file.close()

    def _records(self, request: Request, exchange: Exchange) -> list[ArcWarcRecord]:
        date = self._surroundings.now().astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        answer = self._answer(exchange, date)
        return [self._question(request, date, answer.rec_headers.get_header("WARC-Record-ID")), answer]

    def _answer(self, exchange: Exchange, date: str) -> ArcWarcRecord:
        from warcio.statusandheaders import StatusAndHeaders  # late: only with --record  # noqa: PLC0415

        fields = {"WARC-Date": date, _ELAPSED: f"{exchange.elapsed_s:.6f}"}
        if exchange.truncated:
            fields["WARC-Truncated"] = "unspecified"
        line, kind, block = None, "metadata", exchange.body
        if exchange.http_status is None:
            block = f"failure: {exchange.failure}\r\ndetail: {exchange.detail or ''}\r\n".encode()
        else:
            line = StatusAndHeaders(_status_line(exchange.http_status), list(exchange.headers), "HTTP/1.1")
            kind = "response"
        return self._writer.create_warc_record(
            without_credentials(exchange.url),
            kind,
            io.BytesIO(block),
            length=len(block),
            http_headers=line,
            warc_content_type="" if line else _FIELDS,
            warc_headers_dict=fields,
        )

    def _question(self, request: Request, date: str, answer_id: str) -> ArcWarcRecord:
        from warcio.statusandheaders import StatusAndHeaders  # late: only with --record  # noqa: PLC0415

        url = without_credentials(request.url)
        host, _, path = url.partition("://")[2].partition("/")
        headers = [("Host", host), *_public(request.headers.items())]
        line = StatusAndHeaders(f"{request.method} /{path} HTTP/1.1", headers, is_http_request=True)
        fields = {"WARC-Date": date, "WARC-Concurrent-To": answer_id}
        return self._writer.create_warc_record(url, "request", http_headers=line, warc_headers_dict=fields)

    def _write(self, records: list[ArcWarcRecord]) -> None:
        self._buffer.seek(0)
        self._buffer.truncate()
        for record in records:
            self._writer.write_record(record)
        try:
            self._file.write(self._buffer.getvalue())
            self._file.flush()
        except (OSError, ValueError) as error:
            raise EvidenceError(f"{self._path}: cannot be written: {error}") from error


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


class Replayer:
    """Answers requests from a WARC file and touches no network; implements `Fetcher`.

    The n-th request for a URL (with the same method, Accept-Datetime and kind of answer) gets the n-th
    recorded answer; what the file lacks is the failure `not-in-replay`. Files that other tools wrote do, too.

    Args:
        path: the file.

    Raises:
        EvidenceError: the file is missing, or is not WARC.
    """

    def __init__(self, path: Path) -> None:
        self._answers: defaultdict[_Key, list[Exchange]] = defaultdict(list)
        self._given: defaultdict[_Key, int] = defaultdict(int)
        for key, exchange in _read(path):
            self._answers[key].append(exchange)

    async def fetch(self, request: Request) -> Exchange:
        """Answer one request from the evidence."""
        key = _key(request.url, request.method, request.headers.items())
        place = self._given[key]
        self._given[key] += 1
        if place >= len(self._answers.get(key, ())):
            return Exchange(
                url=request.url, failure="not-in-replay", detail="the evidence holds no answer to this"
            )
        exchange = self._answers[key][place]
        limit = request.max_body_bytes
        if limit is not None and len(exchange.body) > limit:
            return evolve(exchange, url=request.url, body=exchange.body[:limit], truncated=True)
        return evolve(exchange, url=request.url)


def _key(url: str, method: str, headers: Any) -> _Key:
    said = {name.lower(): value for name, value in headers}
    wanted = said.get("accept-datetime", "")
    # One address may stand for a page and for a description of it (RFC 9110 §12); browsers' wishes are none.
    kind = said.get("accept", "")
    if kind and "*/*" not in kind and "text/html" not in kind:
        wanted += f" {kind}"
    return without_credentials(url.partition("#")[0]), method.upper(), wanted


def _read(path: Path) -> Iterator[tuple[_Key, Exchange]]:
    """Recorded exchanges in the order of the file; a damaged end (an interrupted run) ends them."""
    from warcio.exceptions import ArchiveLoadFailed  # late: only with --replay  # noqa: PLC0415

    answers: list[tuple[str, str, Exchange]] = []
    asked: dict[str, _Key] = {}
    sound = False
    try:
        with path.open("rb") as file:
            for record_id, url, found in _records(file):
                sound = True
                if isinstance(found, Exchange):
                    answers.append((record_id, url, found))
                elif found is not None:
                    asked[record_id] = found
    except (ArchiveLoadFailed, EOFError, zlib.error, UnicodeDecodeError, ValueError) as error:
        if not sound:
            raise EvidenceError(f"{path}: is not a WARC file") from error
    except OSError as error:
        raise EvidenceError(f"{path}: cannot be read: {error.strerror}") from error
    if not sound:
        raise EvidenceError(f"{path}: is empty")
    for record_id, url, exchange in answers:
        yield asked.get(record_id, _key(url, "GET", ())), exchange


def _records(file: BinaryIO) -> Iterator[tuple[str, str, Exchange | _Key | None]]:
    """(id of the answer, URL, the answer or what was asked) of every record; None for all other kinds."""
    from warcio.archiveiterator import ArchiveIterator  # late: only with --replay  # noqa: PLC0415

    for record in ArchiveIterator(file, arc2warc=False):
        headers, line = record.rec_headers, record.http_headers
        url = headers.get_header("WARC-Target-URI") or ""
        name = headers.get_header("WARC-Record-ID") or ""
        if record.rec_type == "request" and line:
            answer = headers.get_header("WARC-Concurrent-To") or ""
            yield answer, url, _key(url, line.protocol, line.headers)
        elif record.rec_type == "response" and line:
            yield name, url, _response(record, url)
        else:
            yield name, url, _failure(record, url) if record.rec_type == "metadata" else None


def _response(record: ArcWarcRecord, url: str) -> Exchange:
    headers = [(name.lower(), value) for name, value in _public(record.http_headers.headers)]
    return Exchange(
        url=url,
        http_status=int(record.http_headers.get_statuscode()),
        headers=tuple(pair for pair in headers if pair[0] not in _OF_THE_TRANSFER),
        body=record.content_stream().read(),
        truncated=record.rec_headers.get_header("WARC-Truncated") is not None,
        elapsed_s=float(record.rec_headers.get_header(_ELAPSED, "0")),
    )


def _failure(record: ArcWarcRecord, url: str) -> Exchange | None:
    lines = record.content_stream().read().decode("utf-8", "replace").splitlines()
    said = dict(line.split(": ", 1) for line in lines if ": " in line)
    failure = _FAILURES.get(said.get("failure", ""))
    if failure is None:
        return None
    return Exchange(
        url=url,
        failure=failure,
        detail=said.get("detail") or None,
        elapsed_s=float(record.rec_headers.get_header(_ELAPSED, "0")),
    )
