"""S503 and S504: the language of a source, and what its citation says of that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from srccheck.judging.rules import Place, finding
from srccheck.model import Citation, Document, Finding, Language, LinkReport, Note, PageFacts, Use
from srccheck.text.languages import UNDETERMINED, is_told, kindred
from srccheck.web.language_tags import language_tag

__all__ = ["judge_foreign", "judge_language", "source_language", "stated_languages"]

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
        citation: its `language` counts, as its format or its style writes it (`ru`, `Russian`, `de, en`),
            and a remark such as “(in Russian)”.
    """
    words = _LIST.split(citation.csl.language or "") + _IN_BRACKETS.findall(citation.text)
    return tuple(dict.fromkeys(tag for word in words if (tag := language_tag(word))))


def judge_language(place: Place, link: LinkReport, use: Use, citation: Citation) -> Iterator[Finding]:
    """S503: the source is in another language than its citation states.

    Languages that texts do not tell apart for certain (Croatian, Bosnian and Serbian) never differ.

    Args:
        place: the citation.
        link: a link of the citation.
        use: how the citation uses it.
        citation: who cites it.
    """
    found, stated = use.language, stated_languages(citation)
    if found is None or found.basis not in ("page", "snapshot") or found.confidence < _SURE:
        return
    if stated and _differs(found.tag, stated):
        what = "page" if found.basis == "page" else "captured page"
        yield finding(
            "S503",
            place,
            f"the citation says that the source is in {' or '.join(stated)}, but the {what} is in "
            f"{found.tag}; correct the statement, or check whether this is the page that was meant",
            url=link.url,
            evidence={"found": found.to_dict(), "stated": list(stated)},
        )


def judge_foreign(
    document: Document, note: Note, citation: Citation, uses: Iterable[Use]
) -> Iterator[Finding]:
    """S504: a source in another language than the document, and its citation does not say in which.

    Args:
        document: who cites it.
        note: where in it.
        citation: the citation.
        uses: of the citation's links, where they were asked for; else its title tells.
    """
    own = document.language
    if own is None or own.confidence < _SURE or note.kind == "inline" or stated_languages(citation):
        return
    told = tuple(use.language for use in uses if use.language) or (citation.title_language,)
    best = max((each for each in told if each), key=lambda each: each.confidence, default=None)
    if best is None or best.tag == UNDETERMINED or best.confidence < _GUESS:
        return
    language = best.tag.removesuffix("-Latn")
    if kindred(language) != kindred(own.tag):
        yield finding(
            "S504",
            Place.of(document, note, citation),
            f"the source is in {language}, the document in {own.tag}; say so in the citation",
            evidence={"found": best.to_dict()},
        )


def _differs(tag: str, stated: tuple[str, ...]) -> bool:
    """None of the languages stated is that of the source, all of them being such as can be told."""
    return all(is_told(other) and kindred(other) != kindred(tag) for other in stated)
