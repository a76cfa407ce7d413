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
from operator import itemgetter
from typing import Any

from attrs import frozen

__all__ = ["LanguageModel", "language_model"]

_SHARPNESS = 1.7
"""Makes the confidences honest: set so that of the titles with 0.9 and more, 99.5 % are right."""
_LONGEST = 5  # bytes of the longest n-gram; the shortest has two
_NO_TEXT = b"\xff" * (_LONGEST - 1)  # stands in no UTF-8, so in no n-gram
_BIAS = 128
_MOST_ROWS = 257  # 257 times 255 is the most that 16 bits hold
_ONCE = math.log1p(1)
_SHARE = itemgetter(1)
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
        sums = self._evidence(Counter(self._ngrams(data)))
        # The root of the length keeps long texts from being surer than their n-grams are independent.
        scale = _SHARPNESS / math.sqrt(len(data) or 1)
        scores = [
            (label, total)
            for label, total in zip(self.labels, sums, strict=True)
            if among is None or label in among
        ]
        best = max(total for _, total in scores)
        shares = [(label, math.exp((total - best) * scale)) for label, total in scores]
        whole = sum(share for _, share in shares)
        shares.sort(key=_SHARE, reverse=True)  # equals stay in the order of the labels
        return {label: share / whole for label, share in shares}

    def _evidence(self, counts: Counter[bytes]) -> list[float]:
        """What n-grams and the prior say of each language, in nats."""
        known = self.weights
        # most stand in a text once, so that all are added up at once, and for the others what is lacking
        rows = [(_ONCE, [known[gram] for gram in counts])]
        repeated: dict[int, list[int]] = {}
        for gram, count in counts.items():
            if count > 1:
                repeated.setdefault(count, []).append(known[gram])
        rows += [(math.log1p(count) - _ONCE, grams) for count, grams in repeated.items()]
        sums = list(self.prior)
        for weight, grams in rows:
            factor = weight * self.step
            steps = self._added_up(grams)
            sums = [total + factor * more for total, more in zip(sums, steps, strict=True)]
        return sums

    def _added_up(self, rows: list[int]) -> list[int]:
        """The sum of rows of weights, by language."""
        width = len(self.labels)
        bias = _BIAS * len(rows)
        if len(rows) <= _MOST_ROWS:
            packed = sum(rows).to_bytes(2 * width, "little")
            return [steps - bias for steps in struct.unpack(f"<{width}H", packed)]
        first, rest = self._added_up(rows[:_MOST_ROWS]), self._added_up(rows[_MOST_ROWS:])
        return [one + more for one, more in zip(first, rest, strict=True)]

    def _ngrams(self, data: bytes) -> list[bytes]:
        """At each place the longest n-gram of the model that ends there."""
        known = self.weights
        text = _NO_TEXT + data
        # spelled out, because a loop over the four lengths takes twice as long
        return [
            gram
            for start in range(len(text) - _LONGEST + 1)
            if (gram := text[start : start + 5]) in known
            or (gram := gram[1:]) in known
            or (gram := gram[1:]) in known
            or (gram := gram[1:]) in known
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
