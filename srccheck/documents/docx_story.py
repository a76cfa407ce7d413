"""The running text of one part of a DOCX: its paragraphs, with what is tied to places in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from srccheck.documents.docx_endnote import unpacked
from srccheck.documents.docx_fields import hyperlink, is_bibliography, is_citation, symbol
from srccheck.documents.docx_numbers import NotesFormat, notes_format
from srccheck.documents.docx_records import (
    RELATION_ID,
    Anchor,
    Code,
    Draft,
    Mark,
    OpenField,
    Paragraph,
    local_name,
)

__all__ = ["Story"]

_SPACE = re.compile(r"[\t\r\n\u2028\x0b]")


class Story:
    """Collects paragraphs from the events of an XML stream (`handle`).

    What tracked changes delete or move away is passed over, what they insert is kept; of alternative
    contents (`mc:AlternateContent`) the first counts.

    Attributes:
        paragraphs: those that are closed, in the order of their ends.
        sections: note formats (footnotes, endnotes) of the sections that are closed.
        has_pages: Word has left marks of its last layout.
        separators: ids of the notes that are only lines above notes.
    """

    def __init__(self, relations: Mapping[str, str], bookmarks: Mapping[str, str]) -> None:
        """Take the part's hyperlinks (relationship id -> URL), and what is kept with bookmarks, by name."""
        self.paragraphs: list[Paragraph] = []
        self.sections: list[tuple[NotesFormat, NotesFormat]] = []
        self.has_pages = False
        self.separators: set[str] = set()
        self._relations = relations
        self._bookmarks = bookmarks
        self._marked: dict[str, OpenField] = {}
        self._data = ""
        self._open: list[Draft] = []
        self._fields: list[OpenField] = []
        self._codes_open = 0
        self._bibliographies = 0
        self._skipping = 0
        self._story: str | None = None
        self._count = 0
        self._page = 1
        self._custom: list[str] | None = None
        self._pending: dict[str, Any] | None = None

    def handle(self, event: str, element: Any) -> None:
        """Take one event of the stream."""
        name = local_name(element.tag)
        if name is None:
            return
        if name in _PASSED_OVER:
            self._skipping += 1 if event == "start" else -1
        elif not self._skipping:
            action = (_STARTS if event == "start" else _ENDS).get(name)
            if action is not None:
                space = element.tag[: len(element.tag) - len(name)]
                action(self, element, lambda key: element.get(space + key))
        if event == "end" and name == "p":
            element.clear()

    # -- paragraphs and notes

    def _start_p(self, _: Any, __: _Get) -> None:
        self._count += 1
        draft = Draft(number=self._count, page=self._page, story=self._story)
        draft.in_bibliography = self._bibliographies > 0
        self._open.append(draft)

    def _end_p(self, *_: Any) -> None:
        self._flush_mark()
        if self._open:
            self.paragraphs.append(self._open.pop().done())

    def _start_note(self, _: Any, get: _Get) -> None:
        self._forget_fields()
        self._story = get("id") or ""
        if (get("type") or "normal") != "normal":
            self.separators.add(self._story)

    def _end_note(self, *_: Any) -> None:
        self._forget_fields()
        self._story = None

    def _forget_fields(self) -> None:
        """A field that is never closed ends with its note."""
        self._fields.clear()
        self._marked.clear()
        self._codes_open = self._bibliographies = 0

    def _style(self, element: Any, get: _Get) -> None:
        if self._open:
            self._open[-1].style = get("val")

    def _section(self, element: Any, _: _Get) -> None:
        self.sections.append((notes_format(element, "footnotePr"), notes_format(element, "endnotePr")))

    # -- characters

    def _write(self, text: str) -> None:
        if not self._open or self._codes_open:
            return
        if self._custom is not None:
            self._custom.append(text)
        else:
            self._open[-1].add(text)

    def _text(self, element: Any, _: _Get) -> None:
        if element.text:
            self._write(_SPACE.sub(" ", element.text))

    def _blank(self, _: Any, __: _Get) -> None:
        self._write(" ")

    def _hyphen(self, _: Any, __: _Get) -> None:
        self._write("-")

    def _symbol(self, _: Any, get: _Get) -> None:
        self._write(symbol(get("char") or ""))

    def _new_page(self, _: Any, __: _Get) -> None:
        self.has_pages = True
        self._page += 1
        if self._open and not self._open[-1].length:
            self._open[-1].page = self._page

    # -- notes referred to

    def _reference(self, element: Any, get: _Get) -> None:
        self._flush_mark()
        if not self._open:
            return
        kind = "footnote" if element.tag.endswith("footnoteReference") else "endnote"
        self._pending = {
            "offset": self._open[-1].length,
            "kind": kind,
            "id": get("id") or "",
            "section": len(self.sections),
            "page": self._page,
        }
        if (get("customMarkFollows") or "0").lower() in ("1", "true", "on"):
            self._custom = []

    def _flush_mark(self, *_: Any) -> None:
        """The mark is whole when its run ends: a custom one is the run's text."""
        if self._pending is not None and self._open:
            custom = None if self._custom is None else "".join(self._custom).strip()
            self._open[-1].marks.append(Mark(custom=custom, **self._pending))
        self._pending = self._custom = None

    # -- fields and hyperlinks

    def _begun(self, code: str, *, in_result: bool) -> OpenField:
        paragraph, start = (self._open[-1].number, self._open[-1].length) if self._open else (0, 0)
        return OpenField(paragraph=paragraph, start=start, code=[code], in_result=in_result)

    def _push(self, code: str = "", *, in_result: bool = False) -> None:
        self._fields.append(self._begun(code, in_result=in_result))
        if in_result:
            self._result_begins(code)
        else:
            self._codes_open += 1

    def _result_begins(self, code: str) -> None:
        if is_bibliography(code):
            self._bibliographies += 1
            for draft in self._open[-1:]:
                draft.in_bibliography = True

    def _pop(self, *_: Any) -> None:
        if not self._fields:
            return
        done = self._fields.pop()
        if not done.in_result:
            self._codes_open -= 1
        self._close(done)

    def _close(self, done: OpenField) -> None:
        code = "".join(done.code)
        if done.in_result and is_bibliography(code):
            self._bibliographies -= 1
        if not self._open:
            return
        draft = self._open[-1]
        start = done.start if done.paragraph == draft.number else 0
        if is_citation(code):
            data = f"{code} {unpacked(done.data)}" if done.data else code
            draft.codes.append(Code(start=start, end=draft.length, data=data))
        url = hyperlink(code, self._relations)
        if url:
            draft.links.append(Anchor(start=start, end=draft.length, url=url))

    def _field_character(self, _: Any, get: _Get) -> None:
        kind = get("fldCharType")
        if kind == "begin":
            self._push()
            self._fields[-1].data = self._data
        elif kind == "separate" and self._fields and not self._fields[-1].in_result:
            self._codes_open -= 1
            self._fields[-1].in_result = True
            # nothing is written while a field's code is read, so its result begins where the field did
            self._result_begins("".join(self._fields[-1].code))
        elif kind == "end":
            self._pop()
        self._data = ""

    def _field_data(self, element: Any, _: _Get) -> None:
        self._data = element.text or ""

    def _start_bookmark(self, element: Any, get: _Get) -> None:
        """Zotero and Mendeley may be told to use bookmarks in place of fields."""
        code = self._bookmarks.get(get("name") or "")
        if code:
            self._marked[get("id") or ""] = self._begun(code, in_result=True)
            self._result_begins(code)

    def _end_bookmark(self, _: Any, get: _Get) -> None:
        done = self._marked.pop(get("id") or "", None)
        if done:
            self._close(done)

    def _instruction(self, element: Any, _: _Get) -> None:
        if self._fields and not self._fields[-1].in_result:
            self._fields[-1].code.append(element.text or "")

    def _simple_field(self, _: Any, get: _Get) -> None:
        self._push(get("instr") or "", in_result=True)

    def _start_hyperlink(self, element: Any, get: _Get) -> None:
        target = next((element.get(key) for key in RELATION_ID if element.get(key)), "")
        self._push(f"RELATION {target} {get('anchor') or ''}", in_result=True)

    def _start_control(self, _: Any, __: _Get) -> None:
        self._push(in_result=True)

    def _control_tag(self, _: Any, get: _Get) -> None:
        """Mendeley Cite keeps its data in the tag of a content control."""
        if self._fields and self._fields[-1].in_result and not any(self._fields[-1].code):
            self._fields[-1].code.append(get("val") or "")
            self._result_begins(get("val") or "")


_Get = Callable[[str], str | None]
_Action = Callable[[Story, Any, _Get], None]
_PASSED_OVER = frozenset(
    {"del", "moveFrom", "Fallback", "pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "tabs"}
)
_STARTS: Mapping[str, _Action] = {
    "p": Story._start_p,
    "footnote": Story._start_note,
    "endnote": Story._start_note,
    "hyperlink": Story._start_hyperlink,
    "fldSimple": Story._simple_field,
    "sdt": Story._start_control,
    "bookmarkStart": Story._start_bookmark,
}
_ENDS: Mapping[str, _Action] = {
    "p": Story._end_p,
    "footnote": Story._end_note,
    "endnote": Story._end_note,
    "hyperlink": Story._pop,
    "fldSimple": Story._pop,
    "sdt": Story._pop,
    "tag": Story._control_tag,
    "pStyle": Story._style,
    "sectPr": Story._section,
    "r": Story._flush_mark,
    "t": Story._text,
    "tab": Story._blank,
    "br": Story._blank,
    "cr": Story._blank,
    "ptab": Story._blank,
    "noBreakHyphen": Story._hyphen,
    "sym": Story._symbol,
    "lastRenderedPageBreak": Story._new_page,
    "footnoteReference": Story._reference,
    "endnoteReference": Story._reference,
    "fldChar": Story._field_character,
    "fldData": Story._field_data,
    "bookmarkEnd": Story._end_bookmark,
    "instrText": Story._instruction,
}
