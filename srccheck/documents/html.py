"""HTML: notes by their links, by what they say of themselves, and by the headings they stand under."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from attrs import evolve

from srccheck.documents.html_coins import coins, stated
from srccheck.documents.html_links import base_of, inline_notes, jumps, linked, shortened
from srccheck.documents.html_lists import find_listed, find_said, ordinal, unlinked_references
from srccheck.documents.html_marks import ARROWS, number_of, own_marker
from srccheck.documents.html_notes import Found, dangling, find_linked
from srccheck.documents.html_scan import Tree, scan
from srccheck.documents.html_text import body_fragments, location, placed
from srccheck.model import Finding, Fragment, Location, Manuscript, PlacedText, RawNote
from srccheck.text.encoding import Decoded

__all__ = ["declared_charset", "looks_like_html", "read_html"]

_HEAD = 1024
_CHARSET = re.compile(
    rb"<meta[\s/](?:[^>]{0,300}?[\s;\"'])?charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([A-Za-z0-9_.:-]{2,40})",
    re.IGNORECASE,
)
_XML = re.compile(
    rb"\A\s{0,64}<\?xml[^>]{0,200}?encoding\s{0,8}=\s{0,8}[\"']([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_OPENING = re.compile(
    r"\A\s{0,256}(?:<\?xml[^>]{0,300}>\s{0,256}|<!--[^>]{0,2000}-->\s{0,256}){0,4}+"
    r"<(?:!doctype\s+html|html|head|body|title|meta|frameset)(?=[\s/>])",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"\d{1,4}\Z")
_STRIP = f" \u00a0{ARROWS}"


def looks_like_html(text: str) -> bool:
    """Whether a text begins as an HTML document does: with a doctype, `<html>`, `<head>` or the like.

    Markdown and wikitext with tags in them do not.
    """
    return _OPENING.match(text[:4096].lstrip("\ufeff")) is not None


def declared_charset(data: bytes) -> str | None:
    """The encoding that a document names in its first 1,024 bytes, as Python calls it; None without one.

    HTML standard, "determining the character encoding": Latin-1 and ASCII mean Windows-1252, UTF-16 there can
    only mean UTF-8.
    """
    match = _XML.search(data[:_HEAD]) or _CHARSET.search(data[:_HEAD])
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None
    if name in ("iso8859-1", "ascii", "latin-1"):
        return "cp1252"
    return "utf-8" if name.startswith(("utf-16", "utf-32")) else name


def read_html(path: str, decoded: Decoded) -> Manuscript:
    """Read an HTML document.

    Args:
        path: the document as the caller named it.
        decoded: its characters.

    Returns:
        the manuscript; its notes are never None, links in running text among them.
    """
    tree = scan(decoded.text)
    base, leads = base_of(tree), list(jumps(tree))
    found = _found(tree, find_linked(tree, leads))
    taken = _taken(tree, found)
    notes = list(_raw_notes(tree, base, found))
    body: list[Fragment] = []
    runs: list[int] = []
    for run, fragment in body_fragments(tree, taken):
        body.append(fragment)
        if not runs or runs[-1] != run:
            runs.append(run)
    notes += inline_notes(tree, base, taken, runs)
    notes.sort(key=lambda note: (note.location.line, note.location.column))
    return Manuscript(
        path=path,
        format="html",
        encoding=decoded.encoding,
        encoding_basis=decoded.basis,
        title=_title(tree),
        body=tuple(body),
        notes=tuple(notes),
        findings=tuple(_orphan(path, tree, each) for each in dangling(tree, leads)),
    )


def _found(tree: Tree, by_link: list[Found]) -> list[Found]:
    """All notes in order; those that more than one way finds, by the surest."""
    notes = by_link
    for way in (find_said, find_listed):
        notes = notes + way(tree, _taken(tree, notes))
    notes = sorted(notes, key=lambda note: (note.start, note.end))
    if all(note.references for note in notes):
        return notes
    loose = unlinked_references(tree, _taken(tree, notes))
    known: dict[int, dict[int, int]] = {}
    out = []
    for note in notes:
        own = () if note.references or note.kind == "reference" else loose.pop(_marker(tree, note, known), ())
        out.append(evolve(note, references=tuple(own)) if own else note)
    return out


def _taken(tree: Tree, notes: Sequence[Found]) -> list[tuple[int, int]]:
    """The stretches that are notes or their markers, in order and without overlap."""
    stretches = [(note.start, note.end) for note in notes]
    stretches += ((tree.starts[each], tree.closes[each]) for note in notes for each in note.references)
    out: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], end)
        elif end > start:
            out.append((start, end))
    return out


def _raw_notes(tree: Tree, base: str, found: Sequence[Found]) -> Iterator[RawNote]:
    spans = coins(tree)
    known: dict[int, dict[int, int]] = {}
    for note in found:
        marker = _marker(tree, note, known)
        whole = placed(
            tree,
            note.start,
            note.end,
            without=note.without,
            instead=shortened(tree, base, note.start, note.end),
        )
        text = _without_marker(whole, marker, listed=ordinal(tree, note.element, known) is not None)
        links = linked(tree, base, text, note.start, note.end)
        sources = sum(link.role == "source" for link in links)
        yield RawNote(
            marker=marker,
            number=number_of(marker),
            kind=note.kind,
            text=text,
            location=_location(tree, note, text),
            references=tuple(_reference(tree, each) for each in note.references),
            linked=links,
            stated=stated(tree, spans, text, note.start, note.end, sources),
        )


def _marker(tree: Tree, note: Found, known: dict[int, dict[int, int]]) -> str:
    """As its references print it; else as its list counts, it says itself, or its anchor is numbered."""
    if note.marker:
        return note.marker
    number = ordinal(tree, note.element, known)
    if number is not None:
        return str(number)
    own = own_marker(placed(tree, note.start, min(note.end, note.start + 2000)).text.strip(_STRIP))
    if (own is not None and (own[2] or own[0].isdigit()) and note.kind != "reference") or (
        own is not None and own[2]
    ):
        return own[0]
    trailing = _TRAILING.search(tree.get(note.element, "id")) if note.kind != "reference" else None
    return trailing[0].lstrip("0") if trailing else ""


def _without_marker(text: PlacedText, marker: str, *, listed: bool) -> PlacedText:
    """The text of a note alone: no marker before it, no arrows around it."""
    start = len(text.text) - len(text.text.lstrip(_STRIP + "."))
    own = own_marker(text.text[start:])
    if own is not None and own[0] == marker and (own[2] or not listed):
        start += own[1]
    elif (
        not listed
        and marker.isdigit()
        and text.text.startswith(marker, start)
        and not text.text[start + len(marker) :][:1].isdigit()
    ):
        glued = text.text[start + len(marker) :][:1]
        start += len(marker) if glued.isalpha() or glued in "“„«\"'‘[(" else 0
    start += len(text.text[start:]) - len(text.text[start:].lstrip(_STRIP))
    end = max(start, len(text.text.rstrip(_STRIP)))
    return text if (start, end) == (0, len(text.text)) else text.cut(start, end)


def _location(tree: Tree, note: Found, text: PlacedText) -> Location:
    """From the marker, or from the first letter where a list prints the marker, to the last line."""
    source = tree.text
    for run in tree.runs(note.start, note.end):
        words = source[tree.run_starts[run] : tree.run_ends[run]]
        if words.strip():
            begin = tree.run_starts[run] + len(words) - len(words.lstrip())
            break
    else:
        begin = note.start
    line, column = tree.place(begin)
    last = text.origins[-1].line if text.text else line
    return Location(line=line, column=column, end_line=last if last > line else None)


def _reference(tree: Tree, element: int) -> Location:
    """Where the marker's first character stands."""
    for run in tree.runs(tree.opens[element], tree.closes[element]):
        words = tree.text[tree.run_starts[run] : tree.run_ends[run]]
        if words.strip():
            return location(tree, tree.run_starts[run] + len(words) - len(words.lstrip()))
    return location(tree, tree.starts[element])


def _title(tree: Tree) -> str | None:
    shown = (
        placed(tree, tree.opens[each], tree.closes[each]).text
        for each, tag in enumerate(tree.tags)
        if tag == "h1"
    )
    named = html.unescape(tree.text[slice(*tree.title)]) if tree.title else ""
    return next((title for title in chain(shown, [" ".join(named.split())]) if title), None)


def _orphan(path: str, tree: Tree, element: int) -> Finding:
    shown = tree.plain(element, 40)
    return Finding(
        code="N101",
        name="reference-without-note",
        severity="warning",
        message=f"the marker {shown} leads to no note of this document; add the note, or correct the link",
        document=path,
        location=_reference(tree, element),
        evidence={"href": tree.get(element, "href")},
    )
