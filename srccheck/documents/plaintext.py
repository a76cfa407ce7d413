"""Plain text, text layers of PDFs included."""

from __future__ import annotations

from srccheck.documents.lines import to_fragments, to_lines
from srccheck.model import Manuscript
from srccheck.text.encoding import Decoded

__all__ = ["read_text"]


def read_text(path: str, decoded: Decoded) -> Manuscript:
    """Lines into fragments; notes and title are found later, in the body.

    Args:
        path: the document as the caller named it.
        decoded: its characters.
    """
    return Manuscript(
        path=path,
        format="text",
        encoding=decoded.encoding,
        encoding_basis=decoded.basis,
        body=to_fragments(to_lines(decoded.text)),
    )
