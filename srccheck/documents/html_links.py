"""Hyperlinks in HTML: those that lead out of the document, and those inside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urljoin, urlsplit

from attrs import frozen

from srccheck.documents.html_scan import Tree
from srccheck.documents.html_text import location, placed
from srccheck.model import Link, LinkRole, PlacedText, RawNote
from srccheck.text.urls import archived_original, doi_of, find_urls, normalize

__all__ = ["Jump", "base_of", "inline_notes", "jumps", "linked", "role_of", "shortened"]

_EXTERNAL = re.compile(r"https?://", re.IGNORECASE)
_WRITTEN = re.compile(r"://|www\.", re.IGNORECASE)
_PREFIX = re.compile(r"\A(?:https?://)?(?:www\.)?", re.IGNORECASE)
_ELLIPSIS = re.compile(r"(?:…|\.{3})\Z")
_MENUS = frozenset({"nav", "menu"})


@frozen(kw_only=True)
class Jump:
    """A link from one place of the document to another.

    Attributes:
        element: the `a`.
        target: the element that it leads to.
    """

    element: int
    target: int


def base_of(tree: Tree) -> str:
    """The URL against which the document resolves its links; empty where it names none that is absolute."""
    for element, tag in enumerate(tree.tags):
        if tag == "base" and _EXTERNAL.match(href := tree.get(element, "href").strip()):
            return href
        if tag == "body":
            break
    return ""


def jumps(tree: Tree) -> Iterator[Jump]:
    """Links to anchors of the document itself, in order.

    A link with a path counts where the anchor is here: saved pages keep their old address before the `#`.
    """
    names: dict[str, int] = {}
    for element, kept in tree.attributes.items():
        for name in (kept.get("id"), kept.get("name") if tree.tags[element] == "a" else None):
            if name:
                names.setdefault(name, element)
    for element, kept in tree.attributes.items():
        if tree.tags[element] == "a" and "#" in (href := kept.get("href", "")):
            fragment = href.partition("#")[2].strip()
            target = names.get(fragment, names.get(unquote(fragment)))
            if target is not None and target != element:
                yield Jump(element=element, target=target)


def role_of(url: str) -> LinkRole:
    """What a link is for."""
    if archived_original(url):
        return "archive"
    return "doi" if doi_of(url) else "source"


def linked(tree: Tree, base: str, text: PlacedText, start: int, end: int) -> tuple[Link, ...]:
    """The hyperlinks between two offsets whose URLs `text` does not write out itself, each once."""
    links = [link for each in _elements(tree, start, end) if (link := _link(tree, base, each))]
    if not links:
        return ()
    seen = {_key(url.url) for url in find_urls(text.text)}
    out: list[Link] = []
    for link in links:
        key = _key(link.url)
        if key not in seen:
            seen.add(key)
            out.append(link)
    return tuple(out)


def shortened(tree: Tree, base: str, start: int, end: int) -> dict[int, str]:
    """The whole URLs of links that show only the beginning and `…`, by the offset of the run that does."""
    out: dict[int, str] = {}
    for element in _elements(tree, start, end):
        runs = tree.runs(tree.opens[element], tree.closes[element])
        shown = tree.plain(element) if len(runs) == 1 else ""
        if _ELLIPSIS.search(shown) and (link := _link(tree, base, element)):
            stem = _PREFIX.sub("", _ELLIPSIS.sub("", shown))
            if len(stem) > 4 and _PREFIX.sub("", link.url).startswith(stem):
                out[tree.run_starts[runs[0]]] = link.url
    return out


def inline_notes(
    tree: Tree, base: str, taken: list[tuple[int, int]], runs: Iterable[int]
) -> Iterator[RawNote]:
    """Links in running text, a note of kind `inline` each: hyperlinks, and URLs written out without one.

    Args:
        tree: the document.
        base: see `base_of`.
        taken: stretches that are notes or markers, in order.
        runs: the runs of running text.
    """
    inside: set[int] = set()
    menu_end = -1
    bounds = iter((*taken, (len(tree.text) + 1,) * 2))
    low, high = next(bounds)
    for element, tag in enumerate(tree.tags):
        if tag in _MENUS or tree.get(element, "role") in ("navigation", "doc-toc"):
            menu_end = max(menu_end, tree.closes[element])
        if tag != "a":
            continue
        start, end = tree.opens[element], tree.closes[element]
        inside.update(tree.runs(start, end))
        while start >= high:
            low, high = next(bounds)
        if low <= start or start < menu_end or not _link(tree, base, element):
            continue
        text = placed(tree, start, end, instead=shortened(tree, base, tree.starts[element], end))
        if not text.text:
            text = _alternative(tree, element, text)
        yield RawNote(
            marker="",
            kind="inline",
            text=text,
            location=location(tree, tree.starts[element], end),
            linked=linked(tree, base, text, tree.starts[element], end),
        )
    for run in runs:
        if run not in inside and _WRITTEN.search(tree.text, tree.run_starts[run], tree.run_ends[run]):
            yield from _written_out(tree, run)


def _alternative(tree: Tree, element: int, empty: PlacedText) -> PlacedText:
    """What a link around a picture says in words."""
    names = (tree.get(inner, "alt") for inner in tree.inside(element))
    words = tree.get(element, "title") or next((name for name in names if name), "")
    place = empty.locate(0)
    return PlacedText.of(" ".join(words.split()), line=place.line, column=place.column)


def _written_out(tree: Tree, run: int) -> Iterator[RawNote]:
    text = placed(tree, tree.run_starts[run], tree.run_ends[run])
    for url in find_urls(text.text):
        written = text.text[url.start : url.end]
        if _WRITTEN.search(written):
            cut = text.cut(url.start, url.end)
            yield RawNote(marker="", kind="inline", text=cut, location=cut.locate(0, len(cut.text)))


def _elements(tree: Tree, start: int, end: int) -> Iterator[int]:
    """The `a` elements that begin between two offsets."""
    for element in range(bisect_left(tree.starts, start), bisect_left(tree.starts, end)):
        if tree.tags[element] == "a":
            yield element


def _link(tree: Tree, base: str, element: int) -> Link | None:
    """Where a hyperlink leads out of the document; None for all others."""
    href = "".join(tree.get(element, "href").split("\n")).strip()
    if not href or href.startswith("#"):
        return None
    if href.startswith("//"):
        href = f"https:{href}"
    elif base and not _scheme(href):
        href = _joined(base, href)
    if not _EXTERNAL.match(href):
        return None
    begin, end = map(int, tree.get(element, "@href").split())
    return Link(
        url=href.replace(" ", "%20"),
        raw=tree.text[begin:end],
        role=role_of(href),
        location=location(tree, begin),
    )


def _scheme(href: str) -> str:
    """The scheme of a link, empty for a relative one and for what is no URL at all."""
    try:
        return urlsplit(href).scheme
    except ValueError:
        return ""


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def _key(url: str) -> str:
    return unquote(_PREFIX.sub("", normalize(url))).rstrip("/").casefold()
