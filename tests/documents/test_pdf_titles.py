"""The title of a PDF."""

from __future__ import annotations

import pytest

from srccheck.documents.pdf import read_pdf
from tests.documents.pdf_maker import Page, make

TEXT = ["The ministers met in the capital and signed", "a treaty about the canal which was closed"] * 4


def titled(*lines: tuple[str, float], stated: str = "") -> str | None:
    page = Page()
    y = 560.0
    for text, size in lines:
        page.text(50, y, text, size)
        y -= 1.3 * size
    page.lines(50, 400, TEXT, 11)
    return read_pdf("a.pdf", make([page], title=stated)).title


@pytest.mark.parametrize(
    ("lines", "stated", "title"),
    [
        (
            [("The Canal and the", 18), ("Ministers^*^", 18), ("Anna Berger", 12)],
            "",
            "The Canal and the Ministers",
        ),
        ([("The Canal and the Mini-", 18), ("sters of it", 18)], "", "The Canal and the Mini-sters of it"),
        ([("Article", 24), ("The Canal and the Ministers", 18)], "", "The Canal and the Ministers"),
        ([("The Canal and the Ministers", 18)], "Microsoft Word - canal.doc", "The Canal and the Ministers"),
        ([("The Canal and the Ministers", 18)], "canal_final_v2", "The Canal and the Ministers"),
        (
            [("The Canal and the Ministers", 18)],
            "The Canal, and the Ministers",
            "The Canal, and the Ministers",
        ),
        ([("The Canal and the Ministers", 18)], "Journal of Waterways 5/2", "The Canal and the Ministers"),
        ([], "Journal of Waterways 5/2", "Journal of Waterways 5/2"),
        ([], "", None),
        ([(f"Line {n} of a very large page", 18) for n in range(7)], "", None),
    ],
)
def test_title(lines, stated, title):
    """Metadata that the text bears out; else the largest print of several words on the first page."""
    assert titled(*lines, stated=stated) == title
