"""Back-references (*ibid.*, *op. cit.*, *supra note N*, short forms) and what each stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal

from attrs import evolve, frozen

from srccheck.model.citation import Citation
from srccheck.model.document import Note
from srccheck.text.wordlists import fold, words

__all__ = ["ShortForm", "resolve", "short_form"]

_LONGEST = 200
_YEAR = re.compile(r"(?<![\d-])(?:1[5-9]|20)\d\d(?![\d-])")
_NUMBER = re.compile(r"\s?\.?\s?(?P<number>\d{1,4})(?!\d)")
_WORD = re.compile(r"[^\W\d_][\w’'-]{2,}")
_ANY_WORD = re.compile(r"\w+")
_BARE_PAGE = re.compile(r"[,:]”?\s\d{1,4}(?:[–-]\d{1,4})?\.?\Z")
_LOCATOR = re.compile(
    r"[\s,.;:()\[\]،؛]{0,9}+(?:[^\W\d_]{1,9}+[.'’׳]?\s){0,3}+[\s,.;:()\[\]§¶]{0,9}+"
    r"(?:[\divxlcIVXLC]{1,8}+[\s,.;:–—-]{0,9}+){0,6}+[^\W\d_]{0,3}+\W{0,9}+\Z"
)


@frozen(kw_only=True)
class ShortForm:
    """A back-reference as it is worded.

    Attributes:
        kind: `same` (the source just cited), `work` (an earlier work of the author named), or `note` (a
            source of the note with that number).
        lead: what stands before the word: the author, perhaps a short title.
        number: the note's number.
    """

    kind: Literal["same", "work", "note"]
    lead: str = ""
    number: int | None = None


def short_form(text: str) -> ShortForm | None:
    """The back-reference that a citation's text is; None for a citation that names its source.

    Args:
        text: one source's part of a note, signal left out.
    """
    text = text.strip()
    if len(text) > _LONGEST or "://" in text:
        return None
    for key in ("same", "author"):
        end = words("ibid_words", key).after(text, 0)
        if end is not None and _LOCATOR.match(text, end):
            return ShortForm(kind="same")
    pointed = _noted(text)
    if pointed is not None:
        return pointed
    for match in _said(text, "work"):
        lead = text[: match.start("word")].strip(" ,.:;(")
        after = text[match.end() :]
        if not _YEAR.search(after if "cit" in match["word"].lower() else text) and (
            match["word"] != "cit" or lead
        ):
            return ShortForm(kind="work", lead=lead)
    return None


def _noted(text: str) -> ShortForm | None:
    """`supra note 12`; a word alone (`n 12`, `Fn. 3`) only in brackets."""
    for match in _said(text, "note"):
        number = _NUMBER.match(text, match.end())
        bracketed = text[: match.start()].rstrip().endswith("(")
        if number and (bracketed or " " in match["word"]):
            return ShortForm(
                kind="note", lead=text[: match.start()].strip(" ,.;:("), number=int(number["number"])
            )
    return None


def _said(text: str, key: str) -> Iterator[re.Match[str]]:
    """Where a word of a table is said; most texts hold none of the words that these begin with."""
    if not _first_words(key).isdisjoint(_ANY_WORD.findall(fold(text))):
        yield from _pattern(key).finditer(text)


@cache
def _first_words(key: str) -> frozenset[str]:
    return frozenset(_ANY_WORD.findall(word)[0] for word in words("ibid_words", key).known)


@cache
def _pattern(key: str) -> re.Pattern[str]:
    after = r"(?=[.,;:،؛\s)]|$)" if key == "work" else r"(?!\w)"
    before = r"(?:^|(?<=[\s,(:]))" if key == "work" else r"(?<!\w)"
    return re.compile(rf"{before}(?P<word>{_alternatives(key)}){after}", re.IGNORECASE)


def _alternatives(key: str) -> str:
    """A table's words, longest first, with a space allowed after each full stop."""
    known = sorted(words("ibid_words", key).known, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\.\ ", r"\.").replace(r"\.", r"\.\s?") for word in known)


def resolve(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Say for every back-reference which citation it stands for, where exactly one can be meant.

    *Ibid.* is the citation before it in its note, else the only citation of the last note that has any;
    *op. cit.* an earlier work of the author named; *supra note N* the source of that note. What is left
    with several candidates, or none, stays open (`refers_to` None, `short_form` true).

    Args:
        notes: the notes of one document, in order.
    """
    earlier = _Earlier()
    out = []
    for note in notes:
        if note.kind == "inline":
            out.append(note)
            continue
        done: list[Citation] = []
        for citation in note.citations:
            done.append(_resolved(citation, done, earlier))
            earlier.add(done[-1])
        out.append(evolve(note, citations=tuple(done)))
        earlier.close(note, done)
    return tuple(out)


class _Earlier:
    """Citations read so far, looked up by author and by note, so that time grows with the notes alone."""

    def __init__(self) -> None:
        self._by_author: dict[str, list[Citation]] = {}
        self._by_number: dict[int | None, list[Citation]] = {}
        self.last: tuple[Citation, ...] = ()

    def add(self, citation: Citation) -> None:
        """The next citation."""
        if not citation.short_form:
            for word in _authors(citation):
                self._by_author.setdefault(word, []).append(citation)

    def close(self, note: Note, citations: Sequence[Citation]) -> None:
        """The note is over; one without citations does not count."""
        if citations:
            self._by_number.setdefault(note.number, []).extend(citations)
            self.last = tuple(citations)

    def of_authors(self, words: Iterable[str]) -> Iterable[Citation]:
        """Works of which an author's name holds one of these words, each once."""
        return {c.id: c for word in words for c in self._by_author.get(word, ())}.values()

    def of_note(self, number: int | None) -> Sequence[Citation]:
        """All citations of the notes with a number."""
        return self._by_number.get(number, ())


def _resolved(citation: Citation, before: Sequence[Citation], earlier: _Earlier) -> Citation:
    body = citation.text.removeprefix(citation.signal or "").lstrip(" ,:")
    form = short_form(body) if citation.short_form else None
    if form is None:
        target = _by_author_and_title(citation, earlier)
        return evolve(citation, refers_to=target, short_form=True) if target else citation
    if form.kind == "note":
        noted = earlier.of_note(form.number)
        target = _only(noted) or _only(_named(form.lead, noted))
    elif form.kind == "work" and form.lead:
        target = _only(_named(form.lead, earlier.of_authors(_folded(form.lead))))
    elif before:
        target = _root(before[-1])
    else:
        target = _only(earlier.last)
    return evolve(citation, refers_to=target)


def _root(citation: Citation) -> str | None:
    """The source itself: a back-reference stands for what it refers to, if that is known."""
    return citation.refers_to if citation.short_form else citation.id


def _only(candidates: Iterable[Citation]) -> str | None:
    roots = {_root(candidate) for candidate in candidates}
    return roots.pop() if len(roots) == 1 else None


def _named(lead: str, candidates: Iterable[Citation]) -> list[Citation]:
    """Sources by the authors that a text names; where it names a title, too, of that title."""
    said = _folded(lead)
    found = [c for c in candidates if not c.short_form and _authors(c) & said]
    titled = [c for c in found if len(_title_words(c) & (said - _authors(c))) >= 2]
    return titled or found


def _folded(text: str) -> set[str]:
    return {fold(word) for word in _WORD.findall(text)}


def _authors(citation: Citation) -> set[str]:
    names = [name.family or name.literal or "" for name in citation.csl.author]
    return {fold(word) for name in names for word in _WORD.findall(name)}


def _title_words(citation: Citation) -> set[str]:
    return _folded(citation.csl.title or "")


def _by_author_and_title(citation: Citation, earlier: _Earlier) -> str | None:
    """`Lee, Short Title, p. 4`: the author and the beginning of a title, and nothing that is new."""
    csl = citation.csl
    if citation.links or not csl.author or csl.issued or csl.container_title or csl.publisher:
        return None
    if not csl.page and not _BARE_PAGE.search(citation.text):
        return None
    title = fold(csl.title or "")
    authors = _authors(citation)
    candidates = [
        c
        for c in earlier.of_authors(authors)
        if _authors(c) == authors and fold(c.csl.title or "").startswith(title)
    ]
    return _only(candidates)
