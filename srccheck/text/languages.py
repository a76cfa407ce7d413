"""In what language a title or a text is: its script first, then the n-grams of that script's languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files

from attrs import frozen

from srccheck.model.citation import Language
from srccheck.text.language_model import language_model
from srccheck.text.romanisation import class_shares, romanised_language

__all__ = ["UNDETERMINED", "is_told", "kindred", "text_language", "title_language"]

UNDETERMINED = "und"

_WORD = re.compile(r"[^\W\d_]{1,60}")
_WORD_LETTERS = 3
_SENTENCE = 3
"""Words from which a title is more than a name: "Lev Tolstoy" is no Russian in English company."""

_FOREIGN_SHARE = 0.3
"""Share of letters from which another script than Latin decides: names in Latin letters stand in titles
of every script, other scripts in a Latin title only where it quotes a word."""
_KANA_SHARE = 0.05
_TOO_UNSURE = 0.3
_UNSURE = 0.5
_UNCERTAIN = 0.8
"""Below this a title is not in another language where all of its words are English."""
_ENGLISH_SHARE = 0.4
_ENGLISH_QUARTER = 0.25
"""Shares of words that only English has: from the one, a title full of foreign names that left the
model unsure is English; from the other, it is not romanised."""
_TITLE_CASE_SHARE = 0.6
_LONGEST_TITLE = 500
_PIECE = 700
_SAMPLE = 3 * _PIECE
"""Characters of a running text that are looked at: more tells no more and takes longer."""

_TAGS = {"sr": {"latn": "sr-Latn"}, "sdh": {"arab": "ku"}}
"""Labels of the model that are tagged otherwise when written in that script (RFC 5646, suppress-script)."""
_KIN = {
    **dict.fromkeys(("hr", "bs", "sr", "sr-Latn", "sh", "cnr"), "sh"),
    **dict.fromkeys(("no", "nb", "nn"), "no"),
    **dict.fromkeys(("id", "ms"), "ms"),
    **dict.fromkeys(("ku", "ckb", "kmr", "sdh"), "ku"),
    **dict.fromkeys(("tl", "fil"), "tl"),
}


@frozen(kw_only=True, eq=False)  # each is there once, so that they are told apart, and counted, as objects
class _Script:
    name: str
    tag: str | None = None
    group: str | None = None
    confidence: float = 0.0


@lru_cache(maxsize=1024)
def kindred(tag: str) -> str:
    """The group of languages that titles do not tell apart.

    Croatian, Bosnian and Serbian; the two Norwegians; Indonesian and Malay; Kurdish, and Tagalog, by either
    name. Region and script are dropped from every other tag, but for `-Latn`, which says that a title is
    romanised.

    Args:
        tag: BCP 47.

    Returns:
        One tag for the whole group; two titles are in one language where these are equal.
    """
    if tag in _KIN:
        return _KIN[tag]
    base, *rest = tag.split("-")
    known = _KIN.get(base.lower(), base.lower())
    return f"{known}-Latn" if "Latn" in rest and known not in _KIN.values() else known


def is_told(tag: str) -> bool:
    """Whether the detector has ever heard of a language, so that its silence about it means something.

    Args:
        tag: BCP 47.
    """
    return kindred(tag.partition("-")[0]) in _told()


@cache
def _told() -> frozenset[str]:
    scripts = set(_ranges()[2])
    groups = {script.group for script in scripts if script.group}
    labels = {label for group in groups for label in language_model(group).labels}
    return frozenset(kindred(tag) for tag in labels | {script.tag for script in scripts if script.tag})


def title_language(title: str) -> Language:
    """The language of a cited title.

    Args:
        title: as cited, without its quotation marks.

    Returns:
        Basis `script` where the letters settle it, `romanised` for a title in Latin letters whose
        language is written in others (`ru-Latn`), else `model`. Short titles have low confidence;
        `und` where nothing can be told. Of hr, bs and sr (see `kindred`) the likeliest is named, with the
        confidence that it is one of them.
    """
    text = _folded(title[:_LONGEST_TITLE])
    script, share = _script(text)
    found = _decide(text, script, share)
    if script is None or script.group != "latn":
        return found
    if len(_WORD.findall(text)) < _SENTENCE:
        return found
    english, words = _english_words(text)
    doubt = _UNCERTAIN if english == words and found.tag != "en" else _UNSURE
    if english >= 2 and found.confidence < doubt and english >= _ENGLISH_SHARE * words:
        return Language(tag="en", basis="model", confidence=_UNSURE)
    if english >= 2 and english >= _ENGLISH_QUARTER * words:
        return found
    return romanised_language(class_shares(text), rival=found.confidence) or found


def text_language(text: str) -> Language:
    """The language of a page's or document's running text.

    Args:
        text: main text, the longer the better; of long texts beginning, middle and end are read.

    Returns:
        Basis `text`; `und` where nothing can be told.
    """
    if len(text) > _SAMPLE:
        middle = (len(text) - _PIECE) // 2
        text = " ".join((text[:_PIECE], text[middle : middle + _PIECE], text[-_PIECE:]))
    folded = _folded(text)
    script, share = _script(folded)
    found = _decide(folded, script, share)
    return Language(tag=found.tag, basis="text", confidence=found.confidence)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...], tuple[_Script, ...]]:
    """Starts, ends and scripts of the ranges, by start."""
    source = files("srccheck.text").joinpath("data/language_scripts.toml").read_text("utf-8")
    rows = []
    for row in tomllib.loads(source)["script"]:
        spans = row.pop("ranges")
        script = _Script(**row)
        for span in spans:
            first, _, last = span.partition("-")
            rows.append((int(first, 16), int(last or first, 16), script))
    rows.sort(key=lambda row: row[0])
    starts, ends, scripts = zip(*rows, strict=True)
    return starts, ends, scripts


@cache
def _letters() -> dict[str, dict[str, frozenset[str]]]:
    """Script to letter to the languages that have it."""
    source = files("srccheck.text").joinpath("data/language_letters.tsv").read_text("utf-8")
    table: dict[str, dict[str, frozenset[str]]] = {}
    for line in source.splitlines():
        if line.startswith(("#", "script\t")):
            continue
        script, letters, languages = line.split("\t")
        for letter in letters:
            table.setdefault(script, {})[letter] = frozenset(languages.split())
    return table


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> _Script | None:
    starts, ends, scripts = _ranges()
    code = ord(letter)
    index = bisect_right(starts, code) - 1
    return scripts[index] if index >= 0 and code <= ends[index] else None


def _script(text: str) -> tuple[_Script | None, float]:
    """The script that decides, and its share of the letters."""
    if text.isascii():
        return (_script_of("a"), 1.0) if any(map(str.isalpha, text)) else (None, 0.0)
    counts: Counter[_Script] = Counter()
    for letter, count in Counter(text).items():
        script = _script_of(letter)
        if script is not None:
            counts[script] += count
    whole = counts.total()
    if not whole:
        return None, 0.0
    names = {script.name: script for script in counts}
    if "Kana" in names and counts[names["Kana"]] >= _KANA_SHARE * whole and "Hangul" not in names:
        together = counts[names["Kana"]] + counts.get(names.get("Han", names["Kana"]), 0)
        return names["Kana"], min(1.0, together / whole)
    others = [(count, script.name) for script, count in counts.items() if script.group != "latn"]
    if others:
        count, name = max(others)
        if count >= _FOREIGN_SHARE * whole:
            return names[name], count / whole
    if "Latin" in names:
        return names["Latin"], counts[names["Latin"]] / whole
    count, name = max(others)
    return names[name], count / whole


def _decide(text: str, script: _Script | None, share: float) -> Language:
    if script is None:
        return Language(tag=UNDETERMINED, basis="script", confidence=0.0)
    # Half of the letters in another script leave a doubt, a name or two do not.
    certainty = min(1.0, 0.6 + 0.5 * share)
    if script.group is None:
        tag = script.tag or UNDETERMINED
        return Language(tag=tag, basis="script", confidence=script.confidence * certainty)
    model = language_model(script.group)
    among = _possible(text, script.name, _labels(script.group))
    if len(among) == 1:
        (label,) = among
        return Language(tag=_tag(label, script.group), basis="script", confidence=0.99 * certainty)
    shares = model.probabilities(text.lower() if _in_title_case(text) else text, among)
    label = next(iter(shares))
    together = sum(shares.get(other, 0.0) for other in _kin(label, script.group))
    confidence = min(0.999, together, _confidence_of_length(text)) * certainty
    if confidence < _TOO_UNSURE:
        return Language(tag=UNDETERMINED, basis="model", confidence=confidence)
    return Language(tag=_tag(label, script.group), basis="model", confidence=confidence)


def _confidence_of_length(text: str) -> float:
    """What can be had of a text at most: half for a word like "Iran", all from fourteen letters on."""
    return 0.3 + 0.05 * sum(map(str.isalpha, text[:100]))


def _in_title_case(text: str) -> bool:
    """Most Words Begin With a Capital: the model has learned from sentences, and takes them for names."""
    initials = [word[0] for word in text.split() if word[0].isalpha()]
    return len(initials) > 2 and sum(map(str.isupper, initials)) >= _TITLE_CASE_SHARE * len(initials)


def _english_words(text: str) -> tuple[int, int]:
    """How many of the words of a text are common in English alone, and how many words there are."""
    words = [word for word in _WORD.findall(text.lower()) if len(word) >= _WORD_LETTERS]
    known = _english()
    return sum(word in known for word in words), len(words)


@cache
def _english() -> frozenset[str]:
    text = files("srccheck.text").joinpath("data/language_english_words.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


@cache
def _kin(label: str, group: str) -> tuple[str, ...]:
    """The labels of a model that stand for one group of languages."""
    return tuple(other for other in language_model(group).labels if kindred(other) == kindred(label))


@cache
def _labels(group: str) -> frozenset[str]:
    return frozenset(language_model(group).labels)


def _tag(label: str, group: str) -> str:
    return _TAGS.get(label, {}).get(group, label)


def _possible(text: str, script: str, labels: frozenset[str]) -> frozenset[str]:
    """The languages whose alphabets have all the telling letters of a text."""
    table = _letters().get(script, {})
    possible = labels
    for letter in table.keys() & set(text.lower()):
        possible &= table[letter]
    return possible or labels
