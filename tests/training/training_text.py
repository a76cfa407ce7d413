"""Text in many languages out of packages' wheels, for `train_romanised.py`. Nothing is installed or run."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from babel import Locale

from tests.training.word_model import draw_words

__all__ = ["load_texts"]

NOISE = re.compile(
    r"<[^<>]{0,200}>|\{[^{}]{0,200}\}|%\([^()]{0,60}\)[a-z]|%[a-z]|\[%[^%]{0,200}%\]|https?://\S+|\\n|[_*|\[\]{}]"
)
MESSAGE = re.compile(r'^msgstr(?:\[\d\])? "([^\n]*)"((?:\n"[^\n]*")*)', re.MULTILINE)
FRONTEND = r"/translations/(?:\w+/)?([a-z]{2}(?:-Latn)?)-[0-9a-f]{32}\.json$"
CORE = r"/translations/(?:\w+\.)?([a-z]{2}(?:-Latn)?)\.json$"
CODES = {
    "he_IL": "he", "hr_HR": "hr", "id_ID": "id", "is_IS": "is", "sk_SK": "sk", "az_AZ": "az", "tr_TR": "tr",
    "sr_Latn": "sr-Latn", "pt_BR": "pt", "pt_PT": "pt", "pt-BR": "pt", "es-419": "es", "en-GB": "en",
}  # fmt: skip
SCRIPTS = {"ru": "а-яё", "uk": "а-яіїєґ", "be": "а-яёіў", "bg": "а-я", "kk": "а-яәғқңөұүһіё", "hy": "ա-ֆև",
           "ka": "ა-ჰ", "el": "α-ωάέήίόύώϊϋΐΰ"}  # fmt: skip
CYRILLIC = re.compile("[а-я]", re.IGNORECASE)
DRAWN = 60000
WORD_MODELS = (
    "ru", "uk", "be", "bg", "kk", "hy", "ka", "el", "en", "pl", "cs", "sk", "sl", "hr", "bs", "de", "fr",
    "es", "it", "pt", "nl", "sv", "tr", "ro", "hu", "lt", "lv", "et", "fi", "id", "vi", "da", "nb", "ca",
    "sq", "az",
)  # fmt: skip
KEPT = 60000
NAMED = (
    "ru", "uk", "be", "bg", "kk", "hy", "ka", "el", "en", "pl", "cs", "sk", "sl", "hr", "bs", "sr_Latn", "sq",
    "az", "uz", "tk", "tr", "ro", "lt", "lv", "ku", "sw",
)  # fmt: skip


def _code(code: str) -> str:
    return CODES.get(code, code)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from _leaves(child)


def _wheel(folder: Path, name: str) -> ZipFile:
    return ZipFile(next(iter(sorted(folder.glob(f"{name}-*.whl")))))


def _json_texts(wheel: ZipFile, pattern: str) -> Iterator[tuple[str, str]]:
    match = re.compile(pattern)
    for name in sorted(wheel.namelist()):
        found = match.search(name)
        if found:
            for text in _leaves(json.loads(wheel.read(name))):
                yield _code(found[1]), text


def _po_texts(wheel: ZipFile) -> Iterator[tuple[str, str]]:
    for name in sorted(wheel.namelist()):
        if "/locale/" not in name or not name.endswith(".po"):
            continue
        code = _code(name.split("/locale/")[1].split("/")[0])
        for first, more in MESSAGE.findall(wheel.read(name).decode("utf-8")):
            yield code, first + "".join(re.findall(r'"([^\n]*)"', more))


def _names() -> Iterator[tuple[str, str]]:
    for code in NAMED:
        locale = Locale.parse(code)
        for text in (*locale.territories.values(), *locale.languages.values()):
            yield _code(code), text


def _lists(folder: Path) -> Iterator[tuple[str, Counter[str]]]:
    spelling = _wheel(folder, "pyspellchecker")
    for code in ("en", "ru"):
        words = Counter(json.loads(gzip.decompress(spelling.read(f"spellchecker/resources/{code}.json.gz"))))
        yield code, Counter(dict(words.most_common(KEPT)))
    # Only forms are listed, not how often they occur: each counts once.
    packed = _wheel(folder, "spacy_lookups_data").read("spacy_lookups_data/data/ru_lemma_lookup.json.gz")
    forms = sorted(json.loads(gzip.decompress(packed)))
    yield "ru", Counter(dict.fromkeys(forms[:: len(forms) // KEPT], 1))


def load_texts(folder: Path, chance: random.Random) -> dict[str, tuple[list[str], Counter[str]]]:
    """Language to its strings and to the frequencies of words drawn from its word model.

    Args:
        folder: where the wheels lie.
        chance: the seeded source of randomness.
    """
    strings: dict[str, dict[str, None]] = defaultdict(dict)
    sources = (
        _json_texts(_wheel(folder, "home_assistant_frontend"), FRONTEND),
        _json_texts(_wheel(folder, "homeassistant"), CORE),
        _po_texts(_wheel(folder, "django")),
        _po_texts(_wheel(folder, "wagtail")),
        _names(),
    )
    for source in sources:
        for code, text in source:
            clean = " ".join(NOISE.sub(" ", text).split())
            if len(clean) < 3:
                continue
            if code in SCRIPTS:
                own = len(re.findall(f"[{SCRIPTS[code]}]", clean.lower()))
                if own < 0.75 * sum(map(str.isalpha, clean)):
                    continue
                clean = " ".join(word for word in clean.split() if not re.search("[a-zA-Z]", word))
            elif CYRILLIC.search(clean):
                continue
            strings[code][clean] = None
    lingua = _wheel(folder, "lingua_language_detector")
    words = {code: draw_words(lingua, code, DRAWN, chance) for code in WORD_MODELS}
    for code, counts in _lists(folder):
        words[code].update(counts)
    return {code: (list(rows), words.get(code, Counter())) for code, rows in strings.items()}
