"""One person's name taken apart: which words are the surname."""

from __future__ import annotations

import re
from itertools import pairwise

from srccheck.model.citation import CslName
from srccheck.text.wordlists import fold, words

__all__ = ["CAPITALS", "INITIALS", "SUFFIX", "one_person", "person"]

INITIALS = re.compile(r"(?:[^\W\d_][.’'][\s-]?){0,5}[^\W\d_]?\.?\Z")
_JOINED_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,4}\Z")
CAPITALS = re.compile(r"(?:[A-ZÀ-ÞŁŚŻĆŃА-ЯЁ]{1,3}|[B-DF-HJ-NP-TV-Z]{4,5})(?:[-.][A-Z])?\Z")
SUFFIX = re.compile(r",?(?<!\s)\s++(?:Jr|Sr|II|III|IV|Júnior|Filho|Neto)\.?\Z")


def person(family: str, given: str) -> CslName:
    """A name of which both parts are known."""
    return CslName(family=family.strip(" ."), given=given.strip())


def one_person(name: str) -> CslName:
    """A name without commas, in whatever order it is printed.

    Args:
        name: words that can be one person's name.
    """
    name = SUFFIX.sub("", name)
    parts = name.split()
    if len(parts) == 1:
        return CslName(family=name) if name[0].isupper() and not name.isupper() else CslName(literal=name)
    if (INITIALS.match(parts[-1]) and not INITIALS.match(parts[0])) or (
        CAPITALS.match(_without_particle(parts)[-1]) and not name.isupper()
    ):
        return _initials_last(parts)
    capitals = [part for part in parts if part.isupper() and len(part.strip(".")) > 1]
    if capitals and len(capitals) < len(parts) and not INITIALS.match(capitals[0]):
        given = [part for part in parts if part not in capitals]
        return CslName(family=" ".join(capitals), given=" ".join(given))
    if name.isupper() and not any(INITIALS.match(part) for part in parts):
        return CslName(literal=name)
    if _JOINED_INITIALS.match(parts[0]):
        return CslName(family=" ".join(parts[1:]), given=parts[0])
    return _surname_last(parts)


def _without_particle(parts: list[str]) -> list[str]:
    """`Siqueira JS de`: a particle may stand behind initials."""
    behind = len(parts) > 2 and parts[-1] in words("citation_words", "particles").known
    return parts[:-1] if behind else parts


def _initials_last(parts: list[str]) -> CslName:
    small = words("citation_words", "particles").known
    starts = (
        index
        for index in range(1, len(parts))
        if parts[index] not in small
        and all(INITIALS.match(p) or CAPITALS.match(p) or p in small for p in parts[index:])
    )  # `Fernandes R de CP`
    first = next(starts, len(parts) - 1)
    return CslName(family=" ".join(parts[:first]), given=" ".join(parts[first:]))


def _surname_last(parts: list[str]) -> CslName:
    particles = words("citation_words", "particles").known
    first = len(parts) - 1
    for index, (part, _) in enumerate(pairwise(parts)):
        if index and fold(part) in particles and part[0].islower():
            first = index
            break
    return CslName(family=" ".join(parts[first:]), given=" ".join(parts[:first]))
