"""S501, S506, S507: whether the source is the one that was cited, has what is quoted from it, and stands."""

from __future__ import annotations

from collections.abc import Iterator

from srccheck.judging.rules import Place, finding
from srccheck.model import Finding, LinkReport, Notice, Registered, Severity, Use
from srccheck.text.similarity import skeleton

__all__ = ["judge_identity"]

_EFFECTS: dict[str, tuple[Severity, str]] = {
    "retracted": ("error", "it no longer stands: do not rely on it, or say that it was retracted"),
    "doubted": ("warning", "read the notice before relying on it"),
    "corrected": ("info", "check whether what is cited was put right"),
}
_LONGEST = 120


def judge_identity(place: Place, link: LinkReport, use: Use) -> Iterator[Finding]:
    """What is to be said of a source's title, of the words quoted from it, and of notices about it."""
    yield from _registered(place, link, use)
    yield from _title(place, link, use)
    yield from _quotes(place, link, use)


def _title(place: Place, link: LinkReport, use: Use) -> Iterator[Finding]:
    match, page = use.match, link.live.page
    if match is None or match.verdict != "different" or match.via in ("snapshot-title", "registered"):
        return
    if page is None or link.live.status not in ("alive", "moved"):
        return
    evidence = {
        "cited": match.cited,
        "found": match.found,
        "via": match.via,
        "score": round(match.score, 2),
        "authors": list(page.authors),
        "site_name": page.site_name,
    }
    yield finding(
        "S501",
        place,
        f"cited as “{_short(match.cited)}”, but the page calls itself “{_short(match.found or '')}” "
        f"(likeness {match.score:.2f}); check whether this is the page that was meant",
        url=link.url,
        evidence=evidence,
    )


def _registered(place: Place, link: LinkReport, use: Use) -> Iterator[Finding]:
    known, match = use.registered, use.registered_match
    if known is None:
        return
    if match is not None and match.verdict == "different":
        who = ", ".join(known.authors[:3]) or "nobody in particular"
        year = f", {known.years[0]}" if known.years else ""
        yield finding(
            "S501",
            place,
            f"cited as “{_short(match.cited)}”, but {known.doi} is registered as “{_short(known.titles[0])}” "
            f"({who}{year}); correct the DOI or the title",
            url=link.url,
            evidence={
                "cited": match.cited,
                "registered": known.to_dict(),
                "score": round(match.score, 2),
                "author_agrees": _author_agrees(use, known),
                "year_agrees": _year_agrees(use, known),
            },
        )
    for effect in ("retracted", "doubted", "corrected"):
        notices = [notice for notice in known.notices if notice.effect == effect]
        if notices:
            yield _notice(place, link, known, notices)
            return  # the gravest says enough; the evidence holds them all


def _notice(place: Place, link: LinkReport, known: Registered, notices: list[Notice]) -> Finding:
    severity, advice = _EFFECTS[notices[0].effect]
    told = next((notice for notice in notices if notice.doi), notices[0])
    day = f" of {told.date.isoformat()}" if told.date else ""
    where = f", https://doi.org/{told.doi}" if told.doi else ""
    by = " by its registered title" if told.source == "title" else " registered with Crossref"
    return finding(
        "S507",
        place,
        f"{told.kind.replace('-', ' ')}{day}{by}{where}: {advice}",
        severity=severity,
        url=link.url,
        evidence={"doi": known.doi, "notices": [notice.to_dict() for notice in known.notices]},
    )


def _author_agrees(use: Use, known: Registered) -> bool | None:
    """None where one of the two names nobody."""
    cited = use.cited.author[:1] if use.cited else ()
    names = [skeleton(name.family or name.literal or "") for name in cited]
    registered = " ".join(map(skeleton, known.authors))
    return any(name and name in registered for name in names) if any(names) and registered else None


def _year_agrees(use: Use, known: Registered) -> bool | None:
    """Online and in print are often a year apart."""
    issued = use.cited.issued if use.cited else None
    if issued is None or not known.years:
        return None
    return any(abs(issued.year - year) <= 1 for year in known.years)


def _quotes(place: Place, link: LinkReport, use: Use) -> Iterator[Finding]:
    for check in use.quoted:
        if check.verdict == "not-found":
            yield finding(
                "S506",
                place,
                f"the words “{_short(check.words)}” stand in quotation marks here, but not in the source's "
                "text; check the wording and where it is from",
                url=link.url,
                evidence={"quote": check.words},
            )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
