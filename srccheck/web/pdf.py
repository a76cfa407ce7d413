"""A cited PDF: its title and the beginning of its text, from its first pages."""

from __future__ import annotations

from collections.abc import Sequence

from srccheck.documents.pdf import is_pdf
from srccheck.documents.pdf_file import PdfFile, pdfium_lock
from srccheck.documents.pdf_inflation import inflates
from srccheck.documents.pdf_lines import Line, page_lines
from srccheck.documents.pdf_titles import find_title
from srccheck.documents.pdf_zones import body_size
from srccheck.errors import UnreadableInputError
from srccheck.model.live import FragmentCheck, PageFacts
from srccheck.model.web import Exchange
from srccheck.web.clean import clean_text
from srccheck.web.fragments import check_words, is_words, unknown_fragments

__all__ = ["is_pdf_answer", "read_pdf_answer"]

_TYPES = frozenset({"application/pdf", "application/x-pdf"})
_UNTYPED = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/force-download"})
_FIRST_PAGES = 3
_PAGES_FOR_WORDS = 60
_MOST_LETTERS = 300_000
_SAMPLE = 6_000


def is_pdf_answer(kind: str, body: bytes) -> bool:
    """Whether an answer is a PDF, by its type, or by its first bytes where the server names none.

    Args:
        kind: media type without parameters, lower case.
        body: the answer's.
    """
    return kind in _TYPES or (kind in _UNTYPED and is_pdf(body))


def read_pdf_answer(
    exchange: Exchange, kind: str, fragments: Sequence[str] = ()
) -> tuple[PageFacts, tuple[FragmentCheck, ...]]:
    """Look at the first pages of a PDF; never raises.

    Little is read of it, and nothing of a file that unpacks to more than a page can hold. A file that was
    cut at the byte limit mostly cannot be opened: then nothing is known of it.

    Args:
        exchange: the answer; its body may be cut.
        kind: its media type.
        fragments: places to look for, of which only quoted words can be found.

    Returns:
        Facts (title: the metadata's, or the largest print; h1: the largest print) and the word on the
        fragments; without a text layer only the title of the metadata.
    """
    nothing = PageFacts(content_type="application/pdf" if kind in _UNTYPED else kind)
    unknown = unknown_fragments(fragments)
    if not is_pdf(exchange.body) or inflates(exchange.body):
        return nothing, unknown
    wanted = any(is_words(name) for name in fragments)
    try:
        stated, pages, total = _open(exchange.body, _PAGES_FOR_WORDS if wanted else _FIRST_PAGES)
    except UnreadableInputError:
        return nothing, unknown
    lines = [line for page in pages[:_FIRST_PAGES] for line in page]
    facts = _facts(stated, lines, nothing.content_type)
    if wanted:
        text = "\n".join(line.text for page in pages for line in page)
        whole = len(pages) == total and not exchange.truncated
        unknown = tuple(
            check_words(text, check.name, whole=whole) if is_words(check.name) else check for check in unknown
        )
    return facts, unknown


def _open(data: bytes, most: int) -> tuple[str, list[list[Line]], int]:
    """Title as stated, the lines of the first pages, and how many pages there are.

    Raises:
        UnreadableInputError: it could not be opened.
    """
    with pdfium_lock:
        document = PdfFile("", data)
        try:
            pages, letters = [], 0
            for number in range(1, min(document.pages, most) + 1):
                content = document.content(number)
                if content is None or letters > _MOST_LETTERS:
                    break
                letters += sum(len(run.text) for run in content.runs)
                pages.append(list(page_lines(content)))
            return document.title(), pages, document.pages
        finally:
            document.close()


def _facts(stated: str, lines: Sequence[Line], kind: str | None) -> PageFacts:
    size = body_size(lines) if lines else 0.0
    title = clean_text(find_title(stated, lines, size) or "")
    largest = clean_text(find_title("", lines, size) or "") if lines else ""
    text = clean_text(" ".join(line.text for line in lines), longest=_SAMPLE)
    return PageFacts(
        title=title or None,
        h1=(largest,) if largest else (),
        content_type=kind,
        text_sample=text,
    )
