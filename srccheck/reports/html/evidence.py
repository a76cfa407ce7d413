"""What a judgement about a link rests on, as rows of a list: what it is, and what was seen."""

from __future__ import annotations

import base64
import datetime as dt
import json
import zlib
from collections.abc import Iterable, Iterator

from srccheck.model import Citation, Language, LinkReport, TitleMatch, Use
from srccheck.reports.html.pieces import Piece, foreign, link
from srccheck.reports.words import access_words, count

__all__ = ["Row", "evidence", "packed"]

Row = tuple[str, tuple[Piece, ...]]

_SHOWN_HOPS = 10
_EXCERPT = 300
_RAW = 80
_ACCESSED = "accessed "
_BASES = {
    "text": "by its text",
    "html-lang": "as the page declares",
    "header": "as its server declares",
    "og-locale": "as the page declares",
    "json-ld": "as the page declares",
    "page": "by the page",
    "snapshot": "by the archived copy",
    "title": "by its title",
    "romanised-title": "by its romanised title",
    "stated": "as the citation says",
}
_MATCHES = {
    "same": "the title cited",
    "similar": "nearly the title cited",
    "different": "another title than the one cited",
    "unknown": "could not be compared",
}
_VIA = {
    "og-title": "title for sharing",
    "h1": "heading",
    "headline": "headline",
    "romanised-title": "page title, compared across scripts",
    "pdf-title": "title of the PDF",
    "first-page": "first page of the PDF",
    "snapshot-title": "title of the archived copy",
    "registered": "title in the DOI's registry",
}
_DRIFTS = {
    "unchanged": "the text is unchanged",
    "edited": "the text was edited",
    "replaced": "another text stands there now",
    "unknown": "the texts could not be compared",
}
_QUOTES = {"found": "found", "not-found": "not found", "not-applicable": "could not be looked for"}
_COPIES = {
    "good": "shows the page",
    "bad": "shows an error page",
    "absent": "is not there",
    "excluded": "is held back",
    "unknown": "could not be judged",
}


def evidence(citation: Citation, report: LinkReport, use: Use) -> Iterator[Row]:
    """The rows about one use of a link, what was asked first.

    Args:
        citation: where the link is cited.
        report: what was learnt about the link.
        use: what was learnt for this citation.
    """
    yield from _asked(report)
    yield from _titles(report, use)
    yield from _languages(report, use)
    yield from _dates(citation, report)
    yield from _archive(report, use)
    yield from _registered(use)
    for check in use.quoted:
        yield "Quotation", (foreign(f"“{check.words}”"), _plain(f" {_QUOTES[check.verdict]}"))
    yield from _drift(use)


def _plain(text: str) -> Piece:
    return Piece(text=text)


def _day(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).date().isoformat()


def _asked(report: LinkReport) -> Iterator[Row]:
    live = report.live
    said = [f"{live.checked_at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"]
    said += [f"HTTP {live.http_status}"] if live.http_status else []
    said += [f"{live.attempts} attempts"] if live.attempts > 1 else []
    said += ["remembered from an earlier run"] if live.from_cache else []
    detail = (_plain(": "), foreign(live.detail)) if live.detail else ()
    if live.status != "skipped":
        yield "Asked", (_plain(", ".join(said)), *detail)
    if live.hops:
        way = [
            piece
            for hop in live.hops[:_SHOWN_HOPS]
            for piece in (link(hop.url), _plain(f" ({hop.http_status}) → "))
        ]
        more = len(live.hops) - _SHOWN_HOPS
        left = [_plain(f"… {count(more, 'hop')} more … → ")] if more > 0 else []
        end = link(live.final_url) if live.final_url else _plain("no answer")
        yield "Way", (*way, *left, end)
    if live.dead_since and live.status == "dead":
        yield "Gone since", (_plain(f"{_day(live.dead_since)} at the latest"),)


def _titles(report: LinkReport, use: Use) -> Iterator[Row]:
    match, page = use.match, report.live.page
    if match and match.found:
        via = _VIA.get(match.via or "", "page title")
        yield "Title found", (foreign(match.found), _plain(f" ({via}: {_compared(match)})"))
        if match.verdict != "same":
            yield "Title cited", (foreign(match.cited),)
    elif page and page.title:
        yield "Page title", (foreign(page.title),)


def _compared(match: TitleMatch) -> str:
    score = "" if match.verdict == "unknown" else f", {match.score:.0%} alike"
    return f"{_MATCHES[match.verdict]}{score}"


def _languages(report: LinkReport, use: Use) -> Iterator[Row]:
    page = report.live.page
    language = use.language or (page.language if page else None)
    if language and language.tag != "und":
        words = _language(language)
        if page and page.declared:
            words += f"; the page declares {page.declared.tag}"
        yield "Language", (foreign(words),)


def _language(language: Language) -> str:
    basis = _BASES.get(language.basis, "")
    return f"{language.tag}{f', {basis}' if basis else ''}, {language.confidence:.0%} sure"


def _dates(citation: Citation, report: LinkReport) -> Iterator[Row]:
    page = report.live.page
    if citation.accessed:
        yield "Access date", (foreign(citation.accessed.raw, _RAW), foreign(_reading(citation)))
    elif access_words(citation):
        yield "Access date", (_plain("none is given"),)
    if page and page.published:
        yield "Published", (_plain(f"{page.published.isoformat()}, by the page"),)


def _reading(citation: Citation) -> str:
    words = access_words(citation)
    return f", read as {words.removeprefix(_ACCESSED)}" if words.startswith(_ACCESSED) else f": {words}"


def _archive(report: LinkReport, use: Use) -> Iterator[Row]:
    archive, snapshot, copy = report.archive, use.snapshot, report.copy
    if snapshot:
        day = _day(snapshot.timestamp)
        away = f", {count(use.distance_days, 'day')} away" if use.distance_days else ""
        held = f" at {snapshot.archive}" if snapshot.archive else ""
        yield "Archived copy", (link(snapshot.url, f"of {day}"), foreign(f"{held}{away}"))
    said = [f"{archive.captures:,} captures"] if archive.captures else []
    if archive.first and archive.last:
        said.append(f"{_day(archive.first)} to {_day(archive.last)}")
    if archive.died_between:
        last, first = archive.died_between
        said.append(f"the page went between {_day(last)} and {_day(first)}")
    if archive.detail:
        said.append(archive.detail)
    if said:
        yield "Archive", (foreign(", ".join(said)),)
    if copy:
        original = (_plain(", of "), link(copy.original)) if copy.original else ()
        words = f"this copy at {copy.archive} {_COPIES[copy.verdict]}"
        yield "Cited copy", (foreign(words), *original)


def _registered(use: Use) -> Iterator[Row]:
    known = use.registered
    if known is None:
        return
    if known.titles:
        match = use.registered_match
        compared = f" ({_compared(match)})" if match else ""
        yield "Registered", (link(f"https://doi.org/{known.doi}", known.doi), _plain(": "),
                             foreign(known.titles[0]), _plain(compared))  # fmt: skip
    for notice in known.notices:
        when = f" of {notice.date.isoformat()}" if notice.date else ""
        place = (_plain(", "), link(f"https://doi.org/{notice.doi}", notice.doi)) if notice.doi else ()
        yield "Notice", (foreign(f"{notice.kind.replace('-', ' ')}{when}"), *place)


def _drift(use: Use) -> Iterator[Row]:
    drift = use.drift
    if drift is None:
        return
    share = f", {drift.similarity:.0%} of it the same" if drift.similarity is not None else ""
    yield "Text", (_plain(f"{_DRIFTS[drift.verdict]}{share}"),)
    if drift.then and drift.now and drift.verdict != "unchanged":
        yield "Then", (foreign(drift.then, _EXCERPT),)
        yield "Now", (foreign(drift.now, _EXCERPT),)


def packed(lines: Iterable[tuple[Row, ...]]) -> str:
    """The evidence of all links, to be unpacked by the page when it is asked for.

    As markup it would be half of the page, and a browser would take twice as long to open it.

    Args:
        lines: the rows of each link, in the order in which the page shows the links.

    Returns:
        JSON (a list of rows for each link, a row being its label and its pieces; a piece is a text, or a
        text and an address), compressed by zlib, in base64.
    """
    data = [[[name, *map(_packed, pieces)] for name, pieces in rows] for rows in lines]
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return base64.b64encode(zlib.compress(plain, 9)).decode()


def _packed(piece: Piece) -> str | list[str]:
    return [piece.text, piece.href] if piece.href else piece.text
