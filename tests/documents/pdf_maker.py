"""PDF files written by hand, for tests: text in the base fonts, rules, link annotations, pictures.

Within a line `^7^` is a raised 7, `*x*` italics.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence

_PART = re.compile(r"\^([^^]+)\^|\*\*([^*]+)\*\*|([^^*]+|[*^])")
_RISE = 0.38
_RAISED = 0.62


def _escaped(text: str) -> bytes:
    data = text.encode("cp1252")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


class Page:
    """One page: what is drawn on it, from the lower left corner, in points."""

    def __init__(self, width: float = 420, height: float = 595, rotate: int = 0) -> None:
        self.width, self.height, self.rotate = width, height, rotate
        self.quads = False
        self.drawn: list[bytes] = []
        self.links: list[tuple[tuple[float, float, float, float], str]] = []

    def text(self, x: float, y: float, text: str, size: float = 11.0) -> Page:
        out = [b"BT /F1 %.2f Tf %.2f %.2f Td" % (size, x, y)]
        for match in _PART.finditer(text):
            raised, italic, plain = match.groups()
            if raised:
                out.append(b"/F1 %.2f Tf %.2f Ts (%s) Tj" % (size * _RAISED, size * _RISE, _escaped(raised)))
            else:
                font = b"F2" if italic else b"F1"
                out.append(b"/%s %.2f Tf 0 Ts (%s) Tj" % (font, size, _escaped(italic or plain)))
        self.drawn.append(b" ".join([*out, b"ET"]))
        return self

    def lines(self, x: float, y: float, lines: Iterable[str], size: float = 11.0, step: float = 0.0) -> float:
        """Lines one under the other; gives the baseline of the line that would come next."""
        for line in lines:
            self.text(x, y, line, size)
            y -= step or 1.25 * size
        return y

    def sideways(self, x: float, y: float, text: str, size: float = 8.0) -> Page:
        self.drawn.append(b"BT /F1 %.2f Tf 0 1 -1 0 %.2f %.2f Tm (%s) Tj ET" % (size, x, y, _escaped(text)))
        return self

    def rule(self, x: float, y: float, width: float) -> Page:
        self.drawn.append(b"%.2f %.2f %.2f 0.5 re f" % (x, y, width))
        return self

    def picture(self) -> Page:
        self.drawn.append(b"q %.2f 0 0 %.2f 0 0 cm /Im1 Do Q" % (self.width, self.height))
        return self

    def link(self, box: tuple[float, float, float, float], uri: str) -> Page:
        self.links.append((box, uri))
        return self


def make(pages: Sequence[Page], *, title: str = "", encrypted: bool = False, packed: bool = True) -> bytes:
    """The file; without `packed` it comes out the same wherever it is made."""
    objects: list[bytes] = [b""] * 6
    objects[2] = _font(b"Times-Roman")
    objects[3] = _font(b"Times-Italic")
    objects[4] = (
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
        b"stream\n\x80\nendstream"
    )
    objects[5] = b"<</Title <FEFF%s>>>" % title.encode("utf-16-be").hex().encode()
    kids = []
    for page in pages:
        content = b"\n".join(page.drawn)
        content = zlib.compress(content, 9) if packed else content
        how = b"/Filter/FlateDecode" if packed else b""
        objects.append(b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), how, content))
        stream = len(objects)
        annotations = []
        for box, uri in page.links:
            objects.append(
                b"<</Type/Annot/Subtype/Link/Rect[%s]%s/Border[0 0 0]/A<</S/URI/URI(%s)>>>>"
                % (_numbers(box), _quads(box) if page.quads else b"", _escaped(uri))
            )
            annotations.append(b"%d 0 R" % len(objects))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Rotate %d/Contents %d 0 R/Annots[%s]"
            b"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>/XObject<</Im1 5 0 R>>>>>>"
            % (page.width, page.height, page.rotate, stream, b" ".join(annotations))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    return _file(objects, encrypted)


def _numbers(values: Iterable[float]) -> bytes:
    return b" ".join(b"%.2f" % value for value in values)


def _quads(box: tuple[float, float, float, float]) -> bytes:
    left, bottom, right, top = box
    return b"/QuadPoints[%s]" % _numbers((left, top, right, top, left, bottom, right, bottom))


def _font(name: bytes) -> bytes:
    return b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name


def _file(objects: Sequence[bytes], encrypted: bool) -> bytes:
    out = bytearray(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"/Size %d/Root 1 0 R/Info 6 0 R/ID[<00><00>]" % (len(objects) + 1)
    if encrypted:
        # keys that no password opens
        trailer += b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"12" * 32, b"34" * 32)
    out += b"trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)
    return bytes(out)
