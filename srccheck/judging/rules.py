"""The one table of finding codes; a code that is not here does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from srccheck.errors import UsageError
from srccheck.model import Citation, Document, Finding, Location, Note, Severity
from srccheck.settings import Settings

__all__ = ["RULES", "Place", "Rule", "finding", "is_selected"]


@frozen(kw_only=True)
class Rule:
    """A finding code, its name, and how serious it is unless the facts say otherwise.

    One that is `off` is reported only where a setting names it in full.
    """

    code: str
    name: str
    severity: Severity
    about: str
    off: bool = False


_OFF = frozenset({"D307", "S504"})


def _table(*rows: tuple[str, str, Severity, str]) -> dict[str, Rule]:
    return {
        code: Rule(code=code, name=name, severity=severity, about=about, off=code in _OFF)
        for code, name, severity, about in rows
    }


RULES: Mapping[str, Rule] = _table(
    ("N101", "reference-without-note", "warning", "The text points to a note that is not there."),
    ("N102", "note-without-reference", "info", "Nothing in the text points to this note."),
    ("N103", "numbering-gap", "warning", "Note numbers leave one out, or give one twice."),
    ("N104", "unresolved-ibid", "warning", "A back-reference (ibid., op. cit.) stands for no one source."),
    ("N106", "no-notes", "info", "The document has no notes."),
    ("L201", "link-dead", "error", "The page is gone, and the archive could not say more."),
    ("L202", "link-moved", "warning", "The page has moved for good to another address."),
    ("L203", "link-blocked", "info", "Somebody answers, but not to us; never rot."),
    ("L204", "link-unreachable", "warning", "Nobody could be asked this time; may pass."),
    ("L205", "url-malformed", "error", "The address cannot be one."),
    ("L206", "url-broken-by-layout", "info", "The layout broke the address; it was joined."),
    ("L207", "http-but-https-works", "info", "The page answers over https."),
    ("L208", "link-not-public", "error", "No reader can open the address."),
    ("L209", "shortener-or-tracking", "info", "The address tracks its readers, or hides where it leads."),
    ("L211", "fragment-missing", "warning", "The page lacks the place that the address names."),
    ("D301", "access-date-missing", "info", "A web source without the day it was looked at."),
    ("D302", "access-date-ambiguous", "warning", "Day and month can be exchanged."),
    ("D303", "access-date-in-future", "error", "The access date has not come yet."),
    ("D304", "access-date-before-publication", "error", "Looked at before it was published."),
    ("D305", "page-gone-on-access-date", "warning", "The archive saw the page gone before that day."),
    ("D306", "access-date-invalid", "error", "There is no such day."),
    ("D307", "access-date-stale", "info", "Nobody has looked at the source for long."),
    ("A401", "rotted-but-archived", "error", "The page is gone, and the archive has it."),
    ("A402", "alive-but-never-archived", "info", "The page is there, and the archive lacks it."),
    ("A403", "dead-and-never-archived", "error", "The page is gone, and no good capture exists."),
    ("A404", "snapshot-far-from-access-date", "info", "The nearest good capture is far from that day."),
    ("A405", "archive-link-broken", "error", "A cited archived copy shows no page."),
    ("A406", "archive-not-asked", "info", "The archive could not be asked."),
    ("S501", "title-mismatch", "warning", "The page, or the DOI's registry, names another source."),
    ("S502", "content-changed", "warning", "The page has other text than when it was cited."),
    ("S503", "language-differs-from-stated", "warning", "The source is in another language than stated."),
    ("S504", "foreign-source-not-stated", "info", "A source in another language, and nobody says so."),
    ("S506", "quote-not-found", "info", "The source's text lacks the words that are quoted from it."),
    ("S507", "source-retracted", "error", "A notice says that the source no longer stands as it was."),
    ("O901", "override-expired", "warning", "What a person found out held until a day that is past."),
    ("O902", "override-unused", "info", "What a person found out is about nothing that was read."),
    ("O903", "ignore-without-effect", "warning", "A comment that should silence findings names none."),
    ("X901", "input-unreadable", "error", "A document could not be read."),
)


@frozen(kw_only=True)
class Place:
    """What a finding points at; whatever is not given is None or the document's beginning."""

    document: str
    location: Location = field(factory=lambda: Location(line=1))
    note: str | None = None
    citation: str | None = None

    @classmethod
    def of(cls, document: Document, note: Note, citation: Citation | None = None) -> Place:
        """A note of a document, or one of its citations."""
        return cls(
            document=document.path,
            location=citation.location if citation else note.location,
            note=note.id,
            citation=citation.id if citation else None,
        )


def finding(
    code: str,
    place: Place,
    message: str,
    *,
    severity: Severity | None = None,
    url: str | None = None,
    evidence: Mapping[str, Any] | None = None,
    fix: str | None = None,
) -> Finding:
    """A finding under a code of the table, with its default severity unless another is given."""
    rule = RULES[code]
    return Finding(
        code=code,
        name=rule.name,
        severity=severity or rule.severity,
        message=message,
        document=place.document,
        location=place.location,
        note=place.note,
        citation=place.citation,
        url=url,
        evidence=evidence or {},
        fix=fix,
    )


def is_selected(code: str, settings: Settings) -> bool:
    """Whether a code is wanted: in `select` (or that is empty) and not in `ignore`; beginnings count.

    A code that is off by default must be named in full, in `select` or `extend_select`.

    Raises:
        UsageError: an entry of `select`, `extend_select` or `ignore` is the beginning of no code.
    """
    for entry in (*settings.select, *settings.extend_select, *settings.ignore):
        if not any(known.startswith(entry) for known in RULES):
            raise UsageError(f"{entry!r} is the beginning of no finding code; known are {', '.join(RULES)}")
    if settings.ignore and code.startswith(settings.ignore):
        return False
    if code in settings.extend_select or code in settings.select:
        return True
    return not RULES[code].off and (not settings.select or code.startswith(settings.select))
