"""In which charset a page is written, by what the server, the page and its bytes say."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from srccheck.text.encoding import decode

__all__ = ["decode_html"]

_PARAMETER = re.compile(r"charset=[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"(?:charset|encoding)=[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096  # the standard asks for the first 1024 bytes; comments and scripts push it further
# what browsers read a label as (encoding.spec.whatwg.org), where Python's codec is narrower
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
    "big5": "big5hkscs",
}  # fmt: skip
_OF_TEXT = re.compile(r"(?:utf|cp|iso8859|koi8|gb|big5|euc|shift_jis|mac|tis|kz|ptcp|hz|johab|ascii)")


def decode_html(data: bytes, content_type: str | None) -> str:
    """The characters of a page or of its beginning.

    A byte order mark decides; else the first of the declarations (header, then page) that the bytes
    agree with; else what the bytes look like.

    Args:
        data: the bytes, perhaps cut at the end.
        content_type: value of the Content-Type header.
    """
    if not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        declared = list(_declared(data, content_type))
        for name in declared:
            try:
                return codecs.getincrementaldecoder(name)().decode(data, final=False)
            except UnicodeDecodeError:
                continue
        if declared:
            return data.decode(declared[0], errors="replace")
    found = decode(data)
    return found.text if found else data.decode("utf-8", errors="replace")


def _declared(data: bytes, content_type: str | None) -> Iterator[str]:
    labels = _PARAMETER.findall(content_type or "")
    labels += [
        # a page whose own words can be read as ASCII is not in UTF-16, whatever it says
        "utf-8" if label.lower().startswith(b"utf-16") else label.decode("ascii")
        for label in _DECLARED.findall(data[:_DECLARED_WITHIN])
    ]
    for label in labels:
        try:
            name = codecs.lookup(label).name
        except LookupError:
            continue
        if _OF_TEXT.match(name):
            yield _WIDER.get(name, name)
