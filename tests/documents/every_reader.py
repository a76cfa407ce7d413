"""A sound document of every format, and one that is nested as deeply as the format allows."""

from __future__ import annotations

from srccheck.documents import REGISTRY
from tests.conftest import ROOT
from tests.documents.docx_maker import docx, mark, note, p, run
from tests.documents.test_pandoc import epub, odt, odt_of

_FOLDER = ROOT / "fixtures" / "documents"
_FILES = {
    "text": "text/page_bottom.txt",
    "markdown": "markdown/notes.md",
    "html": "html/wikipedia.html",
    "pdf": "pdf/footnotes.pdf",
    "wikitext": "wikitext/page.wiki",
    "rtf": "pandoc/harbour.rtf",
    "rst": "pandoc/harbour.rst",
    "latex": "pandoc/harbour.tex",
    "org": "pandoc/harbour.org",
    "jats": "pandoc/harbour.xml",
    "asciidoc": "pandoc/harbour.adoc",
    "bibtex": "bibliography/harbour.bib",
    "ris": "bibliography/harbour.ris",
    "csl-json": "bibliography/harbour.json",
}
SOUND = {name: (_FOLDER / file).read_bytes() for name, file in _FILES.items()} | {
    "docx": docx(
        p(run("Text"), mark(1)), footnotes=note(1, p(run("A. Author, “First”, https://a.example/1")))
    ),
    "odt": odt(),
    "epub": epub(),
}
"""Format -> a document that has at least one note."""

SUFFIXES = {form.name: form.suffixes[0] for form in REGISTRY.formats}

_DEEP = 100_000
NESTED: dict[str, bytes] = {
    "text": b"(" * _DEEP,
    "markdown": b"> " * _DEEP,
    "html": b"<div>" * _DEEP,
    "docx": docx("<w:sdt>" * _DEEP),
    "pdf": b"%PDF-1.7\n1 0 obj " + b"[" * _DEEP,
    "wikitext": b"{{a|" * _DEEP,
    "odt": odt_of("<text:section>" * _DEEP),
    "epub": epub()[:-9] + b"PK" * _DEEP,
    "rtf": b"{\\rtf1" + b"{" * _DEEP,
    "rst": b"*" * _DEEP,
    "latex": b"\\begin{quote}" * 1_000,
    "org": b"*" * _DEEP + b" a",
    "jats": b"<article>" + b"<sec>" * _DEEP,
    "asciidoc": b"=" * _DEEP + b" a",
    "bibtex": b"@misc{a, title={" + b"{" * _DEEP,
    "ris": b"TY  - JOUR\n" * 10_000,
    "csl-json": b'[{"type": "book", "title": ' + b"[" * _DEEP,
}
