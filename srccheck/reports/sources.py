"""The sources that documents name, for reference managers: each with the place where it is cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from srccheck.model import Citation, Document, Note

__all__ = ["Source", "sources"]


@frozen(kw_only=True)
class Source:
    """A citation that names a source.

    Attributes:
        document, note, citation: where it is.
    """

    document: Document
    note: Note
    citation: Citation

    @property
    def id(self) -> str:
        """A name that no other source of the report has: `paper.txt#n4.1`."""
        return f"{self.document.path}#{self.citation.id}"


def sources(documents: Sequence[Document]) -> Iterator[Source]:
    """The citations of documents, in order; back-references and what has no fields left out."""
    for document in documents:
        for note in document.notes:
            for citation in note.citations:
                if not citation.short_form and citation.csl.to_dict().keys() - {"type"}:
                    yield Source(document=document, note=note, citation=citation)
