"""What is to be changed in one document, given what is known of its links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from attrs import evolve, frozen

from srccheck.fixing.dates import phrases, restyled, sample_of
from srccheck.fixing.facts import Facts, LinkFacts
from srccheck.fixing.hands import Hand, harmless
from srccheck.fixing.records import Edit, Fix, Region
from srccheck.fixing.repairs import address_repair, death_doubt, page_of
from srccheck.fixing.wikitext import WikitextHand
from srccheck.judging import Place, finding
from srccheck.judging.review import Silences, is_silenced, silences
from srccheck.model import Citation, Document, Link, Note
from srccheck.text.urls import problem

__all__ = ["FIXABLE", "Wish", "plan_with"]

FIXABLE = ("L202", "L205", "L206", "L207", "L209", "A401", "A405")
"""What is repaired unless `--select` or `--ignore` say otherwise; D301 comes with an access date."""

_ELSEWHERE = "its address does not stand there as it was read"


@frozen(kw_only=True)
class Wish:
    """What is wanted.

    Attributes:
        codes: the findings to settle.
        sure: write captures of pages that were found dead within one day only.
        access_date: the day to name as access date for pages seen alive; None to leave access dates alone.
        seen_since: from when on a page must have been seen for that, aware UTC.
    """

    codes: frozenset[str] = frozenset(FIXABLE)
    sure: bool = False
    access_date: dt.date | None = None
    seen_since: dt.datetime | None = None


@frozen(kw_only=True)
class _Case:
    """One link of a citation, in its document."""

    document: Document
    note: Note
    citation: Citation
    link: Link
    place: tuple[int, int, int]
    facts: LinkFacts | None
    codes: frozenset[str]

    def fix(
        self,
        codes: tuple[str, ...],
        what: str,
        edits: tuple[Edit, ...] | str,
        *,
        new_url: str | None = None,
        snapshot: str | None = None,
        accessed: dt.date | None = None,
    ) -> Fix:
        why_not = edits if isinstance(edits, str) else None
        return Fix(
            codes=codes,
            document=self.document.path,
            location=self.link.location,
            note=self.note.id,
            citation=self.citation.id,
            url=self.link.url,
            what=what,
            place=self.place,
            edits=() if isinstance(edits, str) else edits,
            why_not=why_not,
            new_url=new_url,
            snapshot=snapshot,
            accessed=accessed,
        )


def plan_with(hand: Hand, document: Document, facts: Facts, wish: Wish) -> tuple[Fix, ...]:
    """The fixes of a document, in its order; what cannot or should not be done says why not.

    Args:
        hand: who knows how the document's format is written.
        document: as it was read from that hand's source.
        facts: what is known of links.
        wish: what is wanted.
    """
    out: list[Fix] = []
    for case in _cases(document, facts, wish.codes):
        region = hand.region(case.link, case.note)
        repaired = _address(hand, case, region)
        out += [each for each in (repaired, _capture(hand, case, region, wish)) if each is not None]
        if repaired is None or repaired.why_not is not None:
            # a renewed date beside a renewed address is left to the next run: its place is known anew then
            out += _access(hand, case, region, wish)
    return tuple(out)


def _cases(document: Document, facts: Facts, codes: frozenset[str]) -> Iterator[_Case]:
    quiet = silences(document)
    for at, note in enumerate(document.notes):
        for number, citation in enumerate(note.citations):
            for index, link in enumerate(citation.links):
                if link.role != "doi":
                    known = facts.get(page_of(link))
                    yield _Case(
                        document=document,
                        note=note,
                        citation=citation,
                        link=link,
                        place=(at, number, index),
                        facts=known if known and not known.is_reviewed else None,
                        codes=frozenset(
                            code for code in codes if not _is_silenced(code, document, note, citation, quiet)
                        ),
                    )


def _is_silenced(code: str, document: Document, note: Note, citation: Citation, quiet: Silences) -> bool:
    """Whether a comment in the document does not want to hear of it, and so not to have it repaired."""
    return bool(quiet) and is_silenced(finding(code, Place.of(document, note, citation), ""), quiet)


def _address(hand: Hand, case: _Case, region: Region | None) -> Fix | None:
    repair = address_repair(case.link, case.facts, case.codes, _wanted(case.citation))
    if repair is None:
        return None
    edits: tuple[Edit, ...] | str
    if repair.why_not is not None:
        edits = repair.why_not
    elif region is None:
        edits = _ELSEWHERE
    else:
        edits = hand.replaced(region, repair.url)
    return case.fix(repair.codes, f"{case.link.url} -> {repair.url}", edits, new_url=repair.url)


def _capture(hand: Hand, case: _Case, region: Region | None, wish: Wish) -> Fix | None:
    facts = case.facts
    if facts is None or facts.status != "dead" or "A401" not in case.codes or case.link.role != "source":
        return None
    snapshot = facts.snapshot_for(_wanted(case.citation))
    if snapshot is None or any(link.role == "archive" for link in case.citation.links):
        return None
    snapshot = evolve(snapshot, url=harmless(snapshot.url))
    if problem(snapshot.url) is not None:
        return None
    doubt = death_doubt(facts, sure=wish.sure)
    edits: tuple[Edit, ...] | str | None
    edits = hand.archived(region, case.link, snapshot) if region is not None else _ELSEWHERE
    if edits is None:
        return None
    what = f"{case.link.url} is gone; its copy {snapshot.url}"
    fix = case.fix(("A401",), what, doubt or edits, snapshot=snapshot.url)
    return evolve(fix, otherwise=hand.archived_otherwise(region, snapshot)) if region else fix


def _wanted(citation: Citation) -> dt.date | None:
    """The day whose capture is wanted: as an audit has it, the access date, else that of publication."""
    day = citation.accessed.date if citation.accessed else None
    day = day or citation.csl.issued
    return day.earliest() if day else None


def _access(hand: Hand, case: _Case, region: Region | None, wish: Wish) -> Iterator[Fix]:
    """The access date of a page seen alive, told of the first link of a citation."""
    day, facts, citation = wish.access_date, case.facts, case.citation
    first = next((link for link in citation.links if link.role == "source"), None)
    if day is None or wish.seen_since is None or "D301" not in case.codes or case.link is not first:
        return
    if facts is None or facts.status not in ("alive", "moved") or facts.checked_at < wish.seen_since:
        return
    if case.note.kind == "inline":
        return
    language = case.document.language.tag if case.document.language else None
    if citation.accessed is None:
        words = _words(hand, case, region, day, language)
        edits = _ELSEWHERE if region is None else hand.dated(region, words)
        yield case.fix(("D301",), f"{case.link.url}: {words.strip()}", edits, accessed=day)
        return
    said = citation.accessed.date
    if said is not None and said.isoformat() == day.isoformat():
        return
    raw = citation.accessed.raw
    new = restyled(raw, day, language=language)
    what = f"{case.link.url}: {raw} -> {new or day.isoformat()}"
    if new is None:
        yield case.fix(("D301",), what, "how its date is written cannot be made out", accessed=day)
    else:
        edits = _ELSEWHERE if region is None else hand.redated(region, case.note, raw, new)
        yield case.fix(("D301",), what, edits, accessed=day)


def _words(hand: Hand, case: _Case, region: Region | None, day: dt.date, language: str | None) -> str:
    """What names the day, in the document's own way; in a template, the day alone."""
    if region is not None and isinstance(hand, WikitextHand) and hand.is_in_template(region):
        return day.isoformat()
    sample = sample_of(case.document, case.note)
    return restyled(sample, day, language=language) or f" ({phrases()['en']})".replace(
        "20 July 2025", day.isoformat()
    )
