"""Archives that are cut off, encrypted, bombed or something else: one sentence each, never a traceback."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from srccheck.documents import archive
from srccheck.documents.archive import OLE_MAGIC, Package, package_kind
from srccheck.documents.docx import is_docx, read_docx
from srccheck.errors import UnreadableInputError
from srccheck.model import Manuscript
from tests.documents.docx_maker import W, docx, mark, note, p, run

GOOD = docx(p(run("text"), mark(1)), footnotes=note(1, p(run("Note."))))
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def with_flag(data: bytes) -> bytes:
    """The same archive, its parts marked as encrypted."""
    out = bytearray(data)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(magic)
        while at >= 0:
            struct.pack_into("<H", out, at + offset, 1)
            at = out.find(magic, at + 4)
    return bytes(out)


CASES = {
    "empty": (b"", "no whole Word document"),
    "text": (b"just text", "no whole Word document"),
    "truncated": (GOOD[: len(GOOD) // 2], "no whole Word document"),
    "old Word": (OLE_MAGIC + b"\0" * 512, "Word 97"),
    "password": (OLE_MAGIC + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "encrypted parts": (with_flag(GOOD), "encrypted"),
    "no main part": (zipped(a=b"x"), "no Word document"),
    "no XML": (docx("", parts={"word/document.xml": b"\x00\x01"}), "not well-formed"),
    "unclosed": (docx("<w:p>"), "not well-formed"),
    "laughs": (docx("", parts={"word/document.xml": f"{LAUGHS}]><a>&j;</a>"}), "document type"),
    "laughs in notes": (
        docx(p(mark(1)), parts={"word/footnotes.xml": f"{LAUGHS}]><a>&j;</a>"}),
        "document type",
    ),
    "external entity": (
        docx(
            "",
            parts={"word/document.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'},
        ),
        "document type",
    ),
    "deep": (docx("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000), "not well-formed"),
    "bomb": (docx("", parts={"word/document.xml": b"<a>" + b" " * 20_000_000 + b"</a>"}), "ZIP bomb"),
    "huge part": (docx("", parts={"word/document.xml": b" " * 64_000_001}), "ZIP bomb"),
}


@pytest.mark.parametrize(("data", "why"), CASES.values(), ids=CASES)
def test_bad_files(data, why):
    """What is wrong is said in one sentence that names the file."""
    with pytest.raises(UnreadableInputError, match=why) as caught:
        read_docx("a.docx", data)
    assert caught.value.path == "a.docx"
    assert caught.value.remedy


def test_an_archive_that_promises_too_much(monkeypatch):
    """Too many parts, or too many bytes by the archive's own directory, are refused before anything is unpacked."""  # noqa: E501
    monkeypatch.setattr(archive, "_MOST_ENTRIES", 3)
    with pytest.raises(UnreadableInputError, match="parts"):
        Package.open("a", GOOD, label="x")
    monkeypatch.undo()
    monkeypatch.setattr(archive, "_LARGEST_WHOLE", 100)
    with pytest.raises(UnreadableInputError, match="unpacks to"):
        Package.open("a", GOOD, label="x")


def test_checking_every_part(monkeypatch):
    """`check` unpacks all parts; together they must keep to the limit too."""
    package = Package.open("a", zipped(a=b"x" * 80, b=b"y" * 80), label="x")
    package.check()
    assert "a" in package
    assert package.read("c") is None
    monkeypatch.setattr(archive, "_LARGEST_WHOLE", 100)
    with pytest.raises(UnreadableInputError, match="more than"):
        package.check()


def test_a_damaged_part():
    """A part whose checksum is wrong is damaged."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a", b"12345678")
    data = out.getvalue().replace(b"12345678", b"12345679")
    with pytest.raises(UnreadableInputError, match="damaged"):
        Package.open("a", data, label="x").read("a")


def test_odd_markup_is_passed_over():
    """Marks outside paragraphs, ends without beginnings, numbers that are none."""
    body = (
        f"{mark(1)}<w:r><w:t>loose</w:t><w:fldChar w:fldCharType='end'/><w:fldChar w:fldCharType='separate'/></w:r>"  # noqa: E501
        "<w:pStyle w:val='x'/><w:hyperlink/><w:sdt><w:sdtPr><w:tag/></w:sdtPr></w:sdt><w:foreign/>"
        "<w:p><w:pPr><w:sectPr><w:footnotePr><w:numStart w:val='many'/><w:pos w:val='x'/></w:footnotePr></w:sectPr>"  # noqa: E501
        f"</w:pPr><w:footnoteReference w:id='1'/></w:p><x {W}/>"
    )
    manuscript = read_docx("a.docx", docx(body, footnotes=note(1, p(run("N.")))))
    assert [each.marker for each in manuscript.notes] == ["1"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (GOOD, "docx"),
        (zipped(mimetype=b"application/epub+zip"), "epub"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), None),
        (zipped(**{"[Content_Types].xml": b"", "xl__workbook.xml": b""}), None),
        (with_flag(zipped(mimetype=b"application/epub+zip")), None),
        (GOOD[:100], None),
        (b"%PDF-", None),
    ],
)
def test_kinds_by_content(data, kind):
    """The parts of an archive tell what it is; whatever else it is, it is not claimed."""
    assert package_kind(data) == kind
    assert is_docx(data) == (kind == "docx")


@given(st.binary(max_size=300))
def test_random_bytes(data):
    """Random bytes are unreadable, with or without a ZIP's first bytes."""
    for each in (data, b"PK\x03\x04" + data):
        package_kind(each)
        with pytest.raises(UnreadableInputError):
            read_docx("a.docx", each)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_spoilt_bytes(changes):
    """A document with a few bytes changed is read, or refused in words."""
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    package_kind(bytes(data))
    with contextlib.suppress(UnreadableInputError):
        assert isinstance(read_docx("a.docx", bytes(data)), Manuscript)


_TAGS = st.sampled_from(
    ["p", "r", "t", "hyperlink", "fldSimple", "sdt", "tag", "del", "sectPr", "footnoteReference", "fldChar", "instrText",  # noqa: E501
     "footnotePr", "numFmt", "numStart", "sym", "pStyle", "lastRenderedPageBreak", "endnoteReference", "txbxContent"]  # noqa: E501
)  # fmt: skip
_ATTRIBUTES = st.dictionaries(
    st.sampled_from(["id", "val", "type", "fldCharType", "customMarkFollows", "char", "instr", "anchor"]),
    st.sampled_from(["1", "begin", "separate", "end", "HYPERLINK https://a.example/", "F041", "x"]),
    max_size=2,
)


def _element(children: list[str], tag: str, attributes: dict[str, str]) -> str:
    given_attributes = "".join(f' w:{key}="{value}"' for key, value in attributes.items())
    return f"<w:{tag}{given_attributes}>{''.join(children)}</w:{tag}>"


_XML = st.recursive(
    st.sampled_from(["text", " ", "ADDIN ZOTERO_ITEM CSL_CITATION {}"]),
    lambda inner: st.builds(_element, st.lists(inner, max_size=4), _TAGS, _ATTRIBUTES),
    max_leaves=25,
)


@settings(deadline=None)
@given(_XML, _XML)
def test_any_order_of_elements(body, notes):
    """Word's elements in any order and nesting make no trouble."""
    assert isinstance(read_docx("a.docx", docx(body, footnotes=note(1, notes))), Manuscript)
