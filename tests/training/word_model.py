"""Words as they are frequent in a language, drawn from lingua's n-gram models.

lingua-language-detector 1.4.2 (Peter M. Stahl, Apache-2.0) carries, for 75 languages, the frequencies
of runs of 1 to 5 letters in a million sentences of news and Wikipedia. The runs never span two words, so
what the longer runs lack of a shorter one's count is how often a word begins, or ends, there; which is
all that is needed to draw words of four letters and more.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from itertools import accumulate
from zipfile import ZipFile

import brotli

__all__ = ["draw_words"]

SIZES = ("unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams")
LONGEST = 24


def _relative(wheel: ZipFile, language: str, size: str) -> dict[str, float]:
    """N-gram to its share of its prefix's count."""
    packed = wheel.read(f"lingua/language-models/{language}/{size}.json.br")
    table = json.loads(brotli.decompress(packed))["ngrams"]
    shares = ((share.split("/"), grams) for share, grams in table.items())
    return {gram: int(part) / int(whole) for (part, whole), grams in shares for gram in grams.split()}


def draw_words(wheel: ZipFile, language: str, number: int, chance: random.Random) -> Counter[str]:
    """Words of at least four letters, lower case, and how often they were drawn.

    Args:
        wheel: lingua's.
        language: ISO 639-1.
        number: how many are drawn.
        chance: the seeded source of randomness.
    """
    counts = _relative(wheel, language, SIZES[0])
    for size in SIZES[1:4]:
        counts = {
            gram: share * counts.get(gram[:-1], 0.0)
            for gram, share in _relative(wheel, language, size).items()
        }
    followers: dict[str, list[tuple[str, float]]] = defaultdict(list)
    within: dict[str, float] = defaultdict(float)
    for gram, share in _relative(wheel, language, SIZES[4]).items():
        followers[gram[:4]].append((gram[4], share))
        within[gram[1:]] += share * counts.get(gram[:4], 0.0)
    starts = sorted(
        (gram, count - within[gram]) for gram, count in counts.items() if count > within[gram] * 1.001
    )
    grams = [gram for gram, _ in starts]
    weights = list(accumulate(weight for _, weight in starts))
    words: Counter[str] = Counter()
    for word in chance.choices(grams, cum_weights=weights, k=number):
        grown = word
        while len(grown) < LONGEST:
            draw = chance.random()
            for letter, share in followers.get(grown[-4:], ()):
                draw -= share
                if draw < 0:
                    grown += letter
                    break
            else:
                break
        words[grown] += 1
    return words
