"""Documents in, links to ask for out: every address once, with all the places that cite it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from attrs import frozen

from srccheck.judging.titles import is_sure_title
from srccheck.model import Citation, Document, Language, Link, NormalizedUrl, Note, Use
from srccheck.text.similarity import skeleton
from srccheck.text.urls import (
    ArchivedUrl,
    UrlProblem,
    archived_original,
    doi_of,
    normalize,
    problem,
    without_fragment,
)

__all__ = ["Target", "Worklist", "address_of", "cited", "target_of", "targets"]


@frozen(kw_only=True)
class Target:
    """One link to ask for.

    Attributes:
        url: normalised, with its fragment.
        page: the same without the fragment: what is asked for.
        problem: why it must not be asked, or None.
        copy: what its address says where it leads into an archive, whose limits hold for it.
        original: the page that was archived, without fragment; None where the address does not tell, or
            tells one that may not be asked for.
        uses: the citations that give it, in document order.
    """

    url: NormalizedUrl
    page: str
    problem: UrlProblem | None = None
    copy: ArchivedUrl | None = None
    original: NormalizedUrl | None = None
    uses: tuple[Use, ...] = ()

    @property
    def days(self) -> tuple[dt.date | None, ...]:
        """The distinct days whose captures are wanted, in the order of the uses."""
        return tuple(dict.fromkeys(use.wanted for use in self.uses))


def targets(documents: Iterable[Document], *, allow_private: bool = False) -> tuple[Target, ...]:
    """The links of the documents' citations, in the order in which they are first cited.

    Args:
        documents: read and taken apart.
        allow_private: hosts of an intranet may be asked, too.
    """
    worklist = Worklist()
    for document in documents:
        worklist.add(document)
    return worklist.targets(allow_private=allow_private)


class Worklist:
    """Links of one document after another, none of which is held."""

    def __init__(self) -> None:
        self._cited: dict[NormalizedUrl, list[Use]] = {}

    def add(self, document: Document) -> None:
        """Take down the links of a document."""
        for url, use in cited(document):
            self._cited.setdefault(url, []).append(use)

    def targets(self, *, allow_private: bool = False) -> tuple[Target, ...]:
        """All links so far, in the order in which they were first cited.

        Args:
            allow_private: hosts of an intranet may be asked, too.
        """
        return tuple(target_of(url, uses, allow_private=allow_private) for url, uses in self._cited.items())


def cited(document: Document) -> Iterator[tuple[NormalizedUrl, Use]]:
    """The links of a document, normalised, each with its use, in their order."""
    for note, citation, link in _links(document):
        yield address_of(link.url), _use(document, note, citation, link)


def target_of(url: NormalizedUrl, uses: Iterable[Use], *, allow_private: bool = False) -> Target:
    """A link to ask for.

    Args:
        url: normalised.
        uses: the citations that give it.
        allow_private: hosts of an intranet may be asked, too.
    """
    copy = archived_original(url)
    return Target(
        url=url,
        page=without_fragment(url),
        problem=problem(url, allow_private=allow_private),
        copy=copy,
        original=_original(copy),
        uses=tuple(uses),
    )


def _original(copy: ArchivedUrl | None) -> NormalizedUrl | None:
    if copy is None or copy.original is None or problem(copy.original) is not None:
        return None
    return NormalizedUrl(without_fragment(normalize(copy.original)))


def _links(document: Document) -> Iterator[tuple[Note, Citation, Link]]:
    for note in document.notes:
        for citation in note.citations:
            for link in citation.links:
                yield note, citation, link


def address_of(url: str) -> NormalizedUrl:
    """A link's address in the one form; a malformed one stands for itself: there is nothing to normalise."""
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
        cited=citation.csl,
        cited_title=citation.csl.title,
        sure_title=link is _sources(citation)[0] and is_sure_title(citation),
        quotes=_quotes(note, citation),
        sole=len(note.citations) == 1 and len(_sources(citation)) == 1,
        doi=_doi(citation, link),
        accessed=looked,
        wanted=looked or (issued.earliest() if issued else None),
        language=_cited_language(citation.title_language),
    )


def _sources(citation: Citation) -> tuple[Link, ...]:
    """The links that are no second way to the same source; all, where every one is that."""
    return tuple(link for link in citation.links if link.role == "source") or citation.links


def _quotes(note: Note, citation: Citation) -> tuple[str, ...]:
    """The quoted words, but for the source's own title, which a text may name in quotation marks."""
    title = skeleton(citation.csl.title or "")
    return tuple(words for words in note.quotes if not title or skeleton(words) not in title)


def _doi(citation: Citation, link: Link) -> str | None:
    """The DOI that a link is, or that its citation has besides; each citation's DOI once."""
    own = doi_of(link.url)
    if own is not None or link is not citation.links[0] or any(doi_of(each.url) for each in citation.links):
        return own
    return citation.csl.DOI


def _cited_language(language: Language | None) -> Language | None:
    """The language of the source, as far as its cited title tells."""
    if language is None or language.tag == "und":
        return None
    tag, romanised, _ = language.tag.partition("-Latn")
    basis = "romanised-title" if romanised else "title"
    return Language(tag=tag, basis=basis, confidence=language.confidence)
