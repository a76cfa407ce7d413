"""What a host answers for an address that nobody ever gave: the measure for pages in doubt.

After Bar-Yossef et al., "Sic transit gloria telae" (WWW 2004), who found soft-404s by asking for a random
name in the same folder.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from attrs import frozen

from srccheck.web.gates import address_words
from srccheck.web.notfound_words import folded, says_not_found, speaks_of_absence
from srccheck.web.page import PageView

__all__ = ["Sibling", "alike", "sibling_of"]

_NUMBER = re.compile(r"\d{4,}")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}\Z")
_TURNS = re.compile(r"(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]")
_OPAQUE_LEAST = 6
_MANY_TURNS = 2
_LETTERS = "bcdfghjklmnpqrstvwxz"
_NAME_LENGTH = 18
_DIGITS = 9
_SAME = 0.9
_SHINGLE = 3


@frozen(kw_only=True)
class Sibling:
    """An address beside another that nobody ever gave.

    Attributes:
        url: the address; the same for all links of its folder that are alike, and in every run.
        folder: what links share that have this sibling.
    """

    url: str
    folder: str


def sibling_of(url: str) -> Sibling | None:
    """A made-up address in the same folder as a URL, of the same kind: digits for digits, `.html` likewise.

    Where a part of the path is a number that names the page, that one is changed: what follows it is
    often not looked at (`/questions/4711/any-words`).

    Args:
        url: normalised.

    Returns:
        None where nothing in the URL names a page.
    """
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    ids = address_words("ids")["keys"]
    named = next((index for index, (key, value) in enumerate(pairs) if key.lower() in ids and value), None)
    if named is not None:
        key, value = pairs[named]
        folder = f"{parts.scheme}://{parts.netloc}{parts.path}?{key}={_kind(value)}"
        query = urlencode([(key, _made_up(folder, value))])
        return Sibling(url=urlunsplit((parts.scheme, parts.netloc, parts.path, query, "")), folder=folder)
    names = parts.path.split("/")
    telling = [index for index, name in enumerate(names) if name]
    if not telling:
        return None
    chosen = telling[-1]
    for index in telling[:-1]:
        found = _NUMBER.search(names[index])
        if (found and not _YEAR.match(found[0])) or _is_key(names, index):
            chosen = index
    before, name = "/".join(names[:chosen]), names[chosen]
    folder = f"{parts.scheme}://{parts.netloc}{before}/{_kind(name)}"
    after = "/".join([_made_up(folder, name), *names[chosen + 1 :]])
    return Sibling(url=urlunsplit((parts.scheme, parts.netloc, f"{before}/{after}", "", "")), folder=folder)


def _is_key(names: list[str], index: int) -> bool:
    """A number that is no part of a date, or letters and digits in turns, as in `c0ffee12ab`."""
    name = names[index]
    if name.isdecimal():
        return not any(_YEAR.match(part) for part in names[: index + 1])
    return len(name) >= _OPAQUE_LEAST and name.isalnum() and len(_TURNS.findall(name)) >= _MANY_TURNS


def _kind(name: str) -> str:
    ending = _ENDING.search(name)
    stem = name[: ending.start()] if ending else name
    return ("number" if stem.isdigit() else "name") + (ending[0] if ending else "")


def _made_up(folder: str, name: str) -> str:
    ending = _ENDING.search(name)
    stem = name[: ending.start()] if ending else name
    digest = int.from_bytes(hashlib.sha256(folder.encode()).digest()[:16], "big")
    if stem.isdigit():
        made = str(10 ** (_DIGITS - 1) + digest % (9 * 10 ** (_DIGITS - 1)))
    else:
        letters = []
        for _ in range(_NAME_LENGTH):
            digest, index = divmod(digest, len(_LETTERS))
            letters.append(_LETTERS[index])
        made = "".join(letters)
    return made + (ending[0] if ending else "")


def alike(page: PageView, other: PageView) -> bool:
    """Whether two pages are one, but for what changes with the address: a not-found page, most likely.

    Pages that scripts fill are all alike before; they prove nothing, unless they speak of something missing.

    Args:
        page: the page in question.
        other: what the host shows for an address that nobody ever gave.
    """
    if not (page.is_html and other.is_html) or page.cut or other.cut:
        return False
    if (page.is_unbuilt or other.is_unbuilt) and not _speaks(other):
        return False
    if folded(page.facts.title or "") != folded(other.facts.title or ""):
        return False
    mine, theirs = _shingles(page.facts.text_sample), _shingles(other.facts.text_sample)
    if not mine or not theirs:
        return mine == theirs and bool(page.facts.title)
    return len(mine & theirs) / len(mine | theirs) >= _SAME


def _speaks(page: PageView) -> bool:
    return any(map(says_not_found, page.names)) or speaks_of_absence(page.facts.text_sample)


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = [word for word in folded(text).split() if not any(letter.isdigit() for letter in word)]
    if len(words) < _SHINGLE:
        return frozenset({tuple(words)}) if words else frozenset()
    return frozenset(zip(words, words[1:], words[2:], strict=False))
