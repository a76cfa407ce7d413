"""HTML into elements and runs of text that know their offsets in the source; time grows linearly."""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator

__all__ = ["BLOCKS", "HEADINGS", "Tree", "scan"]

# Per the HTML standard (https://html.spec.whatwg.org/multipage/syntax.html and /parsing.html), simplified:
# there is no tree to repair, only elements with a beginning and an end.
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th"
    " thead tr ul h1 h2 h3 h4 h5 h6"
)
_SKIPPED_NAMES = "annotation annotation-xml audio button canvas noscript object select svg template video"
_RAW_NAMES = "iframe noembed noframes script style textarea title xmp"
_IN_PARAGRAPH_NAMES = "body caption dd dt li tbody td tfoot th thead tr"
_KEPT_NAMES = "alt epub:type href id name role start title type value data-footnote-ref data-footnote-backref"
VOID = frozenset(_VOID_NAMES.split())
BLOCKS = frozenset(_BLOCK_NAMES.split())
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BREAKS = HEADINGS | {"hr"}
_RAW = _RAW_NAMES.split()
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_KEPT = frozenset(_KEPT_NAMES.split())
_ENDS_PARAGRAPH = BLOCKS - frozenset(_IN_PARAGRAPH_NAMES.split())
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_TABLES = frozenset({"table"})
_CELLS = frozenset({"td", "th"})
# a new element of this name ends open elements of the first set, but looks no further than the second
_IMPLIED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), _LISTS),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "td": (_CELLS, _TABLES | {"tr"}),
    "th": (_CELLS, _TABLES | {"tr"}),
    "tr": (_CELLS | {"tr"}, _TABLES),
    "a": (frozenset({"a"}), BLOCKS),
    **dict.fromkeys(_ENDS_PARAGRAPH, (frozenset({"p"}), BLOCKS - {"p"})),
}
_BARRIERS = frozenset({"table", "td", "th", "caption"})
_IMPLIED_DEPTH, _CLOSING_DEPTH = 64, 256

# Quotes delimit only after `=`; a tag that the end of the file cuts off is still one (and the last).
_TAG = re.compile(
    r"<(/?)([A-Za-z][^\s/>]{0,60}+)((?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+|[\"'])*+)(>|\Z)"
)
_ATTRIBUTE = re.compile(
    r"([^\s/>=\"'][^\s/>=]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"'][^\s>]*+)?+))?+"
)
_CLOSED = re.compile(r"(?:\A|[\s\"'])/\s*\Z")
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}
_HINT = re.compile(
    r"note|cite|citation|ref|^fn|\bfn\b|Z3988|back|csl-|anchor|index|mso-|biblio",
    re.IGNORECASE,
)
_NEWLINE = re.compile(r"\r\n|\r|\n")


class Tree:
    """The elements of a document in their order, as columns of a table, and its runs of text.

    Attributes:
        text: the source.
        tags: name of each element, in small letters.
        parents: index of the element around it, -1 for none.
        starts, opens, closes: offsets of its start tag, of its content, and of the end of its content.
        lasts: index of its last descendant (its own where it has none).
        attributes: by element, those that readers ask for, character references resolved; `@href` is the
            offset of the value of `href`.
        run_starts, run_ends, run_parents: pieces of text between tags, and the element each stands in.
        break_starts: offsets of headings and rules, which no note goes across.
        said: what elements say that they are, as far as somebody has asked (`html_marks.Dialects.words`).
        title: offsets of the content of `<title>`, or None.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tags: list[str] = []
        self.parents = array("q")
        self.starts = array("q")
        self.opens = array("q")
        self.closes = array("q")
        self.lasts = array("q")
        self.attributes: dict[int, dict[str, str]] = {}
        self.run_starts = array("q")
        self.run_ends = array("q")
        self.run_parents = array("q")
        self.break_starts = array("q")
        self.said: dict[int, frozenset[str]] = {}
        self.title: tuple[int, int] | None = None
        self._lines = array("q", [0])
        self._lines.extend(match.end() for match in _NEWLINE.finditer(text))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, 1-based, of a character."""
        line = bisect_left(self._lines, offset + 1)
        return line, offset - self._lines[line - 1] + 1

    def get(self, element: int, name: str) -> str:
        """An attribute's value; empty where it is not there."""
        return self.attributes.get(element, {}).get(name, "")

    def ancestors(self, element: int, most: int = 12) -> list[int]:
        """The elements around one, nearest first."""
        out: list[int] = []
        while len(out) < most and (element := self.parents[element]) >= 0:
            out.append(element)
        return out

    def runs(self, start: int, end: int) -> range:
        """Runs of text that begin between two offsets."""
        return range(bisect_left(self.run_starts, start), bisect_left(self.run_starts, end))

    def children(self, element: int) -> Iterator[int]:
        """The elements right inside one, whatever there is in them."""
        child = element + 1
        while child <= self.lasts[element]:
            yield child
            child = self.lasts[child] + 1

    def is_broken(self, start: int, end: int) -> bool:
        """Whether a heading or a rule stands between two offsets."""
        return bisect_left(self.break_starts, start) < bisect_left(self.break_starts, end)

    def inside(self, element: int) -> range:
        """The descendants of an element."""
        return range(element + 1, self.lasts[element] + 1)

    def plain(self, element: int, most: int = 400) -> str:
        """The text of an element without its places, white space put into one form."""
        parts: list[str] = []
        size = 0
        for run in self.runs(self.opens[element], self.closes[element]):
            parts.append(self.text[self.run_starts[run] : self.run_ends[run]])
            size += len(parts[-1])
            if size > most:
                break
        return " ".join(html.unescape("".join(parts)).split())[:most]


class _Builder:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.stack: list[int] = []
        self.skipping = -1

    def run(self, start: int, end: int) -> None:
        if start < end and self.skipping < 0:
            tree = self.tree
            tree.run_starts.append(start)
            tree.run_ends.append(end)
            tree.run_parents.append(self.stack[-1] if self.stack else -1)

    def open(self, tag: str, match: re.Match[str]) -> int:
        implied = _IMPLIED.get(tag)
        if implied:
            self._imply(*implied, match.start())
        tree = self.tree
        element = len(tree.tags)
        tree.tags.append(tag)
        tree.parents.append(self.stack[-1] if self.stack else -1)
        tree.starts.append(match.start())
        tree.opens.append(match.end())
        tree.closes.append(match.end())
        tree.lasts.append(element)
        if tag in _BREAKS:
            tree.break_starts.append(match.start())
        if match[3]:
            kept = _attributes(match)
            if kept:
                tree.attributes[element] = kept
        if tag in VOID or (match[3] and _CLOSED.search(match[3])):
            return element
        self.stack.append(element)
        if tag in _SKIPPED and self.skipping < 0:
            self.skipping = element
        return element

    def close(self, tag: str, at: int) -> None:
        tags, stack = self.tree.tags, self.stack
        for depth in range(len(stack) - 1, max(-1, len(stack) - 1 - _CLOSING_DEPTH), -1):
            open_tag = tags[stack[depth]]
            if open_tag == tag:
                self.pop_to(depth, at)
                return
            if open_tag in _BARRIERS and tag not in (
                "table",
                "tr",
                "tbody",
                "thead",
                "tfoot",
                "body",
                "html",
            ):
                return
            if open_tag in BLOCKS and tag not in BLOCKS and tag not in _SKIPPED:
                return

    def _imply(self, closing: frozenset[str], barrier: frozenset[str], at: int) -> None:
        tags, stack = self.tree.tags, self.stack
        depth, lowest = len(stack) - 1, len(stack) - _IMPLIED_DEPTH
        while depth >= max(0, lowest):
            tag = tags[stack[depth]]
            if tag in closing:
                self.pop_to(depth, at)
            elif tag in barrier:
                return
            depth -= 1

    def pop_to(self, depth: int, at: int) -> None:
        """End the open elements from `depth` on, at an offset."""
        tree, last = self.tree, len(self.tree.tags) - 1
        for element in self.stack[depth:]:
            tree.closes[element] = at
            tree.lasts[element] = last
            if element == self.skipping:
                self.skipping = -1
        del self.stack[depth:]


def _attributes(match: re.Match[str]) -> dict[str, str]:
    """The attributes that matter; classes and styles only where they may speak of notes."""
    out: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(match[3]):
        name = found[1].lower()
        value = next((group for group in found.groups()[1:] if group is not None), "")
        if name not in _KEPT and not (name in ("class", "style") and _HINT.search(value)):
            continue
        if name not in out:
            out[name] = html.unescape(value) if "&" in value else value
            if name == "href":
                group = next((number for number in (2, 3, 4) if found[number] is not None), 1)
                out["@href"] = f"{match.start(3) + found.start(group)} {match.start(3) + found.end(group)}"
    return out


def scan(text: str) -> Tree:
    """Read the elements and texts of a document; no markup is so wrong that it could not be read.

    Args:
        text: the source.
    """
    tree = Tree(text)
    builder = _Builder(tree)
    pending = search = 0
    unending: set[str] = set()
    while (at := text.find("<", search)) >= 0:
        match = _TAG.match(text, at)
        if match is None and not text.startswith(("<!", "<?", "</"), at):
            search = at + 1
            continue
        builder.run(pending, at)
        if match is None:
            pending = search = _after_declaration(text, at)
            continue
        pending = search = match.end()
        if not match[4]:
            break
        tag = match[2].lower()
        if match[1]:
            builder.close(tag, at)
        else:
            element = builder.open(tag, match)
            if tag in _RAW_END and builder.stack and builder.stack[-1] == element:
                pending = search = _raw(builder, tag, match.end(), unending)
    builder.run(pending, len(text))
    builder.pop_to(0, len(text))
    return tree


def _after_declaration(text: str, at: int) -> int:
    """Where a comment, doctype, processing instruction or bogus end tag is over."""
    closing = "-->" if text.startswith("<!--", at) else ">"
    end = text.find(closing, at + 2)
    return len(text) if end < 0 else end + len(closing)


def _raw(builder: _Builder, tag: str, start: int, unending: set[str]) -> int:
    """Pass over content that is no markup; a title that never ends is taken for an element without one."""
    tree = builder.tree
    end = None if tag in unending else _RAW_END[tag].search(tree.text, start)
    if end is None:
        unending.add(tag)
        if tag in ("script", "style"):
            return len(tree.text)
        return start
    if tag == "title" and tree.title is None and builder.skipping < 0:
        tree.title = (start, end.start())
    return end.start()
