"""The index: the question, and every oddity of its replies."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from srccheck.archives import WAYBACK
from srccheck.archives.cdx import ROWS_AT_MOST, query, read_history, read_rows
from srccheck.model.web import Exchange
from tests.archives.conftest import exchange
from tests.web.wayback import Wayback

U = "https://coast.example/a"
NAMES = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROW = ["example,coast)/a", "20240304091122", U, "text/html", "200", "AAAA", "512"]
LINE = f"{' '.join(ROW)}\n"


@pytest.mark.parametrize(
    "url",
    [
        U,
        "https://coast.example/?a=1&b=2&url=http://x.example/",
        "https://coast.example/%D0%B0%20b",
        "https://coast.example/a+b",
    ],
)
def test_query(url):
    """One page, all rows, JSON; the URL arrives as it was, whatever is in it."""
    asked = urlsplit(query(str(WAYBACK.cdx), url))
    assert asked.netloc + asked.path == "web.archive.org/cdx/search/cdx"
    assert parse_qs(asked.query, strict_parsing=True) == {
        "url": [url],
        "matchType": ["exact"],
        "output": ["json"],
        "limit": [str(ROWS_AT_MOST)],
    }


def test_query_knows_no_wildcard():
    """An asterisk in a URL asks for no other page."""
    asked = parse_qs(urlsplit(query("http://x.example/cdx", "https://coast.example/a*")).query)
    assert asked["url"] == ["https://coast.example/a%2A"]


def table(*rows: list[str]) -> str:
    return json.dumps([NAMES, *rows] if rows else [])


ROWS = {
    # name: (reply, number of rows, or None where it cannot be trusted)
    "JSON": (table(ROW), 1),
    "JSON without rows": ("[]", 0),
    "JSON without rows, new line": ("[]\n", 0),
    "JSON with the names alone": (json.dumps([NAMES]), 0),
    "JSON in another order": (json.dumps([NAMES[::-1], ROW[::-1]]), 1),
    "JSON cut in a row": (table(ROW, ROW)[:-30], None),
    "JSON cut before its end": (table(ROW)[:-1], None),
    "JSON with a short row": (table(ROW, ROW[:4]), None),
    "JSON without the names": (json.dumps([ROW]), None),
    "JSON of something else": ('["a", "b"]', None),
    "JSON with numbers": (json.dumps([NAMES, [*ROW[:6], 512]]), None),
    "JSON a mile deep": ("[" * 100_000, None),
    "text": (LINE * 2, 2),
    "text cut in a row": (LINE + LINE[:40], None),
    "text cut in the last field": (LINE[:-1], None),
    "text with nothing": ("", None),
    "a page of HTML": ("<html>\n<h1>429 Too Many Requests</h1>\n</html>\n", None),
    "seven words": ("a short body that is no row\n", None),
    "a word": ("throttled", None),
    "a JSON object": ('{"message": "wait"}', None),
}


@pytest.mark.parametrize("name", ROWS)
def test_read_rows(name):
    """Whole and well-formed replies count; of others nothing is believed."""
    body, number = ROWS[name]
    rows = read_rows(body.encode())
    assert (len(rows) if rows is not None else None) == number


def row(
    digits: str, status: str = "200", digest: str = "AAAA", original: str = U, mime: str = "text/html"
) -> list[str]:
    return ["example,coast)/a", digits, original, mime, status, digest, "512"]


def statuses(*rows: list[str]) -> list[int | None]:
    history = read_history(exchange(200, table(*rows)), WAYBACK)
    return [entry.capture.http_status for entry in history.entries]


REPLIES = {
    # name: (reply, verdict)
    "rows": (exchange(200, table(ROW)), "found"),
    "no rows": (exchange(200, "[]"), "absent"),
    "a mail address alone": (exchange(200, table(row("20240304091122", original="mailto:a@b.c"))), "absent"),
    "rows that have no time": (exchange(200, table(row("20249904091122"))), "found"),
    "held back": (exchange(403, "x.AdministrativeAccessControlException: Blocked Site Error"), "excluded"),
    "another 403": (exchange(403, "<h1>Forbidden</h1>"), "unknown"),
    "429": (exchange(429, "<h1>Too Many Requests</h1>"), "unknown"),
    "429 with rows' first line": (exchange(429, LINE), "unknown"),
    "503": (exchange(503, ""), "unknown"),
    "404 of a proxy": (exchange(404, "<h1>Not Found</h1>"), "unknown"),
    "404 of pywb": (exchange(404, '{"message": "No Captures found for: x"}'), "absent"),
    "empty": (exchange(200, ""), "unknown"),
    "no rows, but cut": (Exchange(url="", http_status=200, body=b"[]", truncated=True), "unknown"),
    "a failure": (Exchange(url="", failure="timeout"), "unknown"),
}  # fmt: skip


@pytest.mark.parametrize("name", REPLIES)
def test_verdicts(name):
    """Found, absent, excluded, unknown: four answers, and an unknown one says why."""
    reply, verdict = REPLIES[name]
    history = read_history(reply, WAYBACK)
    assert history.verdict == verdict
    assert bool(history.detail) == (verdict == "unknown")


def test_capture_of_a_row():
    """Address, moment and status; the address keeps the row's own spelling of the page."""
    history = read_history(
        exchange(200, table(row("20240304091122", original="http://coast.example:80/a"))), WAYBACK
    )
    (entry,) = history.entries
    assert entry.capture.url == "https://web.archive.org/web/20240304091122/http://coast.example:80/a"
    assert entry.capture.timestamp.isoformat() == "2024-03-04T09:11:22+00:00"
    assert entry.worth == "good"


def test_month_00():
    """A stray 00 is put right in the moment and kept in the address; other nonsense is left out."""
    history = read_history(exchange(200, table(row("20000800241623"), row("20009900241623"))), WAYBACK)
    (entry,) = history.entries
    assert entry.capture.timestamp.isoformat() == "2000-08-24T16:23:00+00:00"
    assert entry.capture.url == f"https://web.archive.org/web/20000800241623/{U}"
    assert not history.complete


def test_rows_come_thrice():
    """The same capture counts once; two of one second do not."""
    once = row("20240304091122")
    other = row("20240304091122", "404", "BBBB")
    assert statuses(once, once, other, once) == [200, 404]


def test_rows_that_are_no_pages():
    """Mail addresses and data URLs that share the page's key are not captures of it."""
    odd = [
        "http://mailto:harbour@coast.example/",
        "mailto:harbour@coast.example",
        "data:text/html,x",
        "coast/x",
        "http://[x/",
    ]
    assert statuses(row("20240304091122"), *(row("20250101000000", "301", original=o) for o in odd)) == [200]


def test_revisits_have_the_status_of_what_they_repeat():
    """`-`: the last earlier capture with the same digest, else any other; without one it is not known."""

    def again(d, g):
        return row(d, "-", g, mime="warc/revisit")

    assert statuses(
        row("20200101000000", "301", "E"), again("20200102000000", "E"),
        row("20200103000000", "404", "E"), again("20200104000000", "E"),
        again("20200105000000", "L"), row("20200106000000", "200", "L"), row("20200107000000", "404", "L"),
        again("20200108000000", "X"),
    ) == [301, 301, 404, 404, 200, 200, 404, None]  # fmt: skip


def test_a_status_that_is_none():
    """A row with a broken status is doubtful, and does not lend its digest's status."""
    assert statuses(row("20200101000000", "2000"), row("20200102000000", "")) == [None, None]


def test_a_full_reply_is_half_a_history():
    """As many rows as were asked for: there may be more."""
    rows = [row(f"2020{n:010d}") for n in range(ROWS_AT_MOST)]
    history = read_history(exchange(200, table(*rows)), WAYBACK)
    assert not history.complete
    assert history.verdict == "found"


def test_stand_in_speaks_both(wayback: Wayback):
    """The stand-in's JSON and text hold the same rows, odd ones included."""
    wayback.hold(U, ("20240304091122", 200), ("20250101000000", 404))
    wayback.odd_rows.append(
        ("example,coast)/a", "20260101000000", "mailto:a@b.example", "unk", "301", "X", "1")
    )
    as_json = wayback.reply(f"/cdx/search/cdx?url={U}&output=json")
    as_text = wayback.reply(f"/cdx/search/cdx?url={U}")
    assert read_rows(as_json.body) == read_rows(as_text.body)
    assert read_history(exchange(200, as_text.body), WAYBACK).captures == 2
    assert wayback.reply("/cdx/search/cdx?url=https://none.example/&output=json").body == b"[]"
