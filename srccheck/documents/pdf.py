"""PDF, with PDFium (pypdfium2): lines in reading order, notes by size, rule, place and number.

What stands for a line here is the running number of the line among all lines of the document, in reading
order; `column` counts characters of that line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from srccheck.documents.pdf_file import PdfFile, pdfium_lock
from srccheck.documents.pdf_furniture import furniture
from srccheck.documents.pdf_inflation import inflates
from srccheck.documents.pdf_lines import Line, page_lines
from srccheck.documents.pdf_notes import divide
from srccheck.documents.pdf_records import PageContent
from srccheck.documents.pdf_titles import find_title
from srccheck.documents.pdf_zones import body_size
from srccheck.documents.shortfall import shortfall
from srccheck.errors import UnreadableInputError
from srccheck.model import Finding, Fragment, Location, Manuscript

__all__ = ["is_pdf", "read_pdf"]

_MOST_PAGES = 2_000
_MOST_LETTERS = 8_000_000
_HEAD = 1_024
_SAMPLE = 500_000
_UNKNOWN = re.compile(r"[\ue000-\uf8ff\ufffd]")


def is_pdf(data: bytes) -> bool:
    """Whether bytes begin like a PDF; up to 1,024 bytes may stand before it (ISO 32000-1, annex H)."""
    return b"%PDF-" in data[:_HEAD]


def read_pdf(path: str, data: bytes) -> Manuscript:
    """Read a PDF: its notes with where the text refers to them, its links, and its running text.

    Args:
        path: the document as the caller named it.
        data: the file.

    Raises:
        UnreadableInputError: encrypted, damaged, without a text layer, or without letters that can be told.
    """
    sheets = _load(path, data)
    every = [line for _, lines in sheets.pages for line in lines]
    _check_text(path, sheets, every)
    apart = furniture(sheets.pages)
    numbered = [(number, line) for number, line in enumerate(every, 1) if id(line) not in apart]
    lines = [line for _, line in numbered]
    fragments = [Fragment(text=line.text, line=number, page=line.page) for number, line in numbered]
    size = body_size(lines)
    divided = divide(lines, fragments, {content.number: content for content, _ in sheets.pages}, size)
    return Manuscript(
        path=path,
        format="pdf",
        title=find_title(sheets.title, lines, size),
        body=divided.body,
        notes=divided.notes,
        orphans=divided.orphans,
        known_urls=divided.known_urls,
        findings=tuple(_shortfalls(path, sheets)),
    )


@frozen(kw_only=True)
class _Sheets:
    """The pages of a file that could be read.

    Attributes:
        pages: each with its lines.
        total: how many the file has.
        damaged: numbers of pages that could not be read, or not to their end.
        title: as the file's metadata give it.
    """

    pages: Sequence[tuple[PageContent, Sequence[Line]]]
    total: int
    damaged: Sequence[int]
    title: str


def _load(path: str, data: bytes) -> _Sheets:
    if not is_pdf(data):
        raise UnreadableInputError(path, "this is no PDF document", "give a PDF file")
    if inflates(data):
        raise UnreadableInputError(
            path, "this PDF unpacks to far more than a document holds", "make sure that it can be trusted"
        )
    with pdfium_lock:
        document = PdfFile(path, data)
        try:
            return _read_pages(document)
        finally:
            document.close()


def _read_pages(document: PdfFile) -> _Sheets:
    pages: list[tuple[PageContent, Sequence[Line]]] = []
    damaged: list[int] = []
    letters = 0
    for number in range(1, min(document.pages, _MOST_PAGES) + 1):
        content = document.content(number)
        if content is None or not content.complete:
            damaged.append(number)
        if content is not None:
            pages.append((content.without_runs(), page_lines(content)))
            letters += sum(len(run.text) for run in content.runs)
        if letters > _MOST_LETTERS:
            break
    return _Sheets(pages=pages, total=document.pages, damaged=damaged, title=document.title())


def _check_text(path: str, sheets: _Sheets, lines: Sequence[Line]) -> None:
    if not sheets.pages:
        raise UnreadableInputError(
            path, "this PDF is damaged: none of its pages can be read", "get an undamaged copy of the file"
        )
    text = "".join(line.text for line in lines)[:_SAMPLE]
    letters = sum(map(str.isalnum, text))
    if letters < len(sheets.pages):
        scanned = any(content.has_image for content, _ in sheets.pages)
        what = "scanned pages without a text layer" if scanned else "no text"
        raise UnreadableInputError(
            path, f"this PDF holds {what}", "run OCR over it first (with ocrmypdf, say)"
        )
    if len(_UNKNOWN.findall(text)) > letters:
        raise UnreadableInputError(
            path,
            "the fonts of this PDF do not tell which letters they show",
            "run OCR over it first (ocrmypdf --force-ocr, say)",
        )


def _shortfalls(path: str, sheets: _Sheets) -> list[Finding]:
    """What of the document could not be read."""
    out = []
    last, total = sheets.pages[-1][0].number, sheets.total
    if last < total:
        what = f"only the first {last} of {total} pages were read; split the file"
        out.append(_unread(path, last + 1, what))
    if sheets.damaged:
        first, count = sheets.damaged[0], len(sheets.damaged)
        which = f"page {first} is" if count == 1 else f"{count} pages, {first} the first of them, are"
        what = f"{which} damaged or too large, and not read in full; repair the file"
        out.append(_unread(path, first, what))
    scanned = [content.number for content, lines in sheets.pages if content.has_image and not lines]
    if len(scanned) * 2 > len(sheets.pages):
        what = f"{len(scanned)} of {total} pages are pictures without a text layer; run OCR over them"
        out.append(_unread(path, scanned[0], what))
    return out


def _unread(path: str, page: int, message: str) -> Finding:
    return shortfall(path, message, Location(line=1, page=page))
