"""Links of a Markdown paragraph: in running text notes of their own, in a note what its text hides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from srccheck.model import Link, PlacedText, RawNote
from srccheck.text.escapes import unescaped
from srccheck.text.markup import Span, scan
from srccheck.text.plainview import plain
from srccheck.text.urls import find_urls

__all__ = ["hidden_links", "inline_notes", "shown"]

_TEMPLATE = ("{{", "{%")


def shown(text: PlacedText, start: int, end: int, targets: Mapping[str, str]) -> PlacedText:
    """What a reader sees of `text[start:end]`.

    Args:
        text: a paragraph.
        start: where the part begins.
        end: where it ends.
        targets: URL of each link reference.
    """
    part = text.cut(start, end)
    return PlacedText.join(plain(part, scan(part.text, targets)))


def inline_notes(leaf: PlacedText, spans: Iterable[Span], targets: Mapping[str, str]) -> Iterator[RawNote]:
    """Links and inline notes of running text; what stands inside one is not given again.

    Args:
        leaf: a paragraph.
        spans: its markup.
        targets: URL of each link reference.
    """
    until = -1
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if span.start < until or span.kind == "reference":
            continue
        until = span.end
        note = None
        if span.kind == "note":
            note = _inline_note(leaf, span, targets)
        elif span.kind == "url":
            note = _bare(leaf, span)
        elif span.kind != "image" and _is_web(span.target):
            note = _link_note(leaf, span, targets)
        if note is not None:
            yield note


def _inline_note(leaf: PlacedText, span: Span, targets: Mapping[str, str]) -> RawNote:
    inner = leaf.cut(*span.inner)
    return RawNote(
        marker="",
        kind="inline",
        text=shown(leaf, *span.inner, targets),
        location=leaf.locate(span.start, span.end),
        linked=tuple(hidden_links(inner, scan(inner.text, targets))),
    )


def _bare(leaf: PlacedText, span: Span) -> RawNote | None:
    whole = shown(leaf, span.start, span.end, {})
    url = next(iter(find_urls(whole.text)), None)
    if url is None:
        return None
    text = whole.cut(url.start, url.end)
    return RawNote(marker="", kind="inline", text=text, location=text.locate(0))


def _link_note(leaf: PlacedText, span: Span, targets: Mapping[str, str]) -> RawNote:
    link = _link(leaf, span)
    text = leaf.cut(*span.inner) if span.kind == "autolink" else shown(leaf, *span.inner, targets)
    if not text.text.strip():
        # an image or an HTML tag is what links: the URL itself stands for it
        place = link.location
        text = PlacedText.of(link.url, line=place.line, column=place.column, page=place.page)
    linked = () if _shows(text.text, link.url) else (link,)
    return RawNote(
        marker="", kind="inline", text=text, location=leaf.locate(span.start, span.end), linked=linked
    )


def hidden_links(leaf: PlacedText, spans: Iterable[Span]) -> Iterator[Link]:
    """Links of a note whose URLs its text does not show.

    Args:
        leaf: a paragraph of the note.
        spans: its markup.
    """
    for span in sorted(spans, key=lambda each: each.start):
        if span.kind not in ("link", "raw") or not _is_web(span.target):
            continue
        written = unescaped(leaf.text[span.inner[0] : span.inner[1]])
        # a DOI that is shown may be glued to what stands before it: only a scheme is unmistakable
        if "://" not in written or not _shows(written, span.target):
            yield _link(leaf, span)


def _link(leaf: PlacedText, span: Span) -> Link:
    return Link(url=span.target, raw=span.target, role="source", location=leaf.locate(span.start, span.end))


def _is_web(target: str) -> bool:
    """The target is a page of the web, and no template that a site generator fills in."""
    begins = target[:8].lower().startswith(("http://", "https://"))
    return begins and not any(mark in target for mark in _TEMPLATE)


def _shows(text: str, url: str) -> bool:
    """The URL stands written out in the text."""
    return any(each.url == url for each in find_urls(text))
