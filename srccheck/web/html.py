"""A page's bytes, parsed once: bounded whatever they hold."""

from __future__ import annotations

import codecs
from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from srccheck.web.charset import decode_html

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["Parsed", "parse", "text_of"]

_LONGEST = 1_000_000
_HARMLESS = 65_536  # bytes; at worst a third of a second
_MOST_ATTRIBUTES = 500
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What is no main text. `header` may hold a heading, which is read before these are taken out.
_BESIDE_THE_TEXT = (
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "svg", "iframe", "object",
    "select", "button", "head",
)  # fmt: skip


@frozen(kw_only=True)
class Parsed:
    """A parsed page.

    Attributes:
        root: its outermost element; `take_text` changes it.
        cut: something at the end is missing: the page was longer than is read, or nested too deeply.
    """

    root: etree._Element
    cut: bool

    def take_text(self) -> str:
        """The main text as it stands; navigation, scripts and the like leave the tree for good."""
        from lxml import etree  # late: nobody who stays offline loads it  # noqa: PLC0415

        etree.strip_elements(self.root, *_BESIDE_THE_TEXT, with_tail=False)
        return str(_whole_text()(self.root))


def text_of(element: etree._Element) -> str:
    """The text of an element and all below it, white space folded."""
    return " ".join(str(_whole_text()(element)).split())


@cache
def _whole_text() -> etree.XPath:
    from lxml import etree  # late, as above  # noqa: PLC0415

    return etree.XPath("string()", smart_strings=False)


def parse(body: bytes, content_type: str | None) -> Parsed | None:
    """Parse HTML, however bad.

    Args:
        body: as received, perhaps cut.
        content_type: value of the Content-Type header.

    Returns:
        None where there is no element in it, or where it was made to wear a parser out.
    """
    from lxml import etree  # late, as above  # noqa: PLC0415

    data = body[:_LONGEST]
    if not _is_utf8(data, content_type):
        data = decode_html(data, content_type).encode("utf-8", errors="replace")
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    if len(data) > _HARMLESS and _wears_out(data):
        return None
    # Joining an element's pieces of text in Python takes as long as parsing. libxml2 joins them at once, but
    # leaves nothing between two paragraphs; so a space goes before every tag.
    data = data.replace(b"<", b" <")
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        collect_ids=False,  # a table that takes a tenth of the time, and is only for XPath's `id()`
    )
    root = _root(data, parser)
    if root is None:
        return None
    deep = any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
    return Parsed(root=root, cut=deep or len(body) > _LONGEST)


def _is_utf8(data: bytes, content_type: str | None) -> bool:
    """The server says so, and the bytes agree: most pages, which so need not be written anew."""
    if "utf-8" not in (content_type or "").lower() or data.startswith(_MARKS):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _root(data: bytes, parser: etree.HTMLParser[etree._Element]) -> etree._Element | None:
    from lxml import etree  # late, as above  # noqa: PLC0415

    try:
        # lxml's types leave out that a page without any element has no root
        root: etree._Element | None = etree.fromstring(data, parser)
    except etree.LxmlError:
        return None
    return root


def _wears_out(data: bytes) -> bool:
    """Whether an element has so many attributes that building the tree would take minutes.

    libxml2 walks all of an element's attributes to add one: 100,000 of them took 14 s.
    """
    from lxml import etree  # late, as above  # noqa: PLC0415

    counter = _Counter()
    try:
        etree.fromstring(data, etree.HTMLParser(encoding="utf-8", target=counter))
    except etree.LxmlError:
        return True
    return counter.most > _MOST_ATTRIBUTES


class _Counter:
    """A parser target that builds nothing and keeps the largest number of attributes."""

    def __init__(self) -> None:
        self.most = 0

    def start(self, _: str, attributes: dict[str, str]) -> None:
        self.most = max(self.most, len(attributes))

    def close(self) -> None:
        """Nothing was built."""
