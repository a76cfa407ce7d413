"""What a captured page is worth: held to the same rules as a live one, by its own words and status."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from srccheck.model.links import Hop, PageFacts
from srccheck.model.web import Exchange
from srccheck.web.verdict import Journey, Verdict, judge

__all__ = ["as_captured", "judge_captured"]

_ORIGINAL = "x-archive-orig-"


def as_captured(exchange: Exchange, original: str) -> Exchange:
    """The answer as the page's own server gave it, as far as the archive tells.

    Args:
        exchange: a capture as captured (`id_`).
        original: the URI-R that it is a capture of.
    """
    headers = tuple((name.removeprefix(_ORIGINAL), value) for name, value in exchange.headers)
    return evolve(exchange, url=original, headers=headers)


def judge_captured(
    path: Sequence[tuple[str, int]], exchange: Exchange, original: str
) -> tuple[Verdict, PageFacts]:
    """The verdict that the live page would have got when it was captured, and what it says of itself.

    Args:
        path: (URI-R, status) of the captured redirects on the way.
        exchange: the capture at their end.
        original: its URI-R.
    """
    hops = tuple(Hop(url=url, http_status=status) for url, status in path)
    start = path[0][0] if path else original
    journey = Journey(url=start, hops=hops, exchange=as_captured(exchange, original))
    return judge(journey), journey.page.facts
