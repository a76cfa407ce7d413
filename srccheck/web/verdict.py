"""What an answer means for a citation: one table of statuses, and the answers that are not what they say.

To teach it a new kind of answer, write a function from `Journey` to a `Verdict` or None and add it to
`_JUDGES`; the first that knows decides.
"""

from __future__ import annotations

from functools import cached_property
from urllib.parse import unquote, urlsplit

from attrs import frozen

from srccheck.model.links import Hop, LinkStatus
from srccheck.model.web import Exchange
from srccheck.text.tracking import is_shortener, without_tracking
from srccheck.web.gates import gate_of_address, gate_of_page, is_front_page, names_front_page
from srccheck.web.page import PageView, read_page
from srccheck.web.parked import parked
from srccheck.web.soft404 import missing_by_address, missing_by_words
from srccheck.web.walls import wall

__all__ = ["Journey", "Verdict", "judge", "same_page"]

_PERMANENT = frozenset({301, 308})
_OWN_REASON = frozenset({401, 402, 403, 429, 451, 999})


@frozen(kw_only=True)
class Verdict:
    """The contract's `status` and `reason`, and words for people where there is more to say."""

    status: LinkStatus
    reason: str
    detail: str | None = None


@frozen(kw_only=True)
class Journey:
    """How a link was followed.

    Attributes:
        url: the URL asked first.
        hops: the redirects, in order.
        exchange: the answer at the end of them.
        view: what the answer shows, where it has been read already.
        names: the titles that citations give the page.
    """

    url: str
    hops: tuple[Hop, ...]
    exchange: Exchange
    view: PageView | None = None
    names: tuple[str, ...] = ()

    @cached_property
    def page(self) -> PageView:
        """What the answer at the end shows."""
        return self.view or read_page(self.exchange)

    @property
    def steps(self) -> tuple[tuple[str, int, str], ...]:
        """(from, HTTP status, to) of every redirect."""
        ends = [hop.url for hop in self.hops[1:]] + [self.exchange.url]
        return tuple((hop.url, hop.http_status, end) for hop, end in zip(self.hops, ends, strict=False))

    @property
    def leads_elsewhere(self) -> bool:
        """It ends at another page than the one asked for."""
        return bool(self.hops) and not same_page(self.url, self.exchange.url)


def judge(journey: Journey) -> Verdict:
    """The verdict on an answer that is no redirect, as far as it can be had without another request.

    Args:
        journey: its exchange has an `http_status`.
    """
    for judge_it in _JUDGES:
        verdict = judge_it(journey)
        if verdict is not None:
            return verdict
    return Verdict(status="alive", reason="ok")


def _challenged(journey: Journey) -> Verdict | None:
    whose = wall(journey.exchange, journey.page)
    return Verdict(status="blocked", reason="challenge", detail=f"bot wall: {whose}") if whose else None


def _by_status(journey: Journey) -> Verdict | None:
    status = journey.exchange.http_status or 0
    if status in (404, 410):
        return Verdict(status="dead", reason=f"http-{status}")
    if status in _OWN_REASON:
        return Verdict(status="blocked", reason=f"http-{status}")
    if 400 <= status < 500:
        return Verdict(status="blocked", reason="http-4xx")
    if 500 <= status < 600:
        return Verdict(status="unreachable", reason="http-5xx")
    if not 200 <= status < 300 or status in (204, 205):
        return Verdict(status="unreachable", reason="protocol", detail=f"HTTP {status} is no page")
    return None


def _is_parked(journey: Journey) -> Verdict | None:
    sign = parked(journey.url, journey.exchange, journey.page, journey.names)
    return Verdict(status="dead", reason="parked", detail=sign) if sign else None


def _gated(journey: Journey) -> Verdict | None:
    """Led to an address that is a gate by its own name, from one that is not; or shown one in its place."""
    if gate_of_address(journey.url):
        return None
    end = journey.exchange.url
    reason = gate_of_address(end) if journey.leads_elsewhere else None
    if reason:
        return Verdict(status="blocked", reason=reason, detail=f"redirected to {end}")
    reason = gate_of_page(journey.page)
    return Verdict(status="blocked", reason=reason, detail=f"it shows a {reason} page") if reason else None


def _not_found(journey: Journey) -> Verdict | None:
    end = journey.exchange.url
    if journey.leads_elsewhere and missing_by_address(journey.url, end):
        return Verdict(status="dead", reason="soft-404", detail=f"redirected to {end}")
    said = missing_by_words(journey.url, journey.page, journey.names)
    return Verdict(status="dead", reason="soft-404", detail=f"the page says: {said}") if said else None


def _sent_home(journey: Journey) -> Verdict | None:
    """A page's address led to its host's front page (not to another's: short names do that)."""
    start, end = urlsplit(journey.url), urlsplit(without_tracking(journey.exchange.url))
    if _host(start.netloc) != _host(end.netloc) or end.query:
        return None
    if not is_front_page(end.path) or names_front_page(journey.url) or not journey.leads_elsewhere:
        return None
    return Verdict(status="dead", reason="redirected-to-home", detail=f"redirected to {journey.exchange.url}")


def _moved(journey: Journey) -> Verdict | None:
    """Every step that changes the page is permanent; a shortener's step is what it is there for."""
    if is_shortener(journey.url) or not journey.leads_elsewhere:
        return None
    changes = [status for start, status, end in journey.steps if not same_page(start, end)]
    if not changes or not _PERMANENT.issuperset(changes):
        return None
    return Verdict(status="moved", reason="moved-permanently")


_JUDGES = (_challenged, _by_status, _is_parked, _gated, _not_found, _sent_home, _moved)


def same_page(one: str, other: str) -> bool:
    """Whether two URLs differ in nothing but scheme, `www.`, a slash at the end, spelling or tracking."""
    a, b = urlsplit(without_tracking(one)), urlsplit(without_tracking(other))
    return (_host(a.netloc), unquote(a.path).rstrip("/"), unquote(a.query)) == (
        _host(b.netloc),
        unquote(b.path).rstrip("/"),
        unquote(b.query),
    )


def _host(netloc: str) -> str:
    return netloc.lower().removesuffix(":80").removesuffix(":443").removeprefix("www.")
