"""One page, asked out of PDFium.

Sizes and places are asked for once a text object, not once a character: that is what makes it fast.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from srccheck.documents.pdf_records import Area, PageContent, Rule, Run

__all__ = ["CONTROLS", "PageReader"]

_PATH, _IMAGE = 2, 3  # FPDF_PAGEOBJ_*
_URI_ACTION = 3  # PDFACTION_URI
_MOST_CHARACTERS = 150_000
_MOST_OBJECTS = 50_000
_MOST_LINKS = 2_000
_LONGEST_URI = 4_096
_THIN = 2.5
_WORDS = re.compile(r"\w+|\W")
CONTROLS = {
    **dict.fromkeys([*range(32), 0xFEFF, 0x200B, 0xFFFF]),
    # PDFium's sign for a hyphen that ends a line
    0x02: "-",
    0xFFFE: "-",
    0x09: " ",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}


_Box = tuple[float, float, float, float]


class _Shape(NamedTuple):
    """Characters of a run: quarter turn, box, baseline, size, and whether they stand from right to left."""

    quarter: int
    box: _Box
    base: float
    size: float
    turned: bool


class _Turn(NamedTuple):
    """How to turn a page so that its text runs from left to right: quarter turns."""

    quarter: int

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        turned = (
            (left, bottom, right, top),
            (bottom, -right, top, -left),
            (-right, -top, -left, -bottom),
            (-top, left, -bottom, right),
        )
        return turned[self.quarter]

    def base(self, x: float, y: float) -> float:
        return (y, -x, -y, x)[self.quarter]


class PageReader:
    """Reads one page.

    Args:
        api: `pypdfium2.raw`.
        document, page, text: its handles of the document, the page, and the page's text.
        number: 1-based.
    """

    def __init__(self, api: Any, document: Any, page: Any, text: Any, number: int) -> None:
        self._api, self._document, self._page, self._text, self._number = api, document, page, text, number

    def content(self) -> PageContent:
        """What the page holds."""
        api = self._api
        total = max(api.FPDFText_CountChars(self._text), 0)
        count = min(total, _MOST_CHARACTERS)
        objects = api.FPDFPage_CountObjects(self._page)
        found = list(self._runs(count))
        # a page is read the way most of its text runs; what stands across it is a stamp
        letters: Counter[int] = Counter()
        for shape, words, _ in found:
            letters[shape.quarter] += len(words)
        turn = _Turn(max(letters, key=lambda quarter: letters[quarter], default=0))
        runs = [_run(turn, *each) for each in found if each[0].quarter == turn.quarter]
        rules, has_image = self._shapes(min(objects, _MOST_OBJECTS), turn)
        width, height = api.FPDF_GetPageWidthF(self._page), api.FPDF_GetPageHeightF(self._page)
        if api.FPDFPage_GetRotation(self._page) % 2:
            width, height = height, width
        _, bottom, _, top = turn.box(0.0, 0.0, width, height)
        return PageContent(
            number=self._number,
            bottom=bottom,
            top=top,
            runs=tuple(runs),
            rules=tuple(rules),
            areas=tuple(self._areas(turn)),
            has_image=has_image,
            complete=count == total and objects <= _MOST_OBJECTS,
        )

    def _characters(self, count: int) -> str:
        buffer = (ctypes.c_ushort * (count + 1))()
        written = self._api.FPDFText_GetText(self._text, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
        # characters without a reading are left out of the text: their places have to be found one by one
        codes = (self._api.FPDFText_GetUnicode(self._text, index) for index in range(count))
        return "".join(chr(code) if 0 < code < 0x110000 else "\x00" for code in codes)

    def _runs(self, count: int) -> Iterator[tuple[_Shape, str, bool]]:
        characters = self._characters(count)
        object_at, address = self._api.FPDFText_GetTextObject, ctypes.addressof
        spaced = False
        at = 0
        while at < count:
            pointer = object_at(self._text, at)
            if not pointer:
                spaced = True
                at += 1
                continue
            here = address(pointer.contents)
            end = self._end(at, count, here)
            raw = characters[at:end].translate(CONTROLS)
            words = raw.strip()
            if words:
                first = at + len(characters[at:end]) - len(characters[at:end].lstrip())
                last = at + len(characters[at:end].rstrip()) - 1
                shape = self._shape(first, max(last, first))
                yield shape, _as_read(words, shape), spaced or raw[0].isspace()
                spaced = False
            spaced = spaced or raw[-1:].isspace()
            at = end

    def _end(self, at: int, count: int, here: int) -> int:
        """The end of the object that character `at` belongs to: galloping, then halving."""
        object_at, address, text = self._api.FPDFText_GetTextObject, ctypes.addressof, self._text
        low, step = at, 1
        high = count
        while low + step < count:
            pointer = object_at(text, low + step)
            if not pointer or address(pointer.contents) != here:
                high = low + step
                break
            low += step
            step *= 2
        while high - low > 1:
            middle = (low + high) // 2
            pointer = object_at(text, middle)
            if pointer and address(pointer.contents) == here:
                low = middle
            else:
                high = middle
        return low + 1

    def _shape(self, first: int, last: int) -> _Shape:
        api, text = self._api, self._text
        matrix, one, other = api.FS_MATRIX(), api.FS_RECTF(), api.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        api.FPDFText_GetMatrix(text, first, matrix)
        api.FPDFText_GetLooseCharBox(text, first, one)
        api.FPDFText_GetLooseCharBox(text, last, other)
        api.FPDFText_GetCharOrigin(text, first, x, y)
        size = api.FPDFText_GetFontSize(text, first) * math.hypot(matrix.c, matrix.d)
        quarter = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        box = (
            min(one.left, other.left),
            min(one.bottom, other.bottom),
            max(one.right, other.right),
            max(one.top, other.top),
        )
        turned = quarter == 0 and other.right <= one.left
        return _Shape(quarter, box, _Turn(quarter).base(x.value, y.value), size, turned)

    def _shapes(self, count: int, turn: _Turn) -> tuple[list[Rule], bool]:
        api = self._api
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        rules: list[Rule] = []
        has_image = False
        for index in range(count):
            shape = api.FPDFPage_GetObject(self._page, index)
            kind = api.FPDFPageObj_GetType(shape)
            has_image = has_image or kind == _IMAGE
            if kind == _PATH and api.FPDFPageObj_GetBounds(shape, left, bottom, right, top):
                x0, y0, x1, y1 = turn.box(left.value, bottom.value, right.value, top.value)
                if y1 - y0 <= _THIN and x1 - x0 >= 20:
                    rules.append(Rule(left=x0, right=x1, base=y0))
        return rules, has_image

    def _areas(self, turn: _Turn) -> Iterator[Area]:
        api = self._api
        at, link = ctypes.c_int(0), api.FPDF_LINK()
        seen = 0
        while seen < _MOST_LINKS and api.FPDFLink_Enumerate(self._page, at, link):
            seen += 1
            uri = self._uri(link)
            if uri:
                for box in self._quads(link):
                    left, bottom, right, top = turn.box(*box)
                    yield Area(left=left, right=right, bottom=bottom, top=top, uri=uri)

    def _uri(self, link: Any) -> str:
        api = self._api
        action = api.FPDFLink_GetAction(link)
        if not action or api.FPDFAction_GetType(action) != _URI_ACTION:
            return ""
        buffer = ctypes.create_string_buffer(_LONGEST_URI)
        size = api.FPDFAction_GetURIPath(self._document, action, buffer, _LONGEST_URI)
        if not 1 < size <= _LONGEST_URI:
            return ""
        return buffer.raw[: size - 1].decode("utf-8", "replace").strip()

    def _quads(self, link: Any) -> Iterator[_Box]:
        api = self._api
        for index in range(min(api.FPDFLink_CountQuadPoints(link), 50)):
            quad = api.FS_QUADPOINTSF()
            if api.FPDFLink_GetQuadPoints(link, index, quad):
                xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
                yield min(xs), min(ys), max(xs), max(ys)
        if api.FPDFLink_CountQuadPoints(link) == 0:
            rectangle = api.FS_RECTF()
            if api.FPDFLink_GetAnnotRect(link, rectangle):
                yield rectangle.left, rectangle.bottom, rectangle.right, rectangle.top


def _as_read(words: str, shape: _Shape) -> str:
    """In a line that is read from the right PDFium turns the words of other scripts round: turn them back."""
    if not shape.turned or any(unicodedata.bidirectional(character) in ("R", "AL") for character in words):
        return words
    return "".join(reversed(_WORDS.findall(words)))


def _run(turn: _Turn, shape: _Shape, words: str, spaced: bool) -> Run:
    left, _, right, _ = turn.box(*shape.box)
    return Run(words, left, right, shape.base, shape.size, spaced)
