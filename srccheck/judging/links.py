"""L2xx and A4xx: what a link's live answer and the archive's say together."""

from __future__ import annotations

from collections.abc import Iterator

from srccheck.judging.rules import Place, finding
from srccheck.model import Finding, Link, LinkReport, Use
from srccheck.text.tracking import hidden_target, is_shortener, without_tracking

__all__ = ["judge_link", "judge_written"]

_WHY = {
    "http-404": "the server answers 404 Not Found",
    "http-410": "the server answers 410 Gone",
    "dns-nxdomain": "the host name does not exist any more",
    "soft-404": "the server shows a not-found page in place of the source",
    "redirected-to-home": "the address leads to the site's front page",
    "parked": "the domain is parked or for sale",
    "unreachable-for-days": "three checks days apart found nobody",
    "http-401": "the server asks for credentials (401)",
    "http-402": "the server asks for payment (402)",
    "http-403": "the server refuses programs like this one (403)",
    "http-429": "the server is too busy for us (429)",
    "http-451": "the server withholds the page for legal reasons (451)",
    "http-999": "the server refuses programs like this one (999)",
    "robots": "the site's robots.txt asks programs to stay away",
    "challenge": "the server asks visitors to prove that they are human",
    "login": "the server shows a login page",
    "consent": "the server shows a consent page",
    "timeout": "no answer in time",
    "connect": "no connection",
    "reset": "the connection broke off",
    "dns": "the host name could not be looked up",
    "tls": "the server's certificate is not valid",
    "redirect-loop": "the redirects go round in a circle",
    "too-many-redirects": "too many redirects",
    "protocol": "the answer is no proper HTTP",
    "too-slow": "the answer did not end in time",
    "ok": "the page answers",
    "moved-permanently": "the page has moved for good",
    "excluded": "it was not to be asked",
    "private": "the address is not public",
    "scheme": "only http and https are asked",
    "malformed": "it is no valid address",
    "credentials": "the address carries a password",
    "offline": "this machine reached nobody",
    "not-in-replay": "the evidence holds no answer for it",
    "interrupted": "the run was interrupted",
    "budget": "its host asked for more patience than was allowed",
}


def _why(link: LinkReport) -> str:
    live = link.live
    if live.reason == "unreachable-for-days" and live.detail:
        return live.detail
    if live.reason in ("http-4xx", "http-5xx"):
        return f"the server answers {live.http_status}"
    return _WHY.get(live.reason, live.reason)


def judge_written(place: Place, link: Link, problem: tuple[str, str] | None) -> Iterator[Finding]:
    """L205, L206, L208 and L209: what the address itself shows.

    Args:
        place: the citation.
        link: the link as written.
        problem: (reason, explanation) why it must not be asked, or None.
    """
    place = Place(document=place.document, location=link.location, note=place.note, citation=place.citation)
    if problem and problem[0] == "malformed":
        yield finding("L205", place, f"not a valid address: {problem[1]}; correct it", url=link.url)
    elif problem and problem[0] in ("private", "credentials"):
        yield finding(
            "L208", place, f"no reader can open this: {problem[1]}; cite a public address", url=link.url
        )
    if link.repaired:
        yield finding(
            "L206",
            place,
            "the layout broke this address over lines; it was read as shown: check it and join it",
            url=link.url,
            evidence={"raw": link.raw, "alternatives": list(link.alternatives)},
            fix=link.url,
        )
    if not problem:
        yield from _indirect(place, link.url)


def _indirect(place: Place, url: str) -> Iterator[Finding]:
    bare = without_tracking(url)
    carried = hidden_target(url)
    if carried is not None:
        yield finding(
            "L209",
            place,
            f"a redirector that counts its readers; cite the address that it carries, {carried}",
            url=url,
        )
    elif bare != url:
        yield finding(
            "L209",
            place,
            f"the address tells where its reader came from; cite it without that, {bare}",
            url=url,
            evidence={"bare": bare},
            fix=bare,
        )
    elif is_shortener(url):
        yield finding(
            "L209",
            place,
            "a shortened address hides its source and dies with its service; cite the address it leads to",
            url=url,
        )


def judge_link(place: Place, link: LinkReport, use: Use) -> Iterator[Finding]:
    """L201–L204, L207, L211, A401–A403 and A406 of one use of a link."""
    live = link.live
    evidence = {"status": live.status, "reason": live.reason, "http_status": live.http_status}
    if link.copy is not None and link.copy.verdict in ("bad", "absent", "excluded"):
        return  # A405 says it
    if live.status == "dead":
        yield _dead(place, link, use)
    elif live.status == "moved":
        yield finding(
            "L202",
            place,
            f"the page has moved for good to {live.final_url}; cite the new address",
            url=link.url,
            evidence=evidence,
            fix=live.final_url,
        )
    elif live.status == "blocked":
        yield finding(
            "L203",
            place,
            f"could not tell: {_why(link)}; open it in a browser",
            url=link.url,
            evidence=evidence,
        )
    elif live.status == "unreachable":
        detail = f" ({live.detail})" if live.detail else ""
        yield finding(
            "L204",
            place,
            f"could not tell: {_why(link)}{detail}; this may pass: check again later",
            url=link.url,
            evidence=evidence,
        )
    elif live.status == "alive" and link.url.startswith("http://") and _is_https(live.final_url):
        yield finding(
            "L207", place, "the page answers over https; cite it so", url=link.url, fix=live.final_url
        )
    if live.status in ("alive", "moved") and link.fragment_present is False:
        name = link.url.partition("#")[2]
        yield finding(
            "L211",
            place,
            f"the page is there, but nothing in it is called #{name}; find the passage and name its place",
            url=link.url,
            evidence={"fragment": name, "fragment_present": False},
        )
    yield from _archive(place, link)


def _is_https(url: str | None) -> bool:
    return url is not None and url.startswith("https://")


def _dead(place: Place, link: LinkReport, use: Use) -> Finding:
    why, archive = _why(link), link.archive
    evidence = {"reason": link.live.reason, "http_status": link.live.http_status, "archive": archive.status}
    if use.snapshot:
        day = use.snapshot.timestamp.date().isoformat()
        days, wanted = use.distance_days, "access" if use.accessed else "publication"
        near = f", {days} day{'s' * (days > 1)} from the {wanted} date" if days else ""
        return finding(
            "A401",
            place,
            f"gone: {why}; the archive holds it as of {day}{near}: cite {use.snapshot.url}",
            url=link.url,
            evidence={**evidence, "snapshot": use.snapshot.url},
            fix=use.snapshot.url,
        )
    if archive.status in ("not-archived", "only-bad-captures"):
        has = "never archived it" if archive.status == "not-archived" else "holds no good capture of it"
        return finding(
            "A403",
            place,
            f"gone: {why}; the archive {has}. The source could not be verified, which does not mean that it "
            "was made up: find another copy",
            url=link.url,
            evidence=evidence,
        )
    if archive.status == "excluded":
        said = "the archive holds its captures back"
    elif archive.asked:
        said = "the archive could not be asked"
    else:
        said = "the archive was not to be asked"
    return finding(
        "L201",
        place,
        f"gone: {why}; {said}: look for another copy",
        url=link.url,
        evidence=evidence,
    )


def _archive(place: Place, link: LinkReport) -> Iterator[Finding]:
    archive = link.archive
    if archive.status == "not-archived" and link.live.status in ("alive", "moved"):
        yield finding(
            "A402",
            place,
            "the page is there, but the archive has never captured it; ask the archive to save it",
            url=link.url,
        )
    elif archive.status == "unknown" and archive.asked and link.live.status not in ("skipped", "unchecked"):
        detail = f": {archive.detail}" if archive.detail else ""
        yield finding("A406", place, f"the archive could not be asked{detail}; try again later", url=link.url)
