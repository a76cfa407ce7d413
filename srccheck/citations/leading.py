"""Names at the head of a citation without quotation marks: where they end."""

from __future__ import annotations

import re

from srccheck.citations.headings import EDGE, has_words
from srccheck.citations.pieces import sentences
from srccheck.model.citation import CslName
from srccheck.text.names import is_initials, is_organisation, is_person, read_names
from srccheck.text.surnames import begins_with_surname
from srccheck.text.wordlists import fold, words

__all__ = ["family_first", "leading_names", "names_before_colon", "names_before_stop"]

_STRONG_BREAK = re.compile(r"\.(?=\s)")
_CONTINUES = re.compile(r"\s{0,3}(?:[^\W\d_]\.|[&;,–-]|[^\W\d_]\.-)")
_SURNAME_FOLLOWS = re.compile(r"\s[^\W\d_][\w’'-]{1,30}(?:,|\s(?:and|et|und|y|e|ve|i)\s(?=[A-ZÀ-Þ]))")
_ROLE_AFTER = re.compile(r"\s?\([^()]{2,60}\)\.?(?=\s)")
_COLON = re.compile(r"\s?(?::\s|：)")
_INITIAL_FIRST = re.compile(r"(?:[^\W\d_]\.[\s-]?){1,4}\s?[^\W\d_]{2}")


def names_before_colon(left: str) -> tuple[tuple[CslName, ...], int] | None:
    """`Lee, Ann ; Poe, Bo: Title`."""
    match = _COLON.search(left[:600])
    if match is None:
        return None
    text = left[: match.start()]
    names = read_names(text, lone=False)
    if (
        names
        and family_first(text, names)
        and (text.count(",") == 1 or ";" in text or all(n.literal for n in names))
    ):
        return names, match.end()
    return None


def names_before_stop(left: str) -> tuple[tuple[CslName, ...], int] | None:
    """`LEE, A. B. Title`, `Lee AB, Poe C. Title`, `MINISTRY OF TRADE. Title`."""
    for match in _STRONG_BREAK.finditer(left[:1200]):
        text, rest = left[: match.start()], left[match.end() :]
        small = rest.lstrip()[:1].islower()
        if small or _CONTINUES.match(rest) or _name_goes_on(rest):
            continue
        if words("citation_words", "et_al").after(rest, 0) or (
            "," not in text and text[-2:-1] in " ." and _SURNAME_FOLLOWS.match(rest)
        ):
            continue
        names = read_names(text + ("." if _INITIAL_FIRST.match(text) else ""), lone=False)
        plain = names and family_first(text, names) and has_words(rest)
        if names and plain and not _title_in_it(text, names, rest):
            role = _ROLE_AFTER.match(rest)
            return names, match.end() + (role.end() if role else 0)
        if names is None and len(text) > 12 and "," not in text and ";" not in text:
            return None
    return None


def _title_in_it(text: str, names: tuple[CslName, ...], rest: str) -> bool:
    """`Ann Lee, Relations. The end, London` and `The Council, A Better World. Plan` hold a title."""
    if "," not in text or ";" in text:
        return False
    first = names[0]
    if first.literal:
        return any(name.family for name in names)
    if text.isupper() or (first.family or "").isupper() or " " not in (first.family or ""):
        return False
    return (
        not is_initials(first.given or "") and not (first.given or "").isupper() and len(sentences(rest)) < 2
    )


def _name_goes_on(rest: str) -> bool:
    """A small word for *and*, or a particle: `A. T. de; SILVA`. Spanish `Y` begins titles, too."""
    word = (rest.split() or [""])[0].strip(".,;")
    known = words("citation_words", "and_words").known | words("citation_words", "particles").known
    return (word.islower() or word == "&") and word in known


def family_first(text: str, names: tuple[CslName, ...]) -> bool:
    """The order of bibliographies, which tells names from titles.

    Organisations count where they can be told.
    """
    first = names[0]
    if words("citation_words", "et_al").before(text, len(text)):
        return True
    if first.literal:
        known = is_organisation(first.literal) or begins_with_surname(first.literal)
        return known or first.literal.isupper() or len(names) > 1
    if not first.given:
        return len(names) > 1 or text.strip(EDGE).isupper()
    return fold(text.lstrip(EDGE)).startswith(fold(first.family or ""))


def leading_names(texts: list[str]) -> int:
    """How many of the comma pieces are authors."""
    if not texts or len(texts) < 2:
        return 0
    first = texts[0]
    if (
        len(texts) > 2
        and first.isupper()
        and is_person(texts[1])
        and not texts[1].isupper()
        and len(texts[1].split()) <= 4
    ):
        count = 2
        while (
            count + 1 < len(texts)
            and texts[count].isupper()
            and is_person(texts[count + 1])
            and len(texts[count]) > 1
        ):
            count += 2
        return count
    for count in range(min(len(texts), 12), 1, -1):
        place_follows = count < len(texts) and texts[count] in words("citation_words", "places")
        people = all(is_person(text) or is_initials(text) for text in texts[: count - 1])
        if people and not place_follows and _ends_list(texts[count - 1]):
            return count
    if texts[1][0].islower() and not is_organisation(first):
        return 0  # `Speech of Ann Lee, minister of culture`
    if read_names(first, lone=False) or (len(first.split()) == 1 and is_person(first)):
        count = 1
        while (
            _INITIAL_FIRST.match(first)
            and count < len(texts)
            and _INITIAL_FIRST.match(texts[count])
            and is_person(texts[count])
        ):
            count += 1
        if count < len(texts) and texts[count] in words("citation_words", "legal_forms"):
            count += 1
        return count
    return 0


def _ends_list(text: str) -> bool:
    """`Bo Poe and Cy Fox`: two names joined by a word for *and*."""
    word, _, rest = text.partition(" ")
    if word in words("citation_words", "and_words") and is_person(rest):
        return True
    joined = read_names(text)
    return (
        joined is not None
        and len(joined) == 2
        and "," not in text
        and all(n.family and n.given for n in joined)
    )
