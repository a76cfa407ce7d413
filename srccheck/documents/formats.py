"""The registry: every format that can be read, a line each.

Readers are imported when a document of theirs comes, so that a plain text costs no lxml.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from srccheck.documents.markdown import read_markdown
from srccheck.documents.plaintext import read_text
from srccheck.documents.registry import Format, Registry

__all__ = ["REGISTRY"]


def _late(module: str, function: str, **fixed: Any) -> Callable[..., Any]:
    """A function of a reader's module, which is imported when the function is called."""

    def call(*given: Any) -> Any:
        return getattr(import_module(f"srccheck.documents.{module}"), function)(*given, **fixed)

    return call


def _if(sign: Callable[[Any], bool], module: str, function: str) -> Callable[[Any], bool]:
    """A reader's own test, made, and its module imported, only where a quick sign is there that it needs."""
    test = _late(module, function)
    return lambda given: sign(given) and test(given)


def _is_zip(data: bytes) -> bool:
    return data.startswith(b"PK")


def _opens(text: str, *marks: str) -> bool:
    return text[:4096].lstrip("\ufeff \t\r\n\f\v").startswith(marks)


def _has_wiki_signs(text: str) -> bool:
    return "{{" in text or "<ref" in text.lower()


def _pandoc(name: str, label: str, *suffixes: str, **more: Any) -> Format:
    """A format that is read by pandoc; its name is that of pandoc's reader."""
    load = _late("pandoc", "read_pandoc", form=name)
    return Format(name=name, label=label, suffixes=suffixes, load=load, **more)


def _begins(magic: bytes, data: bytes) -> bool:
    # PDF readers allow bytes before the header (ISO 32000-1, implementation note 13)
    return magic in data[:1024] if magic == b"%PDF-" else data.startswith(magic)


REGISTRY = Registry(
    formats=(
        Format(name="text", label="plain text", suffixes=(".txt", ".text"), read=read_text),
        Format(name="markdown", label="Markdown", suffixes=(".md", ".markdown"), read=read_markdown),
        Format(
            name="html",
            label="HTML",
            suffixes=(".html", ".htm", ".xhtml"),
            read=_late("html", "read_html"),
            is_text=_if(lambda text: _opens(text, "<"), "html", "looks_like_html"),
        ),
        Format(
            name="docx",
            label="a Word document",
            suffixes=(".docx",),
            load=_late("docx", "read_docx"),
            is_data=_if(_is_zip, "docx", "is_docx"),
        ),
        Format(
            name="pdf",
            label="a PDF document",
            suffixes=(".pdf",),
            load=_late("pdf", "read_pdf"),
            is_data=partial(_begins, b"%PDF-"),
        ),
        Format(
            name="wikitext",
            label="wikitext",
            suffixes=(".wiki", ".wikitext", ".mediawiki"),
            read=_late("wikitext", "read_wikitext"),
            is_text=_if(_has_wiki_signs, "wikitext", "looks_like_wikitext"),
        ),
        _pandoc("odt", "an OpenDocument text", ".odt", is_data=_if(_is_zip, "pandoc", "is_odt")),
        _pandoc("epub", "an EPUB book", ".epub", is_data=_if(_is_zip, "pandoc", "is_epub")),
        _pandoc("rtf", "an RTF document", ".rtf", is_data=partial(_begins, b"{\\rtf")),
        _pandoc("rst", "reStructuredText", ".rst"),
        _pandoc("latex", "LaTeX", ".tex", ".latex"),
        _pandoc("org", "Org", ".org"),
        _pandoc("jats", "JATS XML", ".jats", ".nxml"),
        _pandoc("asciidoc", "AsciiDoc", ".adoc", ".asciidoc"),
        Format(
            name="bibtex",
            label="BibTeX",
            suffixes=(".bib",),
            read=_late("bibliography_bibtex", "read_bibtex"),
            is_text=_if(
                lambda text: "@" in text and ("{" in text or "(" in text),
                "bibliography_bibtex",
                "looks_like_bibtex",
            ),
        ),
        Format(
            name="ris",
            label="RIS",
            suffixes=(".ris",),
            read=_late("bibliography_ris", "read_ris"),
            is_text=_if(lambda text: _opens(text, "TY  "), "bibliography_ris", "looks_like_ris"),
        ),
        Format(
            name="csl-json",
            label="CSL-JSON",
            suffixes=(".csljson",),
            read=_late("bibliography", "read_csl_json"),
            is_text=_if(lambda text: _opens(text, "[", "{"), "bibliography", "looks_like_csl_json"),
        ),
    )
)
