"""What the contract's tokens mean, in words: shared by the reports that people read."""

from __future__ import annotations

from collections.abc import Mapping

from srccheck.model import Audit, Citation, Finding, LinkReport, Location, Note, Use
from srccheck.reports.cleaning import clean
from srccheck.reports.reasons import reason_words

__all__ = [
    "STATUS",
    "access_words",
    "archive_words",
    "citation_words",
    "count",
    "evidence_words",
    "finding_line",
    "has_news",
    "match_words",
    "note_words",
    "outcome",
    "place_words",
    "review_words",
    "severities",
    "summary_rows",
    "verdict",
]

STATUS = {
    "alive": "alive",
    "moved": "moved",
    "dead": "gone",
    "blocked": "could not tell",
    "unreachable": "could not tell",
    "skipped": "not asked",
    "unchecked": "could not tell",
}
"""The contract's statuses in words; what could not be told is one word, whatever stood in the way."""
_ARCHIVE = {
    "archived": "archived",
    "only-bad-captures": "archived only as an error page",
    "not-archived": "not archived",
    "excluded": "held back by the archive",
    "unknown": "could not tell",
}
_LEVELS = {"error": "error", "warning": "warning", "info": "remark"}
_TITLE_LENGTH, _TEXT_LENGTH, _AUTHORS = 160, 100, 3


def count(number: int, noun: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{word} {number}" for word, number in counts.items() if number) or "none"


def place_words(location: Location) -> str:
    """`line 213`, with its page where the format has pages."""
    return f"line {location.line}" + (f" on page {location.page}" if location.page else "")


def note_words(note: Note) -> str:
    """`Note 4, line 213`."""
    kind = {"inline": "Link", "reference": "Reference"}.get(note.kind, "Note")
    return f"{kind}{' ' if note.marker else ''}{clean(note.marker)}, {place_words(note.location)}"


def citation_words(citation: Citation, notes_by_citation: Mapping[str, Note]) -> str:
    """A citation in short: who, “what”, where, when; its text where no title was found."""
    csl = citation.csl
    if citation.refers_to:
        note = notes_by_citation.get(citation.refers_to)
        aim = f"note {note.marker}" if note else citation.refers_to
        return clean(f"{_short(citation.text, _TEXT_LENGTH)} (the same source as {aim})")
    if not csl.title:
        return clean(_short(citation.text, _TEXT_LENGTH))
    names = [name.literal or name.family or name.given or "" for name in csl.author]
    who = ", ".join(names[:_AUTHORS]) + (" and others" if len(names) > _AUTHORS else "")
    when = str(csl.issued.year) if csl.issued else ""
    parts = (who, f"“{_short(csl.title, _TITLE_LENGTH)}”", csl.container_title or csl.publisher or "", when)
    return clean(", ".join(part for part in parts if part))


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def access_words(citation: Citation) -> str:
    """The access date, or that there is none where one is due; empty where none is."""
    accessed = citation.accessed
    if accessed is None:
        return "no access date" if any(link.role == "source" for link in citation.links) else ""
    if accessed.date is None:
        return clean(f"impossible access date “{accessed.raw}”")
    readings = (accessed.date, *accessed.alternatives)
    return "accessed " + " or ".join(day.isoformat() for day in readings)


def outcome(report: LinkReport, use: Use) -> tuple[str, str]:
    """What became of a link, for one use of it: (of the page, of its archived copies and language).

    `("gone (HTTP 404, not found)", ", but archived on …")`. `blocked`, `unreachable` and `unchecked`
    read `could not tell`: they are no verdict on the page.
    """
    live = report.live
    word = STATUS[live.status]
    if live.status == "alive":
        page = word
    elif live.status == "moved":
        page = clean(f"moved to {live.final_url}")
    elif live.status == "dead":
        page = f"{word} ({reason_words(report.live)})"
    else:
        page = f"{word}: {reason_words(report.live)}"
    archived = archive_words(report, use)
    saved = live.status == "dead" and report.archive.status == "archived"
    rest = f"{', but' if saved else ';'} {archived}" if archived else ""
    if use.language and use.language.tag != "und":
        rest += clean(f"; language {use.language.tag}")
    return page, rest


def archive_words(report: LinkReport, use: Use) -> str:
    """What the archive has of a link, and how near to the access date; empty if it was not to be asked."""
    archive = report.archive
    if not archive.asked:
        return ""
    if archive.status == "unknown":
        # A run without a network says so once; repeating it for the archive tells nothing more.
        return "" if report.live.status == "unchecked" else "could not tell if archived"
    if archive.status != "archived" or use.snapshot is None:
        return _ARCHIVE[archive.status]
    day = use.snapshot.timestamp.date()
    return f"archived on {day.isoformat()}{_distance(use)}"


def _distance(use: Use) -> str:
    if use.wanted is None or use.snapshot is None or use.distance_days is None:
        return ""
    day = "access date" if use.wanted == use.accessed else "publication date"
    if use.distance_days == 0:
        return f", the {day} itself"
    side = "before" if use.snapshot.timestamp.date() < use.wanted else "after"
    return f", {count(use.distance_days, 'day')} {side} the {day}"


def match_words(use: Use) -> str:
    """What was cited beside what was found, where the two are not the same; else empty."""
    match = use.match
    if match is None or match.found is None or match.verdict == "same":
        return ""
    word = "could not be compared" if match.verdict == "unknown" else match.verdict
    cited, found = _short(match.cited, _TEXT_LENGTH), _short(match.found, _TEXT_LENGTH)
    return clean(f"title {word}: cited “{cited}” | found “{found}” | {match.score:.2f}")


def evidence_words(report: LinkReport, use: Use) -> str:
    """What speaks for and against a source, where that is not plain: people, title, language, text."""
    return "; ".join(
        part
        for part in (review_words(use), match_words(use), _language_words(report), _drift_words(use))
        if part
    )


def review_words(use: Use) -> str:
    """Who has looked at a source, and with what verdict; empty where nobody has."""
    return clean(use.override.words) if use.override else ""


def _language_words(report: LinkReport) -> str:
    page = report.live.page
    if page is None or page.language is None or page.declared is None:
        return ""
    return clean(f"language {page.language.tag} by its text, though it declares {page.declared.tag}")


def _drift_words(use: Use) -> str:
    drift, snapshot = use.drift, use.snapshot
    if drift is None or snapshot is None or drift.verdict not in ("edited", "replaced"):
        return ""
    left = round(100 * (drift.kept or 0.0))
    return f"text {drift.verdict} since {snapshot.timestamp.date().isoformat()}: {left} % of it is left"


def finding_line(finding: Finding) -> str:
    """The contract's line: `path:line:column: CODE message [url]`."""
    place = finding.location
    url = f" [{finding.url}]" if finding.url else ""
    return clean(f"{finding.document}:{place.line}:{place.column}: {finding.code} {finding.message}{url}")


def has_news(finding: Finding) -> bool:
    """Whether its fix says more than its message and its URL do."""
    return finding.fix not in (None, finding.url) and str(finding.fix) not in finding.message


def severities(findings: Mapping[str, int]) -> str:
    """`2 errors, 1 warning, 9 remarks`; empty if there is none."""
    return ", ".join(count(findings[level], word) for level, word in _LEVELS.items() if findings.get(level))


def verdict(audit: Audit) -> str:
    """The outcome of an audit in one sentence; what could not be told is never a verdict on a source."""
    total = severities(audit.summary()["findings"]) or "nothing to object to"
    unsure = sum(STATUS[link.live.status] == "could not tell" for link in audit.links)
    if audit.offline:
        return f"No link got an answer, so nothing is said of any source; on paper: {total}."
    return (
        total[0].upper() + total[1:] + (f"; could not tell for {count(unsure, 'link')}." if unsure else ".")
    )


def summary_rows(audit: Audit) -> tuple[tuple[str, str], ...]:
    """The counts of an audit as (what, words)."""
    counts = audit.summary()
    size = ", ".join(count(counts[f"{noun}s"], noun) for noun in ("document", "note", "citation", "link"))
    languages = {
        clean("not known" if tag == "und" else tag): n for tag, n in counts["source_languages"].items()
    }
    dates = counts["access_dates"]
    return (
        ("read", size),
        ("links", _by_words(counts["by_status"], STATUS, "could not tell")),
        ("archive", _by_words(counts["by_archive"], _ARCHIVE, "")),
        ("access dates", _listed({"given": dates.pop("present"), **dates})),
        ("languages", _listed(languages)),
        ("findings", severities(counts["findings"]) or "none"),
    )


def _by_words(counts: Mapping[str, int], words: Mapping[str, str], explained: str) -> str:
    out = []
    for word in dict.fromkeys(words.values()):
        tokens = {token: counts[token] for token in words if words[token] == word and counts.get(token)}
        if tokens:
            detail = f" ({_listed(tokens)})" if word == explained else ""
            out.append(f"{word} {sum(tokens.values())}{detail}")
    return ", ".join(out) or "none"
