"""Why a link is what it is: the contract's reasons in words."""

from __future__ import annotations

from srccheck.model import Live
from srccheck.model.history import Check
from srccheck.reports.cleaning import clean

__all__ = ["reason_words"]

_REASONS = {
    "http-404": "HTTP 404, not found",
    "http-410": "HTTP 410, gone",
    "dns-nxdomain": "the host name no longer exists",
    "soft-404": "a not-found page stands in its place",
    "redirected-to-home": "it leads to the home page",
    "parked": "the domain is parked",
    "unreachable-for-days": "out of reach in three checks, days apart",
    "http-401": "it asks for a password",
    "http-402": "it asks for payment",
    "http-403": "it turns programs away (HTTP 403)",
    "http-429": "it has too many requests (HTTP 429)",
    "http-451": "it withholds the page for legal reasons",
    "http-999": "it turns programs away (HTTP 999)",
    "robots": "its robots.txt asks programs to stay away",
    "challenge": "it wants to see a human being",
    "login": "it asks to log in",
    "consent": "it asks for consent",
    "timeout": "no answer in time",
    "connect": "no connection",
    "reset": "the connection broke off",
    "dns": "the host name could not be looked up",
    "tls": "no safe connection, its certificate fails",
    "redirect-loop": "its redirects go in a circle",
    "too-many-redirects": "too many redirects",
    "protocol": "its answer is no proper HTTP",
    "too-slow": "the answer did not come to an end",
    "excluded": "left out by the settings",
    "private": "no public address",
    "scheme": "no web address",
    "malformed": "not a valid address",
    "credentials": "it carries a password",
    "offline": "no network",
    "not-in-replay": "the recorded evidence has no answer for it",
    "interrupted": "the run was cut short",
    "budget": "the run's limit was reached",
}


def reason_words(told: Live | Check) -> str:
    """Why a link is what it is, `HTTP 404, not found`: of an answer, or of a check that a store remembers."""
    if told.reason in ("http-4xx", "http-5xx"):
        return f"HTTP {told.http_status}"
    if (told.status, told.reason) == ("blocked", "excluded"):
        return "the archive holds it back"
    return _REASONS.get(told.reason, clean(told.reason))
