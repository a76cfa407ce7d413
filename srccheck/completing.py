"""What a use of a link gains from all that was learnt: its capture, and whether it is the source cited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from attrs import evolve

from srccheck.archives import CheckedCopy
from srccheck.judging.drift import drift_of
from srccheck.judging.languages import source_language
from srccheck.judging.titles import match_page, match_registered
from srccheck.model import Capture, CitedCopy, CopyVerdict, Live, PageFacts, QuoteCheck, Registered, Use
from srccheck.model.live import NormalizedUrl, named_words
from srccheck.text.languages import UNDETERMINED, kindred, title_language
from srccheck.text.quotations import holds

__all__ = ["cited_copy", "complete"]

_TEASER, _CUT = 1_500, 5_900
"""Characters of a capture's text below which it may be a beginning, and from which it was cut."""


def complete(
    use: Use,
    live: Live,
    captures: Mapping[dt.date | None, Capture | None],
    registered: Registered | None = None,
    *,
    drift: bool = False,
) -> Use:
    """The use with everything that hangs on it.

    Args:
        use: as the document has it.
        live: the page's answer.
        captures: for each day wanted the good capture nearest to it.
        registered: what the registries say of the use's DOI.
        drift: hold the text of the capture against the page's.
    """
    snapshot = captures.get(use.wanted)
    distance = snapshot.distance_days(use.wanted) if snapshot and use.wanted else None
    captured = snapshot.page if snapshot else None
    use = evolve(use, snapshot=snapshot, distance_days=distance, registered=registered)
    url = live.final_url or ""
    if live.page is not None:
        use = evolve(use, match=match_page(use, live.page, url=url))
    elif captured is not None and live.status == "dead" and snapshot is not None:
        use = evolve(use, match=match_page(use, captured, url=snapshot.url, captured=True))
    if registered is not None:
        match = match_registered(use, registered)
        told = use.match is not None and use.match.verdict != "unknown"
        use = evolve(use, registered_match=match, match=use.match if told or match is None else match)
    use = evolve(use, language=source_language(use.language, live.page, captured))
    if drift:
        use = evolve(use, drift=drift_of(captured, live.page))
    return evolve(use, quoted=tuple(_quoted(use, words, live, captured) for words in use.quotes))


def _quoted(use: Use, words: str, live: Live, captured: PageFacts | None) -> QuoteCheck:
    now = live.fragment_present(named_words(words)) if live.page else None
    then = _in_text(captured.text_sample, words) if captured else None
    if now or then:
        return QuoteCheck(words=words, verdict="found", then=then, now=now)
    page = live.page or (captured if live.status == "dead" else None)
    missing = now is False if live.page else then is False
    told = use.sole and missing and page is not None and _one_language(words, page)
    return QuoteCheck(words=words, verdict="not-found" if told else "not-applicable", then=then, now=now)


def _in_text(sample: str, words: str) -> bool | None:
    """None where the words may stand in the rest of the text."""
    return holds(sample, words) or (False if _TEASER <= len(sample) < _CUT else None)


def _one_language(words: str, page: PageFacts) -> bool:
    """What is quoted from a source in another language was translated."""
    mine, theirs = title_language(words), page.language
    if theirs is None or UNDETERMINED in (mine.tag, theirs.tag):
        return False
    return kindred(mine.tag) == kindred(theirs.tag)


def cited_copy(
    archive: str,
    original: NormalizedUrl | None,
    *,
    checked: CheckedCopy | None,
    copy: Live | None,
    original_live: Live | None,
) -> CitedCopy:
    """What is known of an archived copy that is cited.

    Args:
        archive: whose address it has.
        original: the page that was archived, as far as it is known.
        checked: what the archive said of it; None where its ways are not known to us.
        copy: what its page answered; None where that is not settled.
        original_live: the same of the original.
    """
    live = original_live.without_text() if original_live else None
    if checked is not None:
        archive, verdict = checked.archive, checked.verdict
    else:
        verdict = _worth(copy)
    return CitedCopy(archive=archive, original=original, verdict=verdict, original_live=live)


def _worth(copy: Live | None) -> CopyVerdict:
    """What a copy is worth in an archive whose ways we do not know: what its page answers."""
    if copy is None:
        return "unknown"
    if copy.status in ("alive", "moved"):
        return "good"
    return "absent" if copy.reason in ("http-404", "http-410") else "unknown"
