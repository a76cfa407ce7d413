"""Texts as sets of overlapping runs of words, to tell how much of one stands in another.

Source: A. Broder, "On the resemblance and containment of documents", 1997.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["containment", "shingles"]

_WORDS = 3
_LETTERS = 5
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(
    # scripts written without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)


def shingles(text: str) -> frozenset[int]:
    """The distinct runs of 3 words of a text, as hashes; of 5 characters where words are not spaced.

    Case, punctuation, digits' widths and white space make no difference.

    Args:
        text: running text.

    Returns:
        Numbers that are comparable within one process. Empty for a text of fewer than 3 words.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = _WORD.findall(folded)
    letters = sum(map(len, words))
    if letters and len(_UNSPACED.findall(folded)) * 3 > letters:
        run = "".join(words)
        return frozenset(hash(run[at : at + _LETTERS]) for at in range(len(run) - _LETTERS + 1))
    return frozenset(hash(three) for three in zip(words, words[1:], words[2:], strict=False))


def containment(part: frozenset[int], whole: frozenset[int]) -> float:
    """The share of one text's shingles that stand in another's, 0 to 1; 0 where there are none."""
    return len(part & whole) / len(part) if part else 0.0
