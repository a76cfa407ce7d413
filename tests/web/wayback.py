"""A stand-in for the Wayback Machine: its dialect as recorded replies of the real one show it.

    archive = Wayback()
    archive.hold("https://coast.example/a", ("20240304090000", 200), ("20250101000000", 404))
    web.host("wayback.example", {"*": archive.behave})      # web: tests.web.localweb.LocalWeb
    settings = Settings(archives=(archive.timegate,))

What the real one does and this does too: a TimeGate
whose 302 names the capture in `Location` alone; captures with their own status, `Memento-Datetime` and
a full `Link`; redirect captures that are redirects under `id_` only, and a page with a script elsewhere;
"not archived" with 404 and "excluded" with 200, both without `Memento-Datetime`; CDX as text and JSON;
a toolbar on pages for readers, none under `id_`; `Accept-Datetime` at the TimeGate; an availability API
that may forget what it has.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from email.utils import format_datetime, parsedate_to_datetime
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from attrs import Factory, define, frozen

from tests.web.localweb import Asked, Wire

Mode = Literal["normal", "outage", "ratelimit", "flaky", "slow", "empty-availability"]
TOOLBAR = "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id='wm-ipp-base'>Wayback Machine</div>"

_PLAYBACK = re.compile(r"/web/(?:(\d{1,14})(id_)?/)?(https?:/.+)", re.DOTALL)
_COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


@frozen(kw_only=True)
class Reply:
    """What goes over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@frozen(kw_only=True)
class Held:
    """One capture that the stand-in holds; `revisit` hides the status in the index."""

    digits: str
    original: str
    status: int = 200
    body: str = "<title>A page</title>"
    location: str = ""
    revisit: bool = False

    @property
    def moment(self) -> dt.datetime:
        return dt.datetime.strptime(self.digits, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)

    def row(self) -> tuple[str, ...]:
        digest = hashlib.sha1((self.body + self.location).encode()).hexdigest()[:32].upper()
        mime, status = ("warc/revisit", "-") if self.revisit else ("text/html", str(self.status))
        return key_of(self.original), self.digits, self.original, mime, status, digest, "512"


def key_of(url: str) -> str:
    """A sort key in the manner of SURT: scheme, `www.` and a last slash do not count."""
    parts = urlsplit(url)
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    return f"{host}){parts.path.rstrip('/') or '/'}" + (f"?{parts.query}" if parts.query else "")


@define(kw_only=True)
class Wayback:
    """The stand-in.

    Attributes:
        origin: scheme, host and port under which it is reached.
        mode: how it feels: `outage` is 503 for everything, `ratelimit` refuses the index past
            `cdx_allowed` questions, `flaky` fails every third request, `slow` answers after `delay_s`,
            `empty-availability` lies by omission where nobody should ask.
        navigation: whether captures name their neighbours; pywb's do not.
        odd_rows: rows of the index, seven fields each, that belong to no capture.
        asked: every target, in order; `count` by kind.
    """

    origin: str = "http://wayback.example"
    mode: Mode = "normal"
    cdx_allowed: int = 0
    delay_s: float = 0.05
    navigation: bool = True
    excluded: set[str] = Factory(set)
    odd_rows: list[tuple[str, ...]] = Factory(list)
    asked: list[str] = Factory(list)
    count: Counter[str] = Factory(Counter)
    held: dict[str, list[Held]] = Factory(lambda: defaultdict(list))

    @property
    def timegate(self) -> str:
        return f"{self.origin}/web/"

    def hold(self, url: str, *captures: tuple[str, int] | tuple[str, int, str]) -> None:
        """Hold captures of a URL: (digits, status) or (digits, 3xx, target)."""
        for digits, status, *more in captures:
            self.keep(Held(digits=digits, original=url, status=status, location=more[0] if more else ""))

    def keep(self, capture: Held) -> None:
        """Hold one capture."""
        row = self.held[key_of(capture.original)]
        row.append(capture)
        row.sort(key=lambda held: held.digits)

    async def behave(self, asked: Asked, wire: Wire) -> None:
        """A behaviour of the local web, for all paths of the archive's host."""
        if self.mode == "slow":
            await asyncio.sleep(self.delay_s)
        reply = self.reply(asked.target, asked.headers.get("accept-datetime"))
        await wire.reply(reply.status, reply.body, dict(reply.headers))

    def reply(self, target: str, wanted: str | None = None) -> Reply:
        """Answer a GET for a target (path and query), with its Accept-Datetime."""
        kind = target.split("/")[1].partition("?")[0].replace("web", "playback")
        self.asked.append(target)
        self.count[kind] += 1
        if self.mode == "outage" or (self.mode == "flaky" and len(self.asked) % 3 == 0):
            return _page(503, "Internet Archive services are temporarily offline.")
        if self.mode == "ratelimit" and kind == "cdx" and self.count["cdx"] > self.cdx_allowed:
            return _page(429, "Too Many Requests")
        if kind == "cdx":
            return self._index(parse_qs(urlsplit(target).query))
        if kind == "wayback":
            return self._availability(parse_qs(urlsplit(target).query))
        match = _PLAYBACK.fullmatch(target)
        if match is None:
            return _page(404, "No such page here")
        digits, raw, url = match.groups(default="")
        if wanted and not digits:
            return self._play(f"{parsedate_to_datetime(wanted):%Y%m%d%H%M%S}", raw, url, negotiated=True)
        return self._play(digits, raw, url)

    def _availability(self, asked: Mapping[str, list[str]]) -> Reply:
        """The hint that nobody may rely on: `{}` for pages that are archived."""
        url = asked["url"][0]
        captures = [] if self.mode == "empty-availability" else self.held.get(key_of(url), [])
        newest = [
            {"url": f"{self.timegate}{c.digits}/{c.original}", "status": str(c.status)} for c in captures
        ]
        found = {"closest": newest[-1]} if newest else {}
        return Reply(status=200, body=json.dumps({"url": url, "archived_snapshots": found}).encode())

    def _index(self, asked: Mapping[str, list[str]]) -> Reply:
        url = asked["url"][0]
        if urlsplit(url).hostname in self.excluded:
            error = "org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error"
            return Reply(
                status=403,
                headers=(("X-Archive-Wayback-Runtime-Error", error),),
                body=f"org.archive.util.io.RuntimeIOException: {error}\n".encode(),
            )
        rows = [capture.row() for capture in self.held.get(key_of(url), [])]
        rows += [row for row in self.odd_rows if row[0] == key_of(url)]
        rows = rows[: int(asked.get("limit", ["150000"])[0])]
        if asked.get("output") == ["json"]:
            table = [_COLUMNS, *rows] if rows else []
            return Reply(
                status=200,
                headers=(("Content-Type", "application/json"),),
                body=json.dumps(table).encode(),
            )
        text = "".join(f"{' '.join(row)}\n" for row in rows)
        return Reply(status=200, headers=(("Content-Type", "text/plain"),), body=text.encode())

    def _play(self, digits: str, raw: str, url: str, *, negotiated: bool = False) -> Reply:
        if urlsplit(url).hostname in self.excluded:
            return _page(200, "Sorry. This URL has been excluded from the Wayback Machine.")
        captures = self.held.get(key_of(url), [])
        if not captures:
            return _page(404, "Hrm. The Wayback Machine has not archived that URL.")
        newest = captures[-1].digits
        capture = min(captures, key=lambda held: _distance(held, digits or newest))
        if digits != capture.digits:
            headers = [
                ("Location", f"{self.timegate}{capture.digits}{raw}/{capture.original}"),
                ("X-Archive-Redirect-Reason", f"found capture at {capture.digits}"),
            ]
            if negotiated:
                when = format_datetime(capture.moment, usegmt=True)
                memento = f'<{headers[0][1]}>; rel="memento"; datetime="{when}"'
                headers += [("Vary", "accept-datetime"), ("Link", f'<{url}>; rel="original", {memento}')]
            return Reply(status=302, headers=tuple(headers))
        if capture.location and not raw:
            return _page(200, "Got an HTTP redirect at crawl time. <script>go()</script>")
        return self._capture(captures, captures.index(capture), raw)

    def _capture(self, captures: list[Held], at: int, raw: str) -> Reply:
        capture = captures[at]
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Memento-Datetime", format_datetime(capture.moment, usegmt=True)),
        ]
        if self.navigation:
            headers.append(("Link", self._links(captures, at)))
        if capture.location:
            headers.append(("Location", f"/web/{capture.digits}{raw}/{capture.location}"))
        body = capture.body if raw else capture.body.replace("<body>", f"<body>{TOOLBAR}")
        return Reply(status=capture.status, headers=tuple(headers), body=body.encode())

    def _links(self, captures: list[Held], at: int) -> str:
        original = captures[at].original
        parts = [
            f'<{original}>; rel="original"',
            f'<{self.timegate}timemap/link/{original}>; rel="timemap"; type="application/link-format"',
            f'<{self.timegate}{original}>; rel="timegate"',
        ]
        names: dict[int, list[str]] = {}
        around = {"first": 0, "prev": at - 1, "": at, "next": at + 1, "last": len(captures) - 1}
        for name, place in around.items():
            if 0 <= place < len(captures):
                names.setdefault(place, []).append(name)
        for place, rels in names.items():
            held = captures[place]
            rel = " ".join([*filter(None, rels), "memento"])
            when = format_datetime(held.moment, usegmt=True)
            parts.append(f'<{self.timegate}{held.digits}/{held.original}>; rel="{rel}"; datetime="{when}"')
        return ", ".join(parts)


def _distance(held: Held, digits: str) -> dt.timedelta:
    padded = digits + "00000101000000"[len(digits) :]
    return abs(held.moment - dt.datetime.strptime(padded, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC))


def _page(status: int, words: str) -> Reply:
    """A page of the archive's own, as long as its real ones, the words near the end."""
    filling = "<li>Collections</li>" * 3000
    body = f"<html><head><title>Wayback Machine</title></head><body>{filling}<p>{words}</p></body></html>"
    return Reply(status=status, headers=(("Content-Type", "text/html; charset=utf-8"),), body=body.encode())
