"""Titles in Latin letters whose language is written in others: `ru-Latn`, `hy-Latn` and the like."""

from __future__ import annotations

import json
import math
import re
import unicodedata
import zlib
from array import array
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from attrs import frozen

from srccheck.model.citation import Language

__all__ = ["BUCKETS", "class_shares", "hashed_ngrams", "romanised_language"]

BUCKETS = 1 << 17
_LONGEST = 6
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u0300-\u036f])*")
_APOSTROPHES = str.maketrans(dict.fromkeys('’‘ʼʻʹʺ`´ʾʿ"”·', "'"))
_RIVAL_WEIGHT = 0.3
_HEAD_START = 0.45
"""Set on 4,240 titles of 36 Latin-letter languages so that at most one in a thousand is called romanised."""


@frozen(kw_only=True)
class _Model:
    """Weights of a linear model: `weights[bucket * classes + class]`, in steps."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    step: float
    weights: memoryview


def hashed_ngrams(text: str) -> Iterator[int]:
    """The buckets of the n-grams of a text's words, one for each occurrence.

    Letters are taken in lower case, with their marks; the many signs for a soft sign or an
    aspirate become one apostrophe. N-grams have 2 to 6 characters, a word's margins included.

    Args:
        text: a title.
    """
    plain = unicodedata.normalize("NFC", text.lower().translate(_APOSTROPHES))
    for word in _WORD.findall(plain):
        padded = f" {word} "
        for size in range(2, _LONGEST + 1):
            for start in range(len(padded) - size + 1):
                yield zlib.crc32(padded[start : start + size].encode()) % BUCKETS


def class_shares(title: str) -> dict[str, float]:
    """How likely each class of the model is.

    Args:
        title: in Latin letters.

    Returns:
        `ru-Latn`, … and `english`, `slavic`, `other` (written in Latin letters) to probability;
        empty where the title has no words.
    """
    buckets = list(hashed_ngrams(title))
    if not buckets:
        return {}
    model = _model()
    width = len(model.labels)
    rows = (model.weights[bucket * width : (bucket + 1) * width] for bucket in buckets)
    scale = model.step / math.sqrt(len(buckets))
    scores = [
        bias + scale * sum(column) for bias, column in zip(model.bias, zip(*rows, strict=True), strict=True)
    ]
    best = max(scores)
    shares = [math.exp(score - best) for score in scores]
    whole = sum(shares)
    return {label: share / whole for label, share in zip(model.labels, shares, strict=True)}


def romanised_language(shares: Mapping[str, float], *, rival: float) -> Language | None:
    """The language of a romanised title.

    Args:
        shares: of `class_shares`.
        rival: confidence, 0 to 1, that the title is in the likeliest of the languages that are written in
            Latin letters; the surer that is, the more it takes.

    Returns:
        `ru-Latn` and the like with basis `romanised`, or None for a title that is none, or as likely none.
    """
    romanised = {label: share for label, share in shares.items() if label.endswith("-Latn")}
    total = sum(romanised.values())
    odds = _log_odds(total) - _RIVAL_WEIGHT * _log_odds(rival) + _HEAD_START
    if not romanised or odds <= 0:
        return None
    tag = max(romanised, key=lambda label: romanised[label])
    certainty = 1 / (1 + math.exp(-odds))
    return Language(tag=tag, basis="romanised", confidence=min(0.999, certainty * romanised[tag] / total))


def _log_odds(share: float) -> float:
    within = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(within / (1 - within))


@cache
def _model() -> _Model:
    """The model, read when first asked for."""
    packed = files("srccheck.text").joinpath("data/romanised_ngrams.bin").read_bytes()
    header, _, body = zlib.decompress(packed).partition(b"\n")
    head = json.loads(header)
    return _Model(
        labels=tuple(head["labels"]),
        bias=tuple(head["bias"]),
        step=head["step"],
        weights=memoryview(array("b", body)),
    )
