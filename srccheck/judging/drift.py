"""S502: the text of a page when it was cited, held against its text now."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from srccheck.judging.rules import Place, finding
from srccheck.model import Finding, LinkReport, PageFacts, Use
from srccheck.model.drift import Drift, DriftVerdict
from srccheck.text.shingles import containment, shingles

__all__ = ["compare_texts", "drift_of", "judge_drift"]

_SAME_ARTICLE = 0.4
_UNCHANGED = 0.99
_FEWEST = 12
"""Runs of words below which a text is a caption, and tells nothing."""
_LEAST_TEXT = 250
"""Characters below which a page is a teaser, or has its text brought by scripts."""
_EXCERPT = 300
_LEAD = 8


def compare_texts(then: str, now: str) -> Drift:
    """What became of a text.

    The measure is containment of 3-word runs: of the shorter text in the longer one, so that a page that
    grew, or of which a paywall shows the beginning, is not taken for another.

    Args:
        then: main text of the capture.
        now: main text of the live page.

    Returns:
        `unchanged`, `edited` or `replaced`; `unknown` where either text is too short to tell.
    """
    before, after = shingles(then), shingles(now)
    if min(len(before), len(after)) < _FEWEST:
        return Drift(verdict="unknown", then=then[:_EXCERPT], now=now[:_EXCERPT])
    kept, old = containment(before, after), containment(after, before)
    similarity = max(kept, old)
    verdict: DriftVerdict = "replaced"
    if min(kept, old) >= _UNCHANGED:
        verdict = "unchanged"
    elif similarity >= _SAME_ARTICLE:
        verdict = "edited"
    old_words, new_words = _excerpts(then, now)
    return Drift(verdict=verdict, similarity=similarity, kept=kept, then=old_words, now=new_words)


def _excerpts(then: str, now: str) -> tuple[str, str]:
    """Both texts from shortly before they first differ; from their beginning where they do not."""
    before, after = then.split(), now.split()
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    if alike == len(before) == len(after):
        alike = 0
    start = max(0, alike - _LEAD)
    lead = "… " if start else ""
    first, second = (f"{lead}{' '.join(words[start:])}"[:_EXCERPT] for words in (before, after))
    return first, second


def drift_of(captured: PageFacts | None, page: PageFacts | None) -> Drift:
    """What became of a page since it was captured.

    Args:
        captured: a good capture; None where there is none, or where nobody could look at it.
        page: the living page; None where there is none.

    Returns:
        `unknown` where either has no text to compare.
    """
    then, now = _text(captured), _text(page)
    if captured is None or page is None or not then or not now:
        return Drift(verdict="unknown", then=then[:_EXCERPT], now=now[:_EXCERPT])
    found = compare_texts(then, now)
    enough = min(len(captured.text_sample), len(page.text_sample)) >= _LEAST_TEXT
    if found.verdict == "replaced" and not enough:
        return Drift(verdict="unknown", then=found.then, now=found.now)
    return found


def _text(facts: PageFacts | None) -> str:
    return (facts.main_text or "") if facts else ""


def judge_drift(place: Place, link: LinkReport, use: Use) -> Iterator[Finding]:
    """S502: the page says something else than when it was cited, or no longer what is quoted from it."""
    if link.live.status not in ("alive", "moved") or use.snapshot is None:
        return
    day, there = use.snapshot.timestamp.date().isoformat(), use.snapshot.url
    drift = use.drift
    gone = [check.words for check in use.quoted if check.then and check.now is False]
    if drift is not None and drift.verdict == "replaced":
        left = round(100 * (drift.kept or 0.0))
        yield finding(
            "S502",
            place,
            f"the page has other text than when it was captured on {day}: {left} % of that is left; check "
            f"whether it still says what it is cited for, or cite {there}",
            url=link.url,
            evidence={**drift.to_dict(), "snapshot": there},
        )
    elif gone:
        yield finding(
            "S502",
            place,
            f"the page no longer has the words quoted from it, “{_short(gone[0])}”, which stood in it on "
            f"{day}; cite {there}",
            url=link.url,
            evidence={"quotes": gone, "snapshot": there},
        )


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:119].rstrip() + "…"
