"""Names of authors as references print them: surname first or last, initials, lists, organisations."""

from __future__ import annotations

import re
from functools import lru_cache

from srccheck.model.citation import CslName
from srccheck.text.persons import CAPITALS, INITIALS, SUFFIX, one_person, person
from srccheck.text.surnames import begins_with_surname
from srccheck.text.wordlists import fold, words

__all__ = ["is_initials", "is_organisation", "is_person", "read_names"]

_MOST_WORDS = 6
# the head of one citation is tried at several ends; the answers for its pieces are kept a while
_remembered = lru_cache(maxsize=2048)
_FAMILY_CAPITALS = re.compile(r"[a-zà-ÿ] [A-ZÀ-Þ]{1,3}\Z")
# `Contarato AAPF`, where others of the list (`Rocha EDM`) show the order
_FAMILY_FOUR_CAPITALS = re.compile(r"(?P<family>[^\d,.]{1,40}[a-zà-ÿ]) (?P<given>[A-ZÀ-Þ]{4,5})\Z")
_INITIAL_LAST = re.compile(r"(?:^|[\s.])[^\W\d_]\Z")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHORTENED = frozenset({"chr.", "jos.", "alex.", "prof.", "wm.", "geo.", "thos.", "edw.", "fred."})
_TITLE_MARKS = re.compile(r"[?!\"“”«»:;()\[\]/=#]|\d")
_MARKS_OF_NO_NAME = re.compile(r"[?!\"“”«»:\[\]/=#\d]")
_COMMAS = re.compile(r"[,;]")
_SLASHED = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_a-z][^\W\d_][^/]{0,40},)")  # `Lee, Ann/Poe, Bo`
_BULLETS = re.compile(r"^[\s.*•–—_-]+")
_BRACKETED = re.compile(r"\([^()]{1,60}\)")
_EAST_ASIAN_MARKS = re.compile(r"[,，、;；]")
_SEMICOLONS = re.compile(r"\s?[;；]\s?")
_ROLE = re.compile(r"\s{0,9}+[(\[](?P<role>[^()\[\]]{1,40})[)\]]\s{0,9}+\Z")


@_remembered
def is_organisation(name: str) -> bool:
    """Whether a name is an organisation's: a word of it says so, or it is an acronym or a domain."""
    parts = name.split()
    known = words("citation_words", "organisations").known
    if not parts or INITIALS.match(name) or not words("citation_words", "verbs").known.isdisjoint(parts):
        return False
    endings = tuple(words("citation_words", "organisation_endings").known)
    bare = [part.strip(".,()'") for part in fold(name).split()]
    says = [part in known or (len(part) > 8 and part.endswith(endings)) for part in bare]
    if any(says):
        short = [part for part in parts if len(part) > 4]
        return says[0] or says[-1] or all(part[0].isupper() for part in short)
    territory = words("citation_words", "territories").after(name, 0)
    if territory is not None and name[territory:].lstrip()[:1].isupper():
        return True
    if len(parts) == 1:
        return (name.isupper() and len(name) > 1) or "." in name.strip(".")
    return False


@_remembered
def is_person(name: str) -> bool:
    """Whether a text can be one person's name: one to six words, all capitalised but for particles."""
    name = SUFFIX.sub("", name.strip(" ,"))
    parts = name.split()
    if not parts or len(parts) > _MOST_WORDS or len(name) > 80 or _TITLE_MARKS.search(name):
        return False
    particles = words("citation_words", "particles").known
    named = False
    for part in parts:
        if fold(part).rstrip(".") in particles and part[0].islower():
            continue
        if part[0].islower() and not part.startswith(("d'", "d’", "al-", "ibn", "l’", "l'")):
            return False
        if not part[0].isalpha() or (part is not parts[-1] and _ends_sentence(part)):
            return False
        named = named or not INITIALS.match(part) or (len(part) > 2 and "." not in part)
    return named


def _ends_sentence(part: str) -> bool:
    """`Rui.` ends a sentence, `J.` and `Chr.` do not."""
    return part[-1] == "." and part[1:-1].islower() and len(part) > 3 and fold(part) not in _SHORTENED


@_remembered
def read_names(text: str, *, lone: bool = True) -> tuple[CslName, ...] | None:
    """The authors that a text names.

    Args:
        text: all authors of a citation, without what follows them.
        lone: whether a single word may be an author.

    Returns:
        The names in order; a name that is no person's as `literal`. None where the text can't be a list
        of names. *et al.* is left out.
    """
    whole = text.strip(" ,;:.&\u00a0：，、،؛")
    text = _BULLETS.sub("", _without_others(whole)).strip(" ,;:&")
    lone = lone or len(text) < len(whole)
    text = text.replace("،", ",").replace("؛", ";")
    if "," in text and _SLASHED.search(text):
        text = _SLASHED.sub("; ", text)
    if text == whole and _INITIAL_LAST.search(text):
        text += "."
    if not text or len(text) > 2000 or _is_no_list(text):
        return None
    people: list[CslName] = []
    groups = _groups(text)
    for group in groups:
        read = _group(group, alone=len(groups) == 1)
        if read is None:
            return None
        people += read
    if not lone and len(people) == 1 and people[0].literal and " " not in text:
        return tuple(people) if is_organisation(text) or begins_with_surname(text) else None
    return tuple(people) or None


def _is_no_list(text: str) -> bool:
    """Marks and digits of titles, which no name holds but a firm's (`NGINX 2, Inc.`) or one in brackets."""
    if _EAST_ASIAN.search(text) and ". " in text:
        return True  # a sentence ends in it; nobody has initials in these scripts
    if "(" in text or not _MARKS_OF_NO_NAME.search(text):
        return False
    return not any(part in words("citation_words", "legal_forms") for part in _COMMAS.split(text))


def _without_others(text: str) -> str:
    start = words("citation_words", "editors").before(text, len(text))
    if start is not None and text[:start].endswith(", "):
        text = text[:start].rstrip(" ,")
    role = _ROLE.search(text)
    if role and role["role"] in words("citation_words", "editors"):
        text = text[: role.start()]
    start = words("citation_words", "et_al").before(text, len(text))
    if start is not None and start > 1:
        text = text[:start].rstrip(" ,;[(")
        joined = words("citation_words", "and_words").before(text, len(text))
        if joined and text[joined - 1] in " ," and not text[joined:].isupper():
            text = text[:joined]
    return text


def _groups(text: str) -> list[str]:
    """The text cut at semicolons and at words for *and*."""
    if _EAST_ASIAN.search(text):
        names = [part.strip(" .&") for part in _EAST_ASIAN_MARKS.split(text)]
        if all(" " not in name for name in names):
            return [name for name in names if name]
    out = []
    for chunk in _SEMICOLONS.split(text):
        pieces = [piece.rstrip(",") for piece in _AND.split(chunk)]
        if (
            len(pieces) > 1
            and is_organisation(chunk)
            and not any(" " in p and is_person(p) and not is_organisation(p) for p in pieces)
        ):
            pieces = [chunk]  # `Ministry of Trade and Industry`
        out += [piece.strip(" ,&") for piece in pieces]
    return [piece for piece in out if piece]


_AND = re.compile(
    r"\s(?<=\S\s)\s*+(?:AND|UND|ET|VE|И|"
    + "|".join(
        re.escape(word) for word in sorted(words("citation_words", "and_words").known, key=len, reverse=True)
    )
    + r")\s+"
)


def _group(group: str, *, alone: bool) -> list[CslName] | None:
    """One person or several between commas, surnames first or last.

    Args:
        group: the part.
        alone: it is all there is; else `Ann Lee, Bo Li` before `and Cy Poe` is two people.
    """
    parts = [part.strip() for part in group.split(",") if part.strip()]
    if len(parts) == 1:
        name = _single(parts[0])
        return [name] if name else None
    if len(parts) == 2 and parts[1] in words("citation_words", "legal_forms"):
        return [CslName(literal=group)]  # `NGINX, Inc.`
    pair = len(parts) == 2 and _inverted(parts[0], parts[1])
    if (pair and (alone or not all(map(_several_words, parts)))) or _pairs(parts):
        return [person(family, given) for family, given in zip(parts[::2], parts[1::2], strict=True)]
    initials_next = INITIALS.match(parts[1].split()[0]) is not None
    if len(parts) == 2 and parts[0].isupper() and " " not in parts[0] and initials_next:
        return None  # `LEE, J. R. Speech acts`
    people = []
    if _inverted(parts[0], parts[1]) and not _several_words(parts[0]) and all(map(_several_words, parts[2:])):
        people, parts = [person(parts[0], parts[1])], parts[2:]
    short = any(_FAMILY_CAPITALS.search(part) for part in parts)
    for part in parts:
        name = _single(part)
        if name is None:
            return None
        long = _FAMILY_FOUR_CAPITALS.match(part) if short else None
        people.append(person(long["family"], long["given"]) if long else name)
    return people


def _several_words(part: str) -> bool:
    """More than one word, particles (`van Rossum`) not counted."""
    particles = words("citation_words", "particles").known
    return sum(fold(word) not in particles for word in part.split()) > 1


def _pairs(parts: list[str]) -> bool:
    """`Family, G., Family, G.`: every second part is initials or, with surnames in capitals, a given name."""
    if len(parts) % 2:
        return False
    return all(
        _is_surname(family) and (is_initials(given) or CAPITALS.match(given))
        for family, given in zip(parts[::2], parts[1::2], strict=True)
    ) or all(
        family.isupper() and _inverted(family, given)
        for family, given in zip(parts[::2], parts[1::2], strict=True)
    )


def _is_surname(name: str) -> bool:
    return is_person(name) and not INITIALS.match(name.split(maxsplit=1)[0])


def _inverted(family: str, given: str) -> bool:
    """Whether two parts can be a surname and what belongs before it."""
    if any(INITIALS.match(part) for part in family.split()):
        return False  # `Charles H. Talbot, Reading John: A Commentary`
    if not _is_surname(family) or (is_organisation(family) and not family.isupper()):
        return False
    if is_initials(given):
        return True
    if CAPITALS.match(family.rsplit(maxsplit=1)[-1]) and not family.isupper():
        return False  # `Lee AB, Poe C`
    first = (given.split() or [""])[0]
    if not is_person(given) or given.isupper() or len(given.split()) > 4 or INITIALS.match(first):
        return False  # `LEE, J. R. Speech acts`
    return (
        family.isupper() or not _several_words(family) or (len(family.split()) <= 3 and given.count(" ") < 2)
    )


@_remembered
def is_initials(text: str) -> bool:
    """Whether a text is initials: `J. R.`, `JR`, with particles between or behind: `T. C. da`."""
    particles = words("citation_words", "particles").known
    parts = [part for part in text.split() if part.rstrip(".") not in particles]
    return bool(parts) and all(INITIALS.match(part) for part in parts)


def _single(name: str) -> CslName | None:
    """One name without commas."""
    name = name.strip(" ,")
    if " " not in name and not _TITLE_MARKS.search(name) and (name.islower() or _EAST_ASIAN.search(name)):
        return CslName(literal=name)  # a nickname; an East Asian name
    if is_organisation(name) and not _TITLE_MARKS.search(_BRACKETED.sub("", name)) and len(name) < 140:
        return CslName(literal=name)
    name = name.rstrip(".") if not INITIALS.match(name.split()[-1]) else name
    return one_person(name) if is_person(name) else None
