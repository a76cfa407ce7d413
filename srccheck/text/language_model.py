"""A naive Bayes model over byte n-grams: which of a script's languages a text is in."""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections import Counter
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

__all__ = ["LanguageModel", "language_model"]

_SHARPNESS = 1.7
"""Makes the confidences honest: set so that of the titles with 0.9 and more, 99.5 % are right."""
_LONGEST = 5  # bytes of the longest n-gram
_NO_TEXT = b"\xff" * (_LONGEST - 1)  # stands in no UTF-8, so in no n-gram
_BIAS = 128
_MOST_ROWS = 257  # 257 times 255 is the most that 16 bits hold
_UNSIGNED = bytes((step + _BIAS) % 256 for step in range(256))


@frozen(kw_only=True)
class LanguageModel:
    """The n-grams of one script's languages.

    Made by `tests/training/train_languages.py` from py3langid's model (BSD-3-Clause).

    Attributes:
        labels: the languages, BCP 47.
        prior: what is held of each before a letter is read, in nats.
        weights: for an n-gram (UTF-8) its weight in each language, in steps: 16 bits for each language, the
            first lowest, and 128 more than the weight. So one addition adds up all languages.
        step: nats in a step.
    """

    labels: tuple[str, ...]
    prior: tuple[float, ...]
    weights: dict[bytes, int]
    step: float

    def probabilities(self, text: str, among: Collection[str] | None = None) -> dict[str, float]:
        """How likely each language is.

        Args:
            text: as written; white space folded.
            among: the languages that are possible; None for all.

        Returns:
            Language to probability, likeliest first; they sum to 1. Equal where the text tells nothing.
        """
        data = (text.lower() if text.isupper() else text).encode("utf-8", "replace")
        sums = list(self.prior)
        by_count: dict[int, list[int]] = {}
        for gram, count in Counter(self._ngrams(data)).items():
            by_count.setdefault(count, []).append(self.weights[gram])
        for count, rows in by_count.items():
            factor = math.log1p(count) * self.step
            sums = [total + factor * steps for total, steps in zip(sums, self._added_up(rows), strict=True)]
        # The root of the length keeps long texts from being surer than their n-grams are independent.
        scale = _SHARPNESS / math.sqrt(len(data) or 1)
        scores = [
            (total * scale, label)
            for label, total in zip(self.labels, sums, strict=True)
            if among is None or label in among
        ]
        best = max(scores)[0]
        shares = [(math.exp(score - best), label) for score, label in scores]
        whole = sum(share for share, _ in shares)
        shares.sort(key=lambda pair: (-pair[0], pair[1]))
        return {label: share / whole for share, label in shares}

    def _added_up(self, rows: list[int]) -> list[int]:
        """The sum of rows of weights, by language."""
        width = len(self.labels)
        sums = [-_BIAS * len(rows)] * width
        for first in range(0, len(rows), _MOST_ROWS):
            packed = sum(rows[first : first + _MOST_ROWS]).to_bytes(2 * width, "little")
            sums = [one + more for one, more in zip(sums, struct.unpack(f"<{width}H", packed), strict=True)]
        return sums

    def _ngrams(self, data: bytes) -> list[bytes]:
        """At each place the longest n-gram of the model that ends there."""
        known = self.weights
        text = _NO_TEXT + data
        # spelled out, because a loop over the five lengths takes twice as long
        return [
            gram
            for end in range(_LONGEST, len(text) + 1)
            if (gram := text[end - 5 : end]) in known
            or (gram := text[end - 4 : end]) in known
            or (gram := text[end - 3 : end]) in known
            or (gram := text[end - 2 : end]) in known
            or (gram := text[end - 1 : end]) in known
        ]


@cache
def _groups() -> tuple[dict[str, Any], bytes]:
    packed = files("srccheck.text").joinpath("data/language_ngrams.bin").read_bytes()
    header, _, body = zlib.decompress(packed).partition(b"\n")
    return json.loads(header), body


@cache
def language_model(group: str) -> LanguageModel:
    """The model for a script, read when first asked for.

    Args:
        group: `latn`, `cyrl`, `arab` or `deva`.
    """
    header, bodies = _groups()
    head = header["groups"][group]
    body = bodies[head["start"] : head["start"] + head["size"]]
    grams, position = [], 0
    for _ in range(head["ngrams"]):
        end = position + 1 + body[position]
        grams.append(body[position + 1 : end])
        position = end
    width = 2 * len(head["labels"])
    steps = bytearray(2 * (len(body) - position))
    steps[::2] = body[position:].translate(_UNSIGNED)
    weights = {
        gram: int.from_bytes(steps[index * width : (index + 1) * width], "little")
        for index, gram in enumerate(grams)
    }
    return LanguageModel(
        labels=tuple(head["labels"]),
        prior=tuple(head["prior"]),
        weights=weights,
        step=header["step"],
    )
