"""Spoilt, joined and shuffled documents for every reader, for as long as you like; by hand.

usage: python tests/fuzz/fuzz_readers.py [MINUTES [SEED]]

Each document is read in this process, so that a traceback shows where. Whatever is neither a Document nor an
UnreadableInputError, and whatever takes longer than 5 s, is kept in the working directory as fuzz-N.SUFFIX.
"""

# ruff: noqa: T201, BLE001 - it prints counts, runs itself from anywhere, and looks for the unexpected

from __future__ import annotations

import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from srccheck import UnreadableInputError
from srccheck.documents import take
from srccheck.extraction import extract_here
from tests.documents.every_reader import SOUND, SUFFIXES
from tests.documents.test_every_reader import ALWAYS, PANDOC, WORDS, mutated

SLOW_S = 5.0


def another(name: str, chance: random.Random) -> bytes:
    """A document that never was: mutated, joined of two, or made of a format's own marks."""
    kind = chance.randrange(4)
    if kind == 0 and name in WORDS:
        words = WORDS[name] + ALWAYS
        return "".join(chance.choices(words, k=chance.randint(1, 400))).encode("utf-8", "replace")
    data = mutated(SOUND[name], chance)
    if kind == 1:
        data += mutated(SOUND[chance.choice(list(SOUND))], chance)
    if kind == 2:
        at = chance.randrange(len(data) + 1)
        data = data[:at] + data[max(0, at - 30) : at] * chance.choice([10, 1_000]) + data[at:]
    return data


def outcome(data: bytes, name: str) -> str:
    """`read`, `refused`, `slow`, or the name of what should not have happened."""
    start = time.monotonic()
    try:
        extract_here("document", take(data, name=name)).to_dict()
        result = "read"
    except UnreadableInputError:
        result = "refused"
    except Exception as error:
        traceback.print_exc(limit=-4)
        return type(error).__name__
    return result if time.monotonic() - start < SLOW_S else "slow"


def main() -> None:
    """Read until the time is over; print what came of it, format by format."""
    end = time.monotonic() + 60 * float(sys.argv[1] if len(sys.argv) > 1 else 1)
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    chance = random.Random(seed)
    print(f"seed {seed}")
    counts: dict[str, Counter[str]] = {name: Counter() for name in SOUND}
    kept = 0
    while time.monotonic() < end:
        for name, seen in counts.items():
            data = another(name, chance)
            result = outcome(data, f"a{SUFFIXES[name]}")
            seen[result] += 1
            # how long pandoc takes is limited from outside
            if result not in ("read", "refused") and not (result == "slow" and name in PANDOC):
                kept += 1
                Path(f"fuzz-{kept}{SUFFIXES[name]}").write_bytes(data)
                print(f"{name}: {result}, kept as fuzz-{kept}{SUFFIXES[name]}")
    for name, seen in counts.items():
        print(f"{name:10s}", *(f"{what} {number}" for what, number in sorted(seen.items())), sep="  ")
    sys.exit(bool(kept))


if __name__ == "__main__":
    main()
