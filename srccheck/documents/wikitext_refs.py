"""Where notes are written in wikitext: `<ref>` and the templates that stand for it."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from attrs import frozen

from srccheck.documents.wikitext_templates import folded_name, words

__all__ = ["Ref", "find_refs", "find_templates", "unread"]

_OPAQUE = re.compile(
    r"<!--|<(nowiki|pre|syntaxhighlight|source|math|chem|score|timeline)(?=[\s/>])[^<>]{0,400}>",
    re.IGNORECASE,
)
_REF = re.compile(r"<ref(?=[\s/>])([^<>]{0,500}+)>", re.IGNORECASE)
_REF_END = re.compile(r"</ref\s{0,8}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(name|group|follow|extends)\s{0,8}=\s{0,8}(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'/]{1,200}))",
    re.IGNORECASE,
)
_LIST = re.compile(r"<references(?=[\s>])[^<>/]{0,300}>", re.IGNORECASE)
_LIST_END = re.compile(r"</references\s{0,8}>", re.IGNORECASE)
_FIRST = re.compile(r"\s{0,40}1\s{0,8}=")
_TEMPLATE = re.compile(r"\{\{\s{0,40}([^|{}<>\[\]\r\n]{1,80}+)(?=[\s|}<])")


@frozen(kw_only=True)
class Ref:
    """One `<ref>`.

    Attributes:
        start, end: offsets of all of it.
        text_start, text_end: offsets of the note's text; equal where it only repeats a note by name.
        name, group: its attributes, empty where it has none.
        listed: it stands in the list of notes: it defines a note and refers to none.
    """

    start: int
    end: int
    text_start: int
    text_end: int
    name: str = ""
    group: str = ""
    listed: bool = False


def unread(text: str) -> list[tuple[int, int]]:
    """Stretches that are no wikitext: comments, `<nowiki>`, source code, formulae."""
    out: list[tuple[int, int]] = []
    at = 0
    endless: set[str] = set()
    while match := _OPAQUE.search(text, at):
        name = (match[1] or "!--").lower()
        at = match.end()
        if match[0].endswith("/>") or name in endless:
            continue
        ending = "-->" if name == "!--" else f"</{name}>"
        stop = text.find(ending, at)
        if stop < 0:
            endless.add(name)
            continue
        at = stop + len(ending)
        out.append((match.start(), at))
    return out


def find_refs(text: str, passed_over: list[tuple[int, int]], closings: Mapping[int, int]) -> list[Ref]:
    """All notes and repetitions of notes, in order.

    Args:
        text: the page.
        passed_over: stretches that are no wikitext.
        closings: where templates end, by where they begin.
    """
    lists = _lists(text, closings)
    out: list[Ref] = []
    endless = False
    at = 0
    for match in _REF.finditer(text):
        start = match.start()
        if start < at or _within(start, passed_over):
            continue
        kept = {
            found[1].lower(): found[2] or found[3] or found[4] or ""
            for found in _ATTRIBUTE.finditer(match[1])
        }
        begin = stop = at = match.end()
        if not match[1].rstrip().endswith("/"):
            ending = None if endless else _REF_END.search(text, begin)
            endless = ending is None
            if ending is not None:
                stop, at = ending.start(), ending.end()
        out.append(
            Ref(
                start=start,
                end=at,
                text_start=begin,
                text_end=stop,
                name=" ".join(kept.get("name", "").split()),
                group=kept.get("group", "").strip(),
                listed=_within(start, lists),
            )
        )
    return sorted([*out, *_note_templates(text, passed_over, closings, out)], key=lambda ref: ref.start)


def _note_templates(
    text: str, passed_over: list[tuple[int, int]], closings: Mapping[int, int], refs: list[Ref]
) -> Iterator[Ref]:
    inside = [(ref.start, ref.end) for ref in refs]
    for start, end, name in find_templates(text, passed_over, closings):
        if name in words().notes and not _within(start, inside):
            begin = text.find("|", start, end - 2) + 1 or end - 2
            numbered = _FIRST.match(text, begin)
            begin = numbered.end() if numbered else begin
            yield Ref(start=start, end=end, text_start=begin, text_end=end - 2, group=name)


def find_templates(
    text: str, passed_over: list[tuple[int, int]], closings: Mapping[int, int]
) -> Iterator[tuple[int, int, str]]:
    """Templates of citations, notes and archived copies, outermost first: offsets and folded name."""
    known = words()
    at = 0
    for match in _TEMPLATE.finditer(text):
        if match.start() < at:
            continue
        name = folded_name(match[1])
        if (name in known.types or name in known.notes or name in known.archives) and not _within(
            match.start(), passed_over
        ):
            end = closings.get(match.start(), -1)
            if end > 0:
                yield match.start(), end, name
                at = end


def _lists(text: str, closings: Mapping[int, int]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for match in _LIST.finditer(text):
        if out and match.start() < out[-1][1]:
            continue
        ending = _LIST_END.search(text, match.end())
        if ending is None:
            break
        out.append((match.start(), ending.end()))
    names = words().lists
    out += (
        (match.start(), closings[match.start()])
        for match in _TEMPLATE.finditer(text)
        if match.start() in closings and folded_name(match[1]) in names
    )
    return sorted(out)


def _within(offset: int, stretches: list[tuple[int, int]]) -> bool:
    at = bisect_right(stretches, (offset, sys.maxsize))
    return at > 0 and stretches[at - 1][0] <= offset < stretches[at - 1][1]
