"""In what language a page is: by its text, and where that tells too little, by what it declares."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from attrs import evolve, frozen

from srccheck.model.citation import Language
from srccheck.text.languages import is_told, kindred, text_language, title_language
from srccheck.web.language_tags import is_language, language_tag

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["Spoken", "declarations", "spoken_language"]

# Shares of real pages whose declaration was right (1,757 pages; a wrong `html lang` nearly always says
# "en"). `hreflang` stands with the others of its kind; an address is a guess.
_CONFIDENCE = {
    "hreflang": 0.98,
    "og-locale": 0.98,
    "json-ld": 0.97,
    "html-lang": 0.98,
    "header": 0.95,
    "url": 0.8,
}
_IN_THE_PAGE = frozenset({"hreflang", "og-locale", "json-ld", "html-lang"})
_DEFAULTS = frozenset({"og-locale", "html-lang"})
_CONFIDENCE_OF_ENGLISH_DEFAULT = 0.93
_SURE = 0.9
_FAIRLY_SURE = 0.6
"""Enough where two looks at a text agree: foreign names lower the confidence, and do not mislead."""
_AGREED = 0.99
_ENOUGH = 200
"""Characters of text from which its language is told without an error: 1,420 texts in 48 languages, of which
already 150 characters were enough."""
_PLENTY = 1000
"""Characters from which a text is more than a notice about cookies."""
_PIECE = 160
_GLANCE = 100
"""Characters of a text that are enough to believe what a page declares: of 5,680 pieces of those texts so
long, none was told wrong with any certainty (of 60 characters, 2 were)."""
_MOST_LINKS = 300
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PATH = re.compile(r"/([A-Za-z]{2})(?:[-_][A-Za-z]{2})?(?:/|\Z)")
_QUERY = frozenset({"lang", "language", "hl", "locale"})


@frozen(kw_only=True)
class Spoken:
    """The language of a page.

    Attributes:
        language: by the best evidence there is; None where there is none.
        declared: what the page says of itself, where its text says otherwise; else None.
    """

    language: Language | None
    declared: Language | None = None


def spoken_language(text: str, *, title: str | None, declared: Sequence[tuple[str, str]] = ()) -> Spoken:
    """The language of a page's text, of which its declaration is a second witness.

    Args:
        text: the beginning of its main text; below 200 characters it does not count.
        title: the page's own title: the last resort, and the judge over short texts.
        declared: what `declarations` gave.
    """
    stated = _stated(declared)
    if len(text) < _ENOUGH:
        return Spoken(language=_with_title(stated, title))
    if stated and _is_sure(text_language(_piece(text, 2, _GLANCE)), stated):
        return _agreed(stated)
    glance = text_language(_piece(text, 2, _PIECE))
    if stated and _is_sure(glance, stated):
        return _agreed(stated)
    told = _by_text(text, glance)
    if told is None:
        return Spoken(language=stated)
    return _weighed(told, stated, title if len(text) < _PLENTY else None)


def _by_text(text: str, glance: Language) -> Language | None:
    """What two looks at a text agree on; None where it is in several languages, or tells none."""
    second = text_language(_piece(text, 1, _PIECE))
    if not _agree(glance, second) or max(glance.confidence, second.confidence) < _SURE:
        second = text_language(text)
    if _agree(glance, second):
        sure = max(glance.confidence, second.confidence)
        return evolve(second, confidence=sure) if sure >= _FAIRLY_SURE else None
    return second if second.confidence >= _SURE > glance.confidence else None


def _piece(text: str, third: int, size: int) -> str:
    """So many characters of a text from the end of its first third, or of its second."""
    start = max(0, (len(text) - size) * third // 3)
    return text[start : start + size]


def _weighed(told: Language, stated: Language | None, title: str | None) -> Spoken:
    """The text's word against the page's."""
    if stated is None:
        return Spoken(language=told)
    if _agree(stated, told):
        return _agreed(stated)
    titled = title is not None and not _is_weak(stated) and _is_sure(title_language(title), stated)
    if titled or not is_told(stated.tag):
        return Spoken(language=stated)
    return Spoken(language=told, declared=stated)


def _agree(one: Language, other: Language) -> bool:
    return kindred(one.tag) == kindred(other.tag)


def _is_sure(found: Language, stated: Language) -> bool:
    return found.confidence >= _SURE and _agree(found, stated)


def _agreed(stated: Language) -> Spoken:
    """The declaration may say more exactly what both say: `en-GB`, `hr`."""
    return Spoken(language=Language(tag=stated.tag, basis="text", confidence=_AGREED))


def _stated(declared: Sequence[tuple[str, str]]) -> Language | None:
    """The best of the declarations; templates say English by default, which nobody corrects."""
    if not declared:
        return None
    own = [pair for pair in declared if pair[0] in _IN_THE_PAGE]
    others = (pair for pair in own if kindred(pair[1]) != "en")
    basis, tag = declared[0]
    if basis in _DEFAULTS and kindred(tag) == "en":
        basis, tag = next(others, declared[0])
    sure = _CONFIDENCE[basis]
    if basis in _DEFAULTS and kindred(tag) == "en" and len(own) == 1:
        sure = _CONFIDENCE_OF_ENGLISH_DEFAULT
    return Language(tag=tag, basis=basis, confidence=sure)


def _is_weak(stated: Language) -> bool:
    return stated.confidence <= _CONFIDENCE_OF_ENGLISH_DEFAULT


def _with_title(stated: Language | None, title: str | None) -> Language | None:
    """The declaration, unless it is a guess, or says English by default, and the title says otherwise."""
    if not title or (stated and not _is_weak(stated)):
        return stated
    named = title_language(title)
    if named.confidence < _SURE or (stated and _agree(named, stated)):
        return stated
    return Language(tag=named.tag, basis="title", confidence=named.confidence)


def declarations(
    root: etree._Element | None,
    *,
    header: str | None,
    said: Mapping[str, str],
    linked: Sequence[Mapping[str, Any]],
    address: str,
) -> tuple[tuple[str, str], ...]:
    """What a page says that its language is, the most reliable first.

    Args:
        root: the page, or None where there is none.
        header: value of Content-Language.
        said: its meta elements, by name in lower case.
        linked: its JSON-LD objects.
        address: its URL.

    Returns:
        (basis, BCP 47 tag) pairs.
    """
    in_json = (item["inLanguage"] for item in linked if isinstance(item.get("inLanguage"), str))
    witnesses = (
        ("hreflang", _own_hreflang(root, address)),
        ("og-locale", said.get("og:locale")),
        ("json-ld", next(in_json, None)),
        ("html-lang", _html_lang(root)),
        ("header", _one_language(header)),
        ("url", _in_address(address)),
    )
    return tuple((basis, tag) for basis, text in witnesses if text and (tag := language_tag(text)))


def _own_hreflang(root: etree._Element | None, address: str) -> str | None:
    """The language that a page's list of its translations gives to the page itself (RFC 8288 §3.4.1)."""
    own, translations = address, []
    for link in itertools.islice(root.iter("link"), _MOST_LINKS) if root is not None else ():
        rel, href = (link.get("rel") or "").lower().split(), (link.get("href") or "").strip()
        if "canonical" in rel and href:
            own = href
        elif "alternate" in rel and href and (code := link.get("hreflang")):
            translations.append((href, code))
    if not translations:
        return None
    wanted = _plain(address, own)
    found = {code for href, code in translations if _plain(address, href) == wanted and language_tag(code)}
    return found.pop() if len(found) == 1 else None


def _plain(base: str, href: str) -> str:
    try:
        whole = urljoin(base, href)
    except ValueError:
        whole = href
    return whole.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")


def _html_lang(root: etree._Element | None) -> str | None:
    for element in root.iter("html", "body") if root is not None else ():
        text: str | None = element.get("lang") or element.get("xml:lang") or element.get(_XML_LANG)
        if text and language_tag(text):
            return text
    return None


def _one_language(header: str | None) -> str | None:
    """Content-Language may name several audiences (RFC 9110 §8.5); then it tells nothing about the text."""
    return None if header and "," in header else header


def _in_address(address: str) -> str | None:
    return next((word for word in _parts(address) if is_language(word[:2])), None)


def _parts(address: str) -> Iterator[str]:
    """Where addresses name a language: `?lang=ru`, `/ru/…`, `ru.example.org`."""
    try:
        parts = urlsplit(address)
        labels = (parts.hostname or "").split(".")
    except ValueError:
        return
    for name, value in parse_qsl(parts.query[:2000]):
        if name.lower() in _QUERY and value[:2].isalpha() and not value[2:3].isalpha():
            yield value.lower()
    if match := _PATH.match(parts.path):
        yield match[1].lower()
    if len(labels) > 2 and len(labels[0]) == 2:
        yield labels[0]
