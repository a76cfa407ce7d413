"""One note's text -> its citations, each in its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import chain, groupby

from attrs import evolve

from srccheck.citations.fields import Reading, read_source
from srccheck.citations.ibid import ShortForm, short_form
from srccheck.citations.spans import urls_of
from srccheck.citations.split import Part, split_note
from srccheck.model.citation import Citation, CslItem, Link, LinkRole
from srccheck.model.places import Fragment, PlacedText
from srccheck.text.names import read_names
from srccheck.text.urls import UrlSpan, archived_original, doi_of, find_urls, normalize
from srccheck.text.wordlists import words

__all__ = ["parse_citations", "parse_note_text"]

# a note is read for its sources so far; of what follows (no note of a person is so long) the links are kept
_MOST_CHARACTERS, _MOST_LINKS = 20_000, 200
_LONGEST_TITLE = 60  # words
_SMALL_WORD = 3  # letters; `of` and `und` are small inside of names
_WORD = re.compile(r"[^\W\d_]{1,60}")
_SENTENCE = re.compile(r"[.!?]\s+[^\W\d_a-z]")


def parse_citations(text: PlacedText, *, note_id: str, linked: tuple[Link, ...] = ()) -> tuple[Citation, ...]:
    """Take a note apart into the sources that it names.

    Args:
        text: the note without its marker.
        note_id: its id (`n4`); the citations are `n4.1`, `n4.2`, …
        linked: URLs that the format ties to the note; those that are not written out in it are added to
            the citation in which they stand.

    Returns:
        The citations in order; none for a note that is prose. `title_language` and `refers_to` are left open.
        A note beyond all measure (20,000 characters, 200 links) is read so far; the links behind belong to
        its last citation.
    """
    found: list[Citation] = []
    head = _measured(text.text)
    for part in split_note(text.text[:head]):
        citation = _citation(text, part, f"{note_id}.{len(found) + 1}", linked=bool(linked))
        if citation is not None:
            found.append(citation)
    beyond = tuple(_link(text, head, url) for url in find_urls(text.text[head:]))
    return _with_links(tuple(found), text, beyond, linked, note_id)


def _measured(text: str) -> int:
    """How much of a note is read for its sources: all, but for notes beyond all measure."""
    head = len(text)
    if head > _MOST_CHARACTERS:
        spaces = text.rfind(" ", 0, _MOST_CHARACTERS)
        head = spaces if spaces > 0 else _MOST_CHARACTERS
    if text.count(".", 0, head) <= _MOST_LINKS:
        return head  # a link has a full stop at least
    urls = urls_of(text[:head])
    return urls[_MOST_LINKS].start if len(urls) > _MOST_LINKS else head


def parse_note_text(text: str) -> tuple[Citation, ...]:
    """The citations of a note given as a string; line breaks count as spaces."""
    return parse_citations(PlacedText.of(" ".join(text.split())), note_id="n1")


def _citation(text: PlacedText, part: Part, identifier: str, *, linked: bool) -> Citation | None:
    raw = text.text[part.body : part.end]
    reading = read_source(raw)
    short = short_form(raw)
    links = tuple(_link(text, part.body, url) for url in reading.spans.urls)
    csl = reading.csl
    if short is not None:
        csl = _short_fields(short, csl)
    elif _is_prose(raw, reading) or not (links or linked or _shows_a_source(raw, reading)):
        if not links:
            return None
        csl = CslItem(type="webpage", URL=csl.URL, DOI=csl.DOI, accessed=csl.accessed)
    source = next((link.url for link in links if link.role != "archive"), csl.URL)
    return Citation(
        id=identifier,
        text=text.text[part.start : part.end],
        signal=part.signal,
        csl=csl if source == csl.URL else evolve(csl, URL=source),
        accessed=reading.spans.access.accessed if reading.spans.access else None,
        links=links,
        short_form=short is not None,
        location=text.locate(part.start),
    )


def _short_fields(form: ShortForm, csl: CslItem) -> CslItem:
    """A back-reference says who and where, if that; all else is its source's."""
    author = (read_names(form.lead) or ()) if form.lead else ()
    return CslItem(author=author, page=csl.page)


def _link(text: PlacedText, offset: int, url: UrlSpan) -> Link:
    """A URL with its place; one that the layout had broken is known by the lines that it spans."""
    start, end = offset + url.start, offset + url.end
    if bisect_right(text.starts, start) == bisect_right(text.starts, end - 1):
        lines = [text.text[start:end]]
    else:
        pieces = text.cut(start, end).origins
        # pieces on one line stand apart only by marks that are not shown, as a backslash in Markdown
        lines = ["".join(piece.text for piece in group) for _, group in groupby(pieces, key=_line)]
    return Link(
        url=url.url,
        raw="\n".join(lines),
        repaired=len(lines) > 1,
        role="doi" if url.bare and doi_of(url.url) else _role(url.url),
        location=text.locate(start),
    )


def _line(piece: Fragment) -> tuple[int | None, int]:
    return piece.page, piece.line


def _role(url: str) -> LinkRole:
    return "archive" if archived_original(url) is not None else "source"


def _with_links(
    found: tuple[Citation, ...],
    text: PlacedText,
    beyond: tuple[Link, ...],
    linked: tuple[Link, ...],
    note_id: str,
) -> tuple[Citation, ...]:
    """Add links that no citation has yet to the last citation that begins before them.

    `beyond` are links behind the part that was read; of `linked`, the format's own, those that are written
    out in the note stand there already.
    """
    fresh = list(beyond)
    if linked:
        shown = chain(beyond, *(citation.links for citation in found))
        written = {normalize(link.url) for link in shown}
        fresh += [evolve(link, role=_role(link.url)) for link in linked if normalize(link.url) not in written]
    if not fresh:
        return found
    if not found:
        location = text.locate(0)
        found = (Citation(id=f"{note_id}.1", text=text.text, csl=CslItem(type="webpage"), location=location),)
    places = [(citation.location.line, citation.location.column) for citation in found]
    for index in range(len(places) - 2, -1, -1):
        places[index] = min(places[index], places[index + 1])
    added: dict[int, list[Link]] = {}
    for link in fresh:
        index = max(bisect_right(places, (link.location.line, link.location.column)) - 1, 0)
        added.setdefault(index, []).append(link)
    return tuple(_with_more(citation, added.get(index)) for index, citation in enumerate(found))


def _with_more(citation: Citation, links: list[Link] | None) -> Citation:
    if not links:
        return citation
    csl, url = citation.csl, links[0].url
    if not csl.URL:
        csl = evolve(csl, URL=url, DOI=csl.DOI or doi_of(url))
    return evolve(citation, links=(*citation.links, *links), csl=csl)


def _is_prose(raw: str, reading: Reading) -> bool:
    """Whether a text tells something instead of naming a source.

    A source has a URL, a date, a quoted title or numbers; a text without any of these is one only if it
    is short and no sentence.
    """
    csl = reading.csl
    if reading.spans.urls:
        return _is_sentence(raw, reading)
    count = len((csl.title or "").split())
    if (
        csl.author
        and csl.title
        and (csl.publisher or csl.container_title or csl.issued)
        and count < _LONGEST_TITLE
    ):
        return False
    if csl.issued or reading.quoted or csl.volume or csl.page or csl.accessed:
        return count > _LONGEST_TITLE or (not csl.author and not reading.quoted and _tells(raw))
    return len(raw.split()) > 14 or bool(_SENTENCE.search(raw) and not csl.author) or _tells(raw)


def _shows_a_source(raw: str, reading: Reading) -> bool:
    """Whether a text without a URL has anything of a source: a date, a quotation, a number, or names.

    `Emphasis mine` and `The tariff in force at the time` are remarks.
    """
    csl = reading.csl
    if csl.issued or csl.accessed or reading.quoted or any(character.isdigit() for character in raw):
        return True
    undated = words("citation_words", "no_date")
    if any(word in undated or word[:-1] in undated for word in raw.split()):
        return True  # `n.d.`, and `n.d.b` where one author has several
    if csl.author:
        return csl.title is not None
    telling = [word for word in _WORD.findall(raw) if len(word) > _SMALL_WORD]
    large, small = (sum(map(case, (word[0] for word in telling))) for case in (str.isupper, str.islower))
    if not large and not small:
        return True  # a script without capitals does not tell
    return large > (max(small, 2) if small else 1)


def _tells(raw: str) -> bool:
    verbs = words("citation_words", "verbs").known
    return any(word.strip(".,;:") in verbs for word in raw.split()[1:])


def _is_sentence(raw: str, reading: Reading) -> bool:
    """`Resolutions are available at URL`: words that lead to the URL, and no title before it."""
    return bool(_LEADS.search(raw)) and not reading.csl.issued


_LEADS = re.compile(
    r"\b(?:are|is|was|were|can be|may be|have been|has been|sind|ist|est|sont|son|está|están|são|è|sono)\b"
    r"[^,;!?“”\"]{0,60}"
    r"(?:available|found|seen|accessed|downloaded|verfügbar|abrufbar|disponible|disponibil|disponíve)",
    re.IGNORECASE,
)
