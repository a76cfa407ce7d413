"""Notes as cards: what to do, what is wrong, what the note says, what became of its links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from srccheck.model import Citation, Finding, LinkReport, Note, Use
from srccheck.reports.cleaning import clean
from srccheck.reports.grouping import DocumentView
from srccheck.reports.html.evidence import Row, evidence
from srccheck.reports.html.pieces import LONGEST_URL, Piece, foreign, link, shown
from srccheck.reports.words import (
    STATUS,
    citation_words,
    count,
    has_news,
    outcome,
    place_words,
    review_words,
)

__all__ = ["GROUPS", "GROUP_OF", "Card", "Section", "section"]

GROUPS = {
    "gone": "gone",
    "moved": "moved",
    "unsure": "could not tell",
    "alive": "alive",
    "skipped": "not asked",
}
"""What a link can end as, for the reader: token in the page -> words."""

_TOKENS = {words: token for token, words in GROUPS.items()}
GROUP_OF = {status: _TOKENS[words] for status, words in STATUS.items()}
"""The contract's status of a link -> token."""

_SEVERITIES = ("error", "warning", "info")
_NOTE_TEXT, _MESSAGE = 1500, 1500
_WORTH_IT = 20  # characters of a repair
_ADVICE = {
    "A401": "Cite the archived copy",
    "A405": "Cite another archived copy",
    "L202": "Cite the new address",
    "L206": "Write the address in one piece",
    "L207": "Cite the https address",
    "L209": "Cite the bare address",
}


@frozen(kw_only=True)
class Repair:
    """What to put in place: advice, and the text."""

    advice: str
    put: Piece


@frozen(kw_only=True)
class Remark:
    """A finding in the reader's words."""

    severity: str
    code: str
    name: str
    message: str


@frozen(kw_only=True)
class LinkLine:
    """A link and what became of it.

    Attributes:
        url: the link.
        group: a token of `GROUPS`.
        page: what became of the page; `rest`: of its copies.
        rows: what that rests on.
    """

    url: Piece
    group: str
    page: str
    rest: str
    rows: tuple[Row, ...] = ()


@frozen(kw_only=True)
class Source:
    """A citation: its words where the note has several, the note it repeats, its links."""

    words: Piece | None
    same_as: tuple[str, str] | None
    links: tuple[LinkLine, ...]


@frozen(kw_only=True)
class Card:
    """A note.

    Attributes:
        anchor: its id in the page.
        kind, marker, place: `Note`, `4`, `line 213`.
        text: the note.
        outcomes: tokens of `GROUPS`, of its links.
        labels: codes and severities of its findings.
    """

    anchor: str
    kind: str
    marker: str
    place: str
    text: str
    outcomes: tuple[str, ...]
    labels: tuple[str, ...]
    repairs: tuple[Repair, ...]
    remarks: tuple[Remark, ...]
    sources: tuple[Source, ...]


@frozen(kw_only=True)
class Section:
    """A document: its name, what it is, its own findings, its notes, and sources named elsewhere."""

    anchor: str
    path: str
    title: str | None
    facts: str
    remarks: tuple[Remark, ...]
    cards: tuple[Card, ...]
    others: tuple[str, ...]

    def lines(self) -> Iterator[LinkLine]:
        """The links that there is evidence about, in order."""
        for card in self.cards:
            for source in card.sources:
                yield from (line for line in source.links if line.rows)


def section(view: DocumentView, number: int) -> Section:
    """A document for the page.

    Args:
        view: the document with all that belongs to it.
        number: its place in the report, for anchors.
    """
    document = view.document
    anchors = {note.id: f"d{number}-{place}" for place, note in enumerate(document.notes, 1)}
    numbered = sum(note.kind != "inline" for note in document.notes)
    citations = sum(len(note.citations) for note in document.notes)
    facts = [count(numbered, "note"), count(citations, "citation"), document.format]
    facts += [document.language.tag] if document.language and document.language.tag != "und" else []
    return Section(
        anchor=f"d{number}",
        path=shown(document.path),
        title=shown(document.title) if document.title else None,
        facts=" · ".join(facts),
        remarks=_remarks(view.findings[None]),
        cards=tuple(_card(view, note, anchors) for note in document.notes),
        others=tuple(
            f"{item.kind.capitalize()}, {place_words(item.location)}: {shown(item.text)}"
            for item in document.attributions
        ),
    )


def _card(view: DocumentView, note: Note, anchors: dict[str, str]) -> Card:
    findings = sorted(view.findings[note.id], key=lambda finding: _SEVERITIES.index(finding.severity))
    sources = tuple(_source(view, citation, anchors, note) for citation in note.citations)
    outcomes = dict.fromkeys(line.group for source in sources for line in source.links)
    labels = dict.fromkeys(label for finding in findings for label in (finding.code, finding.severity))
    return Card(
        anchor=anchors[note.id],
        kind={"inline": "Link", "reference": "Reference"}.get(note.kind, "Note"),
        marker=shown(note.marker, 12),
        place=place_words(note.location),
        text=shown(note.text, _NOTE_TEXT),
        outcomes=tuple(outcomes),
        labels=tuple(labels),
        repairs=tuple(_repairs(findings)),
        remarks=_remarks(findings),
        sources=sources,
    )


def _repairs(findings: Sequence[Finding]) -> Iterator[Repair]:
    told = set()
    for finding in findings:
        fix = finding.fix
        if (
            fix
            and len(fix) <= LONGEST_URL
            and fix not in told
            and (has_news(finding) or finding.code in _ADVICE)
        ):
            told.add(fix)
            # It is copied as it stands, so it is shown whole.
            put = Piece(text=clean(fix), href=link(fix).href, is_foreign=True)
            yield Repair(advice=_ADVICE.get(finding.code, "Put instead"), put=put)


def _remarks(findings: Sequence[Finding]) -> tuple[Remark, ...]:
    return tuple(
        Remark(
            severity=finding.severity,
            code=finding.code,
            name=finding.name,
            message=_message(finding),
        )
        for finding in findings
    )


def _message(finding: Finding) -> str:
    """As a sentence; the repair stands above it and is not told twice."""
    text = finding.message
    if finding.fix and len(finding.fix) > _WORTH_IT:
        text = text.replace(finding.fix, "the address above")
    return shown(text[:1].upper() + text[1:], _MESSAGE)


def _source(view: DocumentView, citation: Citation, anchors: dict[str, str], note: Note) -> Source:
    first = view.notes_by_citation.get(citation.refers_to or "")
    lines = [_line(citation, report, use) for report, use in view.links.get(citation.id, [])]
    lines += [
        LinkLine(url=link(url), group="skipped", page="not checked", rest="")
        for url in view.unchecked_urls(citation)
    ]
    return Source(
        words=_words(view, citation) if len(note.citations) > 1 else None,
        same_as=(anchors[first.id], shown(first.marker, 12)) if first else None,
        links=tuple(lines),
    )


def _words(view: DocumentView, citation: Citation) -> Piece:
    """What parts it from the others of its note; of a back-reference its own text alone."""
    if citation.refers_to:
        return foreign(citation.text)
    return foreign(citation_words(citation, view.notes_by_citation))


def _line(citation: Citation, report: LinkReport, use: Use) -> LinkLine:
    page, rest = outcome(report, use)
    review = review_words(use)
    return LinkLine(
        url=link(report.url),
        group=GROUP_OF[report.live.status],
        page=shown(page),
        rest=shown(f"{rest}; {review}" if review else rest),
        rows=tuple(evidence(citation, report, use)),
    )
