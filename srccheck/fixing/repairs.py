"""What a link's address should be: by itself, and by what is known of its page."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

from attrs import frozen

from srccheck.fixing.facts import LinkFacts
from srccheck.model import Link
from srccheck.text.tracking import without_tracking
from srccheck.text.urls import doi_of, normalize, problem, without_fragment

__all__ = ["Repair", "address_repair", "certain_repair", "death_doubt", "page_of"]

_SLIPS = (
    # http:/host, http:\\host, http//host, http:///host
    (re.compile(r"\A(https?)(?::?[/\\]{2}|:[/\\]|:[/\\]{3})(?![/\\:])", re.IGNORECASE), r"\1://"),
    # http://http://host, and http://https//host
    (re.compile(r"\Ahttps?:/{2}(https?):?/{2}(?![/:])", re.IGNORECASE), r"\1://"),
    (re.compile(r"\A(?:htp|hhtp|htttp|ttp)(s?)://", re.IGNORECASE), r"http\1://"),
)


@frozen(kw_only=True)
class Repair:
    """A better address for a link.

    Attributes:
        codes: the findings that it settles.
        url: the address.
        why_not: why it should not be written without a person's look; None where it may.
    """

    codes: tuple[str, ...]
    url: str
    why_not: str | None = None


def certain_repair(url: str) -> str | None:
    """A malformed address without the slip of the pen in its beginning; None where nothing is certain.

    Args:
        url: as cited.
    """
    for pattern, instead in _SLIPS:
        mended = pattern.sub(instead, url, count=1)
        if mended != url and problem(mended) is None:
            return mended
    return None


def page_of(link: Link) -> str:
    """The link's address as an audit lists it."""
    trouble = problem(link.url)
    return link.url if trouble and trouble.reason == "malformed" else normalize(link.url)


def address_repair(
    link: Link, facts: LinkFacts | None, codes: frozenset[str], wanted: dt.date | None = None
) -> Repair | None:
    """L202, L205, L206, L207, L209 and A405 of a link, all in one; None where it may stay as it is.

    Args:
        link: the link as read.
        facts: what is known of it, or None; nothing where a person has overridden it.
        codes: the findings that are to be settled.
        wanted: the day whose capture is wanted; None for the newest.
    """
    url, settled, doubts = link.url, list[str](), list[str]()
    trouble = problem(url)
    if trouble is not None:
        # `https://http://host` has a host, called `http`
        mended = (
            certain_repair(url) if trouble.reason in ("malformed", "private") and "L205" in codes else None
        )
        return Repair(codes=("L205",), url=mended) if mended else None
    if link.repaired and "L206" in codes:
        settled.append("L206")
        if link.alternatives and not (facts and facts.status in ("alive", "moved")):
            doubts.append("it can be read in several ways, and the page has not been seen")
    found = (_by_answer(link, facts, codes) or _by_archive(facts, codes, wanted)) if facts else None
    if found is not None:
        settled += found.codes
        doubts += [found.why_not] if found.why_not else []
        url = found.url
    bare = without_tracking(url)
    if bare != url and "L209" in codes and link.role != "archive":
        settled.append("L209")
        url = bare
    if not settled:
        return None
    if problem(url) is not None:
        doubts.append("the new address cannot be asked for")
    return Repair(codes=tuple(settled), url=url, why_not=doubts[0] if doubts else None)


def _by_answer(link: Link, facts: LinkFacts, codes: frozenset[str]) -> Repair | None:
    """The address that the page itself answered by."""
    final = facts.final_url
    if final is None:
        return None
    fragment = link.url.partition("#")[2]
    if fragment and "#" not in final:
        final = f"{final}#{fragment}"  # a redirect hands the fragment on (RFC 9110 §10.2.2)
    if facts.status == "moved" and "L202" in codes:
        doubt = None
        if doi_of(link.url) is not None:
            doubt = "a DOI is made to outlast the address it leads to"
        elif link.role == "archive":
            doubt = "an archived copy is cited by its own address"
        return Repair(codes=("L202",), url=final, why_not=doubt)
    if facts.status == "alive" and "L207" in codes and link.url[:7].lower() == "http://":
        if not final.startswith("https://"):
            return None
        secure = "https" + link.url[4:]
        if _same_but_scheme(secure, final):
            return Repair(codes=("L207",), url=secure)
        return Repair(
            codes=("L207",),
            url=final,
            why_not="over https it answers at another address, perhaps for this visit",
        )
    return None


def _by_archive(facts: LinkFacts, codes: frozenset[str], wanted: dt.date | None) -> Repair | None:
    """Another capture in the place of one that its archive does not show."""
    snapshot = facts.snapshot_for(wanted) if facts.is_broken_copy and "A405" in codes else None
    return Repair(codes=("A405",), url=snapshot.url) if snapshot else None


def _same_but_scheme(url: str, other: str) -> bool:
    """Whether two addresses are one; neither a final slash nor the fragment counts."""
    pages = [without_fragment(normalize(each)).rstrip("/") for each in (url, other)]
    return pages[0] == pages[1] and urlsplit(other).scheme == "https"


def death_doubt(facts: LinkFacts, *, sure: bool) -> str | None:
    """Why a page should not yet be taken for dead; None where it may.

    Args:
        facts: what is known of it.
        sure: the caller has looked, and wants it written.
    """
    if sure or facts.is_confirmed_dead:
        return None
    return "found dead only within one day; look again a day later, or say --yes"
