"""What an answer means for a citation: one table of statuses, and the answers that are not what they say.

To teach it a new kind of answer (a soft 404, a parked domain), write a function from `Journey` to a
`Verdict` or None and add it to `_JUDGES`; the first that knows decides.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from attrs import frozen

from srccheck.model.links import Hop, LinkStatus
from srccheck.model.web import Exchange

__all__ = ["Journey", "Verdict", "judge", "same_page"]

_PERMANENT = frozenset({301, 308})
_OWN_REASON = frozenset({401, 402, 403, 429, 451, 999})
_HEADERS_OF_CHALLENGES = (
    # developers.cloudflare.com: "Detect a Challenge Page response"
    ("cf-mitigated", frozenset({"challenge"})),
    # docs.aws.amazon.com: AWS WAF, "CAPTCHA and Challenge actions"
    ("x-amzn-waf-action", frozenset({"challenge", "captcha"})),
)


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
    """

    url: str
    hops: tuple[Hop, ...]
    exchange: Exchange

    @property
    def steps(self) -> tuple[tuple[str, int, str], ...]:
        """(from, HTTP status, to) of every redirect."""
        ends = [hop.url for hop in self.hops[1:]] + [self.exchange.url]
        return tuple((hop.url, hop.http_status, end) for hop, end in zip(self.hops, ends, strict=False))


def judge(journey: Journey) -> Verdict:
    """The verdict on an answer that is no redirect.

    Args:
        journey: its exchange has an `http_status`.
    """
    for judge_it in _JUDGES:
        verdict = judge_it(journey)
        if verdict is not None:
            return verdict
    return Verdict(status="alive", reason="ok")


def _challenged(journey: Journey) -> Verdict | None:
    for name, values in _HEADERS_OF_CHALLENGES:
        if (journey.exchange.header(name) or "").lower() in values:
            return Verdict(status="blocked", reason="challenge", detail=f"the answer carries {name}")
    return None


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


def _sent_to_login(journey: Journey) -> Verdict | None:
    """Redirected to an address that is a login by its own name, from one that is not."""
    end = journey.exchange.url
    if journey.hops and _is_gate(end) and not _is_gate(journey.url):
        return Verdict(status="blocked", reason="login", detail=f"redirected to {end}")
    return None


def _sent_home(journey: Journey) -> Verdict | None:
    """A page's address redirected to its host's front page (not to another's: short names do that)."""
    start, end = urlsplit(journey.url), urlsplit(journey.exchange.url)
    if not journey.hops or _host(start.netloc) != _host(end.netloc):
        return None
    if end.path.strip("/") or end.query or _is_front_page(start.path):
        return None
    return Verdict(status="dead", reason="redirected-to-home", detail=f"redirected to {journey.exchange.url}")


def _moved(journey: Journey) -> Verdict | None:
    changes = [status for start, status, end in journey.steps if not same_page(start, end)]
    if not changes or not _PERMANENT.issuperset(changes) or same_page(journey.url, journey.exchange.url):
        return None
    return Verdict(status="moved", reason="moved-permanently")


_JUDGES = (_challenged, _by_status, _sent_to_login, _sent_home, _moved)


def same_page(one: str, other: str) -> bool:
    """Whether two URLs differ in nothing but http or https, `www.`, a slash at the end, or spelling."""
    a, b = urlsplit(one), urlsplit(other)
    return (_host(a.netloc), unquote(a.path).rstrip("/"), unquote(a.query)) == (
        _host(b.netloc),
        unquote(b.path).rstrip("/"),
        unquote(b.query),
    )


def _host(netloc: str) -> str:
    return netloc.lower().removesuffix(":80").removesuffix(":443").removeprefix("www.")


@cache
def _table() -> dict[str, dict[str, frozenset[str]]]:
    data = tomllib.loads(files("srccheck.web").joinpath("data", "gates.toml").read_text(encoding="utf-8"))
    return {
        name: {key: frozenset(words) for key, words in rows.items() if key != "source"}
        for name, rows in data.items()
    }


def _segments(path: str) -> list[str]:
    """Segments of a path, lower case, without hyphens and file endings: `/Log-In.aspx` gives `login`."""
    names = [unquote(part).lower() for part in path.split("/") if part]
    return [name.partition(".")[0].replace("-", "").replace("_", "") for name in names]


def _is_gate(url: str) -> bool:
    table = _table()["login"]
    parts = urlsplit(url)
    if not table["segments"].isdisjoint(_segments(parts.path)):
        return True
    return (parts.hostname or "").partition(".")[0] in table["hosts"] and bool(parts.query)


def _is_front_page(path: str) -> bool:
    table = _table()["home"]
    return all(name in table["segments"] or len(name) == 2 for name in _segments(path))
