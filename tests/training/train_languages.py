"""Make `srccheck/text/data/language_ngrams.bin`: the detector for titles and running text.

    pip install py3langid==0.4.0
    python tests/training/train_languages.py [OUT]

py3langid (Adrien Barbaresi, BSD-3-Clause; a fork of langid.py by Marco Lui, BSD-2-Clause) is a naive Bayes
model over 100,053 byte n-grams and 142 languages; it takes 0.7 s and 130 MB to load. What is
kept of it here, for each script by itself: the languages that are written in that script and
published in, and the n-grams that tell them apart most, as differences from their mean in 8 bits.
That loads in hundredths of a second, needs no numpy, and loses nothing measurable on headlines.
The result is the same, byte for byte, on every machine. Licence of the weights:
`language_ngrams.licence.txt` beside the model.
"""

# ruff: noqa: T201 - a script; what it prints is its result

from __future__ import annotations

import json
import sys
import zlib
from collections import deque
from pathlib import Path
from typing import Any

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "srccheck" / "text" / "data" / "language_ngrams.bin"

# For each group: how many n-grams are kept; which byte begins one of its script's letters in UTF-8
# (0x20–0x7e go with every script); languages with a large press, and the others.
GROUPS: dict[str, dict[str, Any]] = {
    "latn": {
        "ngrams": 24000,
        "leads": (*range(0xC2, 0xCA), 0xE1, 0xE2),
        "common": "az bs cs da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl sq sr sv tr uz vi",
        "rare": "af ca cy eo eu fo ga gl is ku la lb ms mt nn sw tk tl",
    },
    "cyrl": {
        "ngrams": 5000,
        "leads": (*range(0xD0, 0xD4), 0xE2),
        "common": "be bg kk ky mk ru sr tg uk",
        "rare": "ba mn tt uz",
    },
    "arab": {"ngrams": 3000, "leads": (*range(0xD8, 0xDC), 0xE2), "common": "ar fa ur", "rare": "ps sdh ug"},
    "deva": {"ngrams": 1500, "leads": (0xE0, 0xE2), "common": "hi mr ne", "rare": ""},
}
RARE_PENALTY = 5.0  # nats; a title is a hundred times likelier to be Spanish than Galician
ENGLISH_BONUS = 6.0  # most cited titles are English, and their names make them look like anything
STEP = 11 / 127  # nats in one step of the 8-bit weights; the largest weight is 11.04


def ngrams(model: LanguageIdentifier) -> dict[bytes, int]:
    """The n-gram that each feature stands for: the shortest way to its state in the automaton."""
    names = {0: b""}
    queue = deque([0])
    while queue:
        state = queue.popleft()
        row = model.tk_row[state] << 8
        for byte in range(256):
            follower = model.tk_nextmove[row + byte]
            if follower not in names:
                names[follower] = names[state] + bytes([byte])
                queue.append(follower)
    return {name: model.tk_output[state] for state, name in names.items() if model.tk_output[state] >= 0}


def columns(model: LanguageIdentifier, group: str, wanted: set[str], found: dict[bytes, int]) -> list[int]:
    """Columns of the wanted languages; of a language with one column a script, this script's one."""
    probe = {"latn": (b"je", b"na", b"ko"), "cyrl": ("је".encode(), "на".encode())}.get(group, ())
    rows = [found[gram] for gram in probe if gram in found]
    chosen: dict[str, int] = {}
    for column, label in enumerate(model.nb_classes):
        if label not in wanted:
            continue
        rival = chosen.get(label)
        if rival is None or model.nb_ptc[rows, column].sum() > model.nb_ptc[rows, rival].sum():
            chosen[label] = column
    return [chosen[label] for label in sorted(chosen)]


def belongs(gram: bytes, leads: tuple[int, ...]) -> bool:
    """Whether an n-gram can occur in the script: no lead byte of another."""
    return all(byte < 0xC0 or byte in leads for byte in gram)


def reduce(model: LanguageIdentifier, found: dict[bytes, int], group: str) -> tuple[dict[str, Any], bytes]:
    """One group's header and its n-grams and weights."""
    spec = GROUPS[group]
    common, rare = spec["common"].split(), spec["rare"].split()
    picked = columns(model, group, {*common, *rare}, found)
    labels = [model.nb_classes[column] for column in picked]
    table = model.nb_ptc[:, picked].astype(np.float64)
    weights = table - table.mean(axis=1, keepdims=True)
    worth = (np.exp(table) * np.abs(weights)).sum(axis=1)
    grams = sorted(
        (gram for gram in found if belongs(gram, spec["leads"])), key=lambda gram: (-worth[found[gram]], gram)
    )[: spec["ngrams"]]
    grams.sort()
    steps = np.clip(np.round(weights[[found[gram] for gram in grams]] / STEP), -127, 127).astype(np.int8)
    prior = model.nb_pc[picked].astype(np.float64)
    prior -= prior.mean()
    prior += [ENGLISH_BONUS * (label == "en") - RARE_PENALTY * (label in rare) for label in labels]
    head = {"labels": labels, "prior": [round(float(value), 3) for value in prior], "ngrams": len(grams)}
    return head, b"".join(bytes([len(gram)]) + gram for gram in grams) + steps.tobytes()


def main() -> None:
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found = ngrams(model)
    heads, bodies = {}, b""
    for group in GROUPS:
        head, body = reduce(model, found, group)
        heads[group] = {**head, "start": len(bodies), "size": len(body)}
        bodies += body
    header = json.dumps({"step": STEP, "groups": heads}, separators=(",", ":")).encode()
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    out.write_bytes(zlib.compress(header + b"\n" + bodies, 9))
    print(out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
