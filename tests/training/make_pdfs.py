"""Writes the PDF files under fixtures/documents/pdf: `python -m tests.training.make_pdfs`."""

from __future__ import annotations

from pathlib import Path

from tests.documents.pdf_maker import Page, make

FOLDER = Path(__file__).parents[2] / "fixtures" / "documents" / "pdf"
HEADER = "Quarterly Review of Canals"
URL = "https://archive.example.org/treaties/1888-constantinople.html"


def footnotes() -> bytes:
    """Page-bottom notes under a rule, one going on overleaf, a broken URL with its annotation."""
    first = Page().text(50, 572, f"{HEADER}          11", 8).text(50, 535, "The Canal and Its Ministers", 16)
    first.text(50, 512, "Anna Berger^*^", 11)
    first.lines(
        50,
        480,
        [
            "For most of a century the canal was everybody's business.^1^ Ships of",
            "all nations passed it under a convention that nobody had read to its",
            "end,^2^ and the ministers who had signed it were long forgotten.",
        ],
    )
    first.rule(50, 122, 90)
    first.lines(
        50,
        108,
        [
            "^*^ Lecturer in the history of waterways.",
            "^1^ M. Rossi, The Isthmus Question, Milan 1999, p. 12. Convention of 1888,",
            "https://archive.example.org/treaties/1888-",
            "constantinople.html (accessed 3 May 2024).",
            "^2^ So, at least, L. Moreau, who had seen the papers of the French delegation and",
        ],
        8,
    )
    first.link((50, 86, 205, 95), URL).link((50, 76, 125, 85), URL)
    second = Page().text(50, 572, f"12          {HEADER}", 8)
    second.lines(
        50,
        535,
        [
            "Only when the dredgers came did the question return.^3^ It has not",
            "left the table since; the ministry says what it thinks of it.",
        ],
    )
    second.link((50, 519, 104, 531), "https://ministry.example.org/canal")
    second.rule(50, 122, 90)
    second.lines(
        50, 108, ["found them wanting: Les eaux partagées, Paris 1972, p. 201.", "^3^ Ibid., p. 9."], 8
    )
    return make([first, second], title="The Canal and Its Ministers", packed=False)


def two_columns() -> bytes:
    """Two columns with notes of their own at the bottom of each."""
    page = Page().text(50, 550, "Dredging the Isthmus, a Short Account in Two Columns", 13)
    left = ["Dredging is older than the", "canal that made it known,", "and costs more each year."] * 4
    right = ["Nobody has counted what", "the dredgers have moved", "since they first arrived."] * 4
    left[5], right[2] = "and costs more each year.^1^", "since they first arrived.^2^"
    page.lines(50, 515, left, 10)
    page.lines(220, 512, right, 10)
    page.lines(50, 90, ["^1^ M. Rossi, The Isthmus", "Question, Milan 1999."], 7)
    page.lines(220, 92, ["^2^ L. Moreau, Les eaux", "partagées, Paris 1972."], 7)
    return make([page], packed=False)


def scanned() -> bytes:
    """Pictures of pages, without a text layer."""
    return make([Page().picture(), Page().picture()], packed=False)


FILES = {"footnotes.pdf": footnotes, "two_columns.pdf": two_columns, "scanned.pdf": scanned}


def main() -> None:
    """Write all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, maker in FILES.items():
        (FOLDER / name).write_bytes(maker())


if __name__ == "__main__":
    main()
