"""One document repaired: planned, tried, read again, and what would change more than it should left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from attrs import evolve, frozen

from srccheck.documents.formats import REGISTRY
from srccheck.errors import UnreadableInputError, UsageError
from srccheck.extraction import extract
from srccheck.fixing.checking import says_the_same
from srccheck.fixing.docx import DocxFile, DocxHand
from srccheck.fixing.facts import Facts
from srccheck.fixing.hands import BibliographyHand, Hand, PlainHand
from srccheck.fixing.html import HtmlHand
from srccheck.fixing.markdown import MarkdownHand
from srccheck.fixing.planning import Wish, plan_with
from srccheck.fixing.records import Edit, Fix, apply
from srccheck.fixing.source import Source
from srccheck.fixing.wikitext import WikitextHand
from srccheck.model import Document
from srccheck.text.encoding import decode

__all__ = ["Repaired", "is_fixable", "plan", "repair"]

_HANDS: dict[str, Callable[[Source], Hand]] = {
    "text": PlainHand,
    "markdown": MarkdownHand,
    "html": HtmlHand,
    "wikitext": WikitextHand,
    "bibtex": BibliographyHand,
    "ris": BibliographyHand,
    "csl-json": BibliographyHand,
}
_CHANGES_MORE = "the document would be read otherwise beside it; change it by hand"


@frozen(kw_only=True)
class Repaired:
    """What came of one document.

    Attributes:
        path: as the caller named it.
        fixes: all of them, in document order; those that were not done say why.
        before, after: its text without and with the repairs, for a diff; of a Word document, its paragraphs.
        data: the repaired file; None where nothing is repaired.
    """

    path: str
    fixes: tuple[Fix, ...] = ()
    before: str = ""
    after: str = ""
    data: bytes | None = None

    @property
    def done(self) -> tuple[Fix, ...]:
        """The fixes that `after` has."""
        return tuple(fix for fix in self.fixes if fix.why_not is None)

    @property
    def offered(self) -> tuple[Fix, ...]:
        """The others."""
        return tuple(fix for fix in self.fixes if fix.why_not is not None)


def is_fixable(name: str, data: bytes) -> bool:
    """Whether a document is of a format that can be repaired, by its content and name.

    Args:
        name: what it is called.
        data: the file.
    """
    form = REGISTRY.for_data(data) or REGISTRY.for_name(name)
    return _is_fixable(form.name)


def _is_fixable(name: str) -> bool:
    return name in _HANDS or name == "docx"


def plan(
    source: str | bytes, document: Document, facts: Facts | None = None, wish: Wish | None = None
) -> tuple[Fix, ...]:
    """What is to be changed in a document, before any of it is tried.

    Args:
        source: its text, or, of a Word document, the file.
        document: what `srccheck.extract` makes of it.
        facts: what is known of links, by their normalised URL.
        wish: what is wanted; all offline and online fixes where None.

    Raises:
        UsageError: no document of this format can be repaired.
    """
    if document.format == "docx" and isinstance(source, bytes):
        hand: Hand = DocxHand(DocxFile(document.path, source), document)
    elif document.format in _HANDS and isinstance(source, str):
        hand = _HANDS[document.format](Source(text=source))
    else:
        raise UsageError(f"{document.path}: documents of the format {document.format} are never changed")
    return plan_with(hand, document, facts or {}, wish or Wish())


def repair(
    path: str, data: bytes, *, facts: Facts, wish: Wish, now: dt.datetime, name: str | None = None
) -> Repaired:
    """Repair one document in memory.

    All fixes are tried together and the result read again; where it says anything else than it should,
    the fixes are parted until those are found that spoil it, and these are only told.

    Args:
        path: as the caller named it.
        data: the file.
        facts: what is known of links.
        wish: what is wanted.
        now: the date of tracked changes.
        name: what to call it where `path` has no telling suffix (standard input).

    Raises:
        UnreadableInputError: it cannot be read, or not be written without spoiling it.
    """
    if not is_fixable(name or path, data):
        raise _never(path, (REGISTRY.for_data(data) or REGISTRY.for_name(name or path)).label)
    document = extract(data, name=name or path)
    if not _is_fixable(document.format):
        raise _never(path, document.format)
    bench = _Bench(name=name or path, data=data, document=document, now=now)
    planned = plan_with(bench.hand, document, facts, wish)
    wanted = [fix for fix in planned if fix.why_not is None]
    kept = _settle(bench, wanted, [])
    done = {(fix.place, fix.codes): fix for fix in kept}
    fixes = tuple(
        fix
        if fix.why_not
        else done.get((fix.place, fix.codes)) or evolve(fix, edits=(), why_not=_CHANGES_MORE)
        for fix in planned
    )
    before = bench.hand.text
    return Repaired(
        path=document.path,
        fixes=fixes,
        before=before,
        after=apply(before, kept),
        data=bench.written(kept) if kept else None,
    )


def _never(path: str, label: str) -> UnreadableInputError:
    return UnreadableInputError(
        path, f"{label} is never changed by srccheck", "put its links right in the program that made it"
    )


class _Bench:
    """A document, and what becomes of it with some fixes."""

    def __init__(self, *, name: str, data: bytes, document: Document, now: dt.datetime) -> None:
        self.hand: Hand
        self._name = name
        self._document = document
        self._now = now
        self._file = DocxFile(document.path, data) if document.format == "docx" else None
        if self._file is not None:
            self.hand = DocxHand(self._file, document)
            return
        decoded = decode(data, declared=document.encoding)
        if decoded is None:
            raise UnreadableInputError(document.path, "its encoding cannot be told", "save it as UTF-8")
        self.hand = _HANDS[document.format](Source.of(document.path, data, decoded))

    def written(self, fixes: Sequence[Fix]) -> bytes | None:
        """The file with fixes done; None where that cannot be written."""
        edits: list[Edit] = [edit for fix in fixes for edit in fix.edits]
        if self._file is not None:
            return self._file.write(edits, now=self._now)
        try:
            return self.hand.source.encoded(apply(self.hand.text, fixes))
        except UsageError:
            return None

    def is_sound(self, fixes: Sequence[Fix]) -> bool:
        """Whether the file with fixes done says the same but for them."""
        data = self.written(fixes)
        if data is None:
            return False
        try:
            after = extract(data, name=self._name)
        except UnreadableInputError:
            return False
        return says_the_same(self._document, after, fixes)


def _settle(bench: _Bench, fixes: list[Fix], kept: list[Fix]) -> list[Fix]:
    """As many of the fixes as can be done beside those that are kept already; halved until sound."""
    if not fixes or bench.is_sound([*kept, *fixes]):
        return [*kept, *fixes]
    if len(fixes) == 1:
        other = evolve(fixes[0], edits=fixes[0].otherwise, otherwise=())
        return [*kept, other] if other.edits and bench.is_sound([*kept, other]) else kept
    half = len(fixes) // 2
    return _settle(bench, fixes[half:], _settle(bench, fixes[:half], kept))
