"""Documents in, links to ask for out: every address once, with all the places that cite it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from attrs import frozen

from srccheck.model import Citation, Document, Language, Link, NormalizedUrl, Note, Use
from srccheck.text.urls import UrlProblem, archived_original, normalize, problem, without_fragment

__all__ = ["Target", "targets"]


@frozen(kw_only=True)
class Target:
    """One link to ask for.

    Attributes:
        url: normalised, with its fragment.
        page: the same without the fragment: what is asked for.
        problem: why it must not be asked, or None.
        is_archived_copy: the link leads into an archive, whose limits hold for it.
        uses: the citations that give it, in document order.
    """

    url: NormalizedUrl
    page: str
    problem: UrlProblem | None
    is_archived_copy: bool
    uses: tuple[Use, ...]

    @property
    def days(self) -> tuple[dt.date | None, ...]:
        """The distinct days whose captures are wanted, in the order of the uses."""
        return tuple(dict.fromkeys(use.wanted for use in self.uses))


def targets(documents: Iterable[Document]) -> tuple[Target, ...]:
    """The links of the documents' citations, in the order in which they are first cited."""
    cited: dict[NormalizedUrl, list[Use]] = {}
    for document, note, citation, link in _links(documents):
        cited.setdefault(_address(link.url), []).append(_use(document, note, citation, link))
    return tuple(
        Target(
            url=url,
            page=without_fragment(url),
            problem=problem(url),
            is_archived_copy=archived_original(url) is not None,
            uses=tuple(uses),
        )
        for url, uses in cited.items()
    )


def _links(documents: Iterable[Document]) -> Iterator[tuple[Document, Note, Citation, Link]]:
    for document in documents:
        for note in document.notes:
            for citation in note.citations:
                for link in citation.links:
                    yield document, note, citation, link


def _address(url: str) -> NormalizedUrl:
    """A malformed address stands for itself: there is nothing to normalise."""
    trouble = problem(url)
    return NormalizedUrl(url) if trouble and trouble.reason == "malformed" else normalize(url)


def _use(document: Document, note: Note, citation: Citation, link: Link) -> Use:
    accessed = citation.accessed.date if citation.accessed else None
    looked = accessed.earliest() if accessed else None
    issued = citation.csl.issued
    return Use(
        document=document.path,
        note=note.id,
        citation=citation.id,
        location=link.location,
        cited_title=citation.csl.title,
        accessed=looked,
        wanted=looked or (issued.earliest() if issued else None),
        language=_cited_language(citation.title_language),
    )


def _cited_language(language: Language | None) -> Language | None:
    """The language of the source, as far as its cited title tells."""
    if language is None or language.tag == "und":
        return None
    tag, romanised, _ = language.tag.partition("-Latn")
    basis = "romanised-title" if romanised else "title"
    return Language(tag=tag, basis=basis, confidence=language.confidence)
