"""A page read once: what it says of itself, and what tells a source from a page that stands in its place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from srccheck.model.live import FragmentCheck, PageFacts
from srccheck.model.web import Exchange
from srccheck.web.charset import decode_html
from srccheck.web.clean import clean_text
from srccheck.web.declared import authors, is_behind_a_wall, json_ld, meta, published
from srccheck.web.fragments import check_fragments, unknown_fragments
from srccheck.web.html import Parsed, parse, text_of
from srccheck.web.spoken import declarations, spoken_language

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["PageView", "page_facts", "read_page", "refresh_of"]

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})
_LOOKS_LIKE_HTML = re.compile(rb"\s{0,99}<(?:!doctype html|html|head|title|!--)", re.IGNORECASE)
_REFRESH = re.compile(
    r"\s{0,20}(\d{1,9})?(?:\.\d{0,9})?\s{0,20}[;,]?\s{0,20}(?:url\s{0,20}=\s{0,20})?(.{0,4096})",
    re.IGNORECASE | re.DOTALL,
)
_SAMPLE = 6000
_PDF_WITHIN = 4096  # more than a PDF's mark may be preceded by
_HEADINGS = 3
_FEW_CHARACTERS = 250
_A_WORD_OR_TWO = 40
# where React, Next, Nuxt, Gatsby, Angular, Vue, Quasar, Ember and Twitter's shells put what they build
_MOUNTS = frozenset(
    {"root", "app", "__next", "__nuxt", "___gatsby", "app-root", "react-root", "application", "q-app"}
)
_LITTLE_TEXT = 2500
_BLOCKS = (
    "h2",
    "h3",
    "h4",
    "p",
    "li",
    "td",
    "th",
    "center",
    "div",
    "section",
    "a",
    "b",
    "strong",
    "font",
    "span",
)
_MOST_BLOCKS = 60
_LONGEST_BLOCK = 300


@frozen(kw_only=True)
class PageView:
    """What one look at an answer shows.

    Attributes:
        facts: what the page says of itself.
        is_html: it was read as HTML; else all below is empty.
        text_length: characters of its main text, counted up to 6,000.
        site_name: Open Graph's name of the site.
        blocks: the texts of its first paragraphs, cells and the like, where it has little text.
        refresh: (seconds, address as written) of a `<meta http-equiv=refresh>` that leads elsewhere.
        has_password: it has a field for a password.
        has_scripts: it runs scripts.
        has_mount: it has hardly any text, and a place that scripts or frames are to fill.
        cut: something of the page is missing.
        fragments: the places that were asked for.
    """

    facts: PageFacts = field(factory=PageFacts)
    is_html: bool = False
    text_length: int = 0
    site_name: str | None = None
    blocks: tuple[str, ...] = ()
    refresh: tuple[int, str] | None = None
    has_password: bool = False
    has_scripts: bool = False
    has_mount: bool = False
    cut: bool = False
    fragments: tuple[FragmentCheck, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What the page calls itself: its title, Open Graph's, and its first headings."""
        return tuple(name for name in (self.facts.title, self.facts.og_title, *self.facts.h1) if name)

    @property
    def is_shell(self) -> bool:
        """Scripts bring its text: what was sent hardly has any."""
        return self.has_scripts and self.text_length < _FEW_CHARACTERS

    @property
    def is_unbuilt(self) -> bool:
        """What was sent is the same for all of a site's pages, and proves nothing of any."""
        return self.has_mount or (self.has_scripts and self.text_length < _A_WORD_OR_TWO)


def page_facts(exchange: Exchange) -> PageFacts:
    """What a page says of itself.

    Args:
        exchange: an answer; its body may be cut.
    """
    return read_page(exchange).facts


def read_page(exchange: Exchange, fragments: Sequence[str] = ()) -> PageView:
    """Read an answer's body; never raises, whatever it holds.

    Args:
        exchange: an answer; its body may be cut.
        fragments: places in the page to look for, as normalised URLs write them.

    Returns:
        Facts, each None where the page does not tell. Nothing in them holds control characters.
    """
    header = exchange.header("content-type")
    kind = clean_text((header or "").partition(";")[0], longest=100).lower()
    if "pdf" in kind or b"%PDF-" in exchange.body[:_PDF_WITHIN]:
        from srccheck.web.pdf import is_pdf_answer, read_pdf_answer  # late: 100 ms  # noqa: PLC0415

        if is_pdf_answer(kind, exchange.body):
            facts, checked = read_pdf_answer(exchange, kind, fragments)
            spoken = spoken_language(facts.text_sample, title=facts.title, declared=_declared(exchange))
            facts = evolve(facts, language=spoken.language, declared=spoken.declared)
            return PageView(facts=facts, fragments=checked, cut=exchange.truncated)
    if kind not in _HTML_TYPES or (not kind and not _LOOKS_LIKE_HTML.match(exchange.body)):
        sample = decode_html(exchange.body[: 2 * _SAMPLE], header) if kind == "text/plain" else ""
        text = clean_text(sample, longest=_SAMPLE)
        spoken = spoken_language(text, title=None, declared=_declared(exchange))
        facts = PageFacts(
            content_type=kind or None,
            language=spoken.language,
            declared=spoken.declared,
            text_sample=text,
        )
        return PageView(facts=facts, fragments=unknown_fragments(fragments), cut=exchange.truncated)
    page = parse(exchange.body, header)
    kind = kind or "text/html"
    if page is None:
        spoken = spoken_language("", title=None, declared=_declared(exchange))
        facts = PageFacts(content_type=kind, language=spoken.language)
        return PageView(facts=facts, is_html=True, cut=True, fragments=unknown_fragments(fragments))
    return _view(page, kind, exchange, fragments)


def _declared(
    exchange: Exchange,
    root: etree._Element | None = None,
    said: Mapping[str, str] | None = None,
    linked: Sequence[dict[str, Any]] = (),
) -> tuple[tuple[str, str], ...]:
    header = exchange.header("content-language")
    return declarations(root, header=header, said=said or {}, linked=linked, address=exchange.url)


def _view(page: Parsed, kind: str, exchange: Exchange, fragments: Sequence[str]) -> PageView:
    root, cut = page.root, exchange.truncated or page.cut
    said = meta(root)
    linked = json_ld(root)
    h1 = [clean_text(text_of(heading)) for heading in list(root.iter("h1"))[:_HEADINGS]]
    scripts = next(root.iter("script"), None) is not None
    password = any((box.get("type") or "").lower() == "password" for box in root.iter("input"))
    refresh, title = _refresh(root), _title(root)
    free = not is_behind_a_wall(linked)
    checked = check_fragments(page, fragments, certain=not cut, whole=free) if fragments else ()
    declared = _declared(exchange, root, said, linked)
    title = title or clean_text(said.get("og:title", "")) or None
    text = _sample(page.take_text())
    spoken = spoken_language(text, title=title, declared=declared)
    facts = PageFacts(
        title=title,
        language=spoken.language,
        declared=spoken.declared,
        published=published(said, linked),
        content_type=kind,
        h1=tuple(heading for heading in h1 if heading),
        og_title=clean_text(said.get("og:title", "")) or None,
        headline=_headline(linked),
        authors=authors(said, linked),
        site_name=clean_text(said.get("og:site_name", "")) or None,
        text_sample=text,
    )
    view = PageView(
        facts=facts,
        is_html=True,
        text_length=len(text),
        blocks=_blocks(root) if len(text) < _LITTLE_TEXT else (),
        site_name=facts.site_name,
        refresh=refresh,
        has_password=password,
        has_scripts=scripts,
        has_mount=len(text) < _FEW_CHARACTERS and _has_mount(root, len(text)),
        cut=cut,
        fragments=checked,
    )
    return view if not (fragments and view.is_shell) else _unsure(view)


def _unsure(view: PageView) -> PageView:
    """Nothing is missing from a page that scripts have yet to build."""
    return evolve(
        view, fragments=tuple(evolve(check, present=check.present or None) for check in view.fragments)
    )


def _has_mount(root: etree._Element, length: int) -> bool:
    """An empty element of the kind that scripts fill; or, beside hardly a word, a frame."""
    for element in root.iter("div", "main", "body", "app-root", "frame", "iframe"):
        if element.tag in ("frame", "iframe"):
            if length < _A_WORD_OR_TWO and next(element.iterancestors("noscript"), None) is None:
                return True
        elif (element.tag == "app-root" or (element.get("id") or "") in _MOUNTS) and len(element) == 0:
            return True
    return False


def _sample(text: str) -> str:
    """The beginning of a text, cleaned; not all of it is looked at where a little is enough."""
    found = clean_text(text[: _SAMPLE + _SAMPLE // 4], longest=_SAMPLE)
    if found.endswith("…") or len(text) <= _SAMPLE + _SAMPLE // 4:
        return found
    return clean_text(text, longest=_SAMPLE)


def _blocks(root: etree._Element) -> tuple[str, ...]:
    elements = itertools.islice(root.iter(*_BLOCKS), _MOST_BLOCKS)
    texts = (clean_text(text_of(element), longest=_LONGEST_BLOCK + 1) for element in elements)
    return tuple(dict.fromkeys(text for text in texts if 0 < len(text) <= _LONGEST_BLOCK))


def _title(root: etree._Element) -> str | None:
    for element in root.iter("title"):
        if next(element.iterancestors("svg"), None) is None:
            text = clean_text(text_of(element))
            if text:
                return text
    return None


def _headline(linked: Sequence[dict[str, Any]]) -> str | None:
    found = (item["headline"] for item in linked if isinstance(item.get("headline"), str))
    return clean_text(next(found, "")) or None


def _refresh(root: etree._Element) -> tuple[int, str] | None:
    """By the HTML standard's "shared declarative refresh steps"; not inside `<noscript>`."""
    for element in root.iter("meta"):
        if (element.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        if next(element.iterancestors("noscript"), None) is not None:
            continue
        found = refresh_of(element.get("content") or "")
        if found:
            return found
    return None


def refresh_of(text: str) -> tuple[int, str] | None:
    """Seconds and address of a refresh, as `<meta>` and the header of that name write it."""
    match = _REFRESH.match(text) if text else None
    if match is None or not match[2].strip():
        return None
    return int(match[1] or 0), match[2].strip().strip("'\"").strip()
