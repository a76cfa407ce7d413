"""Tracked changes in one part of a DOCX."""

from __future__ import annotations

import copy
import datetime as dt
import re
from typing import Any

from attrs import frozen

__all__ = ["Place", "Tracker"]

_AUTHOR = "srccheck"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_IDS = re.compile(rb"[\s:]id=[\"']([0-9]{1,9})[\"']")
_PLAIN = frozenset({"p", "sdtContent", "smartTag"})
"""What a run may stand in for it to be split, and for `w:ins` and `w:del` to stand beside it."""
_LINK_LOOKS = frozenset({"rStyle", "color", "u"})


@frozen(kw_only=True)
class Place:
    """Characters of a part: (number of the element `w:t` in document order, from, to), in order."""

    part: int
    pieces: tuple[tuple[int, int, int], ...]


class Tracker:
    """One part as a tree; its changes are written from the last to the first.

    Args:
        data: the XML.
        now: when the changes are made.
    """

    def __init__(self, data: bytes, *, now: dt.datetime) -> None:
        # imported late for start-up time
        from lxml import etree  # noqa: PLC0415

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        self._etree = etree
        self._root = etree.fromstring(data, parser)
        self._elements = list(self._root.iter(etree.Element))
        self._standalone = self._root.getroottree().docinfo.standalone
        self._now = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.next_id = 0

    @staticmethod
    def highest_id(data: bytes) -> int:
        """The highest number that an annotation, or anything else, has in a part."""
        return max((int(match[1]) for match in _IDS.finditer(data)), default=0)

    def to_bytes(self) -> bytes:
        """The part with the changes."""
        text: bytes = self._etree.tostring(
            self._root, xml_declaration=True, encoding="UTF-8", standalone=self._standalone
        )
        return text

    def change(self, place: Place, text: str, *, removed: bool) -> bool:
        """Put text behind a place, or in its stead; returns whether that can be done.

        Args:
            place: the characters; those behind which `text` is put where none is removed.
            text: what is put there.
            removed: they are struck out.
        """
        number, _, end = place.pieces[-1]
        element = self._elements[number]
        if not removed:
            return self._insert_after(element, end, text)
        if not all(self._is_plain(self._elements[each]) for each, _, _ in place.pieces):
            return False
        self._split(element, end)
        number, start, _ = place.pieces[0]
        first = self._elements[number]
        head = first.getparent()
        if start or any(self._name(each) != "rPr" for each in first.itersiblings(preceding=True)):
            head = self._split(first, start)
        runs = [head, *(self._elements[each].getparent() for each, _, _ in place.pieces[1:])]
        self._insert(runs[-1], text, like=runs[-1])
        for run in dict.fromkeys(runs):
            self._strike(run)
        return True

    def allows(self, place: Place, *, removed: bool) -> bool:
        """Whether `change` can do its work at a place; nothing is changed."""
        number, _, end = place.pieces[-1]
        if removed:
            return all(self._is_plain(self._elements[each]) for each, _, _ in place.pieces)
        element = self._elements[number]
        return self._is_plain(element) or self._whole(element, end) is not None

    def _insert_after(self, element: Any, end: int, text: str) -> bool:
        run = element.getparent()
        if self._is_plain(element):
            self._split(element, end)
            self._insert(self._field_end(run), text, like=run)
            return True
        whole = self._whole(element, end)
        if whole is not None:
            self._insert(whole, text, like=run)
        return whole is not None

    def _whole(self, element: Any, end: int) -> Any:
        """The hyperlink, or somebody's insertion, that ends with these characters; else None."""
        whole = element.getparent()
        if end < len(element.text or "") or element is not whole[-1]:
            return None
        while whole.getparent() is not None and self._name(whole.getparent()) not in _PLAIN:
            if whole.getnext() is not None:
                return None
            whole = whole.getparent()
        known = whole.getparent() is not None and self._name(whole) in ("hyperlink", "ins")
        return whole if known else None

    def _field_end(self, run: Any) -> Any:
        """The run in which the field ends of which this run is the last of the result; else itself."""
        while (behind := run.getnext()) is not None and any(
            self._name(each) == "fldChar" and any(value == "end" for value in each.attrib.values())
            for each in behind
        ):
            run = behind
        return run

    def _is_plain(self, element: Any) -> bool:
        run = element.getparent()
        return self._name(run) == "r" and self._name(run.getparent()) in _PLAIN

    def _name(self, element: Any) -> str:
        return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""

    def _split(self, element: Any, at: int) -> Any:
        """Part a run before a character of one of its texts; returns the second part, or what is behind."""
        run = element.getparent()
        text = element.text or ""
        behind = list(element.itersiblings())
        if at >= len(text) and not behind:
            return run.getnext()
        second = self._like(run)
        element.text = text[:at]
        element.set(_SPACE, "preserve")
        if at < len(text):
            rest = self._etree.SubElement(second, element.tag)
            rest.text = text[at:]
            rest.set(_SPACE, "preserve")
        second.extend(behind)
        run.addnext(second)
        return second

    def _like(self, run: Any, *, plain: bool = False) -> Any:
        """An empty run that looks as another."""
        space = run.tag[: run.tag.index("}") + 1]
        made = self._etree.Element(run.tag, nsmap=run.nsmap)
        looks = run.find(f"{space}rPr")
        if looks is not None:
            looks = copy.deepcopy(looks)
            for each in list(looks):
                # whoever follows these marks would take our text for a link, or for changed before
                if (plain and self._name(each) in _LINK_LOOKS) or self._name(each) in (
                    "ins",
                    "del",
                    "rPrChange",
                ):
                    looks.remove(each)
            if len(looks):
                made.append(looks)
        return made

    def _insert(self, after: Any, text: str, *, like: Any) -> None:
        space = like.tag[: like.tag.index("}") + 1]
        insertion = self._etree.Element(f"{space}ins", nsmap=like.nsmap)
        self._sign(insertion, space)
        run = self._like(like, plain=like is not after)
        written = self._etree.SubElement(run, f"{space}t")
        written.text = text
        written.set(_SPACE, "preserve")
        insertion.append(run)
        after.addnext(insertion)

    def _strike(self, run: Any) -> None:
        space = run.tag[: run.tag.index("}") + 1]
        deletion = self._etree.Element(f"{space}del", nsmap=run.nsmap)
        self._sign(deletion, space)
        run.addprevious(deletion)
        deletion.append(run)
        for text in run.iter(f"{space}t"):
            text.tag = f"{space}delText"
            text.set(_SPACE, "preserve")

    def _sign(self, change: Any, space: str) -> None:
        change.set(f"{space}id", str(self.next_id))
        change.set(f"{space}author", _AUTHOR)
        change.set(f"{space}date", self._now)
        self.next_id += 1
