"""Notes that no link leads to: elements that say what they are, and lists under a heading."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from srccheck.documents.html_marks import Dialects, dialects, marker_of, own_marker
from srccheck.documents.html_notes import Found
from srccheck.documents.html_scan import HEADINGS, Tree
from srccheck.model import NoteKind
from srccheck.notes.headings import ListKind, heading_kind

__all__ = ["find_listed", "find_said", "ordinal", "unlinked_references"]

_ITEMS = frozenset({"li", "dd", "p", "tr"})
_TITLES = frozenset({"p", "div", "dt", "summary", "legend", "caption"})
_SECTIONS = frozenset({"section", "article", "main", "body", "aside", "footer"})
_LOOK_AHEAD = 1000


def find_said(tree: Tree, taken: Sequence[tuple[int, int]]) -> list[Found]:
    """Elements that say of themselves, or whose list says, that they are notes.

    Args:
        tree: the document.
        taken: stretches that are notes already.
    """
    words = dialects()
    out: list[Found] = []
    end = -1
    for element in tree.attributes:
        said = Dialects.words(tree, element)
        if not said or tree.starts[element] < end or tree.tags[element] in ("a", "sup"):
            continue
        kind = next((words.item[word] for word in said if word in words.item), None)
        kinds = {words.items[word] for word in said if word in words.items}
        if kind is not None:
            found = [element]
        elif kinds:
            kind = "footnote" if "footnote" in kinds else min(kinds)
            found = _list_items(tree, element)
        else:
            continue
        notes = [_found(tree, each, kind) for each in found if not _is_taken(tree, each, taken)]
        out += (note for note in notes if tree.plain(note.element, 20))
        if notes:
            end = tree.closes[element]
    return out


def find_listed(tree: Tree, taken: Sequence[tuple[int, int]]) -> list[Found]:
    """Items of lists that stand under a heading for notes or a bibliography.

    List items and definitions are notes as they are; of paragraphs under a heading for notes, those that
    begin with a marker, each with the paragraphs that follow it.
    """
    out: list[Found] = []
    headings = list(_headings(tree))
    ends = _section_ends(tree, headings)
    for (heading, _, kind), stop in zip(headings, ends, strict=True):
        if kind is None or (out and tree.starts[heading] < out[-1].end):
            continue
        items = list(_items(tree, heading, stop))
        made: NoteKind = "reference" if kind == "bibliography" else "endnote"
        if kind == "notes" and not any(tree.tags[each] in ("li", "dd") for each in items):
            out += _marked(tree, items, made, taken)
        else:
            out += (_found(tree, each, made) for each in items if not _is_taken(tree, each, taken))
    return out


def _headings(tree: Tree) -> Iterator[tuple[int, int, ListKind | None]]:
    """Headings, and short bold paragraphs that read like one over a list, with rank and kind of list."""
    for element, tag in enumerate(tree.tags):
        if tag in HEADINGS:
            yield element, int(tag[1]), heading_kind(tree.plain(element, 90))
        elif tag in ("strong", "b", "u"):
            parent = tree.parents[element]
            if parent >= 0 and tree.tags[parent] in _TITLES:
                shown = tree.plain(parent, 90)
                kind = heading_kind(shown) if shown == tree.plain(element, 90) else None
                if kind:
                    yield parent, 7, kind


def _section_ends(tree: Tree, headings: Sequence[tuple[int, int, ListKind | None]]) -> list[int]:
    """Where each heading's section ends: at the next of its rank or over a list, or with its parent."""
    ends: list[int] = []
    for at, (heading, rank, _) in enumerate(headings):
        end = len(tree.text)
        for each in tree.ancestors(heading):
            if tree.tags[each] in _SECTIONS:
                end = tree.closes[each]
                break
        # a bounded look ahead: whoever has a thousand headings of lower rank in a list of notes has none
        for other, other_rank, kind in headings[at + 1 : at + _LOOK_AHEAD]:
            if other_rank <= rank or kind is not None:
                end = min(end, tree.starts[other])
                break
        ends.append(end)
    return ends


def _items(tree: Tree, heading: int, stop: int) -> Iterator[int]:
    passed = tree.closes[heading]
    for element in range(heading + 1, bisect_left(tree.starts, stop)):
        if tree.tags[element] in ("nav", "footer"):
            passed = max(passed, tree.closes[element])
        if tree.starts[element] >= passed and tree.tags[element] in _ITEMS and tree.plain(element, 20):
            passed = tree.closes[element]
            yield element


def _marked(
    tree: Tree, paragraphs: Sequence[int], kind: NoteKind, taken: Sequence[tuple[int, int]]
) -> list[Found]:
    out: list[Found] = []
    for paragraph in paragraphs:
        if _is_taken(tree, paragraph, taken):
            continue
        own = own_marker(tree.plain(paragraph, 40))
        numbered = own is not None and (own[2] or own[0].isdigit() or not own[0].isalpha())
        if own is not None and numbered:
            out.append(_found(tree, paragraph, kind, marker=own[0]))
        elif out and tree.parents[out[-1].element] == tree.parents[paragraph]:
            last = out.pop()
            out.append(_found(tree, last.element, kind, marker=last.marker, end=tree.closes[paragraph]))
    return out


def _list_items(tree: Tree, container: int) -> list[int]:
    """The notes in a list: its items; without any, the blocks in it that begin with a marker."""
    items: list[int] = []
    passed = -1
    for element in tree.inside(container):
        if tree.starts[element] >= passed and tree.tags[element] in ("li", "dd"):
            items.append(element)
            passed = tree.closes[element]
    if items:
        return items
    return [
        element
        for element in tree.children(container)
        if tree.tags[element] in ("p", "div", "tr") and own_marker(tree.plain(element, 40))
    ]


def _found(
    tree: Tree, element: int, kind: NoteKind, *, marker: str | None = None, end: int | None = None
) -> Found:
    words = dialects()
    without = tuple(
        (tree.starts[each], tree.closes[each])
        for each in tree.inside(element)
        if each in tree.attributes and Dialects.words(tree, each) & words.back
    )
    stop = tree.closes[element] if end is None else end
    return Found(
        element=element, start=tree.opens[element], end=stop, kind=kind, marker=marker, without=without
    )


def _is_taken(tree: Tree, element: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a note stands in an element, or the element in a note."""
    start, end = tree.starts[element], tree.closes[element]
    after = bisect_left(taken, (end, -1))
    return after > 0 and taken[after - 1][1] > start


def ordinal(tree: Tree, element: int, known: dict[int, dict[int, int]]) -> int | None:
    """The number that an ordered list gives one of its items; None for all others.

    Args:
        tree: the document.
        element: the item.
        known: what has been counted, by list; filled on the way.
    """
    parent = tree.parents[element]
    if tree.tags[element] != "li" or parent < 0 or tree.tags[parent] != "ol":
        return None
    if parent not in known:
        numbers: dict[int, int] = {}
        start = tree.get(parent, "start")
        count = int(start) - 1 if start.isascii() and start.isdigit() else 0
        for each in tree.children(parent):
            if tree.tags[each] == "li":
                value = tree.get(each, "value")
                count = int(value) if value.isascii() and value.isdigit() else count + 1
                numbers[each] = count
        known[parent] = numbers
    return known[parent].get(element)


def unlinked_references(tree: Tree, taken: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    """Raised markers in the running text that are no links: the elements, by marker.

    Args:
        tree: the document.
        taken: stretches that are notes or markers, in order.
    """
    out: dict[str, list[int]] = {}
    for element, tag in enumerate(tree.tags):
        if tag == "sup" and not _is_taken(tree, element, taken):
            marker = marker_of(tree.plain(element, 24))
            if marker:
                out.setdefault(marker, []).append(element)
    return out
