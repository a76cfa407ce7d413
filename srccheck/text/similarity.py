"""Whether two titles name the same thing: the cited one, and what a page says of itself.

Evidence for a match is cheap to have and evidence against it is not: a page may call itself by its site's
name, in another language, or not at all. `different` is said only of two titles in one language that
have little in common; everything short of that is `unknown`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from attrs import evolve

from srccheck.model.citation import Language
from srccheck.model.links import MatchVerdict, TitleMatch
from srccheck.text.languages import UNDETERMINED, kindred, title_language

__all__ = ["MatchVerdict", "TitleMatch", "compare_titles", "is_generic", "language_of_title", "skeleton"]


SAME = 0.80
SIMILAR = 0.65
SAME_ABJAD = 0.60
SIMILAR_ABJAD = 0.50
"""Scripts that do not write vowels have less to compare."""

_SURE = 0.6
"""Confidence from which a title's language is taken for granted when a mismatch hangs on it."""
_PART_WEIGHT = 0.95
_PART_LETTERS = 20
_PIECE_LETTERS = 12
_LONGEST = 500
"""Characters of a title that are compared: a page can call itself by a whole book."""
_OTHER_NUMBERS = SAME - 0.01

_SEPARATORS = re.compile(r"\s[|·•»«:/>–—-]{1,3}\s|\s?\|\s?|\s?::\s?|\s?»\s?")
_SUBTITLE = re.compile(r"[:.?!]\s|\s[–—-]\s")
_NOT_WORD = re.compile(r"[^\w\s]|_")
_ELLIPSIS = re.compile(r"(?:…|\.{3})\W{0,5}$")
_NUMBER = re.compile(r"\d{1,12}")
_VOWELS = re.compile(r"[aeiou]")
_DOUBLE = re.compile(r"(.)\1{1,8}")
_ABJADS = frozenset({"ARABIC", "HEBREW", "SYRIAC"})


def compare_titles(
    cited: str,
    found: Sequence[tuple[str, str]],
    *,
    cited_language: Language | None = None,
    page_language: Language | None = None,
) -> TitleMatch:
    """Compare a cited title with what a page calls itself.

    Args:
        cited: as cited, in its own script or romanised.
        found: titles of the page (or its capture), each with where it stood, best first.
        cited_language: language of the cited title; None to tell it from the title.
        page_language: language of the page; None to tell it from the title found.

    Returns:
        The match of the likeliest pair.
    """
    titles = [(_tidy(title), via) for title, via in found]
    told = [(title, via) for title, via in titles if title and not is_generic(title)]
    if not _letters(cited) or not told:
        title, via = titles[0] if titles else (None, None)
        return TitleMatch(verdict="unknown", score=0.0, cited=cited, found=title, via=via)
    matches = [_compare(_tidy(cited), title, via, cited_language, page_language) for title, via in told]
    return max(matches, key=lambda match: match.score)


@lru_cache(maxsize=256)
def language_of_title(title: str) -> Language:
    """The language of a title, remembered: one title is held against many.

    Args:
        title: as cited, or as a page has it.
    """
    return title_language(title)


def is_generic(title: str) -> bool:
    """Whether a title names no page: "Home", "Access denied | Example News".

    Args:
        title: of a page.
    """
    parts = [_plain(part) for part in _SEPARATORS.split(title)]
    return _plain(title) in _generic() or any(part in _generic() for part in parts if part)


def skeleton(title: str) -> str:
    """What is left of a title when scripts and romanisations are evened out.

    Args:
        title: in any script.

    Returns:
        Lower-case ASCII words; the same, nearly, for a title and any romanisation of it.
    """
    # Loaded late: commands that compare no titles need not wait for its tables.
    from anyascii import anyascii  # noqa: PLC0415

    ascii_text = anyascii(unicodedata.normalize("NFC", title)).lower().replace("'", "").replace("`", "")
    pattern, table = _digraphs()
    merged = pattern.sub(lambda hit: table[hit[0]], _NOT_WORD.sub(" ", ascii_text))
    return " ".join(_DOUBLE.sub(r"\1", merged).split())


def _compare(
    cited: str, title: str, via: str, cited_language: Language | None, page_language: Language | None
) -> TitleMatch:
    mine, theirs = _scripts(cited), _scripts(title)
    pairs = [(a, b) for a in _variants(cited, True) for b in _variants(title, False)]
    score = max(_likeness(_plain(a), _plain(b), _cut(a, b)) for a, b in pairs)
    across = abjad = False
    if mine != theirs:
        abjad = bool((mine ^ theirs) & _ABJADS)
        evened = max(_likeness(_evened(a, abjad), _evened(b, abjad), _cut(a, b)) for a, b in pairs)
        across, score = evened > score, max(evened, score)
    if score >= SAME and not _same_numbers(cited, title):
        score = _OTHER_NUMBERS
    match = TitleMatch(
        verdict="different",
        score=score,
        cited=cited,
        found=title,
        via="romanised-title" if across and via == "title" else via,
    )
    same, similar = (SAME_ABJAD, SIMILAR_ABJAD) if abjad else (SAME, SIMILAR)
    if score >= same:
        return evolve(match, verdict="same")
    if score >= similar:
        return evolve(match, verdict="similar")
    languages = (cited_language or language_of_title(cited), page_language or language_of_title(title))
    return match if _comparable(*languages) else evolve(match, verdict="unknown")


def _comparable(mine: Language, theirs: Language) -> bool:
    """Whether unlike titles must be titles of unlike things, and not translations of each other."""
    if UNDETERMINED in (mine.tag, theirs.tag) or min(mine.confidence, theirs.confidence) < _SURE:
        return False
    return kindred(mine.tag).removesuffix("-Latn") == kindred(theirs.tag).removesuffix("-Latn")


def _evened(title: str, abjad: bool) -> str:
    return _VOWELS.sub("", skeleton(title)) if abjad else skeleton(title)


def _cut(one: str, other: str) -> bool:
    return bool(_ELLIPSIS.search(one) or _ELLIPSIS.search(other))


def _likeness(a: str, b: str, cut: bool) -> float:
    # Loaded late: commands that compare no titles need not load it.
    from rapidfuzz import fuzz  # noqa: PLC0415

    if not a or not b:
        return 0.0
    scores = [fuzz.ratio(a, b), fuzz.ratio(a.replace(" ", ""), b.replace(" ", ""))]
    shorter, longer = sorted((len(a), len(b)))
    if shorter >= _PART_LETTERS and len(a.split()) > 2 and len(b.split()) > 2:
        scores.append(_PART_WEIGHT * fuzz.token_sort_ratio(a, b))
        # A part stands for the whole where it is the larger part, or is marked as cut off.
        if cut or 2 * shorter >= longer:
            scores.append(_PART_WEIGHT * fuzz.token_set_ratio(a, b))
            scores.append(_PART_WEIGHT * fuzz.partial_ratio(a, b))
    return max(scores) / 100


def _variants(title: str, is_cited: bool) -> Iterator[str]:
    """A title with and without what sites, cutting and subtitles add to it."""
    whole = title.strip()
    yield whole
    pattern = _SUBTITLE if is_cited else _SEPARATORS
    cuts = list(pattern.finditer(whole))
    if not cuts:
        return
    pieces = [whole[: cuts[-1].start()], whole[: cuts[0].start()]]
    if not is_cited:
        pieces += [whole[cuts[0].end() :], whole[cuts[-1].end() :]]
    for piece in dict.fromkeys(pieces):
        if _letters(piece) >= _PIECE_LETTERS:
            yield piece


def _same_numbers(cited: str, title: str) -> bool:
    """Resolution 1416 is not Resolution 1417; a number that only one of them has says nothing."""
    mine, theirs = set(_NUMBER.findall(cited)), set(_NUMBER.findall(title))
    return not mine or not theirs or bool(mine & theirs)


def _tidy(title: str) -> str:
    return " ".join(title[:_LONGEST].split())


def _plain(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold().replace("’", "").replace("'", "")
    return " ".join(_NOT_WORD.sub(" ", folded).split())


def _letters(title: str) -> int:
    return sum(map(str.isalnum, title))


def _scripts(title: str) -> frozenset[str]:
    """The scripts of the letters, by their Unicode names; kana and Han are one."""
    names = {unicodedata.name(letter, "?").split()[0] for letter in set(title) if letter.isalpha()}
    return frozenset("CJK" if name in ("HIRAGANA", "KATAKANA") else name for name in names) - {"MODIFIER"}


@cache
def _generic() -> frozenset[str]:
    return frozenset(_plain(line) for line in _lines("generic_titles.tsv"))


@cache
def _digraphs() -> tuple[re.Pattern[str], dict[str, str]]:
    table = dict(line.split("\t") for line in _lines("romanised_digraphs.tsv"))
    return re.compile("|".join(sorted(table, key=lambda key: (-len(key), key)))), table


def _lines(name: str) -> list[str]:
    text = files("srccheck.text").joinpath(f"data/{name}").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")][1:]
