"""PDF files that cannot be read, or not in full: a clear word, never a traceback."""

from __future__ import annotations

import base64
import random
import zlib

import pytest

from srccheck.documents import pdf
from srccheck.documents.pdf import read_pdf
from srccheck.documents.pdf_inflation import inflates
from srccheck.errors import UnreadableInputError
from tests.documents.pdf_maker import Page, make


def page(text: str = "The ministers met in the capital and signed a treaty") -> Page:
    return Page().text(50, 540, text)


WHOLE = make([page()])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no PDF"),
        (b"plain text", "no PDF"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n" + random.Random(3).randbytes(20_000), "damaged"),
        (b"%PDF-1.7\n1 0 obj " + b"[" * 100_000, "damaged"),
        (WHOLE[:300], "damaged"),
        (make([page()], encrypted=True), "encrypted"),
        (make([Page().picture(), Page().picture()]), "without a text layer"),
        (make([Page()]), "holds no text"),
        (WHOLE.replace(b"/Type/Page/", b"/Type/Nope/").replace(b"/Kids[", b"/Kits["), "damaged"),
    ],
)
def test_unreadable(data, why):
    """Each says what is wrong."""
    with pytest.raises(UnreadableInputError, match=why) as caught:
        read_pdf("a.pdf", data)
    assert caught.value.path == "a.pdf"


def test_scanned_pages_name_the_remedy():
    """A scan can be read after OCR."""
    with pytest.raises(UnreadableInputError, match="OCR"):
        read_pdf("a.pdf", make([Page().picture()]))


def test_some_scanned_pages_are_a_finding():
    """A document whose pages are mostly pictures is read, and says what is missing."""
    manuscript = read_pdf("a.pdf", make([page(), Page().picture(), Page().picture()]))
    (finding,) = manuscript.findings
    assert (finding.code, finding.severity, finding.location.page) == ("X901", "warning", 2)
    assert "2 of 3 pages" in finding.message


def test_letters_that_cannot_be_told(monkeypatch):
    """A font without Unicode values gives signs that mean nothing."""
    real = pdf.page_lines

    def unknown(content):
        from attrs import evolve

        return [evolve(line, text="\ue001\ue002\ue003 a" * 3) for line in real(content)]

    monkeypatch.setattr(pdf, "page_lines", unknown)
    with pytest.raises(UnreadableInputError, match="fonts"):
        read_pdf("a.pdf", WHOLE)


def test_a_cut_off_file_is_read_as_far_as_it_goes():
    """Without its table of contents PDFium still finds the pages."""
    manuscript = read_pdf("a.pdf", WHOLE[: WHOLE.rindex(b"xref\n0")] + b"trailer<</Root 1 0 R>>")
    assert len(manuscript.body) == 1


def test_too_many_pages(monkeypatch):
    """Beyond the limit the rest is left out, and that is said."""
    monkeypatch.setattr(pdf, "_MOST_PAGES", 2)
    data = make(
        [page(f"The {word} ministers met in the capital") for word in ("one", "two", "old", "new", "sad")]
    )
    manuscript = read_pdf("a.pdf", data)
    assert len(manuscript.body) == 2
    assert "first 2 of 5 pages" in manuscript.findings[0].message
    monkeypatch.setattr(pdf, "_MOST_LETTERS", 10)
    assert "first 1 of 5 pages" in read_pdf("a.pdf", data).findings[0].message


def test_a_page_that_holds_too_much(monkeypatch):
    """A page beyond the limits is read in part."""
    monkeypatch.setattr("srccheck.documents.pdf_page._MOST_CHARACTERS", 12)
    manuscript = read_pdf("a.pdf", WHOLE)
    assert [line.text for line in manuscript.body] == ["The minister"]
    assert "page 1 is damaged or too large" in manuscript.findings[0].message


def test_a_damaged_page_among_others():
    """The other pages are read."""
    data = make([page("first of them here"), page("second of them here"), page("third of them here")])
    number = data.index(b"/Type/Page/", data.index(b"/Type/Page/") + 5)
    data = data[:number] + b"/Type/Page(" + data[number + 11 :]
    manuscript = read_pdf("a.pdf", data)
    assert len(manuscript.body) >= 1


def stream(data: bytes, head: bytes = b"<</Length 5>>") -> bytes:
    return b"%PDF-1.4\n7 0 obj" + head + b"stream\r\n" + data + b"\nendstream endobj"


def a85(data: bytes) -> bytes:
    return base64.a85encode(data) + b"~>"


def lzw(times: int, early: int = 1) -> bytes:
    """LZW of blanks: the table is filled up, then its longest entry (3,837 of them) comes again and again."""
    codes = [(256, 9), (32, 9)]
    last = 257
    for last in range(258, 4095):
        codes.append(
            (last, next(width for width in range(9, 13) if last + early < 1 << width or width == 12))
        )
    codes += [(last, 12)] * times + [(257, 12)]
    bits = "".join(f"{code:0{width}b}" for code, width in codes)
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


@pytest.mark.parametrize(
    ("data", "is_bomb"),
    [
        (stream(zlib.compress(b" " * 40_000_000)), True),
        (stream(zlib.compress(zlib.compress(b" " * 40_000_000))), True),
        (stream(zlib.compress(b" " * 40_000_000), b"<</Subtype /Image>>"), False),
        (stream(zlib.compress(b" " * 1_000_000)), False),
        (stream(zlib.compress(b" " * 40_000_000)[:1000]), False),
        (stream(b"\x78\x9cnot what it says"), False),
        (stream(b"plain"), False),
        (stream(lzw(20_000), b"<</Filter/LZWDecode>>"), True),
        (stream(lzw(20_000), b"<</Filter [ /LZW ]>>"), True),
        (stream(lzw(20_000, early=0), b"<</Filter/LZWDecode/DecodeParms<</EarlyChange 0>>>>"), True),
        (stream(lzw(20_000) + b"more", b"<</Filter/LZWDecode/Subtype/Image>>"), False),
        (stream(lzw(20), b"<</Filter/LZWDecode>>"), False),
        (stream(lzw(20) * 3 + b"\0" * 20_000, b"<</Filter/LZWDecode>>"), False),
        (stream(b"\xff" * 20_000, b"<</Filter/LZWDecode>>"), False),
        (stream(b"\x80" + b"\0" * 20_000, b"<</Filter/LZWDecode>>"), False),
        (stream(zlib.compress(lzw(20_000)), b"<</Filter[/FlateDecode/LZWDecode]>>"), True),
        (stream(a85(zlib.compress(b" " * 40_000_000)), b"<</Filter[/ASCII85Decode /FlateDecode]>>"), True),
        (stream(a85(zlib.compress(b" " * 1_000_000)), b"<</Filter[/A85/Fl]>>"), False),
        (stream(b"!!!!!y~>", b"<</Filter/A85>>"), False),
        (stream(b"u" * 50, b"<</Filter/A85>>"), False),
        (stream(zlib.compress(b" " * 40_000_000).hex().encode() + b">", b"<</Filter[/AHx/Fl]>>"), True),
        (
            stream(zlib.compress(b" " * 40_000_000).hex().encode(), b"<</Filter[/AHx/Fl/DCTDecode]>>")[
                :20_000
            ],
            False,
        ),
        (stream(b"0g0 0>", b"<</F[/ASCIIHexDecode/FlateDecode/JPXDecode]>>"), False),
        (b"endstream\nstream\n", False),
    ],
)
def test_streams_that_blow_up(data, is_bomb):
    """A page that unpacks to more than 32 MB is refused before PDFium sees it; a large picture is not."""
    assert inflates(data) is is_bomb


def test_a_bomb_is_unreadable():
    """The reader asks first."""
    page = Page()
    page.drawn.append(b" " * 40_000_000)
    with pytest.raises(UnreadableInputError, match="unpacks"):
        read_pdf("a.pdf", make([page]))


def test_bytes_gone_wrong():
    """Whatever byte is wrong, there is a manuscript or an UnreadableInputError."""
    chance = random.Random(11)
    seen = set()
    for _ in range(150):
        data = bytearray(WHOLE)
        for _ in range(chance.randint(1, 40)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            seen.add(read_pdf("a.pdf", bytes(data)).format)
        except UnreadableInputError as error:
            seen.add(error.why)
    assert "pdf" in seen
