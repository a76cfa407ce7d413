"""An open PDF file, in PDFium (pypdfium2)."""

from __future__ import annotations

import threading
from typing import Any

from srccheck.documents.pdf_page import CONTROLS, PageReader
from srccheck.documents.pdf_records import PageContent
from srccheck.errors import UnreadableInputError

__all__ = ["PdfFile", "pdfium_lock"]

pdfium_lock = threading.Lock()
"""PDFium keeps global state: one thread at a time."""

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


class PdfFile:
    """An open PDF; to be used under `pdfium_lock`, and closed.

    Args:
        path: the document as the caller named it.
        data: the file.

    Raises:
        UnreadableInputError: encrypted, or no PDF that could be opened.
    """

    def __init__(self, path: str, data: bytes) -> None:
        # late: slow to load
        import pypdfium2  # noqa: PLC0415
        import pypdfium2.raw  # noqa: PLC0415

        self._api: Any = pypdfium2.raw
        try:
            self._document: Any = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _unreadable(path, getattr(error, "err_code", None)) from error
        self.pages: int = len(self._document)

    def close(self) -> None:
        """Give PDFium its memory back."""
        self._document.close()

    def title(self) -> str:
        """The title in the file's metadata; empty without one that can be read."""
        try:
            title = str(self._document.get_metadata_value("Title"))
        except UnicodeDecodeError:  # half a character, in a damaged file
            return ""
        return title.translate(CONTROLS).strip()

    def content(self, number: int) -> PageContent | None:
        """One page; None where it is damaged.

        Args:
            number: 1-based.
        """
        page = self._api.FPDF_LoadPage(self._document.raw, number - 1)
        if not page:
            return None
        text = self._api.FPDFText_LoadPage(page)
        try:
            return PageReader(self._api, self._document.raw, page, text, number).content() if text else None
        finally:
            self._api.FPDFText_ClosePage(text)
            self._api.FPDF_ClosePage(page)


def _unreadable(path: str, code: int | None) -> UnreadableInputError:
    if code == _PASSWORD_ERROR:
        return UnreadableInputError(
            path, "this PDF is encrypted and needs a password", "save a copy without the password"
        )
    return UnreadableInputError(
        path, "this PDF is damaged: it could not be opened", "get an undamaged copy of the file"
    )
