"""Words that are quoted: found in a sentence, and looked for in the text that they are said to be from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from attrs import frozen

__all__ = ["Quotation", "find_quotations", "holds", "is_telling"]

_PAIRS = {
    "“": "”",
    "„": "“”‟",
    "«": "»",
    "»": "«",
    "‹": "›",
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    '"': '"',
}
"""By the delimiters of CLDR 46 (`quotationStart` … `alternateQuotationEnd`)."""
_IN_WORDS = frozenset("’‘")
_LONGEST = 1_500
_FEWEST_WORDS = 5
_FEWEST_LETTERS = 25
_FEWEST_CJK = 12
_ALIKE = 90.0
"""Of 100, for words that a hyphen, a misprint or another edition parts by a little."""
_MOST_TEXT = 400_000
_PIECE_LETTERS = 8

_LEFT_OUT = re.compile(r"[\[(]\s?(?:…|\.\s?\.\s?\.)\s?[\])]|…|\.\s?\.\s?\.")
_CHANGED_LETTER = re.compile(r"\[(\w)\](?=\w)")
_INSERTED = re.compile(r"\[[^\[\]]{0,200}\]")
_NOT_SHOWN = re.compile(r"[\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@frozen(kw_only=True)
class Quotation:
    """Quoted words: `text[start:end]` with their marks, `words` without."""

    start: int
    end: int
    words: str


def find_quotations(text: str) -> Iterator[Quotation]:
    """The outermost quotations of a text, in order, whatever their length.

    Args:
        text: a few sentences.
    """
    at = 0
    while at < len(text):
        closing = _PAIRS.get(text[at])
        end = _close(text, at, closing) if closing and _opens(text, at) else None
        if end is None:
            at += 1
        else:
            yield Quotation(start=at, end=end + 1, words=" ".join(text[at + 1 : end].split()))
            at = end + 1


def is_telling(words: str) -> bool:
    """Whether quoted words are enough to be looked for: names, terms and scare quotes stand in every text.

    Args:
        words: without their marks.
    """
    if len(_CJK.findall(words)) >= _FEWEST_CJK:
        return True
    return len(words.split()) >= _FEWEST_WORDS and sum(map(str.isalnum, words)) >= _FEWEST_LETTERS


def holds(text: str, words: str) -> bool:
    """Whether a text has the quoted words, in their order.

    Case, punctuation, hyphens at line ends and white space do not count. What the quotation leaves out
    (`…`, `[…]`) or puts in (`[sic]`, `[T]he`) may be anything.

    Args:
        text: the source's.
        words: a quotation without its marks.
    """
    bare, place = _bare(text[:_MOST_TEXT]), 0
    for piece in _pieces(words):
        at = bare.find(piece, place)
        if at < 0:
            at = _nearly(bare, piece, place)
        if at < 0:
            return False
        place = at + len(piece) // 2
    return True


def _opens(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not after.strip() and text[at] not in "«‹":  # French puts spaces inside of them
        return False
    return not before.isalnum() if text[at] in '"»‘‚“' else True


def _close(text: str, start: int, closing: str) -> int | None:
    """Where a quotation ends; one of its own kind inside it is passed over."""
    opening, depth = text[start], 0
    for at in range(start + 1, min(start + _LONGEST, len(text))):
        mark = text[at]
        if mark in closing and not _is_apostrophe(text, at):
            if not depth:
                return at
            depth -= 1
        elif mark == opening:
            depth += 1
    return None


def _is_apostrophe(text: str, at: int) -> bool:
    return text[at] in _IN_WORDS and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()


def _pieces(words: str) -> Iterator[str]:
    """The runs of a quotation that must stand in its source as they are."""
    whole = _CHANGED_LETTER.sub(r"\1", words)
    marked = _INSERTED.sub("\0", _LEFT_OUT.sub("\0", whole))
    pieces = [_bare(piece) for piece in marked.split("\0")]
    yield from (piece for piece in pieces if len(piece) >= min(_PIECE_LETTERS, max(map(len, pieces))))


def _bare(text: str) -> str:
    return _NOT_SHOWN.sub("", unicodedata.normalize("NFKC", text).casefold())


def _nearly(text: str, piece: str, place: int) -> int:
    # Loaded late: only where words are looked for and not found as they are.
    from rapidfuzz import fuzz  # noqa: PLC0415

    rest = text[place:]
    if len(rest) < len(piece):
        return -1
    found = fuzz.partial_ratio_alignment(piece, rest, score_cutoff=_ALIKE)
    return place + found.dest_start if found is not None else -1
