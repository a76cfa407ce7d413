"""Notes that links lead to: a marker in the text, a note elsewhere, and mostly a link back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from attrs import frozen

from srccheck.documents.html_links import Jump
from srccheck.documents.html_marks import ARROWS, Dialects, dialects, marker_of
from srccheck.documents.html_scan import HEADINGS, Tree
from srccheck.model import NoteKind

__all__ = ["Found", "dangling", "find_linked", "kind_of"]

_HOLDERS = frozenset(
    ["li", "aside", "dd", "dt", "div", "p", "td", "th", "section", "blockquote", "footer", "article"]
)
_CLIMBED = frozenset(["li", "aside", "dd", "div", "blockquote", "td", "th", "tr"])
_LONGEST = 30_000
_LOOK_BACK = 24
_CONTINUED = 6


@frozen(kw_only=True)
class Found:
    """A note's place in the tree.

    Attributes:
        element: the element that is or begins it.
        start, end: offsets in the source.
        kind: see `RawNote`.
        marker: as its references print it, where there are any.
        references: the elements that refer to it, in order.
        without: stretches of it that are no text of the note.
    """

    element: int
    start: int
    end: int
    kind: NoteKind
    marker: str | None = None
    references: tuple[int, ...] = ()
    without: tuple[tuple[int, int], ...] = ()


class _Finder:
    def __init__(self, tree: Tree, jumps: Sequence[Jump]) -> None:
        self.tree = tree
        self.jumps = jumps
        self.words: Dialects = dialects()
        self.leads = {jump.element: jump.target for jump in jumps}
        self.jump_elements = [jump.element for jump in jumps]
        self.by_target: dict[int, list[Jump]] = {}
        for jump in jumps:
            if self._refers(jump):
                self.by_target.setdefault(jump.target, []).append(jump)
        self.targets = sorted(self.by_target, key=lambda element: (tree.starts[element], element))
        self.target_starts = [tree.starts[element] for element in self.targets]
        self.reference_starts = sorted(
            tree.starts[jump.element] for group in self.by_target.values() for jump in group
        )

    def _refers(self, jump: Jump) -> bool:
        tree, element, target = self.tree, jump.element, jump.target
        around = tree.ancestors(element, 2)
        said = frozenset().union(*(Dialects.words(tree, each) for each in (element, *around)))
        shown = tree.plain(element, 40)
        if said & self.words.back or (shown and not shown.strip(f" {ARROWS}")):
            return False
        if tree.starts[target] <= tree.starts[element] or self._is_heading(target):
            return False
        holder = _holder(tree, target)
        if holder >= 0 and tree.opens[holder] <= tree.starts[element] < tree.closes[holder]:
            return False
        strong = bool(said & self.words.reference)
        raised = any(tree.tags[each] == "sup" for each in (*around, *islice(tree.inside(element), 4)))
        marker = marker_of(shown)
        if strong:
            return marker is not None or len(shown) < 40
        if (marker is None and not raised) or (holder >= 0 and self._is_chapter(holder)):
            return False
        return (
            (raised and marker is not None) or self._is_paired(element, target, holder) or shown[:1] in "[("
        )

    def _is_heading(self, element: int) -> bool:
        tags = self.tree.tags
        return any(tags[each] in HEADINGS for each in (element, *self.tree.ancestors(element, 3)))

    def _is_chapter(self, holder: int) -> bool:
        tree = self.tree
        start, end = tree.opens[holder], tree.closes[holder]
        return end - start > _LONGEST or tree.is_broken(start, end)

    def _is_paired(self, element: int, target: int, holder: int) -> bool:
        """Whether a link in the note leads back to where this one stands."""
        zone = holder if holder >= 0 else target
        first = bisect_left(self.jump_elements, zone)
        for back in self.jumps[first : first + _LOOK_BACK]:
            if back.element > self.tree.lasts[zone]:
                break
            if self.is_near(back.target, element):
                return True
        return False

    def is_near(self, target: int, element: int) -> bool:
        """Whether an anchor is at a link: around it, in it, or right before it."""
        tree = self.tree
        if target == element or target in tree.ancestors(element, 3) or element in tree.ancestors(target, 3):
            return True
        gap = tree.starts[element] - tree.closes[target]
        if not 0 <= gap < 200:
            return False
        runs = tree.runs(tree.opens[target], tree.starts[element])
        return not any(tree.text[tree.run_starts[run] : tree.run_ends[run]].strip() for run in runs)

    def holds_one(self, element: int, target: int) -> bool:
        """Whether a note, and no other note or reference, stands in an element."""
        tree = self.tree
        start, end = tree.opens[element], tree.closes[element]
        refers = bisect_left(self.reference_starts, start) < bisect_left(self.reference_starts, end)
        first = bisect_left(self.target_starts, tree.starts[element])
        last = bisect_left(self.target_starts, end)
        return not refers and (last - first == 0 or (last - first == 1 and self.targets[first] == target))

    def zone(self, target: int) -> tuple[int, int, int]:
        """The element that is the note, and the offsets between which it stands."""
        tree = self.tree
        holder = _holder(tree, target)
        following = bisect_left(self.target_starts, tree.starts[target] + 1)
        after = self.target_starts[following] if following < len(self.targets) else len(tree.text)
        if holder < 0 or not self.holds_one(holder, target):
            stop = tree.closes[holder] if holder >= 0 else _next_block(tree, target, after)
            return target, tree.starts[target], min(stop, after) if holder != target else tree.closes[target]
        for parent in tree.ancestors(holder, 4):
            if tree.tags[parent] not in _CLIMBED or tree.is_broken(tree.opens[parent], tree.closes[parent]):
                break
            if not self.holds_one(parent, target):
                break
            holder = parent
        end = tree.closes[holder]
        if tree.tags[holder] == "p" and following < len(self.targets):
            end = self._continued(holder, self.targets[following])
        return holder, tree.opens[holder], end

    def _continued(self, paragraph: int, target: int) -> int:
        """Further paragraphs up to the next note belong to this one, if they can be nothing else."""
        tree = self.tree
        end, follows = tree.closes[paragraph], _holder(tree, target)
        if follows < 0 or tree.parents[follows] != tree.parents[paragraph] or follows < paragraph:
            return end
        between = range(tree.lasts[paragraph] + 1, follows)
        siblings = [each for each in between if tree.parents[each] == tree.parents[paragraph]]
        if len(siblings) > _CONTINUED or any(tree.tags[each] != "p" for each in siblings):
            return end
        stop = tree.starts[follows]
        refers = bisect_left(self.reference_starts, end) < bisect_left(self.reference_starts, stop)
        return end if refers else stop


def _holder(tree: Tree, target: int) -> int:
    """The element that a note stands in, going by the anchor that leads to it; -1 for none."""
    holder = next((each for each in (target, *tree.ancestors(target)) if tree.tags[each] in _HOLDERS), -1)
    if holder < 0:
        return -1
    if tree.tags[holder] == "dt":
        follows = tree.lasts[holder] + 1
        return follows if follows < len(tree.tags) and tree.tags[follows] == "dd" else holder
    parent = tree.parents[holder]
    return (
        parent if tree.tags[holder] in ("td", "th") and parent >= 0 and tree.tags[parent] == "tr" else holder
    )


def _next_block(tree: Tree, element: int, most: int) -> int:
    """Where the next block after an anchor begins that stands in no block itself; `most` at most."""
    parent = tree.parents[element]
    end = tree.closes[parent] if parent >= 0 else len(tree.text)
    for each in range(element + 1, len(tree.tags)):
        if tree.starts[each] >= min(end, most):
            break
        if tree.tags[each] in _HOLDERS or tree.tags[each] in HEADINGS or tree.tags[each] == "hr":
            return tree.starts[each]
    return end


def kind_of(tree: Tree, element: int) -> NoteKind | None:
    """What kind of note an element says that it is, itself or through what stands around it."""
    words = dialects()
    for each in (element, *tree.ancestors(element, 5)):
        said = Dialects.words(tree, each)
        kinds = {words.item.get(word) or words.items.get(word) for word in said} - {None}
        if kinds:
            return "footnote" if "footnote" in kinds else "endnote" if "endnote" in kinds else "reference"
        name = (tree.get(each, "id") + tree.get(each, "name")).lower()
        if name.startswith(("_ftn", "ftn", "fn", "sdfootnote")):
            return "footnote"
        if name.startswith(("_edn", "edn", "sdendnote")):
            return "endnote"
    return None


def find_linked(tree: Tree, jumps: Sequence[Jump]) -> list[Found]:
    """Notes that links in the running text lead to.

    Args:
        tree: the document.
        jumps: all its links to itself.
    """
    finder = _Finder(tree, jumps)
    out: list[Found] = []
    for target in finder.targets:
        element, start, end = finder.zone(target)
        references = tuple(jump.element for jump in finder.by_target[target])
        if out and start < out[-1].end and element == out[-1].element:
            continue
        markers = (marker_of(tree.plain(each, 40)) for each in references)
        out.append(
            Found(
                element=element,
                start=start,
                end=end,
                kind=kind_of(tree, element) or kind_of(tree, target) or "footnote",
                marker=next((marker for marker in markers if marker), None),
                references=references,
                without=tuple(_backward(finder, start, end, references)),
            )
        )
    return out


def _backward(finder: _Finder, start: int, end: int, references: Sequence[int]) -> list[tuple[int, int]]:
    """The links of a note that lead back, and what belongs to them."""
    tree, out = finder.tree, []
    first, last = bisect_left(tree.starts, start), bisect_left(tree.starts, end)
    back = finder.leads
    for element in range(first, last):
        if element not in tree.attributes:
            continue
        leads_back = element in back and (
            any(finder.is_near(back[element], each) for each in references[:50])
            or not tree.plain(element, 40).strip(f" {ARROWS}")
        )
        if leads_back or Dialects.words(tree, element) & finder.words.back:
            out.append((tree.starts[element], tree.closes[element]))
    return out


def dangling(tree: Tree, jumps: Sequence[Jump]) -> list[int]:
    """Links that say of themselves that they lead to a note, where there is nothing to lead to."""
    known = {jump.element for jump in jumps}
    words = dialects().reference
    return [
        element
        for element, kept in tree.attributes.items()
        if tree.tags[element] == "a"
        and element not in known
        and kept.get("href", "").startswith("#")
        and (Dialects.words(tree, element) | Dialects.words(tree, max(tree.parents[element], 0))) & words
        and marker_of(tree.plain(element, 40))
    ]
