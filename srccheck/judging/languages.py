"""S503 and S504: the language of a source, and what its citation says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from srccheck.judging.rules import Place, finding
from srccheck.model import Citation, Document, Finding, Language, LinkReport, PageFacts, Use
from srccheck.text.languages import UNDETERMINED, is_told, kindred
from srccheck.web.language_tags import language_tag

__all__ = ["judge_language", "source_language", "stated_languages"]

_SURE = 0.95
_GUESS = 0.9
"""Below this a page's language is a guess from its address, and no better than one from the cited title."""
_LIST = re.compile(r"[,;/&+|]|\s(?:and|und|et|y|e|и)\s")
_IN_BRACKETS = re.compile(r"[(\[]\s?in\s(\w{4,20})(?:\s(?:and|with)\s\w{1,20}){0,3}[)\]]", re.IGNORECASE)


def source_language(
    title: Language | None, page: PageFacts | None, captured: PageFacts | None
) -> Language | None:
    """The language of a source: its page's, or of a dead page its capture's, or its cited title's.

    Args:
        title: language of the source by its cited title.
        page: the living page.
        captured: the page as an archive holds it.
    """
    for basis, facts in (("page", page), ("snapshot", captured)):
        found = facts.language if facts else None
        if found is None or found.tag == UNDETERMINED:
            continue
        if title is None or found.confidence >= min(_GUESS, title.confidence):
            return Language(tag=found.tag, basis=basis, confidence=found.confidence)
    return title


def stated_languages(citation: Citation) -> tuple[str, ...]:
    """The languages that a citation itself says its source is in, BCP 47.

    Args:
        citation: its `language`, as its format or its style writes it (`ru`, `Russian`, `de, en`), counts, and
            a remark such as “(in Russian)”.
    """
    words = _LIST.split(citation.csl.language or "") + _IN_BRACKETS.findall(citation.text)
    return tuple(dict.fromkeys(tag for word in words if (tag := language_tag(word))))


def judge_language(
    place: Place, link: LinkReport, use: Use, *, citation: Citation, document: Document
) -> Iterator[Finding]:
    """S503: the source is in another language than stated. S504: in a foreign one, and nobody says so.

    Languages that texts do not tell apart for certain (Croatian, Bosnian and Serbian) never differ.

    Args:
        place: the citation.
        link, use: the link and its use by the citation.
        citation, document: who cites it.
    """
    found = use.language
    if found is None or found.basis not in ("page", "snapshot") or found.confidence < _SURE:
        return
    stated = stated_languages(citation)
    evidence = {"found": found.to_dict(), "stated": list(stated)}
    if stated:
        if _differs(found.tag, stated):
            what = "page" if found.basis == "page" else "captured page"
            yield finding(
                "S503",
                place,
                f"the citation says that the source is in {' or '.join(stated)}, but the {what} is in "
                f"{found.tag}; correct the statement, or check whether this is the page that was meant",
                url=link.url,
                evidence=evidence,
            )
        return
    own, title = document.language, citation.title_language
    if own is None or own.confidence < _SURE or kindred(own.tag) == kindred(found.tag):
        return
    if title is None or kindred(title.tag) != kindred(found.tag):
        yield finding(
            "S504",
            place,
            f"the source is in {found.tag}, and neither its title nor the citation says so; name its language",
            url=link.url,
            evidence=evidence,
        )


def _differs(tag: str, stated: tuple[str, ...]) -> bool:
    """None of the languages stated is that of the source, all of them being such as can be told."""
    return all(is_told(other) and kindred(other) != kindred(tag) for other in stated)
