"""Whether a page is the one that was cited, by what both are called.

All names that a page has for itself are tried, and the best one counts. Evidence against a page is
weighed much more strictly than evidence for it: `different` is kept only where the cited title was read
without doubt, the page says what it is called, and nothing else ties the two together.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from attrs import evolve

from srccheck.model import Citation, CslItem, PageFacts, Registered, TitleMatch, Use
from srccheck.model.citation import Language
from srccheck.text.languages import UNDETERMINED
from srccheck.text.similarity import compare_titles, is_generic, language_of_title, skeleton

__all__ = ["is_sure_title", "match_page", "match_registered"]

_FEWEST_LETTERS = 12
_FEWEST_WORDS = 3
_FEWEST_CJK = 6
_PDF = "pdf"
_SURE = 0.6
_MOST_SHARED = 0.5
"""Share of the shorter title's words in the other, from which the one may be the other rewritten."""
_WORD_LETTERS = 4
_BEGINNING = 3_000
_LEAST_TEXT = 500
"""Characters of a PDF's first pages that must be there for a title to be missing from them."""

_BY_TITLE = frozenset({"title", "romanised-title"})
_UNTOLD = Language(tag=UNDETERMINED, basis="model", confidence=0.0)
"""Spares the question where only the likeness counts."""

_MARKS = '"“”„‟«»‹›‘’‚「」『』《》〈〉'
_YEAR_BEFORE = re.compile(r"[(（][^()（）]{0,30}\d{4}[^()（）]{0,30}[)）][.,:;]?\s{0,3}\Z")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")


def is_sure_title(citation: Citation) -> bool:
    """Whether a cited title was read without doubt, so that a mismatch may be held against the source.

    It was not where it is a few letters, is the name of the outlet, an author or a law, or is what was left
    of a citation that marks its title in no way.

    Args:
        citation: as read.
    """
    title = citation.csl.title
    if title is None or not _is_substantial(title) or is_generic(title):
        return False
    others = [citation.csl.container_title, citation.csl.publisher, *map(_name, citation.csl.author)]
    if any(skeleton(other) == skeleton(title) for other in others if other):
        return False
    return not _is_legal(title) and (citation.stated or _is_marked(citation.text, title))


def _name(author: object) -> str | None:
    return getattr(author, "literal", None) or getattr(author, "family", None)


def _is_substantial(title: str) -> bool:
    if len(_CJK.findall(title)) >= _FEWEST_CJK:
        return True
    return len(title.split()) >= _FEWEST_WORDS and sum(map(str.isalnum, title)) >= _FEWEST_LETTERS


def _is_legal(title: str) -> bool:
    words = title.lower().split()
    plain = [word.strip("()[],;:«»“”\"'") for word in words]
    table = _legal()
    has_number = any(character.isdigit() for character in title)
    if "v" in words[1:-1] and language_of_title(title).tag == "en":  # elsewhere it is a preposition
        return True
    return any(word in table["versus"] for word in words[1:-1]) or (
        has_number and any(word.strip(".") in table["words"] for word in plain)
    )


@cache
def _legal() -> dict[str, frozenset[str]]:
    text = files("srccheck.text").joinpath("data/legal_titles.toml").read_text("utf-8")
    return {key: frozenset(words) for key, words in tomllib.loads(text).items()}


def _is_marked(text: str, title: str) -> bool:
    """In quotation marks, or after the year in brackets."""
    at = text.find(title)
    if at < 0:  # mended
        return any(mark in text for mark in _MARKS)
    before, after = text[:at].rstrip(), text[at + len(title) :]
    if before[-1:] and before[-1] in _MARKS and (after.lstrip(" ,.;:!?")[:1] or " ") in _MARKS:
        return True
    return _YEAR_BEFORE.search(text[max(at - 70, 0) : at]) is not None


# ------------------------------------------------------------------ against the page
def match_page(use: Use, page: PageFacts, *, url: str, captured: bool = False) -> TitleMatch | None:
    """The cited title against all names that a page has for itself.

    Args:
        use: with the cited title.
        page: what the page, or its capture, says of itself.
        url: the page's address.
        captured: it is a capture: every name is a `snapshot-title`.

    Returns:
        The match of the likeliest name; None where no title is cited.
    """
    if not use.cited_title:
        return None
    is_pdf = _PDF in (page.content_type or "")
    names = [(name, "snapshot-title" if captured else via) for name, via in _names(page, is_pdf=is_pdf)]
    match = _best(use, names, page.language)
    if match.verdict == "same":
        return match
    if is_pdf and _stands_in(use.cited_title, page.text_sample[:_BEGINNING]):
        via = "snapshot-title" if captured else "first-page"
        return evolve(match, verdict="same", score=1.0, found=use.cited_title, via=via)
    if match.verdict == "different" and not _speaks_against(use, page, match, url, names):
        return evolve(match, verdict="unknown")
    return match


def _names(page: PageFacts, *, is_pdf: bool) -> Iterator[tuple[str, str]]:
    given = [(page.title, "pdf-title"), *((name, "first-page") for name in page.h1)]
    if not is_pdf:
        given = [
            (page.title, "title"),
            (page.og_title, "og-title"),
            *((name, "h1") for name in page.h1),
            (page.headline, "headline"),
        ]
    seen: set[str] = set()
    for name, via in given:
        if name and name not in seen:
            seen.add(name)
            yield name, via


def _best(use: Use, names: Sequence[tuple[str, str]], language: Language | None = None) -> TitleMatch:
    """The likeliest pair. Only of the last hope is it asked in which language it is.

    Of a name that is too short to tell its own language the page's is taken.
    """
    cited, best = use.cited_title or "", None
    for name, via in names:
        match = compare_titles(cited, [(name, via)], cited_language=_UNTOLD, page_language=_UNTOLD)
        if match.verdict == "same":
            return match
        if best is None or match.score > best.score:
            best = match
    if best is None or best.found is None:
        return compare_titles(cited, [])
    if best.verdict == "similar" or is_generic(best.found):
        return best
    told = language if language and _is_vague(best.found) else None
    via = dict(names).get(best.found, best.via or "")
    stated = use.language if use.language and use.language.basis in _BY_TITLE else None
    return compare_titles(cited, [(best.found, via)], cited_language=stated, page_language=told)


def _is_vague(name: str) -> bool:
    own = language_of_title(name)
    return own.tag == UNDETERMINED or own.confidence < _SURE


def _speaks_against(
    use: Use, page: PageFacts, match: TitleMatch, url: str, names: Sequence[tuple[str, str]]
) -> bool:
    """Whether nothing but chance could make the cited title and the page's names so unlike."""
    cited = use.cited_title or ""
    told = [name for name, _ in names if _is_substantial(name) and not is_generic(name)]
    if not use.sure_title or not told or _is_front_page(url):
        return False
    if any(_is_the_outlet(name, use.cited, page, url) for name in told):
        return False
    if any(_shared(cited, name) >= _MOST_SHARED for name in told) or _stands_in(cited, page.text_sample):
        return False
    if _PDF in (page.content_type or "") and len(page.text_sample) < _LEAST_TEXT:
        return False
    return not _same_author(use.cited, page.authors)


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _is_the_outlet(name: str, cited: CslItem | None, page: PageFacts, url: str) -> bool:
    """A page that calls itself by its site, its journal or the book that it is a part of."""
    bare = skeleton(name)
    host = skeleton((urlsplit(url).hostname or "").removeprefix("www.").partition(".")[0])
    outlets = [page.site_name, cited.container_title if cited else None, cited.publisher if cited else None]
    if bare.replace(" ", "") in (host, *(skeleton(outlet).replace(" ", "") for outlet in outlets if outlet)):
        return True
    return any(_is_like(outlet, name) for outlet in outlets if outlet)


def _is_like(one: str, other: str) -> bool:
    match = compare_titles(one, [(other, "title")], cited_language=_UNTOLD, page_language=_UNTOLD)
    return match.verdict in ("same", "similar")


def _shared(one: str, other: str) -> float:
    """Share of the words of the shorter title that the other has."""
    mine, theirs = _words(one), _words(other)
    fewer = min(len(mine), len(theirs))
    return len(mine & theirs) / fewer if fewer else 0.0


def _words(title: str) -> frozenset[str]:
    return frozenset(word for word in skeleton(title).split() if len(word) >= _WORD_LETTERS)


def _stands_in(title: str, text: str) -> bool:
    """Whether a text has the words of a title in a row."""
    return bool(text) and _in_a_row(title) in _in_a_row(text)


def _in_a_row(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _same_author(cited: CslItem | None, authors: Sequence[str]) -> bool:
    families = [skeleton(_name(author) or "") for author in (cited.author if cited else ())]
    named = " ".join(skeleton(author) for author in authors).split()
    return any(family and family.split()[-1] in named for family in families)


# ------------------------------------------------------------------ against the registry
def match_registered(use: Use, registered: Registered) -> TitleMatch | None:
    """The cited title against the titles that a DOI's registry gives.

    An abbreviated title, a translation, or the journal's title in the place of the article's is no mismatch.

    Args:
        use: with the cited title.
        registered: what the registry says.

    Returns:
        None where one of the two has no title.
    """
    if not use.cited_title or not registered.titles:
        return None
    match = _best(use, [(title, "registered") for title in registered.titles])
    if match.verdict != "different":
        return match
    is_whole = registered.container is not None and _is_like(use.cited_title, registered.container)
    rewritten = any(_shared(use.cited_title, title) >= _MOST_SHARED for title in registered.titles)
    short = not any(_is_substantial(title) for title in registered.titles)
    if not use.sure_title or is_whole or rewritten or short:
        return evolve(match, verdict="unknown")
    return match
